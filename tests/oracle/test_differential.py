"""The fast simulator and the plain one agree on every step, message and effect.

``JORNADA_EXAMPLES`` says how many examples each test tries; the profile ``thorough`` tries its own
number. What the cases reach is counted in ``test_drawn.py``. A failing example is printed in full,
tried again first at the next run, and runs alone with the ``@reproduce_failure`` line that is
printed with it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, event, given, note, settings

from engine.simulation.results import RunResult
from engine.simulation.run import simulate
from tests.oracle.answers import Answers, Row, of_ledger, of_result
from tests.oracle.ledger import node_order
from tests.oracle.simulator import simulate as simulate_plainly
from tests.oracle.strategies import Case, cases

EXAMPLES = int(os.environ.get("JORNADA_EXAMPLES", max(300, settings().max_examples)))
many = settings(
    max_examples=EXAMPLES,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
compared: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def say_how_many(request: pytest.FixtureRequest) -> Iterator[None]:
    """Print how many examples and rows were compared."""
    yield
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        told = ", ".join(f"{count:,} {what}" for what, count in compared.items())
        reporter.write_line(f"\nfast and plain simulator compared: {told}")


@many
@given(cases("one"))
def test_one_journey(case: Case) -> None:
    """One account journey."""
    compare(case)


@many
@given(cases("one", calm=True, derived=False))
def test_one_stride(case: Case) -> None:
    """One account journey whose days nothing couples: the fast simulator takes them at once."""
    compare(case)


@many
@given(cases("one", calm=True))
def test_derived_attributes(case: Case) -> None:
    """One account journey whose days only derived attributes may couple."""
    compare(case)


@many
@given(cases("several"))
def test_several_journeys(case: Case) -> None:
    """Two or three account journeys, which add accounts to and remove them from one another."""
    compare(case)


def compare(case: Case) -> None:
    """Both simulators give the same answers, and the fast one in the order it promises."""
    note(case.told())
    ledger = simulate_plainly(case.journeys, case.definitions, case.dataset, case.settings)
    result = simulate(case.journeys, case.definitions, case.dataset, case.settings)
    plain, fast = of_ledger(ledger), of_result(result, case.dataset)
    difference = differences(plain, fast)
    assert not difference, "\n".join(difference)
    in_order(case, result)

    compared["examples"] += 1
    compared["steps"] += len(plain.steps)
    compared["messages"] += len(plain.messages)
    compared["effects"] += len(plain.effects)
    event(f"steps: {min(len(plain.steps) // 10 * 10, 100)} or more")


def differences(plain: Answers, fast: Answers) -> list[str]:
    """The rows that only one of the two has."""
    found = []
    for name in ("steps", "messages", "effects"):
        ours: list[Row] = getattr(plain, name)
        theirs: list[Row] = getattr(fast, name)
        for label, rows, others in (("plain", ours, theirs), ("fast", theirs, ours)):
            missing = Counter(rows) - Counter(others)
            found += [f"{name}, only {label}: {row}" for row in sorted(missing, key=repr)]
    return found


def in_order(case: Case, result: RunResult) -> None:
    """Steps are in the order of processing, and that is chronological for every traveller."""
    places = {one.id: {id_: at for at, id_ in enumerate(node_order(one))} for one in case.journeys}
    assert result.steps["seq"].is_sorted(), "not in the order of processing"
    columns = ("journey", "account", "entry", "arrived", "node", "person")
    diaries: dict[object, list[tuple[object, int]]] = {}
    for journey, account, entry, arrived, node, person in result.steps.select(columns).iter_rows():
        diary = diaries.setdefault((journey, account, entry, person), [])
        diary.append((arrived, places[journey][node]))
    assert all(diary == sorted(diary) for diary in diaries.values()), "not chronological"
