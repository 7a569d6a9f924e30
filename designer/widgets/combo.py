"""Lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QWidget

from designer.widgets.look import CONTROL


def paint_chevron(painter: QPainter, widget: QWidget) -> None:
    """The small arrow at the right edge of something that drops down."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    role = QPalette.ColorRole.PlaceholderText
    pen = QPen(widget.palette().color(role), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    area = QRect(widget.rect())
    x, y = area.right() - 14.0, area.center().y() + 0.5
    painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])


class Combo(QComboBox):
    """A drop-down list. The wheel scrolls the form around it, not the choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setView(QListView())
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMaxVisibleItems(14)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        width = max(self.width(), min(self.view().sizeHintForColumn(0) + CONTROL, 420))
        self.view().setMinimumWidth(width)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            paint_chevron(painter, self)


class SearchCombo(Combo):
    """A long list that is searched by typing any part of an entry."""

    picked = Signal(str)
    """The entry that the person chose; texts that are no entry are put back."""

    def __init__(self, entries: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(entries))
        self._shown = ""
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        completer.activated.connect(self._pick)
        self.activated.connect(lambda index: self._pick(self.itemText(index)))
        self.line.editingFinished.connect(self._settle)

    def show_entry(self, entry: str) -> None:
        """Show an entry without telling ``picked``."""
        self._shown = entry
        self.setCurrentIndex(self.findText(entry))
        self.setEditText(entry)

    def _pick(self, entry: str) -> None:
        if entry != self._shown and self.findText(entry) >= 0:
            self._shown = entry
            self.picked.emit(entry)

    def _settle(self) -> None:
        typed = self.currentText()
        found = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if found >= 0:
            self._pick(self.itemText(found))
        self.setEditText(self._shown)
