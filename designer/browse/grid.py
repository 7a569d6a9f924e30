"""The table itself: mouse and keys, the order by its headings, copying."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from designer.browse.rows import RowsModel
from designer.widgets.look import CONTROL, UNIT, look
from designer.widgets.words import words
from engine.accounts.browsing.view import Sort

HEAD = 38
"""The room of a heading beside its title: its edges, and the mark of the order."""
WIDER = 120
"""By how much a column of texts gets wider at most where there is room."""


class Grid(QTableView):
    """A calm table of any number of rows. Enter, a double click, or a click on the name opens a
    row; Home and End go to the first and last row."""

    opened = Signal(int)
    """A row, by its place."""
    sort_wanted = Signal(object)
    """A :class:`Sort`."""
    order_changed = Signal()
    """The columns stand in another order."""
    copy_wanted = Signal()

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        look(self, "table")
        self.rows = model
        model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(words("browse.table"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerWidget(look(QWidget(), "bare"))
        down = self.verticalHeader()
        down.hide()
        down.setDefaultSectionSize(CONTROL)
        down.setMinimumSectionSize(CONTROL)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setFixedHeight(CONTROL)
        across.setMinimumSectionSize(14 * UNIT)
        across.setSectionsClickable(True)
        across.setSectionsMovable(True)
        across.setSortIndicatorShown(True)
        across.setStretchLastSection(True)
        across.sectionClicked.connect(self._head_clicked)
        across.sectionMoved.connect(self._moved)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.clicked.connect(self._clicked)
        self._moving = False

    def fit_columns(self) -> None:
        """Give the columns their first widths and their own order."""
        across = self.horizontalHeader()
        self._moving = True
        cells = self.rows.cells
        heads = [across.fontMetrics().horizontalAdvance(each.title) + HEAD for each in cells]
        widths = [max(each.width, head) for each, head in zip(cells, heads, strict=True)]
        growing = [place for place, each in enumerate(cells) if each.grows]
        room = self.viewport().width() - sum(widths)
        if growing and room > 0:
            for place in growing:
                widths[place] += min(room // len(growing), WIDER)
        for place, width in enumerate(widths):
            across.moveSection(across.visualIndex(place), place)
            self.setColumnWidth(place, width)
        self._moving = False

    def show_sort(self, sort: Sort | None) -> None:
        """Mark the column that the rows are in order of."""
        paths = self.rows.paths
        place = paths.index(sort.path) if sort is not None and sort.path in paths else -1
        down = Qt.SortOrder.DescendingOrder
        up = Qt.SortOrder.AscendingOrder
        falling = sort is not None and sort.descending
        self.horizontalHeader().setSortIndicator(place, down if falling else up)

    def paths_in_order(self) -> tuple[str, ...]:
        """The paths of the columns as they stand from left to right."""
        across = self.horizontalHeader()
        paths = self.rows.paths
        return tuple(paths[across.logicalIndex(place)] for place in range(len(paths)))

    def chosen_ranges(self) -> list[tuple[int, int]]:
        """The chosen rows as ranges: the first of each, and how many."""
        ranges = self.selectionModel().selection()
        each = [ranges.at(place) for place in range(ranges.count())]
        found = {(one.top(), one.bottom() - one.top() + 1) for one in each}
        return sorted(found)

    def _head_clicked(self, place: int) -> None:
        cell = self.rows.cells[place]
        across = self.horizontalHeader()
        rising = across.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        # Qt has turned the indicator already: it shows what is wanted now.
        self.sort_wanted.emit(Sort(cell.column.path, descending=not rising))

    def _moved(self) -> None:
        if not self._moving:
            self.order_changed.emit()

    def _clicked(self, index: QModelIndex) -> None:
        if self._leads(index):
            self.opened.emit(index.row())

    def _leads(self, index: QModelIndex) -> bool:
        return (
            index.isValid()
            and self.rows.cells[index.column()].column.path == self.rows.opens
            and bool(self.rows.value(index.row(), index.column()))
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = self._leads(self.indexAt(event.position().toPoint()))
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, here = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here.isValid():
            self.opened.emit(here.row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.rows.rowCount():
            last = key == Qt.Key.Key_End
            row = self.rows.rowCount() - 1 if last else 0
            column = max(here.column(), 0)
            self.setCurrentIndex(self.rows.index(row, column))
        else:
            super().keyPressEvent(event)
