"""Which action a node takes, and the action's own form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from designer.inspector.around import Around
from designer.inspector.fields import model_key
from designer.inspector.forms import ModelForm
from designer.widgets.editor import Editor
from designer.widgets.look import look, spaced
from designer.widgets.palette import Entry, PalettePopup
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.journey.actions import ACTIONS, Context
from engine.journey.describe import action_title
from resources.catalogue import say

ICONS = {
    "email": ("send_email",),
    "sms": ("send_sms",),
    "whatsapp": ("send_whatsapp",),
    "moment": ("account_interesting_moment", "person_interesting_moment"),
    "destination": ("activate_to_destination", "deactivate_from_destination"),
    "journey": (
        "add_account_to_journey",
        "remove_account_from_journey",
        "add_person_to_journey",
        "remove_person_from_journey",
    ),
    "list": (
        "add_to_account_list",
        "remove_from_account_list",
        "add_to_marketo_list",
        "remove_from_marketo_list",
    ),
    "alert": ("send_sales_alert",),
    "profile": ("update_account_profile", "update_person_profile"),
    "stage": ("update_group_stage",),
    "status": ("update_group_status",),
    "group": ("assign_to_group", "remove_from_group"),
    "score": ("change_score",),
    "external_audience": ("add_to_external_audience",),
    "campaign": ("add_to_marketo_campaign",),
    "web": ("personalize_web",),
}
ICON_OF = {action: icon for icon, actions in ICONS.items() for action in actions}
"""The icon of every action."""


def action_entries(contexts: tuple[Context, ...]) -> list[Entry]:
    """The actions on offer, by whom they are for."""
    return [
        Entry(
            say(action_title(model)),
            model,
            words(f"action.folder.{model.context}"),
            words(f"action.hint.{model_key(model)}"),
            ICON_OF[model_key(model)],
            "action",
        )
        for model in ACTIONS
        if model.context in contexts
    ]


class ActionEditor(Editor):
    """Picks an action and edits it. A change of the action is a step of its own."""

    def __init__(self, around: Around, contexts: tuple[Context, ...]) -> None:
        super().__init__()
        self._around = around
        self._contexts = contexts
        self._value: Any = None
        self.form: ModelForm | None = None
        self.pick = look(QPushButton(), "rowbutton")
        self.pick.setAccessibleName(words("action.choose"))
        self.pick.clicked.connect(self._offer)
        self._column = QVBoxLayout(self)
        spaced(self._column, 0, 4)
        self._column.addWidget(self.pick)
        self.setFocusProxy(self.pick)

    def show_value(self, value: Any) -> None:
        rebuild = type(value) is not type(self._value)
        self._value = value
        key = None if value is None else str(value.type)
        self.pick.setText(words("action.choose_one") if value is None else say(action_title(value)))
        set_icon(self.pick, "action" if key is None else ICON_OF[key], "action")
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
