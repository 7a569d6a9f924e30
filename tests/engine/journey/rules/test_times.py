"""The journey's times, waits, timeouts, and e-mails sent again."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.model import Journey, Settings
from engine.journey.nodes import ListenNode, WaitNode
from engine.journey.rules import Severity, apply_fix
from engine.journey.timing import Duration, MustEndOn, Timing, Unit
from tests.engine.journey.drawing import act as acting
from tests.engine.journey.drawing import (
    close,
    draw,
    listen,
    merge,
    people_split,
    split,
    variant,
    wait,
)
from tests.engine.journey.rules.ground import codes, found, one, sentence, sound

HELLO, AGAIN = act.SendEmail(email="hello"), act.SendEmail(email="again")
EVENT = (trig.ExperienceEventTrigger(event_type="event.attended"),)


def local(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> dt.datetime:
    """A moment in the journey's zone."""
    return dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001


def during(**settings: object) -> list[str]:
    journey = draw("in > a").model_copy(update={"settings": Settings(**settings)})
    return codes(journey)


# --- the journey ----------------------------------------------------------------------------------


def test_the_journey_ends_after_its_start_and_within_three_years() -> None:
    start = dt.date(2025, 1, 1)
    assert during(start=start, end=dt.date(2025, 1, 1)) == ["wait_long"]  # 24 hours, wait 5 days
    # A date as the end is the first instant of the next day: 2027-12-31 ends on 2028-01-01.
    assert during(start=start, end=dt.date(2027, 12, 31)) == []
    assert during(start=start, end=dt.date(2028, 1, 1)) == ["end_late"]
    assert during(start=start, end=local(2028, 1, 1)) == []
    assert during(start=start, end=local(2028, 1, 1, 0, 0, 1)) == ["end_late"]
    assert "end_before_start" in during(start=start, end=dt.date(2024, 12, 31))
    assert "end_before_start" in during(start=start, end=local(2025, 1, 1))
    leap = dt.date(2024, 2, 29)
    assert during(start=leap, end=local(2027, 2, 28)) == []
    assert during(start=leap, end=local(2027, 3, 1)) == ["end_late"]


def test_moments_with_and_without_offset_are_compared_as_instants() -> None:
    noon = dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC)
    seven = {"start": noon, "time_zone": "America/New_York"}  # noon UTC is 7 in New York
    assert "end_before_start" in during(end=local(2025, 1, 1, 7), **seven)
    assert "end_before_start" not in during(end=local(2025, 1, 1, 7, 1), **seven)


def test_an_end_is_needed_to_publish_but_not_to_simulate() -> None:
    problem = found(draw("in > a"))["end_missing", None, "settings.end"]
    assert problem.severity is Severity.WARNING


def test_the_zone_is_one_that_there_is() -> None:
    assert during(time_zone="Mars/Olympus", end=dt.date(2025, 1, 1)) == ["zone_unknown"]
    assert during(time_zone="America/Sao_Paulo", end=dt.date(2025, 1, 1)) == []


def test_moments_at_the_ends_of_the_calendar_are_no_trouble() -> None:
    far = dt.timezone(dt.timedelta(hours=14))
    for start in (dt.date.min, dt.datetime.min.replace(tzinfo=far)):
        for end in (
            dt.date.max,
            dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=12))),
        ):
            during(start=start, end=end, time_zone="America/New_York")


# --- waits and timeouts ---------------------------------------------------------------------------


def waiting(**timing: object) -> Journey:
    return one(WaitNode(id="?", timing=Timing(**timing)))


def listening(**timing: object) -> Journey:
    return one(ListenNode(id="?", triggers=EVENT, timeout=Timing(**timing)))


ZERO = Duration(amount=0)


def test_durations_are_above_zero() -> None:
    assert codes(waiting(duration=Duration(amount=1))) == []
    assert codes(waiting(must_end_on=MustEndOn())) == []
    assert codes(waiting(duration=ZERO)) == ["timing_zero"]
    assert codes(waiting()) == ["timing_unset"]
    assert codes(listening(duration=ZERO)) == ["timeout_zero"]
    assert codes(listening()) == ["timeout_unset"]
    assert codes(listening(must_end_on=MustEndOn())) == []
    place = ("timing_zero", "n", "timing.duration.amount")
    assert found(waiting(duration=ZERO))[place].severity is Severity.ERROR


def test_with_must_end_on_a_zero_duration_may_be_left_out() -> None:
    journey = waiting(duration=ZERO, must_end_on=MustEndOn())
    (problem,) = found(journey).values()
    assert problem.code == "timing_zero"
    assert codes(apply_fix(journey, problem)) == []


def test_must_end_on_needs_a_weekday() -> None:
    for journey in (
        waiting(duration=Duration(), must_end_on=MustEndOn(days=())),
        listening(duration=Duration(), must_end_on=MustEndOn(days=())),
    ):
        (problem,) = found(journey).values()
        assert (problem.code, problem.severity) == ("must_end_on_no_day", Severity.ERROR)
        assert codes(apply_fix(journey, problem)) == []


