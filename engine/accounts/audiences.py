"""Audiences and lists as values (domain section 1)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from engine.conditions.model import AllOf, Condition, Model, Scope


class LibraryStatus(StrEnum):
    """The life cycle of lists, role templates and stage models."""

    DRAFT = "draft"
    LIVE = "live"


class Audience(Model):
    """A condition over accounts or people, evaluated anew at every daily cycle."""

    id: str
    name: str
    scope: Scope = Scope.ACCOUNT
    description: str = ""
    condition: Condition = Field(default_factory=AllOf)


class ListKind(StrEnum):
    """Static lists are changed by hand and by journeys, dynamic ones are a filter."""

    STATIC = "static"
    DYNAMIC = "dynamic"


class EntityList(Model):
    """An account list or a people list, by its ``scope``.

    A static list has ``members`` (keys); a dynamic one has a ``condition`` that may not refer to
    another dynamic list (ruling 18).
    """

    id: str
    name: str
    scope: Scope = Scope.ACCOUNT
    kind: ListKind = ListKind.STATIC
    status: LibraryStatus = LibraryStatus.DRAFT
    description: str = ""
    members: tuple[str, ...] = ()
    condition: Condition | None = None
