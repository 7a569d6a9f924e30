"""The paths of a fork as cards: label, what leads there, order, and how many took it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QVBoxLayout

from designer.conditions.comparison import ComparisonEditor, update_comparison
from designer.inspector.around import Around
from designer.inspector.conditionfield import ConditionEditor
from designer.inspector.rows import show_sentence
from designer.widgets.basics import Chip, button, icon_button, row
from designer.widgets.editor import Editor, IntegerEditor, LongTextEditor, SwitchEditor
from designer.widgets.look import clear, label, look, set_property, spaced
from designer.widgets.numbers import share, whole
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.conditions.model import Scope, ValueType
from engine.journey import edits
from engine.journey.actions import Context
from engine.journey.model import JourneyKind
from engine.journey.nodes import (
    OTHER,
    ExternalPath,
    ExternalSplitNode,
    NextBestNode,
    SplitNode,
    VariantNode,
)

Fork = SplitNode | VariantNode | NextBestNode | ExternalSplitNode


def scope_of(node: Fork, kind: JourneyKind) -> Scope:
    """Whom the conditions of a fork are about."""
    if kind is JourneyKind.PERSON or isinstance(node, NextBestNode):
        return Scope.PERSON
    by = getattr(node, "by", Context.ACCOUNTS)
    return Scope.PERSON if by is Context.PEOPLE else Scope.ACCOUNT


class _Handle(QLabel):
    """Drag it up or down to move a card."""

    dragged = Signal(QPoint)
    dropped = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        set_icon(self, "drag", "ink3", 16)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(words("paths.drag"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.dropped.emit(event.globalPosition().toPoint())


class PathCard(QFrame):
    """One path."""

    edited = Signal(object, str)

    def __init__(self, editor: PathsEditor, node: Fork, place: int) -> None:
        super().__init__()
        look(self, "card")
        self._path: Any = node.paths[place]
        self.handle = _Handle()
        self.label = look(QLineEdit(), "cardtitle")
        self.label.setMaxLength(255)
        self.label.setAccessibleName(words("paths.label", number=place + 1))
        self.label.textEdited.connect(lambda text: self._emit("label", label=text))
        more = icon_button("more", words("paths.more", path=self._path.label))
        more.clicked.connect(
            lambda: editor.menu(place).popup(more.mapToGlobal(more.rect().bottomLeft()))
        )
        self.figure = label("", "figure")
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self.body = self._make_body(editor, node)
        column = QVBoxLayout(self)
        spaced(column, (2, 2, 2, 3), 1)
        head = QHBoxLayout()
        spaced(head, 0, 1)
        head.addWidget(self.handle)
        head.addWidget(self.label, 1)
        if isinstance(self.body, IntegerEditor):
            self.body.setFixedWidth(76)
            head.addWidget(self.body)
        head.addWidget(more)
        column.addLayout(head)
        inner = QVBoxLayout()
        spaced(inner, (7, 0, 2, 0), 1)
        if self.body is not None and not isinstance(self.body, IntegerEditor):
            inner.addWidget(self.body)
        inner.addWidget(self.figure)
        inner.addWidget(self.problem)
        column.addLayout(inner)

    def _make_body(self, editor: PathsEditor, node: Fork) -> Editor | None:
        around = editor.around
        if isinstance(node, VariantNode):
            percentage = IntegerEditor(0, 100, suffix=" %")
            percentage.edited.connect(lambda value, _: self._emit("share", percentage=value))
            return percentage
        if isinstance(node, SplitNode):
            scope = scope_of(node, around.document.journey.kind)
            condition = ConditionEditor(around, "", scope)
            condition.edited.connect(lambda value, _: self._emit("", condition=value))
            return condition
        if isinstance(node, NextBestNode):
            return _PromptEditor(around, self)
        return _AccessorEditor(around, node, self)

    def show_path(self, path: Any) -> None:
        """Show the path as it is now."""
        self._path = path
        if self.label.text() != path.label:
            self.label.setText(path.label)
        if isinstance(self.body, ConditionEditor):
            self.body.name(words("paths.condition_of", path=path.label))
            self.body.show_value(path.condition)
        elif isinstance(self.body, IntegerEditor):
            self.body.show_value(path.percentage)
        elif self.body is not None:
            self.body.show_value(path)

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong with the path."""
        set_property(self, "wrong", show_sentence(self.problem, sentence))

    def _emit(self, path: str, **update: Any) -> None:
        self._path = self._path.model_copy(update=update)
        self.edited.emit(self._path, path)

    def change(self, path: str, **update: Any) -> None:
        """Tell a change of the path's settings."""
        self._emit(path, **update)


