"""How long a CSV of events takes to import: ``python -m benchmarks import``.

An activity export, by time: event type, timestamp, person key and three texts, with half a million
people of fifty thousand companies in files beside it. Measured against Polars alone, which reads
the file of the events into typed columns, in turns and each in a process of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl

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


if __name__ == "__main__":
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what == "write":
        write(folder, int(sys.argv[3]), quoted=len(sys.argv) > 4)
    else:
        begun = perf_counter()
        parts = import_and_keep(folder) if what == "jornada" else read_alone(folder)
        seconds = perf_counter() - begun
        print(json.dumps({"seconds": seconds, "peak_bytes": peak(), "parts": parts}))
