"""JSON and newline-delimited JSON: nested XDM objects become columns by their dotted paths.

A file holds an array of objects, objects one after another, or an object in which the arrays
are. Lists of texts stay lists; a list of objects counts by its first, as in Parquet files, but
of the components of a person the keys of all accounts count.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.accounts import fields as f
from engine.accounts.importing.blocks import MOST_COLUMNS
from engine.accounts.importing.json_stream import JsonText, Record, Records
from engine.accounts.importing.kinds import suffix_of
from engine.accounts.importing.report import Warned
from engine.accounts.importing.scratch import Scratch
from engine.accounts.importing.spool import (
    CELLS_AT_ONCE,
    CHARACTERS_AT_ONCE,
    ROWS_AT_ONCE,
    Cell,
    Spool,
    SpooledReader,
    as_words,
)
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg

LINES = (".ndjson", ".jsonl")
LONGEST_CELL = 128 * 1024
"""Characters of a text: what a cell of a CSV file may have too."""
DEEPEST = 12
COMPONENTS, _ACCOUNT_KEY, _KEY = f.PERSON_ACCOUNT.split(".")


@dataclass(frozen=True)
class JsonTable:
    """One array of a file: its place there, empty for the whole file, the way to read it, and
    what a person should know."""

    place: str
    reader: SpooledReader
    notes: tuple[Warned, ...]


def read_json(path: Path, name: str, scratch: Scratch, work: Work) -> list[JsonTable]:
    """The tables of a JSON file. Raises :class:`JornadaError` where there is none, with the place
    of what is wrong; ``OSError`` where the file can't be read."""
    size = path.stat().st_size
    lines = suffix_of(name) in LINES
    tables = []
    with path.open("rb") as raw:
        encoding = json.detect_encoding(raw.read(4))
        raw.seek(0)
        with io.TextIOWrapper(raw, encoding=encoding, newline="") as file:
            text = JsonText(file, name)
            for records in text.tables(lines=lines):
                table = _Table(Spool(name, size, scratch), text, work)
                tables.append(table.read(records, lines))
    tables = [table for table in tables if table.reader.names]
    if not tables:
        raise JornadaError("import.file.empty", file=name)
    return tables


@dataclass
class _Table:
    """An array on its way to a table."""

    spool: Spool
    text: JsonText
    work: Work
    paths: set[str] = field(default_factory=set)
    left: dict[str, None] = field(default_factory=dict)
    several: dict[str, int] = field(default_factory=dict)
    """Lists of objects of which some have more than one, and how many rows."""
    keys_in_lists: bool = False
    """Whether a person has several accounts."""

    def read(self, records: Records, lines: bool) -> JsonTable:
        doing = msg("import.reading", file=self.spool.name)
        rows: list[dict[str, Cell]] = []
        numbers: list[int] = []
        begun = self.text.characters
        for number, record in records.items:
            row = self._flat(record, number)
            rows.append(row)
            numbers.append(number)
            many = len(rows) * len(self.paths) >= CELLS_AT_ONCE or len(rows) >= ROWS_AT_ONCE
            if many or self.text.characters - begun > CHARACTERS_AT_ONCE:
                self.work.at(self.text.characters / max(self.spool.size, 1), doing)
                self.spool.take(rows, numbers)
                rows, numbers, begun = [], [], self.text.characters
        self.work.at(self.text.characters / max(self.spool.size, 1), doing)
        self.spool.take(rows, numbers)
        names = {key: key for key in self.spool.keys}
        left = tuple(path for path in self.left if path not in names)
        details = {"rows": str(self.spool.rows), "shape": "lines" if lines else "array"}
        notes = tuple(
            Warned(
                key="first_of_list",
                params={"file": self.spool.name, "path": path, "count": count},
            )
            for path, count in self.several.items()
        )
        several = frozenset({f.PERSON_ACCOUNT} if self.keys_in_lists else ())
        reader = SpooledReader("json", self.spool, names, details, left, several)
        return JsonTable(records.path, reader, notes)

    def _flat(self, record: Record, number: int) -> dict[str, Cell]:
        row: dict[str, Cell] = {}
        self._fill(row, record, "", DEEPEST, number)
        return row

    def _fill(
        self, row: dict[str, Cell], record: Record, prefix: str, deep: int, number: int
    ) -> None:
        """Put what a record holds into a row, by its paths below ``prefix``."""
        for key, value in record:
            path = prefix + key
            if isinstance(value, (tuple, list)):
                self._fill_nested(row, value, path, deep, number)
                continue
            if path not in self.paths and not self._add_path(path):
                continue
            if path in row:
                raise self._repeated(path, number)
            if isinstance(value, str):
                if len(value) > LONGEST_CELL:
                    raise self._long_cell(path, number)
                value = value or None
            row[path] = value

    def _fill_nested(
        self, row: dict[str, Cell], value: Record | list[Any], path: str, deep: int, number: int
    ) -> None:
        """Put an object below its path; of a list of objects the first, others as texts."""
        if isinstance(value, list) and value and isinstance(value[0], tuple):
            if path == COMPONENTS and len(value) > 1:
                self._fill_components(row, value, number)
                return
            if len(value) > 1:
                self.several[path] = self.several.get(path, 0) + 1
            value = value[0]
        if isinstance(value, tuple):
            if deep > 1:
                self._fill(row, value, f"{path}.", deep - 1, number)
            elif value:
                self.left[path] = None
        elif any(isinstance(item, (tuple, list)) for item in value):
            self.left[path] = None
        elif value and (path in self.paths or self._add_path(path)):
            texts = [text for item in value if (text := as_words(item)) is not None]
            if sum(map(len, texts)) > LONGEST_CELL:
                raise self._long_cell(path, number)
            if path in row:
                raise self._repeated(path, number)
            row[path] = texts

    def _fill_components(self, row: dict[str, Cell], items: list[Any], number: int) -> None:
        """Put the first component of a person into a row, and the keys of all their accounts."""
        self._fill(row, items[0], f"{COMPONENTS}.", DEEPEST - 1, number)
        keys = [key for item in items if (key := as_words(_account_key(item))) is not None]
        if keys and (f.PERSON_ACCOUNT in self.paths or self._add_path(f.PERSON_ACCOUNT)):
            row[f.PERSON_ACCOUNT] = keys
            self.keys_in_lists = True
        further = {name for item in items[1:] if isinstance(item, tuple) for name, _ in item}
        if further - {_ACCOUNT_KEY}:
            self.several[COMPONENTS] = self.several.get(COMPONENTS, 0) + 1

    def _add_path(self, path: str) -> bool:
        """Take a path for a column; false where it can't name one."""
        if not path.strip() or "\0" in path:
            self.left[path] = None
            return False
        self.paths.add(path)
        if len(self.paths) > MOST_COLUMNS:
            raise JornadaError(
                "import.file.too_many_columns",
                file=self.spool.name,
                count=len(self.paths),
                limit=MOST_COLUMNS,
            )
        return True

    def _repeated(self, path: str, number: int) -> JornadaError:
        return JornadaError(
            "import.format.json_repeated", file=self.spool.name, name=path[:100], row=number
        )

    def _long_cell(self, path: str, number: int) -> JornadaError:
        return JornadaError(
            "import.format.long_cell", file=self.spool.name, row=number, column=path[:100]
        )


def _account_key(component: Any) -> Any:
    """The key of the account in a component of a person."""
    inner = dict(component).get(_ACCOUNT_KEY) if isinstance(component, tuple) else None
    key = dict(inner).get(_KEY) if isinstance(inner, tuple) else None
    return key if isinstance(key, (str, int, float)) and key != "" else None
