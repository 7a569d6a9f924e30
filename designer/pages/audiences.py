"""Audiences and lists: make, change with a live count, delete where nothing uses them."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from designer.conditions.editor import ConditionForm
from designer.conditions.vocabulary import Vocabulary
from designer.document import Change
from designer.inspector.around import unused_id
from designer.pages.adopting import unused_name
from designer.pages.members import MembersEditor
from designer.pages.project import Project
from designer.pages.whereused import uses
from designer.widgets.basics import Chip, Empty, button, icon_button, row
from designer.widgets.dialogs import confirm, tell
from designer.widgets.editor import ChoiceEditor
from designer.widgets.listing import Item, Listing, page_head
from designer.widgets.look import WIDEST, label, look, spaced
from designer.widgets.words import words
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.conditions.model import AllOf, Condition, Scope

LIST_WIDTH = 288
Key = tuple[str, str]
"""The kind (``audiences`` or ``lists``) and the id."""


class Detail(QWidget):
    """One audience or list: its name and its condition or members."""

    delete_wanted = Signal()

    def __init__(self, project: Project, key: Key) -> None:
        super().__init__()
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._project = project
        self.key = key
        self.name = look(QLineEdit(), "name")
        self.name.setAccessibleName(words("reference.name"))
        self.name.textEdited.connect(self._rename)
        self.kind = Chip()
        self.status = ChoiceEditor([(each, words(f"status.{each}")) for each in LibraryStatus])
        self.status.edited.connect(lambda value, _: self._change("", status=value))
        self.used = label("", "hint", wrap=True)
        delete = icon_button("delete", words("audiences.delete"), self.delete_wanted.emit)
        delete.setEnabled(not project.read_only)
        self.body = QVBoxLayout()
        spaced(self.body)
        column = QVBoxLayout(self)
        spaced(column, (4, 3, 4, 3), 3)
        head = row(self.kind, self.status, delete)
        head.insertWidget(0, self.name, 1)
        head.setContentsMargins(-8, 0, 0, 0)  # the text of the name stands above the rest
        column.addLayout(head)
        column.addWidget(self.used)
        column.addLayout(self.body, 1)
        self.form: ConditionForm | None = None
        self.members: MembersEditor | None = None
        self._build()
        self.setEnabled(not project.read_only)
        project.library.changed.connect(self._show)

    @property
    def item(self) -> Any:
        """The audience or list as it is now; None where it is gone."""
        return self._project.library.definitions.find(*self.key)

    def _build(self) -> None:
        item = self.item
        if isinstance(item, EntityList) and item.kind is ListKind.STATIC:
            self.members = MembersEditor(self._project.dataset)
            self.members.edited.connect(lambda keys: self._change("", members=keys))
            self.body.addWidget(self.members)
        else:
            vocabulary = Vocabulary(self._project.library.definitions, self._project.dataset)
            self.form = ConditionForm(item.scope, vocabulary)
            self.form.edited.connect(
                lambda condition, path: self._change(path, condition=condition)
            )
            self.form.show_condition(_condition(item))
            self.body.addWidget(self.form)
        self._show()

    def _show(self) -> None:
        item = self.item
        if item is None:
            return
        if self.name.text() != item.name:
            self.name.setText(item.name)
        what = "audience" if isinstance(item, Audience) else f"list_{item.kind}"
        self.kind.show_state(words(f"audiences.{what}.{item.scope}"), "neutral")
        self.status.setVisible(isinstance(item, EntityList))
        if isinstance(item, EntityList):
            self.status.show_value(item.status)
        if self.members is not None:
            self.members.show_list(item)
        if self.form is not None and _condition(item) != self.form.condition:
            self.form.show_condition(_condition(item))
        found = used_by(self._project, self.key)
        text = words("used.by", uses=found) if found else words("used.nowhere")
        self.used.setText(text)

    def _rename(self, text: str) -> None:
        if text.strip():
            self._change("name", name=text)

    def _change(self, path: str, **update: Any) -> None:
        before = self.item
        after = before.model_copy(update=update)
        text = words("edit.audience", name=after.name)
        merge = f"{self.key} {path}" if path else None
        self._project.library.edit(text, (Change(self.key[0], before, after),), merge=merge)


def _condition(item: Audience | EntityList) -> Condition:
    """The condition of an audience or a dynamic list; nothing is asked where it has none."""
    return AllOf() if item.condition is None else item.condition


def used_by(project: Project, key: Key) -> tuple[str, ...]:
    """Where something is used, in all journeys of the workspace."""
    journeys = (project.document(entry.id).journey for entry in project.journeys())
    return uses(*key, journeys, project.library.definitions)


class AudiencesPage(QWidget):
    """All audiences and lists at the left, the chosen one at the right."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        self.detail: Detail | None = None
        self.new = button(words("audiences.new"), "primary", "add", self._offer)
        self.new.setEnabled(not project.read_only)
        empty = Empty(
            "audiences",
            words("audiences.none"),
            words("audiences.new_audience.account"),
            lambda: self.make("audiences", Scope.ACCOUNT),
        )
        orders = (
            ("name", words("list.by_name"), False),
            ("kind", words("list.by_kind"), False),
        )
        self.list = Listing(words("audiences.search"), orders, menu=False, empty=empty)
        self.list.order.hide()
        self.list.opened.connect(self.show_item)
        self.place = QStackedWidget()
        self.place.addWidget(Empty("audiences", words("audiences.choose")))
        body = row(self.list, spacing=4)
        body.addWidget(self.place, 1)
        column = QVBoxLayout(self)
        spaced(column, (8, 6, 0, 0), 4)
        head = page_head(words("page.audiences"), words("audiences.about"), self.new)
        head.layout().setContentsMargins(0, 0, 32, 0)  # type: ignore[union-attr]
        column.addWidget(head)
        column.addLayout(body, 1)
        project.library.changed.connect(self.refresh)
        project.dataset_changed.connect(self._data_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the audiences and lists as they are now."""
        definitions = self.project.library.definitions
        items = [
            Item(
                ("audiences", each.id),
                each.name,
                words(f"audiences.audience.{each.scope}"),
                "audiences",
                "audience",
                sort={"name": each.name.casefold(), "kind": ("a", each.scope)},
            )
            for each in definitions.audiences
        ]
        items += [
            Item(
                ("lists", each.id),
                each.name,
                words(f"audiences.list_{each.kind}.{each.scope}"),
                "list",
                "action",
                () if each.status is LibraryStatus.LIVE else ((words("status.draft"), "neutral"),),
                sort={"name": each.name.casefold(), "kind": ("b", each.scope)},
            )
            for each in definitions.lists
        ]
        self.list.show_items(items)
        self.list.setFixedWidth(LIST_WIDTH if items else WIDEST)
        self.place.setVisible(bool(items))
        if self.detail is not None and self.detail.item is None:
            self._close()
        elif self.detail is None and items:
            self.show_item(min(items, key=lambda item: item.sort["name"]).key)

    def show_item(self, key: Key) -> None:
        """Open an audience or list at the right."""
        self._close()
        self.detail = Detail(self.project, key)
        self.detail.delete_wanted.connect(self.delete)
        self.place.addWidget(self.detail)
        self.place.setCurrentWidget(self.detail)
        self.list.choose(key)

    def _close(self) -> None:
        if self.detail is not None:
            self.place.removeWidget(self.detail)
            self.detail.deleteLater()
            self.detail = None

    def _data_changed(self) -> None:
        if self.detail is not None:
            self.show_item(self.detail.key)

    def _offer(self) -> None:
        menu = QMenu(self)
        for scope in Scope:
            menu.addAction(
                words(f"audiences.new_audience.{scope}"),
                partial(self.make, "audiences", scope),
            )
        menu.addSeparator()
        for kind in ListKind:
            for scope in Scope:
                menu.addAction(
                    words(f"audiences.new_list_{kind}.{scope}"),
                    partial(self.make, "lists", scope, kind),
                )
        menu.popup(self.new.mapToGlobal(QPoint(0, self.new.height() + 4)))

    def make(self, what: str, scope: Scope, kind: ListKind = ListKind.STATIC) -> None:
        """Make a new audience or list and open it."""
        same = getattr(self.project.library.definitions, what)
        name = unused_name(words(f"audiences.unnamed_{what}"), (one.name for one in same))
        id_ = unused_id(name, (one.id for one in same))
        made: Audience | EntityList
        if what == "audiences":
            made = Audience(id=id_, name=name, scope=scope)
        else:
            condition = AllOf() if kind is ListKind.DYNAMIC else None
            made = EntityList(
                id=id_,
                name=name,
                scope=scope,
                kind=kind,
                status=LibraryStatus.LIVE,
                condition=condition,
            )
        self.project.library.edit(words("edit.new", name=name), (Change(what, None, made),))
        self.show_item((what, id_))
        if self.detail is not None:
            self.detail.name.setFocus()
            self.detail.name.selectAll()

    def delete(self) -> None:
        """Delete what is open; refused while something uses it."""
        if self.detail is None:
            return
        item, key = self.detail.item, self.detail.key
        found = used_by(self.project, key)
        if found:
            tell(self, words("audiences.used", name=item.name), words("used.by", uses=found))
            return
        if confirm(
            self,
            words("audiences.delete_title", name=item.name),
            (words("audiences.delete_text"),),
            words("audiences.delete"),
            danger=True,
        ):
            text = words("edit.delete_item", name=item.name)
            self.project.library.edit(text, (Change(key[0], item, None),))
