"""The whole story, with mouse and keys only: from the first start to the export, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.session import sample_path
from designer.pages.journey import JourneyPage
from engine.exchange.native import read_journey
from engine.journey.nodes import WaitNode
from tests.app.conftest import OpenWindow
from tests.designer.canvas.conftest import Hands
from tests.samples import popup, settle, when_asked

Field = TypeVar("Field", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


class Person:
    """Somebody at the window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot

    @property
    def page(self) -> JourneyPage:
        """The journey page in front."""
        page = self.window.stack.currentWidget()
        assert isinstance(page, JourneyPage)
        return page

    @property
    def hands(self) -> Hands:
        """On the canvas."""
        return Hands(self.page.canvas)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click on a widget that can be seen."""
        self._be_there()
        assert widget.isVisible(), widget.accessibleName() or widget
        assert widget.isEnabled(), widget.accessibleName() or widget
        QTest.mouseClick(widget, LEFT, pos=at or widget.rect().center())

    def _be_there(self) -> None:
        """Without a window manager nobody gives the keyboard back after a dialog or a menu."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)

    def press(self, keys: str) -> None:
        """Press keys where the keyboard is."""
        self._be_there()
        QTest.keySequence(QApplication.focusWidget() or self.window, keys)

    def choose_of_menu(self, text: str) -> None:
        """Click an entry of the menu that is open."""
        menu = popup()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if text in action.text())
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    def show(self, node: str) -> None:
        """Bring a card into view by the keys, at a size that can be read."""
        self.page.canvas.setFocus()
        self.page.canvas.set_zoom(1.0)
        self.page.canvas.reveal(node)

    def insert_after(self, node: str, typed: str) -> str:
        """Click the + behind a node, type in the palette, Enter. Gives the new node."""
        before = set(self.page.document.journey.by_id)
        self.show(node)
        self.hands.click(self.hands.disc(node))
        search = popup().focusWidget()
        assert search is not None
        QTest.keyClicks(search, typed)
        QTest.keyClick(search, Qt.Key.Key_Return)
        (new,) = set(self.page.document.journey.by_id) - before
        return new

    def field(self, kind: type[Field]) -> Field:
        """The first visible editor of a kind in the inspector."""
        QApplication.processEvents()  # what has just been built is shown
        found = [one for one in self.page.inspector.findChildren(kind) if one.isVisible()]
        assert found, text_of(self.page.inspector)
        return found[0]

    def count(self, node: str, what: str) -> None:
        """Click a number on a card."""
        self.show(node)
        self.hands.click(self.hands.count(node, what))


@pytest.fixture
def person(open_window: OpenWindow, qtbot: QtBot) -> Person:
    """At the very first start."""
    return Person(open_window(), qtbot)


def days(person: Person, node: str) -> int:
    """How long a wait is."""
    found = person.page.document.journey.by_id[node]
    assert isinstance(found, WaitNode)
    assert found.timing.duration is not None
    return found.timing.duration.amount


def text_of(widget: QWidget) -> str:
    """Everything that can be read on a widget."""
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    buttons = [one.text() for one in widget.findChildren(QPushButton) if one.isVisible()]
    return "\n".join((*labels, *buttons))


def test_from_the_first_start_to_the_export_and_back(
    person: Person,
    open_window: OpenWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The first start: the sample is made, its journey is on the canvas, with a run.
    assert sample_path().is_file()
    page = person.page
    document = page.document
    assert document.journey.id == "sample"
    assert page.run is not None
    first_run = page.run
    assert first_run.counts["audience"].entered > 0

    # A + inserts: type in the palette, Enter.
    wait = person.insert_after("audience", "wait")
    assert document.journey.by_id[wait].type == "wait"
    assert page.canvas.selected_ids() == (wait,)

    # The inspector shows its form; a setting is changed by typing.
    amount = person.field(QSpinBox)
    person.click(amount)
    amount.selectAll()
    QTest.keyClicks(amount, "7")
    QTest.keyClick(amount, Qt.Key.Key_Tab)
    assert days(person, wait) == 7
    person.click(page.header.undo)
    assert days(person, wait) == 5  # what a new wait begins with
    person.click(page.header.undo)
    assert wait not in document.journey.by_id
    person.press("Ctrl+Shift+Z")
    person.press("Ctrl+Shift+Z")
    assert days(person, wait) == 7

    # Delete, and take it back.
    person.show(wait)
    person.hands.click(person.hands.card(wait))
    QTest.keyClick(page.canvas, Qt.Key.Key_Delete)
    assert wait not in document.journey.by_id
    person.press("Ctrl+Z")
    assert days(person, wait) == 7

    # An email that is not chosen is a problem: live, shown, found by a click, mended by hand.
    email = person.insert_after(wait, "send email")
    qtbot.waitUntil(lambda: "1 error" in page.header.problems.text())
    person.click(page.header.problems)
    (row,) = [row for row in page.problems.rows if row.isVisible()]
    assert "email" in text_of(row)
    asked = when_asked(lambda dialog: dialog.accept())
    person.click(page.header.simulate)
    assert asked == ["Mend the problems first"]
    page.canvas.select(())
    person.click(row)
    assert page.canvas.selected_ids() == (email,)
    combo = QApplication.focusWidget()
    assert isinstance(combo, QComboBox)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not page.document.problems)
    assert not page.header.problems.isVisible()

    # Simulate: the counts are those of the journey as it is now.
    person.click(page.header.simulate)
    person.click(page.simulate_panel.run)
    qtbot.waitUntil(lambda: page.run is not first_run, timeout=20_000)
    settle(qtbot)
    assert page.run is not None
    assert page.run.counts[wait].entered == first_run.counts["audience"].entered
    assert not page.banner.isVisible()

    # A count leads to its accounts, an account to its trace with the reasons.
    person.count(wait, "entered")
    table = page.accounts.table
    assert table.frames.rowCount() == page.run.counts[wait].entered
    person.click(table.viewport(), table.visualRect(table.frames.index(0, 0)).center())
    qtbot.waitUntil(lambda: page.side.currentWidget() is page.trace)
    assert page.trace.about.text() == table.frames.row(0)["key"]
    said = text_of(page.trace)
    assert "Is in the audience “Active agribusiness accounts”" in said
    assert "· 7 d\n" in said, said

    # Export as a file and as pictures.
    files = [tmp_path / name for name in ("out.journey.json", "out.png", "out.svg")]
    for path, title in zip(files, ("Journey file", "PNG", "SVG"), strict=True):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, p=path: (str(p), ""))
        person.click(page.header.export)
        person.choose_of_menu(title)
    assert read_journey(files[0]).journey == document.journey
    assert QImage(str(files[1])).width() > 1000
    assert files[2].read_text().startswith("<?xml")

    # Closed and opened again, everything is there.
    journey, counts = document.journey, page.run.counts
    person.window.close()
    again = Person(open_window(), qtbot)
    assert again.page.document.journey == journey
    assert again.page.run is not None
    assert again.page.run.counts == counts
