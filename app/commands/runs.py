"""``simulate`` and ``trace``: replay a journey, and tell what became of one account."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import found
from app.commands.console import complain, long_work, tell, tell_json, tell_table, text
from app.commands.counts import tell_counts
from app.commands.problems import blocking, problems_of, tell_problems
from app.commands.workspace import AsJson, WorkspacePath, opened
from engine.errors import JornadaError
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.conditions.explain import Explanation
    from engine.journey.nodes import Node
    from engine.simulation.trace import TraceStep
    from engine.store.values import StoredRun
    from engine.store.workspace import Workspace


def simulate(
    path: WorkspacePath,
    journey: Annotated[
        str, typer.Argument(metavar="JOURNEY|FILE", help=text("app.argument.journey_or_file"))
    ],
    dataset: Annotated[str | None, typer.Option(help=text("app.option.dataset"))] = None,
    start: Annotated[str, typer.Option(metavar="DATE", help=text("app.option.start"))] = "",
    end: Annotated[str, typer.Option(metavar="DATE", help=text("app.option.end"))] = "",
    time_zone: Annotated[str, typer.Option(metavar="ZONE", help=text("app.option.time_zone"))] = "",
    seed: Annotated[int, typer.Option(min=0, help=text("app.option.seed"))] = 0,
    version: found.Version = None,
    out: Annotated[
        str | None, typer.Option("--json", metavar="OUT", help=text("app.option.run_json"))
    ] = None,
) -> None:
    """Replay a dataset through a journey, and keep the run in the workspace."""
    from app.commands.times import settings
    from engine.simulation.document import run_document
    from engine.simulation.run import simulate as replay
    from engine.store.workspace import Workspace

    with Workspace.open(path) as workspace:
        drawn = found.in_workspace(workspace, journey, version)
        name = dataset or _only_dataset(workspace)
        with long_work() as work:
            data = workspace.dataset(name, work.part(0, 0.3))
            wrong = problems_of(drawn, data)
            if blocking(wrong):
                tell_problems(drawn.journey, wrong)
                raise typer.Exit(1)
            zone = time_zone or drawn.journey.settings.time_zone
            window = settings(start, end, zone, seed, data)
            result = replay([drawn.journey], drawn.definitions, data, window, work.part(0.3, 0.9))
            run = None
            if workspace.why_read_only is None:
                run = workspace.add_run(
                    result, [drawn.journey], drawn.definitions, data, work.part(0.9, 1)
                )
        if workspace.why_read_only is not None:
            complain(text("app.run_not_kept", why=workspace.why_read_only))
    document = {"id": None if run is None else run.id, **run_document(result, drawn.journey)}
    if out == "-":
        tell_json(document)
        return
    if out is not None:
        write_json(Path(out), document)
    tell_counts(result, drawn.journey)
    if run is not None:
        tell(text("app.run_kept", run=str(run.id), path=str(path)))
    if out is not None:
        tell(text("app.written", path=out))


def write_json(path: Path, document: Any) -> None:
    """Write a document whole or not at all."""
    from engine.files import write_file

    write_file(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _only_dataset(workspace: Workspace) -> str:
    """The name of the only dataset of a workspace."""
    names = tuple(entry.name for entry in workspace.datasets())
    if len(names) != 1:
        key = "app.which_dataset" if names else "app.no_datasets"
        raise JornadaError(key, path=str(workspace.path), names=names)
    return names[0]


def trace(
    path: WorkspacePath,
    run: Annotated[str, typer.Argument(metavar="RUN|JOURNEY", help=text("app.argument.run"))],
    account: Annotated[
        str, typer.Argument(metavar="ACCOUNT-KEY", help=text("app.argument.account"))
    ],
    details: Annotated[bool, typer.Option("--details", help=text("app.option.details"))] = False,
    as_json: AsJson = False,
) -> None:
    """Tell every step of an account and the reason for it."""
    from engine.simulation.trace import account_trace

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


def _run_id(workspace: Workspace, name: str) -> int:
    """The run with this number, or the newest of this journey."""
    if name.isdecimal() and any(entry.id == int(name) for entry in workspace.runs()):
        return int(name)
    # The journey of a run may have come from a file and not be in the workspace.
    last = workspace.last_run(name) or workspace.last_run(workspace.find_journey(name))
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
    from engine.simulation.clock import zone_info

    time_zone = stored.result.settings.time_zone
    zone = zone_info(time_zone)
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
                f"{step.arrived.astimezone(zone):%Y-%m-%d %H:%M}",
                say(title(node)),
                _person_key(dataset, step.person),
                _way_on(node, step),
                reason,
            )
        )
    tell(text("app.times_in", zone=time_zone))
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
