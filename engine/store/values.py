"""What the workspace answers about its content, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.conditions.model import Model
from engine.journey.model import Definitions, Journey, JourneyKind, Status

if TYPE_CHECKING:
    from engine.simulation.results import RunResult


class JourneyEntry(Model):
    """A journey in a list: its newest version, and how many there are."""

    id: str
    name: str
    kind: JourneyKind
    status: Status
    version: int
    versions: int
    created: datetime
    updated: datetime


class VersionEntry(Model):
    """One version of a journey."""

    version: int
    status: Status
    created: datetime
    updated: datetime


class DefinitionEntry(Model):
    """A definition in a list; ``kind`` is a field name of ``Definitions``."""

    kind: str
    id: str
    name: str
    created: datetime
    updated: datetime


class DatasetEntry(Model):
    """A version of a stored dataset: what it holds, where it came from, what its import said, and
    what it changed in the version before (see ``accounts.refresh``; None where it was made
    anew)."""

    name: str
    version: int
    content_hash: str
    source: str
    created: datetime
    accounts: int
    people: int
    events: int
    opportunities: int
    set_aside: int
    """How many rows its import set aside are kept with it."""
    report: dict[str, Any] | None = None
    changes: dict[str, Any] | None = None

    @property
    def keeps_set_aside(self) -> bool:
        """Whether the rows that its import set aside can still be written to a file."""
        return self.set_aside > 0


class RunJourney(Model):
    """A journey that a run simulated, with the name it had."""

    id: str
    name: str
    version: int


class RunEntry(Model):
    """A stored run: what was simulated on what. ``settings`` and ``info`` as in ``RunResult``;
    ``dataset_version`` is None where the workspace did not have the data."""

    id: int
    journeys: tuple[RunJourney, ...]
    dataset: str
    dataset_hash: str
    dataset_version: int | None
    settings: dict[str, Any]
    info: dict[str, str | int | float]
    created: datetime


@dataclass(frozen=True)
class StoredRun:
    """A run with its answer, and the journeys and definitions as they were when it was made, so
    that its traces and counts stay true after an edit."""

    entry: RunEntry
    result: RunResult
    journeys: tuple[Journey, ...]
    definitions: Definitions
