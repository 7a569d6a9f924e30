"""Section 3.5 and rulings 26, 27 and 52: how long a wait is."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.timing import WORKDAYS, MustEndOn, Weekday
from tests.engine.simulation.build import account, data, draw, must_end_on, wait
from tests.engine.simulation.conftest import Tell

NEW_YORK = "America/New_York"


def waited(tell: Tell, start: str, zone: str = "UTC", **how: Any) -> str:
    """When a wait that is reached at the window's start ends."""
    journey = draw("J", wait("w", **how), time_zone=zone)
    (line,) = tell(data([account("A")]), journey, start=start, end="2025-12-31").of("A")
    return line.split(" | ")[2]


@pytest.mark.parametrize(
    ("amount", "unit", "exit_"),
    [
        # From 9 March 12:00 UTC = 07:00 in New York, the day before clocks go forward.
        (90, "minutes", "03-09 13:30"),
        (24, "hours", "03-10 12:00"),  # elapsed: 08:00 on the clock
        (1, "days", "03-10 11:00"),  # 07:00 on the clock
        (1, "weeks", "03-16 11:00"),
        (1, "months", "04-09 11:00"),
        (9, "months", "12-09 12:00"),  # standard time again
    ],
)
def test_section_3_5_elapsed_time_and_calendar_steps(
    tell: Tell, amount: int, unit: str, exit_: str
) -> None:
    assert waited(tell, "03-09 12:00", zone=NEW_YORK, amount=amount, unit=unit) == exit_


@pytest.mark.parametrize(
    ("start", "amount", "exit_"),
    [
        ("01-31 10:00", 1, "02-29 10:00"),  # 2024 is a leap year
        ("2023-01-31T10:00Z", 1, "2023-02-28 10:00"),
        ("01-30 10:00", 1, "02-29 10:00"),
        ("01-31 10:00", 2, "03-31 10:00"),  # one step of two months, not twice one month
        ("10-31 10:00", 4, "2025-02-28 10:00"),
    ],
)
def test_ruling_27_months_are_one_step_and_end_on_the_last_day(
    tell: Tell, start: str, amount: int, exit_: str
) -> None:
    assert waited(tell, start, amount=amount, unit="months") == exit_


def test_section_3_5_a_local_time_in_the_gap_is_the_first_instant_after_it(tell: Tell) -> None:
    # 9 March 02:30 in New York (07:30 UTC) and a day: 02:30 does not exist on the 10th; the first
    # instant after the gap is 03:00 (UTC-4), 07:00 UTC.
    assert waited(tell, "03-09 07:30", zone=NEW_YORK, amount=1) == "03-10 07:00"


def test_section_3_5_a_local_time_that_exists_twice_is_the_first(tell: Tell) -> None:
    # 2 November 01:30 in New York (05:30 UTC) and a day: 01:30 on the 3rd is 05:30 UTC (UTC-4)
    # and 06:30 UTC (UTC-5).
    assert waited(tell, "11-02 05:30", zone=NEW_YORK, amount=1) == "11-03 05:30"


def test_section_3_5_a_gap_of_half_an_hour(tell: Tell) -> None:
    # Lord Howe, 6 October 2024: 02:00 (UTC+10:30) becomes 02:30 (UTC+11) at 5 October 15:30 UTC.
    # 5 October 02:15 local is 4 October 15:45 UTC.
    assert waited(tell, "10-04 15:45", zone="Australia/Lord_Howe", amount=1) == "10-05 15:30"


@pytest.mark.parametrize(
    ("until", "exit_"),
    [
        ("2024-03-10T02:30", "03-10 07:00"),  # in the journey's zone, in the gap
        ("2024-03-05T09:00", "03-05 14:00"),  # in the journey's zone
        ("2024-03-05T09:00+01:00", "03-05 08:00"),  # with an offset: that instant
        ("2024-02-05T09:00", "03-01 00:00"),  # in the past: passes at once
    ],
)
def test_section_3_5_a_date_and_time(tell: Tell, until: str, exit_: str) -> None:
    assert waited(tell, "03-01", zone=NEW_YORK, until=until) == exit_


