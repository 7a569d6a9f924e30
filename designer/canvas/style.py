"""The theme made ready to paint with: colours, pens and fonts, made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from designer.theme import CAPTION, CARD_TITLE, MEDIUM, REGULAR, SEMIBOLD, SUMMARY, Theme, ui_font


class Face:
    """A font with its measures. Text is not hinted, so that it is as wide at every zoom."""

    def __init__(self, size: float, weight: int, *, tabular: bool = False) -> None:
        self.font: QFont = ui_font(size, weight, tabular=tabular)
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.metrics = QFontMetricsF(self.font)
        self.ascent = self.metrics.ascent()
        self.cap_height = self.metrics.capHeight()

    def width(self, text: str) -> float:
        """How wide a line of text is."""
        return self.metrics.horizontalAdvance(text)


@dataclass(frozen=True)
class Style:
    """What all cards and paths of a theme share. Needs an application."""

    theme: Theme

    @cached_property
    def title(self) -> Face:
        return Face(CARD_TITLE, SEMIBOLD)

    @cached_property
    def summary(self) -> Face:
        return Face(SUMMARY, REGULAR)

    @cached_property
    def caption(self) -> Face:
        return Face(CAPTION, REGULAR)

    @cached_property
    def chip(self) -> Face:
        return Face(CAPTION, MEDIUM)

    @cached_property
    def number(self) -> Face:
        return Face(CAPTION, SEMIBOLD, tabular=True)

    @cached_property
    def shadows(self) -> tuple[tuple[float, float, QColor], ...]:
        """The layers of a shadow: how far it spreads, how far down it lies, its colour."""
        layers = ((0.5, 1.0, 1.0), (2.0, 2.0, 0.45), (4.0, 3.0, 0.3), (6.5, 4.0, 0.18))
        return tuple(
            (spread, down, self.pale("shadow", self.theme.shadow_strength * part))
            for spread, down, part in layers
        )

    def colour(self, token: str) -> QColor:
        """A token of the theme."""
        return self.theme.colour(token)

    def pale(self, token: str, alpha: float) -> QColor:
        """A token, ``alpha`` opaque."""
        made = self.theme.colour(token)
        made.setAlphaF(alpha)
        return made

    def mixed(self, one: str, other: str, part: float) -> QColor:
        """Between two tokens: 0 is the one, 1 the other."""
        a, b = self.theme.colour(one), self.theme.colour(other)
        pairs = zip(a.getRgb()[:3], b.getRgb()[:3], strict=True)  # type: ignore[index]
        return QColor(*(round(x + (y - x) * part) for x, y in pairs))


def pen(colour: QColor, width: float = 1.0) -> QPen:
    """A solid pen with round ends."""
    return QPen(
        colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


NO_PEN = QPen(Qt.PenStyle.NoPen)
"""Never ``None``: see tests/designer/canvas/test_paint_reference.py."""
