"""The preferences as a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.preferences import Appearance, Preferences
from designer.inspector.rows import FieldRow
from designer.widgets.dialogs import Sheet
from designer.widgets.editor import ChoiceEditor
from designer.widgets.look import spaced
from designer.widgets.words import words


class SettingsDialog(Sheet):
    """Changes take effect at once."""

    def __init__(
        self, parent: QWidget, preferences: Preferences, changed: Callable[[], None]
    ) -> None:
        super().__init__(parent, words("settings.title"), words("dialog.close"))
        self.cancel_button.hide()
        self.appearance = ChoiceEditor([(each, words(f"settings.{each}")) for each in Appearance])
        self.appearance.show_value(preferences.appearance)

        def choose(value: Appearance, _path: str) -> None:
            preferences.appearance = value
            self.appearance.show_value(value)
            changed()

        self.appearance.edited.connect(choose)
        column = QVBoxLayout(self.body)
        spaced(column, 0, 3)
        column.addWidget(FieldRow(words("settings.appearance"), self.appearance))
        self.setMinimumWidth(400)
