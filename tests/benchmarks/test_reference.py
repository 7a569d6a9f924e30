"""The benchmark's contenders at a small size: they must count the same."""

from __future__ import annotations

import pytest

from benchmarks import jornada, numpy_script, simpy_model
from benchmarks.data import EVENTS, PEOPLE, dataset
from benchmarks.measure import measure
from benchmarks.reference import definitions, journey
from engine.accounts.dataset import Dataset
from engine.journey.rules import problems
from engine.simulation.results import EndReason

ACCOUNTS = 2_000


@pytest.fixture(scope="module")
def data() -> Dataset:
    return dataset(ACCOUNTS)


def test_the_data_have_the_size_that_is_promised(data: Dataset) -> None:
    assert data.accounts.height == ACCOUNTS
    assert data.people.height == ACCOUNTS * PEOPLE
    assert sum(table.frame.height for table in data.event_tables.values()) == ACCOUNTS * EVENTS


def test_all_contenders_count_the_same(data: Dataset) -> None:
    by_hand = numpy_script.run(numpy_script.arrays(data))
    assert simpy_model.run(simpy_model.accounts(data)) == by_hand
    assert jornada.counts(jornada.run(data)) == by_hand


def test_the_counts_reach_every_path(data: Dataset) -> None:
    counts = numpy_script.run(numpy_script.arrays(data))
    named = data.accounts["accountName"].count()
    assert counts.entered["entry"] == named
    assert counts.ended["track", EndReason.COMPLETED] == named
    assert min(counts.left.values()) > 0
    # The quota gives half, three tenths and the rest, each to within one account.
    assert abs(counts.left["variant", "A"] - 0.5 * named) < 1
    assert abs(counts.left["variant", "B"] - 0.3 * named) < 1


def test_the_reference_journey_has_no_blocking_problem() -> None:
    assert not [found for found in problems(journey(), definitions()) if found.severity == "error"]


def test_contenders_are_measured_in_turns_in_processes_of_their_own() -> None:
    found = measure({"NumPy script": 2, "SimPy model": 1}, 200)
    assert {name: len(one.runs) for name, one in found.items()} == {
        "NumPy script": 2,
        "SimPy model": 1,
    }
    for one in found.values():
        assert 0 < one.seconds < 60
        assert one.peak_bytes > 1 << 20
    script, model = found.values()
    assert script.counts == model.counts
    assert script.counts["entered"]["entry"] <= 200
