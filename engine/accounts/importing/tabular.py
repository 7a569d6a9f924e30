"""Files as tables: the columns of each, and its rows block by block.

A path may hold several: the sheets of a workbook, the files of an archive, the arrays of a JSON
object. Whatever is packed is unpacked into temporary files, which :func:`opened_tables` removes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import polars as pl

from engine.accounts.importing import csv_files, parquet_files
from engine.accounts.importing.archives import opened_zip, unpack_gzip, unpack_member
from engine.accounts.importing.blocks import MOST_COLUMNS, Block, distinct_names
from engine.accounts.importing.excel_files import read_workbook
from engine.accounts.importing.json_files import read_json
from engine.accounts.importing.kinds import Kind, is_excel, kind_of, suffix_of
from engine.accounts.importing.report import Warned
from engine.accounts.importing.scratch import Scratch
from engine.accounts.importing.spool import SpooledReader
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import Message, msg

_TEXTS = (".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl")
_OTHERS = (".parquet", ".xlsx", ".xlsm")
SUFFIXES = (
    *(*_TEXTS, *_OTHERS),
    *(f"{suffix}.gz" for suffix in _TEXTS),
    ".zip",
)
"""How the names of files end that can be imported."""
TOLD = (".xls", ".xlsb", ".ods", ".numbers", ".htm", ".html", ".xml")
"""How the names of files end that people take for tables. They may be opened too: what is in them
counts, and where that is no table, they are told what to do instead."""
NESTED = (".zip", ".7z", ".rar", ".tar", ".tgz", ".tar.gz")
"""How the names of files end that would have to be unpacked again."""
MOST_TABLES = 500
"""Of one archive."""


class Reader(Protocol):
    """One format's way to read a file."""

    @property
    def format(self) -> str:
        """The name of the format: ``csv``, ``excel``, ``json``, ``parquet``."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the file's order; no two are the same."""
        ...

    @property
    def details(self) -> dict[str, str]:
        """What was found out about the file, by what it is called."""
        ...

    @property
    def left(self) -> tuple[str, ...]:
        """Columns of kinds that no field can hold."""
        ...

    def blocks(self, columns: Sequence[str], rows: int, work: Work) -> Iterator[Block]:
        """The rows in order, at most ``rows`` at once, with these columns."""
        ...


@dataclass(frozen=True)
class TableFile:
    """A table that was opened and looked at. ``path`` is the file that a person chose, ``part``
    what of it this is, None for the whole of it; ``size`` counts bytes as they are read. ``notes``
    are what a person should know of it. The cells of the columns ``several`` hold several keys: a
    person's accounts."""

    path: Path
    size: int
    reader: Reader
    part: str | None = None
    notes: tuple[Warned, ...] = ()
    scratch: Scratch | None = None
    several: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name that reports say: the file's, with the part after a colon."""
        return self.path.name if self.part is None else f"{self.path.name}:{self.part}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the file's order; no two are the same."""
        return self.reader.columns

    def sample(self, rows: int) -> pl.DataFrame:
        """The first rows."""
        blocks = self.reader.blocks(self.columns, rows, Work())
        return next((block.frame.head(rows) for block in blocks), pl.DataFrame())

    def close(self) -> None:
        """Remove what was unpacked. The rows can't be read any more."""
        if self.scratch is not None:
            self.scratch.close()


@contextmanager
def opened_tables(
    paths: Sequence[Path],
    work: Work = Work(),  # noqa: B008 - frozen
) -> Iterator[tuple[TableFile, ...]]:
    """The tables of files, each file once; nothing that was unpacked is left afterwards. Raises
    :class:`JornadaError` as :func:`open_tables` does, ``Cancelled`` when stopped."""
    tables: list[TableFile] = []
    try:
        for path in dict.fromkeys(paths):
            tables += open_tables(path, work)
        yield tuple(tables)
    finally:
        for table in tables:
            table.close()


def open_tables(
    path: Path,
    work: Work = Work(),  # noqa: B008 - frozen
) -> tuple[TableFile, ...]:
    """Look at a file. Its tables are in its order, and there is one at least. Raises
    :class:`JornadaError` where it can't be read, ``Cancelled`` when stopped.

    Temporary files are gone when the tables are closed, or when nobody holds them any more.
    """
    try:
        if not path.exists():
            raise JornadaError("file.missing", file=str(path))
        if not path.is_file():
            raise JornadaError("file.not_a_file", file=str(path))
        return _Opening(path, work).tables()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise JornadaError("file.not_read", file=str(path), reason=reason) from error


@dataclass(frozen=True)
class _Part:
    """A file to look at: where its bytes are, how it is named within the chosen file (None for
    that itself), and whether it was in an archive or compressed."""

    path: Path
    part: str | None
    archived: bool = False
    compressed: bool = False


