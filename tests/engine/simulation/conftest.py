"""Every hand-computed case is put to both simulators: the plain one and the fast one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import pytest

from engine.accounts.dataset import Dataset
from engine.journey.model import Definitions, Journey
from engine.simulation.results import RunSettings
from tests.engine.simulation.build import Simulator, Story, definitions, window
from tests.oracle.answers import Answers, of_ledger, of_result
from tests.oracle.simulator import simulate as simulate_plainly

Tell = Callable[..., Story]


def plain(
    journeys: Sequence[Journey], known: Definitions, dataset: Dataset, settings: RunSettings
) -> Answers:
    """Ask the plain simulator."""
    return of_ledger(simulate_plainly(journeys, known, dataset, settings))


def fast(
    journeys: Sequence[Journey], known: Definitions, dataset: Dataset, settings: RunSettings
) -> Answers:
    """Ask the product's simulator."""
    from engine.simulation.run import simulate

    return of_result(simulate(journeys, known, dataset, settings), dataset)


@pytest.fixture(params=["plain", "fast"])
def simulator(request: pytest.FixtureRequest) -> Simulator:
    """One simulator after the other."""
    if request.param == "plain":
        return plain
    if find_spec("engine.simulation.run") is None:
        pytest.skip("the fast simulator does not exist")
    return fast


@pytest.fixture
def tell(simulator: Simulator) -> Tell:
    """Simulate and tell: ``tell(dataset, journey, ..., start=, end=, zone=, **definitions)``."""

    def run(
        dataset: Dataset,
        *journeys: Journey,
        start: str = "03-01",
        end: str = "03-31",
        zone: str = "UTC",
        **more: Any,
    ) -> Story:
        known = definitions(*journeys, **more)
        return Story(simulator(journeys, known, dataset, window(start, end, zone)), journeys)

    return run
