"""``trace``: what became of the accounts of a run, and of one of them step by step."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.console import long_work, tell, tell_json, tell_table, text
from app.commands.workspace import AsJson, WorkspacePath, opened
from engine.errors import JornadaError
from resources.catalogue import say

if TYPE_CHECKING:
    import polars as pl

    from engine.accounts.dataset import Dataset
    from engine.conditions.explain import Explanation
    from engine.journey.nodes import Node
    from engine.simulation.trace import TraceStep
    from engine.store.values import StoredRun
    from engine.store.workspace import Workspace

MOST_ACCOUNTS = 50
"""How many accounts are listed; JSON has all."""


def trace(
    path: WorkspacePath,
    run: Annotated[str, typer.Argument(metavar="RUN|JOURNEY", help=text("app.argument.run"))],
    account: Annotated[
        str | None, typer.Argument(metavar="[ACCOUNT-KEY]", help=text("app.argument.account"))
    ] = None,
    details: Annotated[bool, typer.Option("--details", help=text("app.option.details"))] = False,
    as_json: AsJson = False,
) -> None:
    """Tell every step of an account and the reason for it; without a key list the accounts."""
    from engine.simulation.trace import account_trace

    if account is None:
        _list_accounts(path, run, as_json)
        return
    with opened(path) as workspace, long_work() as work:
        stored = workspace.run(_run_id(workspace, run))
        data = workspace.dataset_of(stored.entry, work)
        row = _account_row(data, account)
        steps = account_trace(stored.result, stored.journeys, stored.definitions, data, row)
    if as_json:
        tell_json([_document(step, data) for step in steps])
    elif not steps:
        tell(text("app.never_entered", account=account))
    else:
        _tell_steps(steps, stored, data, details)


def _list_accounts(path: Path, run: str, as_json: bool) -> None:
    from engine.simulation.counts import entries, why_nobody

    with opened(path) as workspace, long_work() as work:
        stored = workspace.run(_run_id(workspace, run))
        data = workspace.dataset_of(stored.entry, work)
    found = entries(stored.result)
    if as_json:
        tell_json([_entry_document(row, data) for row in found.iter_rows(named=True)])
        return
    if not found.height:
        for journey in stored.journeys:
            tell(say(why_nobody(stored.result, journey, data)))
        return
    _tell_entries(found.head(MOST_ACCOUNTS), stored, data)
    if found.height > MOST_ACCOUNTS:
        tell(text("app.more_entries", count=found.height - MOST_ACCOUNTS))
    tell(text("app.trace_one", path=str(path), run=str(stored.entry.id)))


def _tell_entries(found: pl.DataFrame, stored: StoredRun, dataset: Dataset) -> None:
    from engine.journey.describe import title

    journeys = {journey.id: journey for journey in stored.journeys}
    several = len(journeys) > 1
    rows = []
    for row in found.iter_rows(named=True):
        journey = journeys[row["journey"]]
        key, name = _called(row["account"], dataset)
        ended = row["ended"]
        rows.append(
            (
                *((journey.name,) if several else ()),
                *(key, name, row["entry"], _local(row["entered"], stored)),
                say(title(journey.by_id[row["node"]])),
                text("app.still_inside" if ended is None else f"app.ended.{ended}"),
            )
        )
    _tell_zone(stored)
    columns = ("account", "name", "entry", "entered", "step", "state")
    tell_table(
        [
            *((("journey", False),) if several else ()),
            *((key, key == "entry") for key in columns),
        ],
        rows,
    )


def _entry_document(row: dict[str, Any], dataset: Dataset) -> dict[str, Any]:
    key, name = _called(row["account"], dataset)
    return {
        "account": key,
        "name": name,
        "journey": row["journey"],
        "entry": row["entry"],
        "entered": row["entered"].isoformat(),
        "node": row["node"],
        "left": None if row["left"] is None else row["left"].isoformat(),
        "ended": row["ended"],
    }


def _called(account: int, dataset: Dataset) -> tuple[str, str | None]:
    """The key and the name of an account."""
    from engine.accounts.fields import ACCOUNT_KEY, ACCOUNT_NAME

    return dataset.accounts[ACCOUNT_KEY][account], dataset.accounts[ACCOUNT_NAME][account]


def _tell_zone(stored: StoredRun) -> None:
    tell(text("app.times_in", zone=stored.result.settings.time_zone))


def _local(moment: datetime, stored: StoredRun) -> str:
    """A time as the clock of the run's zone tells it."""
    from engine.accounts.zones import zone_info

    return f"{moment.astimezone(zone_info(stored.result.settings.time_zone)):%Y-%m-%d %H:%M}"


