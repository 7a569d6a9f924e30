"""Lines of text, broken, shortened and placed once, to be painted many times."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QStaticText, QTextLayout, QTextOption

from designer.canvas.style import Face


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """One line of text with its place: ``at`` is the left end of its top."""

    text: str
    face: Face
    colour: QColor
    at: QPointF
    static: QStaticText


def line(
    text: str, face: Face, colour: QColor, x: float, middle: float, *, right: bool = False
) -> Line:
    """A line whose capitals are centred on ``middle``; ``x`` is its left or its right end."""
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    static.prepare(font=face.font)
    left = x - face.width(text) if right else x
    return Line(
        text, face, colour, QPointF(left, middle + face.cap_height / 2 - face.ascent), static
    )


def broken(text: str, face: Face, width: float, most: int) -> list[str]:
    """The text in at most so many lines; the last one ends in … where there is more to say."""
    lines: list[str] = []
    layout = QTextLayout(text, face.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    while len(lines) < most:
        made = layout.createLine()
        if not made.isValid():
            break
        made.setLineWidth(width)
        start = made.textStart()
        rest = text[start:] if len(lines) == most - 1 else text[start : start + made.textLength()]
        lines.append(shortened(rest.strip(), face, width))
    layout.endLayout()
    return lines


def shortened(text: str, face: Face, width: float) -> str:
    """The text, cut with … where it is wider than ``width``."""
    return face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
