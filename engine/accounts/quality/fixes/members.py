"""Static lists name accounts and people by their keys, also those that were merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.accounts.audiences import EntityList
from engine.accounts.dataset import ENTITY_OF_SCOPE
from engine.accounts.fields import Entity


def with_who_stays(
    lists: Iterable[EntityList], merged: Mapping[Entity, Mapping[str, str]]
) -> tuple[tuple[EntityList, EntityList], ...]:
    """The lists that change, before and after: beside each member that was merged stands the one
    that stays in its place. The key that went stays listed: a newer export may bring it back."""
    found = []
    for each in lists:
        stays = merged.get(ENTITY_OF_SCOPE[each.scope], {})
        members = dict.fromkeys(
            key for member in each.members for key in (member, stays.get(member, member))
        )
        if len(members) != len(each.members):
            found.append((each, each.model_copy(update={"members": tuple(members)})))
    return tuple(found)
