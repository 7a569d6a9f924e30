"""The browser of a dataset: its tables, the page of an account, and a person beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from designer.browse.account import AccountPage
from designer.browse.person import PersonPanel
from designer.browse.table import TableSide
from designer.pages.project import Project
from designer.widgets.basics import Empty
from designer.widgets.look import spaced
from designer.widgets.words import words
from engine.accounts.fields import Entity
from engine.accounts.rowset import RowSet

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset


WIDE = 1240
"""From this width on, an account is shown whole beside a person."""
NARROW = 1100
"""Below this width a person takes the place of what is beside."""


class BrowseView(QWidget):
    """Looks at the rows of a dataset, and at whom they are about. Escape goes one step back."""

    run_wanted = Signal(str, object)
    """The id of a journey and the entry of a run of it."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.dataset: Dataset | None = None
        self.tables = TableSide(project)
        self.tables.opened.connect(self._open)
        self.account = AccountPage(project)
        self.account.back_wanted.connect(self.back)
        self.account.person_wanted.connect(self.open_person)
        self.account.run_wanted.connect(self.run_wanted)
        self.person = PersonPanel(project)
        self.person.closed.connect(self._close_person)
        self.person.account_wanted.connect(self.open_account)
        self.person.hide()
        self.nothing = Empty("data", words("browse.no_data"))
        self.place = QStackedWidget()
        for each in (self.nothing, self.tables, self.account):
            self.place.addWidget(each)
        line = QHBoxLayout(self)
        spaced(line, 0, 3)
        line.addWidget(self.place, 1)
        beside = QWidget()
        room = QHBoxLayout(beside)
        spaced(room, (0, 1, 0, 4))
        room.addWidget(self.person)
        line.addWidget(beside)
        self._beside = beside
        beside.hide()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show a dataset; None where none is loaded. The account and the person that are looked at
        stay in sight where the dataset has them."""
        if dataset is self.dataset and dataset is not None:
            return
        before, self.dataset = self.place.currentWidget(), dataset
        if dataset is None:
            self._close_person()
            self.tables.forget()
            self.account.forget()
            self.place.setCurrentWidget(self.nothing)
            return
        self.tables.show_dataset(dataset)
        if self.person.key is not None and not self._beside.isHidden():
            self.open_person(self.person.key)
        head = self.account.head
        if before is self.account and head and self.account.show_account(dataset, head.key):
            return
        self.account.forget()
        self.place.setCurrentWidget(self.tables)

    # --- what others ask for ---

    def open_table(self, entity: Entity) -> None:
        """Turn to all rows of a table."""
        self.back()
        self.tables.show_entity(entity)
        self.tables.show_all()

    def open_rows(self, rows: RowSet) -> None:
        """Turn to the rows that a number counts."""
        self.back()
        self.tables.show_rows(rows)

    def open_account(self, key: str) -> None:
        """Turn to the page of an account; nothing where the dataset has none of that key."""
        if self.dataset is not None and self.account.show_account(self.dataset, key):
            self.place.setCurrentWidget(self.account)
            self.account.setFocus()

    def open_person(self, key: str) -> None:
        """Show a person beside what is looked at."""
        found = self.dataset is not None and self.person.show_person(self.dataset, key)
        self._beside.setVisible(found)
        self.person.setVisible(found)
        self._share_room()

    def _open(self, entity: Entity, key: str) -> None:
        if entity is Entity.PERSON:
            self.open_person(key)
        else:
            self.open_account(key)

    # --- and back ---

    def back(self) -> None:
        """From the page of an account back to the table."""
        self._close_person()
        if self.dataset is not None:
            self.place.setCurrentWidget(self.tables)
            self.tables.setFocus()

    def _close_person(self) -> None:
        self.person.forget()
        self._beside.hide()
        self._share_room()

    def _share_room(self) -> None:
        beside = not self._beside.isHidden()
        self.account.leave_room(leave=beside and self.width() < WIDE)
        self.place.setHidden(beside and self.width() < NARROW)

    def minimumSizeHint(self) -> QSize:
        """What is needed without a person, for whom room is made."""
        return self.place.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _escape(self) -> None:
        if not self._beside.isHidden():
            self._close_person()
        elif self.place.currentWidget() is self.account:
            self.back()
