"""Who of an account's people a role template would put in which role (domain section 4)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts.browsing.belonging import meeting
from engine.accounts.membership import Membership
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
    membership: Membership, account: int, template: RoleTemplate
) -> tuple[RoleFilled, ...]:
    """The cards of a template in priority order, each with the people of an account (its row) that
    it takes at the end of the data: a person gets the first role whose condition holds, and no
    other. A card without a condition takes nobody (ruling 36), nor is anybody taken who takes no
    part (ruling 13)."""
    offsets = membership.dataset.offsets
    free = list(range(int(offsets[account]), int(offsets[account + 1])))
    filled = []
    for card in template.cards:
        taken: list[int] = []
        if card.condition is not None:
            taken = meeting(membership, card.condition, Scope.PERSON, free)
        free = [person for person in free if person not in taken]
        filled.append(RoleFilled(card, tuple(taken)))
    return tuple(filled)
