"""How long a CSV of events takes to import: ``python -m benchmarks import``.

An activity export, by time: event type, timestamp, person key and three texts, with half a million
people of fifty thousand companies in files beside it. Measured against Polars alone, which reads
the file of the events into typed columns, in turns and each in a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.memory import peak
from engine.accounts import fields as f
from engine.accounts.importing.importer import import_files
from engine.store.workspace import Workspace

LIMIT = 3.0
"""How many times as long as Polars alone an import may take."""
MEMORY = 4
"""The GiB of memory it may take."""
COMPANIES, PEOPLE = 50_000, 500_000
_EVENTS = "events.csv"
_TEXTS = (
    "directMarketing.mailingName",
    "web.webPageDetails.name",
    "web.webInteraction.linkURL",
)
_KINDS = {
    "directMarketing.emailSent": (0.16, 0),
    "directMarketing.emailDelivered": (0.15, 0),
    "directMarketing.emailOpened": (0.12, 0),
    "directMarketing.emailClicked": (0.07, 0),
    "web.webpagedetails.pageViews": (0.38, 1),
    "web.webinteraction.linkClicks": (0.12, 2),
}
"""The share of each type of event, and which of the texts it has."""
_VALUES = (400, 3_000, 6_000)
_AT_ONCE = 1_000_000


def write(folder: Path, events: int, quoted: bool = False) -> None:
    """Write the files of an export. ``quoted``: with quotation marks around every cell."""
    people = min(PEOPLE, max(events // 20, 10))
    companies = max(people * COMPANIES // PEOPLE, 1)
    random = np.random.default_rng(1)
    style: dict[str, Any] = {"quote_style": "always" if quoted else "necessary"}
    number = pl.int_range(companies, eager=True).cast(pl.String).str.zfill(7)
    accounts = "001A" + number
    pl.DataFrame({f.ACCOUNT_KEY: accounts, f.ACCOUNT_NAME: "Company " + number}).write_csv(
        folder / "accounts.csv", **style
    )
    number = pl.int_range(people, eager=True).cast(pl.String).str.zfill(8)
    keys = "003P" + number
    pl.DataFrame(
        {
            f.PERSON_KEY: keys,
            f.PERSON_ACCOUNT: accounts.gather(random.integers(0, companies, people)),
            f.EMAIL: "person" + number + "@company.example",
        }
    ).write_csv(folder / "people.csv", **style)
    with (folder / _EVENTS).open("wb") as file:
        for start, frame in _events(random, keys, events):
            frame.write_csv(file, include_header=start == 0, **style)


def _events(
    random: np.random.Generator, keys: pl.Series, events: int
) -> Iterator[tuple[int, pl.DataFrame]]:
    """The events, by time over a year, some at once."""
    kinds = pl.Series(list(_KINDS))
    shares = [share for share, _ in _KINDS.values()]
    texts = np.array([text for _, text in _KINDS.values()])
    second = 31_536_000 / events
    for start in range(0, events, _AT_ONCE):
        rows = min(_AT_ONCE, events - start)
        drawn = random.choice(len(shares), rows, p=shares)
        at = ((start + np.arange(rows) + random.random(rows)) * second * 1_000).astype(np.int64)
        times = (pl.Series(at) + 1_735_689_600_000).cast(pl.Datetime("ms"))
        columns = {
            f.EVENT_TYPE: kinds.gather(drawn),
            f.EVENT_TIMESTAMP: times.dt.to_string("%Y-%m-%dT%H:%M:%S%.3fZ"),
            f.EVENT_PERSON: keys.gather(random.integers(0, len(keys), rows)),
        }
        for place, (name, values) in enumerate(zip(_TEXTS, _VALUES, strict=True)):
            value = pl.Series(random.integers(0, values, rows)).cast(pl.String)
            text = "Spring campaign part " if place == 0 else "https://www.company.example/p/"
            columns[name] = (text + value).set(pl.Series(texts[drawn] != place), None)
        yield start, pl.DataFrame(columns)


def read_alone(folder: Path) -> dict[str, float]:
    """What Polars alone does: the events with typed columns, the times parsed."""
    found = pl.read_csv(
        folder / _EVENTS,
        schema_overrides={f.EVENT_TIMESTAMP: pl.Datetime("us", "UTC")},
    )
    assert found[f.EVENT_TIMESTAMP].null_count() == 0
    return {}


def import_and_keep(folder: Path) -> dict[str, float]:
    """Import all files into a new workspace; the seconds of both parts."""
    sources = [folder / name for name in ("accounts.csv", "people.csv", _EVENTS)]
    begun = perf_counter()
    imported = import_files("export", sources)
    done = perf_counter()
    assert imported.report.set_aside == 0
    path = folder / "import.jornada"
    with Workspace.create(path) as workspace:
        workspace.add_dataset(imported.dataset, "CSV files")
    kept = perf_counter()
    path.unlink()
    return {"import": done - begun, "keep": kept - done}


@dataclass(frozen=True)
class Measured:
    """What the runs of one contender took. ``parts``: the seconds of an import's parts."""

    seconds: tuple[float, ...]
    peak_bytes: int
    parts: dict[str, float]

    @property
    def median(self) -> float:
        """The seconds of the median run."""
        return median(self.seconds)


