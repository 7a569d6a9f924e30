"""One file as one table: how it is written, what it holds, its columns, and its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from designer.importing.columns import ColumnsView
from designer.importing.describing import table_name
from designer.widgets.basics import Elided, Empty, button, row
from designer.widgets.combo import Combo
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.numbers import plain
from designer.widgets.segmented import Segmented
from designer.widgets.table import Column, table
from designer.widgets.words import words
from engine.accounts.importing.mapping import Table
from engine.accounts.importing.proposing.proposal import Question
from engine.accounts.importing.values import as_text
from engine.conditions.model import ValueType
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.accounts.importing.preview import RowsPreview

TABS = ("columns", "rows", "made")
WIDTH = 150
"""Of a column of the first rows, in pixels."""
HOLDS = 200
MADE = (
    Column("name", words("import.made.name")),
    Column("domain", words("import.made.domain"), width=170),
    Column("people", words("import.made.people"), number=True, width=84),
    Column("spellings", words("import.made.spellings")),
)


class Asking(QFrame):
    """A question that the values leave open, with its two answers."""

    answered = Signal(object, bool)
    """The question, and whether the day comes first."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        look(self, "notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(self)
        spaced(line, (3, 2, 3, 2), 3)
        said = words("import.ask", column=question.column, values=question.samples)
        line.addWidget(label(said, "notice", wrap=True), 1)
        self.day = button(words("import.day_first"))
        self.day.clicked.connect(lambda: self.answered.emit(question, True))
        self.month = button(words("import.month_first"))
        self.month.clicked.connect(lambda: self.answered.emit(question, False))
        line.addWidget(self.day)
        line.addWidget(self.month)


class SourceDetail(QWidget):
    """What is shown beside the list."""

    answered = Signal(object, bool)
    table_picked = Signal(object)
    """What the file holds now: a :class:`Table`, or None for nothing."""
    more_wanted = Signal()
    """It is to be read as one more table."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Elided("", "heading")
        self.about = Elided("", "summary")
        self.holds = Combo()
        self.holds.setFixedWidth(HOLDS)
        self.holds.setAccessibleName(words("import.holds_label"))
        self._tables: tuple[Table | None, ...] = (*Table, None)
        self.holds.addItems([table_name(each) for each in Table])
        self.holds.addItem(words("import.holds_nothing"))
        self.holds.activated.connect(lambda place: self.table_picked.emit(self._tables[place]))
        self.again = button(words("import.again"), "link", clicked=self.more_wanted.emit)
        self.again.setToolTip(words("import.again_help"))
        self.tabs = Segmented(tuple(words(f"import.tab.{name}") for name in TABS))
        self.tabs.setFixedWidth(360)
        self.tabs.setCurrentIndex(0)
        self.tabs.chosen.connect(self._turn)
        self.questions = QVBoxLayout()
        spaced(self.questions, 0, 1)
        self.problem = label("", "error", wrap=True)
        self.columns = ColumnsView()
        self.rows = QWidget()
        self.made = QWidget()
        for each in (self.rows, self.made):
            spaced(QVBoxLayout(each), 0, 2)
        self.parts = QStackedWidget()
        for each in (self.columns, self.rows, self.made):
            self.parts.addWidget(each)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        head = QVBoxLayout()
        spaced(head, 0, 0)
        head.addWidget(self.title)
        head.addWidget(self.about)
        column.addLayout(head)
        column.addLayout(
            row(label(words("import.holds_label"), "secondary"), self.holds, self.again, None)
        )
        column.addLayout(self.questions)
        column.addWidget(self.problem)
        column.addLayout(row(self.tabs, None))
        column.addWidget(self.parts, 1)

    def _turn(self, place: int) -> None:
        self.parts.setCurrentIndex(place)

    def show_head(self, title: str, about: str, table: Table | None, *, more: bool) -> None:
        """Say what file it is. ``more``: whether it can be read as one more table."""
        self.title.setText(title)
        self.about.setText(about)
        self.holds.setCurrentIndex(self._tables.index(table))
        self.again.setVisible(more)
        for each in (self.tabs, self.parts):
            each.setVisible(table is not None)

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Ask what the values leave open."""
        clear(self.questions)
        for question in questions:
            asking = Asking(question)
            asking.answered.connect(self.answered)
            self.questions.addWidget(asking)

    def show_problems(self, sentences: Sequence[str]) -> None:
        """Say what is missing."""
        self.problem.setText(" ".join(sentences))
        self.problem.setVisible(bool(sentences))

    def show_rows(self, preview: RowsPreview | None, refused: str) -> None:
        """Show the first rows as they will be, or why there are none."""
        place = self.rows.layout()
        if place is None:
            return
        clear(place)
        if preview is None:
            place.addWidget(Empty("data", refused or words("import.looking")))
            return
        aside = dict(preview.aside.select("row", "reason").iter_rows())
        said = words("import.first_rows", count=preview.frame.height)
        place.addWidget(label(said, "hint"))
        numbers = {ValueType.NUMBER, ValueType.INTEGER}
        shown = preview.frame.select(
            (values if field.type in numbers else as_text(values)).alias(field.path)
            for field in preview.fields
            for values in (preview.frame[field.path],)
        ).with_columns(preview.rows.alias("\0row"))
        made = table(
            [
                Column("\0row", words("import.row"), number=True, width=64),
                *(Column(f.path, f.label, plain, f.type in numbers, WIDTH) for f in preview.fields),
            ],
            words("import.tab.rows"),
        )
        made.frames.show_frame(shown)
        place.addWidget(made)
        if aside:
            reasons = dict.fromkeys(aside.values())
            why = tuple(say(msg(f"import.reason.{reason}")) for reason in reasons)
            note = words("import.first_aside", count=len(aside), why=why)
            place.addWidget(label(note, "warning", wrap=True))

    def show_made(self, made: pl.DataFrame | None) -> None:
        """Show the accounts that would be made from contacts; without any, the tab goes."""
        self.tabs.buttons[2].setVisible(made is not None)
        place = self.made.layout()
        if made is None and self.tabs.currentIndex() == 2:
            self.tabs.setCurrentIndex(0)
            self._turn(0)
        if place is None or made is None:
            return
        clear(place)
        said = words("import.made.about", count=made.height)
        place.addWidget(label(said, "hint", wrap=True))
        shown = table(MADE, words("import.tab.made"))
        shown.frames.show_frame(made.with_columns(pl.col("spellings").list.join("; ")))
        place.addWidget(shown)
