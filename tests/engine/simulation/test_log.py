"""The tables of a run: whatever the shape of a batch, each row has every value."""

from __future__ import annotations

import numpy as np
import pytest

from engine.accounts.zones import instant_of
from engine.conditions.columns import MISSING_INSTANT
from engine.simulation.instants import same
from engine.simulation.log import Log, Names
from tests.engine.simulation.build import moment

NOON = instant_of(moment("03-01 12:00"))


@pytest.fixture
def log() -> Log:
    return Log(Names(journeys=("J",), nodes=("a", "b"), paths=("next",), messages=()))


@pytest.mark.parametrize("height", [1, 3])
def test_a_batch_of_nothing_but_constants_has_its_height(log: Log, height: int) -> None:
    log.steps.add(height, {"journey": "J", "account": 7, "arrived": same(NOON, height)})
    frame = log.steps.frame()
    assert frame["account"].to_list() == [7] * height
    assert frame["arrived"].to_list() == [moment("03-01 12:00")] * height
    assert frame["left"].null_count() == height


def test_codes_and_instants_that_stand_for_nothing_are_null(log: Log) -> None:
    log.steps.add(
        2,
        {
            "journey": "J",
            "account": np.array([4, 5], np.int32),
            "node": np.array([1, -1], np.int16),
            "left": np.array([NOON, MISSING_INSTANT]),
            "cause": np.array([-1, 9], np.int32),
        },
    )
    frame = log.steps.frame()
    assert frame["node"].to_list() == ["b", None]
    assert frame["left"].to_list() == [moment("03-01 12:00"), None]
    assert frame["cause"].to_list() == [None, 9]


def test_an_empty_table_has_all_columns_with_their_types(log: Log) -> None:
    log.messages.add(0, {"journey": "J"})
    frame = log.messages.frame()
    assert frame.height == 0
    assert frame.schema["outcome"] == log.names.schema["outcome"]