class _PromptEditor(Editor):
    """A prompt in plain words, and a condition that decides before it."""

    def __init__(self, around: Around, card: PathCard) -> None:
        super().__init__()
        self.prompt = LongTextEditor(words("paths.prompt"))
        self.prompt.edited.connect(lambda value, _: card.change("prompt", prompt=value))
        title = words("paths.override")
        self.override = ConditionEditor(around, title, Scope.PERSON, optional=True)
        self.override.edited.connect(lambda value, _: card.change("", override=value))
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addWidget(self.prompt)
        column.addWidget(self.override)

    def show_value(self, value: Any) -> None:
        self.prompt.show_value(value.prompt)
        self.override.show_value(value.override)


class _AccessorEditor(Editor):
    """An accessor of the external service, and what it is compared with."""

    def __init__(self, around: Around, node: ExternalSplitNode, card: PathCard) -> None:
        super().__init__()
        self._value = ExternalPath(label="")
        service = around.document.definitions.find("services", node.service)
        self.accessor = QLineEdit(placeholderText=words("paths.accessor"))
        self.accessor.setToolTip(", ".join(getattr(service, "accessors", ())))
        self.accessor.textEdited.connect(lambda text: card.change("accessor", accessor=text))
        self.comparison = ComparisonEditor(ValueType.STRING)
        self.comparison.edited.connect(
            lambda value, path: card.change(
                path,
                **{
                    name: getattr(update_comparison(self._value, value), name)
                    for name in ("operator", "value", "values")
                },
            )
        )
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addWidget(self.accessor)
        column.addWidget(self.comparison)

    def show_value(self, value: Any) -> None:
        self._value = value
        if self.accessor.text() != value.accessor:
            self.accessor.setText(value.accessor)
        self.comparison.show_value(value)


