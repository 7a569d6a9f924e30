"""The members of a static list: who is in it, adding and removing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from designer.widgets.basics import SearchField, button
from designer.widgets.dialogs import Sheet
from designer.widgets.look import label, spaced
from designer.widgets.table import Column, table
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.audiences import EntityList
from engine.conditions.model import Scope

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

_SHOWN = {
    Scope.ACCOUNT: (f.ACCOUNT_KEY, f.ACCOUNT_NAME),
    Scope.PERSON: (f.PERSON_KEY, f.EMAIL),
}


def everyone(dataset: Dataset | None, scope: Scope) -> pl.DataFrame:
    """Key and name of all accounts or people of the loaded data."""
    if dataset is None:
        return pl.DataFrame(schema={"key": pl.String, "name": pl.String})
    frame = dataset.accounts if scope is Scope.ACCOUNT else dataset.people
    key, name = _SHOWN[scope]
    return frame.select(key=pl.col(key), name=pl.col(name))


def _columns(scope: Scope) -> tuple[Column, Column]:
    return (
        Column("key", words(f"members.key.{scope}"), width=180),
        Column("name", words(f"members.name.{scope}")),
    )


class _Adding(Sheet):
    """Look for someone and put them on the list, one after another."""

    added = Signal(str)

    def __init__(self, parent: QWidget, members: EntityList, dataset: Dataset | None) -> None:
        super().__init__(parent, words("members.add_to", name=members.name), words("dialog.close"))
        self.cancel_button.hide()
        search = SearchField(words("members.search"))
        self.table = table(_columns(members.scope), words("members.everyone"))
        self._frame = everyone(dataset, members.scope)
        self._members = set(members.members)
        search.textChanged.connect(self.table.frames.search)
        self.table.chosen.connect(self._add)
        column = QVBoxLayout(self.body)
        spaced(column, 0, 2)
        column.addWidget(search)
        column.addWidget(label(words("members.click"), "hint"))
        column.addWidget(self.table, 1)
        self.resize(560, 560)
        self._show()
        search.setFocus()

    def _show(self) -> None:
        self.table.frames.show_frame(self._frame.filter(~pl.col("key").is_in(list(self._members))))

    def _add(self, place: int) -> None:
        key = self.table.frames.row(place)["key"]
        self._members.add(key)
        self.added.emit(key)
        self._show()


class MembersEditor(QWidget):
    """The members as a table, with search, adding and removing."""

    edited = Signal(tuple)
    """The keys of the members, as edited."""

    def __init__(self, dataset: Dataset | None) -> None:
        super().__init__()
        self._dataset = dataset
        self._list: EntityList | None = None
        self.search = SearchField(words("members.search"))
        self.add = button(words("members.add"), "plain", "add", self._open)
        self.remove = button(words("members.remove"), "plain", clicked=self._remove)
        self.total = label("", "count")
        self.place = QVBoxLayout()
        spaced(self.place)
        tools = QHBoxLayout()
        spaced(tools, 0, 2)
        for each in (self.search, self.remove, self.add):
            tools.addWidget(each)
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addWidget(self.total)
        column.addLayout(tools)
        column.addLayout(self.place, 1)
        self.table = table(_columns(Scope.ACCOUNT), words("members.table"))
        self.place.addWidget(self.table)
        self.search.textChanged.connect(lambda text: self.table.frames.search(text))

    def show_list(self, members: EntityList) -> None:
        """Show the members of a static list."""
        if self._list is None or self._list.scope is not members.scope:
            old, self.table = self.table, table(_columns(members.scope), words("members.table"))
            self.place.replaceWidget(old, self.table)
            old.deleteLater()
        self._list = members
        names = everyone(self._dataset, members.scope)
        keys = pl.DataFrame({"key": list(members.members)}, schema={"key": pl.String})
        self.table.frames.show_frame(keys.join(names, on="key", how="left", maintain_order="left"))
        count = len(members.members)
        self.total.setText(words(f"members.total.{members.scope}", count=count))

    def _open(self) -> None:
        if self._list is not None:
            dialog = _Adding(self, self._list, self._dataset)
            dialog.added.connect(self._added)
            dialog.exec()

    def _added(self, key: str) -> None:
        if self._list is not None:
            self._tell((*self._list.members, key))

    def _remove(self) -> None:
        place = self.table.currentIndex()
        if self._list is not None and place.isValid():
            key = self.table.frames.row(place.row())["key"]
            self._tell(tuple(one for one in self._list.members if one != key))

    def _tell(self, members: tuple[str, ...]) -> None:
        if self._list is not None:
            self.show_list(self._list.model_copy(update={"members": members}))
            self.edited.emit(members)