def _run_id(workspace: Workspace, name: str) -> int:
    """The run with this number, or the newest of this journey."""
    if name.isdecimal() and any(entry.id == int(name) for entry in workspace.runs()):
        return int(name)
    # The journey of a run may have come from a file and not be in the workspace.
    last = workspace.last_run(name)
    if last is None:
        if not any(name in (entry.id, entry.name) for entry in workspace.journeys()):
            raise JornadaError("app.no_run", name=name)
        last = workspace.last_run(workspace.find_journey(name))
    if last is None:
        raise JornadaError("app.no_run_yet", journey=name)
    return last.id


def _account_row(dataset: Dataset, key: str) -> int:
    from engine.accounts.fields import ACCOUNT_KEY

    row = dataset.accounts[ACCOUNT_KEY].index_of(key)
    if row is None:
        raise JornadaError("app.no_account", account=key, dataset=dataset.name)
    return row


def _tell_steps(
    steps: tuple[TraceStep, ...], stored: StoredRun, dataset: Dataset, details: bool
) -> None:
    from engine.journey.describe import title

    journeys = {journey.id: journey for journey in stored.journeys}
    rows = []
    for step in steps:
        node = journeys[step.journey].by_id[step.node]
        reason = say(step.reason)
        if details and step.details is not None:
            reason = "\n".join((reason, *_lines(step.details, 0)))
        rows.append(
            (
                step.entry,
                _local(step.arrived, stored),
                say(title(node)),
                _person_key(dataset, step.person),
                _way_on(node, step),
                reason,
            )
        )
    _tell_zone(stored)
    tell_table(
        [(key, key == "entry") for key in ("entry", "arrived", "step", "person", "path", "reason")],
        rows,
    )


def _way_on(node: Node, step: TraceStep) -> str:
    """The path that was taken, and how the entry ended where it did."""
    from engine.journey.describe import path_label

    path = "" if step.path is None else say(path_label(node, step.path))
    ended = "" if step.ended is None else text(f"app.ended.{step.ended}")
    return "\n".join(part for part in (path, ended) if part)


def _lines(explanation: Explanation, depth: int) -> list[str]:
    """An explanation and its parts, indented."""
    key = "app.holds" if explanation.holds else "app.fails"
    said = text(key, what=explanation.message)
    if explanation.seen is not None:
        said = text("app.seen", what=said, seen=explanation.seen)
    parts = (line for part in explanation.parts for line in _lines(part, depth + 1))
    return ["  " * depth + said, *parts]


def _person_key(dataset: Dataset, person: int | None) -> str | None:
    from engine.accounts.fields import PERSON_KEY

    return None if person is None else str(dataset.people[PERSON_KEY][person])


def _document(step: TraceStep, dataset: Dataset) -> dict[str, Any]:
    return {
        "journey": step.journey,
        "node": step.node,
        "entry": step.entry,
        "person": _person_key(dataset, step.person),
        "arrived": step.arrived.isoformat(),
        "left": None if step.left is None else step.left.isoformat(),
        "path": step.path,
        "ended": None if step.ended is None else str(step.ended),
        "reason": say(step.reason),
        "details": None if step.details is None else _explained(step.details),
    }


def _explained(explanation: Explanation) -> dict[str, Any]:
    return {
        "holds": explanation.holds,
        "condition": say(explanation.message),
        "seen": None if explanation.seen is None else say(explanation.seen),
        "parts": [_explained(part) for part in explanation.parts],
    }
