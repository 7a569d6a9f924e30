"""People with several companies: the first is their account, to the others they are related."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported
from engine.accounts.importing.mapping import Mapping, Rule, Source, Table
from engine.errors import JornadaError
from tests.engine.accounts.importing.files import aside, load

ACCOUNTS = "accountKey.sourceKey,accountName\nA1,Acme\nA2,Bolt\nA3,Cord\n"
HEADER = f"{f.PERSON_KEY},{f.PERSON_ACCOUNT},{f.EMAIL},{f.PERSON_ROLES}\n"


def people_of(made: Imported) -> dict[str, str | None]:
    return dict(made.dataset.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).iter_rows())


def relations_of(made: Imported) -> list[tuple[object, ...]]:
    return made.dataset.relations.rows()


def told(made: Imported) -> list[str]:
    return [str(warning.message) for warning in made.report.warnings]


def with_accounts_in_one_cell(separator: str = ";", prefix: str = "") -> Mapping:
    """Accounts by their key, and people with several of them in a cell."""
    rule = Rule(column="companies", several=True, separator=separator, prefix=prefix)
    return Mapping(
        format_version=1,
        name="x",
        sources=(
            Source(
                file="accounts.csv",
                table=Table.ACCOUNT,
                fields={f.ACCOUNT_KEY: "accountKey.sourceKey", f.ACCOUNT_NAME: "accountName"},
            ),
            Source(
                file="people.csv",
                table=Table.PERSON,
                fields={f.PERSON_KEY: "id", f.PERSON_ACCOUNT: rule},
            ),
        ),
    )


def test_a_person_on_several_rows(tmp_path: Path) -> None:
    rows = (
        "P1,A2,ann@x.example,Buyer\n"
        "P1,A1,ann@x.example,User; Owner\n"  # a relation
        "P1,A2,ann@x.example,\n"  # the same account again
        "P1,A1,,\n"  # the same relation again
        "P1,A9,,\n"  # no such account
        "P1,,,\n"  # no account at all
        "P2,,bob@x.example,\n"
        "P2,A3,bob@x.example,\n"  # what is their account, since the first row had none
        "P2,A1,bob@x.example,\n"
    )
    made = load(tmp_path, accounts=ACCOUNTS, people=HEADER + rows)
    assert people_of(made) == {"P1": "A2", "P2": "A3"}
    assert relations_of(made) == [("P1", "A1", ["User", "Owner"]), ("P2", "A1", None)]
    assert [row[:2] for row in aside(made)] == [
        (4, "duplicate_key"),
        (5, "duplicate_key"),
        (6, "unknown_account"),
        (7, "duplicate_key"),
    ]
    report = made.report
    # Nine rows, four of them set aside; two people, and three rows that gave them accounts.
    assert (report.files[1].read, report.files[1].loaded) == (9, 5)
    assert (report.people_with_several_accounts, report.relations) == (2, 2)
    assert "2 people have several companies: the first is their account" in told(made)[-2]


def test_a_person_whose_first_row_is_set_aside(tmp_path: Path) -> None:
    rows = "P1,A9,,\nP1,A1,,\n"
    made = load(tmp_path, accounts=ACCOUNTS, people=HEADER + rows)
    assert people_of(made) == {}
    assert [row[:2] for row in aside(made)] == [(2, "unknown_account"), (3, "duplicate_key")]


def test_a_flat_sheet_names_a_person_by_email(tmp_path: Path) -> None:
    """Where repeated rows are expected, an email address that came before is the same person."""
    mapping = Mapping(
        format_version=1,
        name="flat",
        sources=(
            Source(
                file="flat.csv",
                table=Table.ACCOUNT,
                fields={f.ACCOUNT_KEY: "company", f.ACCOUNT_NAME: "company"},
                repeated="first",
                keep_other_columns=False,
            ),
            Source(
                file="flat.csv",
                table=Table.PERSON,
                fields={f.PERSON_KEY: "id", f.EMAIL: "mail", f.PERSON_ACCOUNT: "company"},
                repeated="first",
            ),
        ),
    )
    flat = (
        "id,mail,company\n"
        "1,ann@x.example,Acme\n"
        "2,ANN@x.example,Bolt\n"  # the same person at another company
        "3,ann@x.example,Bolt\n"  # and again
        "4,bob@x.example,Bolt\n"
        "2,eve@x.example,Cord\n"  # whose key is of no person
    )
    made = load(tmp_path, mapping, flat=flat)
    assert people_of(made) == {"1": "Acme", "4": "Bolt"}
    assert relations_of(made) == [("1", "Bolt", None)]
    people = made.report.files[1]
    assert (people.read, people.loaded, people.set_aside) == (5, 3, {"repeated": 2})


def test_several_accounts_in_one_cell(tmp_path: Path) -> None:
    people = 'id,companies\nP1,A2;A1\nP2,"; A3 ;A3; A9 ;"\nP3,\nP4,A9;A1\nP5,A1\n'
    made = load(tmp_path, with_accounts_in_one_cell(), accounts=ACCOUNTS, people=people)
    assert people_of(made) == {"P1": "A2", "P2": "A3", "P3": None, "P5": "A1"}
    assert relations_of(made) == [("P1", "A1", None)]
    assert aside(made) == [(5, "unknown_account", "companies", "A9")]
    unknown, several = told(made)[:2]
    assert unknown == (
        "people.csv names 1 further company of a person that is not there: A9, row 3."
    )
    assert several.startswith("1 person has several companies: the first is their account,")


def test_each_of_several_keys_is_made_as_the_rule_says(tmp_path: Path) -> None:
    mapping = with_accounts_in_one_cell("|", "A")
    made = load(tmp_path, mapping, accounts=ACCOUNTS, people="id,companies\nP1,3 | 1|2\n")
    assert people_of(made) == {"P1": "A3"}
    assert relations_of(made) == [("P1", "A1", None), ("P1", "A2", None)]


def test_only_accounts_of_people_can_be_several(tmp_path: Path) -> None:
    mapping = with_accounts_in_one_cell()
    rule = Rule(column="id", several=True)
    people = mapping.sources[1].model_copy(update={"fields": {f.PERSON_KEY: rule}})
    wrong = mapping.model_copy(update={"sources": (mapping.sources[0], people)})
    with pytest.raises(JornadaError, match=f"several keys from the cells of “{f.PERSON_KEY}”"):
        load(tmp_path, wrong, accounts=ACCOUNTS, people="id,companies\nP1,A1\n")


def test_files_of_relations_add_to_those_of_rows(tmp_path: Path) -> None:
    people = HEADER + "P1,A1,,Buyer\nP2,,,\n"
    relations = (
        f"{f.PERSON_KEY},accountKey.sourceKey,{f.PERSON_ROLES}\n"
        "P1,A2,User\nP1,A2,Owner\nP1,A1,Champion\nP2,A3,\nP2,A1,\n"
    )
    made = load(tmp_path, accounts=ACCOUNTS, people=people, relations=relations)
    assert people_of(made) == {"P1": "A1", "P2": "A3"}
    assert relations_of(made) == [("P1", "A2", ["User", "Owner"]), ("P2", "A1", None)]
    roles = dict(made.dataset.people.select(f.PERSON_KEY, f.PERSON_ROLES).iter_rows())
    assert roles == {"P1": ["Buyer", "Champion"], "P2": None}
    assert made.report.files[2].loaded == 5
