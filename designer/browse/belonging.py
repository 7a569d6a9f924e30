"""Where an account belongs: its buying groups, its lists and audiences, its journeys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from designer.browse.about import GroupOf, Journeys, Took
from designer.browse.holder import Holder
from designer.widgets.basics import Chip, Empty, Flow, button, row
from designer.widgets.listing import Item, ItemRow, Tile
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import moment
from designer.widgets.words import words
from engine.accounts.audiences import Audience, EntityList, ListKind
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.buying_groups.matching import RoleFilled

ROLE, LINE = 180, 26
"""How wide the names of roles are at least, and how high their lines, in pixels."""


def _column(widgets: Sequence[QWidget]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    spaced(column, (0, 0, 2, 0), 2)
    for each in widgets:
        column.addWidget(each)
    column.addStretch(1)
    return made


class GroupsTab(Holder):
    """For each solution interest, who would be in the buying group now, and which roles nobody
    fills."""

    person_wanted = Signal(str)

    def show_found(self, groups: Sequence[GroupOf]) -> None:
        """Show buying groups."""
        if groups:
            self.show_content(_column([self._card(group) for group in groups]))
        else:
            self.show_content(Empty("group", words("browse.no_groups")))

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


class ListsTab(Holder):
    """The audiences and lists that it is in now."""

    def show_found(self, found: tuple[Sequence[Audience], Sequence[EntityList]]) -> None:
        """Show audiences and lists."""
        audiences, lists = found
        lines: list[QWidget] = []
        for title, items in (("audiences", audiences), ("lists", lists)):
            if items:
                lines.append(label(words(f"browse.in.{title}"), "section"))
            lines += map(_line, items)
        none = Empty("list", words("browse.in_no_list"))
        self.show_content(_column(lines) if lines else none)


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


class JourneysTab(Holder):
    """In which journeys it was, in the newest runs of the workspace; a click opens the run."""

    run_wanted = Signal(str, object)

    def show_found(self, found: Journeys) -> None:
        """Show the entries of an account."""
        if not found.took:
            none = "no_journeys_here" if found.elsewhere else "no_journeys"
            said = words(f"browse.{none}", count=found.elsewhere)
            self.show_content(Empty("journey", said))
            return
        lines: list[QWidget] = [self._row(took) for took in found.took]
        if found.elsewhere:
            said = words("browse.runs_elsewhere", count=found.elsewhere)
            lines.append(label(said, "hint", wrap=True))
        self.show_content(_column(lines))

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
