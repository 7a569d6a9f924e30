"""Who of an account's people a role template would put in which role (domain section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.accounts.audiences import EntityList
from engine.accounts.browsing.belonging import meeting
from engine.accounts.dataset import Dataset
from engine.buying_groups.model import RoleCard, RoleTemplate
from engine.conditions.model import Scope


@dataclass(frozen=True)
class RoleFilled:
    """A role card and the rows of the people that it takes, in the order of the data."""

    card: RoleCard
    people: tuple[int, ...]

    @property
    def missing(self) -> int:
        """How many members the role lacks."""
        return max(self.card.members_required - len(self.people), 0)


def roles_of_account(
    dataset: Dataset, account: int, template: RoleTemplate, lists: Iterable[EntityList] = ()
) -> tuple[RoleFilled, ...]:
    """The cards of a template in priority order, each with the people of an account (its row) that
    it takes at the end of the data: a person gets the first role whose condition holds, and no
    other. A card without a condition takes nobody (ruling 36), nor is anybody taken who takes no
    part (ruling 13)."""
    known = tuple(lists)
    free = list(range(int(dataset.offsets[account]), int(dataset.offsets[account + 1])))
    filled = []
    for card in template.cards:
        taken: list[int] = []
        if card.condition is not None:
            taken = meeting(dataset, card.condition, Scope.PERSON, free, known)
        free = [person for person in free if person not in taken]
        filled.append(RoleFilled(card, tuple(taken)))
    return tuple(filled)
