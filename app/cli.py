"""The command ``jornada``: its commands, and what becomes of their errors.

Exit codes: 0 done, 1 problems found, 2 wrong use, 130 cancelled by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from typer.main import get_command

from app.commands import (
    audiences,
    data,
    demo,
    exchange,
    fields,
    problems,
    quality,
    refresh,
    runs,
    show,
    traces,
    versions,
    window,
    workspace,
)
from app.commands.console import complain, text
from engine.errors import Cancelled, JornadaError

PROBLEMS, WRONG_USE, CANCELLED = 1, 2, 130

app = typer.Typer(
    name="jornada",
    help=text("app.help.jornada"),
    add_completion=False,
    rich_markup_mode=None,  # plain help needs a third of the time
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback(invoke_without_command=True)(window.without_command)
for command, name in (
    (workspace.new, "new"),
    (data.import_, "import"),
    (refresh.refresh, "refresh"),
    (data.generate, "generate"),
    (workspace.list_, "list"),
    (versions.versions, "versions"),
    (audiences.audiences, "audiences"),
    (show.show, "show"),
    (fields.fields, "fields"),
    (quality.quality, "quality"),
    (quality.fix, "fix"),
    (problems.validate, "validate"),
    (runs.simulate, "simulate"),
    (traces.trace, "trace"),
    (exchange.export, "export"),
    (exchange.schema, "schema"),
    (demo.demo, "demo"),
    (window.open_, "open"),
):
    app.command(name, help=text(f"app.help.{name}"))(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and answer its exit code."""
    try:
        answer = get_command(app).main(arguments, prog_name="jornada", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        complain(_usage(error))
        return WRONG_USE
    except Cancelled as error:
        complain(str(error))
        return CANCELLED
    except JornadaError as error:
        complain(str(error))
        return PROBLEMS
    except BrokenPipeError:  # whoever read the output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except Exception as error:
        from app.logs import unexpected

        complain(str(unexpected(error)))
        return PROBLEMS
    return answer if isinstance(answer, int) else 0


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the arguments, and where to look."""
    context: typer.Context | None = getattr(error, "ctx", None)
    command = "jornada" if context is None else context.command_path
    what = error.format_message().rstrip(".")
    return text("app.usage", what=what, command=command)


def open_window() -> int:
    """The window without a console: what a desktop shortcut starts."""
    paths = [Path(argument) for argument in sys.argv[1:2]]
    return main(["open", *map(str, paths)])
