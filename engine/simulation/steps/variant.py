"""Variant split paths (domain section 3.4)."""

from __future__ import annotations

import numpy as np

from engine.journey.actions import Context
from engine.journey.nodes import VariantNode
from engine.simulation.people import people_of
from engine.simulation.quota import Quota, shares
from engine.simulation.steps.people_paths import divide
from engine.simulation.travel import Batch, JourneyRun, in_order


def step(run: JourneyRun, node: VariantNode, until: int) -> None:  # noqa: ARG001 - as every step
    """Accounts by quota in the order of arrival and key, people by shares of their account."""
    batch = run.take(node.id)
    if not len(batch):
        return
    if node.by is Context.PEOPLE:
        _by_people(run, node, batch)
        return
    batch = in_order(run, batch)
    percentages = tuple(path.percentage for path in node.paths)
    paths = run.quotas.setdefault(node.id, Quota(percentages)).assign(len(batch))
    for code, label in enumerate(node.path_names()):
        going = batch.where(paths == code)
        if len(going):
            run.leave(node.id, going.entries, going.at, going.at, label)


def _by_people(run: JourneyRun, node: VariantNode, batch: Batch) -> None:
    owner, people = people_of(run.world, run.accounts(batch.entries))
    counts = np.bincount(owner, minlength=len(batch))
    takes = shares([path.percentage for path in node.paths], counts)
    codes = np.tile(np.arange(len(node.paths), dtype=np.int16), len(batch))
    divide(run, node, batch, owner, people, np.repeat(codes, takes.ravel()))
