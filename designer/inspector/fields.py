"""What a form needs to know of a model's fields: which editor, which words."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from designer.widgets.words import first_of
from engine.conditions.model import Scope
from engine.journey.actions import AccountAction
from engine.journey.nodes import BaseNode
from engine.journey.references import ACTION_REFERENCES, GROUP_TRIGGERS

HIDDEN = ("id", "type", "title")
"""Fields that no form shows as rows: the title stands in the form's head."""


LAST = ("at_least",)
"""Fields that stand below the others, though the model inherits them and has them first."""


@dataclass(frozen=True)
class Reference:
    """A field that holds the id of a definition: its kind, and which of that kind."""

    kind: str
    scope: Scope | None = None


def _references() -> dict[tuple[str, str], Reference]:
    found = {
        ("account_audience", "audience"): Reference("audiences", Scope.ACCOUNT),
        ("account_audience", "list"): Reference("lists", Scope.ACCOUNT),
        ("person_audience", "audience"): Reference("audiences", Scope.PERSON),
        ("person_audience", "list"): Reference("lists", Scope.PERSON),
        ("external_action", "service"): Reference("services"),
        ("external_split", "service"): Reference("services"),
    }
    for model, fields in ACTION_REFERENCES.items():
        scope = Scope.ACCOUNT if issubclass(model, AccountAction) else Scope.PERSON
        for name, kind in fields:
            scoped = scope if kind in ("lists", "journeys") else None
            found[model_key(model), name] = Reference(kind, scoped)
    for trigger in GROUP_TRIGGERS:
        found[model_key(trigger), "solution_interest"] = Reference("solution_interests")
    return found


@dataclass(frozen=True)
class FormField:
    """A field of a model: its name, its bare type, whether it may be None, and its bounds."""

    model: str
    name: str
    type: Any
    optional: bool
    default: Any
    bounds: tuple[int | None, int | None]

    @property
    def reference(self) -> Reference | None:
        """The kind of definition that the field refers to, if it does."""
        return REFERENCES.get((self.model, self.name))

    @property
    def label(self) -> str:
        """What the field is called in a form."""
        return first_of(f"label.{self.model} {self.name}", f"label.{self.name}") or self.name

    @property
    def help(self) -> str:
        """One sentence about the field; may be empty."""
        return first_of(f"help.{self.model} {self.name}", f"help.{self.name}")


@cache
def model_key(model: type[Any]) -> str:
    """A model's name in the catalogue: its ``type``, else its class name in snake case."""
    tag = model.model_fields.get("type")
    if tag is not None and isinstance(tag.default, str):
        return tag.default
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


REFERENCES = _references()
"""Which fields refer to which definitions, by model and field name."""


@cache
def form_fields(model: type[BaseModel]) -> tuple[FormField, ...]:
    """The fields that a form of this model shows, in the order of the model."""
    found = []
    for name, info in model.model_fields.items():
        if name in HIDDEN and (issubclass(model, BaseNode) or name == "type"):
            continue
        kind, optional = bare(info.annotation)
        low, high = None, None
        for rule in info.metadata:
            low = getattr(rule, "ge", low)
            high = getattr(rule, "le", high)
        default = info.get_default(call_default_factory=True)
        found.append(FormField(model_key(model), name, kind, optional, default, (low, high)))
    return tuple(sorted(found, key=lambda field: field.name in LAST))


def bare(annotation: Any) -> tuple[Any, bool]:
    """A type without ``| None``, and whether it had that."""
    if get_origin(annotation) in (Union, types.UnionType):
        rest = tuple(item for item in get_args(annotation) if item is not type(None))
        optional = len(rest) < len(get_args(annotation))
        return (rest[0] if len(rest) == 1 else Union[rest]), optional  # noqa: UP007 - at run time
    return annotation, False


def item_type(kind: Any) -> Any:
    """The type of the items of ``tuple[X, ...]``; None where it is no such tuple."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def choices(kind: Any) -> tuple[StrEnum, ...]:
    """The members of an enumeration, or those that a ``Literal`` names."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(kind)
    if get_origin(kind) is Literal:
        return tuple(item for item in get_args(kind) if isinstance(item, StrEnum))
    return ()


def choice_label(choice: StrEnum) -> str:
    """What a member of an enumeration is called."""
    kind = model_key_of_enum(type(choice))
    return first_of(f"choice.{kind} {choice.value}") or choice.value.replace("_", " ").capitalize()


def model_key_of_enum(kind: type[StrEnum]) -> str:
    """An enumeration's name in the catalogue."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
