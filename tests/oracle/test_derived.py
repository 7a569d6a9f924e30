"""Derived attributes, evaluated for all accounts at once, are what a plain reading of the rulings
gives for each account alone."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
from hypothesis import given, note, settings

from engine.accounts.dataset import Dataset
from engine.accounts.derived.evaluation import derive
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.fields import ACCOUNT_KEY
from engine.accounts.snapshot import Snapshot
from engine.conditions.columns import Column
from engine.conditions.compare import present
from engine.conditions.explain import value_of
from engine.conditions.model import ValueType
from engine.journey.model import Definitions
from tests.oracle.derived import derived_type, derived_value
from tests.oracle.dice import Dice
from tests.oracle.drawn_data import dataset
from tests.oracle.strategies import THROWS, scene
from tests.oracle.world import Value, World

Asked = tuple[DerivedAttribute, Dataset, tuple[int, ...]]


def asked(throws: bytes) -> list[Asked]:
    """Drawn attributes over drawn data, at the midnights of the drawn window."""
    when = scene(Dice(throws))
    data = dataset(when)
    return [(one, data, when.cycles[-2:]) for one in when.derived]


def values_of(column: Column) -> list[Value]:
    """The values of a column, None where missing."""
    rows = range(len(column))
    there = present(column, np.arange(len(column)))
    return [_read(column, row) if there[row] else None for row in rows]


def _read(column: Column, row: int) -> Value:
    if column.type is ValueType.STRING:
        return str(column.categories[int(column.codes[row])])  # type: ignore[union-attr]
    value = value_of(column, row)
    if column.type in (ValueType.DATE, ValueType.TIMESTAMP):
        return int(column.values[row])  # type: ignore[union-attr]
    return bool(value) if column.type is ValueType.BOOLEAN else float(value)  # type: ignore[arg-type]


def compared(one: Asked) -> Counter[str]:
    """Compare every account at every instant; counts what was seen."""
    definition, data, instants = one
    world = World(data, Definitions())
    state = Snapshot(data)  # no lists: nobody is in any, here and there
    seen: Counter[str] = Counter()
    keys = data.accounts[ACCOUNT_KEY].to_list()
    for at in instants:
        column = derive(definition, state, data, at)
        assert column.type is derived_type(definition, world)
        wanted = [derived_value(definition, world, key, at) for key in keys]
        assert values_of(column) == wanted
        seen.update(str(definition.aggregate) for value in wanted if value not in (None, 0.0))
        seen.update(f"over {definition.over}" for value in wanted if value not in (None, 0.0))
        seen.update("missing" for value in wanted if value is None)
    return seen


@settings(max_examples=max(300, settings().max_examples))
@given(THROWS)
def test_evaluated_at_once_as_one_by_one(throws: bytes) -> None:
    for one in asked(throws):
        note(one[0].model_dump_json(exclude_defaults=True))
        compared(one)


def test_what_is_drawn_reaches_every_aggregate() -> None:
    random = Random(2)  # noqa: S311 - no secret
    seen: Counter[str] = Counter()
    for _ in range(400):
        for one in asked(random.randbytes(2000)):
            seen.update(compared(one))
    wanted = {"count", "sum", "min", "max", "latest", "distinct", "share", "missing"}
    wanted |= {"over people", "over events", "over opportunities"}
    assert {name for name in wanted if seen[name] < 5} == set()
