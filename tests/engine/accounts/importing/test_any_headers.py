"""Whatever the headers and cells of files are: what is proposed for them can be imported."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.preview import preview_rows
from engine.accounts.importing.proposing.proposal import answered
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.remapping import lacking
from tests.engine.accounts.importing.files import opened

HEADERS = (
    *("Id", "Name", "Email", "First Name", "Last Name", "Company", "Account ID", "Account Name"),
    *("Company ID", "Website", "Industry", "Annual Revenue", "Stage", "Amount", "Close Date"),
    *("Deal ID", "Deal Name", "Event type", "Timestamp", "Lead ID", "Activity Date", "Status"),
    *("Activity Type ID", "property_email", "property_name", "is_deleted", "Record ID", "Who ID"),
    *("Date of birth", "Country", "Full name", "Converted Account ID", "Subject", "Owner", "x"),
    *(f.ACCOUNT_KEY, f.PERSON_KEY, f.EMAIL, f.EVENT_TYPE, "timestamp", "personKey", "person"),
)
CELLS = (
    *("", " ", "1", "7", "Acme, Inc.", "acme", "a@acme.com", "b@gmail.com", "no address"),
    *("05/06/2024", "31/12/2024", "2024-05-06 10:00:00 UTC", "1,5", "1,234", "USD 5", "true"),
    *("A;B", "www.acme.com", "Germany", "Won", "10", "x" * 300, "=1+1", "\U0001f600"),
)


@st.composite
def sheets(draw: st.DrawFn) -> list[list[str]]:
    """A header and rows."""
    headers = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=9, unique=True))
    cells = st.lists(st.sampled_from(CELLS), min_size=len(headers), max_size=len(headers))
    return [headers, *draw(st.lists(cells, max_size=6))]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(sheets(), min_size=1, max_size=3), st.booleans(), st.booleans())
def test_what_is_proposed_can_be_imported(
    drawn: list[list[list[str]]], day_first: bool, people_from_events: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, rows in enumerate(drawn):
            paths.append(Path(folder) / f"{number}.csv")
            with paths[-1].open("w", newline="", encoding="utf-8") as out:
                csv.writer(out).writerows(rows)
        tables = opened(paths)
        found = propose(tables, people_from_events=people_from_events)
        named = {table.name: set(table.columns) for table in tables}
        assert set(found.unknown) | set(found.unused) <= set(named)
        mapping = found.mapping
        if mapping is None:
            assert found.sources == ()
            return
        for question in found.questions:
            mapping = answered(mapping, question, day_first)
        for source, told in zip(mapping.sources, found.sources, strict=True):
            assert [one.path for one in told.found] == list(source.fields)
            columns = {rule.column for p in source.fields for rule in source.rule(p).chain}
            assert columns - {None} <= named[source.file]
        if any(lacking(source) for source in mapping.sources):
            return  # headers of XDM without a key: the import says which
        preview_rows(tables, mapping, 3)
        made = import_files("any", paths, mapping)
        for file in made.report.files:
            assert file.read == file.loaded + sum(file.set_aside.values())
        again = propose(tables, (mapping,), people_from_events=people_from_events)
        assert again.mapping is not None
        assert again.questions == ()
        of = [(source.file, source.table) for source in mapping.sources]
        if of == [(source.file, source.table) for source in again.mapping.sources]:
            same = import_files("any", paths, again.mapping)
            assert same.dataset.content_hash == made.dataset.content_hash
        else:  # a file that nobody could place is like another one of the mapping
            assert found.unknown


def test_a_header_alone_is_known_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("First name,Last name,Email,Company\n")
    made = import_files("x", [path])
    assert made.report.people == made.report.accounts == 0
    assert [warning.key for warning in made.report.warnings][:1] == ["no_rows"]


@pytest.mark.parametrize("text", ["\n\n", "a\n1\n"])
def test_little_is_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"x{text}")
    assert propose(opened([path])).mapping is None
