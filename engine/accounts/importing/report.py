"""What an import did with every row: the report, and the file of the rows set aside.

Every row of a file was read, and is loaded or set aside with a reason: ``read == loaded +
sum(set_aside.values())`` for each file (data specification, section 5).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import polars as pl
from pydantic import Field

from engine.accounts.importing.mapping import Table
from engine.background import Work
from engine.conditions.model import Model
from engine.files import replacing
from resources.catalogue import Message, msg, say


class Reason(StrEnum):
    """Why a row is set aside."""

    MISSING_KEY = "missing_key"
    MISSING_VALUE = "missing_value"
    DUPLICATE_KEY = "duplicate_key"
    BAD_TIMESTAMP = "bad_timestamp"
    BAD_DATE = "bad_date"
    BAD_NUMBER = "bad_number"
    BAD_BOOLEAN = "bad_boolean"
    BAD_TEXT = "bad_text"
    LONG_NAME = "long_name"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_ACCOUNT = "unknown_account"
    OTHER_ACCOUNT = "other_account"
    """In reports from before people could have several accounts."""
    TOO_MANY_CELLS = "too_many_cells"
    LEFT_OUT = "left_out"
    REPEATED = "repeated"
    NO_COMPANY = "no_company"
    """Of a contact: nothing says its company, so it makes no account."""


class SetAside(Model):
    """A row that was set aside. ``row`` counts as a spreadsheet does: the header of a CSV file is
    row 1; the first row of a Parquet file is row 1."""

    row: int
    reason: Reason
    column: str | None
    value: str | None


class FileReport(Model):
    """What became of the rows of one file, as one table. ``left`` are columns that nobody took."""

    file: str
    table: Table
    read: int
    loaded: int
    set_aside: dict[Reason, int] = Field(default_factory=dict)
    examples: tuple[SetAside, ...] = ()
    left: tuple[str, ...] = ()


class Warned(Model):
    """Something that a person should know: a key below ``import.warning`` and what fills it."""

    key: str
    params: dict[str, str | int] = Field(default_factory=dict)

    @property
    def message(self) -> Message:
        """The warning as a sentence to be said."""
        return msg(f"import.warning.{self.key}", **self.params)


class ImportReport(Model):
    """What an import did."""

    files: tuple[FileReport, ...]
    accounts: int
    people: int
    events: int
    opportunities: int
    accounts_without_name: int
    """Loaded, but not taking part (ruling 13)."""
    people_without_email: int
    """Loaded, but not taking part."""
    people_without_account: int
    people_with_several_accounts: int = 0
    """The first is their account, to the others they are related."""
    relations: int = 0
    """Of people to accounts besides their own."""
    warnings: tuple[Warned, ...] = ()

    @property
    def read(self) -> int:
        """Rows read from all files."""
        return sum(file.read for file in self.files)

    @property
    def loaded(self) -> int:
        """Rows loaded from all files."""
        return sum(file.loaded for file in self.files)

    @property
    def set_aside(self) -> int:
        """Rows set aside from all files."""
        return sum(sum(file.set_aside.values()) for file in self.files)


ASIDE_SCHEMA: dict[str, pl.DataType] = {
    "file": pl.String(),
    "row": pl.Int64(),
    "reason": pl.String(),
    "column": pl.String(),
    "value": pl.String(),
}
"""The columns of the rows set aside, as an import hands them on."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS = 50_000


def save_set_aside(
    path: Path,
    set_aside: pl.DataFrame,
    work: Work = Work(),  # noqa: B008 - frozen
) -> None:
    """Write the rows set aside (columns of ``ASIDE_SCHEMA``) to a CSV file, with their reasons in
    words. Cells that a spreadsheet would run as a formula stay text (exchange specification).

    Raises :class:`JornadaError` where the file can't be written, ``Cancelled`` when stopped; the
    file is there whole or not at all.
    """
    with replacing(path) as file:
        for number, text in enumerate(_texts(set_aside)):
            work.at(number * _ROWS / max(set_aside.height, 1))
            file.write(text.encode("utf-8-sig" if number == 0 else "utf-8", "replace"))
    work.at(1)


def _texts(set_aside: pl.DataFrame) -> Iterator[str]:
    words = {reason.value: say(msg(f"import.reason.{reason}")) for reason in Reason}
    head = [say(msg(f"import.column.{name}")) for name in ASIDE_SCHEMA]
    for start in range(0, max(set_aside.height, 1), _ROWS):
        text = io.StringIO()
        writer = csv.writer(text)
        if start == 0:
            writer.writerow(head)
        for file, row, reason, column, value in set_aside.slice(start, _ROWS).iter_rows():
            writer.writerow((_safe(file), row, words[reason], _safe(column), _safe(value)))
        yield text.getvalue()


def _safe(cell: str | None) -> str:
    if cell is None:
        return ""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
