"""Zip and gzip: what they hold is read, what is made to do harm is refused, nothing is left."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import struct
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engine.accounts import fields as f
from engine.accounts.importing import archives, tabular
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.preview import preview
from engine.accounts.importing.scratch import FORGOTTEN, PREFIX
from engine.accounts.importing.tabular import open_tables, opened_tables
from engine.background import Work
from engine.errors import Cancelled, JornadaError
from resources.catalogue import Message
from tests.engine.accounts.importing.files import ACCOUNTS, PEOPLE, aside
from tests.engine.accounts.importing.tables import leaving_nothing, one, refused, seen


def zipped(folder: Path, /, **members: str | bytes) -> Path:
    """An archive of members, whose names have ``__`` for a slash and ``_`` before a suffix."""
    return packed(
        folder, {name.replace("__", "/").replace("_", "."): text for name, text in members.items()}
    )


def packed(folder: Path, members: dict[str, str | bytes]) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def gzipped(folder: Path, content: str | bytes, name: str = "a.csv.gz") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content if isinstance(content, bytes) else content.encode()))
    return path


def workbook() -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.worksheets[0].append(["id"])
    book.worksheets[0].append(["A1"])
    book.create_sheet("More").append(["x"])
    book.save(file)
    return file.getvalue()


def parquet() -> bytes:
    file = io.BytesIO()
    pl.DataFrame({"n": [1, 2]}).write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.csv.gz", b"n,t\n1,x\n", "csv"),
        ("a.gz", b"n,t\n1,x\n", "csv"),
        ("a.json.gz", b'[{"n":"1","t":"x"}]', "json"),
        ("a.ndjson.gz", b'{"n":"1","t":"x"}', "json"),
    ],
)
def test_gzip(tmp_path: Path, name: str, content: bytes, format_: str) -> None:
    table = one(gzipped(tmp_path, content, name))
    assert (table.name, table.format) == (name, format_)
    assert (table.columns, table.rows) == (("n", "t"), [("1", "x")])


def test_a_zip_holds_files_of_every_format(tmp_path: Path) -> None:
    path = packed(
        tmp_path,
        {
            "export/": "",
            "export/accounts.csv": "id\nA1\n",
            "book.xlsx": workbook(),
            "events.parquet": parquet(),
            "more.json": '{"a":[{"n":1}],"b":[{"n":2}]}',
            "old.csv.gz": gzip.compress(b"id\nA0\n"),
            "__MACOSX/._accounts.csv": "junk",
            ".DS_Store": "junk",
            "logo.png": "junk",
            "empty.csv": "",
        },
    )
    tables = seen(path)
    assert {table.name: len(table.rows) for table in tables} == {
        "a.zip:export_accounts.csv": 1,
        "a.zip:book.xlsx:Sheet": 1,
        "a.zip:book.xlsx:More": 0,
        "a.zip:events.parquet": 2,
        "a.zip:more.json:a": 1,
        "a.zip:more.json:b": 1,
        "a.zip:old.csv.gz": 1,
    }
    assert tables[0].notes == [
        "a.zip:logo.png was not read: it is no CSV, Excel, JSON or Parquet file.",
        "a.zip:empty.csv was not read: it is empty.",
    ]


def test_names_of_parts_are_distinct(tmp_path: Path) -> None:
    path = packed(tmp_path, {"a/b.csv": "x\n1\n", "a_b.csv": "x\n2\n", "c\nd.csv": "x\n3\n"})
    assert [table.name for table in seen(path)] == [
        *("a.zip:a_b.csv", "a.zip:a_b.csv (2)", "a.zip:c_d.csv"),
    ]


def test_an_archive_becomes_a_dataset_and_errors_name_its_files(tmp_path: Path) -> None:
    people = PEOPLE + "P3,A9,c@x.example\n"
    path = zipped(tmp_path, accounts_csv=ACCOUNTS, people_csv=people, notes_txt="hello\nall\n")
    with leaving_nothing():
        made = import_files("test", [path])
    assert (made.report.accounts, made.report.people) == (2, 2)
    assert made.set_aside["file"].to_list() == ["a.zip:people.csv"]
    assert aside(made) == [(4, "unknown_account", f.PERSON_ACCOUNT, "A9")]
    assert [str(warning.message) for warning in made.report.warnings][:1] == [
        "a.zip:notes.txt was not read: its columns don't say what it holds."
    ]
    sentence = refused(zipped(tmp_path, a_csv="id\n" + "x" * 200_000))
    assert sentence.startswith("a.zip:a.csv has a cell of more than")


def test_a_preview_leaves_nothing(tmp_path: Path) -> None:
    path = zipped(tmp_path, accounts_csv=ACCOUNTS)
    with leaving_nothing():
        shown = preview([path])
    assert [file.file for file in shown.files] == ["a.zip:accounts.csv"]
    assert shown.files[0].columns[0].samples == ("A1", "A2")


def test_cancelled_at_any_moment_leaves_nothing(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        accounts_csv=ACCOUNTS,
        people_csv_gz=gzip.compress(PEOPLE.encode()),
        book_xlsx=workbook(),
        events_json='[{"eventType":"x","timestamp":1735689600,"personKey":"P1"}]',
    )

    def asked(limit: int) -> tuple[int, Work]:
        count = [0]

        def cancelled() -> bool:
            count[0] += 1
            return count[0] > limit

        return count[0], Work(cancelled=cancelled)

    stopped, limit = True, 0
    while stopped:
        _, work = asked(limit)
        with leaving_nothing():
            try:
                import_files("test", [path], work=work)
                stopped = False
            except Cancelled:
                limit += 1
    assert limit > 8  # there were that many moments


def test_progress_speaks_of_the_file_within(tmp_path: Path) -> None:
    said: list[str] = []

    def progress(_: float, doing: Message | None) -> None:
        said.append(str(doing))

    import_files("test", [gzipped(tmp_path, ACCOUNTS)], work=Work(progress))
    assert "Unpacking a.csv.gz" in said
    assert any("a.csv.gz" in sentence for sentence in said if "Unpacking" not in sentence)
    assert not [sentence for sentence in said if "1.csv" in sentence]


def test_what_nobody_closes_is_gone_when_nobody_holds_it(tmp_path: Path) -> None:
    with leaving_nothing() as folder:
        tables = open_tables(gzipped(tmp_path, ACCOUNTS))
        assert list(folder.iterdir())
        del tables


def test_what_a_killed_programme_left_is_removed(tmp_path: Path) -> None:
    with leaving_nothing() as folder:
        old, new = folder / f"{PREFIX}old", folder / f"{PREFIX}new"
        for left in (old, new):
            left.mkdir()
            (left / "1.csv").write_text("x")
        then = time.time() - FORGOTTEN - 60
        os.utime(old, (then, then))
        with opened_tables([gzipped(tmp_path, ACCOUNTS)]):
            assert not old.exists()
            assert new.exists()
        shutil.rmtree(new)


def test_rows_can_be_read_until_the_tables_are_closed(tmp_path: Path) -> None:
    with leaving_nothing(), opened_tables([gzipped(tmp_path, ACCOUNTS)]) as (table,):
        assert table.sample(1).rows() == [("A1", "Acme")]
        assert table.sample(2).height == 2
        table.close()
        table.close()


@pytest.mark.parametrize(
    "name",
    [
        *("../accounts.csv", "a/../../b.csv", "/etc/accounts.csv", "C:/accounts.csv"),
        *("..\\accounts.csv", "\\\\server\\accounts.csv", "c:accounts.csv"),
    ],
)
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.parent.rglob("accounts.csv"))
    sentence = refused(packed(tmp_path, {"good.csv": ACCOUNTS, name: ACCOUNTS}))
    assert f"“{name}” that leads out of the archive" in sentence
    assert sorted(tmp_path.parent.rglob("accounts.csv")) == before


def test_links(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("accounts.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "leads out of the archive" in refused(path)


def patched(path: Path, change: Callable[[bytearray, int], None]) -> Path:
    """Change the first entry of an archive's directory, given where it begins."""
    content = bytearray(path.read_bytes())
    change(content, content.index(b"PK\x01\x02"))
    path.write_bytes(bytes(content))
    return path


