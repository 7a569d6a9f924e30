"""Take an action (domain section 3.1)."""

from __future__ import annotations

import numpy as np

from engine.conditions.model import Scope
from engine.journey import actions as act
from engine.journey.nodes import NEXT, ActionNode
from engine.simulation.actions import ACCOUNT_ACTIONS, PEOPLE_ACTIONS
from engine.simulation.instants import chosen
from engine.simulation.people import people_of
from engine.simulation.results import Effect, EndReason
from engine.simulation.travel import Batch, JourneyRun


def step(run: JourneyRun, node: ActionNode, until: int) -> None:  # noqa: ARG001 - as every step
    """Act on all who have arrived, and let them go on at once."""
    batch = run.take(node.id)
    if not len(batch) or node.action is None:
        return
    action = node.action
    if isinstance(action, act.PeopleAction):
        PEOPLE_ACTIONS[type(action)](run, node.id, action, _people(run, batch))
    elif _leaves_itself(run, action):
        run.effect(node.id, batch, Effect.JOURNEY_LEFT, subject=run.plan.journey.id)
        run.end(node.id, batch.entries, batch.at, batch.at, EndReason.REMOVED)
        return
    else:
        ACCOUNT_ACTIONS[type(action)](run, node.id, action, batch)
    if batch.people is None:
        run.leave(node.id, batch.entries, batch.at, batch.at)
    else:
        _walk_on(run, node, batch)


def _leaves_itself(run: JourneyRun, action: act.AccountAction) -> bool:
    same = isinstance(action, act.RemoveAccountFromJourney)
    return same and getattr(action, "journey", None) == run.plan.journey.id


def _people(run: JourneyRun, batch: Batch) -> Batch:
    """The people an action is about: those on the path, or all of the account; taking part."""
    if batch.people is not None:
        return batch.where(run.world.takes_part(Scope.PERSON)[batch.people])
    owner, people = people_of(run.world, run.accounts(batch.entries))
    if len(owner) == 0:
        return Batch(np.empty(0, np.int32), np.empty(0, np.int64), people)
    return Batch(batch.entries[owner], chosen(batch.at, owner, len(owner)), people)


def _walk_on(run: JourneyRun, node: ActionNode, batch: Batch) -> None:
    """Inside a split by people the person goes on, to the close split at the latest, where the
    account waits already."""
    run.step(node.id, batch.entries, batch.at, batch.at, NEXT, people=batch.people)
    target = run.plan.target(node.id)
    if target is not None and target in run.plan.inside:
        run.push(target, batch)
