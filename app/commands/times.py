"""The window of a simulation as a person gives it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

import typer

from app.commands.console import text
from engine.errors import JornadaError

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.simulation.results import RunSettings


def settings(start: str, end: str, time_zone: str, seed: int, dataset: Dataset) -> RunSettings:
    """The settings of a run. A date alone is its first instant in the zone, and as an end that of
    the following day (as ruling 1 reads the end of a journey); what is left out comes from the
    first and last event of the data."""
    from engine.accounts.zones import moment_of
    from engine.simulation.clock import Clock
    from engine.simulation.results import RunSettings

    clock = Clock(time_zone, 0, 0)
    clock.zone()  # an unknown zone is said before the dates are read
    first, last = _days(dataset, time_zone) if not (start and end) else (None, None)
    opens = _moment("--start", start) or first
    ends = _moment("--end", end) or last
    if opens is None or ends is None:
        raise JornadaError("app.no_events", dataset=dataset.name)

    def moment(given: datetime | date) -> datetime:
        found = clock.moment(given) if isinstance(given, datetime) else clock.day(given)
        return moment_of(found)

    after = ends if isinstance(ends, datetime) else ends + timedelta(days=1)
    window = RunSettings(moment(opens), moment(after), time_zone, seed)
    if window.end <= window.start:
        said = text("app.end_before_start", start=start or str(opens), end=end or str(ends))
        raise typer.BadParameter(said, param_hint="--end" if end else "--start")
    return window


def known_zone(name: str) -> str:
    """An option's time zone, refused where there is none of that name."""
    from engine.accounts.zones import zone_info

    if name:
        try:
            zone_info(name)
        except JornadaError as error:
            raise typer.BadParameter(str(error)) from error
    return name


def _days(dataset: Dataset, time_zone: str) -> tuple[date | None, date | None]:
    """The local days of the first and the last event."""
    from engine.accounts.zones import zone_info

    spans = [
        (cast("datetime", instants.min()), cast("datetime", instants.max()))
        for instants in (table.frame["timestamp"] for table in dataset.event_tables.values())
    ]
    if not spans:
        return None, None
    zone = zone_info(time_zone)
    first, last = min(first for first, _ in spans), max(last for _, last in spans)
    return first.astimezone(zone).date(), last.astimezone(zone).date()


def _moment(option: str, given: str) -> datetime | date | None:
    """A date, or a date and time, as ISO 8601 writes it."""
    if not given:
        return None
    try:
        return date.fromisoformat(given) if len(given) == 10 else datetime.fromisoformat(given)
    except ValueError as error:
        raise typer.BadParameter(text("app.bad_date", value=given), param_hint=option) from error
