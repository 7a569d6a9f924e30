"""A condition about people in words, and what opens its form."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from designer.conditions.dialog import edit_condition
from designer.conditions.vocabulary import Vocabulary
from designer.widgets.basics import button, row
from designer.widgets.editor import Editor
from designer.widgets.look import label, spaced
from designer.widgets.words import words
from engine.conditions.model import AllOf, Condition, Scope
from engine.conditions.sentence import sentence


class PeopleEditor(Editor):
    """Which people are meant; None: everyone."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self._value: Condition | None = None
        self.about = label("", "summary", wrap=True)
        self.change = button("", "link", clicked=self.open)
        self.remove = button(words("derived.everyone"), "link", clicked=lambda: self._tell(None))
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addWidget(self.about)
        column.addLayout(row(self.change, self.remove, None, spacing=2))
        self.setFocusProxy(self.change)

    def show_value(self, value: Any) -> None:
        self._value = value
        said = words("derived.of_everyone")
        if value is not None:
            said = str(sentence(value, Scope.PERSON, self.vocabulary.names))
        self.about.setText(said)
        self.change.setText(words("derived.choose_people" if value is None else "derived.change"))
        self.remove.setVisible(value is not None)

    def open(self) -> None:
        """Open the condition form."""
        title = words("derived.people_title")
        start = self._value or AllOf()
        found = edit_condition(self, title, start, Scope.PERSON, self.vocabulary)
        if found is not None:
            self._tell(None if found == AllOf() else found)

    def _tell(self, value: Condition | None) -> None:
        if value != self._value:
            self.show_value(value)
            self.edited.emit(value, "")
