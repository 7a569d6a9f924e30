"""The answers of both simulators in one form: sorted lists of plain tuples, by keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

import polars as pl

from engine.accounts.dataset import Dataset
from engine.accounts.fields import ACCOUNT_KEY, PERSON_KEY
from engine.simulation.results import RunResult
from tests.oracle.ledger import Ledger
from tests.oracle.local_time import instant_of

Plain = str | int | None
Row = tuple[Plain, ...]

STEP_COLUMNS = (
    "journey",
    "account",
    "person",
    "entry",
    "node",
    "arrived",
    "left",
    "path",
    "ended",
    "trigger",
    "cause",
)
MESSAGE_COLUMNS = (
    "journey",
    "account",
    "person",
    "entry",
    "node",
    "time",
    "message",
    "outcome",
)
EFFECT_COLUMNS = (
    "journey",
    "account",
    "person",
    "entry",
    "node",
    "time",
    "effect",
    "subject",
    "previous",
    "new",
    "note",
)


@dataclass(frozen=True)
class Answers:
    """The rows of a run; the columns are those above, instants are microseconds."""

    steps: list[Row]
    messages: list[Row]
    effects: list[Row]


def of_ledger(ledger: Ledger) -> Answers:
    """What the plain simulator wrote down."""
    return Answers(
        canonical(astuple(row) for row in ledger.steps),
        canonical(astuple(row) for row in ledger.messages),
        canonical(astuple(row) for row in ledger.effects),
    )


def of_result(result: RunResult, dataset: Dataset) -> Answers:
    """What the fast simulator answers, rows turned into keys."""
    return Answers(
        canonical(_rows(result.steps, STEP_COLUMNS, dataset)),
        canonical(_rows(result.messages, MESSAGE_COLUMNS, dataset)),
        canonical(_rows(result.effects, EFFECT_COLUMNS, dataset)),
    )


def canonical(rows: Iterable[tuple[object, ...]]) -> list[Row]:
    """Plain values in one order; missing values come first."""
    plain = [tuple(_plain(value) for value in row) for row in rows]
    return sorted(plain, key=lambda row: tuple((value is not None, value) for value in row))


def _rows(frame: pl.DataFrame, columns: tuple[str, ...], dataset: Dataset) -> list[Row]:
    accounts = dataset.accounts[ACCOUNT_KEY].to_list()
    people = dataset.people[PERSON_KEY].to_list()
    keys = {"account": accounts, "person": people, "cause": people}
    return [
        tuple(
            _key(keys[name], value) if name in keys else _plain(value)
            for name, value in zip(columns, row, strict=True)
        )
        for row in frame.select(columns).iter_rows()
    ]


def _key(keys: list[str], row: object) -> str | None:
    return keys[row] if isinstance(row, int) and row >= 0 else None


def _plain(value: object) -> Plain:
    if value is None:
        return None
    if isinstance(value, datetime):
        return instant_of(value)
    return int(value) if isinstance(value, int) else str(value)
