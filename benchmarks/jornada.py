"""Jornada's own run of the reference journey, with full traces."""

from __future__ import annotations

from benchmarks.counts import Counts
from benchmarks.reference import definitions, journey, settings
from engine.accounts.dataset import Dataset
from engine.simulation.counts import node_counts
from engine.simulation.results import RunResult
from engine.simulation.run import simulate


def run(dataset: Dataset) -> RunResult:
    """From data in memory to a result with every step, message and effect."""
    return simulate([journey()], definitions(), dataset, settings())


def counts(result: RunResult) -> Counts:
    """The counts of a result."""
    found = Counts()
    for node in node_counts(result, journey()).values():
        found.entered[node.node] = node.entered
        found.left.update({(node.node, path): times for path, times in node.left.items()})
        found.ended.update({(node.node, str(why)): times for why, times in node.ended.items()})
    for node, outcome, times in result.messages.group_by("node", "outcome").len().iter_rows():
        found.messages[node, outcome] = times
    return found
