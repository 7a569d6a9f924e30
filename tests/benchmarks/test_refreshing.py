"""The benchmark of a refresh runs, at a small scale, and both contenders do the same."""

from __future__ import annotations

from benchmarks import refreshing
from benchmarks.data import dataset
from engine.accounts.refresh import refresh


def test_a_refresh_is_measured() -> None:
    found = refreshing.measure(300, 1)
    assert set(found["seconds"]) == {
        "Polars alone",
        "refresh",
        "kept as a first version",
        "kept as the next version",
    }
    # 300 accounts with 15,000 events: one in a hundred of both is news.
    assert (found["updated"], found["added"]) == (3, 150)
    assert found["ratio"] > 0


def test_both_find_the_same_events() -> None:
    old = dataset(200)
    newer = refreshing.newer_than(old)
    assert refreshing.by_hand(old, newer) == refresh(old, newer)[1].events.added == 100
    assert refreshing.by_hand(newer, newer) == 0
