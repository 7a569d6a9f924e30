"""Excel workbooks: several sheets, headers below titles and in two rows, and what cells mean."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from engine.accounts import fields as f
from engine.accounts.importing import excel_files
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.sheet_cells import column_letters, column_number, moment
from engine.accounts.importing.sheet_headers import find_header
from engine.accounts.importing.workbooks import meaning
from engine.errors import JornadaError
from tests.engine.accounts.importing.files import aside
from tests.engine.accounts.importing.sheets import by_hand
from tests.engine.accounts.importing.tables import one, refused, seen


def local(*parts: int) -> datetime:
    """A moment as a workbook has it, in no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def sheet(title: str = "Sheet") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    first = book.worksheets[0]
    first.title = title
    return book, first


def saved(folder: Path, *rows: list[Any], name: str = "book.xlsx") -> Path:
    """A workbook of one sheet with these rows from row 1 on."""
    book, first = sheet()
    for row in rows:
        first.append(row)
    book.save(folder / name)
    return folder / name


def test_cells_have_their_types(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ["text", "whole", "number", "day", "moment", "yes", "zip", "mixed"],
        ["Acme", 3, 0.5, date(2025, 1, 31), local(2025, 1, 31, 9, 30), True, "00123", 7],
        [" b ", -4, 2, date(1999, 12, 31), local(2025, 2, 1), False, "04711", "seven"],
        [None, None, None, None, None, None, None, 1.5],
    )
    table = one(path)
    assert (table.name, table.format) == ("book.xlsx", "excel")
    assert table.types == [
        *("String", "Int64", "Float64", "Date"),
        *("Datetime(time_unit='us', time_zone=None)", "Boolean", "String", "String"),
    ]
    assert table.rows == [
        *[("Acme", 3, 0.5, date(2025, 1, 31), local(2025, 1, 31, 9, 30), True, "00123", "7")],
        *[(" b ", -4, 2.0, date(1999, 12, 31), local(2025, 2, 1), False, "04711", "seven")],
        (None, None, None, None, None, None, None, "1.5"),
    ]
    assert table.numbers == [2, 3, 4]


def test_each_sheet_that_holds_something_is_a_table(tmp_path: Path) -> None:
    book, first = sheet("Accounts")
    first.append(["id"])
    first.append(["A1"])
    book.create_sheet("Nothing")
    styled = book.create_sheet("Only colours")
    styled["B2"].number_format = "0.00"
    book.create_sheet("People").append(["who"])
    book.create_chartsheet("Chart")
    book.save(tmp_path / "book.xlsx")
    tables = seen(tmp_path / "book.xlsx")
    assert [table.name for table in tables] == ["book.xlsx:Accounts", "book.xlsx:People"]
    assert [table.rows for table in tables] == [[("A1",)], []]


def test_a_header_below_titles_with_merged_cells(tmp_path: Path) -> None:
    book, first = sheet("Contacts")
    first["B1"] = "Contacts of the north"
    first.merge_cells("B1:G1")
    first["B2"], first["C2"] = "As of", date(2025, 1, 31)
    first["B4"] = "ID"
    first.merge_cells("B4:B5")
    first["C4"] = "Company"
    first.merge_cells("C4:D4")
    first["E4"] = "Person"
    first.merge_cells("E4:G4")
    for column, name in zip("CDEFG", ["Name", "Country", "Name", "Email", "Title"], strict=True):
        first[f"{column}5"] = name
    first.append([None, "P1", "Acme", "DE", "Ann", "ann@acme.example", "CEO"])
    first.append([None, "P2", "Bolt", "FR", "Bob", "bob@bolt.example", "CTO"])
    book.save(tmp_path / "book.xlsx")
    table = one(tmp_path / "book.xlsx")
    # "Name" stands twice, so it says whose; the others are distinct without.
    assert table.columns == (
        *("ID", "Company / Name", "Country", "Person / Name", "Email", "Title"),
    )
    assert table.details["header_row"] == "5"
    assert table.numbers == [6, 7]
    assert table.rows[1] == ("P2", "Bolt", "FR", "Bob", "bob@bolt.example", "CTO")


