"""The condition form: the groups, the sentence above them and the live count."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from designer.background import Latest
from designer.conditions import edits
from designer.conditions.board import Board
from designer.conditions.cards import Card
from designer.conditions.counting import Counter, Counts, Question
from designer.conditions.edits import Path
from designer.conditions.groups import GroupEditor, Place
from designer.conditions.history import History
from designer.conditions.offers import FilterPalette
from designer.conditions.vocabulary import Vocabulary
from designer.widgets.basics import Scroll
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import share, whole
from designer.widgets.sharebar import ShareBar
from designer.widgets.taborder import order_tabs
from designer.widgets.words import words
from engine.conditions.check import Finding, check
from engine.conditions.model import (
    AllOf,
    Condition,
    HasBuyingGroup,
    MemberOfBuyingGroup,
    Scope,
    walk,
)
from engine.conditions.sentence import sentence
from resources.catalogue import Message

if TYPE_CHECKING:
    from engine.accounts.membership import Count

COUNT_AFTER = 20
"""Milliseconds after the last key: with the counting itself, well within a tenth of a second."""

GROUPS = (HasBuyingGroup, MemberOfBuyingGroup)
"""Filters on what exists in simulations only."""


def asks_for_groups(condition: Condition, scope: Scope) -> bool:
    """Whether a condition has a filter on buying groups."""
    return any(isinstance(part, GROUPS) for part, _ in walk(condition, scope))


class ConditionForm(QWidget):
    """Filters on offer at the left, the condition at the right, its sentence and count above.

    ``stack``: where edits can be undone; without one the form keeps its own steps. Embed it with
    ``offers=False`` where there is little room: filters are then added from a menu.
    ``of_dynamic_list``: the condition is that of a dynamic list, which may not refer to another
    (ruling 18).
    """

    edited = Signal(object, str)
    counted = Signal(object)
    """The :class:`Counts` of the condition as it is now."""

    def __init__(
        self,
        scope: Scope,
        vocabulary: Vocabulary,
        *,
        offers: bool = True,
        stack: QUndoStack | None = None,
        of_dynamic_list: bool = False,
    ) -> None:
        super().__init__()
        self.scope = scope
        self.condition: Condition = AllOf()
        self.counts: Counts | None = None
        """Of the condition as it is now; None until it has been counted."""
        self._vocabulary = vocabulary
        self._stack = stack
        self._of_dynamic_list = of_dynamic_list
        self._history: History[Condition] = History(self.condition)
        dataset = vocabulary.dataset
        known = vocabulary.definitions
        counter = (
            None if dataset is None else Counter(dataset, known.lists, known.derived_attributes)
        )
        self._counter = counter
        self._latest = Latest(self)
        self._latest.answered.connect(self._show_counts)
        self._timer = QTimer(self, interval=COUNT_AFTER, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self._tabs = QTimer(self, interval=0, singleShot=True)
        self._tabs.timeout.connect(lambda: order_tabs(self))
        self.sentence = label("", "sentence", wrap=True)
        self.sentence.setAccessibleName(words("condition.sentence"))
        self.total = label("", "count", wrap=True)
        self.total.setAccessibleName(words("condition.count"))
        self.bar = ShareBar()
        self.note = label(words("builder.groups"), "hint", wrap=True)
        self.note.hide()
        self.group = GroupEditor(scope, vocabulary)
        self.group.edited.connect(self._changed)
        self.group.rebuilt.connect(self._tabs.start)
        self.board = Board(self.group)
        self.board.filter_dropped.connect(self._filter_dropped)
        self.board.card_dropped.connect(self._card_dropped)
        self.palette_: FilterPalette | None = None
        line = QHBoxLayout(self)
        spaced(line, 0, 4)
        if offers:
            self.palette_ = FilterPalette(scope, vocabulary)
            self.palette_.picked.connect(self.group.insert)
            line.addWidget(self.palette_)
        line.addLayout(self._right(), 1)
        self._keys()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        spaced(right, 0, 3)
        head = look(QWidget(), "banner")
        banner = QVBoxLayout(head)
        spaced(banner, (3, 2, 3, 2), 1)
        banner.addWidget(self.sentence)
        banner.addWidget(self.total)
        banner.addWidget(self.bar)
        banner.addWidget(self.note)
        right.addWidget(head)
        right.addWidget(Scroll(self.board), 1)
        return right

    # --- the keyboard ---

    def _keys(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            ("Alt+Up", partial(self._step, -1)),
            ("Alt+Down", partial(self._step, 1)),
        ):
            QShortcut(QKeySequence(keys), self, act, context=within)

    def _command(self, event: QKeyEvent) -> Any:
        """What a key means anywhere in the form; None where it means nothing."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo
        if event.matches(QKeySequence.StandardKey.Redo):
            return self.redo
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            name = {Qt.Key.Key_D: "duplicated", Qt.Key.Key_G: "grouped"}.get(Qt.Key(event.key()))
            return name and partial(self._tell_card, name)
        if event.text() == "/" and self.palette_ is not None:
            return partial(self.palette_.search.setFocus, Qt.FocusReason.ShortcutFocusReason)
        return None

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._command(event) is not None
        ):
            event.accept()  # ours, before it is one of the window's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._command(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def current(self) -> Place | None:
        """The innermost card that has the keyboard."""
        focused = self.focusWidget()
        found = None
        for each in self.group.places():
            if focused is not None and (each.card is focused or each.card.isAncestorOf(focused)):
                found = each
        return found

    def _tell_card(self, what: str) -> None:
        place = self.current()
        if place is not None:
            getattr(place.card, what).emit()
            end = place.path[-1] + (what == "duplicated")
            self._focus((*place.path[:-1], end))

    def _step(self, by: int) -> None:
        """Move the card that has the keyboard up or down; over the edge of a nested group it
        goes out, onto a group it goes in."""
        place = self.current()
        if place is None:
            return
        root, path = edits.stepped(self.condition, place.path, by)
        if path != place.path:
            self._apply(root, path)

    def _focus(self, path: Path) -> None:
        """Put the keyboard on the card at a path."""
        for each in self.group.places():
            if each.path == path:
                each.card.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- edits ---

    def _filter_dropped(self, condition: Condition, group: Path, place: int) -> None:
        self._apply(edits.inserted(self.condition, group, place, condition), (*group, place))

    def _card_dropped(self, source: Path, group: Path, place: int, becomes: Condition) -> None:
        root, path = edits.moved(self.condition, source, group, place, becomes)
        self._apply(root, path)

    def _apply(self, condition: Condition, focus: Path) -> None:
        """Become another condition, as one step of undo."""
        if condition != self.condition:
            self.group.show_value(condition)
            self._changed(self.group.value(), "")
        self._focus(focus)

    def show_condition(self, condition: Condition) -> None:
        """Show a condition; counting starts at once."""
        self._history = History(condition)
        self._show(condition)

    def _show(self, condition: Condition) -> None:
        self.condition = condition
        self.counts = None
        self.group.show_value(condition)
        self._say()
        self._timer.start(0)

    def _changed(self, condition: Condition, path: str) -> None:
        self._history.note(condition, path)
        self.condition = condition
        self.counts = None
        self._say()
        self._timer.start(COUNT_AFTER)
        self.edited.emit(condition, path)

    def undo(self) -> None:
        """Take the last edit back."""
        if self._stack is not None:
            self._stack.undo()
        elif (condition := self._history.back()) is not None:
            self._show(condition)
            self.edited.emit(condition, "")

    def redo(self) -> None:
        """Make again what was taken back."""
        if self._stack is not None:
            self._stack.redo()
        elif (condition := self._history.forth()) is not None:
            self._show(condition)
            self.edited.emit(condition, "")

    # --- words and numbers ---

    def _say(self) -> None:
        self.sentence.setText(str(sentence(self.condition, self.scope, self._vocabulary.names)))
        self.note.setVisible(asks_for_groups(self.condition, self.scope))
        self._tell_problems()

    def problems(self) -> tuple[Finding, ...]:
        """What is wrong with the condition as it is."""
        known = self._vocabulary
        inside = self._of_dynamic_list
        return check(self.condition, self.scope, known, known.names, in_dynamic_list=inside)

    def _tell_problems(self) -> None:
        """Say beside each filter what is wrong with it, but not while it is being edited."""
        found: dict[Path, Message] = {}
        for finding in self.problems():
            found.setdefault(edits.path_of(finding.place), finding.message)
        current = self.current()
        for each in self.group.places():
            if isinstance(each.card, Card):
                message = found.get(each.path)
                busy = current is not None and each.path == current.path
                text = "" if message is None or busy else str(message)
                each.card.show_problem(text)

    def _focus_moved(self) -> None:
        if self.isVisible():
            self._tell_problems()

    def _ask(self) -> None:
        if self._counter is None:
            self.total.setText(words("condition.no_data"))
            self.bar.hide()
            return
        parts = {each.path: (each.condition, each.scope) for each in self.group.places()}
        question = Question(self.condition, self.scope, parts)
        self._latest.ask(partial(self._counter.answer, question))

    def _show_counts(self, counts: Counts) -> None:
        if counts.question.condition is not self.condition:
            return  # of what the condition was before the last key
        self.counts = counts
        found: Count = counts.whole
        said = words(
            f"condition.counted.{self.scope}",
            matching=whole(found.matching),
            total=whole(found.total),
            share=share(found.matching, found.total),
        )
        if found.outside:
            key = f"condition.outside.{self.scope}"
            said = words(key, counted=said, count=found.outside)
        self.total.setText(said)
        self.bar.show_share(found.matching, found.total)
        for each in self.group.places():
            part = counts.parts.get(each.path)
            if part is not None:
                text = words(f"builder.alone.{each.scope}", count=part.matching)
                later = isinstance(edits.bare(each.condition), GROUPS)
                each.card.count.setText(words("builder.in_runs") if later else text)
        self.counted.emit(counts)
