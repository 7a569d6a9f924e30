"""Who belongs to an audience or a list: the first rows, all of them in the data, or a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from designer.background import Job, Latest, while_alive
from designer.browse.exporting import choose_columns, tell_written
from designer.pages.project import Project
from designer.widgets.basics import Empty, button, row
from designer.widgets.dialogs import show_error
from designer.widgets.look import label, spaced
from designer.widgets.numbers import whole
from designer.widgets.progress import ProgressStrip
from designer.widgets.saving import ask_save_as
from designer.widgets.table import Column, table
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.audiences import Audience, EntityList
from engine.background import Work
from engine.conditions.model import Scope
from resources.catalogue import msg

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.conditions.columns import Bools
    from engine.exchange.members import MembersFormat
    from engine.exchange.tables import Written
    from engine.journey.model import Definitions

FIRST = 200
"""How many rows are shown here; the data page has all."""
SHOWN = {
    Scope.ACCOUNT: (
        f.ACCOUNT_NAME,
        f.ACCOUNT_KEY,
        "accountOrganization.website",
        "accountOrganization.industry",
        "accountBillingAddress.country",
    ),
    Scope.PERSON: (
        f.EMAIL,
        f.PERSON_KEY,
        "person.name.firstName",
        "person.name.lastName",
        "extendedWorkDetails.jobTitle",
    ),
}


def first_rows(
    item: Audience | EntityList, dataset: Dataset, definitions: Definitions, work: Work
) -> tuple[Bools, pl.DataFrame]:
    """One flag a row of the scope, and the first rows with the fields that are shown."""
    from engine.accounts.membership import Membership

    derived = definitions.derived_attributes
    flags = Membership(dataset, definitions.lists, derived).members(item)
    work.at(0.5)
    frame = dataset.accounts if item.scope is Scope.ACCOUNT else dataset.people
    places = np.flatnonzero(flags)[:FIRST]
    missing = [
        pl.lit(None, pl.String).alias(path)
        for path in SHOWN[item.scope]
        if path not in frame.columns
    ]
    return flags, frame[places].with_columns(missing).select(SHOWN[item.scope])


class Matches(QWidget):
    """The rows that belong to an audience or list as it is now."""

    rows_wanted = Signal(object)
    """A :class:`RowSet` with all of them."""

    def __init__(self, project: Project, scope: Scope) -> None:
        super().__init__()
        self._project = project
        self._scope = scope
        self._item: Audience | EntityList | None = None
        self._stale = True
        self.flags: Bools | None = None
        self._latest = Latest(self)
        self._latest.answered.connect(self._take)
        self._latest.failed.connect(lambda error: show_error(self, error))
        self.total = label("", "secondary")
        self.all = button(words("audiences.show_all"), "plain", "table", self._all)
        self.export = button(words("audiences.export"), "plain", "export", self._offer)
        entity = f.Entity.ACCOUNT if scope is Scope.ACCOUNT else f.Entity.PERSON
        columns = [
            Column(path, found.label if (found := f.standard_field(entity, path)) else path)
            for path in SHOWN[scope]
        ]
        self.table = table(columns, words(f"audiences.matches.{scope}"))
        self.progress = ProgressStrip()
        self.place = QStackedWidget()
        self.place.addWidget(self.table)
        self.place.addWidget(Empty("audiences", words("audiences.nobody")))
        self.place.addWidget(Empty("data", words("condition.no_data")))
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addLayout(row(self.total, None, self.all, self.export))
        column.addWidget(self.progress)
        column.addWidget(self.place, 1)
        self._enable(there=False)

    def show_item(self, item: Audience | EntityList) -> None:
        """Show who belongs to it; looked up when this is seen."""
        if item != self._item:
            self._item, self._stale = item, True
            if self.isVisible():
                self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask()

    def _ask(self) -> None:
        dataset = self._project.dataset
        if dataset is None:
            self.place.setCurrentIndex(2)
        elif self._item is not None:
            self._stale = False
            definitions = self._project.library.definitions
            self._latest.ask(partial(first_rows, self._item, dataset, definitions))

    def _take(self, found: Any) -> None:
        self.flags, frame = found
        total = int(np.count_nonzero(self.flags))
        self.table.frames.show_frame(frame)
        self.place.setCurrentIndex(0 if total else 1)
        self._enable(there=total > 0)
        shown = words(f"audiences.belong.{self._scope}", count=total)
        if total > FIRST:
            shown = words("audiences.first", count=shown, first=whole(FIRST))
        self.total.setText(shown)

    def _enable(self, *, there: bool) -> None:
        self.all.setEnabled(there)
        self.export.setEnabled(there)

    def _all(self) -> None:
        from engine.accounts.rowset import RowSet

        if self._item is None or self.flags is None:
            return
        entity = f.Entity.ACCOUNT if self._scope is Scope.ACCOUNT else f.Entity.PERSON
        title = msg("lists.rows_title", name=self._item.name)
        self.rows_wanted.emit(RowSet(entity, np.flatnonzero(self.flags), title))

    # --- files ---

    def _offer(self) -> None:
        self.export_menu().popup(self.export.mapToGlobal(QPoint(0, self.export.height() + 4)))

    def export_menu(self) -> QMenu:
        """What can be written."""
        menu = QMenu(self)
        menu.addAction(words(f"tables.members.{self._scope}"), self.export_table)
        menu.addAction(words(f"audiences.export_as.linkedin.{self._scope}"), self.export_linkedin)
        return menu

    def export_table(self) -> None:
        """Let a person choose columns, a place and a format, and write the members there."""
        from engine.accounts.browsing.tables import Table
        from engine.exchange.members import MembersFormat

        dataset = self._project.dataset
        if self._item is None or dataset is None:
            return
        name = self._item.name
        entity = f.Entity.ACCOUNT if self._scope is Scope.ACCOUNT else f.Entity.PERSON
        titles = choose_columns(self, self._project, Table(dataset, entity), name)
        if titles is None:
            return
        path = ask_save_as(self, words("audiences.export"), name)
        if path is not None:
            format_ = MembersFormat(path.suffix.lower().removeprefix("."))
            self._write(path, format_, titles)

    def export_linkedin(self) -> None:
        """Ask for a place and write the list that LinkedIn takes there."""
        from engine.exchange.members import MembersFormat

        if self._item is None:
            return
        path = ask_save_as(self, words("audiences.export"), self._item.name, ("csv",))
        if path is not None:
            self._write(path, MembersFormat.LINKEDIN, {})

    def _write(self, path: Path, format_: MembersFormat, titles: dict[str, str]) -> None:
        dataset, flags = self._project.dataset, self.flags
        if dataset is None or flags is None:
            return
        scope = self._scope
        columns, named = tuple(titles), tuple(titles.values())

        def task(work: Work) -> object:
            from engine.exchange.members import write_members

            return write_members(path, dataset, scope, flags, format_, columns, named, work)

        job = Job(task)
        job.done.connect(while_alive(self, self._written))
        job.failed.connect(while_alive(self, lambda error: show_error(self, error)))
        self.progress.watch(job, words("tables.writing", file=path.name))
        job.start()

    def _written(self, written: Written) -> None:
        self._project.note_export()
        tell_written(self, written)
