"""CSV as it comes: encodings, delimiters, quoting, and files that are no CSV."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from engine.accounts import fields as f
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.mapping import Mapping, Rule, Source, Table
from engine.accounts.importing.preview import preview
from engine.conditions.model import ValueType
from engine.errors import JornadaError
from tests.engine.accounts.importing.files import ACCOUNTS, aside, load, written

KEY, NAME = f.ACCOUNT_KEY, f.ACCOUNT_NAME
WORDS = (
    "Société Générale de Café",
    "Jalapeño y Niños Añejos",
    "Crème Brûlée à la carte",
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    rows = [(KEY, NAME, "n"), ("A1", "Smith, Jones; Sons", "1"), ("A2", "a|b\tc", "2")]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    made = load(tmp_path, a=text)
    assert made.dataset.accounts[NAME].to_list() == ["Smith, Jones; Sons", "a|b\tc"]
    assert preview([tmp_path / "a.csv"]).files[0].details["delimiter"] == delimiter


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", None),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, found: str | None) -> None:
    lines = [f"{KEY},{NAME}", *(f"A{n},{word}" for n, word in enumerate(WORDS))]
    made = load(tmp_path, a="\r\n".join(lines).encode(encoding))
    assert made.dataset.accounts.columns == [KEY, NAME]
    assert made.dataset.accounts[NAME].to_list() == list(WORDS)
    if found is not None:
        assert preview([tmp_path / "a.csv"]).files[0].details["encoding"] == found


def test_utf8_is_judged_by_the_whole_file(tmp_path: Path) -> None:
    # The first letter beyond ASCII comes after the part that is looked at first.
    rows = "".join(f"A{n},{'x' * 200}\n" for n in range(2_000))
    made = load(tmp_path, a=f"{KEY},{NAME}\n{rows}Z,Zoë\n")
    assert made.dataset.accounts[NAME][-1] == "Zoë"


def test_a_byte_that_is_no_letter_is_told(tmp_path: Path) -> None:
    content = f"{KEY},{NAME}\nA1,ok\n".encode("utf-16") + b"\x00\xd8"
    with pytest.raises(JornadaError, match=r"a\.csv can't be read at row \d+ as utf-16"):
        load(tmp_path, a=content)


def test_a_file_that_is_cut_off_inside_a_letter(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},{NAME}\nA1,Zoë".encode()[:-1])
    assert made.dataset.accounts[KEY].to_list() == ["A1"]


def test_quoted_newlines_and_quotes(tmp_path: Path) -> None:
    made = load(tmp_path, a=f'{KEY},{NAME}\nA1,"two\r\nlines, ""quoted"""\nA2,\nA2,x\n')
    assert made.dataset.accounts[NAME].to_list() == ['two\r\nlines, "quoted"', None]
    # A record is a row however many lines it has: A1 is row 2, A2 rows 3 and 4.
    assert aside(made) == [(4, "duplicate_key", KEY, "A2")]


def test_a_quote_inside_a_word_is_a_letter(tmp_path: Path) -> None:
    made = load(tmp_path, a=f'{KEY},{NAME}\nA1,5" pipes\n')
    assert made.dataset.accounts[NAME].to_list() == ['5" pipes']


def test_a_quote_never_closed_loses_no_rows_in_silence(tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match=r"a\.csv has a quotation mark in row 3 .* never closed"):
        load(tmp_path, a=f'{KEY},{NAME}\nA1,x\nA2,"y\nA3,z\n')


def test_lengths_of_rows(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},{NAME},c,\nA1,x,1,\nA2\n\nA3,y,2,,,\nA4,z,3,4,5\n")
    assert made.dataset.accounts[KEY].to_list() == ["A1", "A2", "A3"]
    # The empty line is row 4, as in a spreadsheet, but no row to load or set aside.
    assert aside(made) == [(6, "too_many_cells", None, None)]
    assert made.report.read == 4
    # A2 lacks two cells, which is told; the others are ended by a delimiter or more.
    assert [
        (item.key, item.params) for item in made.report.warnings if item.key == "short_rows"
    ] == [("short_rows", {"file": "a.csv", "count": 1, "row": "3"})]


def test_short_rows_are_counted_over_all_blocks(tmp_path: Path) -> None:
    # Whole rows come before and after; the first short one is row 5,002, and the last of 10,002.
    rows = [f"A{number},x" for number in range(10_000)]
    rows[5_000], rows[9_999] = "A5000", "A9999"
    report = load(tmp_path, a="\n".join((f"{KEY},{NAME}", *rows, ""))).report
    (told,) = (str(item.message) for item in report.warnings if item.key == "short_rows")
    assert told == (
        "a.csv has 2 rows with fewer cells than columns, for example row 5002. "
        "What they lack is empty."
    )
    assert report.loaded == 10_000


def test_headers_that_are_empty_or_the_same(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},,note,note\nA1,x,y,z\n")
    assert made.dataset.accounts.columns == [KEY, "Column 2", "note", "note (2)"]


