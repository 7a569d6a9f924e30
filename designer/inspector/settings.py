"""The settings of the journey itself, shown where no node is selected."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.inspector.around import Around
from designer.inspector.forms import ModelForm
from designer.inspector.rows import FieldRow
from designer.widgets.editor import LongTextEditor
from designer.widgets.look import label, look, spaced
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.journey import edits
from engine.journey.model import Journey, Settings
from resources.catalogue import say


class JourneyForm(QWidget):
    """What the journey is about, when it runs, who may enter again."""

    def __init__(self, around: Around) -> None:
        super().__init__()
        look(self, "bare")
        self._around = around
        self.description = LongTextEditor(words("inspector.description"))
        self.description.edited.connect(self._describe)
        self.settings = ModelForm(Settings, around)
        self.settings.edited.connect(self._set)
        column = QVBoxLayout(self)
        spaced(column, 0, 4)
        column.addWidget(FieldRow(words("label.description"), self.description))
        column.addWidget(label(words("inspector.settings"), "section"))
        column.addWidget(self.settings)

    def show_journey(self, journey: Journey) -> None:
        """Show the journey as it is now."""
        self.description.show_value(journey.description)
        self.settings.show_value(journey.settings)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show problems of the settings, by field below ``settings.``."""
        self.settings.show_problems(
            {path.removeprefix("settings."): sentence for path, sentence in problems.items()}
        )

    def focus_on(self, path: str) -> None:
        """Put the keyboard into a setting."""
        self.settings.focus_on(path.removeprefix("settings."))

    def _describe(self, text: str, path: str) -> None:
        document = self._around.document
        try:
            journey = edits.set_description(document.journey, text)
        except JornadaError as error:
            self.show_problems({"description": say(error.message)})
            return
        document.edit(words("edit.description"), journey, merge=f"description {path}")

    def _set(self, settings: Settings, path: str) -> None:
        document = self._around.document
        try:
            journey = edits.set_settings(document.journey, settings)
        except JornadaError as error:
            self.show_problems({self.settings.last_edited: say(error.message)})
            return
        document.edit(words("edit.settings"), journey, merge=f"settings {path}" if path else None)
