"""The editor of a filter on buying groups: constraints about one and the same group."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from designer.conditions.comparison import ComparisonEditor
from designer.conditions.vocabulary import Vocabulary
from designer.widgets.basics import Elided, button, icon_button
from designer.widgets.combo import Combo
from designer.widgets.editor import ChoiceEditor, Editor, IntegerEditor
from designer.widgets.look import clear, look, spaced
from designer.widgets.offers import Offers
from designer.widgets.words import words
from engine.buying_groups.model import BUILT_IN_ROLES
from engine.conditions.model import (
    Comparison,
    GroupFilter,
    HasBuyingGroup,
    Operator,
    PeopleInRole,
    Quantifier,
    ValueType,
)

TEXTS = ("stage", "status")
SCORES = ("completeness", "engagement")
SIMPLE = ("solution_interest", "role", "is_removed")


def roles(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The built-in roles and those that the role templates use."""
    used = (card.role for each in vocabulary.definitions.role_templates for card in each.cards)
    return tuple(dict.fromkeys((*BUILT_IN_ROLES, *used)))


def stages(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The stages of all stage models."""
    models = vocabulary.definitions.stage_models
    return tuple(dict.fromkeys(stage.name for model in models for stage in model.stages))


class _PickEditor(Editor):
    """One of a list of named values."""

    def __init__(self, options: Iterable[tuple[Any, str]]) -> None:
        super().__init__()
        pairs = list(options)
        self._values = [value for value, _ in pairs]
        self.combo = Combo()
        self.combo.addItems([title for _, title in pairs])
        self.combo.setPlaceholderText(words("value.choose"))
        self.combo.activated.connect(lambda index: self.edited.emit(self._values[index], ""))
        self.hold(self.combo)

    def show_value(self, value: Any) -> None:
        self.combo.setCurrentIndex(self._values.index(value) if value in self._values else -1)


class _PeopleInRoleEditor(Editor):
    """So many people in a role."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._value = PeopleInRole(role=BUILT_IN_ROLES[0])
        quantifiers = (Quantifier.AT_LEAST, Quantifier.AT_MOST, Quantifier.EXACTLY)
        self.quantifier = _PickEditor(
            (item, words(f"choice.quantifier {item}")) for item in quantifiers
        )
        self.count = IntegerEditor(0, 1_000_000)
        self.role = _PickEditor((role, role) for role in roles(vocabulary))
        self.quantifier.edited.connect(lambda value, _: self._emit("", quantifier=value))
        self.count.edited.connect(lambda value, path: self._emit(path, count=value))
        self.role.edited.connect(lambda value, _: self._emit("", role=value))
        self.hold(self.quantifier, self.count, self.role)

    def show_value(self, value: Any) -> None:
        self._value = value
        self.quantifier.show_value(value.quantifier)
        self.count.show_value(value.count)
        self.role.show_value(value.role)

    def _emit(self, path: str, **update: Any) -> None:
        self._value = self._value.model_copy(update=update)
        self.edited.emit(self._value, path)


class GroupFilterEditor(Editor):
    """The constraints that are set, each with its editor; others are added from a menu."""

    def __init__(self, vocabulary: Vocabulary, model: type[GroupFilter]) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._names = (*SIMPLE[:1], *TEXTS, *SCORES, *SIMPLE[1:])
        self._of_accounts = issubclass(model, HasBuyingGroup)
        self._value = model()
        self._shape: tuple[str, ...] | None = None
        self._show: list[Callable[[], None]] = []
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        self._rows = QVBoxLayout()
        spaced(self._rows, 0, 2)
        column.addLayout(self._rows)
        self.add = button(words("condition.add_constraint"), "link", clicked=self._add_menu)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        column.addLayout(line)
        self.setFocusProxy(self.add)

    def _set(self) -> tuple[str, ...]:
        names = [name for name in self._names if getattr(self._value, name) is not None]
        if isinstance(self._value, HasBuyingGroup):
            names += [f"people_in_role {i}" for i in range(len(self._value.people_in_role))]
        return tuple(names)

    def show_value(self, value: Any) -> None:
        self._value = value
        if self._set() != self._shape:
            self._shape = self._set()
            self._rebuild()
        for show in self._show:
            show()

    def _rebuild(self) -> None:
        clear(self._rows)
        self._show = []
        for name in self._shape or ():
            card = look(QFrame(), "inset")
            column = QVBoxLayout(card)
            spaced(column, 2, 1)
            head = QHBoxLayout()
            head.addWidget(Elided(words(f"condition.group.{name.split()[0]}"), "secondary"), 1)
            remove = icon_button("close", words("condition.remove_constraint"))
            remove.clicked.connect(lambda _=False, name=name: self._remove(name))
            head.addWidget(remove)
            column.addLayout(head)
            column.addWidget(self._row(name))
            self._rows.addWidget(card)

    def _row(self, name: str) -> Editor:
        editor: Editor
        if name.startswith("people_in_role"):
            place = int(name.split()[1])
            editor = _PeopleInRoleEditor(self._vocabulary)
            editor.edited.connect(lambda value, path: self._set_people(place, value, path))
            self._show.append(lambda: editor.show_value(self._people()[place]))
            return editor
        if name in SCORES:
            editor = ComparisonEditor(ValueType.NUMBER)
        elif name in TEXTS:
            offers = stages(self._vocabulary) if name == "stage" else ()
            editor = ComparisonEditor(ValueType.STRING, partial(Offers.of, offers))
        elif name == "solution_interest":
            interests = self._vocabulary.definitions.solution_interests
            editor = _PickEditor((item.id, item.name) for item in interests)
        elif name == "role":
            editor = _PickEditor((role, role) for role in roles(self._vocabulary))
        else:
            editor = ChoiceEditor(
                (
                    (False, words("condition.group.present")),
                    (True, words("condition.group.removed")),
                )
            )
        editor.edited.connect(lambda value, path: self._emit(path, **{name: value}))
        self._show.append(lambda: editor.show_value(getattr(self._value, name)))
        return editor

    def _people(self) -> tuple[PeopleInRole, ...]:
        return self._value.people_in_role if isinstance(self._value, HasBuyingGroup) else ()

    def _add_menu(self) -> None:
        menu = QMenu(self)
        for name in self._names:
            if getattr(self._value, name) is None:
                action = menu.addAction(words(f"condition.group.{name}"))
                action.triggered.connect(lambda _=False, name=name: self._insert(name))
        if self._of_accounts:
            action = menu.addAction(words("condition.group.people_in_role"))
            action.triggered.connect(lambda: self._insert("people_in_role"))
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _insert(self, name: str) -> None:
        interests = self._vocabulary.definitions.solution_interests
        start: Any
        if name == "people_in_role":
            start = (*self._people(), PeopleInRole(role=BUILT_IN_ROLES[0]))
        elif name in SCORES:
            start = Comparison(operator=Operator.AT_LEAST, value=50)
        elif name in TEXTS:
            start = Comparison()
        elif name == "solution_interest":
            start = interests[0].id if interests else ""
        else:
            start = BUILT_IN_ROLES[0] if name == "role" else True
        self._emit("", **{name: start})

    def _remove(self, name: str) -> None:
        if name.startswith("people_in_role"):
            place = int(name.split()[1])
            people = self._people()
            self._emit("", people_in_role=(*people[:place], *people[place + 1 :]))
        else:
            self._emit("", **{name: None})

    def _set_people(self, place: int, value: PeopleInRole, path: str) -> None:
        people = list(self._people())
        people[place] = value
        self._emit(path and f"people {place}", people_in_role=tuple(people))

    def _emit(self, path: str, **update: Any) -> None:
        changed = self._value.model_copy(update=update)
        self.show_value(changed)
        self.edited.emit(changed, path)
