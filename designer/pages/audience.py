"""One audience or list: its name, its life, its condition or members, who belongs to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from designer.conditions.counting import Counts
from designer.conditions.editor import ConditionForm
from designer.conditions.vocabulary import Vocabulary
from designer.document import Change
from designer.pages.lifecycle import condition_of, is_dynamic, used_by, why_not_live
from designer.pages.matches import Matches
from designer.pages.members import MembersEditor
from designer.pages.project import Project
from designer.pages.sizes import Key
from designer.widgets.basics import Chip, Elided, button, icon_button, row
from designer.widgets.dialogs import tell
from designer.widgets.listing import Tile
from designer.widgets.look import label, look, set_property, spaced
from designer.widgets.numbers import ago, whole
from designer.widgets.words import words
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.conditions.model import Scope

USES_AFTER = 300
"""Milliseconds after the last edit until it is looked up again where something is used."""
ICONS = {Scope.ACCOUNT: "account", Scope.PERSON: "people"}


class Detail(QWidget):
    """One audience or list, to be edited."""

    closed = Signal()
    delete_wanted = Signal()
    duplicate_wanted = Signal()
    rows_wanted = Signal(object)

    def __init__(self, project: Project, key: Key) -> None:
        super().__init__()
        look(self, "page")
        self._project = project
        self.key = key
        self._uses: tuple[str, ...] = ()
        self.form: ConditionForm | None = None
        self.members: MembersEditor | None = None
        item = self.item
        self._scope: Scope = item.scope
        self.name = look(QLineEdit(), "name")
        self.name.setAccessibleName(words("reference.name"))
        self.name.textEdited.connect(self._rename)
        self.name.editingFinished.connect(self._settle_name)
        self.about = QLineEdit()
        look(self.about, "cardtitle")
        self.about.setStyleSheet("font-weight: 400;")
        self.about.setPlaceholderText(words("audiences.describe"))
        self.about.setAccessibleName(words("audiences.description"))
        self.about.textEdited.connect(lambda text: self._change("about", description=text))
        self.kind = Chip()
        self.status = Chip()
        self.publish = button(words("audiences.publish"), "primary", None, self._publish)
        self.dates = label("", "hint")
        self.why = Elided("", "warning")
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(words("audiences.parts"))
        self.stack = QStackedWidget()
        self.matches = Matches(project, item.scope)
        self.matches.rows_wanted.connect(self.rows_wanted)
        self.uses = label("", "body", wrap=True)
        self._timer = QTimer(self, interval=USES_AFTER, singleShot=True)
        self._timer.timeout.connect(self._show_uses)
        column = QVBoxLayout(self)
        spaced(column, 0, 0)
        column.addWidget(self._head())
        column.addWidget(self.tabs)
        ground = look(QWidget(), "panel")
        inside = QVBoxLayout(ground)
        spaced(inside, (6, 4, 6, 4))
        inside.addWidget(self.stack, 1)
        column.addWidget(ground, 1)
        self._build(item)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Alt+Left"), self, self.closed.emit, context=within)
        for each in (self.name, self.about, self.publish, self.more, *self._editors()):
            each.setEnabled(not project.read_only)
        project.library.changed.connect(self._show)
        project.library.autosave.saved_changed.connect(self._show_dates)
        self._show()
        self._show_uses()

    @property
    def item(self) -> Any:
        """The audience or list as it is now; None where it is gone."""
        return self._project.library.definitions.find(*self.key)

    def _head(self) -> QWidget:
        head = QWidget()
        back = icon_button("back", words("audiences.back"), self.closed.emit)
        self.more = icon_button("more", words("audiences.more"), self._menu, "bordered")
        item = self.item
        tone = "audience" if isinstance(item, Audience) else "action"
        tile = Tile(36, ICONS[item.scope], tone)
        texts = QVBoxLayout()
        spaced(texts, 0, 0)
        texts.addWidget(self.name)
        texts.addWidget(self.about)
        under = row(self.dates, self.why)
        under.setStretch(1, 1)
        under.setContentsMargins(6, 0, 0, 0)  # below the text of the name
        texts.addLayout(under)
        line = row(back, tile, spacing=2)
        line.addLayout(texts, 1)
        for each in (self.kind, self.status, self.publish, self.more):
            line.addWidget(each)
        column = QVBoxLayout(head)
        spaced(column, (4, 4, 6, 2), 1)
        column.addLayout(line)
        return head

    def _build(self, item: Audience | EntityList) -> None:
        if isinstance(item, EntityList) and item.kind is ListKind.STATIC:
            self.members = MembersEditor(self._project, item.scope)
            self.members.edited.connect(lambda keys: self._change("", members=keys))
            self._add_tab(self.members, words("audiences.tab.members"))
        else:
            vocabulary = self._vocabulary()
            self.form = ConditionForm(
                item.scope,
                vocabulary,
                stack=self._project.library.stack,
                of_dynamic_list=is_dynamic(item),
            )
            self.form.edited.connect(lambda value, path: self._change(path, condition=value))
            self.form.counted.connect(self._counted)
            self.form.show_condition(condition_of(item))
            self._add_tab(self.form, words("audiences.tab.filters"))
        self._add_tab(self.matches, self._matches_title())
        place = QWidget()
        column = QVBoxLayout(place)
        spaced(column)
        column.addWidget(self.uses)
        column.addStretch(1)
        self._add_tab(place, words("audiences.tab.uses"))

    def _add_tab(self, widget: QWidget, title: str) -> None:
        self.stack.addWidget(widget)
        self.tabs.addTab(title)

    def _matches_title(self) -> str:
        static = self.members is not None
        return words("audiences.tab.loaded" if static else f"audiences.tab.matches.{self._scope}")

    def _editors(self) -> tuple[QWidget, ...]:
        return tuple(each for each in (self.form, self.members) if each is not None)

    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._project.library.definitions, self._project.dataset)

    # --- showing ---

    def _show(self) -> None:
        item = self.item
        if item is None:
            return
        if self.name.text() != item.name and not self.name.property("wrong"):
            self.name.setText(item.name)
        if self.about.text() != item.description:
            self.about.setText(item.description)
        what = "audience" if isinstance(item, Audience) else f"list_{item.kind}"
        self.kind.show_state(words(f"audiences.{what}.{item.scope}"), "neutral")
        if isinstance(item, EntityList):
            live = item.status is LibraryStatus.LIVE
            self.status.show_state(words(f"status.{item.status}"), "ok" if live else "neutral")
            why = "" if live else why_not_live(item, self._vocabulary())
            self.publish.setVisible(not live)
            self.publish.setEnabled(not why and not self._project.read_only)
            self.publish.setToolTip(why or words("audiences.publish_tip"))
            self.publish.setAccessibleDescription(why)
        else:
            self.publish.hide()
            self.status.hide()
            why = ""
        if self.members is not None:
            self.members.show_list(item)
        if self.form is not None and condition_of(item) != self.form.condition:
            self.form.show_condition(condition_of(item))
        self.matches.show_item(item)
        self.why.setText(words("audiences.not_yet", why=why) if why else "")
        self._show_dates()
        self._timer.start()

    def _show_dates(self) -> None:
        entries = self._project.workspace.definition_entries()
        found = next((one for one in entries if (one.kind, one.id) == self.key), None)
        said = words("audiences.not_saved")
        if found is not None:
            created, updated = ago(found.created), ago(found.updated)
            said = words("audiences.dates", created=created, updated=updated)
        count = len(self._uses)
        uses = words("audiences.used_times", count=count) if count else words("audiences.not_used")
        self.dates.setText(f"{said} · {uses}")

    def _show_uses(self) -> None:
        if self.item is None:
            return
        self._uses = used_by(self._project, self.key)
        lines = "\n".join(f"• {one}" for one in self._uses)
        self.uses.setText(lines or words("audiences.unused"))
        title = words("audiences.tab.uses")
        count = len(self._uses)
        self.tabs.setTabText(2, f"{title}  {whole(count)}" if count else title)
        self._show_dates()

    def _counted(self, counts: Counts) -> None:
        title = self._matches_title()
        self.tabs.setTabText(1, f"{title}  {whole(counts.whole.matching)}")

    # --- editing ---

    def _rename(self, text: str) -> None:
        """Take a name that no other has; else mark it."""
        same = getattr(self._project.library.definitions, self.key[0])
        others = {one.name.casefold() for one in same if one.id != self.key[1]}
        wrong = not text.strip() or text.strip().casefold() in others
        set_property(self.name, "wrong", value=wrong)
        self.name.setToolTip(words("audiences.name_taken") if wrong and text.strip() else "")
        if not wrong:
            self._change("name", name=text)

    def _settle_name(self) -> None:
        """Put the name back where what was typed cannot be taken."""
        if self.name.property("wrong") and self.item is not None:
            set_property(self.name, "wrong", value=False)
            self.name.setText(self.item.name)

    def _change(self, path: str, **update: Any) -> None:
        before = self.item
        if before is None:
            return
        after = before.model_copy(update=update)
        text = words("edit.audience", name=after.name)
        merge = f"{self.key} {path}" if path else None
        self._project.library.edit(text, (Change(self.key[0], before, after),), merge=merge)

    # --- the life cycle ---

    def _publish(self) -> None:
        self._change("", status=LibraryStatus.LIVE)

    def unpublish(self) -> None:
        """Make a draft again of a Live list that nothing uses."""
        found = used_by(self._project, self.key)
        if found:
            title = words("audiences.used", name=self.item.name)
            tell(self, title, words("used.by", uses=found), words("audiences.stays_live"))
        else:
            self._change("", status=LibraryStatus.DRAFT)

    def _menu(self) -> None:
        menu = QMenu(self)
        item = self.item
        menu.addAction(words("audiences.duplicate"), self.duplicate_wanted.emit)
        export = self.matches.export_menu()
        export.setTitle(words("audiences.export"))
        export.setEnabled(self.matches.flags is not None)
        menu.addMenu(export)
        if isinstance(item, EntityList) and item.status is LibraryStatus.LIVE:
            menu.addAction(words("audiences.unpublish"), self.unpublish)
        menu.addSeparator()
        menu.addAction(words("audiences.delete"), partial(self.delete_wanted.emit))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
