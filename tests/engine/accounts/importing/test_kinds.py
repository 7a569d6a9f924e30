"""What a file is, whatever its name says, and what a person is told where it can't be read."""

from __future__ import annotations

import gzip
import io
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts.importing.kinds import suffix_of
from engine.accounts.importing.tabular import SUFFIXES, open_tables
from engine.errors import JornadaError
from tests.engine.accounts.importing.tables import one, refused

PAGE = "<html><body><table><tr><td>id</td></tr></table></body></html>"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def old_workbook(stream: str) -> bytes:
    """The start of a compound file of 512 byte sectors, whose directory (sector 1) names a
    stream."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<L", header, 48, 1)
    return bytes(header) + bytes(512) + stream.encode("utf-16-le").ljust(128, b"\0") + bytes(384)


def zip_of(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.xlsx", "a.txt", "a.json"])
@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        f"\ufeff \r\n<!DOCTYPE html>\n{PAGE}",
        f'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">{PAGE}',
        f"<!-- made by a portal -->\n{PAGE}",
        "<TABLE border=1><TR><TD>id</TABLE>",
        "<meta charset=utf-8><table>",
    ],
)
def test_a_web_page_under_the_name_of_a_table(tmp_path: Path, name: str, page: str) -> None:
    assert f"{name} is a web page, not a table" in refused(written(tmp_path, name, page))
    wide = page.lstrip("\ufeff").encode("utf-16")
    assert f"{name} is a web page, not a table" in refused(written(tmp_path, name, wide))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "is empty"),
        ("a.xlsx", b"", "is empty"),
        ("a.json", b"", "is empty"),
        ("a.xls", old_workbook("Workbook"), "of an old Excel"),
        ("a.csv", old_workbook("Workbook"), "of an old Excel"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "of an old Excel"),
        ("a.xlsx", old_workbook("EncryptedPackage"), "protected by a password"),
        ("a.xlsb", zip_of("[Content_Types].xml", "xl/workbook.bin"), "binary workbook"),
        ("a.ods", zip_of("mimetype", "content.xml"), "OpenDocument"),
        ("a.numbers", zip_of("Index/Document.iwa"), "Apple Numbers"),
        ("a.docx", zip_of("[Content_Types].xml", "word/document.xml"), "is no table"),
        ("a.xlsx", zip_of("[Content_Types].xml", "xl/other.xml"), "no sound Excel workbook"),
        ("a.xls", '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "Excel 2003"),
        ("a.csv", '<?xml version="1.0"?><rows><row/></rows>', "is XML"),
        ("a.csv", '<rows xmlns="x"><row/></rows>', "is XML"),
        ("a.csv", b"7z\xbc\xaf\x27\x1c123", "packed in a way that can't be read"),
        ("a.csv.bz2", b"BZh91AY", "packed in a way that can't be read"),
        ("a.pdf", b"%PDF-1.7", "is no table"),
        ("a.png", b"\x89PNG\r\n", "is no table"),
        (
            "a.tar.gz",
            gzip.compress(bytes(257) + b"ustar\x0000" + bytes(300), mtime=0),
            "tar archive",
        ),
        ("a.parquet", b"n\n1\n", "no readable Parquet file"),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    assert sentence in refused(written(tmp_path, name, content))


@pytest.mark.parametrize(
    ("name", "content", "format_", "columns"),
    [
        ("a.xls", "id\tname\n1\tx\n", "csv", ("id", "name")),
        ("a.csv", '[{"id":1}]', "json", ("id",)),
        ("a.txt", '{"id":1}\n{"id":2}\n', "json", ("id",)),
        ("a.dat", "id;name\n1;x\n", "csv", ("id", "name")),
        ("a.csv", "<id>,{name},[x]\n1,2,3\n", "csv", ("<id>", "{name}", "[x]")),
        ("a.csv", "{name},b\n1,2\n", "csv", ("{name}", "b")),
    ],
)
def test_names_do_not_decide(
    tmp_path: Path, name: str, content: str, format_: str, columns: tuple[str, ...]
) -> None:
    table = one(written(tmp_path, name, content))
    assert (table.format, table.columns) == (format_, columns)


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv", Path("a\0b.csv")):
        with pytest.raises(JornadaError):
            open_tables(path)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("A.CSV", ".csv"), ("a.csv.gz", ".csv"), ("a.gz", ""), ("a.b.JSON.GZ", ".json"), ("a", "")],
)
def test_suffixes(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


def test_the_names_of_what_can_be_imported() -> None:
    assert {".csv", ".xlsx", ".json", ".ndjson", ".parquet", ".zip", ".csv.gz"} <= set(SUFFIXES)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)


@given(st.binary(max_size=300), st.sampled_from([*SUFFIXES, ".xls", ""]))
def test_any_bytes_under_any_name(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), f"any{suffix}", content)
        try:
            tables = open_tables(path)
        except JornadaError as error:
            sentence = str(error)
        else:
            assert tables
            return
    assert f"any{suffix}" in sentence
    assert not sentence.startswith("import.")
