"""The quality of a dataset: every rule, every field, and when the events happened."""

from __future__ import annotations

import datetime as dt

import polars as pl

from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.finding import fields_in, height_of
from engine.accounts.quality.measure import measure
from engine.accounts.quality.rules import RULES
from engine.accounts.quality.values import Check, FieldQuality, Quality, TypeSpan
from engine.background import Work
from resources.catalogue import msg


def quality(dataset: Dataset, as_of: dt.datetime, work: Work | None = None) -> Quality:
    """Look at everything. ``as_of``: the moment after which an event lies in the future, with a
    zone. Raises :class:`Cancelled`."""
    work = work or Work()
    fields = [
        (entity, field)
        for entity in (Entity.ACCOUNT, Entity.PERSON, Entity.OPPORTUNITY, Entity.EVENT)
        for field in fields_in(dataset, entity)
    ]
    steps = len(RULES) + len(fields)
    checks: list[Check] = []
    for place, rule in enumerate(RULES):
        work.at(place / steps, msg("quality.looking", what=msg(f"quality.check.{rule.key}")))
        checks.append(rule.check(dataset, as_of))
    measured: list[FieldQuality] = []
    for place, (entity, field) in enumerate(fields, len(RULES)):
        work.at(place / steps, msg("quality.measuring", field=field.label))
        measured.append(measure(dataset, entity, field))
    work.at(1.0)
    return Quality(
        as_of=as_of,
        sizes={entity: height_of(dataset, entity) for entity in Entity},
        checks=tuple(checks),
        fields=tuple(measured),
        spans=_spans(dataset),
        months=_months(dataset),
    )


def _spans(dataset: Dataset) -> tuple[TypeSpan, ...]:
    """Each type's events, the most frequent type first."""
    spans = []
    for name, table in dataset.event_tables.items():
        times = table.frame["timestamp"].to_physical().to_numpy()
        first, last = (
            dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=int(instant))
            for instant in (times.min(), times.max())
        )
        spans.append(TypeSpan(name, table.frame.height, first, last))
    return tuple(sorted(spans, key=lambda span: (-span.count, span.event_type)))


def _months(dataset: Dataset) -> tuple[tuple[dt.date, int], ...]:
    """The events of each month from the first to the last, months without events included."""
    months = [
        table.frame.select(pl.col("timestamp").dt.truncate("1mo").dt.date().alias("month"))
        .group_by("month")
        .len("count")
        for table in dataset.event_tables.values()
    ]
    if not months:
        return ()
    counts: dict[dt.date, int] = {}
    for month, count in pl.concat(months).iter_rows():
        counts[month] = counts.get(month, 0) + count
    found, month, last = [], min(counts), max(counts)
    while month <= last:
        found.append((month, counts.get(month, 0)))
        if month == dt.date(dt.MAXYEAR, 12, 1):
            break
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return tuple(found)
