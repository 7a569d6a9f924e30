"""Listen for an event (domain section 3.2, rulings 21-24, 50)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.conditions.columns import Bools, EventBlock, Instants
from engine.conditions.evaluate import evaluate
from engine.conditions.model import Scope
from engine.conditions.segments import expand, first_after
from engine.journey.nodes import TIMEOUT, ListenNode
from engine.journey.triggers import Trigger
from engine.simulation.clock import NEVER
from engine.simulation.instants import at_most, only, same
from engine.simulation.results import EndReason
from engine.simulation.travel import Batch, JourneyRun, Waiting
from engine.simulation.triggers import event_type_of, events_match


def step(run: JourneyRun, node: ListenNode, until: int) -> None:
    """Those whose event or deadline comes before ``until`` go on."""
    batch = run.take(node.id)
    waiting = run.waiting.get(node.id, Waiting())
    if node.id in run.at_arrival:
        if len(batch):
            arrived = _arrive(run, node, batch)
            horizon = min(run.plan.end, run.plan.clock.last)
            waiting = waiting.plus(_heard(run, node, arrived, arrived.arrived, horizon))
    else:
        if len(batch):
            waiting = waiting.plus(_arrive(run, node, batch))
        since = np.maximum(waiting.arrived, run.cycle - 1)
        waiting = _heard(run, node, waiting, since, until)
    due = waiting.due < until
    run.waiting[node.id] = waiting.where(~due)
    _go(run, node, waiting.where(due))


def _arrive(run: JourneyRun, node: ListenNode, batch: Batch) -> Waiting:
    deadline = same(NEVER, len(batch))
    if node.timeout is not None:
        deadline = run.plan.clock.exits(batch.at, node.timeout)
    return Waiting(
        batch.entries,
        batch.at,
        np.asarray(deadline),
        np.full(len(batch), -1, np.int16),
        np.full(len(batch), -1, np.int32),
    )


def _go(run: JourneyRun, node: ListenNode, gone: Waiting) -> None:
    if not len(gone):
        return
    run.moved = True
    heard = gone.where(gone.trigger >= 0)
    if len(heard):
        run.leave(
            node.id,
            heard.entries,
            heard.arrived,
            heard.due,
            trigger=heard.trigger,
            cause=heard.cause,
        )
    late = gone.where(gone.trigger < 0)
    if len(late) and node.timeout_path:
        run.leave(node.id, late.entries, late.arrived, late.due, TIMEOUT)
    elif len(late):
        run.end(node.id, late.entries, late.arrived, late.due, EndReason.TIMED_OUT)


_SCANNED = 16
"""Up to so many events an account all events of a block are read."""


@dataclass(frozen=True)
class _Found:
    """Candidate events: the waiting row each is for, its instant, its person, where it stands."""

    row: NDArray[np.int64]
    at: Instants
    person: NDArray[np.int32]

    def where(self, chosen: Bools | NDArray[np.int64]) -> _Found:
        return _Found(self.row[chosen], self.at[chosen], self.person[chosen])


def _heard(
    run: JourneyRun, node: ListenNode, waiting: Waiting, since: Instants, until: int
) -> Waiting:
    """The waiting with ``due``, ``trigger`` and ``cause`` of those who hear an event after
    ``since``, before ``until`` and not later than their deadline."""
    if not len(waiting):
        return waiting
    due, trigger, cause = waiting.due.copy(), waiting.trigger.copy(), waiting.cause.copy()
    latest = at_most(waiting.due, until - 1)
    for number, listened in enumerate(node.triggers):
        found = _candidates(run, node, listened, waiting, since, latest)
        found = _kth(run, node, number, waiting, found)
        # An equal instant goes to the trigger higher in the list; the deadline itself counts.
        earlier = (found.at < due[found.row]) | (
            (found.at == due[found.row]) & (trigger[found.row] < 0)
        )
        found = found.where(earlier)
        due[found.row] = found.at
        trigger[found.row] = number
        cause[found.row] = found.person
    return replace(waiting, due=due, trigger=trigger, cause=cause)


def _candidates(
    run: JourneyRun,
    node: ListenNode,
    trigger: Trigger,
    waiting: Waiting,
    since: Instants,
    latest: Instants,
) -> _Found:
    """All events in the window that count for the trigger, by row, then instant."""
    event_type = event_type_of(trigger)
    accounts = run.accounts(waiting.entries)
    parts: list[_Found] = []
    for block in () if event_type is None else run.world.events(event_type):
        rows, events = _between(block, accounts, since, latest)
        good = events_match(trigger, run.world, block, events)
        rows, events = rows[good], events[good]
        good = _judged(run, node, block, events)
        rows, events = rows[good], events[good]
        parts.append(_Found(rows, block.timestamp[events], block.person[events]))
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _Found(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int32))
    found = _Found(
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.person for part in parts]),
    )
    return found.where(np.lexsort((found.at, found.row)))


def _between(
    block: EventBlock, accounts: NDArray[np.int32], since: Instants, latest: Instants
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The events of each account after ``since`` and not after ``latest``: the place in
    ``accounts`` and in ``block``, by the first, then the instant."""
    if len(block) > _SCANNED * len(accounts):
        high = block.offsets[accounts + 1]
        low = first_after(block.offsets[accounts], high, block.timestamp, since)
        return expand(low, first_after(low, high, block.timestamp, latest))
    # For many accounts reading all events once is quicker than searching for each.
    place = np.full(len(block.offsets) - 1, -1)
    place[accounts] = np.arange(len(accounts))
    owned = int(block.offsets[-1])
    timestamp, account = block.timestamp[:owned], block.account[:owned]
    if only(since) and only(latest):
        events = np.flatnonzero((timestamp > since[0]) & (timestamp <= latest[0]))
        rows = place[account[events]]
        events, rows = events[rows >= 0], rows[rows >= 0]
    else:
        events = np.flatnonzero(place[account] >= 0)
        rows = place[account[events]]
        fits = timestamp[events] > since[rows]
        fits &= timestamp[events] <= latest[rows]
        events, rows = events[fits], rows[fits]
    if (np.diff(rows) >= 0).all():
        return rows, events
    order = np.argsort(rows, kind="stable")
    return rows[order], events[order]


