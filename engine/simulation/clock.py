"""Local time for arrays of instants: waits, deadlines and midnights.

Instants are microseconds since 1970-01-01 UTC. A **local** time is the microseconds that a wall
clock of a zone would show since that day. Rules: domain section 3.5, rulings 3-4, 10-12, 26-27.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from engine.accounts.zones import Zone, instant_of, zone, zone_info
from engine.conditions.columns import Instants
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


def days_of(start: datetime, end: datetime, time_zone: str) -> tuple[date, date]:
    """The first and the last local day of the window [start, end)."""
    zone = zone_info(time_zone)
    last = end - timedelta(microseconds=1)
    return start.astimezone(zone).date(), last.astimezone(zone).date()


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
