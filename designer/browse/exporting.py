"""Rows as a file: which columns, where, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.browse.choosing import EXPORTED, first_columns, keep_columns, kept_columns
from designer.browse.rows import title_of
from designer.browse.ticking import ColumnTicks
from designer.pages.project import Project
from designer.widgets.basics import button, row
from designer.widgets.dialogs import Sheet, tell
from designer.widgets.look import label, spaced
from designer.widgets.words import words
from engine.accounts.browsing.tables import Table
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.exchange.tables import Written

WIDE, HIGH = 460, 560


class ColumnsSheet(Sheet):
    """Asks which columns of a table are to be written."""

    def __init__(self, parent: QWidget, name: str, table: Table, paths: Sequence[str]) -> None:
        super().__init__(
            parent, words("tables.choose_title", name=name), words("tables.choose_accept")
        )
        self.ticks = ColumnTicks(table, paths)
        every = tuple(each.path for each in table.columns)
        usual = first_columns(table)
        self.every = button(
            words("tables.every_column"), "link", clicked=partial(self.ticks.tick, every)
        )
        self.usual = button(
            words("tables.usual_columns"), "link", clicked=partial(self.ticks.tick, usual)
        )
        self.count = label("", "secondary")
        self.ticks.chosen.connect(self._say_count)
        column = QVBoxLayout(self.body)
        spaced(column, 0, 2)
        column.addWidget(label(words("tables.choose_hint"), "secondary", wrap=True))
        column.addWidget(self.ticks, 1)
        column.addLayout(row(self.usual, self.every, None, self.count, spacing=4))
        self._say_count(self.ticks.paths)
        self.resize(WIDE, HIGH)
        self.ticks.search.setFocus()

    def _say_count(self, paths: tuple[str, ...]) -> None:
        self.count.setText(words("tables.columns_chosen", count=len(paths)))


def choose_columns(
    parent: QWidget, project: Project, table: Table, name: str
) -> dict[str, str] | None:
    """Let a person choose the columns to write of a table; the choice is kept with the workspace.
    Their titles by path, in order. None: they changed their mind."""
    kept = kept_columns(project, table, EXPORTED)
    sheet = ColumnsSheet(parent, name, table, [each.path for each in kept])
    if not sheet.exec():
        return None
    keep_columns(project, table, sheet.ticks.paths, EXPORTED)
    return titles_of(table, sheet.ticks.paths)


def titles_of(table: Table, paths: Sequence[str]) -> dict[str, str]:
    """What columns are called at the top of a file, by path."""
    return {path: title_of(each) for path in paths if (each := table.column(path))}


def tell_written(parent: QWidget, written: Written) -> None:
    """Say what somebody should know about a file that is written, if there is anything."""
    if written.warnings:
        tell(parent, words("audiences.exported"), *(say(one) for one in written.warnings))
