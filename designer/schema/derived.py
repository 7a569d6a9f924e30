"""Derived account attributes: all of them, and one of them with its values."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.conditions.vocabulary import Vocabulary
from designer.document import Change
from designer.inspector.around import unused_id
from designer.pages.adopting import unused_name
from designer.pages.lifecycle import used_by
from designer.pages.project import Project
from designer.schema.form import DerivedForm
from designer.schema.values import ValuesPane
from designer.widgets.basics import Empty, Scroll, button, icon_button, row
from designer.widgets.dialogs import confirm, tell
from designer.widgets.look import label, look, set_property, spaced
from designer.widgets.seen import WhenSeen
from designer.widgets.words import words
from engine.accounts.derived.check import check_derived
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.derived.starters import starters
from engine.accounts.derived.words import definition_sentence

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

KIND = "derived_attributes"
LIST = 232
VALUES = 336
"""How wide the list and the values are, in pixels."""


class DerivedView(WhenSeen):
    """The list at the left, the definition in the middle, its values at the right."""

    rows_wanted = Signal(object)
    """A :class:`RowSet`: the accounts behind a number."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.id: str | None = None
        """The attribute that is shown."""
        self._dataset: Dataset | None = None
        self.new = button(words("derived.new"), "plain", "add", self._offer)
        self.items = look(QListWidget(), "list")
        self.items.setAccessibleName(words("derived.list"))
        self.items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.items.currentItemChanged.connect(self._choose)
        self.name = look(QLineEdit(), "heading")
        self.name.setMaxLength(255)
        self.name.setAccessibleName(words("derived.name"))
        self.name.textEdited.connect(self._rename)
        self.name.editingFinished.connect(self._settle_name)
        self.more = icon_button("more", words("derived.menu"), self._menu, "bordered")
        self.kind = label("", "hint")
        self.sentence = label("", "sentence", wrap=True)
        self.sentence.setAccessibleName(words("derived.sentence"))
        self.uses = label("", "hint", wrap=True)
        self.form: DerivedForm | None = None
        self.place = QVBoxLayout()
        self.values = ValuesPane()
        self.values.setFixedWidth(VALUES)
        self.values.rows_wanted.connect(self.rows_wanted)
        self.stack = QStackedWidget()
        self.empty = Empty("score", words("derived.none"), words("derived.new"), self._offer)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._body())
        column = QVBoxLayout(self)
        spaced(column)
        column.addWidget(self.stack)
        self.new.setEnabled(not project.read_only)
        project.library.changed.connect(self.touch)

    def _body(self) -> QWidget:
        body = look(QWidget(), "panel")
        line = QHBoxLayout(body)
        spaced(line)
        left = look(QWidget(), "panel")
        left.setFixedWidth(LIST)
        column = QVBoxLayout(left)
        spaced(column, (3, 3, 3, 3), 2)
        column.addWidget(self.new)
        column.addWidget(self.items, 1)
        line.addWidget(left)
        content = QWidget()
        middle = QVBoxLayout(content)
        spaced(middle, (6, 4, 6, 4), 3)
        head = row()
        head.addWidget(self.name, 1)
        head.addWidget(self.more)
        middle.addLayout(head)
        middle.addWidget(self.kind)
        banner = look(QWidget(), "banner")
        inside = QVBoxLayout(banner)
        spaced(inside, (3, 2, 3, 2), 1)
        inside.addWidget(self.sentence)
        middle.addWidget(banner)
        middle.addLayout(self.place)
        middle.addWidget(self.uses)
        middle.addStretch(1)
        beside = look(QWidget(), "side")
        frame = QVBoxLayout(beside)
        frame.setContentsMargins(1, 0, 0, 0)  # the line at its left
        frame.addWidget(Scroll(content))
        line.addWidget(beside, 1)
        line.addWidget(self.values)
        return body

    # --- what is shown ---

    @property
    def definition(self) -> DerivedAttribute | None:
        """The attribute that is shown, as it is now."""
        found = self.project.library.definitions.find(KIND, self.id)
        return found if isinstance(found, DerivedAttribute) else None

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show values of another dataset."""
        self._dataset = dataset
        self._drop_form()
        self.refresh()

    def show_item(self, id_: str) -> None:
        """Turn to an attribute."""
        self.id = id_
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it is now."""
        super().refresh()
        known = sorted(self._all(), key=lambda one: one.name.casefold())
        if self.definition is None:
            self.id = known[0].id if known else None
        self.stack.setCurrentIndex(1 if known else 0)
        self._fill(known)
        definition = self.definition
        if definition is None:
            self.values.say("")
            self._drop_form()
        else:
            self._show(definition)

    def _all(self) -> tuple[DerivedAttribute, ...]:
        return self.project.library.definitions.derived_attributes

    def _fill(self, known: list[DerivedAttribute]) -> None:
        self.items.blockSignals(True)
        self.items.clear()
        for one in known:
            item = QListWidgetItem(one.name, self.items)
            item.setData(256, one.id)
            item.setToolTip(one.name)
            if one.id == self.id:
                self.items.setCurrentItem(item)
        self.items.blockSignals(False)

    def _choose(self, item: QListWidgetItem | None) -> None:
        id_ = None if item is None else item.data(256)
        definition = self.project.library.definitions.find(KIND, id_)
        if isinstance(definition, DerivedAttribute):
            self.id = definition.id
            self._show(definition)

    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.project.library.definitions, self._dataset)

    def _form(self) -> DerivedForm:
        if self.form is None:
            self.form = DerivedForm(self._vocabulary())
            self.form.setEnabled(not self.project.read_only)
            self.form.edited.connect(self._edited)
            self.place.addWidget(self.form)
        return self.form

    def _drop_form(self) -> None:
        if self.form is not None:
            self.place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _show(self, definition: DerivedAttribute) -> None:
        vocabulary = self._vocabulary()
        if self.name.text() != definition.name and not self.name.property("wrong"):
            self.name.setText(definition.name)
        self.name.setReadOnly(self.project.read_only)
        form = self._form()
        if form.definition != definition:
            form.show_definition(definition)
        self.sentence.setText(str(definition_sentence(definition, vocabulary.names)))
        kind = vocabulary.attribute_type_of(definition)
        self.kind.setText(words("derived.kind", type=words(f"type.{kind}"), path=definition.path))
        found = used_by(self.project, (KIND, definition.id))
        said = words("derived.uses", uses=found) if found else words("derived.unused")
        self.uses.setText(said)
        findings = check_derived(definition, vocabulary, vocabulary.names)
        form.show_findings(findings)
        if self._dataset is None:
            self.values.say(words("derived.no_data"))
        elif any(one.blocking for one in findings):
            self.values.say(words("derived.incomplete"))
        else:
            lists = self.project.library.definitions.lists
            self.values.show_values(self._dataset, definition, lists)

    # --- editing ---

    def _edited(self, after: DerivedAttribute, path: str) -> None:
        self._change(after, path)

    def _change(self, after: DerivedAttribute, path: str) -> None:
        before = self.definition
        if before is not None:
            text = words("edit.derived", name=before.name)
            merge = f"{KIND} {before.id} {path}" if path else None
            self.project.library.edit(text, (Change(KIND, before, after),), merge=merge)

    def _rename(self, text: str) -> None:
        """Take a name that no other has; else mark it."""
        before = self.definition
        if before is None:
            return
        others = {one.name.casefold() for one in self._all() if one.id != before.id}
        taken = text.strip().casefold() in others
        wrong = not text.strip() or taken
        set_property(self.name, "wrong", value=wrong)
        self.name.setToolTip(words("derived.name_taken") if taken else "")
        if not wrong:
            self._change(before.model_copy(update={"name": text}), "name")

    def _settle_name(self) -> None:
        """Put the name back where what was typed cannot be taken."""
        if self.name.property("wrong") and self.definition is not None:
            set_property(self.name, "wrong", value=False)
            self.name.setText(self.definition.name)

    # --- new, copied, gone ---

    def _offer(self) -> None:
        at = self.new if self.new.isVisible() else self.empty
        self.new_menu().popup(at.mapToGlobal(QPoint(0, self.new.height() + 4)))

    def new_menu(self) -> QMenu:
        """What can be made."""
        menu = QMenu(self)
        menu.addAction(words("derived.empty_new"), self.make)
        menu.addSection(words("derived.from_example"))
        for each in starters():
            menu.addAction(each.name, partial(self.make, each))
        menu.setEnabled(not self.project.read_only)
        return menu

    def make(self, like: DerivedAttribute | None = None) -> None:
        """Make an attribute, like another or from nothing, and show it."""
        start = like or DerivedAttribute(id="new", name=words("derived.unnamed"))
        name = unused_name(start.name, (one.name for one in self._all()))
        id_ = unused_id(name, (one.id for one in self._all()))
        made = start.model_copy(update={"id": id_, "name": name})
        self.id = id_
        text = words("edit.new", name=name)
        self.project.library.edit(text, (Change(KIND, None, made),))
        self.refresh()
        self.name.setFocus()
        self.name.selectAll()

    def duplicate(self) -> None:
        """Make a copy of what is shown."""
        definition = self.definition
        if definition is not None:
            name = words("derived.copy_of", name=definition.name)
            self.make(definition.model_copy(update={"name": name}))

    def delete(self) -> None:
        """Delete what is shown; refused while something uses it."""
        definition = self.definition
        if definition is None:
            return
        found = used_by(self.project, (KIND, definition.id))
        if found:
            title = words("derived.used", name=definition.name)
            tell(self, title, words("used.by", uses=found), words("derived.remove_first"))
            return
        if confirm(
            self,
            words("derived.delete_title", name=definition.name),
            (words("derived.delete_text"),),
            words("derived.delete"),
            danger=True,
        ):
            text = words("edit.delete_item", name=definition.name)
            self.project.library.edit(text, (Change(KIND, definition, None),))
            self.refresh()

    def menu(self) -> QMenu:
        """What can be done with what is shown."""
        menu = QMenu(self)
        menu.addAction(words("derived.duplicate"), self.duplicate)
        menu.addSeparator()
        menu.addAction(words("derived.delete"), self.delete)
        menu.setEnabled(not self.project.read_only)
        return menu

    def _menu(self) -> Any:
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))
