"""Which workspace a session works on: the one asked for, the last one, or a new sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from app.preferences import Preferences
from engine.background import Work

if TYPE_CHECKING:
    from engine.store.workspace import Workspace

SAMPLE_FILE = "Sample.jornada"


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
        from app.sample import make_sample

        make_sample(path, work)
    return Workspace.open(path)