def test_a_merged_name_without_names_below_is_that_of_all_its_columns(tmp_path: Path) -> None:
    book, first = sheet()
    first.append(["ID", "Address", None, "Phone"])
    first.merge_cells("B1:C1")
    first.append(["A1", "Main street 1", "Berlin", "030"])
    first.append(["A2", "High street 2", "Leeds", "0113"])
    book.save(tmp_path / "book.xlsx")
    table = one(tmp_path / "book.xlsx")
    assert table.columns == ("ID", "Address", "Address (2)", "Phone")
    assert table.rows[0] == ("A1", "Main street 1", "Berlin", "030")


def test_cells_merged_over_rows_are_told(tmp_path: Path) -> None:
    book, first = sheet()
    for row in (["company", "name", "note"], ["Acme", "Ann", "x"], [None, "Bob", None]):
        first.append(row)
    first.merge_cells("A2:A3")
    book.save(tmp_path / "book.xlsx")
    table = one(tmp_path / "book.xlsx")
    assert table.rows == [("Acme", "Ann", "x"), (None, "Bob", None)]
    assert "has 1 cell that is merged over several rows" in table.notes[0]
    first.unmerge_cells("A2:A3")
    first.merge_cells("B2:C2")
    book.save(tmp_path / "book.xlsx")
    assert one(tmp_path / "book.xlsx").notes == []


@pytest.mark.parametrize(
    ("rows", "row", "names"),
    [
        ([["id", "name"], ["A1", "Acme"]], 1, ["id", "name"]),
        ([["Report"], ["id", "name"], ["A1", "Acme"]], 2, ["id", "name"]),
        ([["Report", "North"], ["id", "name", "x"], ["A1", "Acme", 1]], 2, ["id", "name", "x"]),
        ([["only"], ["A1"], ["A2"]], 1, ["only"]),
        # Numbers are no names while a row of words follows.
        ([[2023, 2024], ["id", "name"], ["A1", "Acme"]], 2, ["id", "name"]),
        ([["id", 2023, 2024], ["A1", 5, 6]], 1, ["id", "2023", "2024"]),
    ],
)
def test_where_the_header_is(rows: list[list[Any]], row: int, names: list[str]) -> None:
    cells = [dict(enumerate(values, 1)) for values in rows]
    header = find_header(cells, list(range(1, len(rows) + 1)), [])
    assert header.row == row
    assert list(header.names.values()) == names
    assert header.past == row


def test_columns_without_a_name_are_called_by_their_letter(tmp_path: Path) -> None:
    path = saved(tmp_path, ["a", None, "c", "d"], [1, 2, 3, 4, 5])
    table = one(path)
    assert table.columns == ("a", "Column B", "c", "d", "Column E")
    assert table.rows == [(1, 2, 3, 4, 5)]


def test_rows_that_are_empty_keep_their_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path, [], ["a"], [1], [], [None], [2])
    table = one(path)
    assert table.details["header_row"] == "2"
    assert list(zip(table.numbers, table.rows, strict=True)) == [(3, (1,)), (6, (2,))]


