"""Pictures: the whole canvas, whole or not at all, on machines without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QImage, QImageReader
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.canvas.drawing import Artist
from designer.canvas.picture import save_picture
from designer.canvas.style import Style
from designer.theme import DARK, LIGHT
from engine.errors import JornadaError
from tests.designer.canvas.conftest import COUNTS, FILES, JOURNEY

SVG = "{http://www.w3.org/2000/svg}"


def _size() -> tuple[int, int]:
    """The journey with 40 units of ground around it, rounded outwards to the grid of 20."""
    bounds = Artist(Style(LIGHT)).draw(JOURNEY, FILES.definitions).bounds
    left, right = (bounds.left() - 40) // 20 * 20, -(-(bounds.right() + 40) // 20) * 20
    top, bottom = (bounds.top() - 40) // 20 * 20, -(-(bounds.bottom() + 40) // 20) * 20
    return int(right - left), int(bottom - top)


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_a_png_has_the_size_that_was_asked_for(qtbot: QtBot, tmp_path: Path, scale: float) -> None:
    path = tmp_path / "journey.png"
    save_picture(path, JOURNEY, FILES.definitions, None, False, scale)
    image = QImage(str(path))
    width, height = _size()
    assert (image.width(), image.height()) == (width * scale, height * scale)
    assert image.text("Title") == JOURNEY.name
    assert image.pixelColor(1, 1).name().upper() == LIGHT.canvas


def test_dark_and_counts_are_seen(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "journey.png"
    made = []
    for counts, dark in ((None, False), (COUNTS, False), (None, True)):
        save_picture(path, JOURNEY, FILES.definitions, counts, dark)
        made.append(path.read_bytes())
    assert len(set(made)) == 3
    assert QImage.fromData(made[2]).pixelColor(1, 1).name().upper() == DARK.canvas


@pytest.mark.parametrize("name", ["a.png", "a.svg"])
def test_the_same_journey_gives_the_same_bytes(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    save_picture(path, JOURNEY, FILES.definitions, COUNTS)
    first = path.read_bytes()
    save_picture(path, JOURNEY, FILES.definitions, COUNTS)
    assert path.read_bytes() == first


def test_an_svg_is_xml_with_words(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "journey.SVG"
    odd = JOURNEY.model_copy(update={"name": "Seeds & <Co>", "description": 'All "of" it'})
    save_picture(path, odd, FILES.definitions, COUNTS, False, 2.0)
    content = path.read_bytes()
    root = ElementTree.fromstring(content)  # noqa: S314 - our own
    width, height = _size()
    assert root.get("viewBox") == f"0 0 {width} {height}"
    assert (root.get("width"), root.get("height")) == (str(2 * width), str(2 * height))
    assert root.findtext(f"{SVG}title") == "Seeds & <Co>"
    assert root.findtext(f"{SVG}desc") == 'All "of" it'
    texts = {"".join(text.itertext()).strip(): text for text in root.iter(f"{SVG}text")}
    assert {"Does sales take over?", "Timeout", "entered", "150"} <= set(texts)
    for text in texts.values():
        assert float(text.get("textLength") or 0) > 0
        assert (text.get("font-family") or "").endswith(",sans-serif")
        assert float(text.get("font-size") or 0) >= 11
    ground, dots, *_ = root[3]  # after title, desc, defs: the dots lie on the plain ground
    assert [part.tag for part in ground] == [f"{SVG}rect"]
    assert dots.get("fill") == "url(#dots)"
    assert QSvgRenderer(QByteArray(content)).isValid()


@pytest.mark.parametrize("scale", [0.0, -1.0, 101, 1e300, float("nan"), float("inf")])
def test_a_scale_that_makes_no_sense(qtbot: QtBot, tmp_path: Path, scale: float) -> None:
    with pytest.raises(JornadaError, match="scale"):
        save_picture(tmp_path / "a.png", JOURNEY, FILES.definitions, scale=scale)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_would_be_too_large(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match=r"pixels.*SVG"):
        save_picture(tmp_path / "a.png", JOURNEY, FILES.definitions, scale=60)
    assert list(tmp_path.iterdir()) == []
    save_picture(tmp_path / "a.svg", JOURNEY, FILES.definitions, scale=60)


def test_rather_smaller_than_not_at_all(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    width, height = _size()

    def made(scale: float) -> tuple[int, int]:
        save_picture(path, JOURNEY, FILES.definitions, None, False, scale, shrink=True)
        size = QImageReader(str(path)).size()
        return size.width(), size.height()

    assert made(0.5) == (width / 2, height / 2)
    monkeypatch.setattr("designer.canvas.picture._SIDE_MOST", 500)
    assert made(1.0) == (500, round(500 * height / width))
    monkeypatch.setattr("designer.canvas.picture._PIXELS_MOST", 10_000)
    wide, high = made(1.0)
    assert wide * high == pytest.approx(10_000, rel=0.02)  # sides are whole pixels
    assert wide / high == pytest.approx(width / height, rel=0.02)


def test_only_png_and_svg(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("journey.jpg", "journey"):
        with pytest.raises(JornadaError, match=name):
            save_picture(tmp_path / name, JOURNEY, FILES.definitions)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_journey_gives_no_picture(qtbot: QtBot, tmp_path: Path) -> None:
    empty = JOURNEY.model_copy(update={"nodes": (), "edges": ()})
    with pytest.raises(JornadaError, match="no nodes"):
        save_picture(tmp_path / "a.png", empty, FILES.definitions)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_where_it_cannot_be_written_the_old_file_stays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JornadaError, match="No space left"):
        save_picture(path, JOURNEY, FILES.definitions)
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_does_not_exist(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match="No such file"):
        save_picture(tmp_path / "none" / "a.png", JOURNEY, FILES.definitions)


def test_the_font_of_the_application_is_not_in_a_picture(qtbot: QtBot, tmp_path: Path) -> None:
    before = QApplication.font()
    try:
        for size in (9, 24):
            QApplication.setFont(QFont("Sans Serif", size))
            save_picture(tmp_path / f"{size}.svg", JOURNEY, FILES.definitions)
    finally:
        QApplication.setFont(before)
    assert (tmp_path / "9.svg").read_bytes() == (tmp_path / "24.svg").read_bytes()


PROGRAM = """
import sys
from pathlib import Path
from designer.canvas.picture import save_picture
from engine.journey.templates import template
file = template("sales-handoff").file
for name in ("a.png", "a.svg"):
    save_picture(Path(sys.argv[1]) / name, file.journey, file.definitions, None, True, 1.0)
"""


def test_no_screen_and_no_application_are_needed(qtbot: QtBot, tmp_path: Path) -> None:
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    for name in ("a.png", "a.svg"):
        other = tmp_path / f"here-{name}"
        save_picture(other, JOURNEY, FILES.definitions, None, True, 1.0)
        assert (tmp_path / name).read_bytes() == other.read_bytes()
