"""The reference journey by all contenders at all scales: times, ratios, memory, equal counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Measured, measure

JORNADA, NUMPY, SIMPY = "Jornada", "NumPy script", "SimPy model"
GOALS = {100_000: 30, 1_000_000: 50}
"""How many times faster than the SimPy model Jornada is to be, at least."""
NUMPY_GOAL = 4
"""How many times the NumPy script's time Jornada may take at the largest scale."""
LARGE = 1_000_000
"""From how many accounts the NumPy script is the measure too."""


def show(console: Console, scales: Sequence[int], runs: int) -> dict[str, Any]:
    """Measure, compare the counts, print a table a scale. Raises AssertionError where the
    contenders do not count the same."""
    found = []
    for accounts in scales:
        # The two quick ones take turns. The slow one goes after them: in its minutes the memory of
        # whoever waits grows cold, which a system may make use of.
        times = measure({NUMPY: runs, JORNADA: runs}, accounts) | measure({SIMPY: runs}, accounts)
        for name in (NUMPY, SIMPY):
            assert times[name].counts == times[JORNADA].counts, f"{name} counts otherwise"
        console.print(_table(accounts, times))
        _judge(console, accounts, times)
        found.append(times)
    for smaller, larger in pairwise(found):
        _linearity(console, smaller[JORNADA], larger[JORNADA])
    return {"runs": [asdict(one) for times in found for one in times.values()]}


def _table(accounts: int, times: dict[str, Measured]) -> Table:
    table = Table(
        title=f"Reference journey, {accounts:,} accounts, {accounts * 50:,} events (equal counts)",
        caption="median, fastest and slowest of the runs after the first; memory at the peak",
    )
    table.add_column("")
    for heading in ("median", "fastest", "slowest", "first", "per account", "memory"):
        table.add_column(heading, justify="right")
    for name, one in times.items():
        table.add_row(
            name if len(one.runs) > 1 else f"{name} (one run)",
            *(_seconds(value) for value in (one.seconds, min(one.runs), max(one.runs), one.first)),
            f"{one.seconds / accounts * 1e6:.2f} µs",
            f"{one.peak_bytes / 2**30:.2f} GiB",
        )
    return table


def _judge(console: Console, accounts: int, times: dict[str, Measured]) -> None:
    own = times[JORNADA].seconds
    faster, slower = times[SIMPY].seconds / own, own / times[NUMPY].seconds
    goal = GOALS.get(accounts)
    wanted = "" if goal is None else f" (at least {goal}: {_verdict(faster >= goal)})"
    console.print(f"  {faster:.1f} times faster than the SimPy model{wanted}")
    wanted = (
        f" (at most {NUMPY_GOAL}: {_verdict(slower <= NUMPY_GOAL)})" if accounts >= LARGE else ""
    )
    console.print(f"  {slower:.1f} times the NumPy script's time{wanted}\n")


def _linearity(console: Console, smaller: Measured, larger: Measured) -> None:
    grown = (larger.seconds / smaller.seconds) / (larger.accounts / smaller.accounts)
    console.print(
        f"From {smaller.accounts:,} to {larger.accounts:,} accounts Jornada's time for an account "
        f"changes by a factor of {grown:.2f}"
    )


def _verdict(met: bool) -> str:
    return "[green]met[/]" if met else "[red]missed[/]"


def _seconds(value: float) -> str:
    return f"{value:.3f} s" if value < 10 else f"{value:.1f} s"