def measure(events: int, runs: int, quoted: bool = False) -> dict[str, Measured]:
    """Both contenders over one export, in turns, so that a busy moment meets both."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    with tempfile.TemporaryDirectory() as folder:
        _apart("write", folder, str(events), *(["quoted"] if quoted else []))
        for _ in range(runs):
            for name, ran in found.items():
                ran.append(json.loads(_apart(name, folder)))
    return {name: _measured(ran) for name, ran in found.items()}


def _measured(ran: Sequence[dict[str, Any]]) -> Measured:
    return Measured(
        tuple(one["seconds"] for one in ran),
        max(one["peak_bytes"] for one in ran),
        {part: median(one["parts"][part] for one in ran) for part in ran[0]["parts"]},
    )


def show(console: Console, scales: Sequence[int], runs: int) -> dict[str, Any]:
    """Measure at each number of events, with and without quotation marks, and print a table."""
    found: dict[str, Any] = {}
    table = Table(
        title="Import of a CSV of events",
        caption=f"median of {runs} runs; parsed, checked, keyed and kept in a workspace",
    )
    for heading in ("events", "cells", "Polars alone", "Jornada", "times", "memory", ""):
        table.add_column(heading, justify="right")
    for events in scales:
        for quoted in (False, True):
            measured = measure(events, runs, quoted)
            alone, own = measured["polars"], measured["jornada"]
            times, gib = own.median / alone.median, own.peak_bytes / 2**30
            met = times <= LIMIT and gib <= MEMORY
            cells = "quoted" if quoted else "bare"
            table.add_row(
                f"{events:,}",
                cells,
                f"{alone.median:.2f} s",
                f"{own.median:.2f} s",
                f"{times:.2f}",
                f"{gib:.2f} GiB",
                "[green]met[/]" if met else "[red]missed[/]",
            )
            found[f"{events} {cells}"] = {
                name: asdict(one) | {"median": one.median} for name, one in measured.items()
            }
    console.print(table)
    console.print(f"  at most {LIMIT:g} times as long as Polars alone, at most {MEMORY} GiB\n")
    return found


def _apart(*command: str) -> bytes:
    """Run this module in a process of its own; what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_import", *command],
        check=True,
        stdout=subprocess.PIPE,
    ).stdout


CONTENDERS: dict[str, Callable[[Path], dict[str, float]]] = {
    "polars": read_alone,
    "jornada": import_and_keep,
}


def _main(what: str, folder: Path, *how: str) -> None:
    """Write an export, or run a contender once and say what it took."""
    if what == "write":
        write(folder, int(how[0]), quoted="quoted" in how)
        return
    begun = perf_counter()
    parts = CONTENDERS[what](folder)
    seconds = perf_counter() - begun
    print(json.dumps({"seconds": seconds, "peak_bytes": peak(), "parts": parts}))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
