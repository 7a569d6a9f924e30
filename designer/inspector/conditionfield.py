"""A condition as a field: its sentence, and a button that opens the condition form."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from designer.conditions.dialog import edit_condition
from designer.inspector.around import Around
from designer.widgets.basics import button, row
from designer.widgets.editor import Editor
from designer.widgets.look import label, spaced
from designer.widgets.words import words
from engine.conditions.model import AllOf, Scope
from engine.conditions.sentence import sentence


class ConditionEditor(Editor):
    """A condition in words. ``optional``: it may be taken away altogether."""

    def __init__(
        self,
        around: Around,
        title: str,
        scope: Scope = Scope.PERSON,
        *,
        optional: bool = False,
    ) -> None:
        super().__init__()
        self._around = around
        self._title = title
        self._scope = scope
        self._value: Any = None
        self.about = label("", "summary", wrap=True)
        self.change = button("", "link", clicked=self.open)
        self.remove = button(words("inspector.remove_condition"), "link", clicked=self._remove)
        self._optional = optional
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addWidget(self.about)
        column.addLayout(row(self.change, self.remove, None, spacing=0))
        self.setFocusProxy(self.change)
        around.changed.connect(self._show_again)

    def name(self, title: str) -> None:
        """What the condition is called where it is edited."""
        self._title = title

    def show_value(self, value: Any) -> None:
        self._value = value
        empty = value is None or value == AllOf()
        if value is None:
            self.about.setText(words("inspector.no_filter"))
        elif empty:
            self.about.setText(words(f"inspector.no_condition.{self._scope}"))
        else:
            said = sentence(value, self._scope, self._around.vocabulary.names)
            self.about.setText(str(said))
        self.change.setText(words(f"inspector.{'set' if empty else 'edit'}_condition"))
        self.remove.setVisible(self._optional and value is not None)

    def _show_again(self) -> None:
        self.show_value(self._value)

    def open(self) -> None:
        """Open the condition form."""
        condition = edit_condition(
            self, self._title, self._value or AllOf(), self._scope, self._around.vocabulary
        )
        if condition is not None and condition != self._value:
            self.show_value(condition)
            self.edited.emit(condition, "")

    def _remove(self) -> None:
        self.show_value(None)
        self.edited.emit(None, "")
