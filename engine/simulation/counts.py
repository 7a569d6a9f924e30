"""Counts of a run, all of them questions to its tables (domain section 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.dataset import Dataset
from engine.accounts.zones import instant_of, moment_of, zone
from engine.conditions.columns import MISSING_INSTANT
from engine.conditions.model import Scope
from engine.journey.graph import inside_people_splits
from engine.journey.model import Journey
from engine.simulation.clock import days_of, midnights
from engine.simulation.results import EndReason, NodeCounts, RunResult
from resources.catalogue import Message, msg

What = Literal["entered", "here"] | tuple[Literal["left"], str] | tuple[Literal["ended"], EndReason]
"""Who is asked for at a node: all who came, those still there, those who left or ended."""

_OF_ACCOUNT = pl.col("person").is_null()
_HERE = pl.col("left").is_null()


@dataclass(frozen=True)
class Totals:
    """The run of one journey in a few numbers."""

    entries: int
    accounts: int
    completed: int
    inside: int
    ended: Mapping[EndReason, int]


def node_counts(result: RunResult, journey: Journey) -> dict[str, NodeCounts]:
    """The counts of every node of a journey, by node id."""
    steps = _steps(result, journey)
    inside = inside_people_splits(journey)
    entered = steps.group_by("node", of_account=_OF_ACCOUNT).agg(
        pl.len(), here=_HERE.sum(), accounts=pl.struct("account", "entry").n_unique()
    )
    left = steps.filter(pl.col("path").is_not_null()).group_by("node", "path").len()
    ended = steps.filter(_OF_ACCOUNT & pl.col("ended").is_not_null())
    found: dict[str, dict[str, Any]] = {node.id: {"node": node.id} for node in journey.nodes}
    for node, of_account, count, here, accounts in entered.iter_rows():
        if of_account != (node in inside):
            found[node].update(entered=count, here=here, accounts=accounts)
        else:
            found[node].update(people=count)
    for node, path, count in left.iter_rows():
        found[node].setdefault("left", {})[path] = count
    for node, reason, count in ended.group_by("node", "ended").len().iter_rows():
        found[node].setdefault("ended", {})[EndReason(reason)] = count
    for node in journey.nodes:
        paths = found[node.id].get("left", {})
        order = [name for name in node.path_names() if name in paths]
        found[node.id]["left"] = {name: paths[name] for name in order}
    return {node: NodeCounts(**values) for node, values in found.items()}


def totals(result: RunResult, journey: Journey) -> Totals:
    """Entries, accounts, and how the entries ended."""
    steps = _steps(result, journey).filter(_OF_ACCOUNT)
    audience = None if journey.audience is None else journey.audience.id
    entries = steps.filter(pl.col("node") == audience)
    by_reason = steps.drop_nulls("ended").group_by("ended").len().iter_rows()
    ended = {EndReason(reason): count for reason, count in by_reason}
    ended = {reason: ended[reason] for reason in EndReason if reason in ended}
    return Totals(
        entries=entries.height,
        accounts=entries["account"].n_unique(),
        completed=ended.get(EndReason.COMPLETED, 0),
        inside=entries.height - sum(ended.values()),
        ended=ended,
    )


def entries(result: RunResult) -> pl.DataFrame:
    """A row for every entry of an account, in the order of time: ``journey``, ``account`` (row),
    ``entry``, ``entered`` (UTC), ``node`` where it is or was last, and, null while it is there,
    ``left`` and ``ended``."""
    latest = (pl.col(name).sort_by("arrived", "seq").last() for name in ("node", "left", "ended"))
    return (
        result.steps.filter(_OF_ACCOUNT)
        .group_by("journey", "account", "entry")
        .agg(pl.col("arrived").min().alias("entered"), *latest)
        .sort("entered", "account", "entry", pl.col("journey").cast(pl.String))
    )


def why_nobody(result: RunResult, journey: Journey, dataset: Dataset | None) -> Message | None:
    """Why no account entered and where to look; None where some did.

    ``dataset``: that of the run; None where it is known no more.
    """
    if totals(result, journey).entries:
        return None
    window = result.settings
    start, end = days_of(window.start, window.end, window.time_zone)
    if dataset is None:
        return msg("simulation.nobody.entered", start=start, end=end)
    count = int(dataset.takes_part(Scope.ACCOUNT).sum())
    key = "matched" if count else "there"
    return msg(f"simulation.nobody.{key}", count=count, start=start, end=end)


def visits(result: RunResult, journey: Journey, node: str, what: What) -> pl.DataFrame:
    """The visits of a node behind one of its counts, as rows of ``result.steps``."""
    steps = _steps(result, journey).filter(pl.col("node") == node)
    inside = node in inside_people_splits(journey)
    own = ~_OF_ACCOUNT if inside else _OF_ACCOUNT
    match what:
        case "entered":
            return steps.filter(own)
        case "here":
            return steps.filter(own & _HERE)
        case ("left", path):
            return steps.filter(pl.col("path") == path)
        case (_, reason):
            return steps.filter(pl.col("ended") == str(reason))


def accounts_at(result: RunResult, journey: Journey, node: str, what: What) -> NDArray[np.int32]:
    """The account rows behind one of a node's counts, each once, in order of key."""
    rows: NDArray[np.int32] = visits(result, journey, node, what)["account"].unique().to_numpy()
    return np.sort(rows)


