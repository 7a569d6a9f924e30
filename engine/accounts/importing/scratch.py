"""Files of an import's own, in a folder that is gone when the import is over, however it ends."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
import weakref
from pathlib import Path

from engine.errors import JornadaError

PREFIX = "jornada-import-"
FORGOTTEN = 3 * 24 * 3600
"""Seconds after which a folder belongs to a programme that was killed: no import takes so long."""


class Scratch:
    """Places for temporary files. The folder is made when the first is wanted, and removed by
    :meth:`close`, or when nobody holds this any more, or at the end of the programme."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._remove: weakref.finalize[..., Scratch] | None = None
        self._count = 0

    def place(self, suffix: str) -> Path:
        """A path that has no file yet. Raises :class:`JornadaError` where none can be made."""
        if self._folder is None:
            _remove_forgotten(Path(tempfile.gettempdir()))
            try:
                self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
            except OSError as error:
                reason = error.strerror or str(error)
                raise JornadaError("import.format.no_scratch", reason=reason) from error
            self._remove = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._count += 1
        return self._folder / f"{self._count}{suffix}"

    def close(self) -> None:
        """Remove all files. A second call does nothing."""
        if self._remove is not None:
            self._remove()
        self._folder = self._remove = None


def _remove_forgotten(place: Path) -> None:
    """Remove the folders of programmes that had no time to do it."""
    with contextlib.suppress(OSError):
        for folder in place.glob(f"{PREFIX}*"):
            if time.time() - folder.stat().st_mtime > FORGOTTEN:
                shutil.rmtree(folder, ignore_errors=True)
