"""A small workspace and small things to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from engine.accounts.audiences import Audience
from engine.accounts.dataset import Dataset, build_dataset
from engine.journey.model import Definitions, Edge, Journey
from engine.journey.nodes import AccountAudienceNode, WaitNode
from engine.simulation.log import EFFECTS, MESSAGES, STEPS, Names
from engine.simulation.results import RunResult, RunSettings
from engine.store.workspace import Workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the workspace is; the name needs quoting in a URI."""
    return tmp_path / "Spring 100% ?#1.jornada"


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    with Workspace.create(path) as made:
        yield made


@pytest.fixture
def journey() -> Journey:
    return Journey(
        id="welcome",
        name="Welcome",
        nodes=(AccountAudienceNode(id="a", audience="all"), WaitNode(id="w")),
        edges=(Edge(source="a", target="w"),),
    )


@pytest.fixture
def definitions() -> Definitions:
    return Definitions(audiences=(Audience(id="all", name="All accounts"),))


@pytest.fixture
def dataset() -> Dataset:
    """Two accounts, three people, four events of two types."""
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    return build_dataset(
        "Sample",
        pl.DataFrame({"accountKey.sourceKey": ["b", "a"], "accountName": ["Beta", "Älpha"]}),
        pl.DataFrame(
            {
                "b2b.personKey.sourceKey": ["p1", "p2", "p3"],
                "personComponents.sourceAccountKey.sourceKey": ["a", "b", None],
                "personRoles": [["buyer"], None, []],
            }
        ),
        pl.DataFrame(
            {
                "eventType": ["web.formFilledOut", "event.attended"] * 2,
                "timestamp": [at] * 4,
                "personKey": ["p1", "p2", "p3", "p1"],
                "event.name": [None, "Fair", None, "Fair"],
            }
        ),
    )


@pytest.fixture
def result() -> RunResult:
    """A run with one step; its journey is ``welcome``."""
    at = datetime(2026, 1, 5, tzinfo=UTC)
    types = Names(("welcome",), ("a", "w"), ("next",), ("hello",)).schema
    visit = {"journey": "welcome", "account": 0, "entry": 1, "arrived": at, "seq": 1}
    steps = [{**visit, "node": "a", "left": at, "path": "next"}, {**visit, "node": "w"}]
    frames = {
        name: pl.DataFrame(rows, schema={column: types[column] for column in columns})
        for name, columns, rows in (
            ("steps", STEPS, steps),
            ("messages", MESSAGES, []),
            ("effects", EFFECTS, []),
        )
    }
    return RunResult(
        settings=RunSettings(at, datetime(2026, 3, 1, tzinfo=UTC), "America/Sao_Paulo", 7),
        journeys=("welcome",),
        info={"seconds": 0.25, "seed": 7, "version": "0.1.0"},
        **frames,
    )
