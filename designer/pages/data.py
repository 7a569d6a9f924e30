"""The data page: the datasets of the workspace, importing, generating, and what imports said."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from designer.background import Job, while_alive
from designer.pages.adopting import unused_name
from designer.pages.fieldtable import COLUMNS, fields_frame
from designer.pages.project import Project
from designer.pages.report import BAR, ReportView, report_of
from designer.widgets.basics import Chip, Elided, Empty, button, icon_button, row
from designer.widgets.dialogs import ask_save, confirm, show_error
from designer.widgets.editor import ChoiceEditor
from designer.widgets.listing import Item, Listing, page_head
from designer.widgets.look import WIDEST, label, look, spaced
from designer.widgets.numbers import here, whole
from designer.widgets.progress import ProgressStrip
from designer.widgets.segmented import Segmented
from designer.widgets.table import table
from designer.widgets.words import words
from engine.background import Work
from engine.conditions.model import Scope
from engine.errors import JornadaError
from resources.catalogue import msg

if TYPE_CHECKING:
    import polars as pl

    from engine.accounts.dataset import Dataset
    from engine.store.values import DatasetEntry

LIST_WIDTH = 320
NAMED = 3
"""How many files of an import are named."""

FIGURES = ("accounts", "people", "events", "opportunities")


class FieldsView(QWidget):
    """The fields of accounts or of people, as a table."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self._dataset = dataset
        self.scope = ChoiceEditor([(scope, words(f"data.{scope}s")) for scope in Scope])
        self.scope.setFixedWidth(240)
        self.scope.edited.connect(lambda scope, _: self._show(scope))
        self.table = table(COLUMNS, words("fields.table"))
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        head = row(label(words("fields.title"), "section"), None, self.scope)
        head.setContentsMargins(0, 0, BAR, 0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self._show(Scope.ACCOUNT)

    def _show(self, scope: Scope) -> None:
        self.scope.show_value(scope)
        self.table.frames.show_frame(fields_frame(self._dataset, scope))


class DatasetDetail(QWidget):
    """What a dataset holds, where it came from, and what its import said."""

    def __init__(self, page: DataPage, entry: DatasetEntry) -> None:
        super().__init__()
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        project = page.project
        loaded = project.dataset is not None and project.dataset.name == entry.name
        column = QVBoxLayout(self)
        spaced(column, spacing=4)
        column.setContentsMargins(24, 16, 32 - BAR, 16)  # what scrolls has its bar in the margin
        head = QHBoxLayout()
        spaced(head, 0, 2)
        head.setContentsMargins(0, 0, BAR, 0)
        head.addWidget(Elided(entry.name, "title"), 1)
        if loaded:
            chip = Chip(words("data.loaded"), "ok")
            chip.setToolTip(words("data.loaded_help"))
            head.addWidget(chip)
        else:
            head.addWidget(button(words("data.load"), clicked=partial(page.load, entry.name)))
        delete = icon_button("delete", words("data.delete"), partial(page.delete, entry.name))
        delete.setEnabled(not project.read_only)
        head.addWidget(delete)
        column.addLayout(head)
        about = words("data.about_entry", source=entry.source, made=here(entry.created))
        column.addWidget(label(about, "secondary", wrap=True))
        figures = QHBoxLayout()
        spaced(figures, 0, 3)
        figures.setContentsMargins(0, 0, BAR, 0)
        for name in FIGURES:
            card = look(QFrame(), "card")
            inner = QVBoxLayout(card)
            spaced(inner, (3, 2, 3, 2), 0)
            inner.addWidget(label(words(f"data.{name}"), "hint"))
            inner.addWidget(label(whole(getattr(entry, name)), "huge"))
            figures.addWidget(card, 1)
        column.addLayout(figures)
        fields = FieldsView(project.dataset) if loaded and project.dataset is not None else None
        report = report_of(entry.report)
        if report is None:
            column.addWidget(fields or Empty("data", words("data.fields_hidden")), 1)
            return
        save = partial(page.save_set_aside, entry.name) if entry.name in page.set_aside else None
        self.tabs = Segmented((words("report.tab"), words("report.fields_tab")))
        self.tabs.setFixedWidth(240)
        parts = QStackedWidget()
        parts.addWidget(ReportView(report, save))
        parts.addWidget(fields or Empty("data", words("data.fields_hidden")))
        self.tabs.setCurrentIndex(0)
        self.tabs.chosen.connect(parts.setCurrentIndex)
        column.addLayout(row(self.tabs, None))
        column.addWidget(parts, 1)


def _source(files: Sequence[Path]) -> str:
    """Where an import came from, in words."""
    names, more = tuple(path.name for path in files), len(files) - NAMED
    if more > 0:
        return words("import.source_more", files=names[:NAMED], count=more)
    return words("import.source", files=names)


class DataPage(QWidget):
    """All datasets at the left, the chosen one at the right."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        self._entries: dict[str, DatasetEntry] = {}
        self._shown: str | None = None
        self.set_aside: dict[str, pl.DataFrame] = {}
        """The rows that imports of this session set aside, by dataset."""
        self.setAcceptDrops(True)
        self.generate_button = button(words("data.generate"), "plain", "add", self.generate)
        self.import_button = button(words("import.button"), "primary", "import", self.import_files)
        for each in (self.generate_button, self.import_button):
            each.setEnabled(not project.read_only)
        self.progress = ProgressStrip()
        empty = Empty("data", words("data.none"), words("import.button"), self.import_files)
        orders = (("created", words("list.by_newest"), True),)
        self.list = Listing(words("data.search"), orders, menu=False, empty=empty)
        self.list.order.hide()
        self.list.opened.connect(self.show_dataset)
        self.place = QStackedWidget()
        body = row(self.list, spacing=4)
        body.addWidget(self.place, 1)
        column = QVBoxLayout(self)
        spaced(column, (8, 6, 0, 0), 4)
        head = page_head(
            words("page.data"), words("data.about"), self.generate_button, self.import_button
        )
        head.setContentsMargins(0, 0, 32, 0)
        column.addWidget(head)
        column.addWidget(self.progress)
        column.addLayout(body, 1)
        project.datasets_changed.connect(self.refresh)
        project.dataset_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the datasets as they are now."""
        self._entries = {entry.name: entry for entry in self.project.datasets()}
        items = [
            Item(
                entry.name,
                entry.name,
                words(
                    "data.entry",
                    accounts=msg("many.accounts", count=entry.accounts),
                    people=msg("many.people", count=entry.people),
                ),
                "data",
                "accent",
                sort={"created": entry.created},
            )
            for entry in self._entries.values()
        ]
        self.list.show_items(items)
        self.list.setFixedWidth(LIST_WIDTH if items else WIDEST)
        self.place.setVisible(bool(items))
        loaded = None if self.project.dataset is None else self.project.dataset.name
        shown = self._shown if self._shown in self._entries else loaded
        if shown not in self._entries:
            shown = next(iter(self._entries), None)
        self._show(shown)

    def _show(self, name: str | None) -> None:
        self._shown = name
        while (old := self.place.currentWidget()) is not None:
            self.place.removeWidget(old)
            old.deleteLater()
        if name is not None:
            detail = DatasetDetail(self, self._entries[name])
            self.place.addWidget(detail)
            self.list.choose(name)

    def show_dataset(self, name: str) -> None:
        """Show a dataset at the right."""
        self._show(name)

    def _watch(self, job: Job, doing: str) -> None:
        self.progress.watch(job, doing)
        job.failed.connect(self._complain)

    def _complain(self, error: BaseException) -> None:
        show_error(self, error)

    def load(self, name: str) -> None:
        """Load a dataset, so that values and counts come from it."""
        self._watch(self.project.load(name), words("data.loading", name=name))

    def generate(self) -> None:
        """Make up a dataset."""
        from designer.pages.generating import GenerateDialog

        taken = self.project.datasets()
        name = unused_name(words("generate.unnamed"), (entry.name for entry in taken))
        dialog = GenerateDialog(self, name)
        if not dialog.exec() or dialog.settings is None:
            return
        settings = dialog.settings

        def make(work: Work) -> tuple[Dataset, str, Any]:
            from engine.accounts.generate import generate

            return generate(settings, work), words("generate.source", seed=settings.seed), None

        self._added(settings.name)
        self._watch(self.project.add_dataset(make), words("generate.doing"))

    def import_files(self, files: Sequence[Path] = ()) -> None:
        """Ask for files, and import them as one dataset."""
        from designer.pages.importing import ImportDialog

        taken = [entry.name for entry in self.project.datasets()]
        dialog = ImportDialog(self, taken, files)
        if not dialog.exec() or dialog.wanted is None:
            return
        wanted = dialog.wanted
        aside: list[pl.DataFrame] = []

        def make(work: Work) -> tuple[Dataset, str, Any]:
            from engine.accounts.importing.importer import import_files

            made = import_files(
                wanted.name, wanted.files, wanted.mapping, time_zone=wanted.time_zone, work=work
            )
            aside.append(made.set_aside)
            return made.dataset, _source(wanted.files), made.report.model_dump(mode="json")

        self._added(wanted.name)
        job = self.project.add_dataset(make)
        job.done.connect(while_alive(self, lambda _: self._keep_aside(wanted.name, aside[0])))
        self._watch(job, words("import.doing", name=wanted.name))

    def _keep_aside(self, name: str, rows: pl.DataFrame) -> None:
        self.set_aside[name] = rows
        self.refresh()

    def save_set_aside(self, name: str) -> None:
        """Write the rows that an import set aside to a file."""
        from engine.accounts.importing.report import save_set_aside

        offered = words("report.save_name", name=name)
        path = ask_save(self, words("report.save"), offered, words("report.save_patterns"), ".csv")
        if path is not None:
            rows = self.set_aside[name]
            self._watch(
                Job(lambda work: save_set_aside(path, rows, work)).start(), words("report.save")
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from designer.pages.importing import files_of

        if not self.project.read_only and files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from designer.pages.importing import files_of

        event.acceptProposedAction()
        files = files_of(event.mimeData())
        # Not before the one who drags has been answered: the dialog waits for a person.
        QTimer.singleShot(0, self, lambda: self.import_files(files))

    def _added(self, name: str) -> None:
        """Turn to a dataset as soon as it is there."""
        self._shown = name

    def delete(self, name: str) -> None:
        """Delete a dataset, after asking."""
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
