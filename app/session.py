"""Which workspace a session works on: the one asked for, the last one, or a new sample."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from app.preferences import Preferences
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.store.workspace import Workspace

SAMPLE_FILE = "Sample.jornada"
SAMPLE_WINDOW = (date(2025, 1, 1), date(2025, 3, 31))
"""The days of the sample's run: the last quarter of its data, so that there is history before."""


def sample_path() -> Path:
    """Where the sample workspace of this person is."""
    return user_data_path("jornada", appauthor=False) / SAMPLE_FILE


def workspace_to_open(asked: Path | None, preferences: Preferences) -> Path:
    """The workspace that was asked for, else the last one, else the sample."""
    if asked is not None:
        return asked
    return next(iter(preferences.recent), sample_path())


def open_workspace(path: Path, work: Work) -> Workspace:
    """Open a workspace; the sample is made where it is not there yet. On any thread."""
    from engine.store.workspace import Workspace

    if not path.exists() and path == sample_path():
        return make_sample(path, work)
    return Workspace.open(path)


def make_sample(path: Path, work: Work) -> Workspace:
    """A workspace with sample data, the sample journey and a run of it; complete or not there at
    all. Raises :class:`JornadaError` where its folder can't be made."""
    from engine.store.workspace import Workspace

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        folder, why = str(path.parent), error.strerror or str(error)
        raise JornadaError("designer.session.no_folder", folder=folder, why=why) from error
    beside = path.with_name(f"new-{path.name}")
    beside.unlink(missing_ok=True)
    with Workspace.create(beside, say(msg("designer.session.sample"))) as workspace:
        _fill(workspace, work)
    beside.replace(path)
    return Workspace.open(path)


def _fill(workspace: Workspace, work: Work) -> None:
    """Put the sample into an empty workspace."""
    from designer.runs.window import settings
    from engine.accounts.generate import GeneratorSettings, generate
    from engine.journey.templates import templates
    from engine.simulation.run import simulate

    work.at(0, msg("designer.session.making"))
    name = say(msg("designer.session.data"))
    dataset = generate(GeneratorSettings(name=name), work.part(0, 0.5))
    workspace.add_dataset(dataset, say(msg("designer.session.source")), work=work.part(0.5, 0.7))
    file = templates()[0].file
    workspace.save_journey(file.journey, file.definitions)
    zone = file.journey.settings.time_zone
    window = settings(*SAMPLE_WINDOW, zone, 0)
    definitions = workspace.definitions()
    result = simulate([file.journey], definitions, dataset, window, work.part(0.7, 0.9))
    workspace.add_run(result, [file.journey], definitions, dataset, work.part(0.9, 1))
