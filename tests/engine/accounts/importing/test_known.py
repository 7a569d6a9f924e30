"""A newer export may name accounts and people that only the dataset knows."""

from __future__ import annotations

from pathlib import Path

from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported, import_files
from engine.accounts.refresh import refresh
from tests.engine.accounts.importing.files import ACCOUNTS, EVENTS, PEOPLE, aside, load, written


def newer(folder: Path, first: Imported, **texts: str) -> Imported:
    """A newer export of what was imported first."""
    folder.mkdir()
    return import_files("newer", written(folder, **texts), known=first.dataset)


def test_a_newer_export_of_events_alone(tmp_path: Path) -> None:
    first = load(tmp_path, accounts=ACCOUNTS, people=PEOPLE, events=EVENTS + "x,2025-01-01,P1\n")
    events = f"{EVENTS}x,2025-01-01,P1\nx,2025-01-02,P2\nx,2025-01-03,P9\n"
    made = newer(tmp_path / "newer", first, events=events)
    assert aside(made) == [(4, "unknown_person", "personKey", "P9")]
    # P1 and P2 are in it because events name them, and their accounts because of them.
    columns = (f.PERSON_KEY, f.PERSON_ACCOUNT, f.EMAIL)
    assert made.dataset.people.select(columns).rows() == [
        ("P1", "A1", "Ann@acme.example"),
        ("P2", "A2", "bob@bolt.example"),
    ]
    found, changes = refresh(first.dataset, made.dataset)
    assert (changes.accounts.updated, changes.people.updated) == (0, 0)
    assert (changes.events.added, changes.events.known) == (1, 1)
    assert found.people.rows() == first.dataset.people.rows()
    assert found.event_tables["x"].frame["person"].to_list() == [0, 1]


def test_whom_nothing_names_is_not_in_it(tmp_path: Path) -> None:
    first = load(tmp_path, accounts=ACCOUNTS, people=PEOPLE)
    events = f"eventType,timestamp,{f.EMAIL}\nx,2025-01-02,BOB@bolt.example\n"
    made = newer(tmp_path / "newer", first, events=events)
    assert made.dataset.people[f.PERSON_KEY].to_list() == ["P2"]
    assert made.dataset.accounts[f.ACCOUNT_KEY].to_list() == ["A2"]
    assert made.dataset.event_tables["x"].frame["person"].to_list() == [0]
    assert made.report.accounts_without_name == 0


def test_people_opportunities_and_relations_of_known_accounts(tmp_path: Path) -> None:
    first = load(tmp_path, accounts=ACCOUNTS + "A3,Cord\n", people=PEOPLE)
    made = newer(
        tmp_path / "newer",
        first,
        people=f"{f.PERSON_KEY},{f.PERSON_ACCOUNT}\nP3,A2\nP4,A9\n",
        deals="opportunityKey.sourceKey,accountKey.sourceKey\nO1,A1\n",
        relations=f"{f.PERSON_KEY},{f.PERSON_ACCOUNT},{f.PERSON_ROLES}\nP1,A2,Buyer\n",
    )
    assert [row[:2] for row in aside(made)] == [(3, "unknown_account")]
    assert made.dataset.accounts[f.ACCOUNT_KEY].to_list() == ["A1", "A2"]
    assert made.dataset.relations.rows() == [("P1", "A2", ["Buyer"])]
    assert sorted(made.dataset.people[f.PERSON_KEY]) == ["P1", "P3"]
    found, changes = refresh(first.dataset, made.dataset)
    people = found.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows()
    assert people == [("P1", "A1"), ("P2", "A2"), ("P3", "A2")]
    assert found.relations.rows() == [("P1", "A2", ["Buyer"])]
    told = (changes.people.added, changes.opportunities.added, changes.relations.added)
    assert told == (1, 1, 1)
    assert changes.accounts.kept == 1  # A3, which the newer export does not name


def test_the_report_says_nothing_that_the_dataset_knows_better(tmp_path: Path) -> None:
    """The newer export names accounts and people without what is known of them already."""
    first = load(tmp_path, accounts=ACCOUNTS, people=PEOPLE)
    made = newer(
        tmp_path / "newer",
        first,
        accounts=f"{f.ACCOUNT_KEY}\nA1\nA9\n",  # A9 is new, and has no name
        people=f"{f.PERSON_KEY}\nP1\nP9\n",  # P9 is new, and has neither account nor address
    )
    assert made.report.accounts_without_name == 1
    assert made.report.people_without_email == 1
    assert made.report.people_without_account == 1
    assert [warning.key for warning in made.report.warnings] == []
