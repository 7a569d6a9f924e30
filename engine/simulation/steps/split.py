"""Split paths (domain section 3.3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.conditions.columns import Instants, Rows
from engine.conditions.evaluate import evaluate
from engine.conditions.model import Scope
from engine.journey.actions import Context
from engine.journey.nodes import OTHER, SplitNode
from engine.simulation.instants import chosen, only
from engine.simulation.people import people_of
from engine.simulation.results import EndReason
from engine.simulation.steps.people_paths import divide
from engine.simulation.travel import JourneyRun
from engine.simulation.world import World


def step(run: JourneyRun, node: SplitNode, until: int) -> None:  # noqa: ARG001 - as every step
    """Each goes the first path whose condition holds, else Other, else nowhere."""
    batch = run.take(node.id)
    if not len(batch):
        return
    accounts = run.accounts(batch.entries)
    if node.by is Context.PEOPLE:
        owner, people = people_of(run.world, accounts)
        paths = choose(run.world, node, Scope.PERSON, people, chosen(batch.at, owner, len(owner)))
        divide(run, node, batch, owner, people, paths)
        return
    paths = choose(run.world, node, Scope.ACCOUNT, accounts, batch.at)
    for code, label in enumerate(node.path_names()):
        going = batch.where(paths == code)
        if len(going):
            run.leave(node.id, going.entries, going.at, going.at, label)
    rest = batch.where(paths < 0)
    if len(rest):
        run.end(node.id, rest.entries, rest.at, rest.at, EndReason.NO_PATH_MATCHED)


def choose(
    world: World, node: SplitNode, scope: Scope, rows: Rows, at: Instants
) -> NDArray[np.int16]:
    """The path of each row as its place in ``node.path_names()``; -1 where none matches."""
    paths = np.full(len(rows), -1, np.int16)
    open_ = np.arange(len(rows))
    for code, path in enumerate(node.paths):
        if not len(open_):
            return paths
        instants = chosen(at, open_, len(open_))
        one = only(instants) or instants.min() == instants.max()
        asked = rows if len(open_) == len(rows) else rows[open_]
        holds = evaluate(path.condition, world, scope, asked, int(instants[0]) if one else instants)
        paths[open_[np.flatnonzero(holds)]] = code
        open_ = open_[np.flatnonzero(~holds)]
    if node.other:
        paths[open_] = node.path_names().index(OTHER)
    return paths
