"""Generating a dataset: how many accounts, people and events, in which months."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.inspector.rows import FieldRow
from designer.widgets.basics import row
from designer.widgets.dialogs import Sheet
from designer.widgets.editor import DayEditor, IntegerEditor, TextEditor
from designer.widgets.look import label, spaced
from designer.widgets.words import words
from engine.accounts.generate import GeneratorSettings
from engine.errors import JornadaError


class GenerateDialog(Sheet):
    """Asks for the settings of the generator; ``settings`` are there once it was accepted."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, words("generate.title"), words("generate.accept"))
        self._default = GeneratorSettings(name=name)
        self.settings: GeneratorSettings | None = None
        self.name = TextEditor()
        self.accounts = IntegerEditor(1, 1_000_000)
        self.people = IntegerEditor(0, 200)
        self.events = IntegerEditor(0, 2_000)
        self.first, self.last = DayEditor(), DayEditor()
        self.seed = IntegerEditor(0, 1_000_000_000)
        self.name.show_value(name)
        self.accounts.show_value(self._default.accounts)
        self.people.show_value(int(self._default.people_per_account))
        self.events.show_value(int(self._default.events_per_account))
        self.first.show_value(self._default.start)
        self.last.show_value(self._default.end)
        self.seed.show_value(self._default.seed)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        column = QVBoxLayout(self.body)
        spaced(column, 0, 3)
        column.addWidget(label(words("generate.about"), "secondary", wrap=True))
        column.addWidget(FieldRow(words("generate.name"), self.name))
        column.addLayout(
            row(
                FieldRow(words("generate.accounts"), self.accounts),
                FieldRow(words("generate.people"), self.people),
                FieldRow(words("generate.events"), self.events),
                spacing=3,
            )
        )
        column.addLayout(
            row(
                FieldRow(words("generate.first"), self.first),
                FieldRow(words("generate.last"), self.last),
                FieldRow(words("generate.seed"), self.seed),
                spacing=3,
            )
        )
        column.addWidget(self.problem)
        self.setMinimumWidth(560)

    def accept(self) -> None:
        wanted = self._default.model_copy(
            update={
                "name": self.name.line.text().strip() or self._default.name,
                "accounts": self.accounts.spin.value(),
                "people_per_account": float(self.people.spin.value()),
                "events_per_account": float(self.events.spin.value()),
                "start": self.first.value(),
                "end": self.last.value(),
                "seed": self.seed.spin.value(),
            }
        )
        try:
            wanted.check()
        except JornadaError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.settings = wanted
        super().accept()
