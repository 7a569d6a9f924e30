"""From accounts to their people, for whole batches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.conditions.columns import Rows
from engine.conditions.model import Scope
from engine.simulation.world import World


def people_of(world: World, accounts: Rows) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The taking-part people of accounts: for each its place in ``accounts``, and its row.

    In the order of ``accounts``, then of person key.
    """
    offsets = world.people_offsets()
    first, counts = offsets[accounts], offsets[np.asarray(accounts) + 1] - offsets[accounts]
    owner = np.repeat(np.arange(len(accounts), dtype=np.int32), counts)
    before = np.cumsum(counts) - counts
    people = np.arange(len(owner), dtype=np.int32)
    people += np.repeat((first - before).astype(np.int32), counts)
    part = world.takes_part(Scope.PERSON)
    if part.all():
        return owner, people
    present = np.flatnonzero(part[people])
    return owner[present], people[present]
