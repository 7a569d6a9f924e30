"""One writer a workspace: a lock of the operating system on a small file beside it.

The system releases the lock when its process ends, however it ends, so a lock cannot be stale;
a lock file that a dead process left behind is simply taken over. The file says who holds it.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LOCKED_BYTE = 1 << 20
"""Beyond the text: where Windows locks a byte, nobody else can read it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a workspace open for writing."""

    process: str
    host: str
    since: str


class HeldError(Exception):
    """Another Jornada holds the lock; ``holder`` is None where it did not say who it is."""

    def __init__(self, holder: Holder | None) -> None:
        self.holder = holder
        super().__init__(str(holder))


class Lock:
    """A held lock; let go with :meth:`release`."""

    def __init__(self, workspace: Path) -> None:
        """Take the lock of a workspace. Raises :class:`HeldError`, or ``OSError`` where the
        folder cannot be written."""
        self._path = workspace.with_name(f".{workspace.name}.lock")
        while True:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                _lock(self._file)
            except OSError as error:
                holder = _read(self._file)
                os.close(self._file)
                raise HeldError(holder) from error
            if self._is_current():
                break
            os.close(self._file)  # its holder removed it between our opening and our locking
        text = {
            "process": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        os.ftruncate(self._file, 0)
        os.write(self._file, json.dumps(text).encode())

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let go and remove the file. On Windows it can only be removed once it is closed."""
        if sys.platform == "win32":
            os.close(self._file)
            with contextlib.suppress(OSError):
                self._path.unlink()
        else:
            with contextlib.suppress(OSError):
                self._path.unlink()
            os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read(file: int) -> Holder | None:
    """Who wrote the file; None for anything that is not a holder's text."""
    try:
        os.lseek(file, 0, os.SEEK_SET)
        text = json.loads(os.read(file, 4096))
        return Holder(str(text["process"]), str(text["host"]), str(text["since"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
