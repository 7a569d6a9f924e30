"""Local time for arrays of instants: zones, waits, deadlines and midnights.

Instants are microseconds since 1970-01-01 UTC. A **local** time is the microseconds that a wall
clock of a zone would show since that day. Rules: domain section 3.5, rulings 3-4, 10-12, 26-27.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from engine.conditions.columns import Instants
from engine.errors import JornadaError
from engine.journey.timing import WEEKDAYS, Duration, MustEndOn, Timing, Unit

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NEVER = int(np.iinfo(np.int64).max)
"""Later than everything."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ELAPSED = {Unit.MINUTES: MINUTE, Unit.HOURS: HOUR}
_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}
_PROBE = timedelta(hours=12)
_EARLIEST = (datetime(1, 1, 3, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LATEST = (datetime(9999, 12, 29, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
"""Between these every date and time can be told in every zone."""


def instant_of(moment: datetime) -> int:
    """The instant of an aware date and time."""
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def moment_of(instant: int) -> datetime:
    """The date and time in UTC of an instant."""
    return _EPOCH + timedelta(microseconds=int(instant))


def days_of(start: datetime, end: datetime, time_zone: str) -> tuple[date, date]:
    """The first and the last local day of the window [start, end)."""
    zone = zone_info(time_zone)
    last = end - timedelta(microseconds=1)
    return start.astimezone(zone).date(), last.astimezone(zone).date()


@cache
def zone_names() -> frozenset[str]:
    """All IANA names that the installed ``tzdata`` package knows (ruling 10)."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone of an IANA name, from ``tzdata`` and not from the system (ruling 10).

    Raises :class:`JornadaError` where there is none.
    """
    if name not in zone_names():
        raise JornadaError("simulation.unknown_zone", zone=name)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@dataclass(frozen=True)
class Zone:
    """A zone's clock over a span of instants, as its changes of offset.

    Segment i holds from instant ``starts[i]`` with ``offsets[i]`` (local minus UTC); it is left
    for the next one where local time passes ``turns[i]``: the wall clock of the old offset at the
    change. So a time in a gap becomes the change itself, one in a fold the first of the two.
    """

    starts: Instants
    offsets: Instants
    turns: Instants

    def local(self, instants: Instants) -> Instants:
        """What the wall clock shows."""
        segment = np.searchsorted(self.starts[1:], instants, side="right")
        return instants + self.offsets[segment]

    def instants(self, local: Instants) -> Instants:
        """When the wall clock shows it, by the rule for gaps and folds."""
        segment = np.searchsorted(self.turns, local, side="right")
        instants: Instants = np.maximum(local - self.offsets[segment], self.starts[segment])
        return instants

    def instant(self, day: date, at: time = time(0)) -> int:
        """When the wall clock shows a time of a day."""
        local = (datetime.combine(day, at, UTC) - _EPOCH) // timedelta(microseconds=1)
        return int(self.instants(np.array([local], np.int64))[0])


@lru_cache(maxsize=64)
def zone(name: str, first: int, last: int) -> Zone:
    """The zone over the instants ``first`` to ``last`` and some days on either side."""
    info = zone_info(name)

    def offset(moment: datetime) -> int:
        found = moment.astimezone(info).utcoffset() or timedelta()
        return found // timedelta(microseconds=1)

    moment = moment_of(max(first - 40 * DAY, _EARLIEST))
    end = moment_of(min(last + 40 * DAY, _LATEST))
    starts, offsets = [int(np.iinfo(np.int64).min)], [offset(moment)]
    while moment < end:
        following = moment + _PROBE
        if offset(following) != offsets[-1]:
            low, high = moment, following
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                if middle <= low:
                    break
                low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
            starts.append(instant_of(high))
            offsets.append(offset(high))
            following = high
        moment = following
    beginnings, shifts = np.array(starts, np.int64), np.array(offsets, np.int64)
    return Zone(beginnings, shifts, beginnings[1:] + shifts[:-1])


def midnights(in_zone: Zone, start: int, end: int) -> list[int]:
    """The cycle instants of the window [start, end): its start and every later local midnight.

    Days that share a midnight share one cycle (ruling 4).
    """
    first = int(in_zone.local(np.array([start], np.int64))[0]) // DAY
    last = int(in_zone.local(np.array([end], np.int64))[0]) // DAY
    days = np.arange(first, last + 2, dtype=np.int64) * DAY
    instants = in_zone.instants(days)
    return [start, *np.unique(instants[(instants > start) & (instants < end)]).tolist()]


@dataclass(frozen=True)
class Clock:
    """Computes when waits end, for one journey zone over one window."""

    time_zone: str
    first: int
    last: int

    def zone(self, name: str | None = None) -> Zone:
        """The journey's zone, or the named one, over the window."""
        return zone(name or self.time_zone, self.first, self.last)

    def moment(self, moment: datetime) -> int:
        """The instant of a date and time, local where it has no offset."""
        if moment.tzinfo is not None:
            return instant_of(moment)
        near = instant_of(moment.replace(tzinfo=UTC))
        return zone(self.time_zone, near, near).instant(moment.date(), moment.time())

    def day(self, day: date) -> int:
        """The first instant of a local day."""
        return self.moment(datetime.combine(day, time(0)))

    def later(self, arrived: Instants, duration: Duration) -> Instants:
        """``arrived`` plus a duration: elapsed time, or calendar steps on the wall clock."""
        if duration.unit in _ELAPSED:
            return arrived + duration.amount * _ELAPSED[duration.unit]
        in_zone = self.zone()
        local = in_zone.local(arrived)
        if duration.unit in _DAYS:
            return in_zone.instants(local + duration.amount * _DAYS[duration.unit] * DAY)
        day, of_day = np.divmod(local, DAY)
        return in_zone.instants(_months_later(day, duration.amount) * DAY + of_day)

    def exits(self, arrived: Instants, timing: Timing) -> Instants:
        """When a wait that began at ``arrived`` ends, or a listen times out (ruling 23)."""
        if len(arrived) > 1 and arrived.min() == arrived.max():
            return np.broadcast_to(self.exits(arrived[:1], timing), arrived.shape)
        if timing.until is not None:
            return np.maximum(arrived, self.moment(timing.until))
        due = arrived if timing.duration is None else self.later(arrived, timing.duration)
        return due if timing.must_end_on is None else self._ends_on(due, timing.must_end_on)

    def _ends_on(self, due: Instants, must: MustEndOn) -> Instants:
        """The earliest candidate at or after ``due`` on an allowed weekday (rulings 26, 52)."""
        in_zone = self.zone(must.time_zone)
        allowed = np.array([day in must.days for day in WEEKDAYS])
        if not allowed.any():
            return np.full(due.shape, NEVER)
        of_day = timedelta(
            hours=must.time.hour,
            minutes=must.time.minute,
            seconds=must.time.second,
            microseconds=must.time.microsecond,
        ) // timedelta(microseconds=1)
        first = in_zone.local(due) // DAY
        exits = np.full(due.shape, NEVER)
        # A day before: its candidate may have been pushed past a gap. 15 days: a week, and a
        # second one for a zone that skips the allowed day.
        for step in range(-1, 15):
            open_ = np.flatnonzero(exits == NEVER)
            if not len(open_):
                break
            candidate = in_zone.instants((first[open_] + step) * DAY + of_day)
            weekday = (in_zone.local(candidate) // DAY + 3) % 7  # day 0 was a Thursday
            good = (candidate >= due[open_]) & allowed[weekday]
            exits[open_[good]] = candidate[good]
        return exits


def _months_later(day: NDArray[np.int64], months: int) -> NDArray[np.int64]:
    """The same day of the month, ``months`` later; the month's last where it has no such day."""
    dates = day.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    of_month = (dates - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.timedelta64(months, "M")
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    days: NDArray[np.int64] = first + np.minimum(of_month, length - 1)
    return days
