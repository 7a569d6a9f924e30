"""The benchmarks of conditions run, at a small scale."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from benchmarks import condition_counts, form_typing
from benchmarks.data import dataset
from engine.accounts.membership import Membership
from engine.conditions.model import Scope


def test_the_query_by_hand_counts_the_same() -> None:
    found = condition_counts.measure(2_000, 1)
    assert found["count"] > 0
    assert all(len(times) == 2 for times in found["seconds"].values())


def test_other_data_count_the_same_too() -> None:
    for seed in (2, 3):
        data = dataset(1_000, seed)
        mine = Membership(data).count(condition_counts.CONDITION, Scope.ACCOUNT).matching
        assert mine == condition_counts.by_hand(data)


def test_typing_is_measured(qtbot: QtBot) -> None:
    found = form_typing.measure(500)
    assert len(found["waits"]) == len(form_typing.TEXT) + len("p0012")
    assert {name for name in found["gaps"] if name.startswith("type")}
