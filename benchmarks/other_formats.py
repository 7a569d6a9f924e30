"""How long workbooks and JSON take to read: ``python -m benchmarks formats``.

A workbook of contacts beside openpyxl, which streams it too; a file of events in lines of JSON
beside the json module of Python alone, which makes no columns of them. They take turns, each in a
process of its own, whose peak memory is measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from openpyxl import Workbook, load_workbook
from rich.console import Console
from rich.table import Table

from benchmarks.memory import peak
from engine.accounts import fields as f
from engine.accounts.importing.tabular import opened_tables
from engine.background import Work

GOALS = {"excel": 0.6, "json": 5.0}
"""How many times as long as the baseline Jornada may take: little more than half of openpyxl, and 5
times as long as the json module needs before anything has a column."""
_AT_ONCE = 2_000_000
_START = datetime(2025, 1, 1, tzinfo=UTC)


def write_excel(path: Path, rows: int) -> None:
    """A sheet of contacts: four texts, a moment, a number, a truth and a whole number."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    sheet.append(["Id", "Account", "Email", "Name", "Created", "Score", "Opted out", "Visits"])
    start = _START.replace(tzinfo=None)
    for n in range(rows):
        sheet.append(
            [
                *(f"P{n}", f"A{n % 5_000}", f"p{n}@a{n % 5_000}.example", f"Name {n % 999}"),
                *(start + timedelta(seconds=37 * n), n / 7, n % 7 == 0, n % 100),
            ]
        )
    book.save(path)


def write_json(path: Path, rows: int) -> None:
    """Page views as nested XDM objects, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(rows):
            page = {"name": f"Page {n % 100}", "URL": f"https://www.company.example/{n % 1_000}"}
            event = {
                "_id": f"e{n}",
                f.EVENT_TYPE: "web.webpagedetails.pageViews",
                f.EVENT_TIMESTAMP: (_START + timedelta(seconds=n)).isoformat(),
                "personKey": {"sourceKey": f"P{n % 50_000}"},
                "web": {"webPageDetails": page},
            }
            file.write(json.dumps(event) + "\n")


def read(path: Path) -> int:
    """What Jornada does: columns with types, block by block; the number of rows."""
    with opened_tables([path]) as tables:
        return sum(
            len(block.rows)
            for table in tables
            for block in table.reader.blocks(table.columns, _AT_ONCE, Work())
        )


def read_excel_alone(path: Path) -> int:
    """The cells of a sheet, row by row, as openpyxl streams them."""
    book = load_workbook(path, read_only=True, data_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) - 1


def read_json_alone(path: Path) -> int:
    """Each line as an object."""
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if json.loads(line))


_FILES: dict[str, tuple[str, Callable[[Path, int], None], Callable[[Path], int]]] = {
    "excel": ("contacts.xlsx", write_excel, read_excel_alone),
    "json": ("events.ndjson", write_json, read_json_alone),
}


def measure(rows: int, runs: int) -> dict[str, Any]:
    """The seconds and the peak bytes of each format, by who reads it; all read every row."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, (name, write, _) in _FILES.items():
            path = Path(folder, name)
            write(path, rows)
            taken: dict[str, list[dict[str, float]]] = {"alone": [], "jornada": []}
            for _ in range(runs):
                for who, times in taken.items():
                    times.append(_told(kind, who, path, rows))
            seconds = {who: [one["seconds"] for one in times] for who, times in taken.items()}
            found[kind] = {
                "seconds": seconds,
                "peak_bytes": {
                    who: max(one["peak_bytes"] for one in times) for who, times in taken.items()
                },
                "ratio": median(seconds["jornada"]) / median(seconds["alone"]),
            }
    return found


def _told(kind: str, who: str, path: Path, rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.other_formats", kind, who, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    assert told.pop("rows") == rows
    return told


def show(console: Console, rows: int, runs: int) -> dict[str, Any]:
    """Measure and print a table."""
    found = measure(rows, runs)
    table = Table(title=f"Reading {rows:,} rows")
    for heading in ("", "alone", "Jornada", "ratio", "goal", "memory alone", "memory"):
        table.add_column(heading, justify="right" if heading else "left")
    for kind, told in found.items():
        medians = [median(told["seconds"][who]) for who in ("alone", "jornada")]
        met = "[green]met[/]" if told["ratio"] <= GOALS[kind] else "[red]missed[/]"
        table.add_row(
            kind,
            *(f"{seconds:.2f} s" for seconds in medians),
            f"{told['ratio']:.2f}",
            f"{GOALS[kind]:g}: {met}",
            *(f"{told['peak_bytes'][who] / 2**20:,.0f} MiB" for who in ("alone", "jornada")),
        )
    console.print(table)
    return found


if __name__ == "__main__":
    kind, who, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    begun = perf_counter()
    count = read(path) if who == "jornada" else _FILES[kind][2](path)
    seconds = perf_counter() - begun
    print(json.dumps({"seconds": seconds, "peak_bytes": peak(), "rows": count}))