def _judged(
    run: JourneyRun, node: ListenNode, block: EventBlock, events: NDArray[np.int64]
) -> Bools:
    """Which of some events count, each judged once: by the first pass that sees it (ruling 50)."""
    if node.id in run.at_arrival:
        return _counts(run, node, block, events)
    names = run.world.serials(block, events)
    known = run.verdicts(node.id, block.event_type, int(names.max(initial=-1)) + 1)
    new = ~known.seen[names]
    known.good[names[new]] = _counts(run, node, block, events[new])
    known.seen[names[new]] = True
    return known.good[names]


def _counts(
    run: JourneyRun, node: ListenNode, block: EventBlock, events: NDArray[np.int64]
) -> Bools:
    """Whether those whose events they are take part now (ruling 13), and, of people, pass the
    node's filters at the events' instants (ruling 22)."""
    people = block.person[events]
    of_person = people >= 0
    if of_person.all():
        good = run.world.takes_part(Scope.PERSON)[people]
    else:
        good = run.world.takes_part(Scope.ACCOUNT)[block.account[events]]
        good[of_person] = run.world.takes_part(Scope.PERSON)[people[of_person]]
    if node.filters is not None:
        asked = np.flatnonzero(good & of_person)
        if len(asked):
            at = block.timestamp[events[asked]]
            good[asked] = evaluate(node.filters, run.world, Scope.PERSON, people[asked], at)
    return good


def _kth(run: JourneyRun, node: ListenNode, number: int, waiting: Waiting, found: _Found) -> _Found:
    """For each row the event that makes the trigger's minimum number of times full."""
    needed = node.triggers[number].at_least
    if needed == 1:  # the first one; rows are in order
        return found.where(np.diff(found.row, prepend=-1) > 0)
    missing = np.full(len(waiting), needed)
    if node.id not in run.at_arrival:
        tally = run.tally(node.id, number)
        missing -= tally.before[waiting.entries]
        tally.today[waiting.entries] = np.bincount(found.row, minlength=len(waiting))
    first = np.searchsorted(found.row, np.arange(len(waiting)))
    place = np.arange(len(found.row)) - first[found.row]
    return found.where(place == missing[found.row] - 1)
