"""Zip archives and gzip files: looked through before they are trusted, and unpacked in bounds.

Nothing is ever written under a name that an archive gives.
"""

from __future__ import annotations

import gzip
import lzma
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg

MOST_BYTES = 64 * 1024**3
"""Of all that a file holds unpacked; fifty million events have a sixth of that."""
MOST_MEMBERS = 10_000
MOST_RATIO = 200
"""Unpacked bytes for a packed one: exports have 5 to 50, and what is made to burst has 1,000."""
HARMLESS = 256 * 1024**2
"""Unpacked bytes that are never too many."""
_MOST_DIRECTORY = 4 * 1024**2
_KEPT_FREE = 512 * 1024**2
_CHUNK = 1024**2
_DAMAGE = (
    *(zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, OSError),
)
_ENCRYPTED = 0x1


def refuse_bomb(name: str, packed: int, unpacked: int) -> None:
    """Raise :class:`JornadaError` where so few bytes become so many that no export does that."""
    if unpacked > MOST_BYTES or unpacked > max(HARMLESS, MOST_RATIO * packed):
        raise JornadaError("import.format.bomb", file=name)


@contextmanager
def opened_zip(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """A zip archive whose directory is sound. What goes wrong while its members are read is told
    too. Raises :class:`JornadaError` that calls the archive ``name``."""
    try:
        _refuse_long_directory(path, name)
        with zipfile.ZipFile(path) as archive:
            _refuse_unsound(name, archive, path.stat().st_size)
            yield archive
    except _DAMAGE as error:
        raise JornadaError("import.format.damaged_archive", file=name) from error


def unpack_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, target: Path, work: Work
) -> int:
    """Write a member to ``target``; the number of its bytes."""
    with archive.open(info) as source:
        return _copy(source, target, name, info.compress_size, work)


def unpack_gzip(path: Path, name: str, target: Path, work: Work) -> int:
    """Write what a gzip file holds to ``target``; the number of its bytes. Raises
    :class:`JornadaError` where it is cut off, damaged or made to burst."""
    try:
        with gzip.open(path) as source:
            return _copy(source, target, name, path.stat().st_size, work)
    except EOFError as error:
        raise JornadaError("import.format.cut_off", file=name) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise JornadaError("import.format.damaged_archive", file=name) from error


class _Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _copy(source: _Bytes, target: Path, name: str, packed: int, work: Work) -> int:
    doing, done = msg("import.format.unpacking", file=name), 0
    with _writing(target, name) as file:
        while chunk := source.read(_CHUNK):
            work.at(0, doing)
            done += len(chunk)
            refuse_bomb(name, packed, done)
            if done % HARMLESS < len(chunk):
                _refuse_full_disk(target, name)
            try:
                file.write(chunk)
            except OSError as error:
                raise JornadaError("import.format.no_room", file=name) from error
    return done


@contextmanager
def _writing(target: Path, name: str) -> Iterator[IO[bytes]]:
    try:
        file = target.open("wb")
    except OSError as error:
        raise JornadaError("import.format.no_room", file=name) from error
    with file:
        yield file


def _refuse_full_disk(target: Path, name: str) -> None:
    if shutil.disk_usage(target.parent).free < _KEPT_FREE:
        raise JornadaError("import.format.no_room", file=name)


def _refuse_long_directory(path: Path, name: str) -> None:
    """The directory is read as a whole, so its size counts, whatever it says of the members."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 66_000, 0))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or at + 22 > len(tail):
            raise JornadaError("import.format.cut_off", file=name)
        (length,) = struct.unpack_from("<L", tail, at + 12)
        if at >= 20 and tail.startswith(b"PK\x06\x07", at - 20):
            (place,) = struct.unpack_from("<Q", tail, at - 12)
            file.seek(min(place, size))
            (length,) = struct.unpack_from("<40xQ", file.read(56))
    if length > _MOST_DIRECTORY:
        raise JornadaError("import.format.many_members", file=name, limit=MOST_MEMBERS)


def _refuse_unsound(name: str, archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise JornadaError("import.format.many_members", file=name, limit=MOST_MEMBERS)
    for info in members:
        if _leads_out(info):
            raise JornadaError(
                "import.format.unsafe_name", file=name, member=info.orig_filename[:100]
            )
        if info.flag_bits & _ENCRYPTED:
            raise JornadaError("import.format.encrypted", file=name)
        refuse_bomb(name, info.compress_size, info.file_size)
    refuse_bomb(name, size, sum(info.file_size for info in members))


def _leads_out(info: zipfile.ZipInfo) -> bool:
    """Whether a member's name is a place outside of the archive, or it is a link to one."""
    given = info.orig_filename
    parts = re.split(r"[/\\]", given)
    absolute = given.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", given) is not None
    return absolute or ".." in parts or stat.S_ISLNK(info.external_attr >> 16)
