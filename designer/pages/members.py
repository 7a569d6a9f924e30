"""The members of a static list: who is in it, adding and removing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from designer.background import Latest
from designer.conditions.dialog import edit_condition
from designer.conditions.vocabulary import Vocabulary
from designer.pages.adding import SearchSheet, TextSheet, everyone
from designer.pages.project import Project
from designer.widgets.basics import Empty, SearchField, button
from designer.widgets.look import label, spaced
from designer.widgets.table import Column, Table, table
from designer.widgets.words import words
from engine.accounts.audiences import EntityList
from engine.background import Work
from engine.conditions.model import AllOf, Scope

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset


def columns(scope: Scope) -> tuple[Column, ...]:
    """What is shown of each member."""
    return (
        Column("name", words(f"members.name.{scope}")),
        Column("about", words(f"members.about.{scope}")),
        Column("key", words(f"members.key.{scope}"), width=200),
    )


def described(
    dataset: Dataset | None, scope: Scope, keys: tuple[str, ...], work: Work
) -> pl.DataFrame:
    """Members with their names, in their order; those that the data do not have say so."""
    work.at(0)
    members = pl.DataFrame({"key": list(keys)}, schema={"key": pl.String})
    if dataset is None:
        return members.with_columns(name=pl.lit(None, pl.String), about=pl.lit(None, pl.String))
    known = everyone(dataset, scope).with_columns(known=pl.lit(value=True))
    found = members.join(known, on="key", how="left", maintain_order="left")
    gone = pl.lit(words("members.gone"))
    about = pl.when(pl.col("known").is_null()).then(gone).otherwise("about").alias("about")
    return found.select("key", "name", about)


class MembersEditor(QWidget):
    """The members as a table, with search, adding and removing of several."""

    edited = Signal(tuple)
    """The keys of the members, as edited."""

    def __init__(self, project: Project, scope: Scope) -> None:
        super().__init__()
        self._project = project
        self._scope = scope
        self._list: EntityList | None = None
        self._shown: tuple[str, ...] | None = None
        self._latest = Latest(self)
        self._latest.answered.connect(self._take)
        self.search = SearchField(words("members.search"))
        self.add = button(words("members.add"), "plain", "add", self._offer)
        self.remove = button(words("members.remove"), "plain", clicked=self.remove_chosen)
        self.total = label("", "secondary")
        self.table: Table = table(columns(scope), words("members.table"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.table.frames.modelReset.connect(self._enable)
        self.search.textChanged.connect(self.table.frames.search)
        self.empty = Empty(
            "list", words(f"members.none.{scope}"), words("members.add"), self._offer
        )
        self.tools = QWidget()
        tools = QHBoxLayout(self.tools)
        spaced(tools, 0, 2)
        tools.addWidget(self.search, 1)
        for each in (self.total, self.remove, self.add):
            tools.addWidget(each)
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addWidget(self.tools)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)

    def show_list(self, members: EntityList) -> None:
        """Show the members of a static list."""
        self._list = members
        if members.members == self._shown:
            return
        self._shown = members.members
        self._latest.ask(partial(described, self._project.dataset, self._scope, members.members))
        count = len(members.members)
        self.total.setText(words(f"members.total.{members.scope}", count=count))
        self.tools.setVisible(count > 0)
        self.table.setVisible(count > 0)
        self.empty.setVisible(not count)

    def _take(self, found: pl.DataFrame) -> None:
        self.table.frames.show_frame(found)
        self._enable()

    def _enable(self) -> None:
        chosen = len(self._chosen())
        self.remove.setEnabled(chosen > 0)
        text = words("members.remove")
        self.remove.setText(words("members.remove_some", count=chosen) if chosen > 1 else text)

    def _chosen(self) -> list[str]:
        rows = self.table.selectionModel().selectedRows()
        return [str(self.table.frames.row(each.row())["key"]) for each in rows]

    # --- adding ---

    def _offer(self) -> None:
        self.add_menu().popup(self.add.mapToGlobal(QPoint(0, self.add.height() + 4)))

    def add_menu(self) -> QMenu:
        """The ways to add members."""
        menu = QMenu(self)
        menu.addAction(words("members.by_search"), self.add_by_search)
        menu.addAction(words(f"members.by_text.{self._scope}"), self.add_by_text)
        menu.addAction(words("members.by_condition"), self.add_by_condition)
        for action in menu.actions():
            action.setEnabled(self._project.dataset is not None)
        return menu

    def add_by_search(self) -> None:
        """Look for them one by one."""
        if self._list is not None and self._project.dataset is not None:
            sheet = SearchSheet(self, self._list, self._project.dataset, columns(self._scope))
            sheet.added.connect(lambda key: self.add_keys((key,)))
            sheet.exec()

    def add_by_text(self) -> None:
        """Take in pasted or imported keys, domains or addresses."""
        if self._list is not None and self._project.dataset is not None:
            sheet = TextSheet(self, self._list, self._project.dataset)
            if sheet.exec() and sheet.found is not None:
                self.add_keys(sheet.found.keys)

    def add_by_condition(self) -> None:
        """Add all that match a condition now."""
        dataset = self._project.dataset
        if self._list is None or dataset is None:
            return
        definitions = self._project.library.definitions
        title = words("members.matching", name=self._list.name)
        vocabulary = Vocabulary(definitions, dataset)
        condition = edit_condition(self, title, AllOf(), self._scope, vocabulary)
        if condition is None:
            return
        from engine.accounts.membership import KEYS, Membership

        derived = definitions.derived_attributes
        membership = Membership(dataset, definitions.lists, derived)
        flags = membership.matching(condition, self._scope)
        frame = dataset.accounts if self._scope is Scope.ACCOUNT else dataset.people
        self.add_keys(frame[KEYS[self._scope]].filter(pl.Series(flags)).to_list())

    def add_keys(self, keys: Iterable[str]) -> None:
        """Add members; who is in already stays in place."""
        if self._list is not None:
            self._tell(tuple(dict.fromkeys((*self._list.members, *keys))))

    # --- removing ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._chosen():
            self.remove_chosen()
        else:
            super().keyPressEvent(event)

    def remove_chosen(self) -> None:
        """Take the chosen members out."""
        gone = set(self._chosen())
        if self._list is not None and gone:
            self._tell(tuple(one for one in self._list.members if one not in gone))

    def _tell(self, members: tuple[str, ...]) -> None:
        if self._list is not None and members != self._list.members:
            self.show_list(self._list.model_copy(update={"members": members}))
            self.edited.emit(members)
