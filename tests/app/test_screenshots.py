"""The pictures of the README can be made anew, and the README shows them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[2]
MOST_BYTES = 400_000


def test_they_are_made_without_a_screen_and_are_small(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "app.screenshots", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, timeout=120, check=False)
    assert done.returncode == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {path.name for path in (ROOT / "resources" / "screenshots").iterdir()}
    for path in tmp_path.iterdir():
        picture = QImage(str(path))
        size = (1400, 850) if path.name.startswith("import") else (1800, 1075)
        assert (picture.width(), picture.height()) == size
        assert path.stat().st_size < MOST_BYTES


def test_every_picture_of_the_readme_is_there() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown
    assert [path for path in shown if not (ROOT / path).is_file()] == []
