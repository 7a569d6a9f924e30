"""The measure of tables that are written: both write the same rows, and the goals are looked at."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from openpyxl import load_workbook

from benchmarks import writing_tables


def test_both_write_the_same_rows(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.xlsx", tmp_path / "theirs.xlsx"
    writing_tables.write_jornada(ours, 50)
    writing_tables.write_excel_alone(theirs, 50)
    books = [load_workbook(path) for path in (ours, theirs)]
    found = [list(book.worksheets[0].iter_rows(values_only=True)) for book in books]
    assert len(found[0]) == 51
    assert found[0] == found[1]
    for book in books:
        book.close()
    writing_tables.write_jornada(tmp_path / "ours.csv", 50)
    writing_tables.write_csv_alone(tmp_path / "theirs.csv", 50)
    ours_csv = pl.read_csv(tmp_path / "ours.csv").drop("at")
    assert ours_csv.equals(pl.read_csv(tmp_path / "theirs.csv").drop("at"))


def test_the_figures_are_told() -> None:
    found = writing_tables.measure(20, 1)
    assert set(found) == {"xlsx", "csv"}
    for told in found.values():
        assert told["ratio"] > 0
        assert told["peak_bytes"]["more"] > 0
