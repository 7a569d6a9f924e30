"""The folder of real exports, and a plain reading of it to compare with."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.accounts.dataset import Dataset
from engine.conditions.model import AllOf
from engine.journey.model import Definitions, Journey
from engine.simulation.results import RunResult, RunSettings
from engine.simulation.run import simulate
from engine.simulation.trace import account_trace

FOLDER = Path(__file__).parents[3] / "shared" / "data"
needs_exports = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real exports are not here")


def files(system: str) -> list[Path]:
    """The files of a system's export."""
    return sorted((FOLDER / system).glob("*.csv"))


def rows(system: str, name: str) -> list[dict[str, str]]:
    """The rows of a file as the csv module reads them."""
    with (FOLDER / system / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def replay(
    journey: Journey, definitions: Definitions, data: Dataset, start: str, end: str
) -> RunResult:
    """A run over days (both ends at midnight UTC)."""
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (start, end)]
    result = simulate([journey], definitions, data, RunSettings(days[0], days[1]))
    # Whoever has a step has a trace with a sentence for each.
    for account in result.steps["account"].unique().to_list()[:25]:
        steps = account_trace(result, [journey], definitions, data, account)
        assert len(steps) == result.steps.filter(account=account).height
        assert all(str(step.reason) for step in steps)
    return result


def for_everybody(definitions: Definitions) -> Definitions:
    """The definitions with audiences that take everybody in."""
    audiences = tuple(
        audience.model_copy(update={"condition": AllOf()}) for audience in definitions.audiences
    )
    return definitions.model_copy(update={"audiences": audiences})
