"""Connections to a workspace file, and the settings every one of them needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast
from weakref import WeakSet

import sqlalchemy as sa

from engine.store.failures import in_words

BUSY_SECONDS = 10

# FULL: a commit is on the disk when it returns, so an autosave survives a power cut as well as a
# crash. It costs one sync of the write-ahead log, about a millisecond on a solid-state disk.
# trusted_schema, cell_size_check: the file may come from anybody.
PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    f"busy_timeout = {BUSY_SECONDS * 1000}",
)
# Before the first table is made: large pages suit blobs, and deleted data gives its room back.
NEW_FILE_PRAGMAS = ("page_size = 16384", "auto_vacuum = INCREMENTAL")


class _Connection(sqlite3.Connection):
    """Closes its cursors with it: one that was left amid its rows, by an error, would keep the
    file open as long as Python does (3.13)."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        cursor = super().cursor(*arguments, **options)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        for cursor in tuple(self._cursors):
            cursor.close()
        super().close()


class Database:
    """The connections to one file. Any thread may use it."""

    def __init__(self, path: Path, mode: str) -> None:
        """``mode``: ``ro`` (read-only), ``rw``, or ``rwc`` (makes the file)."""
        self.path = path

        def connect() -> sqlite3.Connection:
            # isolation_level None: transactions begin where this module says so.
            connection = sqlite3.connect(
                f"{path.as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
            )
            try:
                for pragma in (*PRAGMAS, *(NEW_FILE_PRAGMAS if mode == "rwc" else ())):
                    connection.execute(f"PRAGMA {pragma}")
            except BaseException:
                connection.close()
                raise
            return connection

        self._engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        sa.event.listen(self._engine, "begin", _begin)  # heard for the writer's too

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the file. Raises ``JornadaError``."""
        with in_words(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is the only writer from its start. Raises ``JornadaError``."""
        with in_words(self.path), self._writer.begin() as connection:
            yield connection

    def outside(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        """Run a statement that must not be in a transaction, and fetch everything."""
        with in_words(self.path), closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(statement, values)
            return list(cursor.fetchall())

    def give_back_room(self) -> None:
        """Shrink the file by the room that deleted data left."""
        with in_words(self.path), closing(self._engine.raw_connection()) as connection:
            driver = cast("sqlite3.Connection", connection.driver_connection)
            # A script runs to its end, where ``execute`` would free a single page.
            driver.executescript("PRAGMA incremental_vacuum")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