def test_formulas_have_the_values_that_were_stored(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>b</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>c</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c>'
        '<c r="B2" t="str"><f>"x"&amp;"y"</f><v>xy</v></c><c r="C2"><f>NOW()</f></c></row>'
        '<row r="3"><c r="A3"><f>A2</f></c><c r="B3" t="str"><f>""</f><v></v></c>'
        '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    table = one(by_hand(tmp_path, cells))
    # Row 3 holds nothing: it is no row.
    assert table.rows == [(2, "xy", None)]
    formulas, errors = table.notes
    assert formulas.startswith(
        "The sheet “Hand” of hand.xlsx has 2 formulas without stored results"
    )
    assert errors.startswith("The sheet “Hand” of hand.xlsx has 1 cell with an error such as #N/A")


def test_error_cells_are_missing(tmp_path: Path) -> None:
    book, first = sheet()
    first.append(["a", "b"])
    first.append([1, "#N/A"])
    book.save(tmp_path / "book.xlsx")
    table = one(tmp_path / "book.xlsx")
    assert table.rows == [(1, None)]
    assert "1 cell with an error" in table.notes[0]


def test_shared_texts_in_pieces_with_guides_and_escapes(tmp_path: Path) -> None:
    shared = (
        "<si><r><t>co</t></r><r><rPr/><t>lumn</t></r></si>"
        '<si><t xml:space="preserve"> 東京 </t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
        "<si><t>two_x000D_lines_x005F_x</t></si><si/>"
    )
    cells = "".join(
        f'<row><c t="s"><v>{number}</v></c></row>' for number in (0, 1, 2, 3)
    )  # neither rows nor cells say where they are
    table = one(by_hand(tmp_path, cells, shared=shared))
    assert table.columns == ("column",)
    assert table.rows == [(" 東京 ",), ("two\rlines_x",)]


def test_names_with_a_prefix(tmp_path: Path) -> None:
    cells = (
        '<x:row r="1"><x:c r="B1" t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row>'
    )
    table = one(by_hand(tmp_path, cells, prefix="x"))
    assert (table.columns, table.rows) == (("b",), [(5,)])


def test_parts_named_as_windows_does_and_in_other_case(tmp_path: Path) -> None:
    shared = "<si><t>a</t></si><si><t>x</t></si>"
    cells = "".join(f'<row><c t="s"><v>{number}</v></c></row>' for number in (0, 1))
    path = by_hand(tmp_path, cells, shared=shared)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            other = name if name.startswith("[") else name.replace("/", "\\").title()
            archive.writestr(other, content)
    table = one(path)
    assert (table.columns, table.rows) == (("a",), [("x",)])


def test_numbers_filled_up_with_zeros_are_texts_as_they_are_shown(tmp_path: Path) -> None:
    book, first = sheet()
    first.append(["zip"])
    first.append([123])
    first["A2"].number_format = "00000"
    book.save(tmp_path / "book.xlsx")
    assert one(tmp_path / "book.xlsx").rows == [("00123",)]


def test_times_of_day_and_lengths_of_time_are_texts(tmp_path: Path) -> None:
    path = saved(tmp_path, ["at", "for"], [time(9, 5), timedelta(hours=30, minutes=1)])
    assert one(path).rows == [("09:05:00", "30:01:00")]


def test_the_days_of_a_workbook_from_a_mac(tmp_path: Path) -> None:
    book, first = sheet()
    book.epoch = CALENDAR_MAC_1904
    first.append(["day"])
    first.append([local(2025, 1, 31, 12)])
    book.save(tmp_path / "book.xlsx")
    assert one(tmp_path / "book.xlsx").rows == [(local(2025, 1, 31, 12),)]


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        # By hand: Excel shows 1 as 1900-01-01, 59 as 1900-02-28 and 61 as 1900-03-01.
        (1, local(1900, 1, 1)),
        (59, local(1900, 2, 28)),
        (61, local(1900, 3, 1)),
        (45_658, local(2025, 1, 1)),
        # A third of a day isn't exact in binary; it is 8 o'clock all the same.
        (45_658 + 1 / 3, local(2025, 1, 1, 8)),
        (0.5, "12:00:00"),
        (-1, -1),
        (2_958_466, 2_958_466),
    ],
)
def test_days_as_numbers(number: float, meant: object) -> None:
    assert moment(number, "date", since_1904=False) == meant


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("General", None),
        ("0.00", None),
        ("#,##0.00 [$€-407]", None),
        ('0 "days"', None),
        (r"0\d", None),
        ("[Red]-0.0", None),
        ("yyyy-mm-dd", "date"),
        ("d/m/yy h:mm", "date"),
        ("[$-409]mmm yy;@", "date"),
        ("mmmm", "date"),
        ("h:mm AM/PM", "time"),
        ("mm:ss.0", "time"),
        ("[h]:mm", "time"),
        ("00000", 5),
        ("0", None),
    ],
)
def test_what_formats_mean(code: str, means: object) -> None:
    assert meaning(code) == means


@given(st.integers(1, 16_384))
def test_columns_have_letters(number: int) -> None:
    assert column_number(column_letters(number)) == number


def test_the_letters_of_columns() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16_384)] == [
        *("A", "Z", "AA", "ZZ", "AAA", "XFD"),
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(-(10**9), 10**9),
                st.integers(-(10**6), 10**6).map(lambda whole: whole + 0.25),
                st.text("abcü 0", min_size=1, max_size=5).filter(str.strip),
                st.datetimes(local(1950, 1, 1), local(2100, 1, 1)).map(
                    lambda moment: moment.replace(microsecond=0)
                ),
            ),
            min_size=3,
            max_size=3,
        ),
        max_size=70,
    )
)
def test_any_cells_come_back(rows: list[list[Any]]) -> None:
    """Read as openpyxl wrote them, where a column is of one kind."""
    kinds = [{type(row[place]) for row in rows} - {type(None)} for place in range(3)]
    file = io.BytesIO()
    book, first = sheet()
    first.append(["one", "two", "three"])
    for row in rows:
        first.append(row)
    book.save(file)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.xlsx")
        path.write_bytes(file.getvalue())
        table = one(path)
    filled = [row for row in rows if any(cell is not None for cell in row)]
    assert len(table.rows) == len(filled)
    for place, kind in enumerate(kinds):
        if len(kind) == 1 and kind != {datetime}:
            assert [row[place] for row in table.rows] == [row[place] for row in filled]


