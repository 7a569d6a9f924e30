"""A group of conditions: all, any, none, or not all of what is inside; groups may be nested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from designer.conditions.filters import FilterCard
from designer.conditions.vocabulary import Filter, Vocabulary, filters, is_group
from designer.widgets.basics import Chip, button, icon_button
from designer.widgets.combo import Combo
from designer.widgets.editor import ChoiceEditor, Editor, IntegerEditor
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.palette import Entry, PalettePopup
from designer.widgets.words import words
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Condition,
    Not,
    PeopleOfAccount,
    Quantifier,
    Scope,
)

Path = tuple[int, ...]
"""Where a condition stands: its place in each group from the root on."""

MATCHES = ("all", "any", "none", "not_all")


@dataclass(frozen=True)
class Group:
    """A group as the form shows it: one of ``MATCHES`` and what is inside."""

    match: str
    conditions: tuple[Condition, ...]

    @classmethod
    def of(cls, condition: Condition) -> Group:
        """Any condition as a group; a single filter is a group of one."""
        if isinstance(condition, AllOf):
            return cls("all", condition.conditions)
        if isinstance(condition, AnyOf):
            return cls("any", condition.conditions)
        if isinstance(condition, Not) and isinstance(condition.condition, AnyOf):
            return cls("none", condition.condition.conditions)
        if isinstance(condition, Not) and isinstance(condition.condition, AllOf):
            return cls("not_all", condition.condition.conditions)
        if isinstance(condition, Not) and isinstance(condition.condition, Not):
            return cls("none", (condition.condition,))
        return cls("all", (condition,))

    def condition(self) -> Condition:
        """The group as a condition."""
        kind = AllOf if self.match in ("all", "not_all") else AnyOf
        inner = kind(conditions=self.conditions)
        return Not(condition=inner) if self.match in ("none", "not_all") else inner


def shape(condition: Condition) -> object:
    """What must stay the same for a form to show another condition without being built anew."""
    inner = condition.condition if isinstance(condition, Not) else condition
    if is_group(condition):
        group = Group.of(condition)
        return tuple(shape(one) for one in group.conditions)
    if isinstance(inner, PeopleOfAccount):
        return (inner.type, shape(inner.condition))
    return (inner.type, getattr(inner, "attribute", ""), getattr(inner, "event_type", ""))


class PeopleEditor(Editor):
    """Any, no, or some number of the account's people meet the conditions inside."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        look(self, "bare")
        self._value = PeopleOfAccount()
        self.quantifier = Combo()
        self.quantifier.setAccessibleName(words("condition.quantifier"))
        self.quantifier.addItems([words(f"choice.quantifier {item}") for item in Quantifier])
        self.quantifier.activated.connect(
            lambda index: self._emit("", quantifier=tuple(Quantifier)[index])
        )
        self.count = IntegerEditor(0, 1_000_000)
        self.count.edited.connect(lambda value, path: self._emit(path, count=value))
        self.group = GroupEditor(Scope.PERSON, vocabulary, nested=True)
        self.group.edited.connect(
            lambda value, path: self._emit(path and f"people {path}", condition=value)
        )
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        line = QHBoxLayout()
        spaced(line, 0, 2)
        line.addWidget(self.quantifier, 3)
        line.addWidget(self.count, 1)
        line.addWidget(label(words("condition.people_of_account"), "secondary"), 4)
        column.addLayout(line)
        column.addWidget(self.group)
        self.setFocusProxy(self.quantifier)

    def show_value(self, value: Any) -> None:
        self._value = value
        self.quantifier.setCurrentIndex(tuple(Quantifier).index(value.quantifier))
        counted = value.quantifier not in (Quantifier.ANY, Quantifier.NO)
        self.count.setVisible(counted)
        self.count.show_value(value.count)
        self.group.show_value(value.condition)

    def _emit(self, path: str, **update: Any) -> None:
        changed = self._value.model_copy(update=update)
        self.show_value(changed)
        self.edited.emit(changed, path)


class PeopleCard(QFrame):
    """People of the account, as a card among the filters."""

    edited = Signal(object, str)
    removed = Signal()
    duplicated = Signal()
    grouped = Signal()

    def __init__(self, condition: Condition, vocabulary: Vocabulary) -> None:
        super().__init__()
        look(self, "card")
        self.negation = Chip(words("condition.not"), "warning")
        self.count = label("", "hint")
        remove = icon_button("close", words("condition.remove", name=words("filter.people")))
        remove.clicked.connect(self.removed)
        self.editor = PeopleEditor(vocabulary)
        self.editor.edited.connect(self._changed)
        column = QVBoxLayout(self)
        spaced(column, 3, 2)
        head = QHBoxLayout()
        spaced(head, 0, 2)
        head.addWidget(self.negation)
        head.addWidget(label(words("filter.people"), "heading"), 1)
        head.addWidget(self.count)
        head.addWidget(remove)
        column.addLayout(head)
        column.addWidget(self.editor)
        self.show_condition(condition)

    def show_condition(self, condition: Condition) -> None:
        """Show a condition of the same shape."""
        self._negated = isinstance(condition, Not)
        inner = condition.condition if isinstance(condition, Not) else condition
        self.negation.setVisible(self._negated)
        self.editor.show_value(inner)

    def _changed(self, inner: Condition, path: str) -> None:
        self.edited.emit(Not(condition=inner) if self._negated else inner, path)


