"""Every icon exists, fills its square and is sharp at any scale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QIcon, QImage
from pytestqt.qtbot import QtBot

from designer.icons import NAMES, icon, icon_path, pixmap


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_icon_is_drawn_inside_its_square(qtbot: QtBot, name: str) -> None:
    for bold in (False, True):
        drawn = icon_path(name, bold=bold).boundingRect()
        assert QRectF(-0.01, -0.01, 1.02, 1.02).contains(drawn)
        assert max(drawn.width(), drawn.height()) > 0.5


def test_an_icon_that_does_not_exist_is_a_mistake_of_the_caller(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        icon("no such icon", "#000000")


def test_split_opens_to_the_right_and_merge_closes_to_the_right(qtbot: QtBot) -> None:
    def shares(name: str) -> tuple[float, float]:
        """How much is painted in the left and in the right third."""
        image = pixmap(name, 48, "#000000").toImage()
        thirds = (range(16), range(32, 48))
        left, right = (
            sum(image.pixelColor(x, y).alphaF() for x in third for y in range(48))
            for third in thirds
        )
        return left, right

    left, right = shares("split")
    assert right > 1.5 * left
    left, right = shares("merge")
    assert left > 1.5 * right


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_the_picture_of_an_icon_has_the_pixels_of_its_screen(qtbot: QtBot, ratio: float) -> None:
    made = icon("email", "#FF0000").pixmap(QSize(16, 16), ratio)
    assert made.size() == QSize(round(16 * ratio), round(16 * ratio))
    assert made.devicePixelRatio() == ratio
    image = made.toImage()
    painted = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 60
    ]
    # The envelope spans nearly the whole square at each scale.
    assert max(x for x, _ in painted) >= 0.8 * image.width()
    assert min(x for x, _ in painted) <= 0.2 * image.width()


def test_a_disabled_icon_is_paler(qtbot: QtBot) -> None:
    made = icon("email", "#FF0000")
    strongest = [
        _strongest(made.pixmap(QSize(16, 16), 1.0, mode).toImage())
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    ]
    assert strongest[0] > 0.9
    assert strongest[1] < 0.5


def _strongest(image: QImage) -> float:
    return max(
        image.pixelColor(x, y).alphaF() for x in range(image.width()) for y in range(image.height())
    )
