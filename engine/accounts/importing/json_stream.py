"""JSON text read piece by piece: the objects of its arrays, one at a time, in bounded memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from engine.errors import JornadaError

LONGEST_OBJECT = 16 * 1024**2
"""Characters of one object: far more than a record has, and little enough to hold."""
DEEPEST_ARRAY = 4
"""How many objects deep in a file its arrays of records are looked for."""
OWN_LISTS = frozenset({"personComponents"})
"""Arrays of objects that belong to one record: a file that holds nothing else is that record."""
_CHUNK = 1024**2
_SPACE = " \t\r\n"
_SIGN = re.compile(f"[^{_SPACE}]")
_UNFINISHED = 16
"""Characters that a cut word or escape may have: an error farther from the end is an error."""

Record = tuple[tuple[str, Any], ...]
"""An object as its pairs, of which a name may have several: no pair is lost. Arrays are lists."""


class _TooLong(Exception):  # noqa: N818 - never leaves this module
    """A value has no end within :data:`LONGEST_OBJECT`."""


@dataclass(frozen=True)
class Records:
    """The records of one array: ``path`` is where it stands in the file, empty for the whole
    file. ``items`` are row numbers and objects: the line in newline-delimited files, else the
    number in the array. They must be taken before the next array is asked for."""

    path: str
    items: Iterator[tuple[int, Record]]


class JsonText:
    """Text of the file ``name`` and a place in it."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self.name = file, name
        self._text, self._at, self._ended = "", 0, False
        self._line, self._counted, self._forgotten = 1, 0, 0
        self.characters = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=tuple, parse_constant=_constant)

    def tables(self, *, lines: bool) -> Iterator[Records]:
        """The arrays of objects that the text holds, in its order. ``lines``: it is a row of
        objects, as the file's name says. Raises :class:`JornadaError` where it is no JSON."""
        if not self._peek():
            raise JornadaError("import.file.empty", file=self.name)
        if self._peek() == "[":
            yield Records("", self._array())
        elif lines:
            yield Records("", self._sequence([]))
        else:
            yield from self._of_object()
        self._at_end()

    def _of_object(self) -> Iterator[Records]:
        if self._peek() != "{":
            raise self._broken(self._at)
        line = self.line
        try:
            first = self._value()
        except _TooLong:
            yield from self._inside("", DEEPEST_ARRAY)
            return
        found = list(_arrays(first, "", DEEPEST_ARRAY))
        if self._peek() == "{" or not found:
            yield Records("", self._sequence([(line, first)]))
            return
        for path, records in found:
            yield Records(path, self._checked(enumerate(records, 1)))

    def _sequence(self, first: list[tuple[int, Any]]) -> Iterator[tuple[int, Record]]:
        """Objects one after another, each by the line where it begins."""
        yield from self._checked(iter(first))
        while self._peek():
            line = self.line
            yield line, self._record(self._bounded(), line)

    def _array(self) -> Iterator[tuple[int, Record]]:
        for number in self._elements():
            yield number, self._record(self._bounded(), number)

    def _elements(self) -> Iterator[int]:
        """Number the elements of an array; whoever asks takes each."""
        self._take("[")
        if self._peek() == "]":
            self._at += 1
            return
        number = 1
        while True:
            yield number
            number += 1
            if self._peek() == "]":
                self._at += 1
                return
            self._take(",")

    def _inside(self, path: str, deep: int) -> Iterator[Records]:
        """The arrays of an object that is too long to be taken whole."""
        self._take("{")
        while self._peek() == '"':
            key = self._bounded()
            self._take(":")
            inner = f"{path}.{key}" if path else str(key)
            if self._peek() == "{" and deep > 1:
                yield from self._inside(inner, deep - 1)
            elif self._peek() == "[" and self._after_bracket() == "{":
                yield Records(inner, self._array())
            else:
                self._bounded()
            if self._peek() == ",":
                self._at += 1
        self._take("}")

    def _checked(self, items: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Record]]:
        for number, value in items:
            yield number, self._record(value, number)

    def _record(self, value: Any, number: int) -> Record:
        if isinstance(value, tuple):
            return value
        raise JornadaError("import.format.json_no_object", file=self.name, row=number)

    @property
    def line(self) -> int:
        """The line of the place."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _peek(self) -> str:
        """The next character that is no space; nothing at the end."""
        while True:
            sign = self._text[self._at : self._at + 1]
            if sign and sign not in _SPACE:
                return sign
            found = _SIGN.search(self._text, self._at)
            self._at = len(self._text) if found is None else found.start()
            if found is None and not self._more(_CHUNK):
                return ""

    def _after_bracket(self) -> str:
        start = self._at
        while True:
            rest = self._text[start + 1 : start + 1 + _CHUNK].lstrip(_SPACE)
            if rest or len(self._text) - start > _CHUNK or not self._more(_CHUNK):
                return rest[:1]
            start = self._at

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._broken(self._at)
        self._at += 1

    def _at_end(self) -> None:
        if self._peek():
            raise self._broken(self._at)

    def _more(self, characters: int) -> bool:
        """Read on; false at the end. What lies behind the place is forgotten."""
        if self._ended:
            return False
        try:
            found = self._file.read(characters)
        except UnicodeError as error:
            raise JornadaError("import.format.json_encoding", file=self.name) from error
        self._ended = not found
        line = self.line
        begun = self._text.rfind("\n", 0, self._at)
        self._forgotten = self._at - begun - 1 + (self._forgotten if begun < 0 else 0)
        self._text = self._text[self._at :] + found
        self._line, self._at, self._counted = line, 0, 0
        self.characters += len(found)
        return bool(found)

    def _bounded(self) -> Any:
        """The next value. Raises :class:`JornadaError` where it is longer than a record is."""
        try:
            return self._value()
        except _TooLong as error:
            raise JornadaError(
                "import.format.json_too_long", file=self.name, line=self.line
            ) from error

    def _value(self) -> Any:
        """The next value, or ``_TooLong``, which leaves the place before it."""
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                self._go_on(error)
            except RecursionError as error:
                raise JornadaError(
                    "import.format.json_too_deep", file=self.name, line=self.line
                ) from error
            except ValueError as error:  # a number of thousands of digits
                raise self._broken(self._at) from error
            else:
                if end < len(self._text) or not self._more(_CHUNK):
                    self._at = end
                    return value

    def _go_on(self, error: json.JSONDecodeError) -> None:
        """Read on where a value may only be cut; raise where it is wrong."""
        open_text = error.msg.startswith("Unterminated string")
        held = len(self._text) - self._at
        near_end = error.pos >= len(self._text) - _UNFINISHED
        if not (open_text or near_end):
            raise self._broken(error.pos) from error
        if held > LONGEST_OBJECT:
            raise _TooLong from error
        behind = error.pos - self._at
        if not self._more(max(held, _CHUNK)):
            if self._text[self._at + behind :].strip(_SPACE) and not open_text:
                raise self._broken(self._at + behind) from error
            raise JornadaError("import.format.json_cut_off", file=self.name) from error

    def _broken(self, place: int) -> JornadaError:
        if place >= len(self._text) and self._ended:
            return JornadaError("import.format.json_cut_off", file=self.name)
        line = self._line + self._text.count("\n", self._counted, place)
        begun = self._text.rfind("\n", 0, place)
        column = place - begun + (self._forgotten if begun < 0 else 0)
        return JornadaError("import.format.json_broken", file=self.name, line=line, column=column)


def _constant(name: str) -> float | None:
    """What Python and JavaScript write although JSON has no word for it: NaN is missing."""
    return None if name == "NaN" else float(name)


def _arrays(value: Any, path: str, deep: int) -> Iterator[tuple[str, list[Any]]]:
    """The arrays of objects in an object."""
    for key, inner in value:
        place = f"{path}.{key}" if path else str(key)
        if isinstance(inner, tuple) and deep > 1:
            yield from _arrays(inner, place, deep - 1)
        elif key not in OWN_LISTS and _holds_records(inner):
            yield place, inner


def _holds_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], tuple)
