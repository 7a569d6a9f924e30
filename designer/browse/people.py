"""The people and the opportunities of an account, as tables."""

from __future__ import annotations

import polars as pl
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from designer.widgets.basics import Empty
from designer.widgets.look import label, spaced
from designer.widgets.table import Column, Table, table
from designer.widgets.words import words


class _TableTab(QWidget):
    """A table, or what to do where it is empty."""

    def __init__(self, columns: tuple[Column, ...], name: str, empty: Empty) -> None:
        super().__init__()
        self.table: Table = table(columns, name)
        self.empty = empty
        self.hint = label("", "hint", wrap=True)
        self.hint.hide()
        self.place = QStackedWidget()
        self.place.addWidget(self.table)
        self.place.addWidget(empty)
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addWidget(self.place, 1)
        column.addWidget(self.hint)

    def show_found(self, frame: pl.DataFrame) -> None:
        """Show rows."""
        self.table.frames.show_frame(frame)
        self.place.setCurrentWidget(self.table if frame.height else self.empty)


class PeopleTab(_TableTab):
    """Who works there; a click on somebody asks for the person."""

    person_wanted = Signal(str)

    def __init__(self) -> None:
        columns = (
            Column("name", words("browse.column.name")),
            Column("title", words("browse.column.title")),
            Column("email", words("browse.column.email")),
            Column("roles", words("browse.column.roles"), width=132),
            Column("consent", words("browse.column.consent"), _consent, width=84),
        )
        empty = Empty("people", words("browse.no_people"))
        super().__init__(columns, words("browse.tab.people"), empty)
        self.table.chosen.connect(
            lambda place: self.person_wanted.emit(self.table.frames.row(place)["key"])
        )

    def show_found(self, frame: pl.DataFrame) -> None:
        """Show people; of those who have another account first it is said which."""
        also = frame["account"].is_not_null()
        name = (
            pl.when(pl.col("account").is_not_null())
            .then(pl.format(words("browse.also_at", name="{}", account="{}"), "name", "account"))
            .otherwise("name")
        )
        super().show_found(frame.with_columns(name=name))
        count = int(also.sum())
        self.hint.setVisible(count > 0)
        self.hint.setText(words("browse.related", count=count))


class OpportunitiesTab(_TableTab):
    """What is being sold there."""

    def __init__(self) -> None:
        columns = (
            Column("name", words("browse.column.opportunity")),
            Column("stage", words("browse.column.stage")),
            Column("amount", words("browse.column.amount"), number=True, width=120),
            Column("closes", words("browse.column.closes"), width=120),
            Column("state", words("browse.column.state"), width=80),
        )
        empty = Empty("opportunity", words("browse.no_opportunities"))
        super().__init__(columns, words("browse.tab.opportunities"), empty)


def _consent(value: object) -> str:
    known = {"y": "yes", "n": "no"}.get(str(value).strip().lower() if value else "")
    return words(f"browse.consent.{known}") if known else ""
