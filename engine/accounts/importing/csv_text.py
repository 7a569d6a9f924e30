"""The text of a file as UTF-8 bytes, piece by piece, whatever it is encoded in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 1024 * 1024
_LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n)?")


class Text:
    """What is left of a file to read, as UTF-8.

    Bytes that are no text of the encoding end it, and the line with them is none. Lines end as
    Python's universal newlines do.
    """

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder: codecs.IncrementalDecoder | None = None
        self._data, self._place = b"", 0
        self._read_all, self._broken = False, False
        if encoding == "utf-8-sig":
            start = file.read(len(codecs.BOM_UTF8))
            self._data = start.removeprefix(codecs.BOM_UTF8)
        elif encoding != "utf-8":
            self._decoder = codecs.getincrementaldecoder(encoding)()

    @property
    def taken(self) -> int:
        """The bytes of the file that were read, perhaps some ahead."""
        return self._file.tell()

    @property
    def is_broken(self) -> bool:
        """Whether what comes behind the last line is no text of the encoding."""
        return self._broken

    def piece(self, size: int) -> bytes:
        """About ``size`` bytes from here to the end of a line that is no part of a quoted cell, as
        far as quotation marks tell; nothing where there is no such end. They are not taken."""
        self._fill(size)
        start, end = self._place, self._place + size
        if end >= len(self._data) and self._read_all and not self._broken:
            rest = self._data[start:]
            return rest if not rest or rest.endswith(b"\n") else rest + b"\n"
        end = self._data.rfind(b"\n", start, end) + 1
        for _ in range(8):
            if end <= start or not self._data.count(b'"', start, end) % 2:
                break
            mark = self._data.rfind(b'"', start, end)
            end = self._data.rfind(b"\n", start, mark) + 1
        return self._data[start:end] if end > start else b""

    def take(self, size: int) -> None:
        """Go on behind so many bytes."""
        self._place = min(self._place + size, len(self._data))

    def lines(self) -> Iterator[str]:
        """Take line after line, each with its end. Raises ``UnicodeDecodeError`` in UTF-8 files
        where a line is no text."""
        size = _CHUNK
        while True:
            found = _LINE.match(self._data, self._place)
            end = self._place if found is None else found.end()
            if end == len(self._data) and not self._read_all:
                self._fill(size)
                size *= 2
                continue
            if end == self._place or (self._broken and end == len(self._data)):
                return
            line = self._data[self._place : end]
            self._place, size = end, _CHUNK
            yield line.decode()

    def _fill(self, size: int) -> None:
        """Read until more than ``size`` bytes are ahead, or all."""
        ahead = len(self._data) - self._place
        if ahead > size or self._read_all:
            return
        parts = [self._data[self._place :]]
        while ahead <= size and not self._read_all:
            chunk = self._file.read(max(size - ahead + 1, _CHUNK))
            part = self._encoded(chunk)
            self._read_all = self._read_all or not chunk
            parts.append(part)
            ahead += len(part)
        self._data, self._place = b"".join(parts), 0

    def _encoded(self, chunk: bytes) -> bytes:
        """The next bytes of the file as UTF-8. Raises ``UnicodeEncodeError`` where a letter is half
        a character."""
        if self._decoder is None:
            return chunk
        before = len(self._decoder.getstate()[0])
        try:
            return self._decoder.decode(chunk, not chunk).encode()
        except UnicodeDecodeError as error:
            self._read_all = self._broken = True
            good = chunk[: max(error.start - before, 0)]
            return self._decoder.decode(good).encode()
