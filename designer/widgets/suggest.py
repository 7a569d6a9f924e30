"""A line of text that offers values with their counts while somebody types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from designer.background import Job, while_alive
from designer.icons import paint_icon
from designer.widgets.look import CONTROL, UNIT, label, look, spaced
from designer.widgets.numbers import whole
from designer.widgets.offers import NOTHING, Offers, Suggest, nothing
from designer.widgets.themed import color
from designer.widgets.words import words

Index = QModelIndex | QPersistentModelIndex
COUNT = Qt.ItemDataRole.UserRole
CHOSEN = Qt.ItemDataRole.UserRole + 1
ROWS = 9
"""How many values are seen at once."""
FIRST = 500
"""How many of those that match can be scrolled through; typing narrows them."""
LEAST, MOST = 240, 420
"""The width of the list of values."""
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS,
    Qt.Key.Key_PageUp: -ROWS,
}


class _Model(QAbstractListModel):
    """The offers that have what is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.offers = NOTHING
        self.found = 0
        """How many offers match; only the first are rows."""
        self.places = np.arange(0)
        self.chosen: frozenset[str] = frozenset()

    def narrow(self, offers: Offers, text: str) -> None:
        self.beginResetModel()
        self.offers = offers
        places = offers.matching(text)
        self.found = len(places)
        self.places = places[:FIRST]
        self.endResetModel()

    def mark(self, chosen: Iterable[str]) -> None:
        self.chosen = frozenset(one.casefold() for one in chosen)
        if len(self.places):
            self.dataChanged.emit(self.index(0), self.index(len(self.places) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.places)

    def value(self, row: int) -> str:
        return str(self.offers.values[int(self.places[row])])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.value(index.row())
        if role == COUNT:
            count = int(self.offers.counts[int(self.places[index.row()])])
            return whole(count) if count >= 0 else ""
        if role == CHOSEN:
            return self.value(index.row()).casefold() in self.chosen
        return None


class _Painted(QStyledItemDelegate):
    """A value at the left, how often it occurs at the right; a tick where it is chosen."""

    def __init__(self, view: QListView, *, ticks: bool) -> None:
        super().__init__(view)
        self._ticks = ticks

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(LEAST, CONTROL - UNIT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRect(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(color("accent_ground" if current else "hover"))
            painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 6, 6)
        left = area.left() + 2 * UNIT
        if self._ticks:
            box = QRectF(left, area.center().y() - 7, 15, 15)
            self._tick(painter, box, on=bool(index.data(CHOSEN)))
            left += 15 + 2 * UNIT
        count = str(index.data(COUNT))
        metrics = QFontMetrics(painter.font())
        right = area.right() - 2 * UNIT
        room = QRect(left, area.top(), right - left, area.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(color("ink3"))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | middle, count)
        room.setRight(right - metrics.horizontalAdvance(count) - 2 * UNIT)
        painter.setPen(color("ink1"))
        text = metrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, max(room.width(), 0)
        )
        painter.drawText(room, middle, text)
        painter.restore()

    def _tick(self, painter: QPainter, box: QRectF, *, on: bool) -> None:
        painter.setPen(color("accent" if on else "line_strong"))
        painter.setBrush(color("accent" if on else "panel"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            paint_icon(painter, "check-bold", box.adjusted(2, 2, -2, -2), color("on_accent"))


class _Popup(QFrame):
    """The list of values. Keys go to the line of text that it belongs to."""

    def __init__(self, line: SuggestEdit, *, several: bool) -> None:
        super().__init__(line, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        look(self, "popup")
        self._line = line
        self.model = _Model()
        self.model.setParent(self)
        self.view = look(QListView(), "bare")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setItemDelegate(_Painted(self.view, ticks=several))
        self.view.setModel(self.model)
        self.view.setStyleSheet("QListView { border: 0; padding: 0; background: transparent; }")
        self.view.setAccessibleName(words("suggest.values"))
        self.foot = label("", "hint")
        column = QVBoxLayout(self)
        spaced(column, 1, 1)
        column.addWidget(self.view, 1)
        column.addWidget(self.foot)
        self.foot.setContentsMargins(2 * UNIT, 0, 0, UNIT)
        self.setFocusProxy(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._line.keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._line.popup_gone()

    def narrow(self, offers: Offers, text: str) -> None:
        """Show the offers that have the text."""
        self.model.narrow(offers, text)
        found, known = self.model.found, len(offers)
        if found == known:
            self.foot.setText(words("suggest.all", count=known))
        else:
            self.foot.setText(words("suggest.some", found=whole(found), count=known))

    def place_at(self, line: QLineEdit) -> None:
        """Stand below the line, or above it where there is no room."""
        rows = min(max(len(self.model.places), 1), ROWS)
        high = rows * (CONTROL - UNIT) + self.foot.sizeHint().height() + 5 * UNIT
        self.resize(min(max(line.width(), LEAST), MOST), high)
        screen = line.screen().availableGeometry()
        at = line.mapToGlobal(QPoint(0, line.height() + UNIT))
        if at.y() + high > screen.bottom():
            at.setY(line.mapToGlobal(QPoint(0, 0)).y() - UNIT - high)
        at.setX(max(min(at.x(), screen.right() - self.width()), screen.left()))
        self.move(at)


class SuggestEdit(QLineEdit):
    """A line of text that offers values as soon as it has the keyboard.

    The values are asked for once, on another thread, when somebody first comes here. ``several``:
    the list stays open after a pick and ticks what is chosen.
    """

    picked = Signal(str)
    """A value was picked from the list."""
    pasted = Signal(tuple)
    """Several lines were pasted where several values can be: the texts of the lines."""

    def __init__(
        self, suggest: Suggest = nothing, placeholder: str = "", *, several: bool = False
    ) -> None:
        super().__init__()
        self._suggest: Suggest | None = suggest if suggest is not nothing else None
        self._several = several
        self._offers = NOTHING
        self._wanted = False
        self._open = False
        self._chosen: tuple[str, ...] = ()
        self.popup: _Popup | None = None
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMinimumWidth(24 * UNIT)
        self.textEdited.connect(lambda _: self.offer())

    def show_chosen(self, chosen: Iterable[str]) -> None:
        """Tick these values in the list."""
        self._chosen = tuple(chosen)
        if self.popup is not None:
            self.popup.model.mark(self._chosen)

    def _load(self) -> None:
        if self._suggest is None:
            return
        suggest, self._suggest = self._suggest, None
        job = Job(lambda _: suggest())
        job.done.connect(while_alive(self, self._loaded))
        job.start()

    def _loaded(self, offers: object) -> None:
        if isinstance(offers, Offers):
            self._offers = offers
        if self._wanted and self.hasFocus():
            self.offer()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._load()
        if event.reason() is Qt.FocusReason.MouseFocusReason and not self.text():
            self.offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._open and event.reason() is Qt.FocusReason.PopupFocusReason:
            return  # to our own list, which sends the keys back
        super().focusOutEvent(event)

    def offer(self) -> None:
        """Drop down the values that have what is typed."""
        self._wanted = True
        self._load()
        if not len(self._offers) or not self.isVisible():
            return
        if self.popup is None:
            self.popup = _Popup(self, several=self._several)
            self.popup.view.clicked.connect(lambda index: self._pick(index.row()))
        typed = self.text()
        self.popup.narrow(self._offers, typed)
        self.popup.model.mark(self._chosen)
        places = self.popup.model.places
        same = len(places) == 1 and self.popup.model.value(0) == typed
        if not len(places) or (same and not self._several):
            self.popup.hide()
            return
        self.popup.place_at(self)
        if not self._open:
            self._open = True
            self.popup.show()

    def popup_gone(self) -> None:
        """The list has been closed."""
        self._open = self._wanted = False

    def _pick(self, row: int) -> None:
        if self.popup is None:
            return
        value = self.popup.model.value(row)
        if self._several:
            self.clear()
            self.picked.emit(value)
            QTimer.singleShot(0, self, self._offer_again)  # once what was picked has its place
        else:
            self.setText(value)
            self.popup.hide()
            self.picked.emit(value)

    def _offer_again(self) -> None:
        if self._open:
            self.offer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._open and self.popup is not None and self._in_list(event, self.popup):
            return
        lines = self._lines_to_paste() if event.matches(QKeySequence.StandardKey.Paste) else ()
        if lines:
            self.pasted.emit(lines)
        elif event.key() == Qt.Key.Key_Down:
            self.offer()
        elif self._beyond(event):
            event.ignore()  # whoever is around may have a step to take back
        else:
            super().keyPressEvent(event)

    def _lines_to_paste(self) -> tuple[str, ...]:
        """The lines on the clipboard where they are several and several values can be."""
        lines = QGuiApplication.clipboard().text().splitlines() if self._several else []
        texts = tuple(dict.fromkeys(filter(None, (line.strip() for line in lines))))
        return texts if len(texts) > 1 else ()

    def _beyond(self, event: QKeyEvent) -> bool:
        """Whether there is nothing more to undo or redo in this line."""
        keys = QKeySequence.StandardKey
        undo = event.matches(keys.Undo) and not self.isUndoAvailable()
        return undo or (event.matches(keys.Redo) and not self.isRedoAvailable())

    def _in_list(self, event: QKeyEvent, popup: _Popup) -> bool:
        """Keys that belong to the list while it is open."""
        row = popup.view.currentIndex().row()
        key = Qt.Key(event.key())
        if key in _MOVES:
            row = min(max(row + _MOVES[key], -1), popup.model.rowCount() - 1)
            popup.view.setCurrentIndex(popup.model.index(row) if row >= 0 else QModelIndex())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self._pick(row)
        elif key is Qt.Key.Key_Escape:
            popup.hide()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            popup.hide()
            self.focusNextPrevChild(key is Qt.Key.Key_Tab)
        else:
            return False
        return True
