"""A mended dataset, and what was changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.values import Fix

EXAMPLES = 200
"""How many changes are told one by one."""


@dataclass(frozen=True)
class Change:
    """One value that became another, in so many rows. Of a merge: a key that became another,
    and in ``about`` the name or the address of whom they are."""

    entity: Entity
    path: str
    before: str
    after: str
    rows: int
    about: str = ""


@dataclass(frozen=True)
class Fixed:
    """``total``: how many values changed, of merges how many rows went. ``kinds``: how many
    different changes there were, of which ``changes`` has the most frequent first, at most
    ``EXAMPLES``. ``moved``: the rows of each entity that now belong to another. ``merged``: by
    entity the keys that went, each with the one that stays in its place."""

    dataset: Dataset
    fix: Fix
    total: int
    kinds: int
    changes: tuple[Change, ...]
    moved: tuple[tuple[Entity, int], ...] = ()
    merged: Mapping[Entity, Mapping[str, str]] = field(default_factory=dict)


def in_order(changes: Iterable[Change]) -> list[Change]:
    """The most frequent changes first, then by field and text."""
    order = list(Entity)
    return sorted(
        changes,
        key=lambda one: (-one.rows, order.index(one.entity), one.path, one.before, one.after),
    )
