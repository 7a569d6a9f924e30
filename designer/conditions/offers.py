"""The filters on offer at the left of the form: searched, double-clicked, or dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QTreeWidgetItem

from designer.conditions.board import filter_data, picture_of
from designer.conditions.groups import entries
from designer.conditions.vocabulary import Vocabulary, filters
from designer.widgets.basics import Chip
from designer.widgets.palette import ENTRY, Entry, Palette
from designer.widgets.words import words
from engine.conditions.model import Scope

WIDTH = 236


class FilterPalette(Palette):
    """Folders of filters. A double click or Enter picks one, the mouse drags it away; in the
    search field Enter picks the first that is found."""

    def __init__(self, scope: Scope, vocabulary: Vocabulary) -> None:
        offers = entries(filters(vocabulary, scope))
        super().__init__(offers, words("condition.search"), folded=True)
        self._scope = scope
        self._pressed: tuple[QPoint, Entry] | None = None
        self.setFixedWidth(WIDTH)
        self.tree.viewport().installEventFilter(self)
        first = self.tree.topLevelItem(0)
        if first is not None:
            first.setExpanded(True)

    def _clicked(self, item: QTreeWidgetItem) -> None:
        if not isinstance(item.data(0, ENTRY), Entry):
            item.setExpanded(not item.isExpanded())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.tree.viewport() and isinstance(event, QMouseEvent):
            self._mouse(event)
            return event.type() is QEvent.Type.MouseMove and bool(event.buttons())
        return super().eventFilter(watched, event)

    def _mouse(self, event: QMouseEvent) -> None:
        """Begin to drag what the mouse was pressed on once it has gone far enough."""
        at = event.position().toPoint()
        left = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if event.type() is QEvent.Type.MouseButtonPress and left:
            entry = self.tree.indexAt(at).data(ENTRY)
            self._pressed = (at, entry) if isinstance(entry, Entry) else None
        elif event.type() is QEvent.Type.MouseMove and left and self._pressed is not None:
            start, entry = self._pressed
            if (at - start).manhattanLength() >= QApplication.startDragDistance():
                self._pressed = None
                self.drag(entry)
        elif event.type() is QEvent.Type.MouseButtonRelease:
            self._pressed = None

    def drag(self, entry: Entry) -> None:
        """Carry a filter to wherever it is dropped."""
        drag = QDrag(self)
        drag.setMimeData(filter_data(entry.data, self._scope))
        tag = Chip(entry.title, "accent")
        tag.adjustSize()
        drag.setPixmap(picture_of(tag))
        drag.exec(Qt.DropAction.CopyAction)
