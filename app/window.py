"""Shows the window: ``run`` is what the command line calls."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import logs, stylesheet
from app.main_window import MainWindow, wanted_theme
from app.preferences import Preferences
from designer.widgets.dialogs import show_error
from designer.widgets.numbers import use_locale


def run(workspace: Path | None) -> int:
    """Open the window on a workspace, or on the last one; the sample at the first start. Gives the
    exit code when the window has been closed."""
    application = QApplication(sys.argv[:1])
    window = start(application, workspace, Preferences())
    sys.excepthook = _Unexpected(window)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    return application.exec()


def start(
    application: QApplication, workspace: Path | None, preferences: Preferences
) -> MainWindow:
    """Show the window; the workspace is opened right after that."""
    application.setApplicationName("Jornada")
    application.setDesktopFileName("jornada")
    use_locale()
    stylesheet.apply(application, wanted_theme(preferences))
    window = MainWindow(preferences)
    window.show()
    QTimer.singleShot(0, window, lambda: window.open_first(workspace))
    return window


class _Unexpected:
    """What nobody foresaw goes to the log, with one sentence to the person, not one upon
    another."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._telling = False

    def __call__(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        logs.start()
        if isinstance(error, KeyboardInterrupt):
            self._window.close()
        elif self._telling:
            logs.LOGGER.error("unexpected", exc_info=error)
        else:
            self._telling = True
            try:
                show_error(self._window, error)
            finally:
                self._telling = False
