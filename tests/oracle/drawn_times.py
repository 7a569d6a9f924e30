"""Periods in which clocks change, and instants at which things like to happen together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.accounts.derived.model import DerivedAttribute
from engine.journey.timing import WEEKDAYS, WORKDAYS, Duration, MustEndOn, Timing, Unit
from engine.simulation.results import RunSettings
from tests.oracle.dice import Dice
from tests.oracle.local_time import EPOCH, MICROSECOND, cycles, instant_of, zone

HOUR = 3_600_000_000


@dataclass(frozen=True)
class Period:
    """Some days around a change of clocks in ``zones``, from the date ``start``."""

    start: str
    zones: tuple[str, ...]


PERIODS = (
    Period("2024-06-04", ("UTC", "Asia/Kathmandu", "America/New_York")),
    Period("2024-03-08", ("America/New_York", "America/Havana", "UTC")),  # 03-10: 2:00, 0:00 gone
    Period("2024-11-01", ("America/New_York", "America/Havana", "UTC")),  # 11-03: 1:00, 0:00 twice
    Period("2024-03-29", ("Europe/Berlin", "Asia/Beirut", "UTC")),  # 03-31: 2:00, 0:00 gone
    Period("2024-10-25", ("Europe/Berlin", "Asia/Beirut", "UTC")),  # 10-27: 2:00, 23:00 twice
    Period("2024-10-04", ("Australia/Lord_Howe", "UTC")),  # 10-06: half an hour gone
    Period("2024-04-05", ("Australia/Lord_Howe", "UTC")),  # 04-07: half an hour twice
    Period("2018-11-02", ("America/Sao_Paulo", "UTC")),  # 11-04: midnight gone
    Period("2011-12-28", ("Pacific/Apia", "UTC")),  # 12-30: the whole day gone
)
CLOCKS = (time(0), time(9), time(2, 30), time(1, 30), time(2), time(1), time(0, 30), time(23, 30))
DURATIONS = (
    *(Duration(amount=amount, unit=Unit.HOURS) for amount in (1, 2, 1, 6, 24)),
    *(Duration(amount=amount, unit=Unit.DAYS) for amount in (1, 1, 2, 3)),
    Duration(amount=30, unit=Unit.MINUTES),
    Duration(amount=60, unit=Unit.MINUTES),
    Duration(amount=1, unit=Unit.WEEKS),
    Duration(amount=1, unit=Unit.MONTHS),
)
LONG = tuple(
    Duration(amount=amount, unit=unit)
    for amount, unit in ((1, Unit.WEEKS), (1, Unit.MONTHS), (2, Unit.WEEKS), (1, Unit.MONTHS))
)


@dataclass(frozen=True)
class Times:
    """The window of a case and the instants that matter in it."""

    dice: Dice
    period: Period
    settings: RunSettings
    cycles: tuple[int, ...]
    kinds: tuple[str, ...] = ()
    """The event types that this case is about, so that things meet."""
    paths: tuple[str, ...] = ()
    """The attributes that this case is about."""
    derived: tuple[DerivedAttribute, ...] = ()
    """The derived attributes that conditions may be about."""

    @property
    def long(self) -> bool:
        """Whether the window has room for months."""
        return len(self.cycles) > 31

    def path(self, paths: tuple[str, ...]) -> str:
        """One of the attributes, mostly one that this case is about."""
        known = [path for path in paths if path in self.paths]
        return self.dice.of(paths if not known or self.dice.chance(4) else known)

    def zone(self) -> str:
        """A zone of the period."""
        return self.dice.of(self.period.zones)

    def instant(self) -> int:
        """An instant: some hours after a cycle, often on the hour; seldom long before."""
        hours = self.dice.of((1, 2, 3, 0, 6, 24, 25, 12, 7, 9, 48, -1, -30, -400))
        nudge = self.dice.of((0, 0, 0, 0, 0, 0, 1, -1, HOUR // 2, 60_000_000))
        return self.dice.of(self.cycles) + hours * HOUR + nudge

    def moment(self) -> datetime:
        """An instant as an aware date and time."""
        return aware(self.instant())

    def naive(self) -> datetime:
        """A date and time without offset, gaps and folds included."""
        first = datetime.fromisoformat(self.period.start)
        day = first.date() + timedelta(days=self.dice.number(0, 8))
        return datetime.combine(day, self.dice.of(CLOCKS))

    def timing(self) -> Timing:
        """When a wait ends or a listen times out."""
        match self.dice.of(("duration", "duration", "both", "must end on", "until", "aware")):
            case "duration":
                return Timing(duration=self.duration())
            case "both":
                return Timing(duration=self.duration(), must_end_on=self.must_end_on())
            case "must end on":
                return Timing(must_end_on=self.must_end_on())
            case "until":
                return Timing(until=self.naive())
            case _:
                return Timing(until=self.moment())

    def duration(self) -> Duration:
        """A duration, often a long one in a long window."""
        long = self.long and not self.dice.chance(3)
        return self.dice.of(LONG if long else DURATIONS)

    def must_end_on(self) -> MustEndOn:
        """Some weekdays, a time of day that may not exist, and a zone."""
        days = self.dice.of((WEEKDAYS, WORKDAYS, ()))
        if not days:
            days = tuple(self.dice.several(WEEKDAYS, 1, 3))
        own = None if self.dice.chance(2) else self.zone()
        return MustEndOn(days=days, time=self.dice.of(CLOCKS), time_zone=own)


def aware(instant: int) -> datetime:
    """An instant as a date and time in UTC."""
    return EPOCH + instant * MICROSECOND


def times(dice: Dice) -> Times:
    """A window of two to nine days, seldom of five weeks, from a midnight or from mid-day."""
    period = dice.of(PERIODS)
    where = dice.of(period.zones)
    first = instant_of(datetime.fromisoformat(period.start).replace(tzinfo=zone(where)))
    start = first + dice.of((0, 24, 0, 7, 36)) * HOUR
    end = start + dice.of((120, 72, 216, 144, 101, 48, 900)) * HOUR
    settings = RunSettings(start=aware(start), end=aware(end), time_zone=where)
    return Times(dice, period, settings, tuple(cycles(start, end, zone(where))))
