"""The nodes of a journey (domain sections 2 and 3), a discriminated union on ``type``.

Models keep what a person has drawn, right or wrong; :mod:`engine.journey.rules` says what is wrong.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.conditions.model import AllOf, Comparison, Condition, Model
from engine.journey.actions import Action, Context
from engine.journey.timing import Duration, Timing, Unit
from engine.journey.triggers import ExperienceEventTrigger, Trigger

NEXT = "next"
"""The path of a node without choices (ruling 54)."""
OTHER = "Other"
TIMEOUT = "Timeout"
TIMEOUT_OR_ERROR = "Timeout or error"
RESERVED_LABELS = (OTHER, TIMEOUT, TIMEOUT_OR_ERROR)
"""Labels that no path of a person's own may have (ruling 31)."""


class BaseNode(Model):
    """What every node has. ``title`` empty: shown by the name of its type."""

    id: str = Field(min_length=1, max_length=200)
    title: str = Field(default="", max_length=255)

    def path_names(self) -> tuple[str, ...]:
        """The names of the paths that leave the node, in priority order."""
        return (NEXT,)


class AccountAudienceNode(BaseNode):
    """Where accounts enter: an account audience, or a Live account list, by id."""

    type: Literal["account_audience"] = "account_audience"
    audience: str | None = None
    list: str | None = None


class PersonAudienceNode(BaseNode):
    """Where people enter: a people audience, a people list, or up to ten events."""

    type: Literal["person_audience"] = "person_audience"
    audience: str | None = None
    list: str | None = None
    events: tuple[ExperienceEventTrigger, ...] = ()


class ActionNode(BaseNode):
    """Take an action. ``action`` None: not chosen yet."""

    type: Literal["action"] = "action"
    context: Context = Context.ACCOUNTS
    action: Action | None = None


class ListenNode(BaseNode):
    """Listen for an event: the first trigger that matches moves the entity on.

    ``filters`` is a condition about people that narrows whose events count (ruling 22).
    ``timeout`` None: waits until the journey's end. ``timeout_path`` off: ends there, timed out.
    """

    type: Literal["listen"] = "listen"
    triggers: tuple[Trigger, ...] = ()
    filters: Condition | None = None
    timeout: Timing | None = None
    timeout_path: bool = True

    def path_names(self) -> tuple[str, ...]:
        return (NEXT, TIMEOUT) if self.timeout is not None and self.timeout_path else (NEXT,)


class SplitPath(Model):
    """A path of a split and the condition that leads to it."""

    label: str
    condition: Condition = Field(default_factory=AllOf)


class SplitNode(BaseNode):
    """Split paths: tried from the top; ``other`` takes the rest."""

    type: Literal["split"] = "split"
    by: Context = Context.ACCOUNTS
    paths: tuple[SplitPath, ...] = ()
    other: bool = True

    def path_names(self) -> tuple[str, ...]:
        return tuple(path.label for path in self.paths) + ((OTHER,) if self.other else ())


class VariantPath(Model):
    """A path of a variant and its share in percent."""

    label: str
    percentage: int


class VariantNode(BaseNode):
    """Variant split paths: shares add up to 100 (section 3.4)."""

    type: Literal["variant"] = "variant"
    by: Context = Context.ACCOUNTS
    paths: tuple[VariantPath, ...] = ()

    def path_names(self) -> tuple[str, ...]:
        return tuple(path.label for path in self.paths)


class NextBestPath(Model):
    """A path with its prompt; ``override`` decides before the prompt where it is given."""

    label: str
    prompt: str = ""
    override: Condition | None = None


class NextBestNode(BaseNode):
    """Next best path (person journeys): without a strong match the person takes Other."""

    type: Literal["next_best"] = "next_best"
    paths: tuple[NextBestPath, ...] = ()

    def path_names(self) -> tuple[str, ...]:
        return (*(path.label for path in self.paths), OTHER)


class WaitNode(BaseNode):
    """Wait (section 3.5)."""

    type: Literal["wait"] = "wait"
    timing: Timing = Timing(duration=Duration(amount=5, unit=Unit.DAYS))


class MergeNode(BaseNode):
    """Joins two or more paths."""

    type: Literal["merge"] = "merge"


class CloseSplitNode(BaseNode):
    """Where the people of the split by people (or variant by people) ``split`` meet again."""

    type: Literal["close_split"] = "close_split"
    split: str


class ExternalActionNode(BaseNode):
    """Calls an external service; success, or timeout or error."""

    type: Literal["external_action"] = "external_action"
    service: str | None = None

    def path_names(self) -> tuple[str, ...]:
        return (NEXT, TIMEOUT_OR_ERROR)


class ExternalPath(Comparison):
    """A path that is taken where an accessor's value compares as said."""

    label: str
    accessor: str = ""


class ExternalSplitNode(BaseNode):
    """Splits by the accessor values that an external service answers."""

    type: Literal["external_split"] = "external_split"
    service: str | None = None
    paths: tuple[ExternalPath, ...] = ()
    other: bool = True

    def path_names(self) -> tuple[str, ...]:
        own = tuple(path.label for path in self.paths)
        return own + ((OTHER,) if self.other else ()) + (TIMEOUT_OR_ERROR,)


AudienceNode = AccountAudienceNode | PersonAudienceNode

Node = Annotated[
    AccountAudienceNode
    | PersonAudienceNode
    | ActionNode
    | ListenNode
    | SplitNode
    | VariantNode
    | NextBestNode
    | WaitNode
    | MergeNode
    | CloseSplitNode
    | ExternalActionNode
    | ExternalSplitNode,
    Field(discriminator="type"),
]
