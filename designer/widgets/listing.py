"""A list of things as rows: searched, sorted, opened by a click or Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.icons import paint_icon
from designer.widgets.basics import Chip, Elided, Scroll, SearchField, icon_button
from designer.widgets.clickable import Clickable
from designer.widgets.combo import Combo
from designer.widgets.look import clear, label, spaced
from designer.widgets.themed import color
from designer.widgets.words import words


class Tile(QWidget):
    """A coloured square with an icon."""

    def __init__(self, side: int = 32, icon: str = "action", tone: str = "action") -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(QSize(side, side))

    def show_icon(self, icon: str, tone: str) -> None:
        """Show another icon, in the colours of a tone."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(f"{self._tone}_ground"))
            painter.drawRoundedRect(self.rect(), 8, 8)
            edge = self.width() * 7 / 32
            box = self.rect().toRectF().adjusted(edge, edge, -edge, -edge)
            paint_icon(painter, self._icon, box, color(self._tone))


@dataclass(frozen=True)
class Item:
    """One thing of a list. ``facts`` stand at the right; ``sort`` holds its value by each order."""

    key: Any
    title: str
    about: str = ""
    icon: str = "file"
    tone: str = "accent"
    chips: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    sort: dict[str, Any] = field(default_factory=dict)


class ItemRow(Clickable):
    """A row: a tile, a title and a line about it; at the right, chips and facts."""

    menu_wanted = Signal(QPoint)

    def __init__(self, item: Item, *, menu: bool, wrap: bool = False) -> None:
        """``wrap``: the line about it takes as many lines as it needs."""
        super().__init__("item", listed=True)
        self.item = item
        self._menu = menu
        said = [item.title, *(text for text, _ in item.chips), item.about, *item.facts]
        self.setAccessibleName(", ".join(filter(None, said)))
        line = QHBoxLayout(self)
        spaced(line, (3, 2, 2, 2), 3)
        line.addWidget(Tile(32, item.icon, item.tone))
        texts = QVBoxLayout()
        spaced(texts)
        texts.addStretch(1)
        texts.addWidget(Elided(item.title, "heading"))
        if item.about and wrap:
            texts.addWidget(label(item.about, "summary", wrap=True))
        elif item.about:
            texts.addWidget(Elided(item.about, "summary"))
        texts.addStretch(1)
        line.addLayout(texts, 1)
        chips = [Chip(text, tone) for text, tone in item.chips]
        for chip in chips:
            chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sides: tuple[QLabel, ...] = (*chips, *(label(one, "summary") for one in item.facts))
        """The chips and the facts, from left to right."""
        for side in self.sides:
            line.addWidget(side, 0, Qt.AlignmentFlag.AlignVCenter)
        if menu:
            self.more = icon_button("more", words("list.more", name=item.title))
            self.more.clicked.connect(self._at_button)
            line.addWidget(self.more)

    def _at_button(self) -> None:
        self.menu_wanted.emit(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._menu:
            self.menu_wanted.emit(event.globalPos())


class Listing(QWidget):
    """A search field, an order, and the rows."""

    opened = Signal(object)
    """The key of an item."""
    menu_wanted = Signal(object, QPoint)

    def __init__(
        self,
        placeholder: str,
        orders: Sequence[tuple[str, str, bool]] = (),
        *,
        menu: bool = True,
        empty: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._items: tuple[Item, ...] = ()
        self._orders = tuple(orders)
        self._menu = menu
        self._chosen: Any = None
        self.rows: list[ItemRow] = []
        self.search = SearchField(placeholder)
        self.search.textChanged.connect(self._show)
        self.order = Combo()
        self.order.setAccessibleName(words("list.order"))
        self.order.addItems([title for _, title, _ in self._orders])
        self.order.activated.connect(self._show)
        self.order.setVisible(len(self._orders) > 1)
        self.order.setFixedWidth(170)
        self._nothing = label(words("list.nothing"), "hint")
        self._empty = empty
        content = QWidget()
        self._column = QVBoxLayout(content)
        spaced(self._column, 0, 1)
        whole = QVBoxLayout(self)
        spaced(whole, 0, 3)
        self._tools = QWidget()
        tools = QHBoxLayout(self._tools)
        spaced(tools, 0, 2)
        tools.addWidget(self.search, 1)
        if self._orders:
            tools.addWidget(self.order)
        whole.addWidget(self._tools)
        if empty is not None:
            whole.addWidget(empty, 1)
        self._scroll = Scroll(content, "page")
        whole.addWidget(self._scroll, 1)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other items; search and order stay."""
        self._items = tuple(items)
        self._show()

    def choose(self, key: Any) -> None:
        """Mark the row of a key."""
        self._chosen = key
        for each in self.rows:
            each.set_chosen(chosen=each.item.key == key)

    def _show(self) -> None:
        clear(self._column)
        self.rows = []
        wanted = self.search.text().casefold().split()
        found = [
            item
            for item in self._items
            if all(word in f"{item.title} {item.about}".casefold() for word in wanted)
        ]
        if self._orders:
            name, _, descending = self._orders[self.order.currentIndex()]
            found.sort(key=lambda item: item.sort[name], reverse=descending)
        for item in found:
            made = ItemRow(item, menu=self._menu)
            made.opened.connect(lambda key=item.key: self.opened.emit(key))
            made.menu_wanted.connect(lambda at, key=item.key: self.menu_wanted.emit(key, at))
            made.set_chosen(chosen=item.key == self._chosen)
            self._column.addWidget(made)
            self.rows.append(made)
        _align(self.rows)
        if self._items and not found:
            self._column.addWidget(label(words("list.nothing"), "hint"))
        self._column.addStretch(1)
        if self._empty is not None:
            self._empty.setVisible(not self._items)
            self._scroll.setVisible(bool(self._items))
            self._tools.setVisible(bool(self._items))


def _align(rows: Sequence[ItemRow]) -> None:
    """Let the chips and facts of rows stand in columns, counted from the right."""
    most = max((len(row.sides) for row in rows), default=0)
    for place in range(1, most + 1):
        column = [row.sides[-place] for row in rows if len(row.sides) >= place]
        for each in column:
            each.ensurePolished()
        width = max(each.sizeHint().width() for each in column)
        for each in column:
            each.setMinimumWidth(width)


def page_head(title: str, about: str, *actions: QWidget) -> QWidget:
    """The head of a page: its title, one sentence, and what can be done."""
    made = QWidget()
    line = QHBoxLayout(made)
    spaced(line, 0, 2)
    texts = QVBoxLayout()
    spaced(texts)
    texts.addWidget(label(title, "title"))
    if about:
        texts.addWidget(label(about, "secondary", wrap=True))
    line.addLayout(texts, 1)
    for action in actions:
        line.addWidget(action)
    return made