def test_headers_match_without_regard_to_case(tmp_path: Path) -> None:
    made = load(tmp_path, a=f" {KEY.upper()} ,accountname\nA1,Acme\n")
    assert made.dataset.accounts.rows() == [("A1", "Acme")]


def test_a_file_of_one_column_and_one_of_none(tmp_path: Path) -> None:
    assert load(tmp_path, a=f"{KEY}\nA1\n").report.accounts == 1
    report = load(tmp_path, a=f"{KEY},{NAME}\n").report
    assert report.accounts == 0
    assert "no_rows" in [warning.key for warning in report.warnings]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n\n", "is empty"),
        (b",,,\n1,2,3\n", "no column names"),
        (b"PK\x03\x04rest", "cut off"),
        (gzip.compress(b"a,b", mtime=0)[:-4], "cut off"),
        (b"%PDF-1.7", "no table"),
        (b"PAR1rubbishPAR1", "no readable Parquet file"),
        (b"a,b\0c\n1,2\n", "no text"),
        (b"name,mail\nx,y\n", "doesn't say what it holds: its first columns are name, mail"),
        (b"accountKey.sourcKey,b\n1,2\n", r"perhaps meant to be .accountKey\.sourceKey"),
        (b"eventType,timestamp\nx,2025-01-01\n", "personKey"),
        (("accountKey.sourceKey\n" + "x" * 200_000).encode(), "row 2"),
        (",".join(f"c{n}" for n in range(3_000)).encode(), "3,000 columns"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(JornadaError, match=sentence) as refused:
        load(tmp_path, a=content)
    assert "a.csv" in str(refused.value)
    assert "import." not in str(refused.value)  # every key has its words


def test_places_without_a_file(tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match="no file"):
        import_files("x", [tmp_path / "none.csv"])
    with pytest.raises(JornadaError, match="test_places"):
        import_files("x", [tmp_path])
    with pytest.raises(JornadaError):
        import_files("x", [Path("nul\0l.csv")])
    with pytest.raises(JornadaError, match="No file"):
        import_files("x", [])
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(JornadaError):
            import_files("x", [tmp_path / "pipe.csv"])


def test_the_preview_says_what_will_become_of_each_column(tmp_path: Path) -> None:
    paths = written(tmp_path, accounts=ACCOUNTS.replace("accountName", "accountName,Tier Level"))
    file = preview(paths).files[0]
    assert (file.file, file.format, file.table) == ("accounts.csv", "csv", "account")
    assert [(c.name, c.target, c.custom) for c in file.columns] == [
        (KEY, KEY, False),
        (NAME, NAME, False),
        ("Tier Level", "Tier Level", True),
    ]
    assert file.columns[1].samples == ("Acme", "Bolt")
    assert file.columns[1].label == "Name"


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    paths = written(tmp_path, accounts=ACCOUNTS)
    assert import_files("x", paths * 2).report.read == 2


def test_codes_keep_their_leading_zeros(tmp_path: Path) -> None:
    sic = "accountOrganization.SICCode"
    postal = "accountBillingAddress.postalCode"
    made = load(
        tmp_path, a=f"{KEY},{sic},{postal},region code\n0012,0111,01067,007\nA2,7372,,042\n"
    )
    assert made.dataset.accounts.select(KEY, sic, postal, "region code").rows() == [
        ("0012", "0111", "01067", "007"),
        ("A2", "7372", None, "042"),
    ]


def test_a_file_as_german_excel_saves_it(tmp_path: Path) -> None:
    # Semicolons, Windows-1252, quoted newlines, decimal commas, days first, a row of no cells.
    revenue, met = "accountOrganization.annualRevenue.amount", "met"
    source = Source(
        file="*.csv",
        table=Table.ACCOUNT,
        fields={
            KEY: "Kundennr.",
            NAME: "Name",
            revenue: Rule(column="Umsatz", decimal_comma=True),
            met: Rule(column="Seit", type=ValueType.DATE, day_first=True),
        },
    )
    text = (
        "Kundennr.;Name;Umsatz;Seit\r\n"
        '01;"Müller & Söhne\r\nGmbH";1.234.567,89;03.04.2021\r\n'
        ";;;\r\n"
        "02;Bäckerei Größ; 12,5 € ;31/12/2020\r\n"
        "03;Café;1,234.5;\r\n"
    )
    made = load(
        tmp_path, Mapping(format_version=1, name="erp", sources=(source,)), a=text.encode("cp1252")
    )
    assert [(*row[:3], str(row[3])) for row in made.dataset.accounts.rows()] == [
        ("01", "Müller & Söhne\r\nGmbH", 1_234_567.89, "2021-04-03"),
        ("02", "Bäckerei Größ", 12.5, "2020-12-31"),
    ]
    assert aside(made) == [
        (3, "missing_key", "Kundennr.", None),
        (5, "bad_number", "Umsatz", "1,234.5"),
    ]
