"""Accounts and people found by what somebody has of them."""

from __future__ import annotations

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.lookup import Found, bare_domain, find, names_in
from engine.conditions.model import Scope


@pytest.fixture
def dataset() -> Dataset:
    return build_dataset(
        "small",
        accounts=pl.DataFrame(
            {
                f.ACCOUNT_KEY: ["A1", "A2", "a1", "A4"],
                f.ACCOUNT_NAME: ["Acme", "Straße AG", None, "Acme"],
                "accountOrganization.website": [
                    "https://www.acme.com",
                    "b.example",
                    None,
                    "b.example",
                ],
            }
        ),
        people=pl.DataFrame({f.PERSON_KEY: ["P1", "P2"], f.EMAIL: ["Ana@acme.com", None]}),
        events={},
    )


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("A1", ["A1"]),  # keys are exact: "a1" is another
        ("a1", ["a1"]),
        ("acme", ["A1", "A4"]),  # names whatever the case; both bear this one
        ("STRASSE AG", ["A2"]),  # case folding, not lower case
        ("http://acme.com/page", ["A1"]),
        ("someone@acme.com", ["A1"]),  # the domain of an address
        ("b.example", ["A2", "A4"]),  # a domain that two share
        ("nobody", []),
    ],
)
def test_accounts_are_found(dataset: Dataset, name: str, keys: list[str]) -> None:
    found = find(dataset, Scope.ACCOUNT, (name,))
    assert sorted(found.keys) == sorted(keys)
    assert found.unknown == (() if keys else (name,))


def test_people_are_found_by_key_and_address(dataset: Dataset) -> None:
    asked = ("ana@ACME.com", "P2", "p2", "P1")
    assert find(dataset, Scope.PERSON, asked) == Found(("P1", "P2"), ("p2",))


def test_without_a_column_nothing_is_found_by_it() -> None:
    bare = build_dataset(
        "bare",
        accounts=pl.DataFrame({f.ACCOUNT_KEY: ["A1"], f.ACCOUNT_NAME: ["Acme"]}),
        people=pl.DataFrame({f.PERSON_KEY: ["P1"]}),
        events={},
    )
    assert find(bare, Scope.ACCOUNT, ("acme.com",)).unknown == ("acme.com",)
    assert find(bare, Scope.PERSON, ("a@b.c", "P1")) == Found(("P1",), ("a@b.c",))


def test_a_text_is_taken_apart() -> None:
    text = 'A1, "A2"\n\n A3;\tA1\r\nNorthwind Seeds'
    assert names_in(text) == ("A1", "A2", "A3", "Northwind Seeds")


def test_other_text_is_no_domain() -> None:
    assert bare_domain("Northwind Seeds") == "northwind seeds"
