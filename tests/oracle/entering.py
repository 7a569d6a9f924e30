"""Entering, ending and being removed: section 7, rulings 1, 9, 11-14, 43, 48, 49."""

from __future__ import annotations

from engine.accounts.audiences import Audience
from engine.conditions.model import Scope
from engine.journey.model import ReEntryFrom
from engine.journey.nodes import PersonAudienceNode
from engine.simulation.results import EndReason
from tests.oracle.conditions import holds
from tests.oracle.ledger import Entry, JourneyRun, Ledger, Step, Traveller
from tests.oracle.local_time import re_entry_possible
from tests.oracle.world import World


def take_entries(run: JourneyRun, cycle: int, world: World) -> None:
    """At a cycle: everyone in the audience enters whom the entry rules allow."""
    node = run.journey.audience
    assert node is not None
    scope = Scope.PERSON if isinstance(node, PersonAudienceNode) else Scope.ACCOUNT
    if node.audience is not None:
        audience = world.definitions.find("audiences", node.audience)
        assert isinstance(audience, Audience)
        chosen = {
            key
            for key in world.values[scope]
            if holds(audience.condition, world, scope, key, cycle)
        }
    elif node.list is not None:
        chosen = world.members(scope, node.list)
    else:
        return  # an event audience: people enter at the instants of its events
    for key in sorted(chosen & world.values[scope].keys()):
        person = key if scope is Scope.PERSON else None
        account = world.account_of[key] if scope is Scope.PERSON else key
        admit(run, Traveller(account, person), cycle, world)


def admit(run: JourneyRun, traveller: Traveller, at: int, world: World) -> bool:
    """Let a traveller enter at an instant, if the entry rules allow."""
    if not may_enter(run, traveller, at, world):
        return False
    entries = run.entries.setdefault(traveller, [])
    node = run.journey.audience
    assert node is not None
    entries.append(Entry(traveller, len(entries) + 1, at, node.id, at))
    return True


def may_enter(run: JourneyRun, traveller: Traveller, at: int, world: World) -> bool:
    """The entry rules, but for the audience (ruling 12)."""
    if not run.start <= at < run.end:
        return False
    scope = Scope.ACCOUNT if traveller.person is None else Scope.PERSON
    key = traveller.account if traveller.person is None else traveller.person
    if key is None or not world.takes_part(scope, key):
        return False
    entries = run.entries.get(traveller, [])
    if not entries:
        return True
    last, rule = entries[-1], run.journey.settings.re_entry
    if last.ended is None or last.ended > at:
        return False  # inside, or was still inside at that instant (ruling 48)
    if rule is None or len(entries) >= rule.limit:
        return False
    reference = last.ended if rule.timing is ReEntryFrom.END else last.started
    return at >= re_entry_possible(rule, reference, run.journey.settings.time_zone)


def remove(run: JourneyRun, traveller: Traveller, at: int, ledger: Ledger) -> bool:
    """A removal ends the entry at the later of the removal and its last step (ruling 9), but never
    later than the journey's own end (ruling 48). False where the traveller is not inside."""
    entry = run.inside(traveller)
    if entry is None:
        return False
    end(run, entry, min(max(at, entry.arrived), run.end), EndReason.REMOVED, ledger)
    return True


def end(run: JourneyRun, entry: Entry, at: int, reason: EndReason, ledger: Ledger) -> None:
    """The entry ends at its node without leaving it by a path."""
    leave(run, entry, at, None, ledger, reason)


def leave(
    run: JourneyRun,
    entry: Entry,
    at: int,
    path: str | None,
    ledger: Ledger,
    ended: EndReason | None = None,
    trigger: int | None = None,
    cause: str | None = None,
) -> None:
    """The entry leaves its node by a path, at whose end it is completed, or ends there."""
    target = run.journey.targets.get((entry.node, path)) if path is not None else None
    if ended is None and target is None:
        ended = EndReason.COMPLETED
    ledger.steps.append(
        Step(
            run.id,
            entry.traveller.account,
            entry.traveller.person,
            entry.number,
            entry.node,
            entry.arrived,
            at,
            path,
            ended,
            trigger,
            cause,
        )
    )
    if ended is not None:
        entry.ended = at
    else:
        assert target is not None
        entry.node, entry.arrived = target, at
