"""The window of a session of its own: nothing of this machine's preferences or data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import session
from app.main_window import MainWindow
from app.preferences import Preferences
from app.window import start
from tests.samples import project, sample_file, settle, styled, workspace

__all__ = ["open_window", "preferences", "project", "sample_file", "styled", "workspace"]

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Preferences that nobody has set yet."""
    return Preferences(tmp_path / "preferences" / "preferences.json")


@pytest.fixture
def open_window(
    qtbot: QtBot,
    qapp: QApplication,
    preferences: Preferences,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[OpenWindow]:
    """Opens the window as ``jornada`` does, with a fresh data folder; closes it in the end."""
    monkeypatch.setattr(session, "user_data_path", lambda *_, **__: tmp_path / "data")
    opened: list[MainWindow] = []

    def make(asked: Path | None = None) -> MainWindow:
        window = start(qapp, asked, preferences)
        window.activateWindow()
        with qtbot.waitActive(window):
            pass
        opened.append(window)
        qtbot.waitUntil(lambda: window.project is not None, timeout=20_000)
        settle(qtbot)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    settle(qtbot)
