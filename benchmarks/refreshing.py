"""How long a newer export takes to be taken into a dataset: ``python -m benchmarks refresh``.

The newer export has all that the dataset has, as a full export does; one account in a hundred has
another name, and one event in a hundred is new. Beside it stands what Polars alone needs for the
heart of it: which events are new, and all of them in order, each type as one join and one sort.

Keeping the result is measured too: as a first version, and as the next version of the data before,
of which only the accounts and the types of events that have new ones are stored anew.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.data import dataset
from benchmarks.memory import forget_peak, peak
from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, EventTable
from engine.accounts.refresh import refresh
from engine.store.workspace import Workspace

GOAL = 2.0
"""How many times as long as Polars alone a refresh may take: it compares accounts, people and
relations besides, and says what changed."""
SHARE = 100
"""One account and one event in so many is news."""
NEW = "web.webpagedetails.pageViews"
"""The type that new events have."""
LATER = pl.duration(days=400)


def newer_than(data: Dataset) -> Dataset:
    """A newer export of the data."""
    rows = pl.int_range(pl.len())
    names = pl.col(f.ACCOUNT_NAME)
    accounts = data.accounts.with_columns(
        pl.when(rows % SHARE == 0).then(names + " Group").otherwise(names).alias(f.ACCOUNT_NAME)
    )
    count = sum(table.frame.height for table in data.event_tables.values())
    frame = data.event_tables[NEW].frame
    later = frame.head(count // SHARE).with_columns(pl.col(f.EVENT_TIMESTAMP) + LATER)
    table = EventTable(NEW, pl.concat([frame, later]))
    return replace(data, accounts=accounts, event_tables={**data.event_tables, NEW: table})


def by_hand(old: Dataset, newer: Dataset) -> int:
    """The events of both in order, without what both know; the number of new ones."""
    added = 0
    account = pl.Series("account", old.account_of_person)
    for kind, table in newer.event_tables.items():
        known = old.event_tables[kind].frame
        new = table.frame.join(known, on=known.columns, how="anti", nulls_equal=True)
        whole = pl.concat([known, new])
        where = account.gather(whole["person"].cast(pl.UInt32))
        whole.with_columns(where).sort("account", f.EVENT_TIMESTAMP, maintain_order=True)
        added += new.height
    return added


def kept(data: Dataset, before: Dataset | None) -> float:
    """The seconds that keeping the data takes: as the first version, or after another."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.create(Path(folder, "w.jornada")) as workspace,
    ):
        if before is not None:
            workspace.add_dataset(before, "")
        begun = perf_counter()
        workspace.add_dataset(replace(data), "", replace=True)  # whose hash is not known yet
        return perf_counter() - begun


def measure(accounts: int, runs: int) -> dict[str, Any]:
    """The seconds of each contender in turns, and the peak bytes of a refresh."""
    old = dataset(accounts)
    newer = newer_than(old)
    merged, changes = refresh(old, newer)
    assert changes.events.added == by_hand(old, newer)
    contenders: dict[str, Callable[[], object]] = {
        "Polars alone": lambda: by_hand(old, newer),
        "refresh": lambda: refresh(old, newer),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    most = 0
    for _ in range(runs):
        for name, run in contenders.items():
            measured = forget_peak()
            begun = perf_counter()
            run()
            seconds[name].append(perf_counter() - begun)
            if name == "refresh" and measured:
                most = max(most, peak())
    seconds["kept as a first version"] = [kept(merged, None) for _ in range(runs)]
    seconds["kept as the next version"] = [kept(merged, old) for _ in range(runs)]
    return {
        "accounts": accounts,
        "people": old.people.height,
        "events": sum(table.frame.height for table in old.event_tables.values()),
        "added": changes.events.added,
        "updated": changes.accounts.updated,
        "seconds": seconds,
        "peak_bytes": most,
        "ratio": median(seconds["refresh"]) / median(seconds["Polars alone"]),
    }


def show(console: Console, accounts: int, runs: int) -> dict[str, Any]:
    """Measure, and print what was measured."""
    found = measure(accounts, runs)
    title = (
        f"A newer export of {found['accounts']:,} accounts, {found['people']:,} people and "
        f"{found['events']:,} events, median of {runs}"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("What")
    table.add_column("Seconds", justify="right")
    for name, times in found["seconds"].items():
        table.add_row(name, f"{median(times):.2f}")
    console.print(table)
    gib = found["peak_bytes"] / 2**30
    console.print(f"A refresh takes {found['ratio']:.1f} times Polars alone (goal {GOAL:g}),")
    console.print(f"with {gib:.2f} GiB in memory at most, both datasets included.")
    return found


if __name__ == "__main__":
    show(Console(), 100_000, 3)
