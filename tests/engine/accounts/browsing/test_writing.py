"""Cells of views for the clipboard: nothing that a spreadsheet would run."""

from __future__ import annotations

import datetime as dt

from engine.accounts.browsing.writing import as_cells


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
