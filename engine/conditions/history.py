"""Event history: how many events each person has (ruling 7).

Three ways to the same count, by what is asked: one instant for many people scans the events once;
few people look only into their accounts' events; many people at many instants use an index of the
matching events by person, kept as long as the block of events lives.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.conditions.columns import Bools, Columns, EventBlock, Instants, Rows
from engine.conditions.compare import (
    DAY,
    Selection,
    depends_on_instant,
    matches,
    missing_column,
)
from engine.conditions.model import EventHistory, FieldConstraint, Scope
from engine.conditions.segments import Ints, expand, first_after

_FEW = 16
"""Few people: fewer than one in so many."""
_KEPT = 8
"""How many indices are kept at most; one of 50 million events has 400 MB."""


def event_counts(
    condition: EventHistory, columns: Columns, rows: Rows, at: int | Instants
) -> NDArray[np.int64]:
    """How many events that meet the condition each person of ``rows`` has at ``at``."""
    varying = isinstance(at, np.ndarray)
    if varying and any(depends_on_instant(item) for item in condition.constraints):
        return _instant_by_instant(condition, columns, rows, np.asarray(at))
    people = len(columns.takes_part(Scope.PERSON))
    counts = np.zeros(len(rows), dtype=np.int64)
    for block in columns.events(condition.event_type):
        if len(rows) * _FEW < people:
            counts += _near(condition, columns, block, rows, at).counts(condition, rows, at)
        elif isinstance(at, np.ndarray):
            counts += _index(block, condition.constraints, people).counts(condition, rows, at)
        else:
            counts += _scan(condition, block, int(at), people)[rows]
    return counts


def event_instants(condition: EventHistory, columns: Columns, person: int, at: int) -> Instants:
    """The instants of the events that one person is counted for, in order."""
    rows = np.array([person])
    found = [np.empty(0, dtype=np.int64)]
    for block in columns.events(condition.event_type):
        events = _near(condition, columns, block, rows, at)
        (start,), (end,) = events.window(condition, rows, at)
        found.append(events.instants[start:end])
    return np.sort(np.concatenate(found))


@dataclass(frozen=True)
class _PersonEvents:
    """Matching events by person, then instant.

    Those of a person have the places ``starts[person]`` up to ``starts[person + 1]``; without
    ``starts`` they are looked up in ``people``.
    """

    people: NDArray[np.int32]
    instants: Instants
    starts: Ints | None = None

    def counts(self, condition: EventHistory, rows: Rows, at: int | Instants) -> Ints:
        """How many events each person of ``rows`` has."""
        start, end = self.window(condition, rows, at)
        return end - start

    def window(self, condition: EventHistory, rows: Rows, at: int | Instants) -> tuple[Ints, Ints]:
        """Where the events that count for each person start and end in ``instants``."""
        if self.starts is None:
            lo = np.searchsorted(self.people, rows, side="left")
            hi = np.searchsorted(self.people, rows, side="right")
        else:
            lo, hi = self.starts[rows], self.starts[rows + 1]
        end = first_after(lo, hi, self.instants, at)
        if condition.look_back_days is None:
            return lo, end
        return first_after(lo, end, self.instants, at - condition.look_back_days * DAY), end


def _instant_by_instant(
    condition: EventHistory, columns: Columns, rows: Rows, at: Instants
) -> NDArray[np.int64]:
    """Constraints that themselves depend on the instant leave nothing to share between instants."""
    counts = np.zeros(len(rows), dtype=np.int64)
    instants, place = np.unique(at, return_inverse=True)
    for number, instant in enumerate(instants):
        here = np.flatnonzero(place == number)
        counts[here] = event_counts(condition, columns, rows[here], int(instant))
    return counts


def _scan(condition: EventHistory, block: EventBlock, at: int, people: int) -> Ints:
    """Counts of all people at one instant."""
    counted = block.timestamp <= at
    if condition.look_back_days is not None:
        counted &= block.timestamp > at - condition.look_back_days * DAY
    counted &= _meets(block, condition.constraints, slice(None), at)
    return np.bincount(block.person[counted], minlength=people)


def _meets(
    block: EventBlock,
    constraints: tuple[FieldConstraint, ...],
    events: Selection,
    at: int,
) -> Bools:
    """Which events are a person's and meet all constraints."""
    found = block.person[events] >= 0
    for constraint in constraints:
        column = block.fields.get(constraint.field)
        if column is None:
            column = missing_column(len(block))
        found &= matches(constraint, column, events, at)
    return found


def _near(
    condition: EventHistory, columns: Columns, block: EventBlock, rows: Rows, at: int | Instants
) -> _PersonEvents:
    """The matching events of the accounts of a few people."""
    offsets = columns.people_offsets()
    accounts = np.unique(np.searchsorted(offsets, rows, side="right") - 1)
    # People without an account stand behind the last account, and so do their events.
    last = len(offsets) - 1
    after = block.offsets[np.minimum(accounts + 1, last)]
    _, events = expand(block.offsets[accounts], np.where(accounts < last, after, len(block)))
    instant = 0 if isinstance(at, np.ndarray) else int(at)
    events = events[_meets(block, condition.constraints, events, instant)]
    people = block.person[events]
    order = np.argsort(people, kind="stable")
    return _PersonEvents(people[order], block.timestamp[events[order]])


_indices: OrderedDict[tuple[int, tuple[FieldConstraint, ...]], _PersonEvents] = OrderedDict()
"""By identity of the block; the oldest goes first, and all of a block go with it."""


def _index(
    block: EventBlock, constraints: tuple[FieldConstraint, ...], people: int
) -> _PersonEvents:
    """The index of all matching events of a block."""
    key = (id(block), constraints)
    found = _indices.get(key)
    if found is None:
        events = np.flatnonzero(_meets(block, constraints, slice(None), 0))
        of_events = block.person[events]
        order = np.argsort(of_events, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(of_events, minlength=people))))
        found = _PersonEvents(of_events[order], block.timestamp[events[order]], starts)
        weakref.finalize(block, _indices.pop, key, None)
        _indices[key] = found
        while len(_indices) > _KEPT:
            _indices.popitem(last=False)
    return found
