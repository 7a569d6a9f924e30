"""The attributes of an account or a person, in groups, as labels and values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from designer.widgets.basics import Elided
from designer.widgets.look import label, spaced
from designer.widgets.numbers import plain
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.fields import Entity

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

LABEL = 112
"""How wide the labels are, in pixels."""
LONG = 20
"""More letters than this in one word may not fit."""

_GROUPS: dict[Entity, tuple[tuple[str, tuple[str, ...]], ...]] = {
    Entity.ACCOUNT: (
        ("organisation", ("accountName", "accountOrganization.")),
        ("address", ("accountBillingAddress.", "accountPhone.")),
        ("record", ("accountKey.", "accountParentKey.", "accountSourceType")),
    ),
    Entity.PERSON: (
        ("person", ("person.", "extendedWorkDetails.")),
        ("contact", ("workEmail.", "workPhone.", "mobilePhone.", "faxPhone.", "workAddress.")),
        ("consent", ("consents.", f.MARKETING_SUSPENDED, "b2b.marketingSuspended")),
        ("record", ("b2b.", "personComponents.", f.PERSON_ROLES)),
    ),
}
"""The groups of attributes by the beginnings of their paths; what begins otherwise is further."""

Group = tuple[str, tuple[tuple[str, str], ...]]


def grouped(dataset: Dataset, entity: Entity, row: int) -> tuple[Group, ...]:
    """The attributes of a row that have a value: the name of each group, and its labels and
    values."""
    frame = dataset.accounts if entity is Entity.ACCOUNT else dataset.people
    values = frame.row(row, named=True)
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name, _ in _GROUPS[entity]}
    groups["further"] = []
    standard = [field.path for field in f.STANDARD_FIELDS[entity]]
    paths = [path for path in standard if path in values]
    paths += [path for path in values if path not in standard]
    for path in paths:
        said = plain(values[path]).strip()
        if said:
            field = dataset.field(entity, path)
            name = path if field is None else field.label
            groups[_group_of(entity, path)].append((name, said))
    return tuple((name, tuple(rows)) for name, rows in groups.items() if rows)


def _group_of(entity: Entity, path: str) -> str:
    if f.standard_field(entity, path) is not None:
        for name, beginnings in _GROUPS[entity]:
            if path.startswith(beginnings):
                return name
    return "further"


class Attributes(QWidget):
    """Groups of labels and values, which can be selected and copied."""

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        spaced(column, 0, 4)
        for name, rows in groups:
            part = QWidget()
            grid = QGridLayout(part)
            spaced(grid, 0, 1)
            grid.setHorizontalSpacing(12)
            grid.setColumnMinimumWidth(0, LABEL)
            grid.setColumnStretch(1, 1)
            grid.addWidget(label(words(f"browse.group.{name}"), "section"), 0, 0, 1, 2)
            for place, (title, value) in enumerate(rows, 1):
                named = label(title, "summary", wrap=True)
                named.setFixedWidth(LABEL)
                said = _value(value)
                said.setAccessibleName(f"{title}: {value}")
                grid.addWidget(named, place, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(said, place, 1, Qt.AlignmentFlag.AlignTop)
            column.addWidget(part)
        column.addStretch(1)


def _value(text: str) -> QLabel:
    """A value that wraps at its spaces; one long word ends in an ellipsis and is told whole by its
    tooltip."""
    if " " not in text and len(text) > LONG:
        return Elided(text)
    made = label(text, "body", wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
