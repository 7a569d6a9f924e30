"""What SQLite and malformed content say, turned into sentences with the mend."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from engine.errors import JornadaError
from resources.catalogue import Message, msg

_KEYS = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_READONLY: "store.not_writable",
    sqlite3.SQLITE_PERM: "store.not_writable",
    sqlite3.SQLITE_IOERR: "store.disk",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
    sqlite3.SQLITE_NOTADB: "store.not_a_workspace",
    sqlite3.SQLITE_TOOBIG: "store.too_big",
    sqlite3.SQLITE_NOMEM: "store.memory",
}


class MalformedError(Exception):
    """Something in the file cannot be understood; the text says what and why."""


@contextmanager
def understanding(what: str) -> Iterator[None]:
    """Content that cannot be understood within the block is a :class:`MalformedError`."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise MalformedError(f"{what} {place}: {first['msg']}") from error
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise MalformedError(f"{what}: {str(error).partition(chr(10))[0]}") from error


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Errors of the database within the block become :class:`JornadaError` about the file."""
    try:
        yield
    except MalformedError as error:
        raise JornadaError(damaged(path, str(error))) from error
    except DBAPIError as error:
        raise JornadaError(said(path, error.orig or error)) from error
    except sqlite3.Error as error:
        raise JornadaError(said(path, error)) from error
    except UnicodeDecodeError as error:  # the driver cannot read what SQLite says of the damage
        raise JornadaError(damaged(path, error.object.decode(errors="replace"))) from error


def said(path: Path, error: BaseException) -> Message:
    """The sentence for an error of the database. What has no sentence of its own is damage."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in _KEYS:
        return msg(_KEYS[code], path=str(path))
    return damaged(path, str(error))


def damaged(path: Path, detail: str) -> Message:
    """The file cannot be trusted; the mend names the newest backup where there is one."""
    # Backups carry the time in their name, so the last by name is the newest.
    backups = sorted(path.parent.glob(f"{path.stem}.backup-*{path.suffix}"))
    if backups:
        return msg("store.damaged_backup", path=str(path), detail=detail, backup=backups[-1].name)
    return msg("store.damaged", path=str(path), detail=detail)
