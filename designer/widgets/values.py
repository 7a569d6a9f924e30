"""Editors of attribute values by type, with values of the loaded data on offer."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from designer.widgets.basics import Flow, icon_button
from designer.widgets.editor import ChoiceEditor, DayEditor, Editor, MomentEditor
from designer.widgets.look import UNIT, look
from designer.widgets.offers import Suggest, nothing
from designer.widgets.suggest import SuggestEdit
from designer.widgets.words import words
from engine.conditions.model import Scalar, ValueType

_SHORT = {"bn": 1_000_000_000, "m": 1_000_000, "k": 1_000}
"""How large numbers are written short."""


class _TextValue(Editor):
    def __init__(self, suggest: Suggest, placeholder: str) -> None:
        super().__init__()
        self.line = SuggestEdit(suggest, placeholder)
        self.line.textChanged.connect(self._tell)
        self._shown = ""
        self.hold(self.line)

    def _tell(self, text: str) -> None:
        if text != self._shown:
            self._shown = text
            self.edited.emit(text or None, "text")

    def show_value(self, value: Any) -> None:
        text = "" if value is None else str(value)
        if text != self._shown:
            self._shown = text
            self.line.setText(text)


class _NumberValue(Editor):
    def __init__(self, kind: ValueType, placeholder: str) -> None:
        super().__init__()
        self._whole = kind is ValueType.INTEGER
        self.line = SuggestEdit(placeholder=placeholder)
        self.line.textEdited.connect(self._tell)
        self.hold(self.line)

    def _read(self, text: str) -> int | float | None:
        text = text.replace(" ", "").replace("\u00a0", "").replace("_", "").replace(",", "")
        number = _number(text)
        return None if self._whole and isinstance(number, float) else number

    def _tell(self, text: str) -> None:
        number = self._read(text)
        wrong = bool(text.strip()) and number is None
        self._mark(wrong=wrong)
        if not wrong:
            self.edited.emit(number, "number")

    def _mark(self, *, wrong: bool) -> None:
        if wrong != bool(self.line.property("wrong")):
            self.line.setProperty("wrong", wrong)
            self.line.style().polish(self.line)

    def show_value(self, value: Any) -> None:
        if self._read(self.line.text()) != value or value is None:
            self._mark(wrong=False)
            is_number = isinstance(value, int | float)
            self.line.setText(f"{value:,}" if is_number else "" if value is None else str(value))


class _Dated(Editor):
    """A date or a moment kept as ISO 8601 text."""

    def __init__(self, inner: DayEditor | MomentEditor) -> None:
        super().__init__()
        self.inner = inner
        inner.edited.connect(lambda value, path: self.edited.emit(value.isoformat(), path))
        self.hold(inner)

    def show_value(self, value: Any) -> None:
        try:
            moment = dt.datetime.fromisoformat(str(value))
        except ValueError:
            moment = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.inner.show_value(moment)


def value_editor(kind: ValueType, suggest: Suggest = nothing, placeholder: str = "") -> Editor:
    """The editor of one value of a type. It shows and tells scalars as conditions hold them."""
    if kind in (ValueType.INTEGER, ValueType.NUMBER):
        return _NumberValue(kind, placeholder or words("value.number"))
    if kind is ValueType.BOOLEAN:
        return ChoiceEditor(((True, words("value.yes")), (False, words("value.no"))))
    if kind is ValueType.DATE:
        return _Dated(DayEditor())
    if kind is ValueType.TIMESTAMP:
        return _Dated(MomentEditor())
    return _TextValue(suggest, placeholder or words("value.text"))


def first_value(kind: ValueType) -> Scalar | None:
    """What a new comparison with a value of this type starts with."""
    if kind is ValueType.BOOLEAN:
        return True
    today = dt.datetime.now(dt.UTC).date().isoformat()
    if kind in (ValueType.DATE, ValueType.TIMESTAMP):
        return today if kind is ValueType.DATE else f"{today}T00:00:00"
    return None


class _Tag(QFrame):
    removed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        look(self, "tag")
        line = QHBoxLayout(self)
        line.setContentsMargins(2 * UNIT, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(QLabel(text))
        cross: QToolButton = icon_button("close", words("value.remove", value=text), kind="tag")
        cross.clicked.connect(self.removed)
        line.addWidget(cross)


class ValuesEditor(Editor):
    """Several values: each a tag, typed or picked one after another."""

    def __init__(self, kind: ValueType, suggest: Suggest = nothing) -> None:
        super().__init__()
        self._kind = kind
        self._values: tuple[Scalar, ...] = ()
        self._flow = Flow(self, spacing=1)
        self.line = SuggestEdit(suggest, words("value.add"), several=True)
        self.line.picked.connect(self._toggle)
        self.line.pasted.connect(self._add_all)
        self.line.returnPressed.connect(self._add)
        self.line.editingFinished.connect(self._add)
        self.line.installEventFilter(self)
        self._flow.addWidget(self.line)
        self.setFocusProxy(self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        key = event.key() if isinstance(event, QKeyEvent) else None
        pressed = event.type() is QEvent.Type.KeyPress and watched is self.line
        if pressed and key == Qt.Key.Key_Backspace and not self.line.text() and self._values:
            self._change(self._values[:-1])
            return True
        return super().eventFilter(watched, event)

    def _toggle(self, text: str) -> None:
        """Add a value picked from the list, or take it away again; its case does not count."""
        same = [one for one in self._values if str(one).casefold() == text.casefold()]
        if same:
            self._change(tuple(one for one in self._values if one not in same))
        else:
            self._change((*self._values, text))

    def _add_all(self, texts: tuple[str, ...]) -> None:
        """Add what was pasted, as far as it is of the type."""
        found = (_scalar(text, self._kind) for text in texts)
        new = tuple(dict.fromkeys(one for one in found if one not in (None, *self._values)))
        if new:
            self._change((*self._values, *new))  # type: ignore[arg-type]

    def _add(self) -> None:
        text = self.line.text().strip().rstrip(",")
        value = _scalar(text, self._kind)
        if value is not None:
            self.line.clear()
            if value not in self._values:
                self._change((*self._values, value))

    def _change(self, values: tuple[Scalar, ...]) -> None:
        self.show_value(values)
        self.edited.emit(values, "")

    def show_value(self, value: Any) -> None:
        if value == self._values:
            return
        self._values = tuple(value)
        while self._flow.count() > 1:
            item = self._flow.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.line.show_chosen(map(str, self._values))
        entry = self._flow.takeAt(0)
        for one in self._values:
            tag = _Tag(f"{one:,}" if isinstance(one, int | float) else str(one))
            tag.removed.connect(lambda one=one: self._change(_without(self._values, one)))
            self._flow.addWidget(tag)
        if entry is not None:
            self._flow.addItem(entry)
        self._flow.invalidate()
        self.updateGeometry()


def _without(values: tuple[Scalar, ...], value: Scalar) -> tuple[Scalar, ...]:
    return tuple(one for one in values if one is not value)


def _scalar(text: str, kind: ValueType) -> Scalar | None:
    """A typed text as a value of a type; None where it is none."""
    if not text:
        return None
    if kind in (ValueType.INTEGER, ValueType.NUMBER):
        return _number(text.replace(",", ""))
    return text


def _number(text: str) -> int | float | None:
    """A typed number, whole where it is, as in "1500", "1.5k" or "1bn"; None where it is none,
    or has no end."""
    short = next((end for end in _SHORT if text.lower().endswith(end)), "")
    try:
        number = float(Decimal(text[: len(text) - len(short)]) * _SHORT.get(short, 1))
    except (ArithmeticError, ValueError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number
