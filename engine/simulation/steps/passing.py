"""Nodes that are passed at once: the audience, merge paths and close split."""

from __future__ import annotations

from engine.journey.nodes import BaseNode
from engine.simulation.travel import JourneyRun


def step(run: JourneyRun, node: BaseNode, until: int) -> None:  # noqa: ARG001 - as every step
    """Let all who have arrived go on at once."""
    batch = run.take(node.id)
    if len(batch):
        run.leave(node.id, batch.entries, batch.at, batch.at)
