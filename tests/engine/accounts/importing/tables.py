"""What the tables of a file hold, as plain values."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.accounts.importing.tabular import opened_tables
from engine.background import Work
from engine.errors import JornadaError


@dataclass(frozen=True)
class Seen:
    """A table: its name, its columns, its rows as values, their numbers, and what is said of it."""

    name: str
    format: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    numbers: list[int]
    types: list[str]
    details: dict[str, str]
    left: tuple[str, ...]
    notes: list[str]


@contextmanager
def leaving_nothing() -> Iterator[Path]:
    """A folder for temporary files, in which none is left at the end."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            yield Path(folder)
            assert not list(Path(folder).iterdir())
        finally:
            tempfile.tempdir = before


def seen(path: Path, at_once: int = 1_000_000) -> list[Seen]:
    """All tables of a file; nothing that was unpacked for it is left."""
    found = []
    with leaving_nothing(), opened_tables([path]) as tables:
        for table in tables:
            blocks = list(table.reader.blocks(table.columns, at_once, Work()))
            assert all(len(block.rows) <= at_once for block in blocks)
            assert len({tuple(block.frame.schema.items()) for block in blocks}) < 2
            found.append(
                Seen(
                    name=table.name,
                    format=table.reader.format,
                    columns=table.columns,
                    rows=[row for block in blocks for row in block.frame.rows()],
                    numbers=[row for block in blocks for row in block.rows],
                    types=[str(kind) for kind in blocks[0].frame.dtypes] if blocks else [],
                    details=dict(table.reader.details),
                    left=table.reader.left,
                    notes=[str(note.message) for note in table.notes],
                )
            )
    return found


def one(path: Path) -> Seen:
    """The only table of a file."""
    (table,) = seen(path)
    return table


def refused(path: Path) -> str:
    """Why a file can't be read, in words."""
    with pytest.raises(JornadaError) as error:
        seen(path)
    sentence = str(error.value)
    assert path.name in sentence
    assert not sentence.startswith("import."), "a key without words"
    return sentence
