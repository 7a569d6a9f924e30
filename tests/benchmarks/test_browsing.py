"""The benchmark of the browser runs, at a small scale, and shows what Polars shows."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from benchmarks import browsing
from tests.samples import settle


def test_pages_are_those_of_the_plain_way() -> None:
    found = browsing.measure_pages(40, 1)  # raises where they are not
    assert set(found) == set(browsing.CASES)
    assert all(of["page"] > 0 and of["ratio"] > 0 for of in found.values())


def test_the_window_is_watched(qtbot: QtBot) -> None:
    found = browsing.measure_window(40)
    settle(qtbot)
    assert set(found["gaps"]) == {
        "show the accounts",
        "turn to the events",
        "sort by a text",
        "sort by time",
        "search",
        "scroll",
    }
    assert found["seconds"] > 0
