"""What splits and variants by people share: people go their paths and meet at the close split."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.journey.nodes import SplitNode, VariantNode
from engine.simulation.travel import Batch, JourneyRun


def divide(
    run: JourneyRun,
    node: SplitNode | VariantNode,
    batch: Batch,
    owner: NDArray[np.int32],
    people: NDArray[np.int32],
    paths: NDArray[np.int16],
) -> None:
    """Send people (``owner``: place in ``batch``) along their ``paths`` (-1: none), and the
    accounts to the close split at the same instant (ruling 29)."""
    close = run.plan.closes[node.id]
    run.step(node.id, batch.entries, batch.at, batch.at, None)
    for code, label in [(-1, None), *enumerate(node.path_names())]:
        taken = paths == code
        going = batch.where(owner[taken])
        entries, at = going.entries, going.at
        run.step(node.id, entries, at, at, label, people=people[taken])
        target = None if label is None else run.plan.target(node.id, label)
        if target is not None and target != close:
            run.push(target, Batch(entries, at, people[taken]))
    run.push(close, Batch(batch.entries, batch.at))
