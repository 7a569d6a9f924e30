"""Files of an import's own, in a folder that is gone when the import is over, however it ends."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from engine.errors import JornadaError

PREFIX = "jornada-import-"


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
