"""The fields and event types of the catalogue, of the data and derived from them.

Classes and field groups are those of the Experience Data Model, as Journey Optimizer B2B edition
reads them (data specification, sections 1 to 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.derived.model import DerivedAttribute, result_type
from engine.accounts.fields import Entity, Field
from engine.accounts.quality.finding import parts_of, present
from engine.background import Work


class Origin(StrEnum):
    """Where a field is from."""

    XDM = "xdm"
    CUSTOM = "custom"
    DERIVED = "derived"


XDM_CLASS = {
    Entity.ACCOUNT: "XDM Business Account",
    Entity.PERSON: "XDM Individual Profile",
    Entity.EVENT: "XDM ExperienceEvent",
    Entity.OPPORTUNITY: "XDM Business Opportunity",
}
_RELATION = "XDM Business Account Person Relation"
_OF_CLASS = (f.ACCOUNT_KEY, f.EVENT_TYPE, f.EVENT_TIMESTAMP, f.OPPORTUNITY_KEY)
"""Fields that the class itself has."""
_DETAILS = {
    Entity.ACCOUNT: "XDM Business Account Details",
    Entity.PERSON: "XDM Business Person Details",
    Entity.OPPORTUNITY: "XDM Business Opportunity Details",
}
_GROUPS = {
    "consents.": "Consents and Preferences",
    "personComponents.": "XDM Business Person Components",
}
READ_ONLY = (f.ACCOUNT_KEY, f.PERSON_KEY, f.PERSON_ACCOUNT, f.PERSON_ROLES)
"""Keys, and what belongs to the relation of a person to an account."""


@dataclass(frozen=True)
class SchemaField:
    """A field. ``filled``: the part of the rows that has a value, 0 to 1; None where the data do
    not have the field, and for derived ones. ``updatable``: actions of journeys may set it."""

    entity: Entity
    field: Field
    origin: Origin
    xdm_class: str
    field_group: str
    updatable: bool
    filled: float | None = None

    @property
    def path(self) -> str:
        """The path of the field."""
        return self.field.path


@dataclass(frozen=True)
class SchemaEvent:
    """An event type, the paths of its fields, and how many events the data have."""

    name: str
    label: str
    standard: bool
    fields: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Schema:
    """Everything that data may hold and do hold."""

    fields: tuple[SchemaField, ...]
    events: tuple[SchemaEvent, ...]

    def field(self, entity: Entity, path: str) -> SchemaField | None:
        """The field at a path."""
        found = (one for one in self.fields if (one.entity, one.path) == (entity, path))
        return next(found, None)


def schema_of(
    dataset: Dataset | None,
    derived: Iterable[DerivedAttribute] = (),
    work: Work | None = None,
) -> Schema:
    """The schema: the catalogue, what a dataset adds to it and how full it is, and the derived
    attributes. Of millions of rows it takes seconds."""
    work = work or Work()
    fields: list[SchemaField] = []
    for number, entity in enumerate(Entity):
        work.at(number / len(Entity))
        custom = () if dataset is None else dataset.custom.get(entity, ())
        known = (*f.STANDARD_FIELDS[entity], *custom)
        fields.extend(_field(entity, field, dataset) for field in known)
    types = {(one.entity, one.path): one.field.type for one in fields}
    for definition in derived:
        kind = result_type(definition, lambda entity, path: types.get((entity, path)))
        field = Field(path=definition.path, label=definition.name, type=kind, custom=True)
        fields.append(SchemaField(Entity.ACCOUNT, field, Origin.DERIVED, "", "", updatable=False))
    return Schema(tuple(fields), _events(dataset))


def _field(entity: Entity, field: Field, dataset: Dataset | None) -> SchemaField:
    origin = Origin.CUSTOM if field.custom else Origin.XDM
    updatable = entity in (Entity.ACCOUNT, Entity.PERSON) and field.path not in READ_ONLY
    xdm_class = _RELATION if field.path == f.PERSON_ROLES else XDM_CLASS[entity]
    group = "" if field.custom else _group(entity, field.path)
    filled = None if dataset is None else _filled(dataset, entity, field.path)
    return SchemaField(entity, field, origin, xdm_class, group, updatable, filled)


def _group(entity: Entity, path: str) -> str:
    """The standard field group; empty for what the class itself has, and for events, whose
    groups go by the source that sends them."""
    if path in _OF_CLASS or path == f.PERSON_ROLES:
        return ""
    special = (group for start, group in _GROUPS.items() if path.startswith(start))
    return next(special, _DETAILS.get(entity, ""))


def _filled(dataset: Dataset, entity: Entity, path: str) -> float | None:
    """The part of the rows with a value; of events, of the types that carry the field."""
    if entity is Entity.EVENT and path == f.EVENT_PERSON:
        path = "person"
    if entity is not Entity.EVENT and path not in _columns(dataset, entity):
        return None
    parts = [part.series for part in parts_of(dataset, entity, path)]
    rows = sum(len(series) for series in parts)
    if not rows:
        return None
    return sum(int(np.count_nonzero(present(series))) for series in parts) / rows


def _columns(dataset: Dataset, entity: Entity) -> list[str]:
    frames = {
        Entity.ACCOUNT: dataset.accounts,
        Entity.PERSON: dataset.people,
        Entity.OPPORTUNITY: dataset.opportunities,
    }
    return frames[entity].columns


def _events(dataset: Dataset | None) -> tuple[SchemaEvent, ...]:
    """The standard event types, then others that occur in the data."""
    tables = {} if dataset is None else dataset.event_tables
    names = [kind.name for kind in f.EVENT_TYPES]
    names += [name for name in sorted(tables) if name not in names]
    found = []
    for name in names:
        known = f.standard_event_type(name)
        paths = list(() if known is None else known.fields)
        if name in tables:
            paths += [path for path in tables[name].frame.columns[2:] if path not in paths]
        label = name if known is None else known.label
        count = tables[name].frame.height if name in tables else 0
        found.append(SchemaEvent(name, label, known is not None, tuple(paths), count))
    return tuple(found)
