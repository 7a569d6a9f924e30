"""The window of a run: what is offered at first, and what a person's dates mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from engine.accounts.zones import moment_of, zone_info
from engine.simulation.clock import Clock

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.simulation.results import RunSettings


def days_of(dataset: Dataset, time_zone: str) -> tuple[dt.date, dt.date]:
    """The local days of the first and the last event; the last 90 days where there is none."""
    instants = [table.frame["timestamp"] for table in dataset.event_tables.values()]
    if not instants:
        today = dt.datetime.now(dt.UTC).date()
        return today - dt.timedelta(days=90), today
    zone = zone_info(time_zone)
    first = min(cast("dt.datetime", each.min()) for each in instants)
    last = max(cast("dt.datetime", each.max()) for each in instants)
    return first.astimezone(zone).date(), last.astimezone(zone).date()


def settings(first: dt.date, last: dt.date, time_zone: str, seed: int) -> RunSettings:
    """A run from the first instant of a day to the last of another, in a zone."""
    from engine.simulation.results import RunSettings

    clock = Clock(time_zone, 0, 0)
    start = moment_of(clock.day(first))
    end = moment_of(clock.day(last + dt.timedelta(days=1)))
    return RunSettings(start, end, time_zone, seed)


def of_settings(kept: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """The first and the last local day of a kept run's window."""
    zone = zone_info(kept["time_zone"])
    start, end = (
        dt.datetime.fromisoformat(str(kept[name])).astimezone(zone) for name in ("start", "end")
    )
    return start.date(), (end - dt.timedelta(microseconds=1)).date()
