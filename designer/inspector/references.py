"""Editors of references: one of the definitions of a kind, or a new one."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from designer.conditions.dialog import edit_condition
from designer.conditions.groupfilter import roles
from designer.document import Change
from designer.inspector.around import Around
from designer.inspector.fields import Reference
from designer.widgets.basics import button, row
from designer.widgets.combo import Combo, SearchCombo
from designer.widgets.dialogs import ask_text
from designer.widgets.editor import Editor
from designer.widgets.look import label, set_property, spaced
from designer.widgets.words import words
from engine.accounts.audiences import Audience, EntityList, LibraryStatus
from engine.accounts.fields import Entity
from engine.conditions.sentence import sentence
from engine.journey.model import Channel


class ReferenceEditor(Editor):
    """A list of the definitions of a kind by name, with "New…" at its end."""

    def __init__(
        self, around: Around, reference: Reference, channel: Channel | None = None
    ) -> None:
        super().__init__()
        self._around = around
        self._reference = reference
        self._channel = channel
        self._value: str | None = None
        self.combo = Combo()
        self.combo.setPlaceholderText(words(f"reference.choose.{reference.kind}"))
        self.combo.activated.connect(self._choose)
        around.changed.connect(self._fill)
        self._fill()
        self.hold(self.combo)

    def _fill(self) -> None:
        every = self._around.of_kind(self._reference, self._channel)
        # Only Live lists are on offer; a draft that is chosen already is still named.
        items = [item for item in every if not _draft_list(item) or item.id == self._value]
        self._drafts = {item.id for item in every} - {item.id for item in items}
        self._ids: list[str | None] = [item.id for item in items]
        self.combo.clear()
        self.combo.addItems([_named(item) for item in items])
        if self._around.can_create(self._reference.kind):
            if self._ids:
                self.combo.insertSeparator(self.combo.count())
                self._ids.append(None)
            self.combo.addItem(words(f"reference.new.{self._reference.kind}"))
            self._ids.append("")
        self.show_value(self._value)

    def show_value(self, value: Any) -> None:
        self._value = value
        if value in self._drafts:
            self._fill()
            return
        known = value is None or value in self._ids
        set_property(self.combo, "wrong", not known)
        placeholder = words(f"reference.choose.{self._reference.kind}")
        self.combo.setPlaceholderText(placeholder if known else words("reference.gone", name=value))
        self.combo.setCurrentIndex(self._ids.index(value) if value and known else -1)

    def _choose(self, index: int) -> None:
        chosen = self._ids[index]
        if chosen != "":
            self.edited.emit(chosen, "")
            return
        self.show_value(self._value)
        title = words(f"reference.new.{self._reference.kind}").rstrip("…")
        name = ask_text(self, title, words("reference.name"), words("reference.create"))
        if name is not None:
            created = self._around.create(self._reference, name, self._channel)
            self.edited.emit(created, "")


def _draft_list(item: Any) -> bool:
    return isinstance(item, EntityList) and item.status is LibraryStatus.DRAFT


def _named(item: Any) -> str:
    """A definition's name, with its status where that is not Live."""
    status = str(getattr(item, "status", "live"))
    return item.name if status == "live" else f"{item.name} ({words(f'status.{status}')})"


class AudienceEditor(Editor):
    """An audience, with its condition in words and a way to change it."""

    def __init__(self, around: Around, reference: Reference) -> None:
        super().__init__()
        self._around = around
        self._value: str | None = None
        self.choice = ReferenceEditor(around, reference)
        self.choice.edited.connect(self.edited)
        self.about = label("", "summary", wrap=True)
        self.change = button(words("reference.edit_condition"), "link", clicked=self._edit)
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addWidget(self.choice)
        column.addWidget(self.about)
        column.addLayout(row(self.change, None))
        self.setFocusProxy(self.choice)
        around.changed.connect(self._show_again)

    def show_value(self, value: Any) -> None:
        self._value = value
        self.choice.show_value(value)
        audience = self._audience()
        self.about.setVisible(audience is not None)
        self.change.setVisible(audience is not None)
        if audience is not None:
            names = self._around.vocabulary.names
            self.about.setText(str(sentence(audience.condition, audience.scope, names)))

    def _show_again(self) -> None:
        self.show_value(self._value)

    def _audience(self) -> Audience | None:
        found = self._around.document.definitions.find("audiences", self._value)
        return found if isinstance(found, Audience) else None

    def _edit(self) -> None:
        audience = self._audience()
        if audience is None:
            return
        title = words("reference.condition_of", name=audience.name)
        condition = edit_condition(
            self, title, audience.condition, audience.scope, self._around.vocabulary
        )
        if condition is not None and condition != audience.condition:
            after = audience.model_copy(update={"condition": condition})
            document = self._around.document
            change = Change("audiences", audience, after)
            document.edit(
                words("edit.audience", name=audience.name), document.journey, changes=(change,)
            )


