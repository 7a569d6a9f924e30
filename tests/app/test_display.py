"""The real window on a real display, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

SHOWN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.preferences import Appearance, Preferences
from app.window import start

application = QApplication(sys.argv[:1])
assert application.platformName() == "xcb", application.platformName()
preferences = Preferences(Path(sys.argv[3]))
preferences.appearance = Appearance.LIGHT
window = start(application, Path(sys.argv[1]), preferences)

def look(tries=400):
    page = window._journey
    if page is not None and page.run is not None and window.isVisible():
        screen = window.windowHandle().screen()
        screen.grabWindow(window.winId()).save(sys.argv[2])
        window.close()
    elif tries:
        QTimer.singleShot(50, lambda: look(tries - 1))
    else:
        application.exit(3)

QTimer.singleShot(100, look)
sys.exit(application.exec())
"""


@pytest.mark.xvfb
def test_the_window_is_painted_on_a_display(workspace: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    arguments = [str(workspace), str(picture), str(tmp_path / "preferences.json")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, *arguments],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    image = QImage(str(picture))
    assert image.width() >= 1080
    colours = {image.pixelColor(x, 28).name() for x in range(0, image.width(), 3)}
    assert QColor("#2F6BFF").name() in colours  # the one primary button, Simulate
    assert len(colours) > 10  # and words beside it
