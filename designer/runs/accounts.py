"""The accounts behind a count: who they are, when they came and how they left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.pages.project import RunView
from designer.widgets.basics import Elided, SearchField, icon_button, row
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import moment, whole
from designer.widgets.table import Column, Table, table
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.journey.describe import path_label, title
from engine.journey.graph import inside_people_splits
from engine.journey.nodes import Node
from engine.simulation.counts import visits

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset


def accounts_frame(run: RunView, node: Node, what: Any) -> pl.DataFrame:
    """The visits behind a count, with the names of who came: ``account`` (row), ``key``,
    ``name``, ``person``, ``entry``, ``arrived``, ``left``, ``how``."""
    found = visits(run.result, run.journey, node.id, what).select(
        "account",
        "person",
        "entry",
        "arrived",
        "left",
        how=pl.coalesce(
            pl.col("path").cast(pl.String).replace(_labels(node)),
            pl.col("ended").cast(pl.String).replace(_reasons()),
        ),
    )
    if run.dataset is None:
        return found.with_columns(key=pl.col("account").cast(pl.String), name=pl.lit(""))
    return found.with_columns(
        key=run.dataset.accounts[f.ACCOUNT_KEY].gather(found["account"]),
        name=run.dataset.accounts[f.ACCOUNT_NAME].gather(found["account"]),
        person=_people(run.dataset, found["person"]),
    )


def _labels(node: Node) -> dict[str, str]:
    return {
        path: str(path_label(node, path)) or words("accounts.went_on") for path in node.path_names()
    }


def _reasons() -> dict[str, str]:
    reasons = ("completed", "no_path_matched", "timed_out", "journey_ended", "removed")
    return {reason: words(f"counts.ended.{reason}") for reason in reasons}


def _people(dataset: Dataset, rows: pl.Series) -> pl.Series:
    """The e-mail addresses of people, by row; missing stays missing."""
    if f.EMAIL not in dataset.people.columns or not rows.count():
        return pl.Series("person", [None] * len(rows), dtype=pl.String)
    addresses = dataset.people[f.EMAIL].to_frame("person").with_row_index("row")
    wanted = rows.cast(pl.UInt32).to_frame("row")
    return wanted.join(addresses, on="row", how="left", maintain_order="left")["person"]


def what_words(node: Node, what: Any) -> str:
    """A count in words: ``entered``, ``here``, a path taken or a reason to end."""
    if isinstance(what, str):
        return words(f"accounts.what.{what}")
    kind, which = what
    if kind == "ended":
        return words(f"counts.ended.{which}")
    by = str(path_label(node, which))
    return words("accounts.what.left_by", path=by) if by else words("accounts.what.left")


def _total(frame: pl.DataFrame) -> str:
    """How many accounts there are in a frame of visits; and how many visits, where these are more:
    of accounts that came again, or of the people of an account."""
    visits, accounts = frame.height, frame["account"].n_unique()
    said = words("accounts.total", count=accounts, shown=whole(accounts))
    if visits == accounts:
        return said
    told = words("accounts.visits", count=visits, shown=whole(visits))
    return words("accounts.total_visits", visits=told, accounts=said)


class AccountsPanel(QWidget):
    """A searchable table; a click on an account asks for its trace."""

    account_chosen = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        look(self, "bare")
        self.headline = Elided("", "heading")
        self.total = label("", "hint")
        self.search = SearchField(words("accounts.search"))
        self.search.setFixedWidth(240)
        self.table: Table = self._table(inside=False)
        self._column = QVBoxLayout(self)
        spaced(self._column, 0, 0)
        head = row(
            self.total, self.search, icon_button("close", words("accounts.close"), self._close)
        )
        head.insertWidget(0, self.headline, 1)
        head.setContentsMargins(16, 4, 12, 8)
        self._column.addLayout(head)
        self._column.addWidget(self.table, 1)
        self.search.textChanged.connect(lambda text: self.table.frames.search(text))

    def _table(self, *, inside: bool) -> Table:
        columns = [
            Column("key", words("accounts.key"), width=130),
            Column("name", words("accounts.name")),
            Column("entry", words("accounts.entry"), number=True, width=64),
            Column("arrived", words("accounts.arrived"), self._moment, width=150),
            Column("left", words("accounts.left"), self._moment, width=150),
            Column("how", words("accounts.how"), width=170),
        ]
        if inside:
            columns.insert(2, Column("person", words("accounts.person")))
        made = table(columns, words("accounts.table"))
        made.chosen.connect(self._choose)
        return made

    def _moment(self, value: Any) -> str:
        return "" if value is None else moment(value, self._zone)

    _zone = "UTC"

    def show_accounts(self, run: RunView, node: Node, what: Any) -> None:
        """Show who is behind a count of a run."""
        self._zone = run.result.settings.time_zone
        old, self.table = (
            self.table,
            self._table(inside=node.id in inside_people_splits(run.journey)),
        )
        self._column.replaceWidget(old, self.table)
        old.hide()
        old.deleteLater()
        frame = accounts_frame(run, node, what)
        self.headline.setText(
            words("accounts.headline", what=what_words(node, what), node=title(node))
        )
        self.total.setText(_total(frame))
        self.table.frames.show_frame(frame)
        self.table.frames.search(self.search.text())

    def _choose(self, place: int) -> None:
        self.account_chosen.emit(self.table.frames.row(place)["account"])

    def _close(self) -> None:
        self.closed.emit()
