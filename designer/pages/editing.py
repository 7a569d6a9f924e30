"""Editing a journey by hand: inserting, leading, deleting, copying, and the menus for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from designer.canvas.view import CanvasView
from designer.inspector.panel import Inspector
from designer.pages import clipboard
from designer.pages.insert import Insertion, Merging, end_words, insertions
from designer.widgets.dialogs import choose_some, confirm, show_error
from designer.widgets.palette import PalettePopup
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.journey import edits
from engine.journey.describe import title
from engine.journey.fresh import FORKS
from engine.journey.model import Journey
from resources.catalogue import say


class Editing(QObject):
    """What a person does to a journey on the canvas; each edit is one step of undo."""

    def __init__(
        self,
        page: QWidget,
        canvas: CanvasView,
        inspector: Inspector,
        simulate: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self.page = page
        self.canvas = canvas
        self.inspector = inspector
        self.document = inspector.document
        self._simulate = simulate

    def edit_node(self, id_: str) -> None:
        """Select a node and put the keyboard into its title."""
        self.show_node(id_)
        self.inspector.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_node(self, id_: str) -> None:
        """Select a node and bring it into view."""
        self.canvas.select((id_,))
        self.canvas.reveal(id_)

    def apply(self, text: str, edit: Callable[[Journey], Journey]) -> bool:
        """Make an edit, or say why it can't be made."""
        return self.inspector.around.apply(text, edit)

    def undo(self) -> None:
        """Take the last step back."""
        self.document.stack.undo()

    def redo(self) -> None:
        """Make the last step again."""
        self.document.stack.redo()

    def offer_insertions(self, source: str, path: str, at: QPoint) -> None:
        """Open the palette for a path."""
        popup = PalettePopup(
            self.page,
            insertions(self.document.journey, source, path),
            partial(self._insert, source, path),
            placeholder=words("insert.search"),
            size=QSize(340, 460),
        )
        popup.open_at(at)

    def _insert(self, source: str, path: str, chosen: Insertion | Merging) -> None:
        if isinstance(chosen, Merging):
            self._merge((source, path), chosen)
        elif self.apply(chosen.text, chosen.edit) and chosen.node is not None:
            self.show_node(chosen.node)
            self.canvas.setFocus()

    def _merge(self, end: tuple[str, str], merging: Merging) -> None:
        journey = self.document.journey
        names = [end_words(journey, one) for one in merging.ends]
        picked = [0]
        if len(names) > 1:
            answer = choose_some(
                self.page, words("merge.title"), words("merge.which"), names, words("merge.accept")
            )
            if not answer:
                return
            picked = answer
        ends = (end, *(merging.ends[place] for place in picked))
        before = set(journey.by_id)
        if self.apply(words("edit.merge_paths"), lambda now: edits.merge_paths(now, ends)):
            new = set(self.document.journey.by_id) - before
            for id_ in new:
                self.show_node(id_)

    def lead(self, source: str, path: str, target: str) -> None:
        """Lead an open path to a node."""
        self.apply(words("edit.merge"), lambda now: edits.connect(now, source, path, target))

    def delete(self, ids: Iterable[str]) -> None:
        """Delete nodes; asks first where a split, or more than what is selected, goes."""
        journey, chosen = self.document.journey, set(ids)
        try:
            after = edits.delete_nodes(journey, chosen)
        except JornadaError as error:
            show_error(self.page, error)
            return
        gone = [node for node in journey.nodes if node.id not in after.by_id]
        more = [node for node in gone if node.id not in chosen]
        forks = any(isinstance(node, FORKS) for node in gone)
        sure = bool(gone) and (not (more or forks) or self._confirm_delete(gone))
        self.canvas.setFocus()  # which may have been in the form of what is deleted
        if not sure:
            return
        text = words("edit.delete", count=len(gone), node=title(gone[0]))
        self._try(lambda: self.document.edit(text, after))

    def _confirm_delete(self, gone: list[Any]) -> bool:
        names = ", ".join(say(title(node)) for node in gone)
        return confirm(
            self.page,
            words("delete.title", count=len(gone), node=title(gone[0])),
            (words("delete.text"), names) if len(gone) > 1 else (words("delete.split"),),
            words("delete.accept"),
            danger=True,
        )

    def _try(self, action: Callable[[], None]) -> bool:
        try:
            action()
        except JornadaError as error:
            show_error(self.page, error)
            return False
        return True

    def copy(self) -> bool:
        """Copy the selected nodes."""
        return self._try(lambda: clipboard.copy(self.document, self.canvas.selected_ids()))

    def cut(self) -> None:
        """Copy the selected nodes and delete them."""
        if self.copy():
            self.delete(self.canvas.selected_ids())

    def paste(self) -> None:
        """Put what was copied behind the selected node, or behind the audience."""
        end = self._end_of_selection()
        if end is not None:
            self._try(lambda: clipboard.paste(self.document, *end))

    def duplicate(self) -> None:
        """Put a copy of the selected nodes behind them."""
        before = QApplication.clipboard().text()
        if self.copy():
            self.paste()
        QApplication.clipboard().setText(before)

    def _end_of_selection(self) -> tuple[str, str] | None:
        """The path on which something is put by keyboard: the first that is open, else the
        first, of the last selected node; without one, of the audience."""
        journey = self.document.journey
        ids = [*self.canvas.selected_ids()] or [
            n.id for n in journey.nodes if n is journey.audience
        ]
        if not ids:
            return None
        node = journey.by_id[ids[-1]]
        paths = node.path_names()
        open_ = [path for path in paths if (node.id, path) not in journey.targets]
        return (node.id, (open_ or list(paths))[0]) if paths else None

    def insert(self) -> None:
        """Open the palette by keyboard, for the selected node's path."""
        end = self._end_of_selection()
        if end is not None:
            middle = self.canvas.mapToGlobal(self.canvas.rect().center())
            self.offer_insertions(*end, middle - QPoint(170, 200))

    def select_all(self) -> None:
        """Select every node."""
        self.canvas.select(self.document.journey.by_id)

    def delete_selection(self) -> None:
        """Delete the selected nodes."""
        self.delete(self.canvas.selected_ids())

    def menu(self, about: Any, at: QPoint) -> None:
        """Open the menu for a node (its id), a path (its source and name) or the ground (None)."""
        menu = QMenu(self.page)
        if isinstance(about, str):
            menu.addAction(words("do.edit_node"), partial(self.edit_node, about))
            menu.addSeparator()
            menu.addAction(words("do.copy"), self.copy)
            menu.addAction(words("do.cut"), self.cut)
            menu.addAction(words("do.duplicate"), self.duplicate)
            menu.addSeparator()
            menu.addAction(words("do.delete"), self.delete_selection)
        elif about is not None:
            source, path = about
            menu.addAction(words("do.insert"), lambda: self.offer_insertions(source, path, at))
            action = menu.addAction(
                words("do.paste_here"),
                lambda: self._try(lambda: clipboard.paste(self.document, source, path)),
            )
            action.setEnabled(clipboard.can_paste())
        else:
            menu.addAction(words("do.fit"), self.canvas.fit)
            menu.addAction(words("do.select_all"), self.select_all)
            menu.addAction(words("do.simulate"), self._simulate)
        menu.popup(at)