class GroupEditor(Editor):
    """Edits a condition as a group of cards. ``nested``: inside another group or card."""

    removed = Signal()

    def __init__(self, scope: Scope, vocabulary: Vocabulary, *, nested: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self._vocabulary = vocabulary
        self._nested = nested
        self._group = Group("all", ())
        self._shape: object = None
        self.cards: list[FilterCard | PeopleCard | GroupEditor] = []
        self.frame = look(QFrame(), "group" if nested else "bare")
        outer = QVBoxLayout(self)
        spaced(outer)
        outer.addWidget(self.frame)
        column = QVBoxLayout(self.frame)
        spaced(column, 3 if nested else 0, 2)
        self.match = ChoiceEditor([(name, words(f"condition.match.{name}")) for name in MATCHES])
        self.match.setAccessibleName(words("condition.matching"))
        self.match.edited.connect(lambda value, _: self._change(match=value))
        self.count = label("", "hint")
        head = QHBoxLayout()
        spaced(head, 0, 2)
        head.addWidget(label(words(f"condition.about.{scope}"), "secondary"))
        head.addWidget(self.match)
        head.addStretch(1)
        head.addWidget(self.count)
        self.remove = icon_button("close", words("condition.remove_group"))
        self.remove.clicked.connect(self.removed)
        self.remove.setVisible(False)
        head.addWidget(self.remove)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        spaced(self._rows, 0, 1)
        column.addLayout(self._rows)
        self.empty = label("", "hint", wrap=True)
        column.addWidget(self.empty)
        foot = QHBoxLayout()
        spaced(foot, 0, 2)
        self.add = button(words("condition.add_filter"), "plain", "add", self._offer)
        foot.addWidget(self.add)
        foot.addWidget(button(words("condition.add_group"), "quiet", None, self.insert_group))
        foot.addStretch(1)
        column.addLayout(foot)
        self.setFocusProxy(self.add)

    def show_value(self, value: Any) -> None:
        self._group = Group.of(value)
        self.match.show_value(self._group.match)
        lacking = "nothing." if self._group.match in ("any", "not_all") else ""
        self.empty.setText(words(f"condition.empty.{lacking}{self.scope}"))
        now = tuple(shape(one) for one in self._group.conditions)
        if now != self._shape:
            self._shape = now
            self._rebuild()
        for card, condition in zip(self.cards, self._group.conditions, strict=True):
            if isinstance(card, GroupEditor):
                card.show_value(condition)
            else:
                card.show_condition(condition)

    def _rebuild(self) -> None:
        clear(self._rows)
        self.cards = []
        for place, condition in enumerate(self._group.conditions):
            if place:
                joint = label(self._joint(), "joint")
                self._rows.addWidget(joint)
            card = self._card(condition)
            self._connect(card, place)
            self._rows.addWidget(card)
            self.cards.append(card)
        self.empty.setVisible(not self.cards)

    def _joint(self) -> str:
        return words("condition.or" if self._group.match in ("any", "none") else "condition.and")

    def _card(self, condition: Condition) -> FilterCard | PeopleCard | GroupEditor:
        inner = condition.condition if isinstance(condition, Not) else condition
        if is_group(condition):
            nested = GroupEditor(self.scope, self._vocabulary, nested=True)
            nested.remove.setVisible(True)
            return nested
        if isinstance(inner, PeopleOfAccount):
            return PeopleCard(condition, self._vocabulary)
        return FilterCard(condition, self.scope, self._vocabulary)

    def _connect(self, card: FilterCard | PeopleCard | GroupEditor, place: int) -> None:
        card.edited.connect(
            lambda value, path: self._replace(place, (value,), path and f"{place} {path}")
        )
        card.removed.connect(lambda: self._replace(place, ()))
        if not isinstance(card, GroupEditor):
            card.duplicated.connect(lambda: self._replace(place, (self._at(place),) * 2))
            card.grouped.connect(
                lambda: self._replace(place, (AnyOf(conditions=(self._at(place),)),))
            )

    def _at(self, place: int) -> Condition:
        return self._group.conditions[place]

    def _replace(self, place: int, by: tuple[Condition, ...], path: str = "") -> None:
        before = self._group.conditions
        self._change(path, conditions=(*before[:place], *by, *before[place + 1 :]))

    def _change(self, path: str = "", **update: Any) -> None:
        group = Group(
            update.get("match", self._group.match),
            update.get("conditions", self._group.conditions),
        )
        if group.match != self._group.match:
            self._shape = None  # the words between the cards change too
        condition = group.condition()
        self.show_value(condition)
        self.edited.emit(condition, path)

    def insert(self, condition: Condition) -> None:
        """Add a condition at the end and put the keyboard into it."""
        self._change(conditions=(*self._group.conditions, condition))
        card = self.cards[-1]
        target = card if isinstance(card, GroupEditor) else card.editor
        target.setFocus()

    def insert_group(self) -> None:
        """Add an empty group inside: "any" in a group of "all", and the other way round."""
        inner = AllOf() if self._group.match in ("any", "none") else AnyOf()
        self.insert(inner)

    def _offer(self) -> None:
        popup = PalettePopup(
            self,
            entries(filters(self._vocabulary, self.scope)),
            self.insert,
            placeholder=words("condition.search"),
            folded=True,
        )
        popup.open_below(self.add)

    def leaves(self, path: Path = ()) -> Iterator[tuple[Path, Condition, Scope, QWidget]]:
        """Every card with its place, its condition, whom it is about and where its count goes."""
        for place, (card, condition) in enumerate(
            zip(self.cards, self._group.conditions, strict=True)
        ):
            yield (*path, place), condition, self.scope, card.count
            if isinstance(card, GroupEditor):
                yield from card.leaves((*path, place))
            elif isinstance(card, PeopleCard):
                yield from card.editor.group.leaves((*path, place))


def entries(offers: tuple[Filter, ...]) -> list[Entry]:
    """Filters as entries of a palette."""
    return [Entry(one.label, one.condition, one.folder, one.hint) for one in offers]
