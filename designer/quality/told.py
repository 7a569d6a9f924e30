"""Fields, values and bins of a dataset as people read them."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QLocale

from designer.widgets.numbers import day, plain
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.fields import Entity, standard_event_type
from engine.accounts.quality.values import Bin, FieldQuality, Value
from engine.conditions.model import ValueType
from resources.catalogue import msg, say

ENTITY_ICONS = {
    Entity.ACCOUNT: "account",
    Entity.PERSON: "people",
    Entity.EVENT: "event",
    Entity.OPPORTUNITY: "opportunity",
}
"""In the order in which the tables are told."""

TYPE_ICONS = {
    ValueType.STRING: "text",
    ValueType.STRINGS: "list",
    ValueType.INTEGER: "number",
    ValueType.NUMBER: "number",
    ValueType.BOOLEAN: "boolean",
    ValueType.DATE: "calendar",
    ValueType.TIMESTAMP: "time",
}


def entity_name(entity: Entity) -> str:
    """The name of a table."""
    return say(msg(f"quality.entity.{entity}"))


def type_name(event_type: str) -> str:
    """The name of an event type."""
    known = standard_event_type(event_type)
    return event_type if known is None else known.label


def value_text(found: FieldQuality, value: Value) -> str:
    """A value of a field."""
    if found.field.path == f.EVENT_TYPE:
        return type_name(str(value))
    return _number(value) if isinstance(value, float) else plain(value)


def _number(value: float) -> str:
    if value.is_integer() or abs(value) >= 1:
        return plain(value)
    return QLocale().toString(value, "g", 3)


def bin_text(found: FieldQuality, bar: Bin) -> str:
    """What lies in a bin: one value, or from the first to the last that may be in it."""
    low, high = bar.low, bar.high
    if isinstance(low, dt.date) and isinstance(high, dt.date):
        return _days(_date(low), _date(high))
    if found.field.type is ValueType.INTEGER or not isinstance(low, float):
        first, last = int(str(low).split(".")[0]), int(float(str(high))) - 1
        return plain(first) if last <= first else _from_to(plain(first), plain(last))
    if low == high or not isinstance(high, float):
        return _number(low)
    return _from_to(_number(low), _number(high))


def ends_text(found: FieldQuality) -> tuple[str, str]:
    """What stands at the two ends of the bins of a field."""
    bins = () if found.spread is None else found.spread.bins
    if not bins:
        return "", ""
    low, high = bins[0].low, bins[-1].high
    if isinstance(low, dt.date):
        return bin_text(found, bins[0]), bin_text(found, bins[-1])
    return value_text(found, low), value_text(found, high)


def _from_to(low: str, high: str) -> str:
    return words("quality.from_to", low=low, high=high)


def _date(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _days(low: dt.date, high: dt.date) -> str:
    """Days from one up to another that does not belong to them: a day, a month, a year, or so."""
    last = max(high - dt.timedelta(days=1), low)
    if low == last:
        return day(low)
    if low.day == 1 and high.day == 1:
        if low.month == 1 and high.month == 1:
            years = str(low.year), str(last.year)
            return years[0] if low.year == last.year else _from_to(*years)
        months = _month(low), _month(last)
        return months[0] if months[0] == months[1] else _from_to(*months)
    if low.year == last.year:
        return _from_to(QLocale().toString(QDate(low.year, low.month, low.day), "d MMM"), day(last))
    return _from_to(day(low), day(last))


def _month(value: dt.date) -> str:
    return QLocale().toString(QDate(value.year, value.month, 1), "MMM yyyy")