def daily_series(result: RunResult, journey: Journey) -> pl.DataFrame:
    """Day by day: ``day`` (Date, in the run's zone), ``entered``, ``completed`` and
    ``ended_early`` on that day, ``in_journey`` at its end."""
    days, cycles = _days(result)
    steps = _steps(result, journey).filter(_OF_ACCOUNT)
    audience = None if journey.audience is None else journey.audience.id
    entered = _per_day(cycles, steps.filter(pl.col("node") == audience)["arrived"])
    is_completed = pl.col("ended") == str(EndReason.COMPLETED)
    over = steps.drop_nulls("ended")
    completed = _per_day(cycles, over.filter(is_completed)["left"])
    early = _per_day(cycles, over.filter(~is_completed)["left"])
    return pl.DataFrame(
        {
            "day": days,
            "entered": entered,
            "completed": completed,
            "ended_early": early,
            "in_journey": np.cumsum(entered - completed - early),
        }
    )


def daily_at_nodes(result: RunResult, journey: Journey) -> pl.DataFrame:
    """How many are at each node at the end of each day: ``day``, ``node``, ``here``; only nodes
    where someone stays over midnight."""
    days, cycles = _days(result)
    parts = []
    for (node,), frame in _steps(result, journey).filter(_OF_ACCOUNT).group_by("node"):
        gone = frame["left"].drop_nulls()
        here = np.cumsum(_per_day(cycles, frame["arrived"]) - _per_day(cycles, gone))
        if here.any():
            parts.append(pl.DataFrame({"day": days, "node": str(node), "here": here}))
    if not parts:
        return pl.DataFrame(schema={"day": pl.Date, "node": pl.String, "here": pl.Int64})
    return pl.concat(parts).sort("node", "day")


def message_counts(result: RunResult, journey: Journey) -> pl.DataFrame:
    """Messages by ``node``, ``message`` and ``outcome``: ``count``, in that order."""
    own = result.messages.filter(pl.col("journey") == journey.id)
    counted = own.group_by("node", "message", "outcome").agg(count=pl.len())
    return counted.sort(pl.col("node", "message").cast(pl.String), "outcome")


def _steps(result: RunResult, journey: Journey) -> pl.DataFrame:
    if len(result.journeys) == 1:
        return result.steps
    return result.steps.filter(pl.col("journey") == journey.id)


def _days(result: RunResult) -> tuple[pl.Series, NDArray[np.int64]]:
    """The local day of each cycle, and its instant."""
    start, end = instant_of(result.settings.start), instant_of(result.settings.end)
    local = zone(result.settings.time_zone, start, end)
    cycles = np.array(midnights(local, start, end), np.int64)
    return pl.Series([moment_of(day).date() for day in local.local(cycles)]), cycles


def _per_day(cycles: NDArray[np.int64], instants: pl.Series) -> NDArray[np.int64]:
    physical = instants.to_physical().fill_null(MISSING_INSTANT).to_numpy()
    return np.bincount(
        np.maximum(np.searchsorted(cycles, physical, side="right") - 1, 0), minlength=len(cycles)
    )