@pytest.mark.parametrize(
    ("start", "amount", "must", "exit_"),
    [
        # 3 days after Friday 1 March 00:00 is Monday the 4th 00:00; 09:00 in New York is 14:00.
        ("03-01", 3, must_end_on("09:00", WORKDAYS, NEW_YORK), "03-04 14:00"),
        # The earliest candidate at or after arrival + duration: exactly 14:00 still counts,
        ("03-01 14:00", 3, must_end_on("09:00", WORKDAYS, NEW_YORK), "03-04 14:00"),
        # and a minute later it is the next day's.
        ("03-01 14:01", 3, must_end_on("09:00", WORKDAYS, NEW_YORK), "03-05 14:00"),
        # Friday 14:01 and a day: Saturday; Monday is the next workday.
        ("03-01 14:01", 1, must_end_on("09:00", WORKDAYS, NEW_YORK), "03-04 14:00"),
        # Without a duration it is zero.
        ("03-01 08:00", None, must_end_on("09:00", WORKDAYS), "03-01 09:00"),
        # Midnight if no time; any day if none is chosen.
        ("03-01 08:00", 1, MustEndOn(), "03-03 00:00"),
        ("03-01 00:00", 1, MustEndOn(), "03-02 00:00"),
        # Only Fridays: this one is the 1st, the next the 8th.
        ("03-01 08:00", None, must_end_on("07:00", (Weekday.FRIDAY,)), "03-08 07:00"),
        # In the week in which New York goes over to UTC-4.
        ("03-08 15:00", 1, must_end_on("09:00", WORKDAYS, NEW_YORK), "03-11 13:00"),
    ],
)
def test_ruling_26_must_end_on(
    tell: Tell, start: str, amount: int | None, must: MustEndOn, exit_: str
) -> None:
    assert waited(tell, start, amount=amount, must=must) == exit_


def test_ruling_26_its_zone_applies_to_weekdays_and_time_only(tell: Tell) -> None:
    # A day in the journey's zone (New York, over the gap) from 9 March 12:00 UTC ends at 11:00 UTC
    # on the 10th, a Sunday. Monday 09:00 in Tokyo (UTC+9) is Monday 00:00 UTC.
    must = must_end_on("09:00", (Weekday.MONDAY,), "Asia/Tokyo")
    assert waited(tell, "03-09 12:00", zone=NEW_YORK, amount=1, must=must) == "03-11 00:00"


def test_ruling_26_candidates_follow_the_gap_and_fold_rule(tell: Tell) -> None:
    # 02:30 on Sunday 10 March does not exist in New York: its candidate is 03:00, 07:00 UTC.
    must = must_end_on("02:30", (Weekday.SUNDAY,), NEW_YORK)
    assert waited(tell, "03-09 12:00", must=must) == "03-10 07:00"
    # 01:30 on Sunday 3 November exists twice: the first, 05:30 UTC. Arriving at 05:31, between the
    # two, the candidate of that day is over; the next Sunday is the 10th (UTC-5).
    must = must_end_on("01:30", (Weekday.SUNDAY,), NEW_YORK)
    assert waited(tell, "11-03 05:30", must=must) == "11-03 05:30"
    assert waited(tell, "11-03 05:31", must=must) == "11-10 06:30"


def test_ruling_52_the_weekday_is_that_of_the_candidates_own_date(tell: Tell) -> None:
    # Apia had no Friday 30 December 2011: that day's candidate falls on Saturday 31st 00:00, which
    # is 30 December 10:00 UTC. It is no Friday, so the next Friday is 6 January (UTC+14);
    friday = must_end_on("00:00", (Weekday.FRIDAY,), "Pacific/Apia")
    assert waited(tell, "2011-12-29T12:00Z", must=friday) == "2012-01-05 10:00"
    # but it is a Saturday.
    saturday = must_end_on("00:00", (Weekday.SATURDAY,), "Pacific/Apia")
    assert waited(tell, "2011-12-29T12:00Z", must=saturday) == "2011-12-30 10:00"
