"""``simulate``: replay a journey and keep the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import found
from app.commands.console import complain, long_work, tell, tell_json, text
from app.commands.counts import tell_counts
from app.commands.problems import blocking, problems_of, tell_problems
from app.commands.times import known_zone
from app.commands.workspace import WorkspacePath
from engine.errors import JornadaError
from engine.files import refuse_unwritable

if TYPE_CHECKING:
    from engine.store.workspace import Workspace


def simulate(
    path: WorkspacePath,
    journey: Annotated[
        str, typer.Argument(metavar="JOURNEY|FILE", help=text("app.argument.journey_or_file"))
    ],
    dataset: Annotated[str | None, typer.Option(help=text("app.option.dataset"))] = None,
    dataset_version: Annotated[
        int | None, typer.Option(min=1, help=text("app.option.dataset_version"))
    ] = None,
    start: Annotated[str, typer.Option(metavar="DATE", help=text("app.option.start"))] = "",
    end: Annotated[str, typer.Option(metavar="DATE", help=text("app.option.end"))] = "",
    time_zone: Annotated[
        str, typer.Option(metavar="ZONE", callback=known_zone, help=text("app.option.time_zone"))
    ] = "",
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

    if out is not None and out != "-":
        refuse_unwritable(Path(out), (path,))
    with Workspace.open(path) as workspace:
        drawn = found.in_workspace(workspace, journey, version)
        name = dataset or only_dataset(workspace)
        with long_work() as work:
            data = workspace.dataset(name, work.part(0, 0.3), dataset_version)
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
    somebody = tell_counts(result, drawn.journey, data)
    if run is not None:
        key = "app.run_kept" if somebody else "app.run_kept_empty"
        tell(text(key, run=str(run.id), path=str(path)))
    if out is not None:
        tell(text("app.written", path=out))


def write_json(path: Path, document: Any) -> None:
    """Write a document whole or not at all."""
    from engine.files import write_file

    write_file(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def only_dataset(workspace: Workspace) -> str:
    """The name of the only dataset of a workspace."""
    names = tuple(entry.name for entry in workspace.datasets())
    if len(names) != 1:
        key = "app.which_dataset" if names else "app.no_datasets"
        raise JornadaError(key, path=str(workspace.path), names=names)
    return names[0]
