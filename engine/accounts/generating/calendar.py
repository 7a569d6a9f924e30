"""When things happen: business hours, weekdays, seasons, and bursts of interest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.accounts.generating.drawing import Codes, Floats, choose
from engine.accounts.zones import zone
from engine.conditions.columns import Instants

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR

_HOURS = np.array(
    [1, 1, 1, 1, 1, 2, 6, 20, 55, 85, 100, 95, 60, 75, 92, 88, 70, 42, 22, 14, 11, 9, 5, 2],
    np.float64,
)
_WEEKDAYS = np.array([95, 108, 106, 100, 78, 16, 13], np.float64)
_MONTHS = np.array(
    [
        [105, 105, 110, 100, 100, 95, 80, 75, 110, 115, 105, 70],
        # Those who sow and harvest buy in winter.
        [135, 140, 130, 80, 65, 80, 85, 90, 80, 75, 115, 105],
    ],
    np.float64,
)


@dataclass(frozen=True)
class Calendar:
    """Draws local times in a window; ``shares`` has a row for each kind of year and a column for
    each hour."""

    start: int
    days: int
    shares: NDArray[np.float64]

    def draw(self, rng: np.random.Generator, kinds: Codes) -> Instants:
        """A local time, to the second, for each row's kind of year (0, or 1 for agriculture)."""
        hours = np.empty(len(kinds), np.int64)
        for kind in range(len(self.shares)):
            rows = np.flatnonzero(kinds == kind)
            hours[rows] = choose(rng, self.shares[kind], len(rows))
        return self.start + hours * HOUR + rng.integers(0, 3_600, len(kinds)) * SECOND

    def near(self, rng: np.random.Generator, times: Instants, centre: Floats) -> Instants:
        """The times moved to working days near ``centre`` (a day of the window, as a number)."""
        day = np.clip(np.rint(rng.normal(centre, 9)), 0, self.days - 1).astype(np.int64)
        first = self.start // DAY
        weekday = (first + day + 3) % 7  # 1970-01-01 was a Thursday
        day += np.where(weekday > 4, 7 - weekday, 0)
        return (first + day) * DAY + times % DAY

    def mornings(self, rng: np.random.Generator, count: int) -> Instants:
        """Local times for mailings, spread over the window: Tuesdays to Thursdays at 9 to 11."""
        day = np.linspace(0, max(self.days - 2, 0), count).astype(np.int64) + self.start // DAY
        weekday = (day + 3) % 7
        day += np.clip(weekday, 1, 3) - weekday
        return day * DAY + rng.integers(9 * 4, 11 * 4, count) * (HOUR // 4)


def calendar(start: int, end: int) -> Calendar:
    """The calendar of a window of whole days."""
    days = (end - start) // DAY
    day = np.arange(start // DAY, start // DAY + days)
    month = (day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)) % 12
    weight = _MONTHS[:, month] * _WEEKDAYS[(day + 3) % 7]
    return Calendar(start, days, (weight[:, :, None] * _HOURS).reshape(len(_MONTHS), -1))


def instants(local: Instants, zone_names: list[str], zones: Codes) -> Instants:
    """Local times as instants, each in the zone at its index."""
    found = np.empty_like(local)
    for index in np.unique(zones):
        rows = np.flatnonzero(zones == index)
        span = zone(zone_names[index], int(local.min()), int(local.max()))
        found[rows] = span.instants(local[rows])
    return found
