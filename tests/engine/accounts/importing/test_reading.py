"""How dates and numbers are written: found out from values, and asked where they don't tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.proposing.proposal import Proposal, answered
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.proposing.reading import decimal_comma, order_of
from engine.errors import JornadaError
from tests.engine.accounts.importing.files import opened, written

PEOPLE = "Email,Last name,Date of birth\n"


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["31/12/2024", "05/06/2024"], "day_first"),
        (["12/31/2024", "05/06/2024"], "month_first"),
        (["05/06/2024", "07-08-24"], "unclear"),
        (["05/05/2024", "06/06/2024"], "month_first"),  # both ways the same days
        (["2024-05-06", "2024/05/06"], "iso"),
        (["05.06.2024"], "day_first"),
        (["13/01/2024", "14/01/2024", "01/13/2024"], "day_first"),  # the many, not the one
        (["x", "1/2"], None),
        ([], None),
    ],
)
def test_the_order_of_days_and_months(texts: list[str], order: str | None) -> None:
    assert order_of(pl.Series(texts, dtype=pl.String)) == order


@given(st.lists(st.dates(date(1970, 1, 1), date(2069, 12, 31)), min_size=1), st.booleans())
def test_an_order_that_is_told_is_the_right_one(days: list[date], day_first: bool) -> None:
    form = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    found = order_of(pl.Series([day.strftime(form) for day in days]))
    clear = any(day.day > 12 for day in days)
    same = all(day.day == day.month for day in days)
    wanted = "day_first" if day_first else "month_first"
    assert found == (wanted if clear else "month_first" if same else "unclear")


@pytest.mark.parametrize(
    ("texts", "comma"),
    [
        (["1,5", "1,234"], True),
        (["1.5", "1,234"], False),
        (["1,234", "12,345,678"], None),
        (["1.234,50"], True),
        (["1,234.50"], False),
        (["1.234.567"], None),
        (["12", "7"], None),
        (["0,125"], True),
    ],
)
def test_whether_a_comma_is_decimal(texts: list[str], comma: bool | None) -> None:
    assert decimal_comma(pl.Series(texts)) is comma


def proposed(path: Path, **options: dict[str, bool]) -> Proposal:
    return propose(opened([path]), **options)  # type: ignore[arg-type]


def test_what_reads_both_ways_is_asked(tmp_path: Path) -> None:
    (path,) = written(tmp_path, a=f"{PEOPLE}a@x.io,Bee,05/06/1980\nb@x.io,Cee,07/08/1980\n")
    found = proposed(path)
    (question,) = found.questions
    assert (question.file, question.column) == ("a.csv", "Date of birth")
    assert question.samples == ("05/06/1980", "07/08/1980")
    assert found.formats[0].date_order == "unclear"
    assert found.formats[0].confidence < 1
    with pytest.raises(JornadaError, match=r"two ways: 05/06/1980.*--dates day-first"):
        import_files("x", [path])
    assert found.mapping is not None
    for day_first, born in ((True, "1980-06-05"), (False, "1980-05-06")):
        mapping = answered(found.mapping, question, day_first)
        people = import_files("x", [path], mapping).dataset.people
        assert str(people["person.birthDate"][0]) == born
        again = proposed(path, answers={question.key: day_first})
        assert again.questions == ()
        assert again.mapping == mapping
        order = "day_first" if day_first else "month_first"
        assert again.formats[0].date_order == order
        saved = propose(opened([path]), (mapping,))
        assert saved.mapping is not None
        assert (saved.questions, saved.mapping.sources) == ((), mapping.sources)
        assert saved.formats[0].date_order == order


def test_another_column_of_the_file_answers(tmp_path: Path) -> None:
    header = PEOPLE.strip() + ",Met on\n"
    (path,) = written(tmp_path, a=f"{header}a@x.io,Bee,05/06/1980,31/12/2024\n")
    found = proposed(path)
    assert found.questions == ()
    people = import_files("x", [path]).dataset.people
    assert people.select("person.birthDate", "Met on").rows() == [
        (date(1980, 6, 5), date(2024, 12, 31))
    ]


def test_a_value_that_contradicts_is_set_aside(tmp_path: Path) -> None:
    """The order is found in the first rows; what comes later is checked against it."""
    many = "".join(f"p{n}@x.io,Bee,12/31/1980\n" for n in range(6_000))
    (path,) = written(tmp_path, a=f"{PEOPLE}{many}z@x.io,Zed,31/12/1980\n")
    made = import_files("x", [path])
    dates = made.set_aside.filter(reason="bad_date")
    assert dates.select("row", "value").rows() == [(6_002, "31/12/1980")]


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("19800605", "1980-06-05"),
        ("5 Jun 1980", "1980-06-05"),
        ("05-Jun-1980", "1980-06-05"),
        ("5 June 1980", "1980-06-05"),
        ("Jun 5, 1980", "1980-06-05"),
        ("June 5, 1980", "1980-06-05"),
        ("13/6/80", "1980-06-13"),
    ],
)
def test_other_ways_to_write_dates(tmp_path: Path, cell: str, born: str) -> None:
    (path,) = written(tmp_path, a=f'{PEOPLE}a@x.io,Bee,"{cell}"\n')
    assert str(import_files("x", [path]).dataset.people["person.birthDate"][0]) == born


@pytest.mark.parametrize(
    ("delimiter", "cells", "amounts"),
    [
        (";", ("1.234,5", "1.234"), [1234.5, 1234.0]),
        (",", ("1,234.5", "1,234"), [1234.5, 1234.0]),
        (",", ("1,5", "1,234"), [1.5, 1.234]),
        (";", ("1,234", "7"), [1.234, 7.0]),  # semicolons are there because commas are decimal
        (",", ("1,234", "7"), [1234.0, 7.0]),
    ],
)
def test_amounts(
    tmp_path: Path, delimiter: str, cells: tuple[str, str], amounts: list[float]
) -> None:
    rows = [["Company ID", "Company", "Industry", "Annual revenue"]]
    rows += [[f"F{n}", f"Firm {n}", "Software", f'"{cell}"'] for n, cell in enumerate(cells)]
    (path,) = written(tmp_path, a="".join(delimiter.join(row) + "\n" for row in rows))
    accounts = import_files("x", [path]).dataset.accounts
    assert accounts["accountOrganization.annualRevenue.amount"].to_list() == amounts


@pytest.mark.parametrize(
    ("cells", "sizes"),
    [
        (("1.200", "50", "n/a"), [1200, 50]),  # 1.2 employees there are not
        (("1.234.567", "2.000"), [1234567, 2000]),
        (("12.000", "7.000"), [12, 7]),  # whole numbers with decimals, or thousands: as ever
        (("1.0", "50"), [1, 50]),
        (("1,200", "50"), [1200, 50]),
    ],
)
def test_whole_numbers(tmp_path: Path, cells: tuple[str, ...], sizes: list[int]) -> None:
    rows = "".join(f'F{n},Firm {n},Software,"{cell}"\n' for n, cell in enumerate(cells))
    (path,) = written(tmp_path, a=f"Company ID,Company,Industry,Number of employees\n{rows}")
    accounts = import_files("x", [path]).dataset.accounts
    assert accounts["accountOrganization.numberOfEmployees"].to_list() == sizes


def test_amounts_beside_what_stands_for_none_say_how_numbers_are_written(tmp_path: Path) -> None:
    rows = 'F1,Firm,Software,"1.234,50",1.000\nF2,Two,Software,-,2.000\nF3,Three,Law,"7,00",3.000\n'
    header = "Company ID,Company,Industry,Annual revenue,Number of employees\n"
    (path,) = written(tmp_path, a=header + rows)
    accounts = import_files("x", [path]).dataset.accounts  # F2 is set aside: "-" is no number
    assert accounts["accountOrganization.numberOfEmployees"].to_list() == [1000, 3000]


def test_the_zone_of_timestamps_is_told(tmp_path: Path) -> None:
    def zone(cell: str) -> str | None:
        (path,) = written(tmp_path, a=f"{f.EVENT_TYPE},timestamp,personKey\nx,{cell},P\n")
        return proposed(path).formats[0].time_zone

    assert zone("2025-01-02T03:04:05Z") == "offset"
    assert zone("2025-01-02 03:04:05 UTC") == "offset"
    assert zone("2025-01-02 03:04:05+02:00") == "offset"
    assert zone("2025-01-02 03:04:05") == "none"
    assert zone("2025-01-02") is None
