"""Audiences and lists: all of them with their sizes, and one of them opened."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from designer.document import Change
from designer.pages.audience import ICONS, Detail
from designer.pages.lifecycle import copy_of, new_item, used_by
from designer.pages.project import Project
from designer.pages.sizes import Key, Sizes, keyed
from designer.widgets.basics import Empty, button
from designer.widgets.dialogs import confirm, tell
from designer.widgets.listing import Item, Listing, page_head
from designer.widgets.look import look, spaced
from designer.widgets.numbers import ago
from designer.widgets.words import words
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.conditions.model import Scope

ORDERS = ("name", "kind", "status", "size", "updated", "created")
LARGEST_FIRST = ("size", "updated", "created")
INDUSTRIES = 3
"""How many of the most frequent industries a new audience of target industries starts with."""


class AudiencesPage(QWidget):
    """All audiences and lists; a click opens one."""

    rows_wanted = Signal(object)
    """A :class:`RowSet`: who belongs to an audience or a list."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        self.detail: Detail | None = None
        self._stale = True
        self.sizes = Sizes(self)
        self.sizes.counted.connect(self._fill)
        self.new = button(words("audiences.new"), "primary", "add", self._offer)
        self.new.setEnabled(not project.read_only)
        empty = Empty("audiences", words("audiences.none"), words("audiences.new"), self._offer)
        orders = [(name, words(f"list.by_{name}"), name in LARGEST_FIRST) for name in ORDERS]
        self.list = Listing(words("audiences.search"), orders, empty=empty)
        self.list.opened.connect(self.show_item)
        self.list.menu_wanted.connect(self._menu)
        overview = look(QWidget(), "page")
        column = QVBoxLayout(overview)
        spaced(column, (8, 6, 8, 0), 4)
        column.addWidget(page_head(words("page.audiences"), words("audiences.about"), self.new))
        column.addWidget(self.list, 1)
        self.place = QStackedWidget()
        self.place.addWidget(overview)
        whole = QVBoxLayout(self)
        spaced(whole)
        whole.addWidget(self.place)
        project.library.changed.connect(self._library_changed)
        project.dataset_changed.connect(self._data_changed)
        self.refresh()

    # --- the overview ---

    def refresh(self) -> None:
        """Show the audiences and lists as they are now, and count them."""
        self._stale = False
        self.sizes.ask(self.project.library.definitions, self.project.dataset)
        self._fill()

    def _fill(self) -> None:
        dates = {(one.kind, one.id): one for one in self.project.workspace.definition_entries()}
        now = dt.datetime.now(dt.UTC)
        items = []
        for key, each in keyed(self.project.library.definitions).items():
            found = dates.get(key)
            created, updated = (now, now) if found is None else (found.created, found.updated)
            items.append(self._item(key, each, created, updated))
        self.list.show_items(items)

    def _item(
        self, key: Key, each: Audience | EntityList, created: dt.datetime, updated: dt.datetime
    ) -> Item:
        is_list = isinstance(each, EntityList)
        what = f"list_{each.kind}" if isinstance(each, EntityList) else "audience"
        kind = words(f"audiences.{what}.{each.scope}")
        status = str(each.status) if isinstance(each, EntityList) else ""
        size = self.sizes.of.get(key)
        facts = (
            "" if size is None else words(f"builder.alone.{each.scope}", count=size),
            words("audiences.created", ago=ago(created)),
            words("list.updated", ago=ago(updated)),
        )
        chips = ((words(f"status.{status}"), "ok" if status == "live" else "neutral"),)
        return Item(
            key,
            each.name,
            f"{kind} · {each.description}" if each.description else kind,
            ICONS[each.scope],
            "action" if is_list else "audience",
            chips if is_list else (),
            facts,
            sort={
                "name": each.name.casefold(),
                "kind": (is_list, kind, each.name.casefold()),
                "status": (status, each.name.casefold()),
                "size": -1 if size is None else size,
                "updated": updated.timestamp(),
                "created": created.timestamp(),
            },
        )

    def _library_changed(self) -> None:
        if self.detail is not None and self.detail.item is None:
            self.close_item()
        elif self.detail is None and self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self.detail is None:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stale = True

    def _data_changed(self) -> None:
        if self.detail is not None:
            self.show_item(self.detail.key)
        elif self.isVisible():
            self.refresh()
        self._stale = True

    def _menu(self, key: Key, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(words("audiences.open"), partial(self.show_item, key))
        if not self.project.read_only:
            menu.addAction(words("audiences.duplicate"), partial(self.duplicate, key))
            menu.addSeparator()
            menu.addAction(words("audiences.delete"), partial(self.delete, key))
        menu.popup(at)

    # --- one of them ---

    def show_item(self, key: Key) -> None:
        """Open an audience or list."""
        self._drop()
        self.detail = Detail(self.project, key)
        self.detail.closed.connect(self.close_item)
        self.detail.delete_wanted.connect(self.delete)
        self.detail.duplicate_wanted.connect(partial(self.duplicate, key))
        self.detail.rows_wanted.connect(self.rows_wanted)
        self.place.addWidget(self.detail)
        self.place.setCurrentWidget(self.detail)
        self.list.choose(key)

    def close_item(self) -> None:
        """Go back to all of them."""
        self._drop()
        self.refresh()

    def _drop(self) -> None:
        if self.detail is not None:
            self.place.removeWidget(self.detail)
            self.detail.deleteLater()
            self.detail = None

    # --- new, copied, gone ---

    def _offer(self) -> None:
        self.new_menu().popup(self.new.mapToGlobal(QPoint(0, self.new.height() + 4)))

    def new_menu(self) -> QMenu:
        """What can be made."""
        from engine.accounts.starters import starters

        menu = QMenu(self)
        for scope in Scope:
            text = words(f"audiences.new_audience.{scope}")
            menu.addAction(text, partial(self.make, "audiences", scope))
        examples = menu.addMenu(words("audiences.from_example"))
        examples.setToolTipsVisible(True)
        for audience in starters(()):
            action = examples.addAction(audience.name, partial(self.start_from, audience.id))
            action.setToolTip(audience.description)
        menu.addSeparator()
        for kind in ListKind:
            for scope in Scope:
                text = words(f"audiences.new_list_{kind}.{scope}")
                menu.addAction(text, partial(self.make, "lists", scope, kind))
        return menu

    def make(self, what: str, scope: Scope, kind: ListKind = ListKind.STATIC) -> None:
        """Make a new audience or list and open it."""
        self._add(what, new_item(what, scope, kind, self.project.library.definitions))

    def start_from(self, example: str) -> None:
        """Make an audience from an example, filled with what the loaded data hold."""
        from designer.conditions.suggestions import of_attribute
        from engine.accounts.starters import INDUSTRY, starters

        found = of_attribute(self.project.dataset, Scope.ACCOUNT, INDUSTRY)[:INDUSTRIES]
        offered = starters([one.value for one in found])
        audience = next(one for one in offered if one.id == example)
        same = self.project.library.definitions.audiences
        self._add("audiences", copy_of(audience, same, audience.name))

    def duplicate(self, key: Key) -> None:
        """Make a copy and open it."""
        item = self.project.library.definitions.find(*key)
        if item is not None:
            same = getattr(self.project.library.definitions, key[0])
            name = words("journeys.copy_of", name=item.name)  # type: ignore[attr-defined]
            self._add(key[0], copy_of(item, same, name))

    def _add(self, what: str, made: Audience | EntityList) -> None:
        text = words("edit.new", name=made.name)
        self.project.library.edit(text, (Change(what, None, made),))
        self.show_item((what, made.id))
        if self.detail is not None:
            self.detail.name.setFocus()
            self.detail.name.selectAll()

    def delete(self, key: Key | None = None) -> None:
        """Delete one, by default what is open; refused while something uses it."""
        key = key or (None if self.detail is None else self.detail.key)
        item = None if key is None else keyed(self.project.library.definitions).get(key)
        if key is None or item is None:
            return
        found = used_by(self.project, key)
        if found:
            tell(self, words("audiences.used", name=item.name), words("used.by", uses=found))
            return
        live = isinstance(item, EntityList) and item.status is LibraryStatus.LIVE
        if confirm(
            self,
            words("audiences.delete_title", name=item.name),
            (words("audiences.delete_live" if live else "audiences.delete_text"),),
            words("audiences.delete"),
            danger=True,
        ):
            text = words("edit.delete_item", name=item.name)
            self.project.library.edit(text, (Change(key[0], item, None),))
