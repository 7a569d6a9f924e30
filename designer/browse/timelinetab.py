"""The events of an account: of all people or one, of all types or one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from designer.browse.about import name_of
from designer.browse.events import TimelineList
from designer.widgets.basics import Empty
from designer.widgets.combo import Combo
from designer.widgets.look import label, spaced
from designer.widgets.numbers import whole
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.browsing.tables import event_label
from engine.accounts.browsing.timeline import Timeline

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

CHOICE = 200


class TimelineTab(QWidget):
    """A timeline with two choices above it."""

    person_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._whole: Timeline | None = None
        self._names: dict[str, str] = {}
        self.person, self.kind = Combo(), Combo()
        for combo, name in ((self.person, "of_person"), (self.kind, "event_type")):
            combo.setFixedWidth(CHOICE)
            combo.setAccessibleName(words(f"browse.{name}"))
            combo.activated.connect(lambda _: self._narrow())
        self.count = label("", "secondary")
        self.list = TimelineList()
        self.list.person_wanted.connect(self.person_wanted)
        self.nothing = Empty("event", words("browse.no_events"))
        self.no_match = Empty(
            "search", words("browse.no_event_matches"), words("browse.show_all"), self._all
        )
        self.place = QStackedWidget()
        for each in (self.list, self.nothing, self.no_match):
            self.place.addWidget(each)
        tools = QHBoxLayout()
        spaced(tools, 0, 2)
        tools.addWidget(self.person)
        tools.addWidget(self.kind)
        tools.addStretch(1)
        tools.addWidget(self.count)
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addLayout(tools)
        column.addWidget(self.place, 1)

    def show_found(self, found: tuple[Dataset, Timeline]) -> None:
        """Show the events of an account."""
        dataset, self._whole = found
        self.person.clear()
        self.kind.clear()
        self.person.addItem(words("browse.everybody"), None)
        self.kind.addItem(words("browse.all_types"), None)
        self._names = {}
        keys = dataset.people[f.PERSON_KEY]
        persons = pl.Series(self._whole.persons).value_counts(sort=True)
        for person, count in persons.iter_rows():
            name = self._names[str(keys[person])] = name_of(dataset, person)
            self.person.addItem(words("browse.with_count", name=name, count=count), person)
        for kind, count in self._whole.kinds().items():
            said = words("browse.with_count", name=event_label(kind), count=count)
            self.kind.addItem(said, kind)
        for combo in (self.person, self.kind):
            combo.setEnabled(len(self._whole) > 0)
        self._narrow()

    def forget(self) -> None:
        """Let go of the events."""
        self._whole = None
        self.list.model_.forget()

    def _all(self) -> None:
        self.person.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)
        self._narrow()

    def _narrow(self) -> None:
        if self._whole is None:
            return
        shown = self._whole.of(self.person.currentData(), self.kind.currentData())
        self.list.show_timeline(shown, self._names)
        total = len(self._whole)
        said = words("browse.count.event", count=total, shown=whole(total))
        if len(shown) != total:
            said = words("browse.of_all", found=whole(len(shown)), all=said)
        self.count.setText(said)
        if not total:
            self.place.setCurrentWidget(self.nothing)
        else:
            self.place.setCurrentWidget(self.list if len(shown) else self.no_match)
