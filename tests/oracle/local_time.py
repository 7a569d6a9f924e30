"""Local time, read from rulings 1, 3, 4, 26, 27 and 52.

Instants are microseconds since 1970 UTC.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from engine.journey.model import DelayUnit, ReEntry, Settings
from engine.journey.timing import WEEKDAYS, Duration, MustEndOn, Timing, Unit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = 2**62
"""Later than everything that can happen."""


@cache
def zone(name: str) -> ZoneInfo:
    """A zone of the ``tzdata`` package, not of the system (ruling 10)."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def instant_of(moment: datetime) -> int:
    """The instant of an aware date and time."""
    return (moment - EPOCH) // MICROSECOND


def local(instant: int, where: ZoneInfo) -> datetime:
    """What the clock on the wall shows: a naive date and time."""
    return (EPOCH + instant * MICROSECOND).astimezone(where).replace(tzinfo=None, fold=0)


def instant_at(wall: datetime, where: ZoneInfo) -> int:
    """When the clock on the wall shows this: the first time where it does so twice; where it
    never does, the first instant after the gap (section 3.5)."""
    first = instant_of(wall.replace(tzinfo=where, fold=0))
    if local(first, where) == wall:
        return first
    # In the gap. Read with the offset of after the change, the wall time lies before the change;
    # read with the offset of before, it lies at or after it. Close in on the change in between.
    before, after = instant_of(wall.replace(tzinfo=where, fold=1)), first
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(middle, where) == _offset(before, where):
            before = middle
        else:
            after = middle
    return after


def _offset(instant: int, where: ZoneInfo) -> timedelta | None:
    return (EPOCH + instant * MICROSECOND).astimezone(where).utcoffset()


def cycles(start: int, end: int, where: ZoneInfo) -> list[int]:
    """The window's start and every local midnight after it and before the end (rulings 4, 5)."""
    found = {start}
    day = local(start, where).date()
    while day <= local(end, where).date():
        found.add(instant_at(datetime.combine(day, time()), where))
        day += timedelta(days=1)
    return sorted(cycle for cycle in found if start <= cycle < end)


def journey_start(settings: Settings, window_start: int) -> int:
    """The journey's first instant; the window's without one."""
    return window_start if settings.start is None else _boundary(settings.start, settings, 0)


def journey_end(settings: Settings) -> int:
    """The instant at which the journey is over; a date alone is over when that day is."""
    return NEVER if settings.end is None else _boundary(settings.end, settings, 1)


def _boundary(given: datetime | date, settings: Settings, days: int) -> int:
    where = zone(settings.time_zone)
    if given == date.max and days:
        return NEVER
    if not isinstance(given, datetime):
        return instant_at(datetime.combine(given + timedelta(days=days), time()), where)
    return instant_at(given, where) if given.tzinfo is None else instant_of(given)


def step(arrived: int, duration: Duration, where: ZoneInfo) -> int:
    """Arrival and a duration: elapsed time, or one calendar step on the wall clock (ruling 27)."""
    amount = duration.amount
    match duration.unit:
        case Unit.MINUTES:
            return arrived + amount * 60_000_000
        case Unit.HOURS:
            return arrived + amount * 3_600_000_000
        case Unit.DAYS:
            return _calendar_step(arrived, where, days=amount)
        case Unit.WEEKS:
            return _calendar_step(arrived, where, days=7 * amount)
        case Unit.MONTHS:
            return _calendar_step(arrived, where, months=amount)


def _calendar_step(arrived: int, where: ZoneInfo, days: int = 0, months: int = 0) -> int:
    wall = local(arrived, where)
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    if year > 9000 or days > 2_000_000:
        return NEVER
    last = calendar.monthrange(year, month + 1)[1]
    wall = wall.replace(year=year, month=month + 1, day=min(wall.day, last))
    return max(arrived, instant_at(wall + timedelta(days=days), where))


def exit_of(timing: Timing, arrived: int, time_zone: str) -> int:
    """When a wait that was reached at ``arrived`` ends; a listen's deadline too (ruling 23)."""
    if timing.until is not None:
        until = timing.until
        where = zone(time_zone)
        exit_ = instant_at(until, where) if until.tzinfo is None else instant_of(until)
        return max(arrived, exit_)  # a date in the past lets the entity pass at once
    base = arrived
    if timing.duration is not None:
        base = step(arrived, timing.duration, zone(time_zone))
    if timing.must_end_on is None or base == NEVER:
        return base
    own_zone = timing.must_end_on.time_zone or time_zone
    return _allowed_moment(base, timing.must_end_on, zone(own_zone))


def _allowed_moment(base: int, rule: MustEndOn, where: ZoneInfo) -> int:
    """The earliest allowed moment at or after ``base``: one candidate a local day (ruling 26), its
    weekday that of its own local date (ruling 52)."""
    today = local(base, where).date()
    candidates = [
        instant_at(datetime.combine(today + timedelta(days=days), rule.time), where)
        for days in range(-2, 17)
    ]
    return min(
        candidate
        for candidate in candidates
        if candidate >= base and WEEKDAYS[local(candidate, where).weekday()] in rule.days
    )


def re_entry_possible(rule: ReEntry, reference: int, time_zone: str) -> int:
    """Reference and delay: hours elapsed, days as in waits (rulings 3, 11)."""
    unit = Unit.HOURS if rule.unit is DelayUnit.HOURS else Unit.DAYS
    return step(reference, Duration(amount=rule.delay, unit=unit), zone(time_zone))
