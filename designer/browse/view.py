"""The browser of a dataset: its tables, and the page of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from designer.browse.table import TableSide
from designer.pages.project import Project
from designer.widgets.basics import Empty
from designer.widgets.look import spaced
from designer.widgets.words import words
from engine.accounts.fields import Entity
from engine.accounts.rowset import RowSet

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset


class BrowseView(QWidget):
    """Looks at the rows of a dataset."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.tables = TableSide(project)
        self.nothing = Empty("data", words("browse.no_data"))
        self.place = QStackedWidget()
        for each in (self.nothing, self.tables):
            self.place.addWidget(each)
        column = QVBoxLayout(self)
        spaced(column)
        column.addWidget(self.place)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show a dataset; None where none is loaded."""
        if dataset is None:
            self.place.setCurrentWidget(self.nothing)
            return
        self.tables.show_dataset(dataset)
        self.place.setCurrentWidget(self.tables)

    def open_table(self, entity: Entity) -> None:
        """Turn to all rows of a table."""
        self.place.setCurrentWidget(self.tables)
        self.tables.show_entity(entity)
        self.tables.show_all()

    def open_rows(self, rows: RowSet) -> None:
        """Turn to the rows that a number counts."""
        self.place.setCurrentWidget(self.tables)
        self.tables.show_rows(rows)
