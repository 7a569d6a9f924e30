"""Draft, Live, Closed, Finished, Aborted."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.errors import JornadaError
from engine.journey import lifecycle
from engine.journey.model import Journey, Settings, Status
from engine.journey.rules import Facts
from resources.catalogue import say
from tests.engine.journey.drawing import draw, split
from tests.engine.journey.rules.ground import DEFINITIONS

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def ready(**settings: object) -> Journey:
    own = {"end": dt.date(2027, 6, 30)} | settings
    return draw("in > a").model_copy(update={"settings": Settings(**own)})


def why_not(journey: Journey, facts: Facts | None = None) -> list[str]:
    return [say(why) for why in lifecycle.why_not_publish(journey, DEFINITIONS, NOW, facts)]


def at(status: Status) -> Journey:
    return ready().model_copy(update={"status": status, "version": 3})


def test_publishing_makes_the_draft_live_and_changes_nothing_else() -> None:
    live = lifecycle.publish(ready(), DEFINITIONS, NOW)
    assert live == ready().model_copy(update={"status": Status.LIVE})


def test_an_end_is_needed_in_the_future_and_within_three_years() -> None:
    assert why_not(ready()) == []
    assert why_not(ready(end=None)) == ["The journey has no end date. Set one."]
    # The day of now is not over: a date ends with the first instant of the next day.
    assert why_not(ready(end=dt.date(2026, 11, 23), time_zone="America/New_York")) == []
    assert why_not(ready(end=NOW)) == ["The journey's end has passed. Set a later one."]
    exactly = dt.datetime(2029, 11, 23, 12, tzinfo=dt.UTC)
    assert why_not(ready(end=exactly)) == []
    (late,) = why_not(ready(end=exactly + dt.timedelta(microseconds=1)))
    assert late.startswith("The journey would end more than 3 years after it starts.")
    # With a start of its own the three years are counted from that, as a blocking problem.
    assert why_not(ready(start=dt.date(2027, 6, 1), end=exactly + dt.timedelta(days=1))) == []
    (late,) = why_not(ready(start=dt.date(2025, 1, 1), end=dt.date(2028, 1, 1)))
    assert late.startswith("The journey ends more than 3 years after its start.")


def test_blocking_problems_stop_publishing_and_say_why() -> None:
    lost = draw("in > a; lost > b").model_copy(update={"settings": ready().settings})
    assert why_not(lost) == ["No path leads here. Connect this node or delete it."] * 2
    with pytest.raises(JornadaError, match=r"“Test” can't be published\. No path leads here"):
        lifecycle.publish(lost, DEFINITIONS, NOW)


def test_warnings_do_not_stop_publishing() -> None:
    journey = draw("in > s", s=split("A", other=False))
    journey = journey.model_copy(update={"settings": ready().settings})
    assert why_not(journey, Facts(unmatched={"s": 5})) == []


def test_an_unknown_zone_is_said_once() -> None:
    assert why_not(ready(time_zone="Mars/Olympus")) == [
        "There is no time zone “Mars/Olympus”. Choose one like America/New_York."
    ]


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.DRAFT])
def test_only_drafts_are_published(status: Status) -> None:
    (why,) = why_not(at(status))
    assert why.startswith("Only a draft can be published, and this is ")


@pytest.mark.parametrize(
    ("status", "possible"),
    [
        (Status.DRAFT, set()),
        (Status.LIVE, {Status.CLOSED, Status.FINISHED, Status.ABORTED}),
        (Status.CLOSED, {Status.FINISHED, Status.ABORTED}),
        (Status.FINISHED, set()),
        (Status.ABORTED, set()),
    ],
)
def test_what_a_journey_may_become(status: Status, possible: set[Status]) -> None:
    steps = {
        Status.CLOSED: lifecycle.close,
        Status.FINISHED: lifecycle.finish,
        Status.ABORTED: lifecycle.abort,
    }
    for wanted, step in steps.items():
        if wanted in possible:
            assert step(at(status)) == at(wanted)
        else:
            with pytest.raises(JornadaError, match="can't become"):
                step(at(status))


def test_a_new_draft_is_the_next_version() -> None:
    draft = lifecycle.new_draft(at(Status.LIVE))
    assert (draft.version, draft.status, draft.nodes) == (4, Status.DRAFT, at(Status.LIVE).nodes)
    assert lifecycle.new_draft(at(Status.FINISHED), latest=7).version == 8
    with pytest.raises(JornadaError, match="is a draft"):
        lifecycle.new_draft(at(Status.DRAFT))


def test_running_journeys_are_not_deleted() -> None:
    for status in (Status.DRAFT, Status.FINISHED, Status.ABORTED):
        lifecycle.check_delete(at(status))
    for status in (Status.LIVE, Status.CLOSED):
        with pytest.raises(JornadaError, match="Finish or abort it first"):
            lifecycle.check_delete(at(status))
