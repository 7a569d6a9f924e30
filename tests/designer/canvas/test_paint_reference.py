"""PySide6 6.12.0 on Python 3.11 loses a reference to ``None`` at every call of some functions of
``QPainter`` and aborts the process after some thousands of them. The lock file stays below it; this
is the test that would notice it in a newer one.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

CALLS = 20_000

PROGRAM = f"""
import sys
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPainterPath, QStaticText

application = QGuiApplication([])
image = QImage(8, 8, QImage.Format.Format_RGB32)
painter = QPainter(image)
path = QPainterPath(QPointF(1, 1))
path.lineTo(6, 6)
text = QStaticText("x")
place = QPointF(0, 0)
calls = {{
    "setPen": lambda: painter.setPen(Qt.PenStyle.NoPen),
    "setBrush": lambda: painter.setBrush(Qt.BrushStyle.NoBrush),
    "drawPath": lambda: painter.drawPath(path),
    "drawStaticText": lambda: painter.drawStaticText(place, text),
}}
# So many more references to None that losing one a call is seen, and does not end the process.
held = [None] * {8 * CALLS}
for name, call in calls.items():
    before = sys.getrefcount(None)
    for _ in range({CALLS}):
        call()
    print(name, sys.getrefcount(None) - before)
painter.end()
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal: nothing can be lost")
def test_painting_loses_no_reference_to_none() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    changes = {name: int(change) for name, change in map(str.split, ran.stdout.splitlines())}
    assert set(changes) == {"setPen", "setBrush", "drawPath", "drawStaticText"}
    for name, change in changes.items():
        assert abs(change) < CALLS // 10, f"{name} changed the references to None by {change}"
