"""One field or event type: what it is, and who uses it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from designer.quality.bars import Groove
from designer.quality.told import TYPE_ICONS
from designer.widgets.basics import Elided, Empty, Scroll, button, row
from designer.widgets.look import clear, label, spaced
from designer.widgets.numbers import share
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.fields import Entity, standard_field
from engine.accounts.schema import Origin, SchemaEvent, SchemaField
from engine.journey.field_uses import User, UserKind
from resources.catalogue import msg, say


class Detail(QFrame):
    """What is known about the field or event type that is chosen."""

    journey_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.icon = QLabel()
        self.title = Elided("", "heading")
        self.nothing = Empty("search", words("schema.none"))
        self.body = QWidget()
        self._parts = QVBoxLayout(self.body)
        spaced(self._parts, (0, 0, 2, 0), 1)
        self.column = Scroll(self.body, "bare")
        column = QVBoxLayout(self)
        spaced(column, (4, 3, 2, 3), 3)
        head = row(self.icon)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        column.addWidget(self.column, 1)
        column.addWidget(self.nothing, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that nothing is chosen."""
        self._show(shown=False)

    def _show(self, *, shown: bool) -> None:
        for part in (self.icon, self.title, self.column):
            part.setVisible(shown)
        self.nothing.setVisible(not shown)

    def show_field(self, one: SchemaField, users: Sequence[User]) -> None:
        """Show a field."""
        self._begin(one.field.label, TYPE_ICONS[one.field.type])
        kind = say(msg(f"fields.type.{one.field.type}"))
        origin = say(msg(f"fields.origin.{one.origin}"))
        self._parts.addWidget(label(f"{kind} · {origin}", "hint"))
        if one.filled is not None:
            bar = Groove()
            bar.show_share(one.filled)
            self._parts.addSpacing(4)
            self._parts.addWidget(bar)
        if one.origin is not Origin.DERIVED:
            part = words("schema.filled_of.none")
            if one.filled is not None:
                part = words("schema.filled_of.some", part=share(one.filled, 1) or "0 %")
            self._parts.addWidget(label(part, "summary", wrap=True))
        self._fact(words("schema.path"), one.path)
        if one.xdm_class:
            self._fact(words("schema.class"), one.xdm_class)
        group = one.field_group
        if one.origin is not Origin.XDM:
            group = words(f"schema.{'own' if one.origin is Origin.CUSTOM else 'derived'}_group")
        if group:
            self._fact(words("schema.group"), group)
        self._parts.addSpacing(8)
        self._parts.addWidget(label(may_change(one), "summary", wrap=True))
        self._users(users)

    def show_event(self, one: SchemaEvent, users: Sequence[User]) -> None:
        """Show an event type."""
        self._begin(one.label, "event")
        origin = say(msg(f"fields.origin.{'xdm' if one.standard else 'custom'}"))
        self._parts.addWidget(label(origin, "hint"))
        said = words("schema.count", count=one.count)
        if not one.count:
            said = words("schema.filled_of.none")
        self._parts.addWidget(label(said, "summary"))
        self._fact(words("schema.path"), one.name)
        known = (standard_field(Entity.EVENT, path) for path in one.fields)
        names = [
            path if field is None else f"{field.label} ({path})"
            for path, field in zip(one.fields, known, strict=True)
        ]
        if names:
            self._fact(words("schema.carries"), "\n".join(names))
        self._users(users)

    def _begin(self, title: str, icon: str) -> None:
        clear(self._parts)
        self._show(shown=True)
        set_icon(self.icon, icon, "ink2", 16)
        self.title.setText(title)

    def _fact(self, name: str, value: str) -> None:
        self._parts.addSpacing(8)
        self._parts.addWidget(label(name, "caption"))
        text = label(value, "body", wrap=True)
        text.setTextInteractionFlags(text.textInteractionFlags().TextSelectableByMouse)
        self._parts.addWidget(text)

    def _users(self, users: Sequence[User]) -> None:
        self._parts.addSpacing(8)
        self._parts.addWidget(label(words("schema.used_by"), "caption"))
        if not users:
            self._parts.addWidget(label(words("schema.unused"), "summary", wrap=True))
        for user in users:
            said = say(
                msg("conditions.alone", phrase=msg(f"fields.user.{user.kind}", name=user.name))
            )
            if user.kind is UserKind.JOURNEY:
                link = button(said, "link", clicked=partial(self.journey_wanted.emit, user.id))
                link.setAccessibleName(words("schema.open", name=user.name))
                self._parts.addLayout(row(link, None))
            else:
                self._parts.addWidget(label(said, "body", wrap=True))
        self._parts.addStretch(1)


def may_change(one: SchemaField) -> str:
    """Whether journeys may set a field, and why not."""
    if one.updatable:
        return words("schema.updatable")
    if one.origin is Origin.DERIVED:
        return words("schema.read_only.derived")
    if one.entity in (Entity.EVENT, Entity.OPPORTUNITY):
        return words(f"schema.read_only.{one.entity}")
    relation = one.path == f.PERSON_ROLES
    return words("schema.read_only.relation" if relation else "schema.read_only.key")
