"""Keys made of company names and addresses, and the accounts that contacts make."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.made_accounts import SCHEMA, accounts_from_contacts
from engine.accounts.importing.making import (
    everybodys_domains,
    legal_forms,
    made,
    public_suffixes,
)
from engine.accounts.importing.mapping import Make
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.report import Reason
from tests.engine.accounts.importing.files import opened, written


def one(text: str | None, make: Make) -> str | None:
    found = made(pl.Series([text, None], dtype=pl.String), make).to_list()
    assert found[1] is None
    return found[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (("Acme, Inc.", "ACME Inc", " acme ", "Acme Corporation", "The Acme Company"), "acme"),
        (("Nestlé S.A.", "Nestle SA", "NESTLÉ"), "nestle"),
        (("Müller GmbH & Co. KG", "Müller GmbH", "Muller"), "muller"),
        (("Natura Cosméticos S/A", "Natura Cosmeticos"), "natura cosmeticos"),
        (("Padaria Ltda - ME", "Padaria Ltda."), "padaria"),
        (("Foo S. de R.L. de C.V.", "Foo"), "foo"),
        (("Novo Nordisk A/S", "Novo Nordisk"), "novo nordisk"),
        (("J.P. Morgan Chase & Co.", "JP Morgan Chase"), "jp morgan chase"),
        (("AT&T Inc.", "AT & T"), "at and t"),
        (("Macy's", "Macys", "Macy’s"), "macys"),
        (("Groß AG", "Gross"), "gross"),
        (("トヨタ自動車",), "トヨタ自動車"),
    ],
)
def test_spellings_of_a_company_are_one(spellings: tuple[str, ...], key: str) -> None:
    assert [one(text, "company_name") for text in spellings] == [key] * len(spellings)


@pytest.mark.parametrize(
    "pair", [("Acme Bank", "Acme"), ("San Diego Zoo", "San Diego"), ("A", "B")]
)
def test_other_companies_stay_apart(pair: tuple[str, str]) -> None:
    assert one(pair[0], "company_name") != one(pair[1], "company_name")


def test_a_name_of_nothing_but_a_legal_form_stays() -> None:
    assert one("Inc.", "company_name") == "inc"
    assert one("-", "company_name") is None
    assert one("  ", "company_name") is None


@given(st.text(max_size=30))
def test_a_made_name_is_made_of_itself(text: str) -> None:
    """Keys that were made once stay what they are, whatever they are made of."""
    once = one(text, "company_name")
    # A legal form that another one hid is dropped in the second round at the latest.
    assert once is None or one(once, "company_name") is not None


@pytest.mark.parametrize(
    ("mail", "domain"),
    [
        ("ann@acme.com", "acme.com"),
        ("Ann@Mail.ACME.com ", "acme.com"),
        ("ann@mail.acme.co.uk", "acme.co.uk"),
        ("ann@vendas.acme.com.br", "acme.com.br"),
        ("Ann Bee <ann@acme.de>", "acme.de"),
        ("ann@gmail.com", None),
        ("ann@yahoo.co.uk", None),
        ("ann@mailinator.com", None),
        ("ann@localhost", None),
        ("ann", None),
        ("ann@", None),
    ],
)
def test_the_company_of_an_address(mail: str, domain: str | None) -> None:
    assert one(mail, "email_domain") == domain


@pytest.mark.parametrize(
    ("site", "domain"),
    [
        ("https://www.acme.com/en?x=1", "acme.com"),
        ("acme.co.uk", "acme.co.uk"),
        ("http://blog.acme.com.br:8080", "acme.com.br"),
        ("n/a", None),
        ("10.0.0.1", None),
    ],
)
def test_the_domain_of_a_website(site: str, domain: str | None) -> None:
    assert one(site, "domain") == domain


def test_the_lists_are_written_as_they_are_compared() -> None:
    for words in (everybodys_domains(), public_suffixes(), legal_forms()):
        assert all(word == word.strip().lower() for word in words)
    assert not everybodys_domains() & public_suffixes()
    assert all(suffix.count(".") == 1 for suffix in public_suffixes())


CONTACTS = (
    "First name,Last name,Email,Company\n"
    "Ann,Bee,ann@acme.com,\n"  # by her domain's neighbours Acme
    'Bob,Cee,bob@mail.acme.com,"Acme, Inc."\n'
    "Cid,Dee,cid@gmail.com,ACME Inc\n"
    "Dan,Eff,dan@gmail.com,\n"  # nothing says his company
    "Eve,Fox,eve@beta.co.uk,\n"  # only her domain does
)


def test_one_flat_sheet_makes_accounts_and_people(tmp_path: Path) -> None:
    (path,) = written(tmp_path, contacts=CONTACTS)
    (table,) = opened([path])
    mapping = propose([table]).mapping
    assert mapping is not None
    shown = accounts_from_contacts([table], mapping)
    assert shown.rows() == [
        ("acme", "Acme, Inc.", "acme.com", 3, ["Acme, Inc.", "ACME Inc"]),
        ("beta.co.uk", "beta.co.uk", "beta.co.uk", 1, ["beta.co.uk"]),
    ]
    imported = import_files("x", [path])
    accounts, people = imported.dataset.accounts, imported.dataset.people
    assert accounts.select(f.ACCOUNT_KEY, f.ACCOUNT_NAME).rows() == [
        ("acme", "Acme, Inc."),
        ("beta.co.uk", "beta.co.uk"),
    ]
    of = dict(people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).iter_rows())
    assert of == {
        "ann@acme.com": "acme",
        "bob@mail.acme.com": "acme",
        "cid@gmail.com": "acme",
        "dan@gmail.com": None,
        "eve@beta.co.uk": "beta.co.uk",
    }
    first, second = imported.report.files
    assert (first.read, first.loaded) == (5, 2)
    assert first.set_aside == {Reason.NO_COMPANY: 1, Reason.REPEATED: 2}
    assert (second.read, second.loaded, second.set_aside) == (5, 5, {})
    assert first.left == second.left == ()


def test_contacts_join_the_accounts_of_a_file(tmp_path: Path) -> None:
    accounts = "Company ID,Company,Website\nC1,ACME,www.acme.com\nC2,Beta Ltd,beta.co.uk\n"
    paths = written(tmp_path, accounts=accounts, contacts=CONTACTS + "Gil,Hay,g@new.io,New LLC\n")
    tables = opened(paths)
    mapping = propose(tables).mapping
    assert mapping is not None
    shown = accounts_from_contacts(tables, mapping)
    assert shown["key"].to_list() == ["new"]
    people = import_files("x", paths).dataset.people
    of = dict(people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).iter_rows())
    assert of["bob@mail.acme.com"] == of["cid@gmail.com"] == of["ann@acme.com"] == "C1"
    assert of["eve@beta.co.uk"] == "C2"
    assert of["g@new.io"] == "new"


def test_nothing_is_made_where_no_contact_makes_accounts(tmp_path: Path) -> None:
    paths = written(tmp_path, a="Company ID,Company,Website\nC1,ACME,www.acme.com\n")
    tables = opened(paths)
    mapping = propose(tables).mapping
    assert mapping is not None
    found = accounts_from_contacts(tables, mapping)
    assert found.is_empty()
    assert dict(found.schema) == SCHEMA
