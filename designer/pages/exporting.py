"""What goes out of the window: a journey as a file or a picture, and its last run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from designer.background import Task
from engine.background import Work
from engine.exchange.json_text import json_text
from engine.exchange.native import dump_journey, write_journey
from engine.files import write_file
from engine.journey.model import Definitions, Journey, JourneyFile
from engine.journey.references import used_definitions

if TYPE_CHECKING:
    from designer.pages.project import RunView

FORMATS = ("json", "png", "svg", "run_json")
SUFFIXES = {"json": ".journey.json", "png": ".png", "svg": ".svg", "run_json": ".run.json"}
PICTURES = ("png", "svg")
PNG_SCALE = 2.0
"""Pixels a canvas unit, so that a picture stays sharp when it is enlarged; fewer where a journey is
too long for it."""


@dataclass(frozen=True)
class Export:
    """What is to be written. ``counts`` by node id, for pictures; ``run`` for its own format."""

    format: str
    journey: Journey
    definitions: Definitions
    counts: dict[str, Any] | None = None
    dark: bool = False
    run: RunView | None = None


def file_name(export: Export) -> str:
    """A name to offer: the journey's, as files may be called."""
    plain = re.sub(r"[^\w\- ()]+", " ", export.journey.name).strip() or "journey"
    return f"{' '.join(plain.split())}{SUFFIXES[export.format]}"


def journey_file(export: Export) -> JourneyFile:
    """The journey with everything that it refers to and no more."""
    used = used_definitions(export.journey, export.definitions)
    return JourneyFile(journey=export.journey, definitions=used)


def text_of(export: Export) -> str:
    """What is written, for the formats that are text."""
    if export.format == "run_json" and export.run is not None:
        from engine.simulation.document import run_document

        return json_text(run_document(export.run.result, export.run.journey))
    return dump_journey(journey_file(export))


def write(export: Export, path: Path) -> None:
    """Write an export, whole or not at all. Pictures are painted on the thread of the window.

    Raises :class:`JornadaError` where the file can't be written.
    """
    if export.format in PICTURES:
        from designer.canvas.picture import save_picture

        scale = PNG_SCALE if export.format == "png" else 1.0
        save_picture(
            path,
            export.journey,
            export.definitions,
            export.counts,
            export.dark,
            scale,
            shrink=True,
        )
    elif export.format == "run_json":
        write_file(path, text_of(export))
    else:
        write_journey(path, journey_file(export))


def text_task(export: Export) -> Task:
    """The text of an export as work for another thread."""

    def task(_work: Work) -> str:
        return text_of(export)

    return task
