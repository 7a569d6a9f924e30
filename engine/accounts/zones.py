"""Time zones from the installed ``tzdata`` package, for arrays of instants (rulings 4, 10, 26).

Instants are microseconds since 1970-01-01 UTC; a **local** time is the microseconds that a wall
clock of a zone would show since the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np

from engine.conditions.columns import Instants
from engine.errors import JornadaError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PROBE = timedelta(hours=12)
_MARGIN = timedelta(days=40) // timedelta(microseconds=1)
_EARLIEST = (datetime(1, 1, 3, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LATEST = (datetime(9999, 12, 29, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
"""Between these every date and time can be told in every zone."""


def instant_of(moment: datetime) -> int:
    """The instant of an aware date and time."""
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def moment_of(instant: int) -> datetime:
    """The date and time in UTC of an instant."""
    return _EPOCH + timedelta(microseconds=int(instant))


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
        raise JornadaError("zone.unknown", zone=name)
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

    moment = moment_of(max(first - _MARGIN, _EARLIEST))
    end = moment_of(min(last + _MARGIN, _LATEST))
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
