"""How long conditions take over the reference data: ``python -m benchmarks.bench_conditions``.

For each number of accounts (5 people and 50 events each), the first evaluation, which also builds
what is kept, and the median of three more.
"""

from __future__ import annotations

import argparse
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.data import dataset
from benchmarks.reference import DAYS, INDUSTRY, REVENUE, START
from engine.accounts.snapshot import Snapshot
from engine.conditions.columns import Instants, Rows
from engine.conditions.compare import DAY
from engine.conditions.evaluate import evaluate
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    FieldConstraint,
    Operator,
    PeopleOfAccount,
    Scope,
)

_FORM = EventHistory(event_type="web.formFilledOut", look_back_days=30)
_CLICKED = EventHistory(
    event_type="directMarketing.emailClicked",
    constraints=(
        FieldConstraint(
            field="directMarketing.mailingName", operator=Operator.CONTAINS, value="NAME 1"
        ),
    ),
    at_least=2,
)
_LARGE = Attribute(attribute=REVENUE, operator=Operator.GREATER, value=100_000_000)
_SOFTWARE = Attribute(attribute=INDUSTRY, value="software")
CASES: dict[str, tuple[Scope, Condition]] = {
    "number": (Scope.ACCOUNT, _LARGE),
    "text": (Scope.ACCOUNT, _SOFTWARE),
    "all of two": (Scope.ACCOUNT, AllOf(conditions=(_LARGE, _SOFTWARE))),
    "key starts with": (
        Scope.PERSON,
        Attribute(attribute="workEmail.address", operator=Operator.STARTS_WITH, value="P00"),
    ),
    "history": (Scope.PERSON, _FORM),
    "history with constraint": (Scope.PERSON, _CLICKED),
    "any person with history": (Scope.ACCOUNT, PeopleOfAccount(condition=_CLICKED)),
    "text, then any person": (
        Scope.ACCOUNT,
        AllOf(conditions=(PeopleOfAccount(condition=_FORM), _SOFTWARE)),
    ),
    "person with either": (Scope.PERSON, AnyOf(conditions=(_FORM, _CLICKED))),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    for accounts in parser.parse_args().accounts:
        columns = Snapshot(dataset(accounts))
        start = int(START.timestamp()) * 1_000_000
        random = np.random.default_rng(1)
        print(f"{accounts:,} accounts{'':20}   one instant (ms)    an instant a row (ms)")
        for name, (scope, condition) in CASES.items():
            rows = np.arange(len(columns.takes_part(scope)))
            instants = start + random.integers(0, DAYS * DAY, len(rows))
            one = _times(condition, columns, scope, rows, start + 60 * DAY)
            each = _times(condition, columns, scope, rows, instants)
            print(f"  {name:30} {one[0]:9.1f} {one[1]:9.1f}      {each[0]:9.1f} {each[1]:9.1f}")


def _times(
    condition: Condition, columns: Snapshot, scope: Scope, rows: Rows, at: int | Instants
) -> tuple[float, float]:
    """Milliseconds of the first evaluation, and the median of three more."""
    taken = []
    for _ in range(4):
        begun = perf_counter()
        evaluate(condition, columns, scope, rows, at)
        taken.append((perf_counter() - begun) * 1000)
    return taken[0], median(taken[1:])


if __name__ == "__main__":
    main()
