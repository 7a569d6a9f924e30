"""The toolbar that floats over the canvas: out, the zoom, in, and the whole journey."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from designer.canvas.painting import paint_panel
from designer.canvas.style import Style
from designer.icons import icon
from designer.theme import MEDIUM, SUMMARY, ui_font
from designer.widgets.look import look
from resources.catalogue import msg, say

SHADOW = 8
"""The room around the ground for its shadow."""
_BUTTON = 28
_PERCENT = 52


class ZoomBar(QWidget):
    """Says the zoom, and what is wanted: ``stepped`` in (1) or out (-1), ``actual`` size, ``fit``
    and ``selection``."""

    stepped = Signal(int)
    actual = Signal()
    fit = Signal()
    selection = Signal()

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self.zoom_out = self._button("zoom_out", lambda: self.stepped.emit(-1))
        self.percent = self._button("actual", self.actual.emit)
        self.zoom_in = self._button("zoom_in", lambda: self.stepped.emit(1))
        self.whole = self._button("fit", self.fit.emit)
        self.chosen = self._button("selection", self.selection.emit)
        self.percent.setFixedWidth(_PERCENT)
        self.percent.setFont(ui_font(SUMMARY, MEDIUM, tabular=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(SHADOW + 4,) * 4)
        row.setSpacing(0)
        for made in (self.zoom_out, self.percent, self.zoom_in, self.whole, self.chosen):
            row.addWidget(made)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_style(style)
        self.show_zoom(1.0)
        self.show_selected(any_=False)

    def set_style(self, style: Style) -> None:
        """Paint in other colours."""
        self._style = style
        ink = style.colour("ink2")
        faded = style.pale("ink3", 0.5)
        for made, name in (
            (self.zoom_out, "zoom_out"),
            (self.zoom_in, "zoom_in"),
            (self.whole, "fit"),
            (self.chosen, "selection"),
        ):
            made.setIcon(icon(name, ink, faded))
        self.update()

    def show_zoom(self, zoom: float) -> None:
        """Say the zoom; 1.0 is 100 %."""
        self.percent.setText(say(msg("canvas.tool.zoom", percent=round(100 * zoom))))

    def show_selected(self, *, any_: bool) -> None:
        """Whether there is a selection to zoom to."""
        self.chosen.setEnabled(any_)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_panel(painter, ground, self._style)
        painter.end()

    def _button(self, name: str, clicked: object) -> QToolButton:
        made = look(QToolButton(self), "icon")
        said = say(msg(f"canvas.tool.{name}"))
        made.setToolTip(said)
        made.setAccessibleName(said)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAutoRaise(True)
        made.setFixedSize(_BUTTON, _BUTTON)
        made.setIconSize(QSize(16, 16))
        made.clicked.connect(clicked)
        return made
