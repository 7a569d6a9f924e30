"""Taking in a journey that comes from elsewhere: what it refers to is added, reused or renamed.

Same content is reused; a name that stands for something else here gets a number behind it (the
exchange specification, journey definitions).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from designer.document import Change
from designer.inspector.around import unused_id
from designer.inspector.fields import REFERENCES, model_key
from engine.accounts.derived.model import derived_id
from engine.conditions.model import DERIVED
from engine.journey.model import Definitions, Journey, JourneyFile

Renamed = Mapping[tuple[str, str], str]
"""New ids by kind and old id."""

_INSIDE = {
    ("in_list", "list"): "lists",
    ("has_buying_group", "solution_interest"): "solution_interests",
    ("member_of_buying_group", "solution_interest"): "solution_interests",
    ("solution_interest", "role_template"): "role_templates",
    ("solution_interest", "stage_model"): "stage_models",
}
"""References that stand in conditions and in definitions."""


@dataclass(frozen=True)
class Adopted:
    """A journey ready to be kept, the definitions to add, and what became of each by name."""

    journey: Journey
    changes: tuple[Change, ...]
    added: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def adopt(file: JourneyFile, definitions: Definitions, taken: Iterable[tuple[str, str]]) -> Adopted:
    """Fit a journey into a workspace with these definitions and journeys (ids and names)."""
    ids, added, reused, renamed = _meet(file.definitions, definitions)
    known = tuple(taken)
    journey: Journey = _rewritten(file.journey, ids)
    id_ = journey.id
    if id_ in {one for one, _ in known}:
        id_ = unused_id(journey.name, (one for one, _ in known))
    name = unused_name(journey.name, (one for _, one in known))
    journey = journey.model_copy(update={"id": id_, "name": name})
    changes, names = [], []
    for kind, item in added:
        fitted = _rewritten(item, ids)
        new_id = ids.get((kind, item.id), item.id)
        new_name = unused_name(item.name, (one.name for one in getattr(definitions, kind)))
        if new_name != item.name:
            renamed.append((item.name, new_name))
        else:
            names.append(item.name)
        fitted = fitted.model_copy(update={"id": new_id, "name": new_name})
        changes.append(Change(kind, None, fitted))
    return Adopted(journey, tuple(changes), tuple(names), tuple(reused), tuple(renamed))


def _meet(
    theirs: Definitions, ours: Definitions
) -> tuple[dict[tuple[str, str], str], list[tuple[str, Any]], list[str], list[tuple[str, str]]]:
    """Which definitions are here already, by content; which are new, and under which ids."""
    ids: dict[tuple[str, str], str] = {}
    added: list[tuple[str, Any]] = []
    reused: list[str] = []
    for kind in Definitions.model_fields:
        if kind == "journeys":
            continue
        here = {item.id: item for item in getattr(ours, kind)}
        taken = set(here)
        for item in getattr(theirs, kind):
            same = next((one for one in here.values() if _content(one) == _content(item)), None)
            if same is not None:
                ids[kind, item.id] = same.id
                reused.append(item.name)
                continue
            if item.id in taken:
                ids[kind, item.id] = unused_id(item.name, taken)
            taken.add(ids.get((kind, item.id), item.id))
            added.append((kind, item))
    return ids, added, reused, []


def _content(item: Any) -> Any:
    """A definition without its id: what makes two of them the same."""
    return item.model_copy(update={"id": ""})


def unused_name(name: str, taken: Iterable[str]) -> str:
    """The name, with a number behind it where it is taken."""
    known, number, free = set(taken), 1, name
    while free in known:
        number += 1
        free = f"{name} ({number})"
    return free


def _rewritten(model: BaseModel, ids: Renamed) -> Any:
    """A model with the ids that it refers to replaced, wherever they stand in it."""
    update: dict[str, Any] = {}
    key = model_key(type(model))
    for name in type(model).model_fields:
        value = getattr(model, name)
        reference = REFERENCES.get((key, name))
        kind = reference.kind if reference is not None else _INSIDE.get((key, name))
        if isinstance(value, str) and kind is not None:
            new: Any = ids.get((kind, value), value)
        elif isinstance(value, str) and (key, name) == ("attribute", "attribute"):
            id_ = derived_id(value)
            new = value if id_ is None else DERIVED + ids.get(("derived_attributes", id_), id_)
        elif isinstance(value, BaseModel):
            new = _rewritten(value, ids)
        elif isinstance(value, tuple):
            new = tuple(
                _rewritten(one, ids) if isinstance(one, BaseModel) else one for one in value
            )
        else:
            continue
        if new != value:
            update[name] = new
    return model.model_copy(update=update) if update else model
