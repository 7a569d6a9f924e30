"""Results in order, few things under way, and errors where their result would have come."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from engine.accounts.importing.side_by_side import side_by_side


def test_results_come_in_order() -> None:
    def make(number: int) -> int:
        time.sleep(0.002 * (number % 3))
        return number * 2

    assert list(side_by_side(make, iter(range(40)))) == list(range(0, 80, 2))
    assert list(side_by_side(make, iter([]))) == []


def test_few_things_are_fetched_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    fetched = 0

    def things() -> Iterator[int]:
        nonlocal fetched
        for number in range(100):
            fetched += 1
            yield number

    for taken, _ in enumerate(side_by_side(lambda number: number, things()), 1):
        assert fetched <= taken + 2


def test_an_error_comes_where_its_result_would_have() -> None:
    def make(number: int) -> int:
        if number == 3:
            raise ValueError(number)
        return number

    found = side_by_side(make, iter(range(9)))
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="3"):
        next(found)


def test_what_stops_early_leaves_no_thread() -> None:
    def things() -> Iterator[int]:
        yield from range(3)
        raise KeyError

    with pytest.raises(KeyError):
        list(side_by_side(lambda number: number, things()))
    stopped = side_by_side(lambda number: number, iter(range(9)))
    assert next(stopped) == 0
    stopped.close()  # type: ignore[attr-defined]
    assert not [one for one in threading.enumerate() if one.name.startswith("side-by-side")]