def test_ten_gigabytes_by_what_the_directory_says(tmp_path: Path) -> None:
    def claim(content: bytearray, at: int) -> None:
        struct.pack_into("<L", content, at + 24, 0xFFFFFFF0)  # 4 GiB of 20 bytes

    assert "far more data than it can" in refused(patched(zipped(tmp_path, a_csv=ACCOUNTS), claim))


def test_more_bytes_than_the_directory_says(tmp_path: Path) -> None:
    def deny(content: bytearray, at: int) -> None:
        struct.pack_into("<L", content, at + 24, 10)

    assert "is damaged" in refused(patched(zipped(tmp_path, a_csv=ACCOUNTS * 9), deny))


def test_what_bursts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "HARMLESS", 1_000_000)
    burst = b"id,name\n" + b"x,y\n" * 3_000_000
    sentence = "far more data than it can"
    assert sentence in refused(packed(tmp_path, {"a.csv": burst}))
    assert sentence in refused(gzipped(tmp_path, burst))
    assert sentence in refused(packed(tmp_path, {"a.csv.gz": gzip.compress(burst)}))
    # Many that are harmless alone.
    many: dict[str, str | bytes] = {f"{n}.csv": b"x\n" + b"1\n" * 400_000 for n in range(9)}
    assert sentence in refused(packed(tmp_path, many))