class _Opening:
    """A chosen file on its way to tables."""

    def __init__(self, path: Path, work: Work) -> None:
        self._path, self._work = path, work
        self._scratch = Scratch()
        self._notes: list[Warned] = []

    def tables(self) -> tuple[TableFile, ...]:
        """The tables, each with a name of its own."""
        try:
            found = list(self._of(_Part(self._path, None)))
        except BaseException:
            self._scratch.close()
            raise
        if not found:
            raise JornadaError("import.format.no_tables", file=self._path.name)
        if len(found) > 1 or found[0].part is not None:
            parts = distinct_names([_shown(table.part or "") for table in found])
            found = [replace(table, part=part) for table, part in zip(found, parts, strict=True)]
        found[0] = replace(found[0], notes=(*self._notes, *found[0].notes))
        return tuple(found)

    def _name(self, part: _Part) -> str:
        return self._path.name if part.part is None else f"{self._path.name}:{_shown(part.part)}"

    def _of(self, part: _Part) -> Iterator[TableFile]:
        name = self._name(part)
        kind = kind_of(part.path, name)
        if kind is Kind.GZIP:
            yield from self._compressed(part, name)
        elif kind is Kind.ZIP:
            yield from self._packed(part, name)
        elif kind is Kind.JSON:
            found = read_json(part.path, name, self._scratch, self._work)
            yield from self._several(part, [(t.place, t.reader, t.notes) for t in found])
        else:
            yield self._plain(part, kind, name)

    def _plain(self, part: _Part, kind: Kind, name: str) -> TableFile:
        size = part.path.stat().st_size
        reader: Reader
        several = frozenset[str]()
        with _calling(part.path.name, name):
            if kind is Kind.PARQUET:
                reader = found = parquet_files.ParquetReader(part.path)
                several = found.several
            else:
                reader = csv_files.CsvReader(part.path, size, self._work)
        if len(reader.columns) > MOST_COLUMNS:
            raise JornadaError(
                "import.file.too_many_columns",
                file=name,
                count=len(reader.columns),
                limit=MOST_COLUMNS,
            )
        if part.path != self._path:
            reader = _Renamed(reader, part.path.name, name)
        return TableFile(
            self._path, size, reader, part.part, scratch=self._scratch, several=several
        )

    def _several(
        self, part: _Part, found: Sequence[tuple[str, SpooledReader, tuple[Warned, ...]]]
    ) -> Iterator[TableFile]:
        """The tables of one file: by its own name where there is only one."""
        for place, reader, notes in found:
            within = part.part
            if len(found) > 1:
                within = place if part.part is None else f"{part.part}:{place}"
            size = reader.spool.volume
            yield TableFile(self._path, size, reader, within, notes, self._scratch, reader.several)

    def _compressed(self, part: _Part, name: str) -> Iterator[TableFile]:
        if part.compressed:
            raise JornadaError("import.format.nested", file=name)
        target = self._scratch.place(suffix_of(name))
        if not unpack_gzip(part.path, name, target, self._work):
            raise JornadaError("import.file.empty", file=name)
        yield from self._of(replace(part, path=target, compressed=True))

    def _packed(self, part: _Part, name: str) -> Iterator[TableFile]:
        with opened_zip(part.path, name) as archive:
            is_workbook = is_excel([info.filename for info in archive.infolist()], name)
        if is_workbook:
            found = read_workbook(part.path, name, self._scratch, self._work)
            yield from self._several(part, [(t.title, t.reader, t.notes) for t in found])
            return
        if part.archived or part.compressed:
            raise JornadaError("import.format.nested", file=name)
        for member in self._unpacked(name):
            yield from self._of(member)

    def _unpacked(self, name: str) -> list[_Part]:
        """The files of an archive that may be tables, and notes of the others."""
        parts: list[_Part] = []
        with opened_zip(self._path, name) as archive:
            for info in archive.infolist():
                base = info.filename.rpartition("/")[2]
                if not base or base.startswith(".") or info.filename.startswith("__MACOSX/"):
                    continue
                shown = f"{name}:{_shown(info.filename)}"
                if base.lower().endswith(NESTED):
                    raise JornadaError("import.format.nested", file=shown)
                if not info.file_size or not base.lower().endswith(SUFFIXES):
                    key = "no_table" if info.file_size else "empty_part"
                    self._notes.append(Warned(key=key, params={"file": shown}))
                    continue
                if len(parts) == MOST_TABLES:
                    raise JornadaError("import.format.many_members", file=name, limit=MOST_TABLES)
                target = self._scratch.place(suffix_of(base))
                unpack_member(archive, info, shown, target, self._work)
                parts.append(_Part(target, info.filename, archived=True))
        return parts


def _shown(part: str) -> str:
    """The name of a part as reports say it and mappings name it: on one line, in no folder."""
    return "".join("_" if c in "/\\" or not c.isprintable() else c for c in part)[:200]


@contextmanager
def _calling(given: str, name: str) -> Iterator[None]:
    """Errors that speak of a temporary file speak of what it was made from."""
    try:
        yield
    except JornadaError as error:
        params = dict(error.message.params)
        if params.get("file") != given or given == name:
            raise
        raise JornadaError(error.message.key, **{**params, "file": name}) from error


@dataclass(frozen=True)
class _Renamed:
    """A reader of a temporary file that speaks of what it was made from."""

    reader: Reader
    given: str
    name: str

    @property
    def format(self) -> str:
        """The name of the format."""
        return self.reader.format

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.reader.columns

    @property
    def details(self) -> dict[str, str]:
        """What was found out about the file."""
        return self.reader.details

    @property
    def left(self) -> tuple[str, ...]:
        """Columns of kinds that no field can hold."""
        return self.reader.left

    def blocks(self, columns: Sequence[str], rows: int, work: Work) -> Iterator[Block]:
        """The rows in order, at most ``rows`` at once, with these columns."""

        def told(fraction: float, doing: Message | None) -> None:
            params = {} if doing is None else dict(doing.params)
            if doing is not None and params.get("file") == self.given:
                doing = msg(doing.key, **{**params, "file": self.name})
            work.progress(fraction, doing)

        with _calling(self.given, self.name):
            yield from self.reader.blocks(columns, rows, Work(told, work.cancelled))
