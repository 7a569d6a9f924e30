"""The guardrails of structure, each on a journey that breaks only it, and the mends."""

from __future__ import annotations

import pytest

from engine.errors import JornadaError
from engine.journey.actions import Context
from engine.journey.model import Edge, Journey
from engine.journey.nodes import (
    AccountAudienceNode,
    ExternalSplitNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    WaitNode,
)
from engine.journey.rules import Severity, apply_fix
from engine.journey.structure import faults
from tests.engine.journey.drawing import (
    close,
    drawn,
    listen,
    merge,
    named,
    people_action,
    people_split,
    split,
    variant,
)
from tests.engine.journey.rules.ground import codes, for_people, found, sentence, sound


def edge(journey: Journey, source: str, target: str, path: str = "next") -> Journey:
    """With one more edge."""
    more = Edge(source=source, path=path, target=target)
    return journey.model_copy(update={"edges": (*journey.edges, more)})


def by_people(**nodes: Node) -> Journey:
    """in > s by people: A > x > c, Other > c > z; s may be given otherwise."""
    own: dict[str, Node] = {"s": people_split("A"), "x": people_action(), "c": close("s")}
    return sound("in > s; s.A > x; s.Other > c; x > c; c > z", **(own | nodes))


def test_sound_journeys_have_no_problems() -> None:
    assert codes(by_people()) == []
    assert codes(sound("in > s; s.A > m; s.Other > m; m > w", s=split("A"), m=merge())) == []
    assert codes(for_people(sound("in > s; s.A > w", s=people_split("A")))) == []


SOUND = sound("in > a > b")
BROKEN: list[tuple[str, str | None, Journey]] = [
    ("audience_missing", None, SOUND.model_copy(update={"nodes": SOUND.nodes[1:], "edges": ()})),
    ("audience_repeated", "two", sound("in > two", two=AccountAudienceNode(id="?", list="live"))),
    (
        "audience_of_accounts",
        "in",
        sound("in > a", **{"in": PersonAudienceNode(id="?", list="friends")}),
    ),
    ("audience_entered", "in", edge(SOUND, "b", "in")),
    ("id_repeated", "a", SOUND.model_copy(update={"nodes": (*SOUND.nodes, WaitNode(id="a"))})),
    ("edge_from_nowhere", None, edge(SOUND, "ghost", "b")),
    ("edge_to_nowhere", "b", edge(SOUND, "b", "ghost")),
    ("edge_of_no_path", "a", edge(SOUND, "a", "b", "Left")),
    ("edge_repeated", "a", edge(edge(SOUND, "a", "b"), "b", "a")),
    ("unreachable", "lost", sound("in > a; lost > b")),
    ("cycle", "a", edge(sound("in > m; m > a; a > b", m=merge()), "b", "m")),
    ("label_empty", "s", sound("in > s", s=split(" "))),
    ("label_reserved", "s", sound("in > s", s=split("Timeout or error"))),
    ("label_repeated", "s", sound("in > s", s=split("A", "A"))),
    ("paths_few", "s", sound("in > s", s=split())),
    ("paths_few", "s", sound("in > s", s=variant(100))),
    ("paths_few", "s", sound("in > s", s=ExternalSplitNode(id="?", service="grades"))),
    ("paths_many", "s", sound("in > s", s=split(*map(str, range(26))))),
    ("paths_many", "s", sound("in > s", s=variant(*[5] * 19, 2, 3))),
    ("several_parents", "b", sound("in > s; s.A > b; s.Other > b", s=split("A"))),
    ("next_best_of_accounts", "n", sound("in > n", n=NextBestNode(id="?"))),
    ("close_split_of_person", "c", for_people(sound("in > c", c=close("s")))),
    ("accounts_in_person_journey", "s", for_people(sound("in > s", s=split("A")))),
    ("accounts_in_person_journey", "s", for_people(sound("in > s", s=variant(50, 50)))),
    ("close_split_missing", "s", sound("in > s; s.A > x", s=people_split("A"), x=people_action())),
    ("close_split_alone", "c", by_people(s=split("A"))),
    (
        "close_split_repeated",
        "d",
        sound("in > s; s.A > c; s.Other > d", s=people_split("A"), c=close("s"), d=close("s")),
    ),
    (
        "close_split_entered",
        "c",
        sound(
            "in > v; v.A > s; v.B > c; s.A > c; s.Other > c",
            v=variant(50, 50),
            s=people_split("A"),
            c=close("s"),
        ),
    ),
    ("people_split_open", "s", sound("in > s; s.A > c", s=people_split("A"), c=close("s"))),
    (
        "people_split_open",
        "x",
        sound("in > s; s.A > x; s.Other > c", s=people_split("A"), x=people_action(), c=close("s")),
    ),
    ("inside_people_split.listen", "x", by_people(x=listen())),
    ("inside_people_split.split", "x", by_people(x=split("A"))),
    ("inside_people_split.node", "x", by_people(x=WaitNode(id="?"))),
    ("inside_people_split.split", "x", by_people(x=variant(50, 50, by=Context.PEOPLE))),
]


