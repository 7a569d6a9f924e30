"""The sample: data to import, a journey to replay them through, and a run of it.

The first start of the window and ``jornada demo`` make the same workspace of it, step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.journey.model import Journey
    from engine.store.values import DatasetEntry, RunEntry
    from engine.store.workspace import Workspace

WINDOW = (date(2025, 1, 1), date(2025, 3, 31))
"""The days of the sample's run: the last quarter of its data, so that there is history before."""


def make_sample(path: Path, work: Work) -> None:
    """Make a workspace file with the sample data, the sample journey and a run of it."""

    def fill(workspace: Workspace, work: Work) -> None:
        work.at(0, msg("designer.session.making"))
        _, dataset = import_sample(workspace, work.part(0, 0.7))
        journey = add_journey(workspace)
        simulate_sample(workspace, journey, dataset, work.part(0.7, 1))

    make_folder(path.parent)
    make_workspace(path, fill, work)


def make_workspace(path: Path, fill: Callable[[Workspace, Work], None], work: Work) -> None:
    """Make a workspace file, filled by ``fill``, in place of one that may be there; complete or
    not at all. Raises :class:`JornadaError` where its folder can't be written."""
    from engine.store.workspace import Workspace

    beside = path.with_name(f"new-{path.name}")
    try:
        beside.unlink(missing_ok=True)
        with Workspace.create(beside, say(msg("designer.session.sample"))) as workspace:
            fill(workspace, work)
        beside.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise JornadaError("designer.session.no_file", path=str(path), why=why) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder where it is not there. Raises :class:`JornadaError` where it can't be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise JornadaError("designer.session.no_folder", folder=str(folder), why=why) from error


def import_sample(workspace: Workspace, work: Work) -> tuple[DatasetEntry, Dataset]:
    """Bring the sample data into a workspace."""
    from engine.accounts.importing import sample

    made = sample.import_sample(say(msg("designer.session.data")), work.part(0, 0.7))
    source, report = say(msg("designer.session.source")), made.report.model_dump(mode="json")
    entry = workspace.add_dataset(made.dataset, source, report, work=work.part(0.7, 1))
    return entry, made.dataset


def add_journey(workspace: Workspace) -> Journey:
    """Bring the sample journey, and what it refers to, into a workspace."""
    from engine.journey.templates import templates

    file = templates()[0].file
    workspace.save_journey(file.journey, file.definitions)
    return file.journey


def simulate_sample(
    workspace: Workspace, journey: Journey, dataset: Dataset, work: Work
) -> RunEntry:
    """Replay the sample data through the sample journey, and keep the run."""
    from designer.runs.window import settings
    from engine.simulation.run import simulate

    definitions = workspace.definitions()
    window = settings(*WINDOW, journey.settings.time_zone, 0)
    result = simulate([journey], definitions, dataset, window, work.part(0, 0.7))
    return workspace.add_run(result, [journey], definitions, dataset, work.part(0.7, 1))
