"""The panel of a person: what is known, where they work, what they may be sent, what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from designer.background import Latest
from designer.browse import about
from designer.browse.attributes import Attributes, Group, grouped
from designer.browse.events import HIGH, TimelineList
from designer.browse.holder import Holder
from designer.pages.project import Project
from designer.widgets.basics import Chip, Elided, Flow, button, icon_button
from designer.widgets.dialogs import show_error
from designer.widgets.listing import Tile
from designer.widgets.look import label, look, spaced
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.browsing.finding import row_of
from engine.accounts.browsing.timeline import Timeline, timeline_of_person
from engine.accounts.fields import Entity
from engine.conditions.model import Scope

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.journey.model import Definitions

WIDTH = 340
LINES = 7
"""As many lines of the timeline are shown without scrolling it."""


@dataclass(frozen=True)
class Known:
    """What is shown of a person. ``accounts``: the key and the name of the own account, then of
    those the person works with as well, each with the roles there."""

    key: str
    name: str
    title: str
    chips: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str, str], ...]
    lists: tuple[str, ...]
    groups: tuple[Group, ...]
    timeline: Timeline


def known_of(dataset: Dataset, row: int, definitions: Definitions) -> Known:
    """What is shown of a person, by row."""
    values = dataset.people.row(row, named=True)
    key = str(values[f.PERSON_KEY])
    audiences, lists = about.memberships(dataset, Scope.PERSON, row, definitions)
    return Known(
        key,
        about.name_of(dataset, row),
        values.get("extendedWorkDetails.jobTitle") or "",
        _chips(values, takes_part=bool(dataset.takes_part(Scope.PERSON)[row])),
        _accounts(dataset, key, values.get(f.PERSON_ACCOUNT)),
        (*(item.name for item in audiences), *(item.name for item in lists)),
        grouped(dataset, Entity.PERSON, row),
        timeline_of_person(dataset, row),
    )


def _chips(values: dict[str, object], *, takes_part: bool) -> tuple[tuple[str, str], ...]:
    """Whether the person can be reached, as short states."""
    found: list[tuple[str, str]] = []
    if not takes_part:
        found.append((words("browse.no_email"), "warning"))
    consent = str(values.get(f.EMAIL_CONSENT) or "").strip().lower()
    if consent == "n":
        found.append((words("browse.opted_out"), "error"))
    elif consent == "y":
        found.append((words("browse.opted_in"), "ok"))
    if values.get(f.MARKETING_SUSPENDED):
        found.append((words("browse.suspended"), "warning"))
    return tuple(found)


def _accounts(dataset: Dataset, key: str, own: str | None) -> tuple[tuple[str, str, str], ...]:
    related = dataset.relations.filter(pl.col(f.PERSON_KEY) == key)
    roles = {
        account: ", ".join(there or ())
        for account, there in related.select(f.PERSON_ACCOUNT, f.PERSON_ROLES).iter_rows()
    }
    keys = [*([own] if own is not None else []), *roles]
    frame = dataset.accounts.filter(pl.col(f.ACCOUNT_KEY).is_in(keys))
    names = frame.to_dicts()
    said = {
        one[f.ACCOUNT_KEY]: (one.get(f.ACCOUNT_NAME) or "").strip() or one[f.ACCOUNT_KEY]
        for one in names
    }
    return tuple((one, said.get(one, one), roles.get(one, "")) for one in keys)


class PersonPanel(QFrame):
    """One person beside a table or the page of an account. Escape closes it."""

    closed = Signal()
    account_wanted = Signal(str)

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "card")
        self.setFixedWidth(WIDTH)
        self.project = project
        self.key: str | None = None
        self.name, self.title = Elided("", "heading"), Elided("", "hint")
        close = icon_button("close", words("browse.close_person"), self.closed.emit)
        names = QVBoxLayout()
        spaced(names)
        names.addWidget(self.name)
        names.addWidget(self.title)
        head = QHBoxLayout()
        spaced(head, (3, 3, 2, 2), 2)
        head.addWidget(Tile(32, "person", "audience"))
        head.addLayout(names, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._holder = Holder()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._holder, 1)
        self._latest = Latest(self)
        self._latest.answered.connect(self._show)
        self._latest.failed.connect(lambda error: show_error(self, error))

    def show_person(self, dataset: Dataset, key: str) -> bool:
        """Show a person by key. False where the dataset has none of that key."""
        row = row_of(dataset, Scope.PERSON, key)
        if row is None:
            return False
        self.key = key
        definitions = self.project.library.definitions
        self._latest.ask(lambda _: known_of(dataset, row, definitions))
        return True

    def forget(self) -> None:
        """Let go of the person."""
        self.key = None
        self._latest.forget()
        self._holder.show_content(QWidget())

    def _show(self, known: Known) -> None:
        self.name.setText(known.name)
        self.title.setText(known.title)
        content = QWidget()
        column = QVBoxLayout(content)
        spaced(column, (3, 0, 3, 3), 2)
        if known.chips:
            column.addWidget(_flow([Chip(text, tone) for text, tone in known.chips]))
        if known.accounts:
            column.addWidget(_section("works_with"))
            for key, name, roles in known.accounts:
                link = button(name, "link", clicked=partial(self.account_wanted.emit, key))
                link.setToolTip(words("browse.open_account", name=name))
                column.addWidget(_flow([link, *([label(roles, "hint")] if roles else [])]))
        if known.lists:
            column.addWidget(_section("in_lists"))
            column.addWidget(_flow([Chip(one) for one in known.lists]))
        column.addWidget(Attributes(known.groups))
        column.addWidget(_section("timeline"))
        if len(known.timeline):
            events = TimelineList()
            events.show_timeline(known.timeline, {known.key: ""})
            events.setFixedHeight(HIGH * min(events.model_.rowCount(), LINES))
            column.addWidget(events)
        else:
            column.addWidget(label(words("browse.did_nothing"), "hint", wrap=True))
        column.addStretch(1)
        self._holder.show_content(content)


def _section(name: str) -> QWidget:
    return label(words(f"browse.person.{name}"), "section")


def _flow(widgets: Sequence[QWidget]) -> QWidget:
    made = QWidget()
    flow = Flow(made, 2)
    for each in widgets:
        flow.addWidget(each)
    return made
