"""The condition form in a window of its own, for split paths, filters and the like."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.conditions.editor import ConditionForm
from designer.conditions.vocabulary import Vocabulary
from designer.widgets.dialogs import Sheet
from designer.widgets.look import spaced
from designer.widgets.words import words
from engine.conditions.model import Condition, Scope


class ConditionDialog(Sheet):
    """Edits a condition; ``condition`` is the result once it has been accepted."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        condition: Condition,
        scope: Scope,
        vocabulary: Vocabulary,
    ) -> None:
        super().__init__(parent, title, words("condition.done"))
        self.form = ConditionForm(scope, vocabulary)
        self.form.show_condition(condition)
        column = QVBoxLayout(self.body)
        spaced(column)
        column.addWidget(self.form)
        QShortcut("Ctrl+Return", self, self.accept)
        self.resize(QSize(920, 620).boundedTo(self.screen().availableSize()))
        self.form.group.add.setFocus()

    @property
    def condition(self) -> Condition:
        """The condition as edited."""
        return self.form.condition


def edit_condition(
    parent: QWidget, title: str, condition: Condition, scope: Scope, vocabulary: Vocabulary
) -> Condition | None:
    """Let a person edit a condition. None: they changed their mind."""
    dialog = ConditionDialog(parent, title, condition, scope, vocabulary)
    return dialog.condition if dialog.exec() else None
