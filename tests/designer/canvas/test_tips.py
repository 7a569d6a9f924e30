"""What tooltips say, and when they say nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QWidget

from designer.canvas.hits import GROUND, Hit, Spot
from designer.canvas.tips import spoken, tip
from designer.canvas.view import CanvasView
from engine.journey import edits
from engine.journey.rules.problem import Problem, Severity
from engine.simulation.results import EndReason, NodeCounts
from resources.catalogue import msg
from tests.designer.canvas.conftest import COUNTS, FILES, JOURNEY, Hands


def _tip(view: CanvasView, hit: Hit) -> str:
    return tip(view.stage.drawing, hit)


def test_what_can_be_read_needs_no_tip(view: CanvasView) -> None:
    assert _tip(view, GROUND) == ""
    assert _tip(view, Hit(Spot.CARD, "audience")) == ""
    assert _tip(view, Hit(Spot.CHIP, key=("listen", "Timeout"))) == ""
    assert _tip(view, Hit(Spot.PATH, key=("listen", "Timeout"))) == ""


def test_what_is_cut_can_be_read_in_the_tip(view: CanvasView) -> None:
    long = "A title that is much too long for two lines of a card that is 212 pixels wide"
    view.set_journey(edits.set_title(JOURNEY, "who", long), FILES.definitions)
    assert _tip(view, Hit(Spot.CARD, "who")).startswith(long)


def test_a_badge_says_the_problems(view: CanvasView) -> None:
    keys = (Severity.WARNING, "canvas.tool.map"), (Severity.ERROR, "canvas.path.insert")
    view.set_problems([Problem(severity, "c", "who", None, msg(key)) for severity, key in keys])
    assert _tip(view, Hit(Spot.BADGE, "who")) == "Insert on this path\nMini-map"
    card = view.stage.drawing.cards["who"].card
    assert spoken(card).endswith("2 problems, the first: Insert on this path")


def test_a_count_says_what_a_click_shows_and_who_ended(view: CanvasView) -> None:
    counts = {**COUNTS, "listen": NodeCounts("listen", 150, 150, 30, {}, {EndReason.TIMED_OUT: 7})}
    view.set_counts(counts)
    assert _tip(view, Hit(Spot.COUNT, "listen", what="entered")) == (
        "Show the 150 that came here\n7 ended here: timed out"
    )
    assert _tip(view, Hit(Spot.COUNT, "listen", what="here")).startswith("Show the 30 that are")


def test_a_path_says_how_many_took_it(view: CanvasView) -> None:
    view.set_counts(COUNTS)
    key = ("listen", "Timeout")
    share = "30 took this path (20 %)"  # of the 150 that came to the listen
    assert _tip(view, Hit(Spot.PATH, key=key)) == share
    assert _tip(view, Hit(Spot.COUNT, "listen", key, "left:Timeout")) == (
        f"{share}\nShow the 30 that took this path"
    )


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (("audience", "next"), "Insert on this path"),
        (("status-open", "next"), "Continue this path"),
    ],
)
def test_a_plus_says_what_it_does(view: CanvasView, key: tuple[str, str], said: str) -> None:
    assert _tip(view, Hit(Spot.DISC, key=key)).startswith(said)


def test_the_tip_comes_where_the_mouse_rests(
    view: CanvasView, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    class Shown:
        """Stands in for the window of the tip, which the offscreen platform can't raise."""

        @staticmethod
        def showText(_at: QPoint, text: str, _over: QWidget) -> None:  # noqa: N802 - Qt's name
            shown.append(text)

        @staticmethod
        def hideText() -> None:  # noqa: N802 - Qt's name
            shown.append("")

    monkeypatch.setattr("designer.canvas.view.QToolTip", Shown)
    for at in (hands.disc("audience"), QPoint(600, 40)):
        event = QHelpEvent(QHelpEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
        QApplication.sendEvent(view.viewport(), event)
    assert shown == ["Insert on this path", ""]