@pytest.mark.parametrize(("code", "node", "journey"), BROKEN)
def test_what_no_journey_may_have(code: str, node: str | None, journey: Journey) -> None:
    problem = next(p for (c, n, _), p in found(journey).items() if (c, n) == (code, node))
    assert problem.severity is Severity.ERROR
    assert "journey.problem" not in sentence(problem)
    assert "{" not in sentence(problem)


def test_a_person_journey_starts_from_a_person_audience() -> None:
    journey = for_people(sound("in > a"))
    account = named("in", AccountAudienceNode(id="?", list="live"))
    wrong = journey.model_copy(update={"nodes": (account, *journey.nodes[1:])})
    assert ("audience_of_persons", "in", None) in found(wrong)


def test_close_splits_and_splits_are_told_apart_by_the_kind_of_journey() -> None:
    assert codes(for_people(by_people())) == ["close_split_of_person"]


MENDED: list[tuple[str, Journey, str]] = [
    ("edge_from_nowhere", edge(SOUND, "ghost", "b"), "a > b; in > a"),
    ("edge_to_nowhere", edge(SOUND, "b", "ghost"), "a > b; in > a"),
    ("edge_of_no_path", edge(SOUND, "a", "b", "Left"), "a > b; in > a"),
    (
        "several_parents",
        sound("in > s; s.A > b; s.Other > b", s=split("A")),
        "in > s; merge-1 > b; s.A > merge-1; s.Other > merge-1",
    ),
    (
        "people_split_open",
        sound("in > s; s.A > x; s.Other > c", s=people_split("A"), x=people_action(), c=close("s")),
        "in > s; s.A > x; s.Other > c; x > c",
    ),
    (
        "people_split_open",
        sound("in > s; s.A > c", s=people_split("A"), c=close("s")),
        "in > s; s.A > c; s.Other > c",
    ),
    ("close_split_alone", sound("in > c > b", c=close("s")), "in > b"),
    ("close_split_alone", sound("in > c", c=close("s")), ""),
    ("label_empty", sound("in > s; s.A > a", s=split("A", "")), "in > s; s.A > a"),
    ("merge_alone", sound("in > m > a", m=merge()), "in > a"),
]


@pytest.mark.parametrize(("code", "journey", "lines"), MENDED)
def test_one_click_mends(code: str, journey: Journey, lines: str) -> None:
    problem = next(p for (c, _, _), p in found(journey).items() if c == code)
    assert problem.fix is not None
    assert "journey.fix" not in str(problem.fix.label)
    mended = apply_fix(journey, problem)
    assert drawn(mended) == lines
    assert faults(mended) == ()
    assert code not in codes(mended)


def test_a_merge_of_one_path_is_a_warning() -> None:
    problem = found(sound("in > m > a", m=merge()))["merge_alone", "m", None]
    assert problem.severity is Severity.WARNING


def test_problems_without_a_mend_say_so() -> None:
    problem = found(sound("in > a; lost > b"))["unreachable", "lost", None]
    with pytest.raises(JornadaError, match="no one-click fix"):
        apply_fix(SOUND, problem)


def test_errors_come_first_then_node_order() -> None:
    journey = sound("in > z; z.A > a; z.Other > b", z=split("", "", other=True), b=listen())
    order = [(p.severity, p.node) for p in found(journey).values()]
    assert order == sorted(
        order, key=lambda item: (item[0], ["in", "z", "a", "b"].index(item[1] or ""))
    )
    assert order[0] == (Severity.ERROR, "z")
