"""The sample workspace, made once a session; tests change copies of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app import stylesheet
from app.sample import make_sample
from designer.background import running
from designer.pages.project import Project
from designer.theme import LIGHT
from engine.background import Work
from engine.store.workspace import Workspace


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workspace; not to be changed."""
    path = tmp_path_factory.mktemp("sample") / "Sample.jornada"
    make_sample(path, Work())
    return path


@pytest.fixture
def workspace(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample workspace, to be changed."""
    return Path(shutil.copy(sample_file, tmp_path / "mine.jornada"))


@pytest.fixture
def styled(qapp: QApplication) -> QApplication:
    """The application in the light theme."""
    stylesheet.apply(qapp, LIGHT)
    return qapp


@pytest.fixture
def project(workspace: Path, qtbot: QtBot, styled: QApplication) -> Iterator[Project]:
    """The sample, open, with its data in memory."""
    opened = Project(Workspace.open(workspace))
    opened.load("Sample accounts")
    settle(qtbot)
    yield opened
    settle(qtbot)
    opened.close()
    opened.deleteLater()


def settle(qtbot: QtBot, seconds: float = 20) -> None:
    """Wait until no background work is under way, and nothing waits for it."""

    def quiet() -> bool:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return not running()

    qtbot.waitUntil(quiet, timeout=int(1000 * seconds))


def when_asked(act: Callable[[QDialog], object], after: int = 50) -> list[str]:
    """Answer the next dialog that opens: ``act`` gets it. Gives a list that will hold its
    title."""
    titles: list[str] = []

    def look(tries: int = 100) -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, QDialog):
            titles.append(found.windowTitle())
            act(found)
        elif tries:
            QTimer.singleShot(after, lambda: look(tries - 1))

    QTimer.singleShot(after, look)
    return titles


def popup() -> QWidget:
    """The menu or palette that is open."""
    found = QApplication.activePopupWidget()
    assert found is not None, "nothing popped up"
    return found
