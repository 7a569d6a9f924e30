"""Views as text for other programmes: a CSV file, or cells for the clipboard.

Values are written as they are, not as they are shown: dates as ISO 8601, numbers with a point.
A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from engine.accounts.browsing.view import View
from engine.background import Work
from engine.files import replacing

_ROWS = 20_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(
    path: Path,
    view: View,
    paths: Sequence[str],
    titles: Sequence[str],
    work: Work = Work(),  # noqa: B008 - frozen
) -> None:
    """Write all rows of a view as CSV (UTF-8 with a byte order mark, for spreadsheets): the
    columns ``paths`` under ``titles``.

    Raises :class:`JornadaError` where the file can't be written, ``Cancelled`` when stopped; the
    file is there whole or not at all.
    """
    whole = view.complete()
    with replacing(path) as file:
        file.write(_text([titles], ",").encode("utf-8-sig"))
        for start in range(0, len(whole), _ROWS):
            work.at(start / len(whole))
            rows = whole.page(start, _ROWS, paths)
            file.write(_text(rows, ",").encode("utf-8", "replace"))
    work.at(1)


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
