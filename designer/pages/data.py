"""The data page: one dataset at a time, looked at from several sides, and how data come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from designer.background import Job, while_alive
from designer.pages.adopting import unused_name
from designer.pages.project import NewData, Project
from designer.widgets.basics import Empty, button, icon_button, row
from designer.widgets.combo import Combo
from designer.widgets.dialogs import confirm, show_error
from designer.widgets.listing import page_head
from designer.widgets.look import look, spaced
from designer.widgets.numbers import whole
from designer.widgets.progress import ProgressStrip
from designer.widgets.segmented import Segmented
from designer.widgets.toast import Toast
from designer.widgets.words import words
from engine.background import Work
from engine.errors import JornadaError

if TYPE_CHECKING:
    from designer.browse.view import BrowseView
    from engine.accounts.dataset import Dataset
    from engine.accounts.fields import Entity
    from engine.accounts.refresh import Changes
    from engine.accounts.rowset import RowSet
    from engine.store.values import DatasetEntry

CHOOSER = 264
TAB = 92
"""How wide the chooser of datasets and a tab are, in pixels."""
FROM_BELOW = 72
"""Where the word about a refresh begins, in pixels from the lower edge: it hides no number."""


class View(Protocol):
    """A side from which a dataset is looked at: a widget of the project."""

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show a dataset; None where none is loaded."""
        ...


