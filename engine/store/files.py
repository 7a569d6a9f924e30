"""The workspace file itself: made, recognised, checked, migrated, and closed."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from engine.errors import JornadaError
from engine.store import parts
from engine.store import tables as t
from engine.store.connection import Database
from engine.store.failures import damaged

BIG_TABLES = (t.dataset_blob, t.run_part)
"""Not read at every opening: each of their rows carries its own checksum."""


def make(path: Path, name: str) -> None:
    """Make an empty workspace file; a failure leaves none.

    The tables come from the models at once; a test keeps them the same as what the migrations
    make, which need a library that is slow to load.
    """
    unfinished = path.with_name(f".{path.name}.new")
    remove(unfinished)
    try:
        db = Database(unfinished, "rwc")
        try:
            with db.writing() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id = {t.APPLICATION_ID}")
                t.metadata.create_all(connection)
                t.format_version.create(connection)
                connection.execute(sa.insert(t.format_version).values(version_num=str(t.HEAD)))
                connection.execute(sa.insert(t.setting).values(key="name", value=name))
        finally:
            db.close()
        unfinished.rename(path)
    except OSError as error:
        raise JornadaError("store.cannot_make", path=str(path)) from error
    finally:
        remove(unfinished)


def bring_up(db: Database, writable: bool) -> None:
    """Check an opened file, bring it to the current format, and make it ready."""
    version = check(db)
    if version < t.HEAD:
        if not writable:
            raise JornadaError("store.older", path=str(db.path))
        migrate(db, version)
    if writable:
        prepare(db)


def check(db: Database) -> int:
    """The format version of an opened file. Raises ``JornadaError`` for a file that is not a
    workspace, is damaged, or comes from a newer programme."""
    if db.outside("PRAGMA application_id")[0][0] != t.APPLICATION_ID:
        raise JornadaError("store.not_a_workspace", path=str(db.path))
    with db.reading() as connection:
        present = set(sa.inspect(connection).get_table_names())
        for table in present - {big.name for big in BIG_TABLES}:
            found = connection.exec_driver_sql(f'PRAGMA quick_check("{_quoted(table)}")').scalar()
            if found != "ok":
                raise JornadaError(damaged(db.path, str(found)))
        version = _version(connection) if t.format_version.name in present else 0
        if version > t.HEAD:
            raise JornadaError("store.newer", path=str(db.path))
        if version == t.HEAD and not present >= set(t.metadata.tables):
            missing = ", ".join(sorted(set(t.metadata.tables) - present))
            raise JornadaError(damaged(db.path, missing))
    return version


def _version(connection: sa.Connection) -> int:
    found = str(connection.execute(sa.select(t.format_version.c.version_num)).scalar())
    return int(found) if found.isdecimal() else 0


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def migrate(db: Database, version: int) -> None:
    """Bring an older file to the current format, after a backup beside it."""
    from engine.store.migrations import upgrade

    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    backup(db, db.path.with_name(f"{db.path.stem}.backup-{moment}-v{version}{db.path.suffix}"))
    with db.writing() as connection:
        upgrade(connection)
    db.give_back_room()  # of tables that were made anew


def backup(db: Database, target: Path) -> None:
    """Write a complete, compact copy of the file; it appears when it is complete."""
    unfinished = target.with_name(f".{target.name}.new")
    remove(unfinished)
    try:
        db.outside("VACUUM INTO ?", str(unfinished))
        unfinished.rename(target)
    finally:
        remove(unfinished)


def prepare(db: Database) -> None:
    """Make an opened file ready for writing, and remove what a writer that died had begun."""
    db.outside("PRAGMA journal_mode = WAL")
    with db.writing() as connection:
        removed = [
            connection.execute(sa.delete(owner).where(owner.c.complete != 1)).rowcount
            for owner in (t.dataset, t.run)
        ]
        parts.sweep(connection)
    if any(removed):
        db.give_back_room()


def to_one_file(db: Database) -> None:
    """Put everything into the one file, so that it can be sent. Where a second instance still
    reads, the log is emptied but stays."""
    with contextlib.suppress(JornadaError):
        if db.outside("PRAGMA journal_mode = DELETE")[0][0] != "delete":
            db.outside("PRAGMA wal_checkpoint(TRUNCATE)")


def remove(path: Path) -> None:
    """Remove a file and its log, if they exist."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink()
