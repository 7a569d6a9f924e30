"""Every reason to set a row aside, and what is loaded all the same (data specification, 5)."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.fields import Entity
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.mapping import Mapping
from engine.accounts.importing.report import Reason, save_set_aside
from engine.background import Work
from engine.conditions.model import Scope, ValueType
from engine.errors import Cancelled, JornadaError
from tests.engine.accounts.importing.files import ACCOUNTS, EVENTS, PEOPLE, aside, load, written

KEY, NAME, REVENUE = f.ACCOUNT_KEY, f.ACCOUNT_NAME, "accountOrganization.annualRevenue.amount"
EMPLOYEES = "accountOrganization.numberOfEmployees"


def test_good_rows_are_loaded(tmp_path: Path) -> None:
    events = EVENTS + "web.formFilledOut,2025-01-02T03:04:05Z,P2\n"
    made = load(tmp_path, accounts=ACCOUNTS, people=PEOPLE, events=events)
    assert made.dataset.accounts.rows() == [("A1", "Acme"), ("A2", "Bolt")]
    assert made.dataset.people[f.PERSON_ACCOUNT].to_list() == ["A1", "A2"]
    table = made.dataset.event_tables["web.formFilledOut"].frame
    assert table["person"].to_list() == [1]
    assert str(table["timestamp"][0]) == "2025-01-02 03:04:05+00:00"
    assert made.report.set_aside == 0
    assert [file.table for file in made.report.files] == ["account", "person", "event"]


def test_a_missing_key(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},{NAME}\n,Nobody\n   ,Blank\nA1,Acme\n")
    assert aside(made) == [(2, "missing_key", KEY, None), (3, "missing_key", KEY, None)]
    assert made.dataset.accounts[KEY].to_list() == ["A1"]


def test_a_key_counts_without_the_space_around_it_and_once(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},{NAME}\nA1,First\n A1 ,Second\na1,Other\n")
    assert aside(made) == [(3, "duplicate_key", KEY, "A1")]
    # Keys compare exactly (ruling 16): a1 is another account.
    assert made.dataset.accounts.rows() == [("A1", "First"), ("a1", "Other")]


def test_a_key_is_looked_for_in_all_files(tmp_path: Path) -> None:
    made = load(tmp_path, a=ACCOUNTS, b=f"{KEY}\nA3\nA2\n")
    assert made.set_aside.rows() == [("b.csv", 3, "duplicate_key", KEY, "A2")]
    assert [file.loaded for file in made.report.files] == [2, 1]


@pytest.mark.parametrize("cell", ["n/a", "12 x", "1.2.3", "inf", "nan", "0x1F", "1,2,3", "--1"])
def test_a_bad_number(tmp_path: Path, cell: str) -> None:
    made = load(tmp_path, a=f'{KEY},{REVENUE}\nA1,5\nA2,"{cell}"\n')
    assert aside(made) == [(3, "bad_number", REVENUE, cell)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1200", 1200.0),
        ("  1200 ", 1200.0),
        ("1,200", 1200.0),
        ("-1,234,567.5", -1234567.5),
        ("$1,200.50", 1200.5),
        ("1200 €", 1200.0),
        ("USD 1,200,000", 1_200_000.0),
        ("1,200.50 EUR", 1200.5),
        ("R$ 1,200.50", 1200.5),
        ("1 200.5", 1200.5),
        ("1’234’567", 1_234_567.0),
        ("1\u202f200", 1200.0),
        ("1e6", 1e6),
        ("+7", 7.0),
        ("", None),
        ("   ", None),
    ],
)
def test_numbers_as_people_write_them(tmp_path: Path, cell: str, value: float | None) -> None:
    made = load(tmp_path, a=f'{KEY},{REVENUE}\nA1,"{cell}"\n')
    assert made.dataset.accounts[REVENUE].to_list() == [value]


def test_employees_are_whole(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},{EMPLOYEES}\nA1,12.0\nA2,12.5\nA3,9007199254740994\n")
    assert made.dataset.accounts[EMPLOYEES].to_list() == [12]
    assert [row[:2] for row in aside(made)] == [(3, "bad_number"), (4, "bad_number")]


def test_a_bad_date_and_a_bad_flag(tmp_path: Path) -> None:
    born, suspended = "person.birthDate", f.MARKETING_SUSPENDED
    people = (
        f"{f.PERSON_KEY},{born},{suspended}\n"
        "P1,1980-02-29,yes\nP2,1981-02-29,no\nP3,,maybe\nP4,1999-12-31T23:00:00+01:00,FALSE\n"
    )
    made = load(tmp_path, people=people)
    assert aside(made) == [
        (3, "bad_date", born, "1981-02-29"),
        (4, "bad_boolean", suspended, "maybe"),
    ]
    assert made.dataset.people[suspended].to_list() == [True, False]
    assert [str(day) for day in made.dataset.people[born]] == ["1980-02-29", "1999-12-31"]


def test_what_an_event_needs(tmp_path: Path) -> None:
    events = EVENTS + (
        "x,2025-01-01,P1\n"
        ",2025-01-01,P1\n"
        "x,,P1\n"
        "x,yesterday,P1\n"
        "x,2025-01-01,\n"
        "x,2025-01-01,P9\n"
        "x,1850-01-01,P1\n"
    )
    made = load(tmp_path, people=f"{f.PERSON_KEY}\nP1\n", events=events)
    assert aside(made) == [
        (3, "missing_value", "eventType", None),
        (4, "missing_value", "timestamp", None),
        (5, "bad_timestamp", "timestamp", "yesterday"),
        (6, "missing_key", "personKey", None),
        (7, "unknown_person", "personKey", "P9"),
        (8, "bad_timestamp", "timestamp", "1850-01-01"),
    ]
    assert made.report.events == 1


def test_an_unknown_account(tmp_path: Path) -> None:
    people = f"{f.PERSON_KEY},{f.PERSON_ACCOUNT}\nP1,A1\nP2,A9\nP3,\n"
    deals = f"{f.OPPORTUNITY_KEY},{KEY}\nO1,A2\nO2,A8\n"
    made = load(tmp_path, accounts=ACCOUNTS, people=people, deals=deals)
    assert made.set_aside.rows() == [
        ("deals.csv", 3, "unknown_account", KEY, "A8"),
        ("people.csv", 3, "unknown_account", f.PERSON_ACCOUNT, "A9"),
    ]
    assert made.report.people_without_account == 1
    assert made.report.opportunities == 1


def test_the_people_of_an_account_set_aside_are_told_so_too(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        accounts=f"{KEY},{REVENUE}\nA1,none\nA2,1\n",
        people=PEOPLE,
        events=EVENTS + "x,2025-01-01,P1\nx,2025-01-01,P2\n",
    )
    assert made.set_aside.select("file", "reason", "value").rows() == [
        ("accounts.csv", "bad_number", "none"),
        ("events.csv", "unknown_person", "P1"),
        ("people.csv", "unknown_account", "A1"),
    ]


def test_a_long_name(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},{NAME}\nA1,{'é' * 255}\nA2,{'é' * 256}\n")
    assert [row[:3] for row in aside(made)] == [(3, "long_name", NAME)]


def test_text_that_is_none(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},{NAME}\nA1,ok\nA2,no\0good\n")
    assert aside(made) == [(3, "bad_text", NAME, "no\0good")]


def test_who_takes_no_part_is_loaded_and_counted(tmp_path: Path) -> None:
    people = f"{f.PERSON_KEY},{f.PERSON_ACCOUNT},{f.EMAIL}\nP1,A1,\nP2,A1,x@y.example\nP3,A1,  \n"
    made = load(tmp_path, accounts=f"{KEY},{NAME}\nA1,\nA2,Bolt\n", people=people)
    assert made.report.accounts_without_name == 1
    assert made.report.people_without_email == 2
    assert made.dataset.takes_part(Scope.ACCOUNT).tolist() == [False, True]


def test_an_event_may_name_its_person_by_email(tmp_path: Path) -> None:
    events = f"eventType,timestamp,{f.EMAIL}\nx,2025-01-01,ANN@acme.example\nx,2025-01-01,z@z\n"
    made = load(tmp_path, accounts=ACCOUNTS, people=PEOPLE, events=events)
    assert aside(made) == [(3, "unknown_person", f.EMAIL, "z@z")]
    assert made.dataset.event_tables["x"].frame["person"].to_list() == [0]


def test_relations_give_accounts_and_roles(tmp_path: Path) -> None:
    people = f"{f.PERSON_KEY},{f.PERSON_ROLES}\nP1,Champion\nP2,\nP3,\n"
    relations = (
        f"{f.PERSON_KEY},{KEY},{f.PERSON_ROLES}\n"
        "P1,A1,Influencer; Champion\n"
        "P1,A2,Champion\n"
        "P2,A2,\n"
        "P9,A1,X\n"
        "P3,A9,X\n"
    )
    made = load(tmp_path, accounts=ACCOUNTS, people=people, relations=relations)
    assert [row[:2] for row in aside(made)] == [(5, "unknown_person"), (6, "unknown_account")]
    rows = made.dataset.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT, f.PERSON_ROLES).rows()
    both = ["Champion", "Influencer"]
    assert rows == [
        ("P1", "A1", both),
        ("P2", "A2", None),
        ("P3", None, None),
    ]
    assert made.dataset.relations.rows() == [("P1", "A2", ["Champion"])]


def test_other_columns_become_custom_attributes_with_a_type(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        a=(
            f"{KEY},tier,zip,_acme.fitScore,customer,since,seen,note,phone\n"
            "A1,1,01234,0.5,true,2020-01-31,2025-01-01 10:00,x,+1\n"
            "A2,22,99999,7,FALSE,2021-02-28,2025-01-01T10:00:00+02:00,,+2\n"
            "A3,,,,,,,,\n"
        ),
    )
    assert {field.path: field.type for field in made.dataset.custom[Entity.ACCOUNT]} == {
        "tier": ValueType.INTEGER,
        "zip": ValueType.STRING,  # leading zeros stay
        "_acme.fitScore": ValueType.NUMBER,
        "customer": ValueType.BOOLEAN,
        "since": ValueType.DATE,
        "seen": ValueType.TIMESTAMP,
        "note": ValueType.STRING,
        "phone": ValueType.STRING,  # a sign in front is no number's
    }
    assert made.dataset.accounts["zip"].to_list() == ["01234", "99999", None]
    assert [str(at)[:16] for at in made.dataset.accounts["seen"]][:2] == [
        "2025-01-01 10:00",
        "2025-01-01 08:00",
    ]
    labels = [field.label for field in made.dataset.custom[Entity.ACCOUNT]]
    assert labels[:3] == ["Tier", "Zip", "Fit score"]


def test_custom_columns_of_several_files_agree_on_a_type(tmp_path: Path) -> None:
    made = load(tmp_path, a=f"{KEY},tier,size\nA1,1,1\n", b=f"{KEY},tier,size\nA2,one,2.5\n")
    assert made.dataset.accounts["tier"].to_list() == ["1", "one"]
    assert made.dataset.accounts["size"].to_list() == [1.0, 2.5]


def test_custom_fields_of_events(tmp_path: Path) -> None:
    events = "eventType,timestamp,personKey,score\nx,2025-01-01,P1,5\ny,2025-01-02,P1,2.5\n"
    made = load(tmp_path, people=f"{f.PERSON_KEY}\nP1\n", events=events)
    assert made.dataset.custom[Entity.EVENT][0].type is ValueType.NUMBER
    assert made.dataset.event_tables["y"].frame["score"].to_list() == [2.5]


def test_a_column_that_events_cannot_have_is_told(tmp_path: Path) -> None:
    events = "eventType,timestamp,personKey,person\nx,2025-01-01,P1,Ann\n"
    made = load(tmp_path, people=f"{f.PERSON_KEY}\nP1\n", events=events)
    assert made.report.files[1].left == ("person",)
    assert made.dataset.event_tables["x"].frame["person"].to_list() == [0]


def test_rows_set_aside_are_saved_with_reasons_and_run_no_formula(tmp_path: Path) -> None:
    made = load(tmp_path, a=f'{KEY},{REVENUE}\nA1,=1+1\nA2,"-x"\nA3,"two\nlines"\n')
    out = tmp_path / "aside.csv"
    save_set_aside(out, made.set_aside)
    assert out.read_bytes().startswith(b"\xef\xbb\xbfFile,Row,Reason,Column,Value\r\n")
    back = pl.read_csv(out)
    assert back["Row"].to_list() == [2, 3, 4]
    assert back["Value"].to_list() == ["'=1+1", "'-x", "two\nlines"]
    assert set(back["Reason"]) == {"not a number"}
    assert [item.name for item in tmp_path.iterdir() if item.name.startswith(".")] == []


def test_saving_to_nowhere_is_said(tmp_path: Path) -> None:
    made = load(tmp_path, a=ACCOUNTS)
    with pytest.raises(JornadaError, match="nowhere"):
        save_set_aside(tmp_path / "nowhere" / "aside.csv", made.set_aside)


def test_the_report_shows_some_rows_of_each_reason(tmp_path: Path) -> None:
    rows = "".join(f",{n}\n" for n in range(40)) + "A1,x\n"
    report = load(tmp_path, a=f"{KEY},{REVENUE}\n{rows}").report.files[0]
    assert report.set_aside == {Reason.MISSING_KEY: 40, Reason.BAD_NUMBER: 1}
    assert [example.row for example in report.examples] == [2, 3, 4, 5, 6, 42]
    assert type(report).model_validate_json(report.model_dump_json()) == report


def test_import_can_be_cancelled_and_shows_progress(tmp_path: Path) -> None:
    paths = written(tmp_path, accounts=ACCOUNTS, people=PEOPLE)
    seen: list[float] = []
    import_files("x", paths, work=Work(lambda fraction, _: seen.append(fraction)))
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 1
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        import_files("x", paths, work=Work(cancelled=lambda: next(asked, True)))


def test_rows_beyond_one_block_keep_their_numbers(tmp_path: Path) -> None:
    # 2,000,000 cells at once and 500 columns: a block has 4,000 rows.
    header = KEY + "," + ",".join(f"c{n}" for n in range(499))
    rows = "".join(f"A{n}" + "," * 499 + "\n" for n in range(4_100)) + "," * 499 + "\n"
    made = load(tmp_path, a=f"{header}\n{rows}")
    assert made.report.accounts == 4_100
    assert aside(made) == [(4_102, "missing_key", KEY, None)]


@pytest.mark.parametrize("repeated", ["first", "set_aside"])
def test_accounts_are_never_told_apart_by_an_address(tmp_path: Path, repeated: str) -> None:
    """An attribute of accounts that is called as the address of people is any attribute."""
    fields = {KEY: "id", f.EMAIL: {"column": "day", "type": "date"}, NAME: "mail"}
    source = {"file": "firms.csv", "table": "account", "fields": fields, "repeated": repeated}
    mapping = Mapping.model_validate({"format_version": 1, "name": "x", "sources": [source]})
    rows = "A1,2024-05-06,a@x.io\nA1,2024-05-07,b@x.io\nA2,2024-05-06,a@x.io\n"
    made = load(tmp_path, mapping, firms=f"id,day,mail\n{rows}")
    assert made.dataset.accounts[KEY].to_list() == ["A1", "A2"]
    texts = made.dataset.accounts[f.EMAIL].cast(pl.String).to_list()
    assert texts == ["2024-05-06", "2024-05-06"]
