"""Which action a node takes, and the action's own form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from designer.inspector.around import Around
from designer.inspector.fields import model_key
from designer.inspector.forms import ModelForm
from designer.widgets.combo import paint_chevron
from designer.widgets.editor import Editor
from designer.widgets.look import look, spaced
from designer.widgets.palette import Entry, PalettePopup
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.journey.actions import ACTIONS, Context
from engine.journey.describe import action_title
from resources.catalogue import say


def action_entries(contexts: tuple[Context, ...]) -> list[Entry]:
    """The actions on offer, by whom they are for."""
    return [
        Entry(
            say(action_title(model)),
            model,
            words(f"action.folder.{model.context}"),
            words(f"action.hint.{model_key(model)}"),
            model_key(model),
            "action",
        )
        for model in ACTIONS
        if model.context in contexts
    ]


class _Pick(QPushButton):
    """Looks as the other choices of a form do."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            paint_chevron(painter, self)


class ActionEditor(Editor):
    """Picks an action and edits it. A change of the action is a step of its own."""

    def __init__(self, around: Around, contexts: tuple[Context, ...]) -> None:
        super().__init__()
        self._around = around
        self._contexts = contexts
        self._value: Any = None
        self.form: ModelForm | None = None
        self.pick = look(_Pick(), "rowbutton")
        self.pick.setAccessibleName(words("action.choose"))
        self.pick.clicked.connect(self._offer)
        self._column = QVBoxLayout(self)
        spaced(self._column, 0, 4)
        self._column.addWidget(self.pick)
        self.setFocusProxy(self.pick)

    def show_value(self, value: Any) -> None:
        rebuild = type(value) is not type(self._value)
        self._value = value
        self.pick.setText(words("action.choose_one") if value is None else say(action_title(value)))
        set_icon(self.pick, "action" if value is None else value.type, "action")
        if rebuild:
            if self.form is not None:
                self._column.removeWidget(self.form)
                self.form.hide()
                self.form.deleteLater()
                self.form = None
            if value is not None:
                self.form = ModelForm(type(value), self._around)
                self.form.edited.connect(self.edited)
                self._column.addWidget(self.form)
        if self.form is not None:
            self.form.show_value(value)

    def _offer(self) -> None:
        PalettePopup(
            self,
            action_entries(self._contexts),
            self._choose,
            placeholder=words("action.search"),
        ).open_below(self.pick)

    def _choose(self, model: type[Any]) -> None:
        if type(self._value) is not model:
            self.edited.emit(model(), "")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        if self.form is not None:
            self.form.show_problems(problems)

    def focus_on(self, path: str) -> None:
        if self.form is not None and path:
            self.form.focus_on(path)
        else:
            self.pick.setFocus(Qt.FocusReason.OtherFocusReason)
