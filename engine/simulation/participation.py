"""How one account fared in a run: when it came in, and where it is or how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from engine.simulation.results import EndReason, RunResult


@dataclass(frozen=True)
class Participation:
    """One entry of an account into a journey. ``node``: the node where it is, or ended; ``since``:
    when it came there; ``ended`` None: it is there still."""

    journey: str
    entry: int
    entered: datetime
    node: str
    since: datetime
    ended: EndReason | None
    left: datetime | None


def participations(result: RunResult, account: int) -> tuple[Participation, ...]:
    """The entries of an account (its row in the data of the run), by journey, the latest first.
    People of the account who go their own ways inside a split are not told."""
    own = result.steps.filter((pl.col("account") == account) & pl.col("person").is_null())
    if not own.height:
        return ()
    # The last to be come to is where it is or ended; of several at one instant, the last processed.
    own = own.sort("arrived", maintain_order=True)
    entries = own.group_by("journey", "entry", maintain_order=True).agg(
        pl.col("arrived").min().alias("entered"),
        pl.col("node").last(),
        pl.col("arrived").last().alias("since"),
        pl.col("ended").last(),
        pl.col("left").last(),
    )
    found = [
        Participation(
            str(row["journey"]),
            int(row["entry"]),
            row["entered"],
            str(row["node"]),
            row["since"],
            None if row["ended"] is None else EndReason(row["ended"]),
            row["left"],
        )
        for row in entries.iter_rows(named=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.journey, -one.entry)))
