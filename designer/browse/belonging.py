"""Where an account belongs: its buying groups, its lists and audiences, its journeys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from designer.browse.about import GroupOf, Journeys, Took
from designer.widgets.basics import Chip, Empty, Flow, Scroll, button, row
from designer.widgets.listing import Item, ItemRow, Tile
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.numbers import moment
from designer.widgets.words import words
from engine.accounts.audiences import Audience, EntityList, ListKind
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.buying_groups.matching import RoleFilled

ROLE, LINE = 180, 26
"""How wide the names of roles are at least, and how high their lines, in pixels."""


class _Sheet(QWidget):
    """A column that scrolls, filled anew each time."""

    def __init__(self) -> None:
        super().__init__()
        content = QWidget()
        self.column = QVBoxLayout(content)
        spaced(self.column, (0, 0, 2, 0), 2)
        outer = QVBoxLayout(self)
        spaced(outer)
        outer.addWidget(Scroll(content))

    def begin(self) -> None:
        """Take away what was shown."""
        clear(self.column)

    def end(self) -> None:
        """Leave the rest of the room empty."""
        self.column.addStretch(1)


class GroupsTab(_Sheet):
    """For each solution interest, who would be in the buying group now, and which roles nobody
    fills."""

    person_wanted = Signal(str)

    def show_found(self, groups: Sequence[GroupOf]) -> None:
        """Show buying groups."""
        self.begin()
        if not groups:
            self.column.addWidget(Empty("group", words("browse.no_groups")), 1)
            return
        for group in groups:
            self.column.addWidget(self._card(group))
        self.end()

    def _card(self, group: GroupOf) -> QFrame:
        card = look(QFrame(), "inset")
        column = QVBoxLayout(card)
        spaced(column, 3, 2)
        head = QHBoxLayout()
        spaced(head, 0, 2)
        head.addWidget(Tile(24, "group", "audience"))
        head.addWidget(label(group.interest.name, "heading"))
        head.addStretch(1)
        filled = sum(not role.missing for role in group.roles)
        whole = filled == len(group.roles)
        said = words("browse.roles_filled", filled=filled, count=len(group.roles))
        head.addWidget(Chip(said, "ok" if whole else "warning"))
        column.addLayout(head)
        grid = QGridLayout()
        spaced(grid, 0, 1)
        grid.setColumnMinimumWidth(0, ROLE)
        grid.setColumnStretch(1, 1)
        for place, role in enumerate(group.roles):
            named = label(role.card.role, "secondary")
            named.setMinimumHeight(LINE)
            grid.addWidget(named, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._people(group, role), place, 1)
        column.addLayout(grid)
        return card

    def _people(self, group: GroupOf, role: RoleFilled) -> QWidget:
        made = QWidget()
        made.setMinimumHeight(LINE)
        flow = Flow(made, 3)
        for person in role.people:
            key, name = group.names[person]
            link = button(name, "link", clicked=partial(self.person_wanted.emit, key))
            flow.addWidget(link)
        if role.card.condition is None:
            by_hand = label(words("browse.role_by_hand"), "hint")
            by_hand.setMinimumHeight(LINE)
            flow.addWidget(by_hand)
        elif role.missing:
            said = words("browse.role_missing", count=role.missing)
            chip = Chip(said if role.people else words("browse.role_nobody"), "warning")
            holder = QWidget()
            holder.setLayout(row(chip))
            holder.setMinimumHeight(LINE)
            flow.addWidget(holder)
        return made


class ListsTab(_Sheet):
    """The audiences and lists that it is in now."""

    def show_found(self, found: tuple[Sequence[Audience], Sequence[EntityList]]) -> None:
        """Show audiences and lists."""
        self.begin()
        audiences, lists = found
        if not audiences and not lists:
            self.column.addWidget(Empty("list", words("browse.in_no_list")), 1)
            return
        for title, items in (("audiences", audiences), ("lists", lists)):
            if items:
                self.column.addWidget(label(words(f"browse.in.{title}"), "section"))
            for item in items:
                self.column.addWidget(_line(item))
        self.end()


def _line(item: Audience | EntityList) -> QWidget:
    made = look(QFrame(), "inset")
    line = QHBoxLayout(made)
    spaced(line, (3, 2, 3, 2), 2)
    is_list = isinstance(item, EntityList)
    line.addWidget(Tile(24, "list" if is_list else "audiences", "audience"))
    texts = QVBoxLayout()
    spaced(texts)
    texts.addWidget(label(item.name, "body"))
    if item.description:
        texts.addWidget(label(item.description, "hint", wrap=True))
    line.addLayout(texts, 1)
    if isinstance(item, EntityList):
        kind = "dynamic" if item.kind is ListKind.DYNAMIC else "static"
        line.addWidget(Chip(words(f"browse.list.{kind}")))
    return made


class JourneysTab(_Sheet):
    """In which journeys it was, in the newest runs of the workspace; a click opens the run."""

    run_wanted = Signal(str, object)

    def show_found(self, found: Journeys) -> None:
        """Show the entries of an account."""
        self.begin()
        if not found.took:
            none = "no_journeys_here" if found.elsewhere else "no_journeys"
            self.column.addWidget(
                Empty("journey", words(f"browse.{none}", count=found.elsewhere)), 1
            )
            return
        for took in found.took:
            self.column.addWidget(self._row(took))
        if found.elsewhere:
            said = words("browse.runs_elsewhere", count=found.elsewhere)
            self.column.addWidget(label(said, "hint", wrap=True))
        self.end()

    def _row(self, took: Took) -> ItemRow:
        from engine.journey.describe import title

        entry, what = took.run.entry, took.what
        journey = next(one for one in took.run.journeys if one.id == what.journey)
        zone = took.run.result.settings.time_zone
        node = say(title(journey.by_id[what.node]))
        if what.ended is None:
            about = words("browse.is_at", node=node, since=moment(what.since, zone))
            chip = (words("trace.here"), "accent")
        else:
            about = words("browse.ended_at", node=node, since=moment(what.since, zone))
            tone = "ok" if what.ended == "completed" else "warning"
            chip = (words(f"trace.ended.{what.ended}"), tone)
        said = words(
            "browse.entered", when=moment(what.entered, zone), then=about, number=what.entry
        )
        made = moment(entry.created)
        item = Item(
            entry.id,
            journey.name,
            said,
            "journey",
            "accent",
            (chip,),
            (words("browse.run_of", when=made),),
        )
        line = ItemRow(item, menu=False)
        line.opened.connect(partial(self.run_wanted.emit, journey.id, entry))
        return line
