"""Files and cells of views: every row, in order, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.browsing.view import Query, Sort, look
from engine.accounts.browsing.writing import as_cells, write_csv
from engine.accounts.dataset import build_dataset
from engine.accounts.fields import Entity
from engine.background import Work
from engine.errors import Cancelled, JornadaError


def test_a_file_has_all_rows_in_order(tmp_path: Path) -> None:
    data = build_dataset(
        "d",
        pl.DataFrame({f.ACCOUNT_KEY: ["1", "2", "3"], f.ACCOUNT_NAME: ["=1+1", "Ärle, Ltd", None]}),
        pl.DataFrame({f.PERSON_KEY: ["p"], f.PERSON_ROLES: [["Buyer", "Champion"]]}),
        {},
    )
    view = look(data, Query(Entity.ACCOUNT, sort=Sort(f.ACCOUNT_KEY, descending=True)))
    file = tmp_path / "out.csv"
    write_csv(file, view, [f.ACCOUNT_KEY, f.ACCOUNT_NAME], ["Key", "Name"])
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        assert list(csv.reader(opened)) == [
            ["Key", "Name"],
            ["3", ""],
            ["2", "Ärle, Ltd"],
            ["1", "'=1+1"],
        ]
    with pytest.raises(Cancelled):
        write_csv(tmp_path / "no.csv", view, [f.ACCOUNT_KEY], ["Key"], Work(cancelled=lambda: True))
    assert not (tmp_path / "no.csv").exists()
    with pytest.raises(JornadaError):
        write_csv(tmp_path / "none" / "no.csv", view, [f.ACCOUNT_KEY], ["Key"])


def test_cells_for_the_clipboard() -> None:
    rows = [
        ("a\tb", dt.datetime(2025, 1, 2, 3, 4, tzinfo=dt.UTC), ["x", "y"], True),
        ("+49", None, None, False),
    ]
    assert as_cells(rows, ["T", "W", "L", "F"]).split("\r\n") == [
        "T\tW\tL\tF",
        '"a\tb"\t2025-01-02T03:04:00Z\tx; y\ttrue',
        "'+49\t\t\tfalse",
    ]
