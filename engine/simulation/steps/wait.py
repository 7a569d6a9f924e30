"""Wait (domain section 3.5)."""

from __future__ import annotations

import numpy as np

from engine.journey.nodes import WaitNode
from engine.simulation.travel import JourneyRun, Waiting


def step(run: JourneyRun, node: WaitNode, until: int) -> None:
    """Those whose wait ends before ``until`` go on."""
    batch = run.take(node.id)
    waiting = run.waiting.get(node.id, Waiting())
    if len(batch):
        nobody = np.full(len(batch), -1)
        waiting = waiting.plus(
            Waiting(
                batch.entries,
                batch.at,
                run.plan.clock.exits(batch.at, node.timing),
                nobody.astype(np.int16),
                nobody.astype(np.int32),
            )
        )
    due = waiting.due < until
    run.waiting[node.id] = waiting.where(~due)
    gone = waiting.where(due)
    if len(gone):
        run.moved = True
        run.leave(node.id, gone.entries, gone.arrived, gone.due)
