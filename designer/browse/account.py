"""The page of an account: what is known of it, its people, what they did, and where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from designer.background import Job, while_alive
from designer.browse import about
from designer.browse.attributes import Attributes, Group
from designer.browse.belonging import GroupsTab, JourneysTab, ListsTab
from designer.browse.holder import Holder
from designer.browse.people import OpportunitiesTab, PeopleTab
from designer.browse.timelinetab import TimelineTab
from designer.pages.project import Project
from designer.widgets.basics import Chip, Elided, Empty, button, icon_button, row
from designer.widgets.dialogs import show_error
from designer.widgets.listing import Tile
from designer.widgets.look import label, look, spaced
from designer.widgets.segmented import Segmented
from designer.widgets.words import words
from engine.accounts.browsing.finding import row_of
from engine.accounts.browsing.timeline import timeline_of_account
from engine.conditions.model import Scope

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.accounts.membership import Membership
    from engine.background import Work

SIDE = 312
"""How wide the attributes are, in pixels."""
TABS = ("people", "timeline", "opportunities", "groups", "lists", "journeys")


class AccountPage(QWidget):
    """Everything about one account. Each tab is made when it is looked at for the first time, off
    the thread of the window."""

    back_wanted = Signal()
    person_wanted = Signal(str)
    run_wanted = Signal(str, object)
    """The id of a journey and the entry of a run of it."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.dataset: Dataset | None = None
        self.head: about.Head | None = None
        self._known: set[str] = set()
        self._asking: Membership | None = None
        self.back = icon_button("back", words("browse.back"), self.back_wanted.emit, "bordered")
        self.crumb = button(words("browse.entity.account"), "link", clicked=self.back_wanted.emit)
        self.here = Elided("", "hint")
        self.name, self.about = Elided("", "title"), Elided("", "hint")
        self.state = Chip()
        self.attributes = Holder()
        self.people, self.opportunities = PeopleTab(), OpportunitiesTab()
        self.timeline = TimelineTab()
        self.groups, self.lists, self.journeys = GroupsTab(), ListsTab(), JourneysTab()
        for each in (self.people, self.timeline, self.groups):
            each.person_wanted.connect(self.person_wanted)
        self.journeys.run_wanted.connect(self.run_wanted)
        self._tabs: dict[str, QWidget] = {
            "people": self.people,
            "timeline": self.timeline,
            "opportunities": self.opportunities,
            "groups": self.groups,
            "lists": self.lists,
            "journeys": self.journeys,
        }
        self.tabs = Segmented([words(f"browse.tab.{name}") for name in TABS])
        self.tabs.setCurrentIndex(0)
        self.tabs.chosen.connect(lambda place: self.show_tab(TABS[place]))
        self._tab = TABS[0]
        self.waiting = Empty("search", words("browse.looking"))
        self._lay_out()
        project.library.changed.connect(while_alive(self, self._definitions_changed))
        project.runs_changed.connect(while_alive(self, partial(self._forget, "journeys")))

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        spaced(names)
        names.addWidget(self.name)
        names.addWidget(self.about)
        head = QHBoxLayout()
        spaced(head, 0, 3)
        head.addWidget(self.back)
        tile = Tile(36, "account", "audience")
        head.addWidget(tile)
        head.addLayout(names, 1)
        head.addWidget(self.state)
        self.side = side = look(QFrame(), "card")
        side.setFixedWidth(SIDE)
        inner = QVBoxLayout(side)
        inner.setContentsMargins(1, 8, 1, 8)
        inner.addWidget(self.attributes)
        ground = look(QFrame(), "card")
        right = QVBoxLayout(ground)
        spaced(right, 3, 2)
        right.addWidget(self.tabs)
        self.place = QStackedWidget()
        self.place.addWidget(self.waiting)
        for each in self._tabs.values():
            self.place.addWidget(each)
        right.addWidget(self.place, 1)
        body = QHBoxLayout()
        spaced(body, 0, 3)
        body.addWidget(side)
        body.addWidget(ground, 1)
        column = QVBoxLayout(self)
        spaced(column, (0, 1, 0, 4), 2)
        crumbs = row(self.crumb, label("›", "hint"), spacing=1)
        crumbs.addWidget(self.here, 1)
        column.addLayout(crumbs)
        column.addLayout(head)
        column.addLayout(body, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # --- what is shown ---

    def show_account(self, dataset: Dataset, key: str) -> bool:
        """Show an account by key. False where the dataset has none of that key."""
        place = row_of(dataset, Scope.ACCOUNT, key)
        if place is None:
            return False
        self.dataset = dataset
        self.head = head = about.head_of(dataset, place)
        self.name.setText(head.name)
        self.here.setText(head.name)
        self.about.setText(" · ".join(filter(None, (head.domain, head.key))))
        outside = "browse.takes_no_part" if head.outside else "browse.takes_part"
        self.state.show_state(words(outside), "warning" if head.outside else "ok")
        self._show_attributes(())
        self._ask_derived()
        self._known.clear()
        self.show_tab(self._tab)
        return True

    def forget(self) -> None:
        """Let go of the dataset."""
        self.dataset = self.head = self._asking = None
        self._known.clear()
        self.timeline.forget()

    def _show_attributes(self, derived: tuple[Group, ...]) -> None:
        if self.head is not None:
            made = Attributes((*self.head.groups, *derived))
            made.setContentsMargins(12, 4, 12, 4)
            self.attributes.show_content(made)

    def _ask_derived(self) -> None:
        """Find the derived attributes, which are asked for of all accounts at once and kept as long
        as the data and the definitions are the same."""
        dataset, head = self.dataset, self.head
        definitions = self.project.library.definitions
        if dataset is None or head is None or not definitions.derived_attributes:
            return
        if self._asking is None or self._asking.dataset is not dataset:
            self._asking = about.membership_of(dataset, definitions)
        membership = self._asking
        job = Job(lambda _: about.derived_of(membership, head.row, definitions))
        job.done.connect(while_alive(self, partial(self._derived, head)))
        job.failed.connect(while_alive(self, lambda error: show_error(self, error)))
        job.start()

    def _derived(self, head: about.Head, found: tuple[Group, ...]) -> None:
        if head is self.head and found:
            self._show_attributes(found)

    def show_tab(self, name: str) -> None:
        """Turn to a tab; what is on it is found where it is not known."""
        self._tab = name
        self.tabs.setCurrentIndex(TABS.index(name))
        if name in self._known:
            self.place.setCurrentWidget(self._tabs[name])
        elif self.dataset is not None and self.head is not None:
            self._ask(name, self._question(name, self.dataset, self.head.row))

    def _question(self, name: str, dataset: Dataset, place: int) -> Callable[[Work], Any]:
        """What finds the content of a tab."""
        definitions = self.project.library.definitions
        if name == "people":
            return lambda _: about.people_of(dataset, place)
        if name == "timeline":
            return lambda _: (dataset, timeline_of_account(dataset, place))
        if name == "opportunities":
            return lambda _: about.opportunities_of(dataset, place)
        if name == "groups":
            return lambda work: about.groups_of(dataset, place, definitions, work)
        if name == "lists":
            return lambda _: about.memberships(dataset, Scope.ACCOUNT, place, definitions)
        runs, load = self.project.runs(), self.project.workspace.run
        return lambda work: about.journeys_of(dataset, place, runs, load, work)

    def _ask(self, name: str, question: Callable[[Work], Any]) -> None:
        self.place.setCurrentWidget(self.waiting)
        job = Job(question)
        job.done.connect(while_alive(self, partial(self._answered, name, self.head)))
        job.failed.connect(while_alive(self, lambda error: show_error(self, error)))
        job.start()

    def _answered(self, name: str, head: about.Head | None, found: Any) -> None:
        if head is not self.head:
            return
        tab: Any = self._tabs[name]
        tab.show_found(found)
        self._known.add(name)
        if name == self._tab:
            self.place.setCurrentWidget(tab)

    def leave_room(self, *, leave: bool) -> None:
        """Show the tabs only, where something stands beside the page and there is little room."""
        self.side.setVisible(not leave)

    # --- what may change meanwhile ---

    def _definitions_changed(self) -> None:
        self._asking = None
        self._ask_derived()
        self._forget("groups")
        self._forget("lists")

    def _forget(self, name: str) -> None:
        """What is on a tab may not be true any more."""
        self._known.discard(name)
        if name == self._tab and self.isVisible():
            self.show_tab(name)
