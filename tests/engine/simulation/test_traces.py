"""Traces: every step has a reason, and the reason is that of the decision (domain section 9)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from engine.accounts.dataset import Dataset
from engine.conditions.explain import Explanation
from engine.journey.actions import ActivateToDestination, Context, SendEmail
from engine.journey.model import Journey
from engine.journey.nodes import OTHER, CloseSplitNode, ListenNode, SplitNode
from engine.simulation.results import EndReason, RunResult
from engine.simulation.run import simulate
from engine.simulation.trace import TraceStep, account_trace
from resources.catalogue import say
from tests.engine.simulation.build import (
    FORM,
    account,
    action,
    anyone,
    attribute,
    data,
    definitions,
    did,
    draw,
    event,
    listen,
    person,
    split,
    timing,
    update,
    variant,
    wait,
    window,
)
from tests.oracle.dice import Dice
from tests.oracle.strategies import Case, drawn


def told(dataset: Dataset, *journeys: Journey, account: int = 0, zone: str = "UTC") -> list[str]:
    """The reasons of an account's trace in words, the audience's first."""
    known = definitions(*journeys)
    result = simulate(journeys, known, dataset, window("03-01", "03-31", zone))
    return [
        f"{step.node}: {say(step.reason)}"
        for step in account_trace(result, journeys, known, dataset, account)
    ]


def test_a_split_says_what_it_saw() -> None:
    journey = draw("J", split("s", {"Steel": attribute("industry", "Steel")}))
    steel, wood = account("A", industry="steel"), account("B", industry="Wood")
    dataset = data([steel, wood, account("C")])
    assert told(dataset, journey)[1] == "s: Industry is “Steel” (it is “steel”)."
    assert told(dataset, journey, account=1)[1] == "s: No path above matched."


def test_a_decision_is_explained_by_the_state_that_it_saw() -> None:
    # At 00:00 the stage is not hot; after the update of the same instant it is.
    hot = {"Hot": attribute("stage", "hot")}
    journey = draw(
        "J",
        split("before", hot),
        update("u", "stage", "hot"),
        split("after", hot),
        edges="in > before, before[Other] > u, u > after",
    )
    assert told(data([account("A")]), journey)[1:] == [
        "before: No path above matched.",
        "u: Set Stage from nothing to hot.",
        "after: Stage is “hot” (it is “hot”).",
    ]


def test_waits_listens_and_messages_say_what_came() -> None:
    journey = draw(
        "J",
        action("mail", SendEmail(email="news")),
        wait("w", 1),
        listen("l", timeout=timing(2)),
        listen("m", timeout=timing(1)),
    )
    people = [
        person("a", "A", **{"person.name.firstName": "Ann"}),
        person("b", "A", consent="n"),
        person("c", "A", None),
    ]
    dataset = data([account("A")], people, [event("a", "03-02 10:00")])
    assert told(dataset, journey)[1:] == [
        "mail: Sent “News” to 1; not to 1 without consent.",
        "w: Waited until 2024-03-02 00:00 UTC.",
        "l: Form filled out by Ann at 2024-03-02 10:00 UTC.",
        "m: No event came until 2024-03-03 10:00 UTC.",
    ]


def test_reasons_tell_the_time_of_the_zone() -> None:
    # New York is five hours behind until 10 March 2024, so 03-01 00:00 UTC is 02-29 19:00; a day
    # later it is 03-01 19:00. The form at 03-02 10:00 UTC is at 05:00.
    journey = draw("J", wait("w", 1), listen("l"), wait("v", 60))
    dataset = data([account("A")], [person("a", "A")], [event("a", "03-02 10:00")])
    lines = told(dataset, journey, zone="America/New_York")
    assert lines[1:] == [
        "w: Waited until 2024-03-01 19:00.",
        "l: Form filled out by a at 2024-03-02 05:00.",
        "v: Still here since 2024-03-02 05:00.",
    ]
    # In London winter is UTC itself, which still is not what its clock is called.
    assert told(dataset, journey, zone="Europe/London")[1] == "w: Waited until 2024-03-02 00:00."


def test_details_tell_the_time_of_the_zone() -> None:
    # 03-01 01:30 UTC is 02-29 20:30 in New York; the day of the split is 03-01 19:00 there.
    by_people = split("s", {"Active": did(FORM)}, other=False, by=Context.PEOPLE)
    journey = draw(
        "J",
        wait("w", 1),
        by_people,
        CloseSplitNode(id="x", split="s"),
        edges="in > w, w > s, s[Active] > x",
    )
    known = definitions(journey)
    dataset = data([account("A")], [person("a", "A")], [event("a", "03-01 01:30")])
    settings = window("03-01", "03-31", "America/New_York")
    result = simulate([journey], known, dataset, settings)
    steps = account_trace(result, [journey], known, dataset, 0)
    (took,) = [step for step in steps if step.path == "Active"]
    assert took.details is not None
    (seen,) = [part.seen for part in took.details.parts[0].parts]
    assert say(seen) == "1 such event, at 2024-02-29 20:30"


def test_the_quota_says_who_came_before() -> None:
    # 50/50: A takes X, B takes Y, C takes X again (tie at n = 2, the higher one).
    journey = draw("J", variant("v", X=50, Y=50))
    dataset = data([account("A"), account("B"), account("C")])
    assert told(dataset, journey, account=2)[1] == (
        "v: Came after 2 others, 1 of which took this path: it was the furthest below its share "
        "of 50 %."
    )
    # Nobody came before A: of equal shares the higher path.
    assert told(dataset, journey, account=0)[1] == (
        "v: The first to come: no path has a greater share than 50 %."
    )
    # One came before B, and took X: B takes Y, which none had.
    assert told(dataset, journey, account=1)[1] == (
        "v: Came after 1 other, 0 of which took this path: it was the furthest below its share "
        "of 50 %."
    )


def test_ends_and_effects_are_told() -> None:
    activate = ActivateToDestination(destination="LinkedIn", audience_name="hot")
    journey = draw("J", action("a", activate), action("b", activate), wait("w", 60))
    lines = told(data([account("A")]), journey)
    assert lines[1] == "a: Joined “LinkedIn: hot”."
    assert lines[2] == "b: Was already in “LinkedIn: hot”."
    assert lines[3] == "w: Still here since 2024-03-01 00:00 UTC."


def test_people_of_a_split_have_their_own_reasons() -> None:
    journey = draw(
        "J",
        split("s", {"Boss": attribute("title", "Boss")}, other=False, by=Context.PEOPLE),
        action("mail", SendEmail(email="news")),
        CloseSplitNode(id="x", split="s"),
        edges="in > s, s[Boss] > mail, mail > x",
    )
    people = [person("a", "A", title="boss"), person("b", "A", title="Clerk")]
    assert told(data([account("A")], people), journey)[1:] == [
        "s: Its people take their paths and meet again at the close split.",
        "s: No path matched: goes straight to the close split.",
        "s: Job title is “Boss” (it is “boss”).",
        "mail: Sent “News” to 1 person.",
        "x: Passed at once.",
    ]


def test_people_in_an_account_condition_are_counted() -> None:
    journey = draw("J", split("s", {"Active": anyone(did(FORM))}))
    dataset = data([account("A")], [person("a", "A")], [event("a", "02-20")])
    (line,) = [line for line in told(dataset, journey) if line.startswith("s: ")]
    assert "filled out" in line


# Of all drawn cases


def _cases() -> Iterator[tuple[Case, RunResult]]:
    random = Random(2)  # noqa: S311 - no secret
    for number in range(120):
        together = "several" if number % 2 else "one"
        case = drawn(Dice(random.randbytes(random.randint(700, 2500))), together)
        yield case, simulate(case.journeys, case.definitions, case.dataset, case.settings)


def test_every_step_has_a_reason_that_agrees_with_what_happened() -> None:
    explained = 0
    for case, result in _cases():
        journeys = {journey.id: journey for journey in case.journeys}
        for row in result.steps["account"].unique().to_list():
            steps = account_trace(result, case.journeys, case.definitions, case.dataset, row)
            assert len(steps) == (result.steps["account"] == row).sum()
            for step in steps:
                assert "{" not in say(step.reason), step
                explained += _agrees(step, journeys[step.journey])
    assert explained > 300


def _agrees(step: TraceStep, journey: Journey) -> bool:
    """Whether there is an explanation; asserts that it says what happened."""
    if step.details is None:
        return False
    node = journey.by_id[step.node]
    if isinstance(node, SplitNode):
        tried = [part.holds for part in step.details.parts]
        took = step.path if step.path != OTHER else None
        assert tried[:-1] == [False] * (len(tried) - 1), step
        assert tried[-1] is (took is not None), step
        if took is not None:
            assert node.paths[len(tried) - 1].label == took
        else:
            assert len(tried) == len(node.paths)
    else:
        assert step.details.holds, step
        assert isinstance(node, ListenNode) or step.ended is not EndReason.NO_PATH_MATCHED
    _told(step.details)
    return True


def _told(explanation: Explanation) -> None:
    for message in (explanation.message, explanation.seen):
        assert message is None or "{" not in say(message)
    for part in explanation.parts:
        _told(part)


@pytest.mark.parametrize("journeys", [1, 2])
def test_traces_are_in_the_order_of_time(journeys: int) -> None:
    one = draw("J", wait("w", 1), update("u", "stage", "hot"), wait("v", 1))
    known = [one, draw("K", wait("w", 2))][:journeys]
    dataset = data([account("A")])
    result = simulate(known, definitions(*known), dataset, window("03-01", "03-31"))
    steps = account_trace(result, known, definitions(*known), dataset, 0)
    for journey in known:
        own = [step.arrived for step in steps if step.journey == journey.id]
        assert own == sorted(own)
