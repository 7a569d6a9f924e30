"""Something to pick from by typing: folders of entries, narrowed by a search field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer.widgets.basics import SearchField
from designer.widgets.look import CONTROL, UNIT, look, spaced
from designer.widgets.themed import color, icon_of
from designer.widgets.words import words

ENTRY = Qt.ItemDataRole.UserRole
LEAST = 280
"""How high a palette that pops up is at least."""


@dataclass(frozen=True)
class Entry:
    """One thing to pick. ``reason``: why it can't be picked here (empty: it can).

    ``folder`` may be nested with `` / ``; ``tone`` is the colour family of the icon's tile.
    """

    title: str
    data: Any
    folder: str = ""
    hint: str = ""
    icon: str = ""
    tone: str = ""
    reason: str = ""


class _Painted(QStyledItemDelegate):
    """An entry as a tile, a title and, in small, its hint or why it can't be picked."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        entry = index.data(ENTRY)
        two_lines = isinstance(entry, Entry) and bool(entry.icon) and bool(_below(entry))
        return QSize(120, 12 * UNIT if two_lines else CONTROL - UNIT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry = index.data(ENTRY)
        self.initStyleOption(option, index)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not isinstance(entry, Entry):
            opened = bool(state & QStyle.StateFlag.State_Open)
            foldable = self._tree.rootIsDecorated()
            self._folder(painter, area, str(index.data()), opened if foldable else None)
            painter.restore()
            return
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            picked = state & QStyle.StateFlag.State_Selected
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent_ground" if picked else "background"))
            painter.drawRoundedRect(QRectF(area).adjusted(2, 1, -2, -1), 6, 6)
        painter.setOpacity(0.55 if entry.reason else 1.0)
        left = area.left() + 2 * UNIT
        if entry.icon:
            tile = QRectF(left, area.center().y() - 13, 28, 28)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(f"{entry.tone}_ground"))
            painter.drawRoundedRect(tile, 7, 7)
            picture: QIcon = icon_of(entry.icon, entry.tone)
            picture.paint(painter, tile.adjusted(6, 6, -6, -6).toRect())
            left += 28 + 2 * UNIT + 2
        self._lines(
            painter, QRect(left, area.top(), area.right() - left - UNIT, area.height()), entry
        )
        painter.restore()

    def _lines(self, painter: QPainter, room: QRect, entry: Entry) -> None:
        font = painter.font()
        metrics = QFontMetrics(font)
        below = _below(entry) if entry.icon else ""
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(color("ink1"))
        if not below:
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)
            return
        half = room.height() // 2
        top = QRect(room.left(), room.top() + 3, room.width(), half - 2)
        painter.drawText(top, Qt.AlignmentFlag.AlignBottom, title)
        small = painter.font()
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(color("ink2"))
        text = QFontMetrics(small).elidedText(below, Qt.TextElideMode.ElideRight, room.width())
        bottom = QRect(room.left(), room.top() + half + 2, room.width(), half - 3)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignTop, text)

    def _folder(self, painter: QPainter, area: QRect, title: str, opened: bool | None) -> None:
        """A folder's heading; with a caret where it folds (``opened`` not None)."""
        left = area.left() + UNIT
        if opened is not None:
            side = 12
            box = QRect(left, area.center().y() - side // 2 + 1, side, side)
            icon_of("expand" if opened else "next", "ink3").paint(painter, box)
            left += side + UNIT + 2
        font = painter.font()
        font.setPixelSize(12 if opened is not None else 11)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(color("ink2"))
        room = QRect(left, area.top(), area.right() - left, area.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)


def _below(entry: Entry) -> str:
    return entry.reason or entry.hint


class Palette(QWidget):
    """Search, look through folders, pick by click or Enter."""

    picked = Signal(object)
    """The ``data`` of the entry that was picked."""

    def __init__(self, entries: Sequence[Entry], placeholder: str, *, folded: bool = False) -> None:
        super().__init__()
        self._folded = folded
        self.search = SearchField(placeholder)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.tree = look(QTreeWidget(), "palette")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(3 * UNIT if folded else 0)
        self.tree.setRootIsDecorated(folded)
        self.tree.setMouseTracking(True)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.tree.setItemDelegate(_Painted(self.tree))
        self.tree.setAccessibleName(placeholder)
        self.tree.itemActivated.connect(lambda item: self._pick(item))
        self.tree.itemClicked.connect(self._clicked)
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self.setFocusProxy(self.search)
        self.show_entries(entries)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer other entries."""
        self.tree.clear()
        folders: dict[str, QTreeWidgetItem] = {}
        for entry in entries:
            parent = self._folder(entry.folder, folders)
            item = QTreeWidgetItem([entry.title])
            item.setData(0, ENTRY, entry)
            item.setToolTip(0, entry.reason or entry.hint)
            if parent is None:
                self.tree.addTopLevelItem(item)
            else:
                parent.addChild(item)
        self._narrow(self.search.text())

    def _folder(self, path: str, known: dict[str, QTreeWidgetItem]) -> QTreeWidgetItem | None:
        if not path:
            return None
        if path not in known:
            above, _, name = path.rpartition(" / ")
            made = QTreeWidgetItem([name])
            made.setFlags(Qt.ItemFlag.ItemIsEnabled)
            parent = self._folder(above, known)
            if parent is None:
                self.tree.addTopLevelItem(made)
            else:
                parent.addChild(made)
            known[path] = made
        return known[path]

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        first: QTreeWidgetItem | None = None

        def visible(item: QTreeWidgetItem | None) -> bool:
            nonlocal first
            if item is None:
                return False
            entry = item.data(0, ENTRY)
            if isinstance(entry, Entry):
                all_text = f"{entry.title} {entry.hint} {entry.folder}".casefold()
                found = all(word in all_text for word in wanted)
                if found and first is None and not entry.reason:
                    first = item
            else:
                found = any([visible(item.child(i)) for i in range(item.childCount())])  # noqa: C419 - all of them
                item.setExpanded(bool(wanted) or not self._folded)
            item.setHidden(not found)
            return found

        for i in range(self.tree.topLevelItemCount()):
            visible(self.tree.topLevelItem(i))
        if first is not None and (wanted or not self._folded):
            self.tree.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.tree.setFocus()
                self.tree.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self.tree.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _clicked(self, item: QTreeWidgetItem) -> None:
        if isinstance(item.data(0, ENTRY), Entry):
            self._pick(item)
        else:
            item.setExpanded(not item.isExpanded())

    def _pick(self, item: QTreeWidgetItem | None) -> None:
        entry = None if item is None or item.isHidden() else item.data(0, ENTRY)
        if isinstance(entry, Entry) and not entry.reason:
            self.picked.emit(entry.data)


class PalettePopup(QFrame):
    """A palette that pops up at a place and goes when something has been picked."""

    def __init__(
        self,
        parent: QWidget,
        entries: Sequence[Entry],
        picked: Callable[[Any], object],
        *,
        placeholder: str = "",
        folded: bool = False,
        size: QSize = QSize(320, 420),  # noqa: B008 - a value
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        look(self, "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = picked
        self.palette_ = Palette(entries, placeholder or words("palette.search"), folded=folded)
        self.palette_.picked.connect(self._picked)
        column = QVBoxLayout(self)
        spaced(column, 2)
        column.addWidget(self.palette_)
        self.resize(size)

    def open_at(self, place: QPoint) -> None:
        """Pop up with a corner at a place of the screen, wholly within the main window."""
        room = self._room(place)
        self.resize(min(self.width(), room.width()), min(self.height(), room.height()))
        x = min(place.x(), room.right() + 1 - self.width())
        y = min(place.y(), room.bottom() + 1 - self.height())
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        self.palette_.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def open_below(self, widget: QWidget) -> None:
        """Pop up below a widget, less high where there is less room."""
        place = widget.mapToGlobal(QPoint(0, widget.height() + UNIT))
        below = self._room(place).bottom() + 1 - place.y()
        self.resize(self.width(), max(min(self.height(), below), LEAST))
        self.open_at(place)

    def _room(self, place: QPoint) -> QRect:
        """Where it may stand: on the screen of a place, within the main window."""
        screen = QGuiApplication.screenAt(place) or self.screen()
        window: QWidget = self
        while (above := window.parentWidget()) is not None:
            window = above.window()
        edge = 2 * UNIT
        inside = window.geometry().adjusted(edge, edge, -edge, -edge)
        return screen.availableGeometry().intersected(inside)

    def _picked(self, data: Any) -> None:
        self.close()
        self._then(data)
