"""The rules answer for any journey, however broken, and every sentence is in the catalogue."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.journey.fresh import new_journey
from engine.journey.model import Definitions, Edge, Journey, JourneyKind
from engine.journey.nodes import WaitNode
from engine.journey.rules import apply_fix, blocking, problems
from resources.catalogue import say
from tests.engine.journey.drawing import draw, split
from tests.engine.journey.everything import DEFINITIONS, EVERYTHING, NODES
from tests.engine.journey.rules.ground import found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_journey_has_problems_that_can_be_said_and_fixed(data: st.DataObject) -> None:
    ids = [node.id for node in NODES] + ["ghost"]
    paths = ["next", "Large", "Other", "A", "Timeout", "Keen"]
    edges = st.builds(
        Edge, source=st.sampled_from(ids), path=st.sampled_from(paths), target=st.sampled_from(ids)
    )
    journey = Journey(
        id="j",
        name="J",
        kind=data.draw(st.sampled_from(JourneyKind)),
        nodes=tuple(data.draw(st.lists(st.sampled_from(NODES), max_size=12))),
        edges=tuple(data.draw(st.lists(edges, max_size=12))),
    )
    definitions = data.draw(st.sampled_from([DEFINITIONS, Definitions()]))
    for problem in problems(journey, definitions):
        sentence = say(problem.message)
        assert "journey.problem" not in sentence
        assert "{" not in sentence
        if problem.fix is not None:
            assert "journey.fix" not in say(problem.fix.label)
            assert apply_fix(journey, problem) != journey


def test_everything_unset_is_said() -> None:
    assert len(blocking(problems(EVERYTHING.journey, DEFINITIONS))) > 20


def test_an_empty_journey_asks_for_its_audience() -> None:
    assert ("audience_unset", "audience", "audience") in found(new_journey("j", "J"))


def long_journey(splits: int) -> Journey:
    """A chain of splits, each with a wait on its Other path."""
    nodes, edges = [draw("in").nodes[0]], []
    before = ("in", "next")
    for number in range(splits):
        nodes.append(split("A").model_copy(update={"id": f"s{number}"}))
        nodes.append(WaitNode(id=f"w{number}"))
        edges.append(Edge(source=before[0], path=before[1], target=f"s{number}"))
        edges.append(Edge(source=f"s{number}", path="Other", target=f"w{number}"))
        before = (f"s{number}", "A")
    random.Random(1).shuffle(nodes)  # noqa: S311 - not a secret
    return Journey(id="j", name="J", nodes=tuple(nodes), edges=tuple(edges))


def test_time_is_linear_in_the_graph() -> None:
    def seconds(splits: int) -> float:
        journey = long_journey(splits)
        started = time.perf_counter()
        problems(journey, DEFINITIONS)
        return time.perf_counter() - started

    seconds(10)
    small = min(seconds(100) for _ in range(3))
    large = min(seconds(1000) for _ in range(3))
    # Ten times the nodes; twenty leaves room for noise, quadratic would be a hundred.
    assert large < 20 * small + 0.05
