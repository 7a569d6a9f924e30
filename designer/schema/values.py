"""What a derived attribute comes to in the data in use: live, while it is being defined."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.background import Latest
from designer.quality.distribution import Distribution
from designer.quality.told import value_text
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import moment
from designer.widgets.words import words
from engine.background import Work

if TYPE_CHECKING:
    from engine.accounts.audiences import EntityList
    from engine.accounts.dataset import Dataset
    from engine.accounts.derived.model import DerivedAttribute
    from engine.accounts.derived.preview import Preview
    from engine.accounts.rowset import RowSet

ASK_AFTER = 20
"""Milliseconds after the last key."""


class ValuesPane(QWidget):
    """The distribution of the values, and some accounts with theirs."""

    rows_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        look(self, "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.preview: Preview | None = None
        self._question: tuple[Dataset, DerivedAttribute, tuple[EntityList, ...]] | None = None
        self.state = label("", "secondary", wrap=True)
        self.distribution = Distribution()
        self.distribution.asked.connect(self._open)
        self.samples = label("", "summary", wrap=True)
        self.samples.setAccessibleName(words("derived.samples"))
        self.as_of = label("", "hint", wrap=True)
        self._latest = Latest(self)
        self._latest.answered.connect(self._show)
        self._rows = Latest(self)
        self._rows.answered.connect(self.rows_wanted)
        self._timer = QTimer(self, interval=ASK_AFTER, singleShot=True)
        self._timer.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        spaced(column, (0, 0, 0, 3), 2)
        head = QVBoxLayout()
        spaced(head, (4, 4, 4, 0), 1)
        head.addWidget(self.state)
        column.addLayout(head)
        column.addWidget(self.distribution, 1)
        foot = QVBoxLayout()
        spaced(foot, (4, 0, 4, 0), 1)
        self._caption = label(words("derived.samples"), "caption")
        foot.addWidget(self._caption)
        foot.addWidget(self.samples)
        foot.addSpacing(4)
        foot.addWidget(self.as_of)
        column.addLayout(foot)
        self._show_parts(shown=False)

    def show_values(
        self, dataset: Dataset, definition: DerivedAttribute, lists: tuple[EntityList, ...]
    ) -> None:
        """Work out the values of a sound definition."""
        self._question = (dataset, definition, lists)
        if self.preview is None:
            self._say(words("derived.counting"))
        self._timer.start()

    def say(self, sentence: str) -> None:
        """Say why there are no values."""
        self._timer.stop()
        self._latest.forget()
        self._question = None
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.preview = None
        self.state.setText(sentence)
        self._show_parts(shown=False)

    def _show_parts(self, *, shown: bool) -> None:
        self.state.setVisible(not shown)
        for part in (self.distribution, self._caption, self.samples, self.as_of):
            part.setVisible(shown)

    def _ask(self) -> None:
        if self._question is not None:
            self._latest.ask(partial(_preview, *self._question))

    def _show(self, found: Preview) -> None:
        if self._question is None or found.definition != self._question[1]:
            return
        self.preview = found
        self.distribution.dataset = found.dataset
        self.distribution.show_field(found.found)
        told = (
            words("derived.sample", name=name, value=value_text(found.found, value))
            for name, value in found.samples
        )
        self.samples.setText("\n".join(told) or words("derived.no_samples"))
        self.as_of.setText(words("derived.as_of", moment=moment(found.as_of)))
        self._show_parts(shown=True)

    def _open(self, find: object) -> None:
        def rows(_work: Work) -> RowSet:
            return find()  # type: ignore[operator, no-any-return]

        self._rows.ask(rows)


def _preview(
    dataset: Dataset, definition: DerivedAttribute, lists: tuple[EntityList, ...], work: Work
) -> Preview:
    from engine.accounts.derived.preview import preview

    work.at(0.1)
    return preview(definition, dataset, lists)
