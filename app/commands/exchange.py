"""``export`` and ``schema``: what goes out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import found
from app.commands.console import tell, text
from app.commands.workspace import opened
from engine.errors import JornadaError

if TYPE_CHECKING:
    from engine.simulation.results import NodeCounts

PICTURES = (".png", ".svg")


def export(
    target: found.Target,
    arguments: Annotated[
        list[str], typer.Argument(metavar="[JOURNEY] OUT", help=text("app.argument.export"))
    ],
    version: found.Version = None,
    run: Annotated[int | None, typer.Option(min=1, help=text("app.option.run_counts"))] = None,
    dark: Annotated[bool, typer.Option("--dark", help=text("app.option.dark"))] = False,
    scale: Annotated[float, typer.Option(min=0.1, max=10, help=text("app.option.scale"))] = 1.0,
) -> None:
    """Write a journey as a file that others read."""
    if len(arguments) > 2:
        raise typer.BadParameter(text("app.export_arguments"), param_hint="OUT")
    *names, last = arguments
    name = names[0] if names else None
    out = Path(last)
    suffix = out.suffix.lower()
    if suffix not in (".json", *PICTURES):
        raise typer.BadParameter(text("app.format", file=last), param_hint="OUT")
    if run is not None:
        drawn, counts = _of_run(target, run, name)
    else:
        drawn, counts = found.at(target, name, version), None
    if suffix in PICTURES:
        save_picture(out, drawn, counts, dark, scale)
    else:
        from engine.exchange.native import write_journey

        write_journey(out, drawn.file())
    tell(text("app.written", path=last))


def _of_run(
    target: Path, number: int, name: str | None
) -> tuple[found.Found, dict[str, NodeCounts]]:
    """A journey as a run simulated it, with its counts."""
    from engine.simulation.counts import node_counts

    if found.is_journey_file(target):
        raise typer.BadParameter(text("app.run_needs_workspace"), param_hint="--run")
    with opened(target) as workspace:
        stored = workspace.run(number)
    meant = [item for item in stored.journeys if name in (None, item.id, item.name)]
    if not meant:
        raise JornadaError("app.not_in_run", run=str(number), journey=name)
    return found.Found(meant[0], stored.definitions), node_counts(stored.result, meant[0])


def save_picture(
    out: Path,
    drawn: found.Found,
    counts: dict[str, NodeCounts] | None,
    dark: bool = False,
    scale: float = 1.0,
) -> None:
    """Paint the canvas into a file; needs no screen."""
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from designer.canvas.picture import save_picture as paint

    paint(out, drawn.journey, drawn.definitions, counts, dark, scale)


class Schema(StrEnum):
    """The formats that have a published JSON Schema."""

    JOURNEY = "journey"
    MAPPING = "mapping"


def schema(
    of: Annotated[
        Schema, typer.Argument(metavar="[journey|mapping]", help=text("app.argument.schema"))
    ] = Schema.JOURNEY,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=text("app.option.output"))
    ] = None,
) -> None:
    """Write the JSON Schema of journey files, or of mapping files."""
    import json

    from engine.accounts.importing.mapping import mapping_schema
    from engine.exchange.native import journey_schema
    from engine.files import write_file

    made = journey_schema() if of is Schema.JOURNEY else mapping_schema()
    document = json.dumps(made, ensure_ascii=False, indent=2)
    if output is None:
        tell(document)
        return
    write_file(output, document + "\n")
    tell(text("app.written", path=str(output)))
