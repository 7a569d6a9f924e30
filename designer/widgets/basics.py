"""Small parts that every page uses: buttons, chips, cards, empty states, search fields."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionFrame,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.widgets.look import UNIT, label, look, set_property, spaced
from designer.widgets.themed import ICON, set_icon

SMALL = 14
"""The side of an icon that stands in the corner of something."""


def button(
    text: str,
    kind: str = "plain",
    icon: str | None = None,
    clicked: Callable[[], object] | None = None,
) -> QPushButton:
    """A button with words: ``primary`` (one a page), ``plain``, ``quiet``, ``danger``, ``link``."""
    made = look(QPushButton(text), kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon is not None:
        set_icon(made, icon, "on_accent" if kind == "primary" else "ink1")
    if clicked is not None:
        made.clicked.connect(lambda: clicked())
    return made


def icon_button(
    icon: str, tip: str, clicked: Callable[[], object] | None = None, kind: str = "icon"
) -> QToolButton:
    """A button without words; ``tip`` is its tooltip and its name for screen readers."""
    made = look(QToolButton(), kind)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    set_icon(made, icon, "ink2", SMALL if icon in ("close", "more") else ICON)
    if clicked is not None:
        made.clicked.connect(lambda: clicked())
    return made


class Chip(QLabel):
    """A short state in a rounded ground; ``tone``: neutral, accent, ok, warning, error."""

    clicked = Signal()

    def __init__(self, text: str = "", tone: str = "neutral", *, clickable: bool = False) -> None:
        super().__init__(text)
        look(self, "chip", tone=tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._clickable = clickable
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_state(self, text: str, tone: str) -> None:
        """Say something else."""
        self.setText(text)
        set_property(self, "tone", tone)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._clickable and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)


class Elided(QLabel):
    """One line of text that ends in … where there is no room; the tooltip has all of it."""

    def __init__(self, text: str = "", kind: str = "body") -> None:
        super().__init__(text)
        look(self, kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(6 * UNIT, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + UNIT, self._height())

    def _height(self) -> int:
        return super().sizeHint().height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionFrame()
        option.initFrom(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option)
        metrics = QFontMetrics(self.font())
        room = self.contentsRect()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            width = self.fontMetrics().horizontalAdvance(self.text())
            self.setToolTip(self.text() if width > self.contentsRect().width() else "")
        return super().event(event)


class SearchField(QLineEdit):
    """Type to narrow a list."""

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        look(self, "search")
        glass = QAction(self)
        set_icon(glass, "search", "ink3")
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)


SENTENCE = 560
"""How wide a sentence in the middle of an empty page gets, in pixels."""


class Empty(QWidget):
    """What to do where there is nothing yet: one sentence and one button."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        action: str = "",
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        spaced(column, 8, 3)
        column.addStretch(1)
        picture = look(QLabel(), "empty-icon")
        set_icon(picture, icon, "ink3", size=32)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        text = label(sentence, "secondary", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setMaximumWidth(SENTENCE)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(text, 1000)
        middle.addStretch(1)
        column.addLayout(middle)
        if action:
            made = button(action, "plain", clicked=clicked)
            column.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)


class Scroll(QScrollArea):
    """A column that scrolls up and down, never sideways."""

    def __init__(self, content: QWidget, ground: str = "panel") -> None:
        super().__init__()
        look(self, "scroll")
        look(content, ground)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)


class Flow(QLayout):
    """Lays items in lines from left to right, as words in a text."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing * UNIT)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            x = rect.x()
            for item in line:
                size = item.sizeHint()
                width = min(size.width(), rect.width())
                if place:
                    top = y + (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(x, top), QSize(width, size.height())))
                x += width + self.spacing()
            y += height + self.spacing()
        return max(y - self.spacing() - rect.y(), 0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """The items line by line."""
        lines: list[list[QLayoutItem]] = []
        room = -1
        for item in self._items:
            if (widget := item.widget()) is not None and widget.isHidden():
                continue
            needed = item.sizeHint().width()
            if not lines or needed > room:
                lines.append([])
                room = width
            lines[-1].append(item)
            room -= needed + self.spacing()
        return lines


class Card(QFrame):
    """A rounded ground with a head: a title, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "card")
        self.column = QVBoxLayout(self)
        spaced(self.column, 3, 2)


def row(*widgets: QWidget | None, spacing: int = 2) -> QHBoxLayout:
    """Widgets side by side; ``None`` is the room that is left."""
    made = QHBoxLayout()
    spaced(made, 0, spacing)
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made


def resized(widget: QWidget, event: QResizeEvent) -> bool:
    """Whether the width has changed."""
    return widget.width() != event.oldSize().width()
