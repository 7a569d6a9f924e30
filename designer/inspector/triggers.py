"""What a listen waits for: a card for every trigger, tried from the top."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

from pydantic import BaseModel
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from designer.inspector.around import Around
from designer.inspector.forms import ModelForm
from designer.inspector.rows import Warned
from designer.widgets.basics import Elided, button, icon_button
from designer.widgets.editor import Editor
from designer.widgets.look import clear, label, look, set_property, spaced
from designer.widgets.palette import Entry, PalettePopup
from designer.widgets.words import words
from engine.journey.actions import Context
from engine.journey.model import JourneyKind
from engine.journey.triggers import ExperienceEventTrigger, Trigger

TRIGGERS: tuple[type[Any], ...] = get_args(get_args(Trigger)[0])


def trigger_title(model: type[BaseModel]) -> str:
    """What a kind of trigger is called."""
    return words(f"trigger.{model.model_fields['type'].default}")


class TriggersEditor(Editor):
    """Any number of triggers; ``only_events`` for the audience of a person journey."""

    def __init__(self, around: Around, *, only_events: bool = False) -> None:
        super().__init__()
        self._around = around
        self._only_events = only_events
        self._value: tuple[Any, ...] = ()
        self._shape: tuple[type[Any], ...] | None = None
        self.forms: list[ModelForm] = []
        self._frames: list[QFrame] = []
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        self._cards = QVBoxLayout()
        spaced(self._cards, 0, 2)
        column.addLayout(self._cards)
        self.empty = label(words("triggers.empty"), "hint", wrap=True)
        column.addWidget(self.empty)
        self.add = button(words("triggers.add"), "plain", "add", self._offer)
        column.addWidget(self.add)
        self.setFocusProxy(self.add)

    def show_value(self, value: Any) -> None:
        self._value = tuple(value)
        shape = tuple(type(trigger) for trigger in self._value)
        if shape != self._shape:
            self._shape = shape
            self._build()
        for form, trigger in zip(self.forms, self._value, strict=True):
            form.show_value(trigger)
        self.empty.setVisible(not self.forms)

    def _build(self) -> None:
        clear(self._cards)
        self.forms, self._frames = [], []
        for place, trigger in enumerate(self._value):
            card = look(QFrame(), "card")
            column = QVBoxLayout(card)
            spaced(column, (3, 2, 3, 3), 2)
            head = QHBoxLayout()
            spaced(head, 0, 1)
            head.addWidget(Elided(trigger_title(type(trigger)), "heading"), 1)
            up = icon_button("up", words("triggers.up"))
            up.clicked.connect(partial(self._move, place))
            up.setVisible(place > 0)
            remove = icon_button("close", words("triggers.remove"))
            remove.clicked.connect(partial(self._remove, place))
            head.addWidget(up)
            head.addWidget(remove)
            column.addLayout(head)
            form = ModelForm(type(trigger), self._around)
            form.edited.connect(partial(self._replace, place))
            column.addWidget(form)
            self._cards.addWidget(card)
            self.forms.append(form)
            self._frames.append(card)

    def _offer(self) -> None:
        people_only = self._around.document.journey.kind is JourneyKind.PERSON
        offers = (
            []
            if self._only_events
            else [
                Entry(
                    trigger_title(model),
                    model(),
                    words(f"triggers.folder.{model.context}"),
                    icon="event",
                    tone="event",
                )
                for model in TRIGGERS
                if model is not ExperienceEventTrigger
                and not (people_only and model.context is Context.ACCOUNTS)
            ]
        )
        events = [
            Entry(
                kind.label,
                ExperienceEventTrigger(event_type=kind.name),
                words("triggers.folder.events"),
                kind.name,
                "event",
                "event",
            )
            for kind in self._around.vocabulary.person_event_types
        ]
        PalettePopup(
            self, [*events, *offers], self._insert, placeholder=words("triggers.search")
        ).open_below(self.add)

    def _insert(self, trigger: Any) -> None:
        self._tell((*self._value, trigger))

    def _remove(self, place: int) -> None:
        self._tell((*self._value[:place], *self._value[place + 1 :]))

    def _move(self, place: int) -> None:
        order = list(self._value)
        order[place - 1 : place + 1] = reversed(order[place - 1 : place + 1])
        self._tell(tuple(order))

    def _replace(self, place: int, trigger: Any, path: str) -> None:
        changed = (*self._value[:place], trigger, *self._value[place + 1 :])
        self._tell(changed, path and f"{place}.{path}")

    def _tell(self, triggers: tuple[Any, ...], path: str = "") -> None:
        self.show_value(triggers)
        self.edited.emit(triggers, path)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        for place, (form, card) in enumerate(zip(self.forms, self._frames, strict=True)):
            mine = {
                path.removeprefix(f"{place}."): sentence
                for path, sentence in problems.items()
                if path.startswith(f"{place}.")
            }
            form.show_problems(mine)
            about = [*mine.values(), problems.get(str(place), "")]
            wrong = any(said and not isinstance(said, Warned) for said in about)
            set_property(card, "wrong", wrong)

    def focus_on(self, path: str) -> None:
        place, _, rest = path.partition(".")
        if place.isdigit() and int(place) < len(self.forms):
            self.forms[int(place)].focus_on(rest)
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
