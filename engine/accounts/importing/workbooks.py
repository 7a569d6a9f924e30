"""The inside of an Excel workbook: its parts, its sheets, the texts and formats of its cells.

Parts are parsed as they stream by, so that one of any size takes little memory; a document type,
which could name files or make texts explode, is refused before anything in it counts.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from engine.errors import JornadaError

LONGEST_CELL = 128 * 1024
DEEPEST = 64
"""Elements within each other; a sheet has nine."""
MOST_SHEETS = 250
MOST_TEXTS = 12_000_000
_MOST_PART = 64 * 1024**2
"""Bytes of the parts that are held whole: the list of sheets, the formats."""
_CHUNK = 512 * 1024
_LONGEST_TOKEN = 32 * 1024**2
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Attributes = dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: what its tab says, and the member of the archive that it is."""

    title: str
    member: str


@dataclass(frozen=True)
class Formats:
    """What the formats of cells make of numbers: by the number of the style ``"date"``,
    ``"time"``, or how many digits a number is filled up to with zeros."""

    of_style: dict[str, str | int]
    since_1904: bool


@dataclass(frozen=True)
class Workbook:
    """A workbook that was opened. ``texts`` are those that its cells share."""

    archive: zipfile.ZipFile
    name: str
    sheets: tuple[Sheet, ...]
    texts: list[str]
    formats: Formats


def open_workbook(archive: zipfile.ZipFile, name: str, check: Callable[[], None]) -> Workbook:
    """Look into a workbook. Raises :class:`JornadaError` where it is damaged or hostile."""
    members = {_plain(member).casefold(): member for member in archive.namelist()}
    package = _Package(archive, name, members)
    main = next(
        (
            target
            for kind, target in package.relations("").values()
            if kind.endswith("/officeDocument")
        ),
        package.member("xl/workbook.xml"),
    )
    relations = package.relations(main)
    sheets, since_1904 = _sheets(package, main, relations)
    named = {kind.rpartition("/")[2]: target for kind, target in relations.values()}
    styles, shared = named.get("styles"), named.get("sharedStrings")
    formats = Formats(_styles(package, styles) if styles else {}, since_1904)
    texts = _texts(package, shared, check) if shared else []
    return Workbook(archive, name, sheets, texts, formats)


