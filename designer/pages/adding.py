"""The windows in which members of a static list are found: by search, or from a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from designer.background import Latest
from designer.widgets.basics import SearchField, button, row
from designer.widgets.dialogs import Sheet, ask_open, show_error
from designer.widgets.look import label, spaced
from designer.widgets.table import Column, table
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.audiences import EntityList
from engine.accounts.lookup import Found, find, names_in
from engine.background import Work
from engine.conditions.model import Scope
from engine.errors import JornadaError
from engine.files import read_file

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

MOST = 500
"""More rows than this nobody looks through; typing narrows them."""
LOOK_AFTER = 120
LARGEST = 64 * 2**20
NAMED = 5
"""How many texts that name nobody are said."""
_SHOWN = {
    Scope.ACCOUNT: (f.ACCOUNT_KEY, f.ACCOUNT_NAME, "accountOrganization.website"),
    Scope.PERSON: (f.PERSON_KEY, f.EMAIL, "extendedWorkDetails.jobTitle"),
}


def everyone(dataset: Dataset | None, scope: Scope) -> pl.DataFrame:
    """``key``, ``name`` and one thing more (``about``) of all accounts or people."""
    names = ("key", "name", "about")
    if dataset is None:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    frame = dataset.accounts if scope is Scope.ACCOUNT else dataset.people
    return frame.select(
        (pl.col(path) if path in frame.columns else pl.lit(None, pl.String)).alias(name)
        for name, path in zip(names, _SHOWN[scope], strict=True)
    )


def search(frame: pl.DataFrame, text: str, without: frozenset[str], work: Work) -> pl.DataFrame:
    """The first rows that have a text anywhere, without some keys."""
    work.at(0)
    wanted = text.strip().lower()
    hits = pl.any_horizontal(
        pl.col(name).str.to_lowercase().str.contains(wanted, literal=True) for name in frame.columns
    ).fill_null(value=False)
    found = frame.lazy().filter(hits if wanted else pl.lit(value=True))
    kept = found.filter(~pl.col("key").is_in(list(without))) if without else found
    return kept.head(MOST).collect()


class SearchSheet(Sheet):
    """Look for someone and put them on the list, one after another."""

    added = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        members: EntityList,
        dataset: Dataset,
        columns: Sequence[Column],
    ) -> None:
        super().__init__(parent, words("members.add_to", name=members.name), words("dialog.close"))
        self.cancel_button.hide()
        self.accept_button.setAutoDefault(False)
        self.accept_button.setDefault(False)
        self.search = SearchField(words("members.search"))
        self.table = table(columns, words("members.everyone"))
        self._frame = everyone(dataset, members.scope)
        self._members = set(members.members)
        self._latest = Latest(self)
        self._latest.answered.connect(self.table.frames.show_frame)
        self._timer = QTimer(self, interval=LOOK_AFTER, singleShot=True)
        self._timer.timeout.connect(self._look)
        self.search.textChanged.connect(self._timer.start)
        self.table.chosen.connect(self._add)
        self.done_label = label(words("members.click"), "hint")
        column = QVBoxLayout(self.body)
        spaced(column, 0, 2)
        column.addWidget(self.search)
        column.addWidget(self.done_label)
        column.addWidget(self.table, 1)
        self.resize(680, 560)
        self._look()
        self.search.setFocus()

    def _look(self) -> None:
        text, without = self.search.text(), frozenset(self._members)
        self._latest.ask(partial(search, self._frame, text, without))

    def _add(self, place: int) -> None:
        found = self.table.frames.row(place)
        self._members.add(found["key"])
        self.done_label.setText(words("members.added", name=found["name"] or found["key"]))
        self.added.emit(found["key"])
        self._look()


class TextSheet(Sheet):
    """Paste or import keys, domains or addresses; what they find is said before it is added."""

    def __init__(self, parent: QWidget, members: EntityList, dataset: Dataset) -> None:
        title = words("members.add_to", name=members.name)
        super().__init__(parent, title, words("members.add_found", count=0))
        self._scope = members.scope
        self._members = frozenset(members.members)
        self._dataset = dataset
        self.found: Found | None = None
        self._latest = Latest(self)
        self._latest.answered.connect(self._show)
        self._timer = QTimer(self, interval=LOOK_AFTER, singleShot=True)
        self._timer.timeout.connect(self._look)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(words(f"members.example.{self._scope}"))
        self.text.setAccessibleName(words(f"members.by_text.{self._scope}"))
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._changed)
        self.said = label("", "body", wrap=True)
        self.unknown = label("", "warning", wrap=True)
        column = QVBoxLayout(self.body)
        spaced(column, 0, 2)
        column.addWidget(label(words(f"members.paste.{self._scope}"), "secondary", wrap=True))
        column.addWidget(self.text, 1)
        file = button(words("members.from_file"), "plain", "open", self._read)
        column.addLayout(row(file, None))
        column.addWidget(self.said)
        column.addWidget(self.unknown)
        self.accept_button.setEnabled(False)
        self.resize(560, 520)
        self.text.setFocus()

    def _read(self) -> None:
        path = ask_open(self, words("members.from_file"), words("members.files"))
        if path is None:
            return
        try:
            content = read_file(path, LARGEST)
        except JornadaError as error:
            show_error(self, error)
            return
        self.text.setPlainText(content.decode("utf-8-sig", "replace"))

    def _changed(self) -> None:
        self.accept_button.setEnabled(False)
        self._timer.start()

    def _look(self) -> None:
        text, dataset, scope = self.text.toPlainText(), self._dataset, self._scope
        self._latest.ask(lambda _: find(dataset, scope, names_in(text)))

    def _show(self, found: Found) -> None:
        self.found = found
        new = sum(key not in self._members for key in found.keys)
        old = len(found.keys) - new
        said = words(f"members.found.{self._scope}", count=len(found.keys))
        if old:
            said = words("members.found_old", found=said, count=old)
        self.said.setText(said if self.text.toPlainText().strip() else "")
        missing = found.unknown
        self.unknown.setVisible(bool(missing))
        if missing:
            names = ", ".join(missing[:NAMED]) + ("…" if len(missing) > NAMED else "")
            self.unknown.setText(words("members.not_found", count=len(missing), names=names))
        self.accept_button.setEnabled(new > 0)
        self.accept_button.setText(words("members.add_found", count=new))
