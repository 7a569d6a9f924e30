"""Role templates, solution interests and stage models as values (domain sections 1, 4 and 6)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from engine.accounts.audiences import LibraryStatus
from engine.conditions.model import Condition, Model

BUILT_IN_ROLES = (
    "Decision Maker",
    "Influencer",
    "Practitioner",
    "Executive Steering Committee",
    "Champion",
    "Other",
)
MAX_ROLES = 20


class Weighting(StrEnum):
    """How much a role counts."""

    TRIVIAL = "trivial"
    MINOR = "minor"
    NORMAL = "normal"
    IMPORTANT = "important"
    VITAL = "vital"


WEIGHTS: dict[Weighting, int] = {
    Weighting.TRIVIAL: 20,
    Weighting.MINOR: 40,
    Weighting.NORMAL: 60,
    Weighting.IMPORTANT: 80,
    Weighting.VITAL: 100,
}


class RoleCard(Model):
    """A role of a template; a card without a condition assigns no one by itself (ruling 36)."""

    role: str
    weighting: Weighting = Weighting.NORMAL
    condition: Condition | None = None
    required: bool = True
    members_required: int = Field(default=1, ge=1, le=1000)


class RoleTemplate(Model):
    """Role cards in priority order."""

    id: str
    name: str
    status: LibraryStatus = LibraryStatus.DRAFT
    description: str = ""
    cards: tuple[RoleCard, ...] = ()


class StageKind(StrEnum):
    """What a stage means for the group."""

    ENTRY = "entry"
    PROGRESS = "progress"
    SUCCESS = "success"
    FAILURE = "failure"


class Stage(Model):
    """A stage and the stages a group may go to from it."""

    name: str
    kind: StageKind = StageKind.PROGRESS
    next: tuple[str, ...] = ()


class StageModel(Model):
    """The stages a buying group goes through."""

    id: str
    name: str
    status: LibraryStatus = LibraryStatus.DRAFT
    description: str = ""
    stages: tuple[Stage, ...] = ()


class SolutionInterest(Model):
    """What is being sold: one Live role template and, if wanted, a stage model, both by id."""

    id: str
    name: str
    description: str = ""
    role_template: str
    stage_model: str | None = None
    update_existing: bool = True
