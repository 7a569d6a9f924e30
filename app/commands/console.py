"""What the commands say: sentences, tables, JSON, and progress."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.background import Work
from resources.catalogue import Message, Param, msg, say

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 160
"""Columns where nobody's screen sets the width."""


def text(key: str, **params: Param) -> str:
    """A sentence of the catalogue."""
    return say(msg(key, **params))


def tell(sentence: str) -> None:
    """Say something on standard output."""
    sys.stdout.write(f"{sentence}\n")


def complain(sentence: str) -> None:
    """Say something on standard error."""
    sys.stderr.write(f"jornada: {sentence}\n")


def tell_json(document: Any) -> None:
    """Print a document as JSON."""
    import json

    tell(json.dumps(document, ensure_ascii=False, indent=2))


def console(stderr: bool = False) -> Console:
    """Rich's view of standard output (or error): colours and widths only on a screen."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def tell_table(
    columns: Sequence[tuple[str, bool]], rows: Sequence[Sequence[object]], title: str | None = None
) -> None:
    """Print a table. ``columns``: a catalogue key below ``app.column``, and whether its values
    are numbers."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for key, number in columns:
        table.add_column(
            text(f"app.column.{key}"),
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=number,
        )
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Message | int | float | str):
        return say(value)
    return str(value)


@contextmanager
def long_work() -> Iterator[Work]:
    """Work with a progress bar on standard error where that is a screen, cancelled by Ctrl-C."""
    stop = threading.Event()

    def interrupt(number: int, frame: object) -> None:
        del number, frame
        if stop.is_set():  # asked twice: now, whatever is under way
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with _bar() as progress:
            yield Work(progress, stop.is_set)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar() -> Iterator[Any]:
    if not sys.stderr.isatty():
        yield Work().progress
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def progress(fraction: float, doing: Message | None) -> None:
            if doing is not None:
                bar.update(task, description=say(doing))
            bar.update(task, completed=fraction)

        yield progress
