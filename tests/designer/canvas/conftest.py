"""A canvas that shows a template, and where on it things are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.canvas.view import CanvasView
from designer.theme import LIGHT
from engine.journey.model import Journey, JourneyFile
from engine.journey.templates import template
from engine.simulation.results import NodeCounts

FILES: JourneyFile = template("sales-handoff").file  # type: ignore[union-attr]
JOURNEY: Journey = FILES.journey
"""audience - stage-qualified - alert-sales - list-qualified - who; who by its first path to
email-advisor - who-meet, by Other to who-meet; who-meet - listen; listen by its event to
status-taken (open), by Timeout to alert-again - status-open (open)."""
FIRST_PATH = "Decision makers and champions"

COUNTS: Mapping[str, NodeCounts] = {
    "audience": NodeCounts("audience", 200, 200, 0, {"next": 200}),
    "listen": NodeCounts("listen", 150, 150, 30, {"next": 90, "Timeout": 30}),
    "status-taken": NodeCounts("status-taken", 90, 90, 0, {"next": 90}),
}


@dataclass
class Hands:
    """A person before a canvas: points at things, clicks and drags."""

    view: CanvasView

    def point(self, at: QPointF) -> QPoint:
        """A point of the canvas as one of the viewport."""
        return self.view.viewport().mapFromGlobal(self.view.to_global(at))

    def card(self, id_: str) -> QPoint:
        """A place on a card where there is nothing else: beside its icon."""
        placed = self.view.stage.drawing.cards[id_]
        return self.point(placed.at + QPointF(6, placed.card.rect.height() / 2))

    def count(self, id_: str, what: str) -> QPoint:
        """A number on a card."""
        placed = self.view.stage.drawing.cards[id_]
        (found,) = (count for count in placed.card.counts if count.what == what)
        return self.point(placed.at + found.rect.center())

    def disc(self, source: str, path: str = "next") -> QPoint:
        """The + of a path."""
        return self.point(self.view.stage.drawing.links[source, path].disc)

    def end(self, source: str, path: str = "next") -> QPoint:
        """The mark of an open end."""
        end = self.view.stage.drawing.links[source, path].end
        assert end is not None
        return self.point(end)

    def click(
        self,
        at: QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """Click with the mouse."""
        QTest.mouseClick(self.view.viewport(), button, modifiers, at)

    def press(self, at: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Hold a button down."""
        QTest.mousePress(self.view.viewport(), button, Qt.KeyboardModifier.NoModifier, at)

    def move(self, *way: QPoint) -> None:
        """Move the mouse from point to point."""
        for at in way:
            QTest.mouseMove(self.view.viewport(), at)
            QApplication.processEvents()

    def release(self, at: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Let the button go."""
        QTest.mouseRelease(self.view.viewport(), button, Qt.KeyboardModifier.NoModifier, at)

    def drag(
        self, start: QPoint, end: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        """Drag from one point to another."""
        self.press(start, button)
        self.move((start + end) / 2, end)
        self.release(end, button)

    def key(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key and let it go."""
        QTest.keyClick(self.view, key, modifiers)


Heard = Callable[[], list[tuple[object, ...]]]


@pytest.fixture
def view(qtbot: QtBot) -> CanvasView:
    """A canvas of 1200 × 800 that shows the whole template."""
    made = CanvasView(LIGHT)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.set_journey(JOURNEY, FILES.definitions)
    made.show()
    qtbot.waitExposed(made)
    made.set_zoom(0.45)
    made.camera.centre(made.stage.drawing.bounds.center())
    made.setFocus()
    return made


@pytest.fixture
def hands(view: CanvasView) -> Hands:
    """Somebody before the canvas."""
    return Hands(view)
