"""``demo``: the sample from its import to its results, and what came of it as files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import found
from app.commands.console import complain, long_work, tell, text
from engine.errors import JornadaError

if TYPE_CHECKING:
    from engine.background import Work
    from engine.store.values import StoredRun
    from engine.store.workspace import Workspace

WORKSPACE = "demo.jornada"
DEFINITION = "demo.journey.json"
PICTURE = "demo.png"
RUN = "demo.run.json"
WINDOW_FAILS_WITHIN = 3.0
"""Seconds after which a window that has not ended is taken to be open."""
PICTURE_SCALE = 2.0
"""Pixels a unit of the canvas, so that the picture stays sharp when it is enlarged."""


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", help=text("app.option.demo_output"))
    ] = Path("demo-output"),
    no_window: Annotated[
        bool, typer.Option("--no-window", help=text("app.option.no_window"))
    ] = False,
) -> None:
    """Import the sample, check and simulate the sample journey, and write the results."""
    from engine.store.workspace import Workspace

    environment = dict(os.environ)  # painting without a screen changes it
    workspace = output / WORKSPACE
    _make_room(workspace)
    _fill(workspace)
    with Workspace.open(workspace, read_only=True) as opened:
        run = opened.run(opened.runs()[0].id)
    written = _write(output, run)
    for path in (workspace, *written):
        tell(text("app.written", path=str(path)))
    if not no_window:
        _show(workspace, environment)


def _make_room(path: Path) -> None:
    """Make the folder, and take away the workspace of an earlier demo."""
    from app.sample import make_folder
    from engine.store.lock import HeldError, Lock

    make_folder(path.parent)
    if not path.exists():
        return
    try:
        Lock(path).release()
    except HeldError as error:
        raise JornadaError("app.demo.open", path=str(path)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise JornadaError("app.demo.folder", folder=str(path.parent), why=why) from error


def _fill(path: Path) -> None:
    """Import, check and simulate, saying how it goes."""
    from app import sample
    from app.commands.counts import tell_counts
    from app.commands.data import tell_dataset
    from app.commands.problems import blocking, problems_of, tell_problems

    def tell_steps(workspace: Workspace, work: Work) -> None:
        entry, dataset = sample.import_sample(workspace, work.part(0, 0.7))
        tell_dataset(entry)
        journey = sample.add_journey(workspace)
        problems = problems_of(found.Found(journey, workspace.definitions()), dataset)
        tell_problems(journey, problems)
        if blocking(problems):
            raise typer.Exit(1)
        run = sample.simulate_sample(workspace, journey, dataset, work.part(0.7, 1))
        tell_counts(workspace.run(run.id).result, journey, dataset)

    with long_work() as work:
        sample.make_workspace(path, tell_steps, work)


def _write(output: Path, run: StoredRun) -> tuple[Path, ...]:
    """The definition, the picture and the run as files."""
    from app.commands.exchange import save_picture
    from app.commands.runs import write_json
    from engine.exchange.native import write_journey
    from engine.simulation.counts import node_counts
    from engine.simulation.document import run_document

    drawn = found.Found(run.journeys[0], run.definitions)
    definition, picture, document = (output / name for name in (DEFINITION, PICTURE, RUN))
    write_journey(definition, drawn.file())
    save_picture(picture, drawn, node_counts(run.result, drawn.journey), scale=PICTURE_SCALE)
    written = {"id": run.entry.id, **run_document(run.result, drawn.journey)}
    write_json(document, written)
    return definition, picture, document


def _show(workspace: Path, environment: Mapping[str, str]) -> None:
    """Open the window in a process of its own, where somebody would see it."""
    from app.display import has_screen

    if environment.get("CI") or not has_screen(environment):
        return
    command = [sys.executable, "-m", "app", "open", str(workspace.absolute())]
    process = subprocess.Popen(  # noqa: S603 - this very programme
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        failed = process.wait(WINDOW_FAILS_WITHIN) != 0
    except subprocess.TimeoutExpired:
        failed = False
    if failed:
        complain(text("app.demo.no_window", path=str(workspace)))
    else:
        tell(text("app.demo.window", path=str(workspace)))
