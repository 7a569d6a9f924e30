"""What a "Listen for an event" node listens for (domain section 3.2)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine.conditions.model import Comparison, FieldConstraint, Model
from engine.journey.actions import Context, MomentType


class AccountTrigger(Model):
    """An event of the account. ``at_least``: the k-th matching event counts (ruling 21)."""

    context: ClassVar[Context] = Context.ACCOUNTS
    at_least: int = Field(default=1, ge=1, le=1_000_000)


class PersonTrigger(Model):
    """An event of any person of the account. ``at_least`` as for accounts."""

    context: ClassVar[Context] = Context.PEOPLE
    at_least: int = Field(default=1, ge=1, le=1_000_000)


class AccountMomentTrigger(AccountTrigger):
    """An account interesting moment, of any type if None."""

    type: Literal["account_interesting_moment"] = "account_interesting_moment"
    moment_type: MomentType | None = None


class AccountChangedTrigger(AccountTrigger):
    """An account attribute changed; ``new`` and ``previous`` constrain the values."""

    type: Literal["account_value_changed"] = "account_value_changed"
    attribute: str | None = None
    new: Comparison | None = None
    previous: Comparison | None = None


class _GroupChange(AccountTrigger):
    solution_interest: str | None = None
    new: Comparison | None = None
    previous: Comparison | None = None


class GroupStageTrigger(_GroupChange):
    """A buying group's stage changed."""

    type: Literal["group_stage_changed"] = "group_stage_changed"


class GroupStatusTrigger(_GroupChange):
    """A buying group's status changed."""

    type: Literal["group_status_changed"] = "group_status_changed"


class GroupCompletenessTrigger(_GroupChange):
    """A buying group's completeness score changed."""

    type: Literal["group_completeness_changed"] = "group_completeness_changed"


class GroupEngagementTrigger(_GroupChange):
    """A buying group's engagement score changed."""

    type: Literal["group_engagement_changed"] = "group_engagement_changed"


class AssignedToGroupTrigger(PersonTrigger):
    """A person was assigned to a buying group, in any role if None."""

    type: Literal["assigned_to_group"] = "assigned_to_group"
    solution_interest: str | None = None
    role: str | None = None


class RemovedFromGroupTrigger(PersonTrigger):
    """A person was removed from a buying group, from any role if None."""

    type: Literal["removed_from_group"] = "removed_from_group"
    solution_interest: str | None = None
    role: str | None = None


class PersonChangedTrigger(PersonTrigger):
    """A person attribute changed; ``new`` and ``previous`` constrain the values."""

    type: Literal["person_profile_changed"] = "person_profile_changed"
    attribute: str | None = None
    new: Comparison | None = None
    previous: Comparison | None = None


class ExperienceEventTrigger(PersonTrigger):
    """An experience event of a type whose fields meet all constraints."""

    type: Literal["experience_event"] = "experience_event"
    event_type: str | None = None
    constraints: tuple[FieldConstraint, ...] = ()


Trigger = Annotated[
    AccountMomentTrigger
    | AccountChangedTrigger
    | GroupStageTrigger
    | GroupStatusTrigger
    | GroupCompletenessTrigger
    | GroupEngagementTrigger
    | AssignedToGroupTrigger
    | RemovedFromGroupTrigger
    | PersonChangedTrigger
    | ExperienceEventTrigger,
    Field(discriminator="type"),
]
