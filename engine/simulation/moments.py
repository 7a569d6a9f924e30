"""The world of one account as it was at a moment of a run, made again from what the run wrote.

Decisions are explained by evaluating the very conditions that decided, on this world.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, ListKind
from engine.accounts.dataset import Dataset, EventTable
from engine.accounts.derived.evaluation import derive
from engine.accounts.zones import instant_of, zone
from engine.conditions.columns import Rows
from engine.conditions.evaluate import evaluate
from engine.conditions.model import Scope, ValueType
from engine.journey.model import Definitions, Journey
from engine.simulation.clock import midnights
from engine.simulation.plan import compile_journey, dynamic_lists, list_condition, new_attributes
from engine.simulation.results import Effect, RunResult
from engine.simulation.values import read_text
from engine.simulation.world import World

_LISTS = (Effect.LIST_JOINED, Effect.LIST_LEFT)


class AccountHistory:
    """One account of a run: its small dataset, and what happened to it in order."""

    def __init__(
        self,
        result: RunResult,
        journeys: Sequence[Journey],
        definitions: Definitions,
        dataset: Dataset,
        account: int,
    ) -> None:
        """``account``: the account row in ``dataset``."""
        start, end = instant_of(result.settings.start), instant_of(result.settings.end)
        self.cycles = midnights(zone(result.settings.time_zone, start, end), start, end)
        self.definitions = definitions
        self.first_person = int(dataset.offsets[account])
        self.dataset = _only(dataset, account)
        self.effects = result.effects.filter(pl.col("account") == account).sort("seq")
        plans = [compile_journey(journey, definitions, start, end) for journey in journeys]
        self.new = new_attributes(plans, dataset)
        derived = {item.id: item for plan in plans for item in plan.derived}
        self.derived = tuple(derived.values())

    def at(self, instant: int, seq: int) -> World:
        """The world that a decision at ``instant`` saw whose place in processing is ``seq``."""
        world = World(self.dataset, self.new)
        for item in self.definitions.lists:
            if item.kind is ListKind.STATIC:
                keys = self._keys(item.scope)
                world.lists[item.scope, item.id] = keys.is_in(list(item.members)).to_numpy()
        cycles = [each for each in self.cycles if each <= instant] or list(self.cycles[:1])
        before = self.effects.filter(pl.col("seq") < seq)
        times = before["time"].to_physical()
        dynamic = dynamic_lists(self.definitions)
        done = pl.Series([False]).new_from_index(0, before.height)
        for cycle in cycles[-2:]:  # derived attributes see the lists of the cycle before
            happened = (times < cycle) & ~done
            self._apply(world, before.filter(happened))
            done |= happened
            if cycle == cycles[-1]:
                for each in self.derived:
                    world.set_derived(each.path, derive(each, world, self.dataset, cycle))
            self._evaluate(world, dynamic, cycle)
        self._apply(world, before.filter(~done))
        return world

    def _evaluate(self, world: World, lists: Iterable[EntityList], cycle: int) -> None:
        """Make the dynamic lists what they were at a cycle."""
        found = {
            (item.scope, item.id): evaluate(
                list_condition(item), world, item.scope, np.arange(world.height(item.scope)), cycle
            )
            for item in lists
        }
        world.lists.update(found)

    def person(self, row: int | None) -> int | None:
        """The person row in the small dataset of a person row in the whole one."""
        return None if row is None else row - self.first_person

    def _keys(self, scope: Scope) -> pl.Series:
        if scope is Scope.ACCOUNT:
            return self.dataset.accounts[f.ACCOUNT_KEY]
        return self.dataset.people[f.PERSON_KEY]

    def _apply(self, world: World, effects: pl.DataFrame) -> None:
        for effect in effects.iter_rows(named=True):
            person = self.person(effect["person"])
            scope = Scope.ACCOUNT if person is None else Scope.PERSON
            rows = np.array([person or 0])
            if effect["effect"] == Effect.ATTRIBUTE_CHANGED:
                _set(world, scope, rows, effect)
            elif effect["effect"] in _LISTS:
                joins = effect["effect"] == Effect.LIST_JOINED
                world.set_members(scope, effect["subject"], rows, joins)
            elif effect["effect"] == Effect.MOMENT_ADDED:
                kind = f.ACCOUNT_MOMENT if person is None else f.INTERESTING_MOMENT
                said = {f.MOMENT_TYPE: effect["new"], f.MOMENT_DESCRIPTION: effect["subject"]}
                _add(world, kind, scope, rows, effect, said)


def _set(world: World, scope: Scope, rows: Rows, effect: dict[str, object]) -> None:
    path, new = str(effect["subject"]), effect["new"]
    column = world.attribute(scope, path)
    kind = ValueType.STRING if column is None else column.type
    value = None if new is None else read_text(str(new), kind)
    world.set_attribute(scope, path, rows, value)
    said = {f.CHANGED_ATTRIBUTE: path, f.CHANGED_NEW: new, f.CHANGED_PREVIOUS: effect["previous"]}
    kind_of_event = f.ACCOUNT_CHANGED if scope is Scope.ACCOUNT else f.PERSON_CHANGED
    _add(world, kind_of_event, scope, rows, effect, said)


def _add(
    world: World,
    event_type: str,
    scope: Scope,
    rows: Rows,
    effect: dict[str, object],
    said: dict[str, object],
) -> None:
    instant = pl.Series([effect["time"]], dtype=pl.Datetime("us", "UTC")).to_physical().to_numpy()
    fields = {name: None if value is None else str(value) for name, value in said.items()}
    people = None if scope is Scope.ACCOUNT else rows
    world.add_events(event_type, np.array([0]), people, instant, dict(fields))


def _only(dataset: Dataset, account: int) -> Dataset:
    """The dataset of one account and its people."""
    first, last = int(dataset.offsets[account]), int(dataset.offsets[account + 1])
    tables = {}
    for kind in dataset.event_tables:
        block = dataset.events_of(kind)
        if block is None:
            continue
        low, high = int(block.offsets[account]), int(block.offsets[account + 1])
        frame = dataset.event_tables[kind].frame.slice(low, high - low)
        if frame.height:
            tables[kind] = EventTable(
                kind, frame.with_columns((pl.col("person") - first).cast(pl.Int32))
            )
    return Dataset(
        name=dataset.name,
        accounts=dataset.accounts.slice(account, 1),
        people=dataset.people.slice(first, last - first),
        event_tables=tables,
        opportunities=dataset.opportunities.filter(
            pl.col(f.OPPORTUNITY_ACCOUNT) == dataset.accounts[f.ACCOUNT_KEY][account]
        ),
        custom=dataset.custom,
    )
