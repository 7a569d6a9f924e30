"""Editors of durations, weekdays and time zones."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton

from designer.widgets.combo import Combo, SearchCombo
from designer.widgets.editor import Editor, Number
from designer.widgets.look import look, spaced
from designer.widgets.words import words
from engine.journey.timing import WEEKDAYS, Duration, Unit, Weekday


class DurationEditor(Editor):
    """An amount and its unit: ``5 days``."""

    def __init__(self) -> None:
        super().__init__()
        self.amount = Number(0, 1_000_000)
        self.unit = Combo()
        self.unit.addItems([words(f"choice.unit {unit}") for unit in Unit])
        self.amount.setAccessibleName(words("duration.amount"))
        self.unit.setAccessibleName(words("duration.unit"))
        self.amount.valueChanged.connect(lambda: self._tell("amount"))
        self.unit.activated.connect(lambda: self._tell(""))
        self.hold(self.amount, self.unit)

    def _tell(self, path: str) -> None:
        unit = tuple(Unit)[self.unit.currentIndex()]
        self.edited.emit(Duration(amount=self.amount.value(), unit=unit), path)

    def show_value(self, value: Any) -> None:
        duration = value or Duration(amount=0)
        if self.amount.value() != duration.amount:
            with QSignalBlocker(self.amount):
                self.amount.setValue(duration.amount)
        self.unit.setCurrentIndex(tuple(Unit).index(duration.unit))


class WeekdaysEditor(Editor):
    """Seven small buttons, any number of them on."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        spaced(row, 0, 1)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.buttons: dict[Weekday, QPushButton] = {}
        for day in WEEKDAYS:
            button = look(QPushButton(words(f"weekday.short.{day}")), "day")
            button.setCheckable(True)
            button.setToolTip(words(f"choice.weekday {day}"))
            button.setAccessibleName(button.toolTip())
            button.clicked.connect(self._tell)
            row.addWidget(button, 1)
            self.buttons[day] = button
        self.setFocusProxy(self.buttons[Weekday.MONDAY])

    def _tell(self) -> None:
        days = tuple(day for day in WEEKDAYS if self.buttons[day].isChecked())
        self.edited.emit(days, "")

    def show_value(self, value: Any) -> None:
        for day, button in self.buttons.items():
            button.setChecked(day in (value or ()))


@cache
def zones() -> tuple[str, ...]:
    """The IANA zones that people mean: places, and UTC."""
    places = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe"}
    places |= {"Indian", "Pacific"}
    own = sorted(name for name in available_timezones() if name.split("/")[0] in places)
    return ("UTC", *own)


def zone_title(name: str) -> str:
    """A zone as people read it: ``America/New_York`` is ``New York (America)``."""
    area, _, place = name.partition("/")
    return f"{place.replace('_', ' ')} ({area})" if place else name


class ZoneEditor(Editor):
    """A time zone, searched by typing part of its name."""

    def __init__(self, *, inherited: str = "") -> None:
        super().__init__()
        self._inherited = inherited
        self._names: dict[str, str | None] = {inherited: None} if inherited else {}
        self._names |= {zone_title(name): name for name in zones()}
        self.combo = SearchCombo(list(self._names))
        self.combo.picked.connect(lambda title: self.edited.emit(self._names[title], ""))
        self.hold(self.combo)

    def show_value(self, value: Any) -> None:
        title = self._inherited if value is None else zone_title(value)
        if title not in self._names:  # an alias or an unknown zone is kept as it is
            self._names[title] = value
            self.combo.addItem(title)
        self.combo.show_entry(title)
