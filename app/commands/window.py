"""``open``, and ``jornada`` alone: the window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.console import tell, text
from app.display import has_display
from engine.errors import JornadaError


def without_command(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=text("app.option.version_of"))] = False,
) -> None:
    """Open the window where no command is given."""
    if version:
        from importlib.metadata import version as version_of

        tell(f"jornada {version_of('jornada')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        show_window(None)


def open_(
    path: Annotated[
        Path | None, typer.Argument(metavar="[WORKSPACE]", help=text("app.argument.open"))
    ] = None,
) -> None:
    """Open the window, on a workspace where one is named."""
    show_window(path)


def show_window(path: Path | None) -> None:
    """Show the window until it is closed."""
    if path is not None and not path.is_file():
        raise JornadaError("store.missing", path=str(path))
    if not has_display():
        raise JornadaError("app.no_display")
    from app.window import run

    code = run(path)
    if code:
        raise typer.Exit(code)
