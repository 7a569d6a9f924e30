"""What a case has come to: the features of the specification that its run has really reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.conditions.model import DERIVED, Scope
from engine.conditions.reads import reads_of_all
from engine.journey.actions import Context
from engine.journey.model import Journey
from engine.journey.nodes import ListenNode, MergeNode, Node, SplitNode, VariantNode, WaitNode
from engine.journey.timing import Timing
from engine.simulation.results import EndReason, RunResult
from tests.oracle.local_time import instant_of, zone
from tests.oracle.strategies import Case


def reached(case: Case, result: RunResult) -> set[str]:
    """The features that steps, messages and effects of a run show."""
    found = {f"message {one}" for one in result.messages["outcome"].unique()}
    found |= {f"message {one}" for one in result.messages["message"].unique()}
    found |= {f"effect {one}" for one in result.effects["effect"].unique()}
    found |= {f"note {one}" for one in result.effects["note"].drop_nulls().unique()}
    journeys = {journey.id: journey for journey in case.journeys}
    for row in result.steps.iter_rows(named=True):
        found.update(_of_step(row, journeys[row["journey"]]))
    if result.journeys and len(result.journeys) > 1 and result.steps["journey"].n_unique() > 1:
        found.add("several journeys")
    return found


def _of_step(row: Mapping[str, Any], journey: Journey) -> Iterator[str]:
    node = journey.by_id[row["node"]]
    yield f"node {node.type}"
    if row["left"] is None:
        yield "still here"
    if row["ended"] is not None:
        yield f"ended {row['ended']}"
    if row["entry"] > 1:
        yield "re-entry"
    if row["person"] is not None:
        yield f"person at {node.type}"
    if row["left"] is not None and row["ended"] != EndReason.REMOVED:
        yield from _of_node(row, node, journey)


def _of_node(row: Mapping[str, Any], node: Node, journey: Journey) -> Iterator[str]:
    match node:
        case WaitNode() if row["ended"] != EndReason.JOURNEY_ENDED:
            yield from (f"wait {one}" for one in _of_timing(row, node.timing, journey))
        case ListenNode() if row["trigger"] is not None:
            yield from _of_listen(row, node)
        case ListenNode() if row["path"] is not None:
            yield from (f"timeout {one}" for one in _of_timing(row, node.timeout, journey))
        case SplitNode() | VariantNode() if node.by is Context.ACCOUNTS and row["path"]:
            place = node.path_names().index(row["path"])
            yield f"{node.type} path {place}"
            if isinstance(node, SplitNode):
                yield from _of_split(node, place)
        case SplitNode() if row["person"] is not None and row["path"] is None:
            yield "person straight to the close split"
        case MergeNode():
            sources = {journey.by_id[e.source].type for e in journey.edges if e.target == node.id}
            yield from (f"merge after {source}" for source in sources)


def _of_split(node: SplitNode, place: int) -> Iterator[str]:
    other = place == len(node.paths)
    if other:
        yield "split other"
    read = reads_of_all((path.condition for path in node.paths[: place + 1]), Scope.ACCOUNT)
    if any(path.startswith(DERIVED) for _, path in read.attributes):
        yield f"derived value {'refused' if other else 'accepted'}"


def _of_listen(row: Mapping[str, Any], node: ListenNode) -> Iterator[str]:
    trigger = node.triggers[row["trigger"]]
    yield f"listen {trigger.type}"
    if trigger.at_least > 1:
        yield "listen at least"
    if node.filters is not None and row["cause"] is not None:
        yield "listen filtered"
    if row["trigger"] > 0:
        yield "listen not the first trigger"
    if getattr(trigger, "constraints", ()):
        yield "listen constraints"
    if getattr(trigger, "new", None) or getattr(trigger, "previous", None):
        yield "listen new or previous value"


def _of_timing(row: Mapping[str, Any], timing: Timing | None, journey: Journey) -> Iterator[str]:
    if timing is None:
        return
    if timing.until is not None:
        yield "until"
    if timing.duration is not None:
        yield str(timing.duration.unit)
    where = journey.settings.time_zone
    if timing.must_end_on is not None:
        yield "must end on"
        where = timing.must_end_on.time_zone or where
    came, left = (row[name].astimezone(zone(where)) for name in ("arrived", "left"))
    if came.utcoffset() != left.utcoffset() and instant_of(left) > instant_of(came):
        yield "across a change of clocks"