class PathsEditor(Editor):
    """All paths of a fork in priority order, then Other."""

    def __init__(self, around: Around) -> None:
        super().__init__()
        self.around = around
        self._node: Fork | None = None
        self.cards: list[PathCard] = []
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        self.total = Chip()
        self.even = button(words("paths.evenly"), "link", clicked=self._distribute)
        self._shares = row(self.total, None, self.even)
        column.addLayout(self._shares)
        self._cards = QVBoxLayout()
        spaced(self._cards, 0, 2)
        column.addLayout(self._cards)
        self.other = look(QFrame(), "card", dashed=True)
        self.other_switch = SwitchEditor(words("paths.rest"))
        self.other_switch.edited.connect(lambda on, _: self._emit("", other=on))
        self.other_figure = label("", "figure")
        self.other_hint = label("", "hint", wrap=True)
        inner = QVBoxLayout(self.other)
        spaced(inner, (3, 1, 3, 2), 0)
        inner.addWidget(self.other_switch)
        inner.addWidget(self.other_figure)
        inner.addWidget(self.other_hint)
        column.addWidget(self.other)
        self.add = button(words("paths.add"), "plain", "add", self._add)
        column.addWidget(self.add)
        around.changed.connect(self._count)

    def show_value(self, value: Any) -> None:
        """Show a fork."""
        rebuild = self._node is None or len(self.cards) != len(value.paths)
        rebuild = rebuild or getattr(self._node, "by", None) != getattr(value, "by", None)
        rebuild = rebuild or getattr(self._node, "service", None) != getattr(value, "service", None)
        self._node = value
        if rebuild:
            self._build()
        for card, path in zip(self.cards, value.paths, strict=True):
            card.show_path(path)
        has_other = isinstance(value, SplitNode | ExternalSplitNode)
        self.other.setVisible(has_other)
        if isinstance(value, SplitNode | ExternalSplitNode):
            self.other_switch.show_value(value.other)
            by = getattr(value, "by", Context.ACCOUNTS)
            self.other_hint.setText(words(f"paths.other_{'on' if value.other else 'off'}.{by}"))
        variant = isinstance(value, VariantNode)
        self.total.setVisible(variant)
        self.even.setVisible(variant)
        if isinstance(value, VariantNode):
            total = sum(path.percentage for path in value.paths)
            self.total.show_state(
                words("paths.total", total=total), "ok" if total == 100 else "error"
            )
        self._count()

    def _build(self) -> None:
        clear(self._cards)
        self.cards = []
        if self._node is None:
            return
        for place in range(len(self._node.paths)):
            card = PathCard(self, self._node, place)
            card.edited.connect(partial(self._replace, place))
            card.handle.dropped.connect(partial(self._drop, place))
            self._cards.addWidget(card)
            self.cards.append(card)

    def _count(self) -> None:
        """How many took each path, of those that came, in the last run."""
        if self._node is None:
            return
        counts = self.around.counts.get(self._node.id)
        for name, place in self._figures():
            if counts is None:
                place.hide()
                continue
            left = counts.left.get(name, 0)
            place.setText(
                words(
                    "paths.figure" if counts.people is None else "paths.figure_people",
                    left=whole(left),
                    all=whole(counts.choosing),
                    share=share(left, counts.choosing) or share(0, 1),
                )
            )
            place.show()

    def _figures(self) -> list[tuple[str, QLabel]]:
        if self._node is None:
            return []
        labels = (self._label_at(place) for place in range(len(self.cards)))
        figures = (card.figure for card in self.cards)
        return [*zip(labels, figures, strict=True), (OTHER, self.other_figure)]

    def menu(self, place: int) -> QMenu:
        """What can be done with a path."""
        menu = QMenu(self)
        up = menu.addAction(words("paths.up"), partial(self._move, place, place - 1))
        up.setEnabled(place > 0)
        down = menu.addAction(words("paths.down"), partial(self._move, place, place + 1))
        down.setEnabled(place < len(self.cards) - 1)
        menu.addSeparator()
        menu.addAction(words("paths.remove"), partial(self._remove, place))
        return menu

    def _label_at(self, place: int) -> str:
        return "" if self._node is None else self._node.paths[place].label

    def _drop(self, place: int, at: QPoint) -> None:
        y = self.mapFromGlobal(at).y()
        centres = [card.y() + card.height() / 2 for card in self.cards]
        above = sum(centre < y for number, centre in enumerate(centres) if number != place)
        if above != place:
            self._move(place, above)

    def _move(self, place: int, to: int) -> None:
        if self._node is not None:
            id_, path = self._node.id, self._label_at(place)
            text = words("edit.move_path", path=path)
            self.around.apply(text, lambda journey: edits.move_path(journey, id_, path, to))

    def _remove(self, place: int) -> None:
        if self._node is not None:
            id_, path = self._node.id, self._label_at(place)
            text = words("edit.remove_path", path=path)
            self.around.apply(text, lambda journey: edits.remove_path(journey, id_, path))

    def _add(self) -> None:
        if self._node is not None:
            id_ = self._node.id
            added = self.around.apply(
                words("edit.add_path"), lambda journey: edits.add_path(journey, id_)
            )
            if added and self.cards:
                self.cards[-1].label.setFocus()
                self.cards[-1].label.selectAll()

    def _distribute(self) -> None:
        if self._node is not None:
            id_ = self._node.id
            self.around.apply(
                words("edit.distribute"), lambda journey: edits.distribute_evenly(journey, id_)
            )

    def _replace(self, place: int, path: Any, field: str) -> None:
        if self._node is not None:
            paths = (*self._node.paths[:place], path, *self._node.paths[place + 1 :])
            self._emit(field and f"{place}.{field}", paths=paths)

    def _emit(self, path: str, **update: Any) -> None:
        if self._node is not None:
            self.edited.emit(self._node.model_copy(update=update), path)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        for place, card in enumerate(self.cards):
            mine = (text for path, text in problems.items() if path.split(".")[0] == str(place))
            card.show_problem(next(mine, ""))

    def focus_on(self, path: str) -> None:
        place = path.split(".")[0]
        if place.isdigit() and int(place) < len(self.cards):
            card = self.cards[int(place)]
            target = card.body if "label" not in path and card.body is not None else card.label
            target.setFocus(Qt.FocusReason.OtherFocusReason)
