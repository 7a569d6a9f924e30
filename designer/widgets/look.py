"""How widgets say what they are to the stylesheet: through dynamic properties."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QWidget

UNIT = 4
"""The grid that every distance is a multiple of, in pixels."""
CONTROL = 32
"""The height of a control."""

WIDEST = 16_777_215
"""Qt's own largest width: no limit."""

W = TypeVar("W", bound=QWidget)


def look(widget: W, kind: str, **properties: str | bool) -> W:
    """Mark a widget for the stylesheet (``[look="kind"]`` and further properties)."""
    widget.setProperty("look", kind)
    for name, value in properties.items():
        widget.setProperty(name, value)
    return widget


def set_property(widget: QWidget, name: str, value: str | bool) -> None:
    """Change a property that the stylesheet looks at, and let it look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def label(text: str = "", kind: str = "body", *, wrap: bool = False) -> QLabel:
    """A text: ``title``, ``heading``, ``body``, ``secondary``, ``caption``, ``hint``, ``error``."""
    made = look(QLabel(text), kind)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:
        made.setMinimumWidth(40)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def frame(kind: str) -> QFrame:
    """A plain ground: ``panel``, ``card``, ``rule`` (a divider)…"""
    made = look(QFrame(), kind)
    if kind == "rule":
        made.setFixedHeight(1)
    return made


def spaced(layout: QLayout, margins: tuple[int, int, int, int] | int = 0, spacing: int = 0) -> None:
    """Margins and spacing of a layout, in grid units."""
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    layout.setContentsMargins(*(side * UNIT for side in sides))
    layout.setSpacing(spacing * UNIT)


def fit_height(widget: QWidget) -> None:
    """Make a widget as high as its contents need at its width: texts that wrap need less than Qt
    guesses."""
    layout = widget.layout()
    if layout is None:
        return
    layout.activate()
    width = max(widget.width(), layout.minimumSize().width())
    wraps = layout.hasHeightForWidth()
    height = layout.totalHeightForWidth(width) if wraps else layout.totalSizeHint().height()
    widget.resize(width, height)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
