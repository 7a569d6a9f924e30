"""Numbers, dates and sizes as people read them, by the system's locale."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime, QTimeZone

from designer.widgets.words import words


def use_locale() -> None:
    """Write numbers and dates as the system does, English where it does not say."""
    system = QLocale.system()
    neutral = system.language() is QLocale.Language.C
    QLocale.setDefault(QLocale("en_US") if neutral else system)


def whole(number: int) -> str:
    """A whole number with group separators."""
    return QLocale().toString(number)


def share(part: float, of: float) -> str:
    """A part in percent with one digit: ``62.6 %``; nothing of nothing is nothing."""
    return "" if not of else f"{QLocale().toString(100 * part / of, 'f', 1)} %"


def plain(value: Any) -> str:
    """Any value of a dataset or a run as text; missing is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return words("value.yes" if value else "value.no")
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, float):
        return whole(int(value)) if value.is_integer() else QLocale().toString(value, "f", 2)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, list | tuple):
        return ", ".join(plain(item) for item in value)
    return str(value).replace("\n", " ")  # a table's row is one line


def day(value: dt.date) -> str:
    """A date: ``12 Mar 2025``."""
    return QLocale().toString(QDate(value.year, value.month, value.day), "d MMM yyyy")


def moment(value: dt.datetime, zone: str | None = None) -> str:
    """A date and time, in a zone if one is given: ``12 Mar 2025, 14:20``."""
    if zone is not None:
        from zoneinfo import ZoneInfo

        value = value.astimezone(ZoneInfo(zone))
    time = QTime(value.hour, value.minute, value.second)
    return QLocale().toString(
        QDateTime(QDate(value.year, value.month, value.day), time, QTimeZone.utc()),
        "d MMM yyyy, HH:mm",
    )


def here(value: dt.datetime) -> str:
    """A date and time by the clock of this machine."""
    return moment(value.astimezone())


def ago(value: dt.datetime) -> str:
    """How long ago something was, roughly."""
    now = dt.datetime.now(dt.UTC)
    value = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
    seconds = (now - value).total_seconds()
    if seconds < 60:
        return words("ago.now")
    if seconds < 3600:
        return words("ago.minutes", count=int(seconds // 60))
    if seconds < 86_400:
        return words("ago.hours", count=int(seconds // 3600))
    if seconds < 30 * 86_400:
        return words("ago.days", count=int(seconds // 86_400))
    return day(value)


def lasting(seconds: float) -> str:
    """A span of time, in its two largest units: ``3 d 4 h``."""
    if seconds < 1:
        return words("lasting.at_once")
    parts = []
    for size, key in ((86_400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds")):
        amount, seconds = divmod(int(seconds), size)
        if amount:
            parts.append(words(f"lasting.{key}", count=amount))
    return " ".join(parts[:2])
