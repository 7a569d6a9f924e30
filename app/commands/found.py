"""The journey that a person names: a journey file, or a journey of a workspace by name or id."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import text
from engine.errors import JornadaError

if TYPE_CHECKING:
    from engine.journey.model import Definitions, Journey, JourneyFile
    from engine.store.workspace import Workspace

Target = Annotated[Path, typer.Argument(metavar="FILE|WORKSPACE", help=text("app.argument.target"))]
JourneyName = Annotated[
    str | None, typer.Argument(metavar="[JOURNEY]", help=text("app.argument.journey"))
]
Version = Annotated[int | None, typer.Option(min=1, help=text("app.option.version"))]


@dataclass(frozen=True)
class Found:
    """A journey and everything that it refers to."""

    journey: Journey
    definitions: Definitions

    def file(self) -> JourneyFile:
        """The journey as a file, with what it needs and no more."""
        from engine.journey.model import JourneyFile
        from engine.journey.references import used_definitions

        return JourneyFile(
            journey=self.journey, definitions=used_definitions(self.journey, self.definitions)
        )


def is_journey_file(name: Path | str) -> bool:
    """Whether a name is that of a journey file and not of something in a workspace."""
    return str(name).endswith(".json")


def in_file(path: Path) -> Found:
    """The journey in a file."""
    from engine.exchange.native import read_journey

    file = read_journey(path)
    return Found(file.journey, file.definitions)


def in_workspace(workspace: Workspace, name: str, version: int | None = None) -> Found:
    """The journey that a name means where a workspace is named too; it may still be a file."""
    if is_journey_file(name):
        return in_file(Path(name))
    id_ = workspace.find_journey(name)
    return Found(workspace.journey(id_, version), workspace.definitions())


def at(target: Path, name: str | None, version: int | None = None) -> Found:
    """The journey of a file; or of a workspace by its name, which may be left out where there is
    only one."""
    from app.commands.workspace import opened

    if is_journey_file(target):
        if name is not None:
            raise typer.BadParameter(text("app.file_and_journey", file=str(target)))
        return in_file(target)
    with opened(target) as workspace:
        return in_workspace(workspace, name or only_journey(workspace), version)


def only_journey(workspace: Workspace) -> str:
    """The id of the only journey of a workspace."""
    entries = workspace.journeys()
    if len(entries) != 1:
        names = tuple(entry.name for entry in entries)
        key = "app.which_journey" if names else "app.no_journeys"
        raise JornadaError(key, path=str(workspace.path), names=names)
    return entries[0].id
