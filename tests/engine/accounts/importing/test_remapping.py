"""A mapping corrected by a person, and what its first rows would be."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.accounts import fields as f
from engine.accounts.importing.mapping import Mapping, Rule, Source, Table
from engine.accounts.importing.preview import preview_rows
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.proposing.remembered import added_to
from engine.accounts.importing.remapping import (
    choices,
    field_of,
    lacking,
    with_rule,
    with_source,
    with_table,
    without_column,
    without_source,
)
from tests.engine.accounts.importing.files import opened, written

NAME = f.ACCOUNT_NAME
ACCOUNTS = Source(file="a.csv", table=Table.ACCOUNT, fields={f.ACCOUNT_KEY: "Id", NAME: "Name"})
MAPPING = Mapping(format_version=1, name="x", sources=(ACCOUNTS,))


def fields(mapping: Mapping) -> dict[str, str | Rule]:
    return dict(mapping.sources[0].fields)


def test_fields_are_given_other_columns() -> None:
    changed = with_rule(MAPPING, 0, NAME, Rule(column="Legal name"))
    assert fields(changed) == {f.ACCOUNT_KEY: "Id", NAME: Rule(column="Legal name")}
    assert fields(without_column(changed, 0, "Legal name")) == {f.ACCOUNT_KEY: "Id"}
    assert fields(without_column(MAPPING, 0, "Id")) == {NAME: "Name"}
    rule = Rule(column="Site", make="domain")
    website = "accountOrganization.website"
    assert list(fields(with_rule(MAPPING, 0, website, rule))) == [f.ACCOUNT_KEY, NAME, website]
    assert fields(MAPPING) == {f.ACCOUNT_KEY: "Id", NAME: "Name"}


def test_rows_become_something_else() -> None:
    mapping = with_rule(MAPPING, 0, "own", "Own")
    people = with_table(mapping, 0, Table.PERSON)
    assert fields(people) == {"own": "Own"}
    assert lacking(people.sources[0]) == ((f.PERSON_KEY,),)
    assert with_table(mapping, 0, Table.ACCOUNT) is mapping
    event = with_table(mapping, 0, Table.EVENT).sources[0]
    assert lacking(event)[-1] == (f.EVENT_PERSON, f.EMAIL)


def test_sources_come_and_go() -> None:
    more = with_source(MAPPING, Source(file="b.csv", table=Table.ACCOUNT, fields={}))
    assert [source.file for source in more.sources] == ["a.csv", "b.csv"]
    assert without_source(more, 1) == MAPPING
    assert without_source(MAPPING, 0) is None


@pytest.mark.parametrize("table", Table)
def test_the_fields_to_choose_from(table: Table) -> None:
    paths = [field.path for field in choices(table)]
    assert len(paths) == len(set(paths))
    assert all(field_of(table, path) is not None for path in paths)
    assert field_of(table, "own") is None
    assert (f.EMAIL in paths) == (table in (Table.PERSON, Table.EVENT))


def test_the_first_rows_as_they_will_be(tmp_path: Path) -> None:
    text = 'Company ID,Company,Industry,Annual revenue,Tier\nC1,Acme,IT,"1,5",2\nC2,Beta,IT,x,3\n'
    tables = opened(written(tmp_path, a=text))
    mapping = propose(tables).mapping
    assert mapping is not None
    (shown,) = preview_rows(tables, mapping)
    assert (shown.file, shown.table) == ("a.csv", Table.ACCOUNT)
    assert shown.frame.rows(named=True) == [
        {
            f.ACCOUNT_KEY: "C1",
            NAME: "Acme",
            "accountOrganization.industry": "IT",
            "accountOrganization.annualRevenue.amount": 1.5,
            "Tier": 2,
        }
    ]
    assert shown.rows.to_list() == [2]
    assert shown.aside.select("row", "reason", "value").rows() == [(3, "bad_number", "x")]
    assert [field.label for field in shown.fields][-1] == "Tier"


def test_a_file_without_rows_shows_none(tmp_path: Path) -> None:
    tables = opened(written(tmp_path, a="Id,Name\n"))
    (shown,) = preview_rows(tables, MAPPING)
    assert shown.frame.is_empty()
    assert shown.aside.is_empty()


def test_only_as_many_rows_as_asked(tmp_path: Path) -> None:
    text = "Id,Name\n" + "".join(f"{n},x\n" for n in range(500))
    tables = opened(written(tmp_path, a=text))
    (shown,) = preview_rows(tables, MAPPING, rows=7)
    assert shown.frame[f.ACCOUNT_KEY].to_list() == [str(n) for n in range(7)]


def test_what_is_remembered_of_other_files_stays() -> None:
    first = ACCOUNTS.model_copy(update={"headers": ("Id", "Name")})
    people = Source(file="p.csv", table=Table.PERSON, fields={f.PERSON_KEY: "Id"}, headers=("Id",))
    before = Mapping(format_version=1, name="x", sources=(first, people))
    newer = first.model_copy(update={"file": "a2.csv"})
    now = Mapping(format_version=1, name="x", sources=(newer,))
    assert added_to(before, now).sources == (newer, people)
