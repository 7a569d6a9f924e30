"""How long a look at the quality of data takes: ``python -m benchmarks quality``.

Beside it stands what Polars alone needs to count how often each value of every column occurs,
the least that must be done to know how fields are filled. The fixes are measured too: they look at
every text and change few.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.memory import forget_peak, peak
from engine.accounts.dataset import Dataset
from engine.accounts.generate import GeneratorSettings, generate
from engine.accounts.quality.fixes.apply import fixed
from engine.accounts.quality.quality import quality
from engine.accounts.quality.values import Fix

GOAL = 5.0
"""How many times as long as the counts alone the whole look may take: there are thirty rules
besides, and every distribution."""
EVENTS = 5.0
"""Events an account."""
_TOP = 50
_NOW = datetime(2030, 1, 1, tzinfo=UTC)


def counts_alone(data: Dataset) -> int:
    """Count the values of every column, and keep the most frequent; the number of columns."""
    events = [table.frame.drop("person") for table in data.event_tables.values()]
    columns = 0
    for frame in (data.accounts, data.people, data.opportunities, *events):
        for series in frame.iter_columns():
            items = series.explode() if isinstance(series.dtype, pl.List) else series
            counts = items.alias("value").to_frame().group_by("value").len()
            columns += counts.top_k(_TOP, by="len").height > 0
    return columns


def measure(accounts: int, runs: int) -> dict[str, Any]:
    """The seconds of each contender and fix in turns, and the peak bytes of a look."""
    settings = GeneratorSettings(
        name="benchmark", accounts=accounts, people_per_account=1.0, events_per_account=EVENTS
    )
    data = generate(settings)
    contenders: dict[str, Callable[[], object]] = {
        "counts alone": lambda: counts_alone(data),
        "quality": lambda: quality(data, _NOW),
        **{str(fix): lambda fix=fix: fixed(data, fix) for fix in Fix},  # type: ignore[misc]
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    most = 0
    for _ in range(runs):
        for name, run in contenders.items():
            measured = forget_peak()
            begun = perf_counter()
            run()
            seconds[name].append(perf_counter() - begun)
            if name == "quality" and measured:
                most = max(most, peak())
    return {
        "accounts": accounts,
        "people": data.people.height,
        "events": sum(table.frame.height for table in data.event_tables.values()),
        "seconds": seconds,
        "peak_bytes": most,
        "ratio": median(seconds["quality"]) / median(seconds["counts alone"]),
    }


def show(console: Console, accounts: int, runs: int) -> dict[str, Any]:
    """Measure, and print what was measured."""
    found = measure(accounts, runs)
    title = (
        f"Quality of {found['accounts']:,} accounts, {found['people']:,} people and "
        f"{found['events']:,} events, median of {runs}"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("What")
    table.add_column("Seconds", justify="right")
    for name, times in found["seconds"].items():
        table.add_row(name, f"{median(times):.2f}")
    console.print(table)
    gib = found["peak_bytes"] / 2**30
    console.print(f"A look takes {found['ratio']:.1f} times the counts alone (goal {GOAL:g}), ")
    console.print(f"with {gib:.2f} GiB in memory at most, the data included.")
    return found


if __name__ == "__main__":
    show(Console(), 1_000_000, 3)