class DataPage(QWidget):
    """The dataset that is chosen is the one in use: values and counts come from it everywhere."""

    state_changed = Signal()
    """What can be undone has changed."""
    run_wanted = Signal(str, object)
    """The id of a journey and the entry of a run of it."""
    journey_wanted = Signal(str)
    """The id of a journey."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        self._entries: dict[str, DatasetEntry] = {}
        self._wanted: str | None = None
        """The dataset that is being loaded or was just made."""
        self._views: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self.generate_button = button(words("data.generate"), "plain", "add", self.generate)
        self.import_button = button(words("import.button"), "primary", "import", self.import_files)
        for each in (self.generate_button, self.import_button):
            each.setEnabled(not project.read_only)
        self.progress = ProgressStrip()
        self.chooser = Combo()
        self.chooser.setFixedWidth(CHOOSER)
        self.chooser.setAccessibleName(words("data.choose"))
        self.chooser.activated.connect(self._choose)
        self.tabs = Segmented(tuple(words(f"data.tab.{name}") for name in VIEWS))
        self.tabs.setFixedWidth(TAB * len(VIEWS))
        self.tabs.chosen.connect(lambda place: self.show_tab(tuple(VIEWS)[place]))
        self.refresh_button = button(words("data.refresh"), "plain", None, self._refresh_shown)
        self.refresh_button.setToolTip(words("data.refresh_help"))
        self.refresh_button.setEnabled(not project.read_only)
        self.delete_button = icon_button(
            "delete", words("data.delete"), self._delete_shown, "bordered"
        )
        self.delete_button.setEnabled(not project.read_only)
        self.place = QStackedWidget()
        self.nothing = Empty(
            "data", words("data.none"), words("import.button"), lambda: self.import_files()
        )
        self.not_loaded = Empty(
            "data", words("data.not_loaded"), words("data.load"), self._load_shown
        )
        for sheet in (self.nothing, self.not_loaded):
            self.place.addWidget(sheet)
        self._lay_out()
        self._tab = "overview"
        self.tabs.setCurrentIndex(0)
        project.datasets_changed.connect(self.refresh)
        project.dataset_changed.connect(self._dataset_changed)
        self.toast = Toast(self)
        project.refreshed.connect(self._tell_refreshed)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        spaced(column, (8, 6, 8, 0), 3)
        head = page_head(
            words("page.data"), words("data.about"), self.generate_button, self.import_button
        )
        column.addWidget(head)
        column.addWidget(self.progress)
        self.bar = QWidget()
        line = row(
            self.chooser, self.tabs, None, self.refresh_button, self.delete_button, spacing=3
        )
        self.bar.setLayout(line)
        column.addWidget(self.bar)
        column.addWidget(self.place, 1)

    # --- what is shown ---

    @property
    def shown(self) -> DatasetEntry | None:
        """The dataset that the page is about."""
        loaded = None if self.project.dataset is None else self.project.dataset.name
        for name in (self._wanted, loaded):
            if name in self._entries:
                return self._entries[name]
        newest = sorted(self._entries.values(), key=lambda entry: entry.created)
        return newest[-1] if newest else None

    @property
    def dataset(self) -> Dataset | None:
        """The dataset that the page is about, where it is loaded."""
        data, entry = self.project.dataset, self.shown
        return data if data is not None and entry and data.name == entry.name else None

    def refresh(self) -> None:
        """Show the datasets as they are now."""
        self._entries = {entry.name: entry for entry in self.project.datasets()}
        entry = self.shown
        self.chooser.clear()
        for each in self._entries.values():
            self.chooser.addItem(each.name, each.name)
            about = words("data.entry", accounts=whole(each.accounts), people=whole(each.people))
            self.chooser.setItemData(self.chooser.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        if entry is not None:
            self.chooser.setCurrentIndex(list(self._entries).index(entry.name))
        self.bar.setVisible(entry is not None)
        self._stale = set(self._views)
        self._show()

    def _dataset_changed(self) -> None:
        if self.project.dataset is not None and self.project.dataset.name == self._wanted:
            self._wanted = None
        self._stale = set(self._views)
        entry = self.shown
        if entry is not None and entry.name != self.chooser.currentData():
            self.chooser.setCurrentIndex(list(self._entries).index(entry.name))
        self._show()

    def show_tab(self, name: str) -> None:
        """Look at the dataset from a side: a key of ``VIEWS``."""
        self._tab = name
        self.tabs.setCurrentIndex(list(VIEWS).index(name))
        self._show()

    def _show(self) -> None:
        """Bring what belongs in front there, and up to date."""
        if self.shown is None:
            self.place.setCurrentWidget(self.nothing)
        elif self._tab != "overview" and self.dataset is None:
            self.place.setCurrentWidget(self.not_loaded)
        else:
            self.place.setCurrentWidget(self.view(self._tab))
        self.state_changed.emit()

    def view(self, name: str) -> QWidget:
        """The view of a tab, which is built when it is first asked for, up to date."""
        if name not in self._views:
            made = VIEWS[name](self)
            self._views[name] = made
            self._stale.add(name)
            self.place.addWidget(made)
            for signal, slot in (
                ("rows_wanted", self.show_rows),
                ("state_changed", self.state_changed),
                ("run_wanted", self.run_wanted),
                ("journey_wanted", self.journey_wanted),
            ):
                if hasattr(made, signal):
                    getattr(made, signal).connect(slot)
        if name in self._stale:
            self._stale.discard(name)
            cast("View", self._views[name]).show_dataset(self.dataset)
        return self._views[name]

    def show_rows(self, rows: RowSet) -> None:
        """Turn to the rows that a number counts."""
        if self.dataset is not None:
            self.show_tab("browse")
            self._browser().open_rows(rows)

    def show_table(self, entity: Entity) -> None:
        """Turn to all rows of a table."""
        if self.dataset is not None:
            self.show_tab("browse")
            self._browser().open_table(entity)

    def show_account(self, key: str) -> None:
        """Turn to the page of an account."""
        if self.dataset is not None:
            self.show_tab("browse")
            self._browser().open_account(key)

    def _browser(self) -> BrowseView:
        return cast("BrowseView", self.view("browse"))

    # --- undo: of the view in front where it has its own, else of the definitions ---

    @property
    def _undoing(self) -> Any:
        front = self._views.get(self._tab)
        return front if hasattr(front, "can_undo") else None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        own = self._undoing
        return bool(own.can_undo) if own else self.project.library.stack.canUndo()

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return not self._undoing and self.project.library.stack.canRedo()

    def undo(self) -> None:
        """Take the last step back."""
        own = self._undoing
        if own is None:
            self.project.library.stack.undo()
        elif own.can_undo:
            own.undo()

    # --- loading, making, deleting ---

    def watch(self, job: Job, doing: str) -> None:
        """Show how far a job is, and what went wrong."""
        self.progress.watch(job, doing)
        job.failed.connect(self._complain)
        job.ended.connect(self._ended)

    def _complain(self, error: BaseException) -> None:
        show_error(self, error)

    def _ended(self) -> None:
        """What was wanted is there, or it did not come to be."""
        if self._wanted is not None:
            self._wanted = None
            self.refresh()

    def _choose(self, place: int) -> None:
        name = self.chooser.itemData(place)
        if self.project.dataset is None or self.project.dataset.name != name:
            self.load(name)

    def _load_shown(self) -> None:
        if self.shown is not None:
            self.load(self.shown.name)

    def load(self, name: str) -> None:
        """Load a dataset, so that values and counts come from it."""
        self._wanted = name
        self.watch(self.project.load(name), words("data.loading", name=name))
        self._stale = set(self._views)
        self._show()

    def restore(self, name: str, version: int) -> None:
        """Make an earlier version the one in use."""
        self._wanted = name
        job = self.project.restore_version(name, version)
        self.watch(job, words("data.restoring", number=version))

    def generate(self) -> None:
        """Make up a dataset."""
        from designer.pages.generating import GenerateDialog

        taken = self.project.datasets()
        name = unused_name(words("generate.unnamed"), (entry.name for entry in taken))
        dialog = GenerateDialog(self, name)
        if not dialog.exec() or dialog.settings is None:
            return
        settings = dialog.settings

        def make(work: Work) -> NewData:
            from engine.accounts.generate import generate

            made = generate(settings, work)
            return NewData(made, words("generate.source", seed=settings.seed))

        self._wanted = settings.name
        self.watch(self.project.add_dataset(make), words("generate.doing"))

    def import_files(self, files: Sequence[Path] = (), refresh: str | None = None) -> None:
        """Ask for files, and import them as one dataset; or as newer ones of the dataset
        ``refresh``."""
        from designer.importing.wizard import ImportWizard

        wizard = ImportWizard(self, self.project, files, refresh)
        if not wizard.exec() or wizard.wanted is None:
            return
        wanted = wizard.wanted
        self._wanted = wanted.name
        self.show_tab("overview")
        start = self.project.add_dataset
        if wanted.refresh:
            start = partial(self.project.refresh_dataset, wanted.name)
        job = start(wanted.make)
        if wanted.remembers:
            keep = partial(self.project.remember, wanted.mapping)
            job.done.connect(while_alive(self, lambda _: keep()))
        self.watch(job, words("import.doing", name=wanted.name))

    def _tell_refreshed(self, name: str, changes: Changes) -> None:
        """Say what a newer export has brought."""
        from designer.pages.changes import tell_refreshed

        self.toast.hang(QPoint(self.width() // 2, self.height() - FROM_BELOW))
        tell_refreshed(self.toast, self.project, name, changes)

    def _refresh_shown(self) -> None:
        if self.shown is not None:
            self.import_files(refresh=self.shown.name)

    def _delete_shown(self) -> None:
        if self.shown is not None:
            self.delete(self.shown.name)

    def delete(self, name: str) -> None:
        """Delete a dataset with all its versions, after asking."""
        sure = confirm(
            self,
            words("data.delete_title", name=name),
            (words("data.delete_text"),),
            words("data.delete"),
            danger=True,
        )
        if sure:
            try:
                self.project.delete_dataset(name)
            except JornadaError as error:
                show_error(self, error)


def _overview(page: DataPage) -> QWidget:
    from designer.pages.overview import Overview

    return Overview(page)


def _browse(page: DataPage) -> QWidget:
    from designer.browse.view import BrowseView

    return BrowseView(page.project)


def _quality(page: DataPage) -> QWidget:
    from designer.quality.view import QualityView

    return QualityView(page.project)


def _fields(page: DataPage) -> QWidget:
    from designer.schema.view import SchemaView

    return SchemaView(page.project)


def _derived(page: DataPage) -> QWidget:
    from designer.schema.derived import DerivedView

    return DerivedView(page.project)


VIEWS: dict[str, Callable[[DataPage], QWidget]] = {
    "overview": _overview,
    "browse": _browse,
    "quality": _quality,
    "fields": _fields,
    "derived": _derived,
}
"""The sides from which a dataset is looked at, in the order of the tabs."""
