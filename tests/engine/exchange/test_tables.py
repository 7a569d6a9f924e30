"""Tables as files: what is written is what was there, and nothing of it runs."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.browsing.tables import DETAILS
from engine.accounts.browsing.view import Query, Sort, View, look
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.importing.workbooks import unescaped
from engine.background import Work
from engine.conditions.model import ValueType
from engine.errors import Cancelled, JornadaError
from engine.exchange import excel
from engine.exchange.excel import letters_of
from engine.exchange.tables import format_of, write_table, write_view
from resources.catalogue import say

DAY = dt.date(2025, 1, 2)
INSTANT = dt.datetime(2025, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
TYPED = pl.DataFrame(
    {
        "text": ["=1+1", "007", "Ärzte, „Süd“", None],
        "whole": [1, 10**15, -5, None],
        "number": [1.5, 1e300, float("nan"), None],
        "day": [DAY, dt.date(1850, 7, 1), dt.date(1900, 3, 1), None],
        "at": [INSTANT, INSTANT, dt.datetime(1800, 1, 1, tzinfo=dt.UTC), None],
        "is": [True, False, True, None],
        "all": [["a", "b"], [], ["=x"], None],
    }
)
TITLES = {name: f"The {name}" for name in TYPED.columns}


def cells_of(path: Path) -> list[list[Any]]:
    """The cells of a workbook as another programme reads them."""
    book = openpyxl.load_workbook(path)
    try:
        return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    finally:
        book.close()


def lines_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def midnight(day: dt.date) -> dt.datetime:
    """A day as openpyxl reads it."""
    return dt.datetime.combine(day, dt.time())


def texts(*values: str | None) -> pl.DataFrame:
    return pl.DataFrame({"x": values}, schema={"x": pl.String})


# --- each format ---


def test_excel_has_every_value_in_its_type(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert write_table(path, TYPED, TITLES).rows == 4
    when = INSTANT.replace(tzinfo=None)
    assert cells_of(path) == [
        list(TITLES.values()),
        ["=1+1", 1, 1.5, midnight(DAY), when, True, "a; b"],
        # Fifteen digits are all that Excel keeps; 1850 is before its first day.
        ["007", "1000000000000000", 1e300, "1850-07-01", when, False, None],
        [
            "Ärzte, „Süd“",
            -5,
            None,
            midnight(dt.date(1900, 3, 1)),
            "1800-01-01 00:00:00",
            True,
            "=x",
        ],
    ]  # and a row without a cell, which openpyxl does not count
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G5"
    # A text stays one when somebody edits the cell: its format is text.
    assert [(sheet[cell].data_type, sheet[cell].number_format) for cell in ("A2", "A3", "G4")] == [
        ("s", "@"),
        ("s", "@"),
        ("s", "@"),
    ]
    assert "UTC" in sheet["E2"].number_format
    book.close()


def test_csv_reads_in_spreadsheets_and_runs_in_none(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(path, TYPED, TITLES)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines_of(path) == [
        list(TITLES.values()),
        ["'=1+1", "1", "1.5", "2025-01-02", "2025-01-02T03:04:05Z", "true", "a; b"],
        ["007", "1000000000000000", "1e+300", "1850-07-01", "2025-01-02T03:04:05Z", "false", ""],
        ["Ärzte, „Süd“", "-5", "", "1900-03-01", "1800-01-01T00:00:00Z", "true", "'=x"],
        [""] * 7,
    ]


def test_parquet_keeps_names_and_types(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_table(path, TYPED, TITLES)
    found = pl.read_parquet(path)
    assert found.schema == TYPED.schema
    assert found.equals(TYPED)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula(tmp_path: Path, start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    write_table(tmp_path / "t.csv", texts(evil), {"x": evil})
    assert lines_of(tmp_path / "t.csv") == [[f"'{evil}"], [f"'{evil}"]]
    write_table(tmp_path / "t.xlsx", texts(evil), {"x": evil})
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert {cell.data_type for (cell,) in book.worksheets[0].iter_rows()} == {"s"}
    book.close()


def test_a_table_without_rows_has_its_titles(tmp_path: Path) -> None:
    none = TYPED.clear()
    for ending in ("csv", "xlsx", "parquet"):
        assert write_table(tmp_path / f"t.{ending}", none, TITLES).rows == 0
    assert lines_of(tmp_path / "t.csv") == [list(TITLES.values())]
    assert cells_of(tmp_path / "t.xlsx") == [list(TITLES.values())]
    assert pl.read_parquet(tmp_path / "t.parquet").schema == TYPED.schema


def test_a_wide_table_has_all_its_columns(tmp_path: Path) -> None:
    wide = pl.DataFrame({f"c{place}": [place, None, -place] for place in range(800)})
    write_table(tmp_path / "t.xlsx", wide, {name: name for name in wide.columns})
    head, first, second, third = cells_of(tmp_path / "t.xlsx")
    assert head == wide.columns
    assert first == list(range(800))
    assert set(second) == {None}
    assert third == [-place for place in range(800)]
    # The letters of the last column of a sheet, as Excel has it.
    assert [letters_of(place) for place in (0, 25, 26, 701, 702, 16_383)] == [
        *("A", "Z", "AA", "ZZ", "AAA", "XFD")
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1))
def test_every_text_comes_back(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    folder = tmp_path_factory.mktemp("texts")
    frame = pl.DataFrame({"a": ["key"] * len(values), "x": values})
    titles = {"a": "A", "x": "X"}
    write_table(folder / "t.xlsx", frame, titles)
    # What XML does not hold is written in Excel's way, as the imports read it.
    found = [unescaped(row[1] or "") for row in cells_of(folder / "t.xlsx")[1:]]
    assert found == [value.translate({0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}) for value in values]
    write_table(folder / "t.parquet", frame, titles)
    assert pl.read_parquet(folder / "t.parquet").equals(frame)
    write_table(folder / "t.csv", frame, titles)
    begins = ("=", "+", "-", "@", "\t", "\r")
    safe = [f"'{value}" if value.startswith(begins) else value for value in values]
    assert [row[1] for row in lines_of(folder / "t.csv")[1:]] == safe


# --- what a format does not hold ---


def test_long_texts_are_cut_in_excel_and_that_is_said(tmp_path: Path) -> None:
    longest = 32_767
    # Each of the rockets takes two of the characters that Excel counts.
    rows = texts("a" * longest, "b" * (longest + 1), None, "\N{ROCKET}" * 20_000)
    written = write_table(tmp_path / "t.xlsx", rows, {"x": "X"})
    found = [row[0] for row in cells_of(tmp_path / "t.xlsx")[1:]]
    assert found == ["a" * longest, "b" * longest, None, "\N{ROCKET}" * (longest // 2)]
    (warning,) = written.warnings
    assert say(warning).startswith("2 texts were longer")
    assert write_table(tmp_path / "t.csv", rows, {"x": "X"}).warnings == ()


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def many() -> Iterator[pl.DataFrame]:
        asked.append(1)
        yield pl.DataFrame({"x": [1]})

    path = tmp_path / "t.xlsx"
    path.write_text("as before")
    with pytest.raises(JornadaError, match=r"holds 1,048,575 rows.*CSV or Parquet"):
        write_table(path, many(), {"x": "X"}, rows=1_048_576)
    assert not asked  # it is known beforehand
    monkeypatch.setattr(excel, "MOST_ROWS", 2)
    with pytest.raises(JornadaError, match="CSV or Parquet"):
        write_table(path, (pl.DataFrame({"x": [1, 2]}) for _ in range(2)), {"x": "X"})
    monkeypatch.setattr(excel, "_SHEET_BYTES", 1000)
    with pytest.raises(JornadaError, match="too large for an Excel file"):
        write_table(path, texts("a" * 900), {"x": "X"})
    wide = pl.DataFrame({f"c{place}": [1] for place in range(16_385)})
    with pytest.raises(JornadaError, match=r"holds 16,384 columns, and this table has 16,385"):
        write_table(path, wide, {name: name for name in wide.columns})
    assert path.read_text() == "as before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_ending_says_the_format() -> None:
    assert [format_of(Path(f"a.b.{ending}")) for ending in ("CSV", "xlsx", "parquet")] == [
        *("csv", "xlsx", "parquet")
    ]
    for name in ("t.xls", "t", "t.csv.gz"):
        with pytest.raises(JornadaError, match=r"\.csv, \.xlsx"):
            format_of(Path(name))


# --- how ---


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_same_rows_make_the_same_bytes(tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    write_table(first, TYPED, TITLES)
    write_table(second, TYPED, TITLES)
    assert first.read_bytes() == second.read_bytes()
    if ending == "xlsx":
        with zipfile.ZipFile(first) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_who_stops_it_finds_what_was_there(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    path.write_text("as before")
    told: list[float] = []

    def frames() -> Iterator[pl.DataFrame]:
        for _ in range(10):
            yield pl.DataFrame({"x": [1, 2]})

    work = Work(lambda fraction, _: told.append(fraction), lambda: len(told) == 3)
    with pytest.raises(Cancelled):
        write_table(path, frames(), {"x": "X"}, 20, work)
    assert told == [0, 0.1, 0.2]
    assert path.read_text() == "as before"
    assert list(tmp_path.iterdir()) == [path]
    told.clear()
    assert write_table(path, frames(), {"x": "X"}, 20).rows == 20
    with pytest.raises(JornadaError):
        write_table(tmp_path / "none" / path.name, frames(), {"x": "X"})


# --- views ---


def data() -> Dataset:
    """Two accounts, three people, of whom p3 has no account, and events of two types, one
    about a number and one about a text."""
    at = [dt.datetime(2025, 1, day, tzinfo=dt.UTC) for day in (1, 2, 3)]
    return build_dataset(
        "d",
        pl.DataFrame(
            {
                f.ACCOUNT_KEY: ["a1", "a2"],
                f.ACCOUNT_NAME: ["=One", "Two"],
                "accountOrganization.numberOfEmployees": [10, None],
            }
        ),
        pl.DataFrame(
            {
                f.PERSON_KEY: ["p1", "p2", "p3"],
                f.PERSON_ACCOUNT: ["a1", "a2", None],
                f.PERSON_ROLES: [["Buyer", "User"], None, ["User"]],
            }
        ),
        {
            "one": pl.DataFrame(
                {f.EVENT_PERSON: ["p1", "p3"], f.EVENT_TIMESTAMP: [at[0], at[2]], "size": [7, 8]}
            ),
            "two": pl.DataFrame(
                {f.EVENT_PERSON: ["p2"], f.EVENT_TIMESTAMP: [at[1]], "name": ["=7"]}
            ),
        },
        custom={
            Entity.EVENT: (
                Field(path="size", label="Size", type=ValueType.INTEGER, custom=True),
                Field(path="name", label="Name", type=ValueType.STRING, custom=True),
            )
        },
    )


def view_of(entity: Entity, path: str) -> View:
    return look(data(), Query(entity, sort=Sort(path, descending=True)))


def test_a_view_is_written_as_it_is_shown(tmp_path: Path) -> None:
    titles = {
        f.PERSON_KEY: "Key",
        f"account:{f.ACCOUNT_NAME}": "Account",
        f.PERSON_ROLES: "Roles",
    }
    view = view_of(Entity.PERSON, f.PERSON_KEY)
    write_view(tmp_path / "t.csv", view, titles)
    assert lines_of(tmp_path / "t.csv") == [
        ["Key", "Account", "Roles"],
        ["p3", "", "User"],
        ["p2", "Two", ""],
        ["p1", "'=One", "Buyer; User"],
    ]
    write_view(tmp_path / "t.parquet", view, titles)
    found = pl.read_parquet(tmp_path / "t.parquet")
    assert found.columns == list(titles)
    assert found.rows() == [
        ("p3", None, ["User"]),
        ("p2", "Two", None),
        ("p1", "=One", ["Buyer", "User"]),
    ]


def test_events_of_all_types_make_one_table(tmp_path: Path) -> None:
    titles = {
        f.EVENT_TIMESTAMP: "When",
        f.EVENT_TYPE: "Type",
        "size": "Size",
        DETAILS: "Details",
        f.EVENT_PERSON: "Person",
        f"account:{f.ACCOUNT_KEY}": "Account",
    }
    view = view_of(Entity.EVENT, f.EVENT_TIMESTAMP)
    assert write_view(tmp_path / "t.parquet", view, titles).rows == 3
    found = pl.read_parquet(tmp_path / "t.parquet")
    assert found.schema[f.EVENT_TIMESTAMP] == pl.Datetime("us", "UTC")
    # The details are of another type for each type of events: as text they go together.
    assert found.drop(f.EVENT_TIMESTAMP).rows() == [
        ("one", 8, "8", "p3", None),
        ("two", None, "=7", "p2", "a2"),
        ("one", 7, "7", "p1", "a1"),
    ]


def test_a_view_without_rows_has_its_types(tmp_path: Path) -> None:
    name = "accountOrganization.numberOfEmployees"
    view = look(data(), Query(Entity.ACCOUNT, search="nothing of the kind"))
    assert write_view(tmp_path / "t.parquet", view, {name: "Employees"}).rows == 0
    assert pl.read_parquet(tmp_path / "t.parquet").schema == {name: pl.Int64()}