def test_many_rows_are_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Types are those of all rows, also where the first blocks say another."""
    monkeypatch.setattr(excel_files, "ROWS_AT_ONCE", 10)
    rows = [[n, f"t{n}", n + 0.5 if n == 900 else n, "x" if n == 950 else n] for n in range(1_000)]
    path = saved(tmp_path, ["id", "text", "number", "mixed"], *rows)
    (table,) = seen(path, at_once=300)
    assert table.types == ["Int64", "String", "Float64", "String"]
    assert [row[0] for row in table.rows] == list(range(1_000))
    assert table.numbers == list(range(2, 1_002))
    assert (table.rows[900][2], table.rows[1][2], table.rows[7][3]) == (900.5, 1.0, "7")


def test_a_workbook_becomes_accounts_and_people(tmp_path: Path) -> None:
    book, accounts = sheet("Accounts")
    accounts.append(["All accounts"])
    accounts.append([f.ACCOUNT_KEY, f.ACCOUNT_NAME, "accountOrganization.SICCode", "since"])
    accounts.append(["A1", "Acme", "0111", date(2020, 1, 31)])
    accounts.append([None, "Nobody", "0112", None])
    people = book.create_sheet("People")
    people.append([f.PERSON_KEY, f.PERSON_ACCOUNT, f.EMAIL])
    people.append(["P1", "A1", "ann@acme.example"])
    book.create_sheet("Notes").append(["Made by Ann"])
    book.save(tmp_path / "book.xlsx")
    made = import_files("test", [tmp_path / "book.xlsx"])
    assert made.dataset.accounts.rows() == [("A1", "Acme", "0111", date(2020, 1, 31))]
    assert made.dataset.people[f.EMAIL].to_list() == ["ann@acme.example"]
    # The number is the row of the sheet: the title is row 1, the names are row 2.
    assert aside(made) == [(4, "missing_key", f.ACCOUNT_KEY, None)]
    assert {str(warning.message) for warning in made.report.warnings} >= {
        "book.xlsx:Notes was not read: its columns don't say what it holds."
    }


def test_damaged_workbooks(tmp_path: Path) -> None:
    path = saved(tmp_path, ["a"], [1])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "cut off" in refused(path)
    broken = by_hand(tmp_path, '<row r="1"><c r="A1"><v>1</v></row>')
    assert "no sound Excel workbook" in refused(broken)
    for cells in (
        '<row r="2"/><row r="1"/>',
        '<row r="99999999999999"/>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c t="s"><v>7</v></c></row>',
        '<row r="1"><c><v>seven</v></c></row>',
        '<row r="1"><c t="d"><v>yesterday</v></c></row>',
    ):
        assert "no sound Excel workbook" in refused(by_hand(tmp_path, cells)), cells
    assert "is empty" in refused(by_hand(tmp_path, ""))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_workbooks_with_parts_changed(data: st.DataObject) -> None:
    """Whatever a part says, a table comes out or one clear error."""
    with tempfile.TemporaryDirectory() as folder:
        good = saved(Path(folder), ["a", "b"], [1, "x"], [2, date(2025, 1, 1)])
        with zipfile.ZipFile(good) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = data.draw(st.sampled_from(sorted(n for n in parts if n.startswith("xl/"))))
        part = bytearray(parts[name])
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, 100_000)) % len(part)
            part[place] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(0, 40))
        path = Path(folder, "changed.xlsx")
        with zipfile.ZipFile(path, "w") as archive:
            for other, content in parts.items():
                archive.writestr(
                    other, bytes(part[: len(part) - cut]) if other == name else content
                )
        try:
            found = seen(path)
        except JornadaError as error:
            refusal = str(error)
        else:
            assert found
            return
    assert "changed.xlsx" in refusal
