"""What a file is, by its first bytes: names lie, and a person is told what it is instead."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path

from engine.errors import JornadaError

LOOKED_AT = 4096
"""Bytes at the start of a file that say what it is."""
_MARKS = (
    (b"\x28\xb5\x2f\xfd", "import.file.compressed"),
    (b"BZh", "import.file.compressed"),
    (b"\xfd7zXZ\0", "import.file.compressed"),
    (b"7z\xbc\xaf\x27\x1c", "import.file.compressed"),
    (b"Rar!\x1a\x07", "import.file.compressed"),
    (b"SQLite format 3\0", "import.file.not_a_table"),
    (b"%PDF", "import.file.not_a_table"),
    (b"\x89PNG", "import.file.not_a_table"),
    (b"\xff\xd8\xff", "import.file.not_a_table"),
    (b"{\\rtf", "import.file.not_a_table"),
)
_WEB = re.compile(
    r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*"
    r"<(!doctype\s+html|html|head|body|table|meta|style|script|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE_XML = re.compile(
    r"<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE
)
_XML = re.compile(r"<(\?xml|!doctype|[a-z][\w:.-]*(\s+xmlns|>\s*<))", re.IGNORECASE)
_JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*[\[{\]])")


_DOCUMENTS = (
    ("xl/workbook.bin", "import.format.binary_excel"),
    ("content.xml", "import.format.open_document"),
    ("Index/*.iwa", "import.format.numbers"),
    ("Index.zip", "import.format.numbers"),
    ("word/document.xml", "import.file.not_a_table"),
    ("ppt/presentation.xml", "import.file.not_a_table"),
)
"""Members that only documents of one kind have."""


class Kind(Enum):
    """How a file is read."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"
    ZIP = "zip"
    GZIP = "gzip"


def kind_of(path: Path, name: str) -> Kind:
    """What a file is. Raises :class:`JornadaError` where it is empty or nothing that can be read,
    and says what it is then; ``OSError`` where it can't be opened."""
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    if not start:
        raise JornadaError("import.file.empty", file=name)
    suffix = suffix_of(name)
    for mark, key in _MARKS:
        if start.startswith(mark):
            raise JornadaError(key, file=name)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        key = "password" if _is_encrypted(path) else "old_excel"
        raise JornadaError(f"import.format.{key}", file=name)
    if start[257:262] == b"ustar":
        raise JornadaError("import.format.tar", file=name)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    if start.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if start.startswith(b"PAR1") or suffix == ".parquet":
        return Kind.PARQUET
    text = _text(start)
    _refuse_markup(text, name)
    written = suffix in (".json", ".ndjson", ".jsonl")
    return Kind.JSON if written or _JSON.match(text) else Kind.CSV


def suffix_of(name: str) -> str:
    """The suffix of a name in small letters, that of what is compressed where it says so."""
    return Path(name.lower().removesuffix(".gz")).suffix


def is_excel(members: Sequence[str], name: str) -> bool:
    """Whether a zip archive is a workbook, by the names of its members; false where it is an
    archive of files. Raises :class:`JornadaError` where it is another office document."""
    found = {member.replace("\\", "/") for member in members}
    for sign, key in _DOCUMENTS:
        if any(fnmatchcase(member, sign) for member in found):
            raise JornadaError(key, file=name)
    return "[Content_Types].xml" in found


def _refuse_markup(text: str, name: str) -> None:
    if _OFFICE_XML.search(text):
        raise JornadaError("import.format.office_xml", file=name)
    if _WEB.match(text):
        raise JornadaError("import.format.web_page", file=name)
    if _XML.match(text):
        raise JornadaError("import.format.xml", file=name)


def _text(start: bytes) -> str:
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if wide else "utf-8", "replace")
    return text.lstrip("\ufeff \t\r\n")


def _is_encrypted(path: Path) -> bool:
    """Whether what looks like an old workbook is a new one behind a password: its directory then
    names the stream ``EncryptedPackage``."""
    with path.open("rb") as file:
        header = file.read(512)
        if len(header) < 52:
            return False
        (power,) = struct.unpack_from("<H", header, 30)
        (sector,) = struct.unpack_from("<L", header, 48)
        if power not in (9, 12):
            return False
        file.seek((sector + 1) << power)
        return "EncryptedPackage".encode("utf-16-le") in file.read(LOOKED_AT)
