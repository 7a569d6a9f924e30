"""How long tables take to write: ``python -m benchmarks tables``.

The same rows as an Excel workbook beside openpyxl, which streams it too, and as CSV beside Polars
alone, which makes no formula safe. They take turns, each in a process of its own, whose peak memory
is measured; Jornada's must not grow with the rows, so it writes ten times as many as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import polars as pl
from openpyxl import Workbook
from rich.console import Console
from rich.table import Table

from benchmarks.memory import peak
from engine.exchange.tables import ROWS, write_table

GOALS = {"xlsx": 0.25, "csv": 2.0}
"""How many times as long as the baseline Jornada may take: a quarter of openpyxl, and twice what
Polars takes without looking at the texts."""
GROWTH = 1.3
"""How many times the memory of a table one of ten times its rows may take."""
MORE = 10
_NAMES = ("key", "name", "size", "revenue", "won", "day", "at", "city")


def frames(rows: int) -> Iterator[pl.DataFrame]:
    """Accounts: texts, numbers, a truth, a day and an instant."""
    start = pl.lit(datetime(2025, 1, 1, tzinfo=UTC))
    for first in range(0, rows, ROWS):
        number = pl.int_range(first, min(first + ROWS, rows))
        yield pl.select(
            key="A-" + number.cast(pl.String),
            name="Company & Söhne " + (number % 997).cast(pl.String),
            size=number,
            revenue=number * 1.25,
            won=number % 2 == 0,
            day=pl.lit(date(2025, 1, 1)) + pl.duration(days=number % 365),
            at=start + pl.duration(seconds=number),
            city=pl.lit("Curitiba"),
        )


def write_jornada(path: Path, rows: int) -> None:
    """As every table of Jornada is written."""
    write_table(path, frames(rows), dict(zip(_NAMES, _NAMES, strict=True)), rows)


def write_excel_alone(path: Path, rows: int) -> None:
    """Row by row, as openpyxl streams them; it has no time zones."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_NAMES)
    for frame in frames(rows):
        for row in frame.with_columns(pl.col("at").dt.replace_time_zone(None)).iter_rows():
            sheet.append(row)
    book.save(path)


def write_csv_alone(path: Path, rows: int) -> None:
    """Frame by frame, as Polars writes them."""
    with path.open("wb") as file:
        for number, frame in enumerate(frames(rows)):
            frame.write_csv(file, include_header=number == 0)


_ALONE: dict[str, Callable[[Path, int], None]] = {
    "xlsx": write_excel_alone,
    "csv": write_csv_alone,
}


def measure(rows: int, runs: int) -> dict[str, Any]:
    """The seconds and the peak bytes of each format, by who writes it."""
    found: dict[str, Any] = {}
    for kind in _ALONE:
        taken: dict[str, list[dict[str, float]]] = {"alone": [], "jornada": []}
        for _ in range(runs):
            for who, times in taken.items():
                times.append(_told(kind, who, rows))
        seconds = {who: [one["seconds"] for one in times] for who, times in taken.items()}
        peaks = {who: max(one["peak_bytes"] for one in times) for who, times in taken.items()}
        peaks["more"] = _told(kind, "jornada", MORE * rows)["peak_bytes"]
        found[kind] = {
            "seconds": seconds,
            "peak_bytes": peaks,
            "ratio": median(seconds["jornada"]) / median(seconds["alone"]),
            "growth": peaks["more"] / peaks["jornada"],
        }
    return found


def _told(kind: str, who: str, rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.writing_tables", kind, who, str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def show(console: Console, rows: int, runs: int) -> dict[str, Any]:
    """Measure and print a table."""
    found = measure(rows, runs)
    table = Table(title=f"Writing {rows:,} rows")
    for heading in ("", "alone", "Jornada", "ratio", "goal", "memory", f"{MORE} times the rows"):
        table.add_column(heading, justify="right" if heading else "left")
    for kind, told in found.items():
        medians = [median(told["seconds"][who]) for who in ("alone", "jornada")]
        met = "[green]met[/]" if told["ratio"] <= GOALS[kind] else "[red]missed[/]"
        small = "[green]met[/]" if told["growth"] <= GROWTH else "[red]missed[/]"
        table.add_row(
            kind,
            *(f"{seconds:.2f} s" for seconds in medians),
            f"{told['ratio']:.2f}",
            f"{GOALS[kind]:g}: {met}",
            f"{told['peak_bytes']['jornada'] / 2**20:,.0f} MiB",
            f"{told['peak_bytes']['more'] / 2**20:,.0f} MiB: {small}",
        )
    console.print(table)
    return found


if __name__ == "__main__":
    kind, who, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"table.{kind}")
        begun = perf_counter()
        (write_jornada if who == "jornada" else _ALONE[kind])(path, rows)
        seconds = perf_counter() - begun
    print(json.dumps({"seconds": seconds, "peak_bytes": peak()}))
