"""A run is the same to the bit: run again, from rows in another order, in another process."""

from __future__ import annotations

import os
import subprocess
import sys
from random import Random

import polars as pl
import pytest

from engine.accounts.content import content_hash
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import EVENT_PERSON, PERSON_KEY
from engine.simulation.results import RunResult
from engine.simulation.run import simulate
from tests.oracle.dice import Dice
from tests.oracle.strategies import Case, drawn

SEEDS = range(24)


def case(seed: int) -> Case:
    """A drawn case: one journey, several, or one that goes in one stride."""
    random = Random(seed)  # noqa: S311 - no secret
    dice = Dice(random.randbytes(2000))
    return drawn(
        dice, "several" if seed % 3 == 1 else "one", calm=seed % 3 == 2, derived=seed % 2 == 0
    )


def bits(result: RunResult) -> str:
    """A hash of all that a run answers, in order: every value, every type, every category. How a
    library lays texts out in memory, which depends on its threads, does not count."""
    tables = {"steps": result.steps, "messages": result.messages, "effects": result.effects}
    about = [
        *(repr(frame.schema) for frame in tables.values()),
        *(f"{name} {value}" for name, value in result.info.items() if name != "seconds"),
    ]
    return content_hash([*tables.items(), ("about", pl.DataFrame({"": about}))])


def play(seed: int) -> RunResult:
    """The run of a drawn case."""
    given = case(seed)
    return simulate(given.journeys, given.definitions, given.dataset, given.settings)


def shuffled(dataset: Dataset, random: Random) -> Dataset:
    """The same data from rows in another order; events of one type at one instant stay in theirs,
    because the order of loading counts there."""

    def mixed(frame: pl.DataFrame) -> pl.DataFrame:
        return frame[random.sample(range(frame.height), frame.height)]

    keys = dataset.people[PERSON_KEY]
    people = mixed(dataset.people)
    events = {
        kind: table.frame.with_columns(keys.gather(table.frame["person"]).alias(EVENT_PERSON))
        .drop("person")
        .sort("timestamp", descending=True, maintain_order=True)
        for kind, table in dataset.event_tables.items()
    }
    return build_dataset(
        dataset.name,
        mixed(dataset.accounts),
        people,
        events,
        mixed(dataset.opportunities),
        custom=dict(dataset.custom),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_is_the_same_again_and_from_rows_in_another_order(seed: int) -> None:
    given = case(seed)
    first = bits(play(seed))
    assert bits(play(seed)) == first
    other = shuffled(given.dataset, Random(seed))  # noqa: S311 - no secret
    assert other.content_hash == given.dataset.content_hash
    result = simulate(given.journeys[::-1], given.definitions, other, given.settings)
    assert bits(result) == first


def test_a_run_is_the_same_in_another_process() -> None:
    # With another seed of Python's hashes and one thread.
    command = [sys.executable, "-m", "tests.engine.simulation.test_reproducible"]
    odd = {"PYTHONHASHSEED": "77", "POLARS_MAX_THREADS": "1"}
    told = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **odd}
    ).stdout
    assert told.split() == [bits(play(seed)) for seed in SEEDS]


if __name__ == "__main__":
    sys.stdout.write("\n".join(bits(play(seed)) for seed in SEEDS))