@dataclass(frozen=True)
class _Package:
    archive: zipfile.ZipFile
    name: str
    members: Mapping[str, str]

    def small(self, member: str, start: Callable[[str, Attributes], None]) -> None:
        """Tell of the elements of a part that is not large."""
        try:
            if self.archive.getinfo(member).file_size > _MOST_PART:
                raise JornadaError("import.format.bomb", file=self.name)
        except KeyError as error:
            raise damaged(self.name) from error
        deep = 0

        def begin(tag: str, attributes: Attributes) -> None:
            nonlocal deep
            deep += 1
            if deep > DEEPEST:
                raise damaged(self.name)
            start(tag, attributes)

        def end(_: str) -> None:
            nonlocal deep
            deep -= 1

        for _ in parsed(self.archive, member, self.name, begin, end):
            pass

    def relations(self, member: str) -> dict[str, tuple[str, str]]:
        """The kinds and the targets of a part's relations, by their keys."""
        folder, _, base = _plain(member).rpartition("/")
        place = self.member(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[attributes.get("Id", "")] = (attributes.get("Type", ""), self.member(whole))

        if place in self.members.values():
            self.small(place, start)
        return found

    def member(self, part: str) -> str:
        """The name that a part has in the archive. Case makes no difference between parts, and
        some programmes write folders as Windows does."""
        return self.members.get(part.casefold(), part)


def _plain(member: str) -> str:
    return member.replace("\\", "/")


def parsed(
    archive: zipfile.ZipFile,
    member: str,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None = None,
) -> Iterator[int]:
    """Parse a part, and say after every piece how many bytes were read. Names come without their
    prefix. Raises :class:`JornadaError` where it is no sound XML or has a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def first(tag: str, attributes: Attributes) -> None:
        """The prefix of the root is that of all, and mostly there is none."""
        prefix = tag.rpartition(":")[0]
        parser.StartElementHandler = start if not prefix else bare(start)
        parser.EndElementHandler = end if not prefix else bare(end)
        parser.StartElementHandler(tag, attributes)

    def refuse(*_: object) -> None:
        raise JornadaError("import.format.document_type", file=name)

    parser.StartElementHandler = first
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    read = 0
    try:
        with archive.open(member) as source:
            while piece := source.read(_CHUNK):
                parser.Parse(piece, False)
                read += len(piece)
                if read - parser.CurrentByteIndex > _LONGEST_TOKEN:
                    raise damaged(name)
                yield read
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError) as error:
        raise damaged(name) from error
    yield read


def bare(handler: Callable[..., None]) -> Callable[..., None]:
    """A handler that is told names without their prefix."""
    return lambda tag, *rest: handler(tag.rpartition(":")[2], *rest)


def damaged(name: str) -> JornadaError:
    """What is said of a workbook that is none."""
    return JornadaError("import.format.damaged_workbook", file=name)


def _sheets(
    package: _Package, main: str, relations: dict[str, tuple[str, str]]
) -> tuple[tuple[Sheet, ...], bool]:
    found: list[Sheet] = []
    since_1904 = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal since_1904
        if tag == "workbookPr":
            since_1904 = attributes.get("date1904", "").lower() in ("1", "true")
        elif tag == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            kind, target = relations.get(key, ("", ""))
            if kind.endswith("/worksheet"):
                found.append(Sheet(attributes.get("name", ""), target))

    package.small(main, start)
    if len(found) > MOST_SHEETS:
        raise JornadaError("import.format.many_sheets", file=package.name, limit=MOST_SHEETS)
    return tuple(found), since_1904


_BUILT_IN: dict[int, str | int] = {
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), "date"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "time"),
}
"""The formats that a workbook names without spelling them."""


def _styles(package: _Package, member: str) -> dict[str, str | int]:
    spelled: dict[int, str | int | None] = {}
    found: dict[str, str | int] = {}
    inside, number = False, 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal inside, number
        if tag == "numFmt" and attributes.get("numFmtId", "").isdigit():
            spelled[int(attributes["numFmtId"])] = meaning(attributes.get("formatCode", ""))
        elif tag in ("cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            given = attributes.get("numFmtId", "0")
            key = int(given) if given.isdigit() and len(given) < 10 else 0
            means = spelled[key] if key in spelled else _BUILT_IN.get(key)
            if means is not None:
                found[str(number)] = means
            number += 1

    package.small(member, start)
    return found


def meaning(code: str) -> str | int | None:
    """What a format makes of a number: a date, a time of day, a row of that many digits, or
    nothing but another look."""
    first = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code).split(";")[0].lower()
    elapsed = re.search(r"\[(h+|m+|s+)\]", first) is not None
    bare = re.sub(r"\[[^\]]*\]", "", first)
    if "general" in bare:
        return None
    if re.fullmatch("0{2,20}", bare):
        return len(bare)
    if not elapsed and (re.search("[dy]", bare) or ("m" in bare and not re.search("[hs]", bare))):
        return "date"
    return "time" if elapsed or re.search("[hs]", bare) else None


def _texts(package: _Package, member: str, check: Callable[[], None]) -> list[str]:
    """The texts that cells share."""
    shared = _Shared(package.name)
    for _ in parsed(package.archive, member, package.name, shared.start, shared.end, shared.text):
        check()
    return shared.found


class _Shared:
    """Shared texts as they stream by, without their phonetic guides."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.found: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._inside = self._guide = False
        self._deep = 0

    def start(self, tag: str, _: Attributes) -> None:
        """An element begins."""
        self._deep += 1
        if self._deep > DEEPEST:
            raise damaged(self._name)
        if tag == "t":
            self._inside = not self._guide
        elif tag == "rPh":
            self._guide = True

    def text(self, data: str) -> None:
        """Text of an element."""
        if self._inside:
            self._parts.append(data)
            self._length += len(data)
            if self._length > LONGEST_CELL:
                raise JornadaError("import.format.long_text", file=self._name)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._deep -= 1
        if tag == "t":
            self._inside = False
        elif tag == "rPh":
            self._guide = False
        elif tag == "si":
            self.found.append(unescaped("".join(self._parts)))
            self._parts.clear()
            self._length = 0
            if len(self.found) > MOST_TEXTS:
                raise JornadaError("import.file.too_large", file=self._name)


def unescaped(text: str) -> str:
    """Text in which a workbook writes characters as ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
