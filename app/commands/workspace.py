"""``new`` and ``list``: a workspace, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import tell, tell_json, tell_table, text
from engine.errors import JornadaError

if TYPE_CHECKING:
    from engine.store.values import RunEntry
    from engine.store.workspace import Workspace

WorkspacePath = Annotated[
    Path, typer.Argument(metavar="WORKSPACE", help=text("app.argument.workspace"))
]
FIGURES = ("accounts", "people", "events", "opportunities")
"""How much a dataset holds."""
AsJson = Annotated[bool, typer.Option("--json", help=text("app.option.json"))]


@contextmanager
def opened(path: Path, to_change: bool = False) -> Iterator[Workspace]:
    """The workspace at a path: to read, or to change, which only one may do at a time."""
    from engine.store.workspace import Workspace

    with Workspace.open(path, read_only=not to_change) as workspace:
        if to_change and workspace.why_read_only is not None:
            raise JornadaError(workspace.why_read_only)
        yield workspace


def new(
    path: Annotated[Path, typer.Argument(metavar="WORKSPACE", help=text("app.argument.new"))],
    name: Annotated[str | None, typer.Option(help=text("app.option.workspace_name"))] = None,
    as_json: AsJson = False,
) -> None:
    """Make an empty workspace."""
    from engine.store.workspace import SUFFIX, Workspace

    if not path.suffix:
        path = path.with_name(path.name + SUFFIX)
    with Workspace.create(path, name) as workspace:
        if as_json:
            tell_json({"path": str(workspace.path), "name": workspace.name})
        else:
            tell(text("app.made", path=str(path)))


def list_(path: WorkspacePath, as_json: AsJson = False) -> None:
    """Say what is in a workspace."""
    with opened(path) as workspace:
        if as_json:
            tell_json(_document(workspace))
        else:
            _tables(workspace)


def _document(workspace: Workspace) -> dict[str, object]:
    return {
        "name": workspace.name,
        "path": str(workspace.path),
        "journeys": [item.model_dump(mode="json") for item in workspace.journeys()],
        "definitions": [item.model_dump(mode="json") for item in workspace.definition_entries()],
        "datasets": [item.model_dump(mode="json") for item in workspace.datasets()],
        "runs": [item.model_dump(mode="json") for item in workspace.runs()],
    }


def _tables(workspace: Workspace) -> None:
    journeys, datasets = workspace.journeys(), workspace.datasets()
    definitions, runs = workspace.definition_entries(), workspace.runs()
    tell(workspace.name)
    if not (journeys or datasets or definitions or runs):
        tell(text("app.empty", path=str(workspace.path)))
    if journeys:
        tell_table(
            (*_left("journey", "id", "kind", "status"), ("version", True), *_left("updated")),
            [
                (item.name, item.id, item.kind, item.status, item.version, day(item.updated))
                for item in journeys
            ],
        )
    if definitions:
        tell_table(
            _left("definition", "id", "kind", "updated"),
            [
                (item.name, item.id, text(f"app.kind.{item.kind}"), day(item.updated))
                for item in definitions
            ],
        )
    if datasets:
        tell_table(
            (
                *_left("dataset"),
                *((key, True) for key in ("version", *FIGURES)),
                *_left("source", "created"),
            ),
            [
                (
                    *(item.name, item.version),
                    *(getattr(item, figure) for figure in FIGURES),
                    *(item.source, day(item.created)),
                )
                for item in datasets
            ],
        )
    if runs:
        tell_table(
            (
                *(("run", True), *_left("journeys", "dataset")),
                *(("version", True), *_left("from", "to", "created")),
            ),
            [
                (
                    item.id,
                    ", ".join(journey.name for journey in item.journeys),
                    item.dataset,
                    item.dataset_version,
                    *_window(item),
                    day(item.created),
                )
                for item in runs
            ],
        )


def _window(run: RunEntry) -> tuple[str, str]:
    """The first and the last day of a run, as they are said to ``simulate``."""
    from datetime import datetime

    from engine.simulation.clock import days_of

    start, end = (datetime.fromisoformat(str(run.settings[key])) for key in ("start", "end"))
    first, last = days_of(start, end, str(run.settings["time_zone"]))
    return first.isoformat(), last.isoformat()


def _left(*keys: str) -> tuple[tuple[str, bool], ...]:
    return tuple((key, False) for key in keys)


def day(moment: object) -> str:
    """An instant to the minute."""
    return str(moment)[:16]
