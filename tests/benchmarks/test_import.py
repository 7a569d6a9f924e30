"""The import of an export at a small size: both contenders read all of it, and are told apart."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from benchmarks import bench_import
from engine.accounts.importing.importer import import_files

EVENTS = 2_000


@pytest.mark.parametrize("quoted", [False, True])
def test_the_export_is_what_the_import_finds(tmp_path: Path, quoted: bool) -> None:
    bench_import.write(tmp_path, EVENTS, quoted)
    written = pl.read_csv(tmp_path / "events.csv", infer_schema=False)
    report = import_files("x", sorted(tmp_path.glob("*.csv"))).report
    assert (report.accounts, report.people, report.events) == (10, 100, EVENTS)
    assert report.set_aside == 0
    assert written["timestamp"].is_sorted()
    parts = bench_import.import_and_keep(tmp_path)
    assert set(parts) == {"import", "keep"}
    assert not list(tmp_path.glob("*.jornada"))


def test_both_contenders_are_measured_in_processes_of_their_own() -> None:
    console = Console(record=True, width=120)
    found = bench_import.show(console, [500], 1)
    assert set(found) == {"500 bare", "500 quoted"}
    for measured in found.values():
        assert set(measured) == {"polars", "jornada"}
        assert all(0 < one["median"] < 60 for one in measured.values())
    assert "Polars alone" in console.export_text()
