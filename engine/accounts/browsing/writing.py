"""Rows as text for other programmes: cells for the clipboard.

Values are written as they are, not as they are shown: dates as ISO 8601, numbers with a point.
A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_cells(rows: Iterable[Sequence[Any]], titles: Sequence[str]) -> str:
    """Rows with tabs between the values, under ``titles``, as spreadsheets paste them."""
    return _text([titles, *rows], "\t").removesuffix("\r\n")


def _text(rows: Iterable[Sequence[Any]], between: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=between)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value
