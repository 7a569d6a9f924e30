"""Editors of single values: what forms are made of.

An editor shows a value and tells when a person has changed it; showing never tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QSignalBlocker, Qt, QTime, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from designer.widgets.combo import Combo, paint_chevron
from designer.widgets.look import UNIT, spaced
from designer.widgets.segmented import Segmented
from designer.widgets.switch import Switch

SEGMENTS = 3
"""Up to so many choices stand side by side; more go into a list."""


TEXT_MARGINS = (2 * UNIT, 0, UNIT, 0)
"""Of the text in inputs whose frame is not their line of text's own."""


class Editor(QWidget):
    """Edits one value."""

    edited = Signal(object, str)
    """The new value, and the path of the field being typed in: edits of the same path, one after
    another, are one step of undo. An empty path is a step of its own."""

    def show_value(self, value: Any) -> None:
        """Show a value without telling ``edited``."""
        raise NotImplementedError

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show sentences beside what they are about, by path below this editor."""

    def focus_on(self, path: str) -> None:  # noqa: ARG002 - simple editors have no paths inside
        """Put the keyboard where the path below this editor points."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def hold(self, *widgets: QWidget, spacing: int = 2) -> None:
        """Lay widgets side by side, the first one gets the keyboard."""
        row = QHBoxLayout(self)
        spaced(row, 0, spacing)
        for widget in widgets:
            row.addWidget(widget)
        self.setFocusProxy(widgets[0])


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, placeholder: str = "", *, limit: int = 32_767) -> None:
        super().__init__()
        self.line = QLineEdit(placeholderText=placeholder)
        self.line.setMaxLength(limit)
        self.line.textEdited.connect(lambda text: self.edited.emit(text, "text"))
        self.hold(self.line)

    def show_value(self, value: Any) -> None:
        if self.line.text() != (value or ""):
            self.line.setText(value or "")


class LongTextEditor(Editor):
    """Some lines of text."""

    def __init__(self, placeholder: str = "", lines: int = 3) -> None:
        super().__init__()
        self.box = QPlainTextEdit(placeholderText=placeholder)
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(self.box.fontMetrics().lineSpacing() * lines + 5 * UNIT)
        self.box.textChanged.connect(lambda: self.edited.emit(self.box.toPlainText(), "text"))
        self.hold(self.box)

    def show_value(self, value: Any) -> None:
        if self.box.toPlainText() != (value or ""):
            with QSignalBlocker(self.box):
                self.box.setPlainText(value or "")


class Number(QSpinBox):
    """A whole number without arrows; the wheel scrolls the form, not the number."""

    def __init__(self, low: int | None = None, high: int | None = None) -> None:
        super().__init__()
        self.setRange(
            -1_000_000_000 if low is None else low, 1_000_000_000 if high is None else high
        )
        self.setGroupSeparatorShown(True)
        self.lineEdit().setTextMargins(*TEXT_MARGINS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class IntegerEditor(Editor):
    """A whole number within bounds."""

    def __init__(self, low: int | None = None, high: int | None = None, suffix: str = "") -> None:
        super().__init__()
        self.spin = Number(low, high)
        self.spin.setSuffix(suffix)
        self.spin.valueChanged.connect(lambda value: self.edited.emit(value, "number"))
        self.hold(self.spin)

    def show_value(self, value: Any) -> None:
        if self.spin.value() != value:
            with QSignalBlocker(self.spin):
                self.spin.setValue(int(value or 0))


class SwitchEditor(Editor):
    """On or off."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.switch = Switch(text)
        self.switch.clicked.connect(lambda on: self.edited.emit(on, ""))
        self.hold(self.switch)

    def show_value(self, value: Any) -> None:
        self.switch.setChecked(bool(value))


class ChoiceEditor(Editor):
    """One of a few: side by side where they are few, else a list. ``None`` may be one of them."""

    def __init__(self, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self._values = [value for value, _ in choices]
        titles = [title for _, title in choices]
        if len(choices) <= SEGMENTS and sum(map(len, titles)) <= 32:
            self.control: Segmented | Combo = Segmented(titles)
            self.control.chosen.connect(self._chosen)
        else:
            self.control = Combo()
            self.control.addItems(titles)
            self.control.activated.connect(self._chosen)
        self.hold(self.control)

    def _chosen(self, index: int) -> None:
        self.edited.emit(self._values[index], "")

    def show_value(self, value: Any) -> None:
        index = self._values.index(value) if value in self._values else -1
        self.control.setCurrentIndex(index)


class _Dated(QDateTimeEdit):
    """A date and time with a calendar to drop down."""

    def __init__(self, pattern: str, *, calendar: bool = True) -> None:
        super().__init__()
        self.setDisplayFormat(pattern)
        self.setCalendarPopup(calendar)
        if not calendar:  # else Qt keeps the frame's own distance
            self.lineEdit().setTextMargins(*TEXT_MARGINS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.calendarPopup():
            with QPainter(self) as painter:
                paint_chevron(painter, self)


class MomentEditor(Editor):
    """A date and time of day, without a zone."""

    def __init__(self) -> None:
        super().__init__()
        self.input = _Dated("d MMM yyyy  HH:mm")
        self.input.dateTimeChanged.connect(self._changed)
        self.hold(self.input)

    def _changed(self) -> None:
        shown = self.input.dateTime()
        day, time = shown.date(), shown.time()
        value = dt.datetime(  # noqa: DTZ001 - local time of the journey
            day.year(), day.month(), day.day(), time.hour(), time.minute()
        )
        self.edited.emit(value, "moment")

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.input):
            if isinstance(value, dt.datetime):
                time = QTime(value.hour, value.minute)
            else:
                time = QTime(0, 0)
            self.input.setDateTime(QDateTime(QDate(value.year, value.month, value.day), time))


class DayEditor(Editor):
    """A date."""

    def __init__(self) -> None:
        super().__init__()
        self.input = _Dated("d MMM yyyy")
        self.input.dateChanged.connect(self._changed)
        self.hold(self.input)

    def value(self) -> dt.date:
        """The day that is shown."""
        day = self.input.date()
        return dt.date(day.year(), day.month(), day.day())

    def _changed(self) -> None:
        self.edited.emit(self.value(), "day")

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.input):
            self.input.setDate(QDate(value.year, value.month, value.day))


class TimeEditor(Editor):
    """A time of day."""

    def __init__(self) -> None:
        super().__init__()
        self.input = _Dated("HH:mm", calendar=False)
        self.input.timeChanged.connect(
            lambda time: self.edited.emit(dt.time(time.hour(), time.minute()), "time")
        )
        self.hold(self.input)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.input):
            self.input.setTime(QTime(value.hour, value.minute))
