"""Rows that were read once, kept as columns until an import wants them.

A workbook or a JSON file says nothing about its columns beforehand: which there are and what
they hold is known at its end. So its rows become frames as they come, in memory while they are
few and in temporary files when they are many, and have their types when all of them are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from engine.accounts.importing.archives import refuse_bomb
from engine.accounts.importing.blocks import Block
from engine.accounts.importing.scratch import Scratch
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg

Cell = str | int | float | bool | datetime | list[str] | None

IN_MEMORY = 64 * 1024**2
CELLS_AT_ONCE = 1_000_000
ROWS_AT_ONCE = 100_000
CHARACTERS_AT_ONCE = 32 * 1024**2
_ROW = "\0row"
_MOST_INTEGER = 2**63 - 1
_EXACT = 2**53


def as_words(value: Cell) -> str | None:
    """A value as text: ``1234``, ``0.5``, ``true``, ``2025-01-31``, ``a;b``."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        is_day = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if is_day else value.isoformat()
    return ";".join(value) if isinstance(value, list) else str(value)


@dataclass
class Spool:
    """The rows of one table of the file ``name``, which has ``size`` bytes. A row is a dictionary
    from a column's key (a path, or its number) to its value; missing ones are null."""

    name: str
    size: int
    scratch: Scratch
    keys: dict[str, set[pl.DataType]] = field(default_factory=dict)
    rows: int = 0
    volume: int = 0
    _chunks: list[pl.DataFrame | Path] = field(default_factory=list)
    _held: int = 0

    def take(
        self, rows: Sequence[Mapping[Any, Cell]], numbers: Sequence[int], *, first: bool = False
    ) -> None:
        """Take rows in, with their numbers in the file; ``first`` before all others. Raises
        :class:`JornadaError` where they hold more than a file of that size can, or no text."""
        if not rows:
            return
        keys = dict.fromkeys(key for row in rows for key in row)
        try:
            columns = [_column(str(key), [row.get(key) for row in rows]) for key in keys]
        except UnicodeEncodeError as error:  # half a character
            raise JornadaError("import.file.not_text", file=self.name) from error
        for column in columns:
            kinds = self.keys.setdefault(column.name, set())
            if column.dtype != pl.Null:
                kinds.add(column.dtype)
        frame = pl.DataFrame([*columns, pl.Series(_ROW, numbers, pl.Int64)])
        self.rows += frame.height
        self.volume += int(frame.estimated_size())
        refuse_bomb(self.name, self.size, self.volume)
        self._chunks.insert(0 if first else len(self._chunks), self._kept(frame))

    def frames(self, names: Mapping[str, str]) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
        """The rows in order with the columns of these keys under these names, all frames alike,
        and the numbers of the rows."""
        for chunk in self._chunks:
            frame = chunk if isinstance(chunk, pl.DataFrame) else pl.read_ipc(chunk)
            columns = [self._typed(frame, key).alias(name) for key, name in names.items()]
            yield pl.DataFrame(columns), frame[_ROW]

    def _kept(self, frame: pl.DataFrame) -> pl.DataFrame | Path:
        self._held += int(frame.estimated_size())
        if self._held <= IN_MEMORY:
            return frame
        place = self.scratch.place(".arrow")
        try:
            frame.write_ipc(place, compression="lz4")
        except OSError as error:
            raise JornadaError("import.format.no_room", file=self.name) from error
        return place

    def _typed(self, frame: pl.DataFrame, key: str) -> pl.Series:
        dtype = _common(self.keys.get(key, set()))
        if key not in frame.columns:
            return pl.Series([None], dtype=dtype).new_from_index(0, frame.height)
        values = frame[key]
        if values.dtype == dtype:
            return values
        if not isinstance(dtype, pl.String | pl.List) or values.dtype == pl.Null:
            return values.cast(dtype)
        texts = [as_words(value) for value in values]
        if isinstance(dtype, pl.List):
            return pl.Series([None if text is None else [text] for text in texts], dtype=dtype)
        return pl.Series(texts, dtype=pl.String)


@dataclass(frozen=True)
class SpooledReader:
    """The way to read a table that was spooled: ``names`` are its columns by their keys. The cells
    of the columns ``several`` are lists of keys."""

    format: str
    spool: Spool
    names: Mapping[str, str]
    details: dict[str, str]
    left: tuple[str, ...] = ()
    several: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the file's order."""
        return tuple(self.names.values())

    def blocks(self, columns: Sequence[str], rows: int, work: Work) -> Iterator[Block]:
        """The rows in order, at most ``rows`` at once, typed."""
        wanted = {name: key for key, name in self.names.items()}
        keys = {wanted[name]: name for name in columns}
        doing, done = msg("import.reading", file=self.spool.name), 0
        for frame, numbers in self.spool.frames(keys):
            for start in range(0, len(numbers), rows):
                work.at(done / max(self.spool.rows, 1), doing)
                part = numbers.slice(start, rows)
                yield Block(frame.slice(start, rows), part)
                done += len(part)


def _column(key: str, values: list[Cell]) -> pl.Series:
    """Values as a column of their type; as texts where they are of several."""
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return pl.Series(key, [None] * len(values), pl.Null)
    if kinds == {str}:
        return pl.Series(key, values, pl.String)
    if kinds == {bool}:
        return pl.Series(key, values, pl.Boolean)
    if kinds <= {int, float}:
        return _numbers(key, values)
    if kinds == {datetime}:
        moments = pl.Series(key, values, pl.Datetime("us"))
        days = moments.cast(pl.Date)
        return days if (days.cast(moments.dtype) == moments).all() else moments
    if list in kinds:
        lists = [v if v is None or isinstance(v, list) else [str(as_words(v))] for v in values]
        return pl.Series(key, lists, pl.List(pl.String))
    return pl.Series(key, [as_words(value) for value in values], pl.String)


def _numbers(key: str, values: list[Cell]) -> pl.Series:
    whole = [value for value in values if isinstance(value, int)]
    if whole and max(map(abs, whole)) > _MOST_INTEGER:
        return pl.Series(key, [as_words(value) for value in values], pl.String)
    if len(whole) + values.count(None) == len(values):
        return pl.Series(key, values, pl.Int64)
    numbers = pl.Series(key, values, pl.Float64, strict=False)
    exact = (numbers == numbers.round()) & (numbers.abs() < _EXACT)
    return numbers.cast(pl.Int64) if exact.all() else numbers


def _common(kinds: set[pl.DataType]) -> pl.DataType:
    """The type that columns of several types have together: texts where there is no other."""
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds == {pl.Int64(), pl.Float64()}:
        return pl.Float64()
    if kinds == {pl.Date(), pl.Datetime("us")}:
        return pl.Datetime("us")
    if pl.List(pl.String) in kinds:
        return pl.List(pl.String)
    return pl.String()
