"""Who is where: the entries of one journey, the queues before its nodes, and how entries move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.conditions.columns import MISSING_INSTANT, Bools, Instants, Rows
from engine.conditions.model import Scope
from engine.journey.model import ReEntryFrom
from engine.journey.nodes import NEXT
from engine.journey.timing import Duration, Unit
from engine.simulation.instants import after_one_another, chosen, only, order_by, places, same
from engine.simulation.log import Cell, Log, Values
from engine.simulation.plan import JourneyPlan
from engine.simulation.quota import Quota
from engine.simulation.results import Effect, EndReason, Note
from engine.simulation.world import World

Ids = NDArray[np.int32]
"""Entries by their place in :class:`Entries`."""

_D = TypeVar("_D", bound=np.generic)


@dataclass(frozen=True)
class Batch:
    """Entries that arrive at a node; ``people``: one row a person of the entry's account."""

    entries: Ids
    at: Instants
    people: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        return len(self.entries)

    def where(self, which: Bools | NDArray[np.int64]) -> Batch:
        """Some of the rows."""
        rows = places(which)
        entries = self.entries[rows]
        people = None if self.people is None else self.people[rows]
        return Batch(entries, chosen(self.at, rows, len(entries)), people)


def joined(batches: list[Batch]) -> Batch:
    """One batch of several."""
    if len(batches) == 1:
        return batches[0]
    if not batches:
        return Batch(np.empty(0, np.int32), np.empty(0, np.int64))
    people = [batch.people for batch in batches if batch.people is not None]
    return Batch(
        np.concatenate([batch.entries for batch in batches]),
        after_one_another([batch.at for batch in batches]),
        np.concatenate(people) if people else None,
    )


@dataclass
class Waiting:
    """Entries that stay at a wait or a listen until ``due``.

    ``trigger`` and ``cause`` (a person row): what will have moved them then; -1 for the time
    itself.
    """

    entries: Ids = field(default_factory=lambda: np.empty(0, np.int32))
    arrived: Instants = field(default_factory=lambda: np.empty(0, np.int64))
    due: Instants = field(default_factory=lambda: np.empty(0, np.int64))
    trigger: NDArray[np.int16] = field(default_factory=lambda: np.empty(0, np.int16))
    cause: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.entries)

    def where(self, which: Bools) -> Waiting:
        """Some of the rows."""
        if which.all():
            return self
        rows = places(which)
        entries = self.entries[rows]
        return Waiting(
            entries,
            chosen(self.arrived, rows, len(entries)),
            chosen(self.due, rows, len(entries)),
            self.trigger[rows],
            self.cause[rows],
        )

    def plus(self, other: Waiting) -> Waiting:
        """These and others."""
        if not len(self) or not len(other):
            return other if len(other) else self
        return Waiting(
            np.concatenate((self.entries, other.entries)),
            after_one_another((self.arrived, other.arrived)),
            after_one_another((self.due, other.due)),
            np.concatenate((self.trigger, other.trigger)),
            np.concatenate((self.cause, other.cause)),
        )


@dataclass
class Entries:
    """All entries of a journey: account row, number (from 1), start and end instants."""

    account: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    number: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    started: Instants = field(default_factory=lambda: np.empty(0, np.int64))
    ended: Instants = field(default_factory=lambda: np.empty(0, np.int64))
    """``MISSING_INSTANT`` while inside."""

    def __len__(self) -> int:
        return len(self.account)

    def add(self, account: Rows, number: NDArray[np.int32], started: Instants) -> Ids:
        """New entries; answers their ids."""
        first = len(self)
        self.account = np.concatenate((self.account, np.asarray(account, np.int32)))
        self.number = np.concatenate((self.number, number))
        self.started = np.concatenate((self.started, started))
        self.ended = np.concatenate((self.ended, np.full(len(account), MISSING_INSTANT)))
        return np.arange(first, len(self), dtype=np.int32)


@dataclass
class Verdicts:
    """Which events, by serial number, a listen's filters have seen, and which they let pass."""

    seen: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    good: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))


@dataclass
class Tally:
    """How many events each entry has heard for a trigger before the last cycle, and since."""

    cycle: int
    before: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    today: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


