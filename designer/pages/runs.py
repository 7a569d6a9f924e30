"""The list of past runs; a click opens one on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from designer.pages.project import Project
from designer.runs.data import data_of
from designer.runs.window import of_settings
from designer.widgets.basics import Empty
from designer.widgets.dialogs import confirm, show_error
from designer.widgets.listing import Item, Listing, page_head
from designer.widgets.look import look, spaced
from designer.widgets.numbers import ago, day
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.store.values import RunEntry


class RunsPage(QWidget):
    """All runs of the workspace, the newest first."""

    opened = Signal(str, object)
    """A journey's id, and the run to show on it."""
    journeys_wanted = Signal()

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        empty = Empty(
            "runs", words("runs.none"), words("runs.to_journeys"), self.journeys_wanted.emit
        )
        orders = (
            ("created", words("list.by_newest"), True),
            ("name", words("list.by_name"), False),
        )
        self.list = Listing(words("runs.search"), orders, empty=empty)
        self.list.opened.connect(self._open)
        self.list.menu_wanted.connect(self._menu)
        column = QVBoxLayout(self)
        spaced(column, (8, 6, 8, 4), 4)
        column.addWidget(page_head(words("page.runs"), words("runs.about")))
        column.addWidget(self.list, 1)
        project.runs_changed.connect(self.refresh)
        project.journeys_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the runs as they are now."""
        self._entries: dict[int, RunEntry] = {entry.id: entry for entry in self.project.runs()}
        names = {entry.id: entry.name for entry in self.project.journeys()}
        self._here = set(names)
        self.list.show_items([self._item(entry, names) for entry in self._entries.values()])

    def _item(self, entry: RunEntry, names: dict[str, str]) -> Item:
        journeys = [names.get(one.id, one.id) for one in entry.journeys]
        title = ", ".join(journeys)
        first, last = of_settings(entry.settings)
        about = words(
            "runs.entry",
            version=entry.journeys[0].version if entry.journeys else 1,
            dataset=data_of(entry),
            first=day(first),
            last=day(last),
        )
        gone = not any(one.id in self._here for one in entry.journeys)
        chips = ((words("runs.gone"), "warning"),) if gone else ()
        order = {"created": (entry.created, entry.id), "name": title.casefold()}
        return Item(
            entry.id, title, about, "history", "accent", chips, (ago(entry.created),), order
        )

    def _open(self, id_: int) -> None:
        entry = self._entries[id_]
        journey = next((one.id for one in entry.journeys if one.id in self._here), None)
        if journey is None:
            show_error(self, JornadaError("designer.runs.journey_gone"))
        else:
            self.opened.emit(journey, entry)

    def _menu(self, id_: int, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(words("runs.open"), lambda: self._open(id_))
        if not self.project.read_only:
            menu.addAction(words("runs.delete"), lambda: self.delete(id_))
        menu.popup(at)

    def delete(self, id_: int) -> None:
        """Delete a run, after asking."""
        sure = confirm(
            self,
            words("runs.delete_title"),
            (words("runs.delete_text"),),
            words("runs.delete"),
            danger=True,
        )
        if sure:
            try:
                self.project.delete_run(id_)
            except JornadaError as error:
                show_error(self, error)
