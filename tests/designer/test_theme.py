"""The colours can be read, light and dark (WCAG 2: 4.5 : 1 for text, 3 : 1 for what is drawn)."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from app.stylesheet import style_sheet
from designer.theme import DARK, LIGHT, SEMIBOLD, Theme, font_families, ui_font

both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    read = QColor(colour)
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in (read.redF(), read.greenF(), read.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@both
def test_inks_read_on_every_ground(theme: Theme) -> None:
    for ground in (theme.background, theme.panel, theme.canvas):
        for ink in (theme.ink1, theme.ink2, theme.ink3, theme.accent_ink):
            assert contrast(ink, ground) >= 4.45, (ink, ground)


@both
def test_states_read_on_panels_and_on_their_own_ground(theme: Theme) -> None:
    for name in ("ok", "warning", "error"):
        tone = theme.severity(name)
        for ground in (theme.panel, tone.ground, theme.background):
            assert contrast(tone.colour, ground) >= 4.5, (name, ground)


@both
def test_text_on_the_accent_and_accent_on_its_ground_read(theme: Theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.45
    assert contrast(theme.accent_ink, theme.accent_ground) >= 4.5


@both
def test_icons_are_seen_on_their_tiles(theme: Theme) -> None:
    for name in ("audience", "action", "event", "flow"):
        tone = theme.category(name)
        assert contrast(tone.colour, tone.ground) >= 3, name


def test_semibold_is_wider_than_regular_and_sizes_are_pixels(qtbot: QtBot) -> None:
    assert font_families()
    regular, bold = ui_font(13), ui_font(13, SEMIBOLD, tabular=True)
    assert regular.pixelSize() == bold.pixelSize() == 13
    text = "Listen for an event"
    assert QFontMetricsF(bold).horizontalAdvance(text) >= QFontMetricsF(regular).horizontalAdvance(
        text
    )


def test_figures_are_equally_wide(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(ui_font(11, SEMIBOLD, tabular=True))
    widths = [metrics.horizontalAdvance(digit * 8) for digit in "0123456789"]
    assert max(widths) - min(widths) < 0.5  # hinting may round


@both
def test_the_chosen_segment_is_lighter_than_the_others(theme: Theme) -> None:
    sheet = style_sheet(theme)
    grounds = [
        re.search(rf"{re.escape(part)} {{ background: (#\w+)", sheet)
        for part in ('QFrame[look="segmented"]', 'QPushButton[look="segment"]:checked')
    ]
    around, chosen = (QColor(found[1]).lightness() for found in grounds if found)
    assert chosen > around + 15
