"""Journeys to start from, each with everything it refers to (the blueprint's steps)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from engine.journey.model import JourneyFile
from resources import resource

SAMPLE = "sample"
"""The template that the sample workspace and the demo open with."""
_EXTENSION = ".journey.json"


@dataclass(frozen=True)
class Template:
    """A journey to start from. ``id`` is the name of its file without the extension."""

    id: str
    name: str
    description: str
    file: JourneyFile


@cache
def templates() -> tuple[Template, ...]:
    """Every template, the sample first, then by name."""
    names = (item.name for item in resource("templates").iterdir())
    found = [_read(name) for name in names if name.endswith(_EXTENSION)]
    return tuple(sorted(found, key=lambda item: (item.id != SAMPLE, item.name)))


def template(id_: str) -> Template | None:
    """The template with an id, or None."""
    return next((item for item in templates() if item.id == id_), None)


def _read(name: str) -> Template:
    # They ship with the programme and are checked by its tests: no need to doubt them here.
    text = resource("templates", name).read_bytes()
    file = JourneyFile.model_validate_json(text, strict=True)
    id_, journey = name.removesuffix(_EXTENSION), file.journey
    return Template(id_, journey.name, journey.description, file)
