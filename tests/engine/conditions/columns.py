"""A plain world as the columns that the evaluation reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from engine.accounts.dataset import POLARS_TYPES, Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.snapshot import Snapshot
from engine.conditions.columns import Bools, EventBlock
from engine.conditions.model import Scope, ValueType
from tests.engine.conditions.plain import Account, Event, Person, Value, World

ACCOUNT_KEY, PERSON_KEY = "accountKey.sourceKey", "b2b.personKey.sourceKey"


@dataclass(frozen=True)
class WorldColumns(Snapshot):
    """A snapshot whose events come in two blocks, as while a simulation runs: every second event
    of a person is one that an action added."""

    added: Dataset | None = None
    rows: dict[str, int] = field(default_factory=dict)

    def events(self, event_type: str) -> Sequence[EventBlock]:
        later = None if self.added is None else self.added.events_of(event_type)
        return (*super().events(event_type), *(() if later is None else (later,)))


def columns_of(world: World) -> WorldColumns:
    loaded = [event for person in world.people for event in pairs(person, 0)]
    added = [event for person in world.people for event in pairs(person, 1)]
    dataset, later = _dataset(world, loaded), _dataset(world, added)
    keys = {
        Scope.ACCOUNT: dataset.accounts[ACCOUNT_KEY].to_list(),
        Scope.PERSON: dataset.people[PERSON_KEY].to_list(),
    }
    lists: dict[tuple[Scope, str], Bools] = {
        (scope, name): np.array([key in members for key in keys[scope]], dtype=np.bool_)
        for (scope, name), members in world.lists.items()
    }
    rows = {key: row for found in keys.values() for row, key in enumerate(found)}
    return WorldColumns(dataset, lists, added=later, rows=rows)


def in_order(world: World, columns: WorldColumns, scope: Scope) -> list[Account | Person]:
    """The entities of a scope by row."""
    entities: Sequence[Account | Person] = (
        world.accounts if scope is Scope.ACCOUNT else world.people
    )
    return sorted(entities, key=lambda entity: columns.rows[entity.key])


def pairs(person: Person, half: int) -> list[tuple[Person, Event]]:
    return [(person, event) for event in person.events[half::2]]


def _dataset(world: World, events: list[tuple[Person, Event]]) -> Dataset:
    own = [Field(path=name, label=name, type=kind, custom=True) for name, kind in _own(world)]
    accounts = pl.DataFrame(
        {
            ACCOUNT_KEY: pl.Series([account.key for account in world.accounts], dtype=pl.String),
            "accountName": pl.Series([item.name for item in world.accounts], dtype=pl.String),
            **_values(world, [account.values for account in world.accounts]),
        }
    )
    people = pl.DataFrame(
        {
            PERSON_KEY: pl.Series([person.key for person in world.people], dtype=pl.String),
            "personComponents.sourceAccountKey.sourceKey": pl.Series(
                [person.account for person in world.people], dtype=pl.String
            ),
            "workEmail.address": pl.Series([item.email for item in world.people], dtype=pl.String),
            "personRoles": pl.Series(
                [person.roles for person in world.people], dtype=pl.List(pl.String)
            ),
            **_values(world, [person.values for person in world.people]),
        }
    )
    frame = pl.DataFrame(
        {
            "eventType": pl.Series([event.kind for _, event in events], dtype=pl.String),
            "timestamp": pl.Series([event.at for _, event in events], dtype=pl.Int64).cast(
                pl.Datetime("us", "UTC")
            ),
            "personKey": pl.Series([person.key for person, _ in events], dtype=pl.String),
            **_values(world, [event.fields for _, event in events]),
        }
    )
    custom = {Entity.ACCOUNT: own, Entity.PERSON: own, Entity.EVENT: own}
    return build_dataset("world", accounts, people, frame, custom=custom)


def _own(world: World) -> list[tuple[str, ValueType]]:
    return sorted(world.types.items())


def _values(world: World, rows: list[dict[str, Value]]) -> dict[str, pl.Series]:
    return {
        name: pl.Series(name, [row.get(name) for row in rows], dtype=POLARS_TYPES[kind])
        for name, kind in _own(world)
    }
