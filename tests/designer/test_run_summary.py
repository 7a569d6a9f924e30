"""The run at a glance."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from designer.pages.project import RunView
from designer.runs.summary import RunSummary
from engine.journey.model import Journey
from engine.simulation.run import simulate
from tests.engine.simulation.build import account, data, definitions, draw, wait, window


def view(*names: str | None) -> RunView:
    """A run of a short journey over accounts of these names."""
    journey: Journey = draw("J", wait("w", 1))
    dataset = data([account(f"A{place}", name=name) for place, name in enumerate(names)])
    known = definitions(journey)
    result = simulate([journey], known, dataset, window("03-01", "03-31"))
    return RunView(None, result, journey, known, dataset)


def test_a_run_without_accounts_says_why(qtbot: QtBot) -> None:
    summary = RunSummary()
    qtbot.addWidget(summary)
    summary.show_run(view(None))
    assert not summary.nobody.isHidden()
    assert summary.nobody.text() == (
        "No account entered: none of the data takes part, because none has a name. "
        "Look at the import."
    )
    summary.show_run(view("Acme"))
    assert summary.nobody.isHidden()