class JourneyRun:
    """One journey while it runs."""

    def __init__(
        self, plan: JourneyPlan, world: World, log: Log, peers: dict[str, JourneyRun]
    ) -> None:
        """``peers``: all journeys of the run by id, this one included."""
        self.plan = plan
        self.world = world
        self.log = log
        self.peers = peers
        self.entries = Entries()
        self.last_entry = np.full(world.height(Scope.ACCOUNT), -1, np.int32)
        self.arriving: dict[str, list[Batch]] = {}
        self.waiting: dict[str, Waiting] = {}
        self.quotas: dict[str, Quota] = {}
        self.cycle = plan.start
        """The instant of the last cycle."""
        self.moved = False
        """Whether anything has happened in this pass."""
        self.holders: dict[str, NDArray[np.int32]] = {}
        """By e-mail, the entry that last got it first, by address (ruling 34)."""
        self.at_arrival: frozenset[str] = frozenset()
        """The listens whose events can all be known when an entry arrives, because nothing that
        they depend on changes while it waits."""
        self._verdicts: dict[tuple[str, str], Verdicts] = {}
        self._tallies: dict[tuple[str, int], Tally] = {}

    # Entry.

    def may_enter(self, accounts: Rows, at: int | Instants) -> Bools:
        """By the entry rules, but for the audience (section 7, rulings 11, 12, 48)."""
        last = self.last_entry[accounts]
        allowed = self.world.takes_part(Scope.ACCOUNT)[accounts]
        again = np.flatnonzero(allowed & (last >= 0))
        if len(again):
            instants = np.broadcast_to(np.asarray(at, np.int64), np.shape(accounts))[again]
            allowed[again] = self._may_return(last[again], instants)
        return allowed

    def _may_return(self, last: Ids, at: Instants) -> Bools:
        rule = self.plan.journey.settings.re_entry
        if rule is None:
            return np.zeros(len(last), np.bool_)
        ended = self.entries.ended[last]
        reference = self.entries.started[last] if rule.timing is ReEntryFrom.START else ended
        known = np.where(ended == MISSING_INSTANT, self.plan.clock.first, reference)
        delay = Duration(amount=rule.delay, unit=Unit(rule.unit))
        allowed: Bools = (
            (ended != MISSING_INSTANT)
            & (ended <= at)
            & (self.entries.number[last] < rule.limit)
            & (self.plan.clock.later(known, delay) <= at)
        )
        return allowed

    def enter(self, accounts: Rows, at: Instants) -> None:
        """Place accounts on the audience node (ruling 6)."""
        if not len(accounts):
            return
        last = self.last_entry[accounts]
        number = np.ones(len(accounts), np.int32)
        again = last >= 0
        number[again] = self.entries.number[last[again]] + 1
        ids = self.entries.add(accounts, number, at)
        self.last_entry[accounts] = ids
        audience = self.plan.journey.audience
        assert audience is not None  # noqa: S101 - the plan has made sure
        self.push(audience.id, Batch(ids, at))

    def remove(self, accounts: Rows, at: Instants) -> Bools:
        """Take accounts out; answers who was inside. Nothing that has happened is taken back: an
        entry ends at the later of ``at`` and its last step, not after the journey's own end
        (rulings 9, 48)."""
        last = self.last_entry[accounts]
        inside = last >= 0
        inside[inside] = self.entries.ended[last[inside]] == MISSING_INSTANT
        wanted = dict(zip(last[inside].tolist(), np.asarray(at)[inside].tolist(), strict=True))
        for node, waiting in list(self.waiting.items()):
            gone = np.isin(waiting.entries, last[inside])
            self._removed(node, waiting.entries[gone], waiting.arrived[gone], wanted)
            self.waiting[node] = waiting.where(~gone)
        for node, batches in list(self.arriving.items()):
            batch = joined(batches)
            gone = np.isin(batch.entries, last[inside])
            self._removed(node, batch.entries[gone], batch.at[gone], wanted)
            self.arriving[node] = [batch.where(~gone)]
        return inside

    def _removed(self, node: str, entries: Ids, arrived: Instants, at: Mapping[int, int]) -> None:
        if len(entries):
            instants = np.array([at[entry] for entry in entries.tolist()], np.int64)
            left = np.minimum(np.maximum(instants, arrived), self.plan.end)
            self.end(node, entries, arrived, left, EndReason.REMOVED)

    # Moving on.

    def push(self, node: str, batch: Batch) -> None:
        """Let a batch arrive at a node."""
        if len(batch):
            self.arriving.setdefault(node, []).append(batch)

    def take(self, node: str) -> Batch:
        """What has arrived at a node since it was last asked."""
        batch = joined(self.arriving.pop(node, []))
        self.moved = self.moved or len(batch) > 0
        return batch

    def accounts(self, entries: Ids) -> NDArray[np.int32]:
        """The account rows of entries."""
        return self.entries.account[entries]

    def numbers(self, entries: Ids) -> NDArray[np.int32] | int:
        """The numbers of entries; one number for all while no account has entered again."""
        return 1 if self.plan.journey.settings.re_entry is None else self.entries.number[entries]

    def leave(
        self,
        node: str,
        entries: Ids,
        arrived: Instants,
        left: Instants,
        path: str = NEXT,
        trigger: Values | None = None,
        cause: Values | None = None,
    ) -> None:
        """Leave a node by a path, to the next node or to the journey's end."""
        target = self.plan.target(node, path)
        ended = None if target is not None else EndReason.COMPLETED
        self.step(node, entries, arrived, left, path, ended, trigger=trigger, cause=cause)
        if target is None:
            self.entries.ended[entries] = left
        else:
            self.push(target, Batch(entries, left))

    def end(
        self, node: str, entries: Ids, arrived: Instants, left: Instants, reason: EndReason
    ) -> None:
        """End entries at a node."""
        self.step(node, entries, arrived, left, None, reason)
        self.entries.ended[entries] = left

    def step(
        self,
        node: str,
        entries: Ids,
        arrived: Instants,
        left: Instants | None,
        path: str | None,
        ended: EndReason | None = None,
        *,
        people: NDArray[np.int32] | None = None,
        trigger: Values | None = None,
        cause: Values | None = None,
    ) -> None:
        """Write down visits of a node."""
        values: dict[str, Values | pl.Series | Cell] = {
            "journey": self.plan.journey.id,
            "account": self.accounts(entries),
            "entry": self.numbers(entries),
            "person": people,
            "node": node,
            "arrived": arrived,
            "left": left,
            "path": path,
            "ended": None if ended is None else str(ended),
            "trigger": trigger,
            "cause": cause,
            "seq": self.log.seq,
        }
        self.log.steps.add(len(entries), values)
        self.log.seq += 1

    def effect(
        self, node: str, batch: Batch, effect: Effect, **values: str | pl.Series | Note | None
    ) -> None:
        """Write down what an action did to each of a batch: ``subject``, ``previous``, ``new``,
        ``note``."""
        cells: dict[str, Values | pl.Series | Cell] = {
            "journey": self.plan.journey.id,
            "account": self.accounts(batch.entries),
            "entry": self.numbers(batch.entries),
            "person": batch.people,
            "node": node,
            "time": batch.at,
            "effect": str(effect),
            "seq": self.log.seq,
        }
        for name, value in values.items():
            cells[name] = str(value) if isinstance(value, Note) else value
        self.log.effects.add(len(batch), cells)
        self.log.seq += 1

    # What listens remember.

    def verdicts(self, node: str, event_type: str, size: int) -> Verdicts:
        """What a listen's filters said of events of a type, for at least ``size`` of them."""
        found = self._verdicts.setdefault((node, event_type), Verdicts())
        found.seen, found.good = _grown(found.seen, size), _grown(found.good, size)
        return found

    def tally(self, node: str, trigger: int) -> Tally:
        """How many events each entry has heard for a trigger of a listen (ruling 21)."""
        found = self._tallies.setdefault((node, trigger), Tally(self.cycle))
        found.before = _grown(found.before, len(self.entries))
        found.today = _grown(found.today, len(self.entries))
        if found.cycle != self.cycle:
            found.cycle = self.cycle
            found.before += found.today
            found.today[:] = 0
        return found

    # The end.

    def finish(self) -> None:
        """At the journey's end everyone inside ends where they are (ruling 1)."""
        for node, waiting in list(self.waiting.items()):
            ends = same(self.plan.end, len(waiting))
            self.end(node, waiting.entries, waiting.arrived, ends, EndReason.JOURNEY_ENDED)
            del self.waiting[node]

    def close(self) -> None:
        """At the end of the window those inside stay where they are (ruling 2)."""
        for node, waiting in self.waiting.items():
            self.step(node, waiting.entries, waiting.arrived, None, None)


def in_order(run: JourneyRun, batch: Batch) -> Batch:
    """By instant, then account key, then person key. Rows are in the order of keys."""
    keys = run.accounts(batch.entries) if batch.people is None else batch.people  # by account too
    if only(batch.at) and (np.diff(keys) > 0).all():
        return batch
    return batch.where(order_by(batch.at, keys))


def _grown(array: NDArray[_D], size: int) -> NDArray[_D]:
    """The array with zeros behind it up to a size."""
    if len(array) >= size:
        return array
    return np.concatenate((array, np.zeros(max(size, 2 * len(array)) - len(array), array.dtype)))
