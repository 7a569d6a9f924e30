"""Files are written whole or not at all, and read with errors that people can mend."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from engine.errors import JornadaError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that becomes ``path`` when the block ends well, and vanishes otherwise.

    It is written beside its place, flushed to the disk and renamed, so that whoever looks sees
    the old file or the new one. Raises :class:`JornadaError` where the place can't be written.
    """
    try:
        with _beside(path) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(_mode(path))
            file.close()
            Path(file.name).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _not_written(path, error) from error


def write_file(path: Path, content: str | bytes) -> None:
    """Write a whole file (text as UTF-8) as :func:`replacing` does."""
    with replacing(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def refuse_unwritable(path: Path, read: Iterable[Path] = ()) -> None:
    """Raise :class:`JornadaError` where a file can't be written, or is one of those that are
    ``read``, before any work is done for it."""
    try:
        if path.is_dir():
            raise JornadaError("file.not_a_file", file=str(path))
        if path.exists() and any(one.exists() and path.samefile(one) for one in read):
            raise JornadaError("file.is_read", file=str(path))
        with _beside(path):
            pass
    except OSError as error:
        raise _not_written(path, error) from error


def read_file(path: Path, limit: int) -> bytes:
    """The content of a file of at most ``limit`` bytes. Raises :class:`JornadaError` where there
    is no such file, where it can't be read, or where it is larger."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise JornadaError("file.not_a_file", file=str(path))
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError as error:
        raise JornadaError("file.missing", file=str(path)) from error
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise JornadaError("file.not_read", file=str(path), reason=reason) from error
    if len(content) > limit:
        raise JornadaError("file.too_large", file=str(path), limit=f"{limit // 2**20} MiB")
    return content


def _not_written(path: Path, error: OSError) -> JornadaError:
    return JornadaError("file.not_written", file=str(path), reason=error.strerror or str(error))


@contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    """A temporary file in the folder of ``path`` that is gone after the block unless renamed."""
    try:
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, on every way out
            dir=path.parent, prefix=f".{path.name[:50]}.", suffix=".part", delete=False
        )
    except ValueError as error:  # a name with a null character
        raise OSError(str(error)) from error
    try:
        yield file
    finally:
        file.close()
        Path(file.name).unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those of a file newly made."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Put the rename on the disk too, where the system has a way to say so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
