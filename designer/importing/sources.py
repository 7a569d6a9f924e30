"""The files of an import and what each is read as, as a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from designer.importing.files import files_of
from designer.widgets.basics import Elided, Scroll, button, icon_button, row
from designer.widgets.clickable import Clickable
from designer.widgets.dialogs import ask_open_many
from designer.widgets.listing import Tile
from designer.widgets.look import clear, label, look, set_property, spaced
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.accounts.importing.tabular import SUFFIXES

LOOKS = {
    "account": ("account_audience", "audience"),
    "person": ("person_audience", "action"),
    "event": ("listen", "event"),
    "opportunity": ("score", "flow"),
    "relation": ("groups", "accent"),
}
"""The icon and the tone of each table."""


@dataclass(frozen=True)
class SourceItem:
    """A file as one table. ``number``: its place among the sources of the mapping, None where it
    is left out; ``table``: what it is read as; ``state``: what is to be minded, in
    short, and how much: ``warning`` or ``error``."""

    file: str
    path: Path
    number: int | None
    table: str | None
    about: str
    state: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        """What tells it from the others while the mapping changes."""
        return self.file, self.table


class _Item(Clickable):
    """One row: a tile, the file's name, what it is read as, and how sure that is."""

    def __init__(self, item: SourceItem) -> None:
        super().__init__("row", listed=True)
        self.item = item
        icon, tone = LOOKS.get(item.table or "", ("file", "accent"))
        said = [item.file, item.about, *((item.state[0],) if item.state else ())]
        self.setAccessibleName(", ".join(said))
        line = row(Tile(28, icon, tone), spacing=2)
        texts = QVBoxLayout()
        spaced(texts)
        texts.addWidget(Elided(item.file, "heading"))
        texts.addWidget(Elided(item.about, "summary"))
        line.addLayout(texts, 1)
        if item.state is not None:
            sign = QLabel()
            set_icon(sign, item.state[1], item.state[1], 16)
            self.setToolTip(item.state[0])
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        line.setContentsMargins(8, 6, 4, 6)
        self.setLayout(line)


class SourceList(QFrame):
    """The chosen files, to be added by button or by dropping them here."""

    added = Signal(tuple)
    removed = Signal(object)
    """A path."""
    opened = Signal(object)
    """A :class:`SourceItem`."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "card", dashed=True)
        self.setAcceptDrops(True)
        self.items: tuple[SourceItem, ...] = ()
        self.rows: list[_Item] = []
        self._column = QVBoxLayout()
        spaced(self._column)
        listed = QWidget()
        listed.setLayout(self._column)
        self.hint = label(words("import.drop"), "secondary", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.add_button = button(words("import.add"), "plain", "add", self._ask)
        column = QVBoxLayout(self)
        spaced(column, 2, 2)
        self._scroll = Scroll(listed, "bare")
        column.addWidget(self._scroll, 1)
        column.addWidget(self.hint, 1)
        column.addWidget(self.add_button)
        self.show_items(())

    def show_items(self, items: Sequence[SourceItem]) -> None:
        """Show other files, or the same read otherwise."""
        self.items = tuple(items)
        clear(self._column)
        self.rows = []
        before: Path | None = None
        for item in self.items:
            made = _Item(item)
            made.opened.connect(partial(self.opened.emit, item))
            if item.path != before:
                away = icon_button(
                    "close",
                    words("import.remove", file=item.path.name),
                    partial(self.removed.emit, item.path),
                )
                made.layout().addWidget(away)  # type: ignore[union-attr]
            before = item.path
            self._column.addWidget(made)
            self.rows.append(made)
        self._column.addStretch(1)
        self._scroll.setVisible(bool(items))
        self.hint.setVisible(not items)

    def choose(self, item: SourceItem | None) -> None:
        """Mark a row as the one that is shown beside the list."""
        for each in self.rows:
            each.set_chosen(chosen=item is not None and each.item.key == item.key)

    def _ask(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in (*SUFFIXES, ".mapping.json"))
        pattern = words("import.patterns", patterns=patterns)
        found = ask_open_many(self, words("import.add_title"), pattern)
        if found:
            self.added.emit(found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            set_property(self, "chosen", value=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: object) -> None:
        del event
        set_property(self, "chosen", value=False)

    def dropEvent(self, event: QDropEvent) -> None:
        set_property(self, "chosen", value=False)
        event.acceptProposedAction()
        self.added.emit(files_of(event.mimeData()))