def test_must_end_on_has_a_zone_that_there_is() -> None:
    journey = waiting(must_end_on=MustEndOn(time_zone="Mars/Olympus"))
    assert list(found(journey)) == [("zone_unknown", "n", "timing.must_end_on.time_zone")]
    assert codes(waiting(must_end_on=MustEndOn(time_zone="America/New_York"))) == []


def test_a_listen_without_a_timeout_is_a_warning() -> None:
    problem = found(one(ListenNode(id="?", triggers=EVENT)))["timeout_missing", "n", "timeout"]
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (Duration(amount=90), []),  # exactly the 90 days of the journey
        (Duration(amount=91), ["wait_long"]),
        (Duration(amount=90 * 24 * 60 + 1, unit=Unit.MINUTES), ["wait_long"]),
        (Duration(amount=12, unit=Unit.WEEKS), []),
        (Duration(amount=13, unit=Unit.WEEKS), ["wait_long"]),
        (Duration(amount=1_000_000, unit=Unit.MONTHS), ["wait_long"]),
    ],
)
def test_a_wait_longer_than_the_journey(duration: Duration, expected: list[str]) -> None:
    assert codes(waiting(duration=duration)) == expected


def test_a_wait_until_a_date_outside_the_journey() -> None:
    assert codes(waiting(until=local(2025, 2, 1))) == []
    assert codes(waiting(until=local(2025, 4, 1))) == []
    assert codes(waiting(until=local(2025, 4, 1, 0, 1))) == ["wait_long"]
    assert codes(waiting(until=local(2025, 1, 1))) == ["wait_past"]


def test_a_timeout_longer_than_what_is_left() -> None:
    def after(days: int, timeout: int) -> list[str]:
        return codes(
            sound(
                "in > w > l",
                w=wait(days),
                l=listen(triggers=EVENT, timeout=Timing(duration=Duration(amount=timeout))),
            )
        )

    assert after(60, 30) == []
    assert after(60, 31) == ["timeout_long"]
    assert codes(listening(until=local(2025, 4, 2))) == ["timeout_long"]


def test_what_is_left_is_counted_along_the_shortest_way() -> None:
    journey = sound(
        "in > s; s.A > w; w > m; s.Other > m; m > l",
        s=split("A"),
        w=wait(60),
        m=merge(),
        l=listen(triggers=EVENT, timeout=Timing(duration=Duration(amount=40))),
    )
    assert codes(journey) == []
    chained = sound(
        "in > l; l.Timeout > k",
        l=listen(triggers=EVENT, timeout=Timing(duration=Duration(amount=60))),
        k=listen(triggers=EVENT, timeout=Timing(duration=Duration(amount=31))),
    )
    assert list(found(chained)) == [("timeout_long", "k", "timeout")]


# --- e-mails --------------------------------------------------------------------------------------


def again(lines: str, **nodes: object) -> list[str | None]:
    journey = sound(lines, **nodes)  # type: ignore[arg-type]
    return [node for code, node, _ in found(journey) if code == "email_again"]


def test_an_email_sent_again_within_24_hours() -> None:
    both = {"a": acting(HELLO), "b": acting(HELLO)}
    assert again("in > a > b", **both) == ["b"]
    assert again("in > a > w > b", w=wait(23, Unit.HOURS), **both) == ["b"]
    assert again("in > a > w > b", w=wait(24, Unit.HOURS), **both) == []
    assert again("in > a > w > b", w=wait(1), **both) == []
    assert again("in > a > b", a=acting(HELLO), b=acting(AGAIN)) == []
    problem = found(sound("in > a > b", **both))["email_again", "b", "action.email"]
    assert sentence(problem).startswith("The same people may get “Hello” again within 24 hours.")
    assert problem.severity is Severity.WARNING


def test_waits_add_up_and_the_shortest_way_counts() -> None:
    both = {"a": acting(HELLO), "b": acting(HELLO)}
    half = wait(12, Unit.HOURS)
    assert again("in > a > w > v > b", w=half, v=half, **both) == []
    joined = "in > a > s; s.A > w; w > m; s.Other > m; m > b"
    assert again(joined, s=split("A"), w=wait(5), m=merge(), **both) == ["b"]


def test_an_event_may_come_at_once_and_a_timeout_not() -> None:
    both = {"a": acting(HELLO), "b": acting(HELLO)}
    node = listen(triggers=EVENT, timeout=Timing(duration=Duration(amount=2)))
    assert again("in > a > l > b", l=node, **both) == ["b"]
    assert again("in > a > l; l.Timeout > b", l=node, **both) == []


def test_paths_side_by_side_are_other_people() -> None:
    both = {"a": acting(HELLO), "b": acting(HELLO)}
    assert again("in > v; v.A > a; v.B > b", v=variant(50, 50), **both) == []
    people = "in > s; s.A > a; s.Other > b; a > c; b > c"
    assert again(people, s=people_split("A"), c=close("s"), **both) == []
    assert again(
        f"{people}; c > d", s=people_split("A"), c=close("s"), d=acting(HELLO), **both
    ) == ["d"]
