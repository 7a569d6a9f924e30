"""The whole path at a small size: what was imported and kept replays like what was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import files, jornada, whole_path
from benchmarks.data import dataset
from benchmarks.memory import forget_peak, peak
from benchmarks.reference import definitions, journey
from engine.simulation.counts import node_counts
from engine.store.workspace import Workspace

ACCOUNTS = 300


def test_every_part_is_measured_and_the_kept_run_counts_the_same(tmp_path: Path) -> None:
    made = dataset(ACCOUNTS)
    files.write(made, tmp_path)
    found = whole_path.go(tmp_path)

    assert tuple(found["seconds"]) == tuple(found["peak_bytes"]) == whole_path.PARTS
    assert min(found["seconds"].values()) > 0
    assert min(found["peak_bytes"].values()) > 1 << 20
    by_hand = jornada.run(made)
    assert found["steps"] == by_hand.steps.height
    assert found["messages"] == by_hand.messages.height
    with Workspace.open(tmp_path / "whole path.jornada") as workspace:
        (entry,) = workspace.runs()
        kept = workspace.run(entry.id)
        assert workspace.dataset("reference").accounts.height == ACCOUNTS
    assert node_counts(kept.result, journey()) == node_counts(by_hand, journey())
    assert kept.definitions == definitions()


def test_the_peak_is_that_of_a_part() -> None:
    if not forget_peak():
        pytest.skip("this system counts the peak of the whole process only")
    before = peak()
    block = bytearray(64 << 20)
    assert peak() >= before + (48 << 20)
    del block
    forget_peak()
    assert peak() < before + (48 << 20)