class AttributeEditor(Editor):
    """An attribute of accounts or people, searched by its label."""

    def __init__(self, around: Around, entity: Entity) -> None:
        super().__init__()
        fields = around.vocabulary.fields(entity)
        labels = [item.label for item in fields]
        self._titles = {
            item.path: item.label
            if labels.count(item.label) == 1
            else f"{item.label} ({item.path})"
            for item in fields
        }
        self._paths = {title: path for path, title in self._titles.items()}
        self.combo = SearchCombo(list(self._paths))
        self.combo.line.setPlaceholderText(words("reference.choose.attribute"))
        self.combo.picked.connect(lambda title: self.edited.emit(self._paths[title], ""))
        self.hold(self.combo)

    def show_value(self, value: Any) -> None:
        title = self._titles.get(value, value or "")
        if title and title not in self._paths:  # an attribute that the data does not know is kept
            self._paths[title] = value
            self.combo.addItem(title)
        self.combo.show_entry(title)


class EventTypeEditor(Editor):
    """The type of an experience event, searched by its label."""

    def __init__(self, around: Around) -> None:
        super().__init__()
        types = around.vocabulary.person_event_types
        self._titles = {kind.name: kind.label for kind in types}
        self._names = {kind.label: kind.name for kind in types}
        self.combo = SearchCombo([kind.label for kind in types])
        self.combo.line.setPlaceholderText(words("reference.choose.event_type"))
        self.combo.picked.connect(lambda title: self.edited.emit(self._names[title], ""))
        self.hold(self.combo)

    def show_value(self, value: Any) -> None:
        title = self._titles.get(value, value or "")
        if title and title not in self._names:
            self._names[title] = value
            self.combo.addItem(title)
        self.combo.show_entry(title)


class OneOfEditor(Editor):
    """One of a list of texts; ``none``: what "nothing chosen" is called, if that may be."""

    def __init__(self, options: tuple[str, ...], placeholder: str, none: str = "") -> None:
        super().__init__()
        self._values: list[str | None] = [*([None] if none else []), *options]
        self.combo = Combo()
        self.combo.setPlaceholderText(placeholder)
        self.combo.addItems([*([none] if none else []), *options])
        self.combo.activated.connect(lambda index: self.edited.emit(self._values[index], ""))
        self.hold(self.combo)

    def show_value(self, value: Any) -> None:
        if value and value not in self._values:
            self._values.append(value)
            self.combo.addItem(value)
        self.combo.setCurrentIndex(self._values.index(value) if value in self._values else -1)


def role_options(around: Around, interest: str | None) -> tuple[str, ...]:
    """The roles of the solution interest's template; all roles where it has none."""
    definitions = around.document.definitions
    found = definitions.find("solution_interests", interest)
    template = definitions.find("role_templates", getattr(found, "role_template", None))
    cards = getattr(template, "cards", ())
    return tuple(card.role for card in cards) or roles(around.vocabulary)


def stage_options(around: Around, interest: str | None) -> tuple[str, ...]:
    """The stages of the solution interest's stage model."""
    definitions = around.document.definitions
    found = definitions.find("solution_interests", interest)
    model = definitions.find("stage_models", getattr(found, "stage_model", None))
    return tuple(stage.name for stage in getattr(model, "stages", ()))
