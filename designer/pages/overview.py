"""What a dataset holds, where it came from, what its import said, and its earlier versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from designer.background import Job
from designer.pages.changes import add_changes
from designer.pages.report import ReportView, report_of
from designer.widgets.basics import Chip, Elided, Empty, Scroll, button, icon_button, row
from designer.widgets.clickable import Clickable
from designer.widgets.dialogs import ask_save, confirm, show_error
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.numbers import here, whole
from designer.widgets.words import words
from engine.accounts.fields import Entity
from engine.background import Work
from engine.errors import JornadaError

if TYPE_CHECKING:
    from designer.pages.data import DataPage
    from engine.accounts.dataset import Dataset
    from engine.store.values import DatasetEntry

FIGURES = {
    "accounts": Entity.ACCOUNT,
    "people": Entity.PERSON,
    "events": Entity.EVENT,
    "opportunities": Entity.OPPORTUNITY,
}
VERSIONS = 312
"""How wide the list of versions is, in pixels."""


class Figure(Clickable):
    """How many rows a table has; a click or Enter opens them."""

    def __init__(self, title: str) -> None:
        super().__init__("item")
        self._title = title
        self.number = label("", "huge")
        column = QVBoxLayout(self)
        spaced(column, (3, 2, 3, 2), 0)
        column.addWidget(label(title, "hint"))
        column.addWidget(self.number)

    def show_number(self, number: int) -> None:
        """Show a number."""
        self.number.setText(whole(number))
        said = words("data.open_rows", what=self._title, count=number)
        self.setAccessibleName(said)
        self.setToolTip(said)


class Overview(QWidget):
    """The dataset that the page is about."""

    def __init__(self, page: DataPage) -> None:
        super().__init__()
        self._page = page
        self.figures = {name: Figure(words(f"data.{name}")) for name in FIGURES}
        for name, figure in self.figures.items():
            figure.opened.connect(partial(page.show_table, FIGURES[name]))
        self.source = Elided("", "secondary")
        self.left = QVBoxLayout()
        self.right = QVBoxLayout()
        for each in (self.left, self.right):
            spaced(each, 0, 2)
        figures = QHBoxLayout()
        spaced(figures, 0, 3)
        for figure in self.figures.values():
            figures.addWidget(figure, 1)
        column = QVBoxLayout(self)
        spaced(column, (0, 1, 0, 4), 3)
        column.addLayout(figures)
        column.addWidget(self.source)
        self.side = QWidget()
        self.side.setFixedWidth(VERSIONS)
        self.side.setLayout(self.right)
        body = QHBoxLayout()
        spaced(body, 0, 6)
        body.addLayout(self.left, 1)
        body.addWidget(self.side)
        column.addLayout(body, 1)

    def show_dataset(self, _dataset: Dataset | None) -> None:
        """Show the dataset of the page, loaded or not."""
        entry = self._page.shown
        clear(self.left)
        clear(self.right)
        if entry is None:
            return
        for name, figure in self.figures.items():
            figure.show_number(getattr(entry, name))
        about = words("data.about_entry", source=entry.source, made=here(entry.created))
        self.source.setText(about)
        self._show_report(entry)
        versions = self._page.project.dataset_versions(entry.name)
        self.side.setVisible(len(versions) > 1)
        if len(versions) > 1:
            self._show_versions(versions)

    def _show_report(self, entry: DatasetEntry) -> None:
        report = report_of(entry.report)
        if report is None:
            self.left.addWidget(Empty("data", words("data.no_report")), 1)
            return
        save = partial(self._save_set_aside, entry) if entry.keeps_set_aside else None
        self.report = ReportView(report, save)
        card = look(QFrame(), "card")
        inner = QVBoxLayout(card)
        spaced(inner, (4, 3, 2, 2), 2)
        inner.addWidget(label(words("report.title"), "heading"))
        inner.addWidget(self.report, 1)
        self.left.addWidget(card, 1)

    def _show_versions(self, versions: tuple[DatasetEntry, ...]) -> None:
        """The versions, the newest first."""
        listed = QWidget()
        column = QVBoxLayout(listed)
        spaced(column, 0, 1)
        newest = max(each.version for each in versions)
        for each in sorted(versions, key=lambda one: -one.version):
            column.addWidget(self._version(each, newest))
        column.addStretch(1)
        self.right.addWidget(label(words("data.versions"), "section"))
        self.right.addWidget(Scroll(listed, "bare"), 1)

    def _version(self, entry: DatasetEntry, newest: int) -> QFrame:
        made = look(QFrame(), "row")
        column = QVBoxLayout(made)
        spaced(column, (2, 2, 2, 2), 1)
        head = row(label(words("data.version", number=entry.version), "heading"), None)
        if entry.version == newest:
            head.addWidget(Chip(words("data.loaded"), "ok"))
        elif not self._page.project.read_only:
            restore = button(words("data.restore"), "link", clicked=partial(self._restore, entry))
            delete = icon_button(
                "delete",
                words("data.delete_version", number=entry.version),
                partial(self._delete, entry),
            )
            head.addWidget(restore)
            head.addWidget(delete)
        column.addLayout(head)
        column.addWidget(label(entry.source, "summary", wrap=True))
        column.addWidget(label(here(entry.created), "hint"))
        add_changes(column, entry)
        return made

    def _restore(self, entry: DatasetEntry) -> None:
        self._page.restore(entry.name, entry.version)

    def _delete(self, entry: DatasetEntry) -> None:
        sure = confirm(
            self,
            words("data.delete_version_title", number=entry.version, name=entry.name),
            (words("data.delete_text"),),
            words("data.delete"),
            danger=True,
        )
        if sure:
            try:
                self._page.project.delete_version(entry.name, entry.version)
            except JornadaError as error:
                show_error(self, error)

    def _save_set_aside(self, entry: DatasetEntry) -> None:
        """Write the rows that the import set aside to a file."""
        offered = words("report.save_name", name=entry.name)
        path = ask_save(self, words("report.save"), offered, words("report.save_patterns"), ".csv")
        if path is None:
            return
        project = self._page.project

        def task(work: Work) -> None:
            from engine.accounts.importing.report import save_set_aside

            rows = project.workspace.set_aside(entry.name, entry.version)
            save_set_aside(path, rows, work)

        self._page.watch(Job(task).start(), words("report.save"))
