"""How an account fared, read from a table of steps that was written down by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from engine.simulation.log import EFFECTS, MESSAGES, STEPS, Names
from engine.simulation.participation import participations
from engine.simulation.results import EndReason, RunResult, RunSettings


def at(day: int) -> datetime:
    return datetime(2025, 1, day, tzinfo=UTC)


def result(rows: list[tuple[object, ...]]) -> RunResult:
    """A run of the journeys j and k with these steps: journey, account, person, entry, node,
    arrived, left, ended."""
    schema = Names(("j", "k"), ("start", "wait", "end"), ("next",), ()).schema
    given = ("journey", "account", "person", "entry", "node", "arrived", "left", "ended")
    steps = pl.DataFrame(rows, schema={name: schema[name] for name in given}, orient="row")
    rest = [pl.lit(None, schema[name]).alias(name) for name in STEPS if name not in given]
    empty = {
        names: pl.DataFrame(schema={name: schema[name] for name in names})
        for names in (MESSAGES, EFFECTS)
    }
    return RunResult(
        RunSettings(start=at(1), end=at(31)),
        ("j", "k"),
        steps.with_columns(rest).select(STEPS),
        empty[MESSAGES],
        empty[EFFECTS],
    )


def test_where_an_account_is_and_how_it_ended() -> None:
    run = result(
        [
            ("j", 0, None, 1, "start", at(1), at(1), None),
            ("k", 0, None, 1, "start", at(2), None, None),
            ("j", 1, None, 1, "start", at(1), None, None),
            ("j", 0, None, 1, "end", at(5), at(5), "completed"),  # processed before the wait
            ("j", 0, None, 1, "wait", at(1), at(5), None),
            ("j", 0, 7, 1, "end", at(9), at(9), "completed"),  # a person of the account
            ("j", 0, None, 2, "start", at(10), at(10), None),
            ("j", 0, None, 2, "wait", at(10), None, None),
        ]
    )
    found = participations(run, 0)
    assert [
        (one.journey, one.entry, one.entered, one.node, one.since, one.ended) for one in found
    ] == [
        ("j", 2, at(10), "wait", at(10), None),
        ("j", 1, at(1), "end", at(5), EndReason.COMPLETED),
        ("k", 1, at(2), "start", at(2), None),
    ]
    assert [one.node for one in participations(run, 1)] == ["start"]
    assert participations(run, 2) == ()
