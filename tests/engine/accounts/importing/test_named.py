"""A file read as what a person says: columns find their fields whatever the rows seem to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.accounts import fields as f
from engine.accounts.importing.mapping import Table
from engine.accounts.importing.proposing.named import source_as
from engine.accounts.importing.remapping import lacking
from engine.accounts.importing.tabular import open_tables

CONTACTS = "Name;Company;Mail;Town\nAna Souza;Acme;ana@acme.example;Rio\n"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (Table.PERSON, {f.EMAIL: "Mail"}),
        (Table.ACCOUNT, {f.ACCOUNT_NAME: "Company"}),
        (Table.EVENT, {}),
        (Table.RELATION, {}),
        (Table.OPPORTUNITY, {}),
    ],
)
def test_columns_find_their_fields(tmp_path: Path, table: Table, expected: dict[str, str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CONTACTS)
    source = source_as(open_tables(path)[0], table)
    assert (source.file, source.table) == ("list.csv", table)
    assert source.headers == ("Name", "Company", "Mail", "Town")
    assert expected.items() <= source.fields.items()
    # No column of these is a key: the person says which is.
    assert lacking(source)
