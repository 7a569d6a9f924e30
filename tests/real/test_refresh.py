"""Real exports taken into what they made before: once more nothing is new, and an edit is one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.accounts.importing.importer import import_files
from engine.accounts.refresh import refresh
from tests.real.exports import files, needs_exports, rows

pytestmark = needs_exports


@pytest.mark.parametrize("system", ["salesforce", "hubspot", "marketo", "sp500"])
def test_the_same_export_brings_no_news(system: str) -> None:
    first = import_files(system, files(system)).dataset
    again = import_files(system, files(system), known=first)
    found, changes = refresh(first, again.dataset)
    assert not changes.any
    assert found is first
    assert changes.accounts.unchanged == first.accounts.height
    assert changes.people.unchanged == first.people.height
    assert changes.events.known == sum(t.frame.height for t in first.event_tables.values())


def test_an_edited_row_and_a_new_one(tmp_path: Path) -> None:
    """One company of the S&P 500 has another name, one is gone, one is new."""
    companies = rows("sp500", "constituents.csv")
    symbol, name = "Symbol", "Security"
    gone, edited = companies[0], companies[1]
    newer = [*companies[1:], {**companies[2], symbol: "NEW", name: "New Company"}]
    newer[0] = {**edited, name: "Another Name"}
    path = tmp_path / "constituents.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(companies[0]))
        writer.writeheader()
        writer.writerows(newer)
    first = import_files("x", files("sp500")).dataset
    found, changes = refresh(first, import_files("x", [path], known=first).dataset)
    told = changes.accounts
    assert (told.added, told.updated, told.kept) == (1, 1, 1)
    assert told.unchanged == len(companies) - 2
    (field,) = told.fields
    (example,) = field.examples
    assert (example.key, example.before, example.after) == (
        edited[symbol],
        edited[name],
        "Another Name",
    )
    keys = found.accounts["accountKey.sourceKey"].to_list()
    assert gone[symbol] in keys
    assert len(keys) == len(companies) + 1
