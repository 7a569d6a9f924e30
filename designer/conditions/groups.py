"""A group of conditions: all, any, none, or not all of what is inside; groups may be nested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.conditions.cards import GRIP, Card, FilterCard
from designer.conditions.edits import MATCHES, Group, Path, bare
from designer.conditions.vocabulary import Filter, Vocabulary, filters, is_group
from designer.widgets.basics import button, icon_button
from designer.widgets.combo import Combo
from designer.widgets.editor import ChoiceEditor, Editor, IntegerEditor
from designer.widgets.look import clear, label, look, set_property, spaced
from designer.widgets.palette import Entry, PalettePopup
from designer.widgets.press import Press
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Condition,
    PeopleOfAccount,
    Quantifier,
    Scope,
)


def shape(condition: Condition) -> tuple[str, str]:
    """What must stay the same for a card to show another condition without being made anew.
    What is inside a group or inside people of the account is the business of that card."""
    if is_group(condition):
        return ("group", "")
    inner = bare(condition)
    return (inner.type, getattr(inner, "attribute", "") or getattr(inner, "event_type", ""))


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


class PeopleCard(Card):
    """People of the account, as a card among the filters."""

    editor: PeopleEditor

    def __init__(self, condition: Condition, vocabulary: Vocabulary) -> None:
        editor = PeopleEditor(vocabulary)
        editor.group.dragged.connect(self._pass_on)
        super().__init__(condition, words("filter.people"), Scope.ACCOUNT, editor)

    def _pass_on(self, card: object) -> None:
        self.dragged.emit(card)


@dataclass(frozen=True)
class Place:
    """A card in the form: where it stands, what it holds, whom that is about."""

    path: Path
    condition: Condition
    scope: Scope
    card: FilterCard | PeopleCard | GroupEditor


class GroupEditor(Editor):
    """Edits a condition as a group of cards. ``nested``: inside another group or card."""

    removed = Signal()
    duplicated = Signal()
    grouped = Signal()
    dragged = Signal(object)
    """A card in here, or this group, that somebody began to drag."""
    rebuilt = Signal()
    """There are other cards than before, or they stand in another order."""

    def __init__(self, scope: Scope, vocabulary: Vocabulary, *, nested: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self._vocabulary = vocabulary
        self._nested = nested
        self._group = Group("all", ())
        self._shapes: tuple[tuple[str, str], ...] = ()
        self._press = Press()
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
        self.grip = QLabel()
        set_icon(self.grip, "drag", "ink3", GRIP)
        self.grip.setToolTip(words("builder.grip"))
        self.grip.setCursor(Qt.CursorShape.OpenHandCursor)
        head = QHBoxLayout()
        spaced(head, 0, 2)
        head.addWidget(self.grip)
        head.addWidget(label(words(f"condition.about.{scope}"), "secondary"))
        head.addWidget(self.match)
        head.addStretch(1)
        head.addWidget(self.count)
        self.remove = icon_button("close", words("condition.remove_group"))
        self.remove.clicked.connect(self.removed)
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.addWidget(self.remove)
        self.set_movable(movable=False)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        spaced(self._rows, 0, 1)
        column.addLayout(self._rows)
        self.empty = look(QFrame(), "card", dashed=True)
        inside = QVBoxLayout(self.empty)
        spaced(inside, 3)
        self.empty_text = label("", "hint", wrap=True)
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self.empty_text)
        column.addWidget(self.empty)
        foot = QHBoxLayout()
        spaced(foot, 0, 2)
        self.add = button(words("condition.add_filter"), "plain", "add", self._offer)
        self.add_group = button(words("condition.add_group"), "quiet", None, self.insert_group)
        foot.addWidget(self.add)
        foot.addWidget(self.add_group)
        foot.addStretch(1)
        column.addLayout(foot)
        if not nested:
            self.setFocusProxy(self.add)

    def set_movable(self, *, movable: bool) -> None:
        """Whether this group is one among others, to be dragged and removed."""
        self.grip.setVisible(movable)
        self.remove.setVisible(movable)

    def value(self) -> Condition:
        """The condition as it is shown."""
        return self._group.condition()

    def show_value(self, value: Any) -> None:
        before, self._group = self._group, Group.of(value)
        lacking = "nothing." if self._group.match in ("any", "not_all") else ""
        self.match.show_value(self._group.match)
        self.empty_text.setText(words(f"condition.empty.{lacking}{self.scope}"))
        now = tuple(shape(one) for one in self._group.conditions)
        if now != self._shapes or len(self.cards) != len(now):
            self._rebuild(now)
        elif before.match != self._group.match:
            self._lay_out()
        for card, condition in zip(self.cards, self._group.conditions, strict=True):
            if isinstance(card, GroupEditor):
                card.show_value(condition)
            else:
                card.show_condition(condition)

    def _rebuild(self, now: tuple[tuple[str, str], ...]) -> None:
        """Make the cards that are lacking; those of the same shape are used again, first those
        that stay where they are."""
        spare = list(zip(self._shapes, self.cards, strict=True))
        kept: dict[int, FilterCard | PeopleCard | GroupEditor] = {}
        for place, (old, card) in enumerate(spare):
            if place < len(now) and now[place] == old:
                kept[place] = card
        left = [(old, card) for old, card in spare if card not in kept.values()]
        for place, wanted in enumerate(now):
            found = next((each for each in left if each[0] == wanted), None)
            if place not in kept and found is not None:
                left.remove(found)
                kept[place] = found[1]
        self.cards = [
            kept.get(place) or self._card(condition)
            for place, condition in enumerate(self._group.conditions)
        ]
        self._shapes = now
        for _, card in left:
            card.hide()
            card.deleteLater()
        self._lay_out()

    def _lay_out(self) -> None:
        """Put the cards below one another, with the word that joins them between."""
        for card in self.cards:
            self._rows.removeWidget(card)
        clear(self._rows)
        for place, card in enumerate(self.cards):
            if place:
                self._rows.addWidget(label(self._joint(), "joint"))
            self._rows.addWidget(card)
        self.empty.setVisible(not self.cards)
        self.rebuilt.emit()

    def _joint(self) -> str:
        return words("condition.or" if self._group.match in ("any", "none") else "condition.and")

    def _card(self, condition: Condition) -> FilterCard | PeopleCard | GroupEditor:
        card: FilterCard | PeopleCard | GroupEditor
        if is_group(condition):
            card = GroupEditor(self.scope, self._vocabulary, nested=True)
            card.set_movable(movable=True)
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            card.setAccessibleName(words("builder.group"))
            card.rebuilt.connect(self.rebuilt)
        elif isinstance(bare(condition), PeopleOfAccount):
            card = PeopleCard(condition, self._vocabulary)
            card.editor.group.rebuilt.connect(self.rebuilt)
        else:
            card = FilterCard(condition, self.scope, self._vocabulary)
        card.edited.connect(
            lambda value, path: self._replace(
                card, (value,), path and f"{self.cards.index(card)} {path}"
            )
        )
        card.removed.connect(lambda: self._replace(card, ()))
        card.duplicated.connect(lambda: self._replace(card, (self._of(card),) * 2))
        card.grouped.connect(lambda: self._replace(card, (self._around(self._of(card)),)))
        card.dragged.connect(self.dragged)
        return card

    def _of(self, card: QWidget) -> Condition:
        return self._group.conditions[self.cards.index(card)]  # type: ignore[arg-type]

    def _around(self, *conditions: Condition) -> Condition:
        """A group inside: "any" in a group of "all", and the other way round."""
        kind = AllOf if self._group.match in ("any", "none") else AnyOf
        return kind(conditions=conditions)

    def _replace(self, card: QWidget, by: tuple[Condition, ...], path: str = "") -> None:
        place = self.cards.index(card)  # type: ignore[arg-type]
        self._change(path, conditions=self._group.having(place, place + 1, by).conditions)

    def _change(self, path: str = "", **update: Any) -> None:
        group = Group(
            update.get("match", self._group.match),
            update.get("conditions", self._group.conditions),
        )
        condition = group.condition()
        self.show_value(condition)
        self.edited.emit(condition, path)

    def insert(self, condition: Condition) -> None:
        """Add a condition at the end and put the keyboard into it."""
        self._change(conditions=(*self._group.conditions, condition))
        card = self.cards[-1]
        target = card.add if isinstance(card, GroupEditor) else card.editor
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def insert_group(self) -> None:
        """Add an empty group inside: "any" in a group of "all", and the other way round."""
        self.insert(self._around())

    def _offer(self) -> None:
        popup = PalettePopup(
            self,
            entries(filters(self._vocabulary, self.scope)),
            self.insert,
            placeholder=words("condition.search"),
            folded=True,
        )
        popup.open_below(self.add)

    def places(self, path: Path = ()) -> Iterator[Place]:
        """Every card in here, outside first."""
        pairs = zip(self.cards, self._group.conditions, strict=True)
        for place, (card, condition) in enumerate(pairs):
            here = (*path, place)
            yield Place(here, condition, self.scope, card)
            if isinstance(card, GroupEditor):
                yield from card.places(here)
            elif isinstance(card, PeopleCard):
                yield from card.editor.group.places(here)

    # --- a nested group is a card itself ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.remove.isHidden() or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._press.begin(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press.end()
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press.becomes_drag(event):
            self.dragged.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hasFocus() and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        set_property(self.frame, "chosen", value=True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        set_property(self.frame, "chosen", value=False)
        super().focusOutEvent(event)


def entries(offers: tuple[Filter, ...]) -> list[Entry]:
    """Filters as entries of a palette."""
    return [Entry(one.label, one.condition, one.folder, one.hint) for one in offers]
