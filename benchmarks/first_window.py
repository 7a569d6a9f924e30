"""The time from a command to a visible window, beside a bare one that loads the same libraries.

Both start a new Python, show a window and are stopped the moment it has been painted. They take
turns, so that a busy moment of the machine meets both.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

GOAL = 1.2
"""How many times the bare window's time Jornada's may take."""

_SEEN = """
import os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Seen(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            if watched.window().isVisible() and watched.width() > 400:
                QTimer.singleShot(0, self.tell)
        return False

    def tell(self):
        os.write(1, b"seen")
        os._exit(0)

shown = QApplication.exec

def run(*_):
    seen = Seen()
    QApplication.instance().installEventFilter(seen)
    return shown()

QApplication.exec = run
"""
"""Tells when a window has been painted, and stops."""

BARE = f"""{_SEEN}
import sqlalchemy, pydantic
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QMainWindow

application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QGraphicsView(QGraphicsScene()))
window.resize(1280, 800)
window.show()
QApplication.exec()
"""

JORNADA = f"""{_SEEN}
from app.cli import main
sys.exit(main(sys.argv[1:]))
"""


def show(console: Console, runs: int) -> dict[str, Any]:
    """Measure both in turn and print a table."""
    times: dict[str, list[float]] = {"Bare window": [], "Jornada": []}
    with tempfile.TemporaryDirectory() as folder:
        home = _home(Path(folder))
        for _ in range(runs + 1):
            times["Bare window"].append(_time(BARE, home))
            times["Jornada"].append(_time(JORNADA, home))
    table = Table(title="From the command to the first painted window")
    table.add_column("")
    for heading in ("median", "fastest", "slowest", "first"):
        table.add_column(heading, justify="right")
    for name, (first, *later) in times.items():
        figures = (median(later), min(later), max(later), first)
        table.add_row(name, *(f"{seconds:.2f} s" for seconds in figures))
    console.print(table)
    ratio = median(times["Jornada"][1:]) / median(times["Bare window"][1:])
    verdict = "[green]met[/]" if ratio <= GOAL else "[red]missed[/]"
    console.print(f"  {ratio:.2f} times the bare window's time (at most {GOAL}: {verdict})\n")
    return {"seconds": times, "ratio": ratio}


def _home(folder: Path) -> dict[str, str]:
    """An environment in which nothing of the person who measures is touched."""
    own = {
        name: str(folder / name)
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    }
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.warning=false"}
    return {**quiet, **os.environ, **own, "HOME": str(folder)}


def _time(script: str, home: dict[str, str]) -> float:
    started = perf_counter()
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, env=home, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        seen = process.stdout.read(4)
        seconds = perf_counter() - started
    if seen != b"seen":
        raise RuntimeError("the window was not painted; what it said stands above")
    return seconds
