"""The quality view on data that were counted by hand, for its tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.pages.project import NewData, Project
from designer.quality.view import QualityView
from engine.accounts.quality.values import Fix
from engine.accounts.rowset import RowSet
from engine.store.workspace import Workspace
from tests.engine.accounts.quality.data import (
    flawed,
)
from tests.samples import settle, when_asked


@pytest.fixture
def project(tmp_path: Path, qtbot: QtBot, styled: QApplication) -> Iterator[Project]:
    """A workspace with the flawed data, in use."""
    opened = Project(Workspace.create(tmp_path / "flawed.jornada"))
    opened.add_dataset(lambda _work: NewData(flawed(), "made by hand"))
    settle(qtbot)
    yield opened
    settle(qtbot)
    opened.close()
    opened.deleteLater()


@pytest.fixture
def view(project: Project, qtbot: QtBot) -> QualityView:
    made = QualityView(project)
    qtbot.addWidget(made)
    project.dataset_changed.connect(lambda: made.show_dataset(project.dataset))
    made.resize(1100, 600)
    made.show()
    made.show_dataset(project.dataset)
    settle(qtbot)
    return made


def rows_after(view: QualityView, qtbot: QtBot, act: Any) -> RowSet:
    """What rows are asked for when something is done."""
    with qtbot.waitSignal(view.rows_wanted, timeout=10_000) as waiting:
        act()
    assert waiting.args is not None
    (rows,) = waiting.args
    assert isinstance(rows, RowSet)
    return rows


def click(qtbot: QtBot, widget: Any, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def line(view: QualityView, key: str) -> Any:
    return next(each for each in view.problems.lines if each.check.key == key)


def can_undo(view: QualityView) -> bool:
    return view.can_undo


def mend(view: QualityView, fix: Fix, qtbot: QtBot) -> None:
    def accept(dialog: Any) -> None:
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=10_000)
        dialog.accept()

    when_asked(accept)
    view.mend(fix)
    settle(qtbot)
    settle(qtbot)
