"""Editors of when something is over: a duration or a date, and must-end-on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.inspector.rows import FieldRow
from designer.widgets.editor import (
    ChoiceEditor,
    DayEditor,
    Editor,
    MomentEditor,
    SwitchEditor,
    TimeEditor,
)
from designer.widgets.look import look, spaced
from designer.widgets.times import DurationEditor, WeekdaysEditor, ZoneEditor
from designer.widgets.words import words
from engine.journey.timing import WORKDAYS, Duration, MustEndOn, Timing, Unit

DEFAULT_ON = MustEndOn(days=WORKDAYS, time=dt.time(9, 0))


class TimingEditor(Editor):
    """After a duration, perhaps ending at certain moments only; or at a date and time."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._value = Timing(duration=Duration())
        self.kind = ChoiceEditor(((False, words("timing.after")), (True, words("timing.at_date"))))
        self.kind.edited.connect(lambda value, _: self._switch(value))
        self.duration = DurationEditor()
        self.duration.edited.connect(lambda value, path: self._emit(path, duration=value))
        self.until = MomentEditor()
        self.until.edited.connect(lambda value, path: self._emit(path, until=value))
        self.must = SwitchEditor(words("timing.must_end_on"))
        self.must.edited.connect(
            lambda on, _: self._emit("", must_end_on=DEFAULT_ON if on else None)
        )
        self.days = WeekdaysEditor()
        self.days.edited.connect(lambda value, _: self._must("", days=value))
        self.time = TimeEditor()
        self.time.edited.connect(lambda value, path: self._must(path, time=value))
        self.zone = ZoneEditor(inherited=words("timing.journey_zone", zone=zone))
        self.zone.edited.connect(lambda value, _: self._must("", time_zone=value))

        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addWidget(self.kind)
        column.addWidget(self.duration)
        column.addWidget(self.until)
        column.addWidget(self.must)
        self.details = look(QWidget(), "bare")
        inner = QVBoxLayout(self.details)
        spaced(inner, 0, 3)
        self.rows = {
            "must_end_on.days": FieldRow(words("timing.days"), self.days),
            "must_end_on.time": FieldRow(words("timing.time"), self.time),
            "must_end_on.time_zone": FieldRow(words("timing.zone"), self.zone),
        }
        for each in self.rows.values():
            inner.addWidget(each)
        column.addWidget(self.details)
        self.setFocusProxy(self.duration)

    def show_value(self, value: Any) -> None:
        self._value = value
        dated = value.until is not None
        self.kind.show_value(dated)
        self.duration.setVisible(not dated)
        self.until.setVisible(dated)
        self.must.setVisible(not dated)
        must = value.must_end_on
        self.details.setVisible(must is not None)
        self.must.show_value(must is not None)
        if dated:
            self.until.show_value(value.until)
        else:
            self.duration.show_value(value.duration)
        if must is not None:
            self.days.show_value(must.days)
            self.time.show_value(must.time)
            self.zone.show_value(must.time_zone)

    def show_problems(self, problems: Any) -> None:
        for path, each in self.rows.items():
            each.show_problem(problems.get(path, ""))

    def _switch(self, dated: bool) -> None:
        if dated:
            tomorrow = dt.datetime.now() + dt.timedelta(days=7)  # noqa: DTZ005 - journey's zone
            until = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)
            changed = Timing(until=until)
        else:
            changed = Timing(duration=Duration(amount=5, unit=Unit.DAYS))
        self._tell(changed, "")

    def _emit(self, path: str, **update: Any) -> None:
        self._tell(self._value.model_copy(update=update), path)

    def _must(self, path: str, **update: Any) -> None:
        must = self._value.must_end_on or DEFAULT_ON
        self._emit(path and f"must {path}", must_end_on=must.model_copy(update=update))

    def _tell(self, value: Timing, path: str) -> None:
        self.show_value(value)
        self.edited.emit(value, path)


class DateEditor(Editor):
    """A date, at a time of day if wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._value: dt.date | dt.datetime = dt.datetime.now(dt.UTC).date()
        self.day = DayEditor()
        self.day.edited.connect(lambda value, path: self._pick(value, path))
        self.at_time = SwitchEditor(words("timing.at_time"))
        self.at_time.edited.connect(lambda on, _: self._timed(on))
        self.time = TimeEditor()
        self.time.edited.connect(self._set_time)
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addWidget(self.day)
        column.addWidget(self.at_time)
        column.addWidget(self.time)
        self.setFocusProxy(self.day)

    def show_value(self, value: Any) -> None:
        self._value = value
        timed = isinstance(value, dt.datetime)
        self.at_time.show_value(timed)
        self.time.setVisible(timed)
        with QSignalBlocker(self):
            self.day.show_value(value)
            if isinstance(value, dt.datetime):
                self.time.show_value(value.time())

    def _pick(self, day: dt.date, path: str) -> None:
        old = self._value
        if isinstance(old, dt.datetime):
            self._tell(dt.datetime.combine(day, old.timetz()), path)
        else:
            self._tell(day, path)

    def _timed(self, on: bool) -> None:
        day = self._value
        naive = dt.date(day.year, day.month, day.day)
        self._tell(dt.datetime.combine(naive, dt.time(0, 0)) if on else naive, "")

    def _set_time(self, time: dt.time, path: str) -> None:
        if isinstance(self._value, dt.datetime):
            zone = self._value.tzinfo
            self._tell(dt.datetime.combine(self._value.date(), time, zone), path)

    def _tell(self, value: dt.date | dt.datetime, path: str) -> None:
        self.show_value(value)
        self.edited.emit(value, path)
