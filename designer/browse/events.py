"""Events as a timeline: the newest first, a heading for each day, any number of them."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from designer.icons import paint_icon
from designer.widgets.look import UNIT, look
from designer.widgets.numbers import day, plain
from designer.widgets.themed import color
from designer.widgets.words import words
from engine.accounts.browsing.tables import event_label
from engine.accounts.browsing.timeline import Timeline
from engine.accounts.fields import Entity

HIGH = 44
_PAGE, _KEPT = 64, 16
_EPOCH = dt.date(1970, 1, 1)
Index = QModelIndex | QPersistentModelIndex

_LOOKS: tuple[tuple[str, str, str], ...] = (
    ("directMarketing.emailBounced", "warning", "warning"),
    ("directMarketing.emailUnsubscribed", "blocked", "error"),
    ("directMarketing.", "email", "action"),
    ("web.formFilledOut", "edit", "event"),
    ("web.", "web", "audience"),
    ("leadOperation.interestingMoment", "moment", "event"),
    ("leadOperation.scoreChanged", "score", "flow"),
    ("event.", "calendar", "event"),
    ("advertising.", "campaign", "flow"),
    ("chat.", "sms", "audience"),
)
"""The icon and the tone of event types, by the beginning of their names."""


def event_look(event_type: str) -> tuple[str, str]:
    """The icon and the tone of an event type."""
    found = (one[1:] for one in _LOOKS if event_type.startswith(one[0]))
    return next(found, ("event", "event"))


class TimelineModel(QAbstractTableModel):
    """One column: days, and below each its events."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline: Timeline | None = None
        self.names: dict[str, str] = {}
        """What people are called, by key."""
        self._rows = np.empty(0, np.int64)
        """What each row shows: the place of an event, or, below zero, that of the event after a
        heading, turned."""
        self._pages: OrderedDict[int, list[tuple[Any, ...]]] = OrderedDict()

    def show_timeline(self, timeline: Timeline, names: dict[str, str]) -> None:
        """Show other events."""
        self.beginResetModel()
        self.timeline, self.names = timeline, names
        self._pages.clear()
        places = np.arange(len(timeline))
        first = np.flatnonzero(np.diff(timeline.days, prepend=np.iinfo(np.int64).min) != 0)
        self._rows = np.insert(places, first, -places[first] - 1)
        self.endResetModel()

    def forget(self) -> None:
        """Show no events, and let go of those shown."""
        self.beginResetModel()
        self.timeline = None
        self._pages.clear()
        self._rows = np.empty(0, np.int64)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1

    def event(self, row: int) -> tuple[Any, ...] | None:  # type: ignore[override]
        """When, what, about what and of whom the event of a row is; None for a heading."""
        place = int(self._rows[row])
        if place < 0 or self.timeline is None:
            return None
        number = place // _PAGE
        if number not in self._pages:
            self._pages[number] = self.timeline.page(number * _PAGE, _PAGE)
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return self._pages[number][place % _PAGE]

    def day(self, row: int) -> dt.date:
        """The day of a row."""
        place = int(self._rows[row])
        days = self.timeline.days if self.timeline is not None else np.zeros(1, np.int64)
        return _EPOCH + dt.timedelta(days=int(days[place if place >= 0 else -place - 1]))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            found = self.event(index.row())
            if found is None:
                return day(self.day(index.row()))
            when, kind, about, person = found
            who = self.names.get(person, person)
            return " · ".join(filter(None, (f"{when:%H:%M}", event_label(kind), plain(about), who)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row())
        return None

    def _tip(self, row: int) -> str:
        place = int(self._rows[row])
        if place < 0 or self.timeline is None:
            return ""
        data = self.timeline.table.dataset
        said = []
        for path, value in self.timeline.fields(place).items():
            known = data.field(Entity.EVENT, path)
            said.append(f"{path if known is None else known.label}: {plain(value)}")
        return "\n".join(said)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self._rows[index.row()] < 0:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


class _Painter(QStyledItemDelegate):
    """Paints a day, or an event: its icon, what it is and about what, who and when."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, TimelineModel):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        found = model.event(index.row())
        if found is None:
            self._heading(painter, option, day(model.day(index.row())))
        else:
            self._event(painter, option, model, found)
        painter.restore()

    def _heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = QFont(option.font)
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(color("ink3"))
        room = option.rect.adjusted(2 * UNIT, 0, 0, -2 * UNIT)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    def _event(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        model: TimelineModel,
        found: tuple[Any, ...],
    ) -> None:
        when, kind, about, person = found
        room = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent_ground" if chosen else "hover"))
            painter.drawRoundedRect(room, 8, 8)
        icon, tone = event_look(kind)
        tile = QRectF(room.left() + 8, room.center().y() - 13, 26, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(f"{tone}_ground"))
        painter.drawRoundedRect(tile, 7, 7)
        paint_icon(painter, icon, tile.adjusted(6, 6, -6, -6), color(tone))
        small = QFont(option.font)
        small.setPixelSize(12)
        texts = room.adjusted(46, 4, -64, -4)
        half = texts.height() // 2
        top = texts.adjusted(0, 0, 0, -half)
        bottom = texts.adjusted(0, half, 0, 0)
        self._line(painter, top, event_label(kind), "ink1")
        painter.setFont(small)
        who = model.names.get(person, str(person))
        under = " · ".join(filter(None, (plain(about), who)))
        self._line(painter, bottom, under, "ink2")
        time = room.adjusted(0, 0, -12, 0)
        painter.setPen(color("ink3"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(time, side, f"{when:%H:%M}")

    def _line(self, painter: QPainter, room: Any, text: str, ink: str) -> None:
        painter.setPen(color(ink))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, shown)

    def sizeHint(self, *_: Any) -> QSize:
        return QSize(0, HIGH)


class TimelineList(QTableView):
    """A timeline; Enter or a click on an event asks for its person."""

    person_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look(self, "table")
        self.model_ = TimelineModel()
        self.model_.setParent(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(words("browse.timeline"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(HIGH)
        self.verticalHeader().setDefaultSectionSize(HIGH)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._clicked)

    def show_timeline(self, timeline: Timeline, names: dict[str, str]) -> None:
        """Show other events; ``names``: what people are called, by key."""
        self.model_.show_timeline(timeline, names)
        self.scrollToTop()

    def _clicked(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _open(self, row: int) -> None:
        found = self.model_.event(row)
        if found is not None:
            self.person_wanted.emit(found[-1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
