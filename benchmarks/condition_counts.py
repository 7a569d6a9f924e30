"""A condition of five filters counted: by Jornada, and by a query written by hand for Polars.

One filter is about the history of events ("any person in the account clicked at least 2 e-mails in
the last 90 days"). Both count the same accounts of the same data in the same process, taking
turns; Jornada also counts every filter alone, as the form does while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.data import EVENTS, dataset
from benchmarks.reference import INDUSTRY, REVENUE
from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.membership import Membership, data_end, forget
from engine.conditions.model import (
    AllOf,
    Attribute,
    Condition,
    EventHistory,
    Operator,
    PeopleOfAccount,
    Quantifier,
    Scope,
)

LIMIT = 0.1
"""Seconds that a count may take, warm."""
TIMES = 3
"""How many times as long as the query by hand it may take."""
CLICKED = "directMarketing.emailClicked"
TARGET = ("Software", "Health", "Retail")
LEAST = 50_000_000
AGREED = PeopleOfAccount(
    quantifier=Quantifier.AT_LEAST,
    count=2,
    condition=Attribute(attribute=f.EMAIL_CONSENT, value="y"),
)
HISTORY = PeopleOfAccount(
    condition=AllOf(conditions=(EventHistory(event_type=CLICKED, at_least=2, look_back_days=90),))
)
CONDITION = AllOf(
    conditions=(
        Attribute(attribute=REVENUE, operator=Operator.AT_LEAST, value=LEAST),
        Attribute(attribute=INDUSTRY, operator=Operator.IS_ONE_OF, values=TARGET),
        Attribute(attribute=f.ACCOUNT_NAME, operator=Operator.CONTAINS, value="7"),
        AGREED,
        HISTORY,
    )
)


def by_hand(data: Dataset) -> int:
    """The count as somebody who knows Polars and the data would write it."""
    end = max(table.frame["timestamp"].max() for table in data.event_tables.values())  # type: ignore[type-var]
    people = (
        data.people.lazy()
        .with_row_index("person")
        .filter(pl.col(f.EMAIL).str.strip_chars().str.len_bytes() > 0)
        .select(pl.col("person").cast(pl.Int32), f.PERSON_ACCOUNT, f.EMAIL_CONSENT)
    )
    active = (
        data.event_tables[CLICKED]
        .frame.lazy()
        .filter((pl.col("timestamp") > end - timedelta(days=90)) & (pl.col("timestamp") <= end))  # type: ignore[operator]
        .group_by("person")
        .len()
        .filter(pl.col("len") >= 2)
        .join(people, on="person")
        .select(pl.col(f.PERSON_ACCOUNT).alias(f.ACCOUNT_KEY))
        .unique()
    )
    agreed = (
        people.filter(pl.col(f.EMAIL_CONSENT).str.to_lowercase() == "y")
        .group_by(pl.col(f.PERSON_ACCOUNT).alias(f.ACCOUNT_KEY))
        .len()
        .filter(pl.col("len") >= 2)
    )
    name = pl.col(f.ACCOUNT_NAME)
    wanted = [one.lower() for one in TARGET]
    query = (
        data.accounts.lazy()
        .filter(
            (name.str.strip_chars().str.len_bytes() > 0)
            & (pl.col(REVENUE) >= LEAST)
            & pl.col(INDUSTRY).str.to_lowercase().is_in(wanted)
            & name.str.to_lowercase().str.contains("7", literal=True)
        )
        .join(agreed, on=f.ACCOUNT_KEY, how="semi")
        .join(active, on=f.ACCOUNT_KEY, how="semi")
    )
    return int(query.select(pl.len()).collect().item())


def parts(condition: Condition = CONDITION) -> list[tuple[Condition, Scope]]:
    """Every filter that the form counts alone, with the scope it is about."""
    assert isinstance(condition, AllOf)
    found: list[tuple[Condition, Scope]] = []
    for one in condition.conditions:
        found.append((one, Scope.ACCOUNT))
        if isinstance(one, PeopleOfAccount):
            found.append((one.condition, Scope.PERSON))
    return found


def measure(accounts: int, runs: int) -> dict[str, Any]:
    """Seconds of each way (the first run apart), and the counts, which must be equal."""
    data = dataset(accounts)

    def whole() -> int:
        forget(data)
        return Membership(data).count(CONDITION, Scope.ACCOUNT).matching

    def with_parts() -> int:
        forget(data)
        membership = Membership(data)
        for condition, scope in parts():
            membership.count(condition, scope)
        return membership.count(CONDITION, Scope.ACCOUNT).matching

    ways: dict[str, Callable[[], int]] = {
        "Jornada, the whole": whole,
        "Jornada, the whole and every filter": with_parts,
        "Polars by hand": lambda: by_hand(data),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    counts: dict[str, int] = {}
    data_end(data)
    for _ in range(runs + 1):
        for name, way in ways.items():
            begun = perf_counter()
            counts[name] = way()
            seconds[name].append(perf_counter() - begun)
    if len(set(counts.values())) != 1:
        raise AssertionError(f"the counts differ: {counts}")
    return {"accounts": accounts, "seconds": seconds, "count": counts["Polars by hand"]}


def show(console: Console, accounts: int, runs: int) -> dict[str, Any]:
    """Measure and print a table."""
    found = measure(accounts, runs)
    table = Table(
        title=f"Five filters over {accounts:,} accounts and {accounts * EVENTS:,} events",
        caption=f"median of {runs} runs, {found['count']:,} accounts found by each",
    )
    for heading in ("", "first", "warm", "times Polars"):
        table.add_column(heading, justify="right" if heading else "left")
    warm = {name: median(times[1:]) for name, times in found["seconds"].items()}
    base = warm["Polars by hand"]
    for name, times in found["seconds"].items():
        table.add_row(
            name,
            f"{times[0] * 1000:.1f} ms",
            f"{warm[name] * 1000:.1f} ms",
            f"{warm[name] / base:.2f}",
        )
    console.print(table)
    mine = warm["Jornada, the whole and every filter"]
    met = mine <= LIMIT and mine <= TIMES * base
    verdict = "[green]met[/]" if met else "[red]missed[/]"
    console.print(f"  at most {LIMIT * 1000:.0f} ms and {TIMES} times Polars: {verdict}\n")
    return found


if __name__ == "__main__":
    show(Console(), 100_000, 7)
