"""Lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from designer.widgets.look import CONTROL, UNIT
from designer.widgets.themed import color

EDGE = 8
"""From a list that drops down to the sides of the window."""
FLOATING = Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint


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


class _Entries(QStyledItemDelegate):
    """Entries of a list; a separator is a thin line."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, 2 * UNIT + 1) if _separates(index) else super().sizeHint(option, index)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if not _separates(index):
            super().paint(painter, option, index)
            return
        line = QRect(option.rect)
        line.setTop(line.top() + UNIT)
        line.setHeight(1)
        painter.fillRect(line, color("line"))


def _separates(index: QModelIndex | QPersistentModelIndex) -> bool:
    return bool(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator")


class Combo(QComboBox):
    """A drop-down list. The wheel scrolls the form around it, not the choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setView(QListView())
        self.setItemDelegate(_Entries(self.view()))
        popup = self.view().window()
        popup.setWindowFlags(popup.windowFlags() | FLOATING)
        popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMaxVisibleItems(14)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        for part in (self.view().window(), self.view()):
            part.ensurePolished()  # or the first time it would be as low as without a style sheet
        width = max(self.width(), min(self.view().sizeHintForColumn(0) + CONTROL, 420))
        self.view().setMinimumWidth(width)
        super().showPopup()
        popup, around = self.view().window(), self.window().geometry()
        right = around.right() - EDGE - popup.width()
        popup.move(max(min(popup.x(), right), around.left() + EDGE), popup.y())

    def _option(self) -> QStyleOptionComboBox:
        """How it is painted: what is chosen ends in … where there is no room."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and self.placeholderText():
            faint = self.palette().brush(QPalette.ColorRole.PlaceholderText)
            option.palette.setBrush(QPalette.ColorRole.ButtonText, faint)
            option.currentText = self.placeholderText()
        field = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(kind, option, field, self).width()
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        return option

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = self._option()
        with QPainter(self) as painter:
            style, kind = self.style(), QStyle.ComplexControl.CC_ComboBox
            style.drawComplexControl(kind, option, painter, self)
            if not self.isEditable():
                style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
            paint_chevron(painter, self)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and not self.isEditable():
            cut = self.currentIndex() >= 0 and self._option().currentText != self.currentText()
            if cut and isinstance(event, QHelpEvent):
                QToolTip.showText(event.globalPos(), self.currentText(), self)
                return True
        return super().event(event)


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