def test_more_than_a_disk_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "HARMLESS", 1_000)
    monkeypatch.setattr(archives, "MOST_RATIO", 10**9)
    monkeypatch.setattr(archives, "_KEPT_FREE", 2**62)
    assert "no room on the disk to unpack a.csv.gz" in refused(gzipped(tmp_path, ACCOUNTS * 900))


def test_packed_in_packed(tmp_path: Path) -> None:
    inner = zipped(tmp_path, a_csv=ACCOUNTS).read_bytes()
    twice = gzip.compress(gzip.compress(ACCOUNTS.encode()))
    for members in ({"b.zip": inner}, {"b.csv": inner}, {"b.csv.gz": gzip.compress(inner)}):
        assert "packed within a packed file" in refused(packed(tmp_path, dict(members)))
    assert "packed within a packed file" in refused(packed(tmp_path, {"b.csv.gz": twice}))
    (tmp_path / "a.csv.gz").write_bytes(twice)
    assert "packed within a packed file" in refused(tmp_path / "a.csv.gz")
    assert "packed within a packed file" in refused(gzipped(tmp_path, inner))


def test_a_password(tmp_path: Path) -> None:
    def encrypt(content: bytearray, at: int) -> None:
        content[at + 8] |= 1

    assert "protected by a password" in refused(patched(zipped(tmp_path, a_csv=ACCOUNTS), encrypt))


def test_cut_off_anywhere(tmp_path: Path) -> None:
    path = gzipped(tmp_path, "".join(f"A{n},Acme {n}\n" for n in range(3_000)))
    whole = path.read_bytes()
    for length in (2, 5, 12, len(whole) // 2, len(whole) - 8, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert "cut off" in refused(path), length
    path = zipped(tmp_path, a_csv=ACCOUNTS)
    whole = path.read_bytes()
    for length in (4, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert "cut off" in refused(path), length


def test_a_byte_that_is_wrong(tmp_path: Path) -> None:
    path = gzipped(tmp_path, "".join(f"A{n},Acme {n}\n" for n in range(3_000)))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    assert "is damaged" in refused(path)
    path = packed(tmp_path, {"a.csv": "".join(f"A{n},Acme {n}\n" for n in range(3_000))})
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(bytes(content))
    assert "is damaged" in refused(path)


def test_archives_without_tables(tmp_path: Path) -> None:
    assert "holds no table" in refused(packed(tmp_path, {}))
    assert "holds no table" in refused(packed(tmp_path, {"a.pdf": "x", "b.csv": ""}))
    assert "is empty" in refused(gzipped(tmp_path, ""))


def test_a_multitude_of_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    members: dict[str, str | bytes] = {f"{n}.csv": "x\n1\n" for n in range(30)}
    monkeypatch.setattr(tabular, "MOST_TABLES", 20)
    assert "more than 20 files" in refused(packed(tmp_path, members))
    monkeypatch.setattr(archives, "MOST_MEMBERS", 10)
    assert "more than 10 files" in refused(packed(tmp_path, members))
    monkeypatch.setattr(archives, "_MOST_DIRECTORY", 100)
    assert "more than 10 files" in refused(packed(tmp_path, members))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_archives_with_bytes_changed(data: st.DataObject) -> None:
    """Tables come out, or one clear error that names the file."""
    with tempfile.TemporaryDirectory() as folder:
        if data.draw(st.booleans()):
            path = zipped(Path(folder), a_csv=ACCOUNTS, b_xlsx=workbook())
        else:
            path = gzipped(Path(folder), ACCOUNTS)
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 5))):
            place = data.draw(st.integers(0, 100_000)) % len(content)
            content[place] = data.draw(st.integers(0, 255))
        path.write_bytes(bytes(content))
        try:
            found = seen(path)
        except JornadaError as error:
            sentence = str(error)
        else:
            assert found
            return
    assert path.name in sentence
    assert not sentence.startswith("import.")
