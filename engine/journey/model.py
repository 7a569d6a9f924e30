"""The journey: a directed acyclic graph of nodes, with its settings and life cycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from pydantic import Field

from engine.accounts.audiences import Audience, EntityList
from engine.accounts.derived.model import DerivedAttribute
from engine.buying_groups.model import RoleTemplate, SolutionInterest, StageModel
from engine.conditions.model import Condition, Model
from engine.journey.nodes import NEXT, AccountAudienceNode, Node, PersonAudienceNode

FORMAT_VERSION = 1


class JourneyKind(StrEnum):
    """Who travels."""

    ACCOUNT = "account"
    PERSON = "person"


class Status(StrEnum):
    """The life cycle of a journey version (domain section 1)."""

    DRAFT = "draft"
    LIVE = "live"
    CLOSED = "closed"
    """Closed to new entries."""
    FINISHED = "finished"
    ABORTED = "aborted"


class ReEntryFrom(StrEnum):
    """What the re-entry delay counts from."""

    START = "start"
    END = "end"


class DelayUnit(StrEnum):
    """Hours are elapsed, days are calendar days in the journey's zone."""

    HOURS = "hours"
    DAYS = "days"


class ReEntry(Model):
    """When an entity may enter again (ruling 11). ``limit`` counts all entries, the first too."""

    timing: ReEntryFrom = ReEntryFrom.END
    delay: int = Field(default=1, ge=0, le=100_000)
    unit: DelayUnit = DelayUnit.DAYS
    limit: int = Field(default=2, ge=1, le=1_000_000)


class Settings(Model):
    """Journey settings. A naive date and time is in ``time_zone``.

    ``start`` None: at publish, in a simulation the window's start. ``end`` as a date alone is the
    first instant of the following day (ruling 1). ``re_entry`` None: off.
    """

    start: datetime | date | None = None
    end: datetime | date | None = None
    time_zone: str = "UTC"
    re_entry: ReEntry | None = None
    email_deduplication: bool = False


class Edge(Model):
    """The path named ``path`` of node ``source`` leads to node ``target``."""

    source: str
    path: str = NEXT
    target: str


class Position(Model):
    """Where a card stands in a journey that is laid out by hand (canvas units)."""

    node: str
    x: float
    y: float


class Journey(Model):
    """A journey version. A path without an edge ends there (completed)."""

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=255)
    kind: JourneyKind = JourneyKind.ACCOUNT
    description: str = ""
    status: Status = Status.DRAFT
    version: int = Field(default=1, ge=1)
    settings: Settings = Settings()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    positions: tuple[Position, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def targets(self) -> dict[tuple[str, str], str]:
        """Where each connected path leads: (node id, path name) to node id."""
        return {(edge.source, edge.path): edge.target for edge in self.edges}

    @cached_property
    def audience(self) -> AccountAudienceNode | PersonAudienceNode | None:
        """The first audience node, if there is one."""
        kinds = (AccountAudienceNode, PersonAudienceNode)
        return next((node for node in self.nodes if isinstance(node, kinds)), None)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields, without what the original had worked out about itself."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("by_id", "targets", "audience"):
            copy.__dict__.pop(name, None)
        return copy


class EmailKind(StrEnum):
    """Operational e-mail ignores consent and suspension (ruling 33)."""

    MARKETING = "marketing"
    OPERATIONAL = "operational"


class Email(Model):
    """An e-mail that journeys send."""

    id: str
    name: str
    subject: str = ""
    kind: EmailKind = EmailKind.MARKETING


class Channel(StrEnum):
    """The channels of messages that are not e-mail."""

    SMS = "sms"
    WHATSAPP = "whatsapp"


class TextMessage(Model):
    """A text or WhatsApp message that journeys send."""

    id: str
    name: str
    channel: Channel = Channel.SMS
    text: str = ""


class NamedThing(Model):
    """Something outside, known here by its name: a destination, an audience, a list, a campaign."""

    id: str
    name: str


class JourneyRef(Model):
    """Another journey that actions name, with what must be known of it."""

    id: str
    name: str
    kind: JourneyKind = JourneyKind.ACCOUNT
    status: Status = Status.LIVE


class Response(Model):
    """A row of an external service's response table: what it answers where the condition holds."""

    condition: Condition | None = None
    accessors: dict[str, str | float | bool | None] = Field(default_factory=dict)
    updates: dict[str, str | float | bool | None] = Field(default_factory=dict)


class ExternalService(Model):
    """An external service as a response table (domain section 3.6)."""

    id: str
    name: str
    entity: str = "account"
    accessors: tuple[str, ...] = ()
    timeout_minutes: int = Field(default=60, ge=1, le=240)
    latency_minutes: float = Field(default=0, ge=0)
    error_rate: float = Field(default=0, ge=0, le=1)
    responses: tuple[Response, ...] = ()


class Definitions(Model):
    """Everything that journeys refer to, by kind. Ids are unique within a kind."""

    audiences: tuple[Audience, ...] = ()
    lists: tuple[EntityList, ...] = ()
    role_templates: tuple[RoleTemplate, ...] = ()
    solution_interests: tuple[SolutionInterest, ...] = ()
    stage_models: tuple[StageModel, ...] = ()
    emails: tuple[Email, ...] = ()
    messages: tuple[TextMessage, ...] = ()
    destinations: tuple[NamedThing, ...] = ()
    external_audiences: tuple[NamedThing, ...] = ()
    marketo_lists: tuple[NamedThing, ...] = ()
    marketo_campaigns: tuple[NamedThing, ...] = ()
    services: tuple[ExternalService, ...] = ()
    journeys: tuple[JourneyRef, ...] = ()
    derived_attributes: tuple[DerivedAttribute, ...] = ()

    def find(self, kind: str, id_: str | None) -> Model | None:
        """The definition of a kind (a field name of this class) with an id, or None."""
        return next((item for item in getattr(self, kind) if item.id == id_), None)


class JourneyFile(Model):
    """The native format: a journey with everything it refers to."""

    schema_: str | None = Field(default=None, alias="$schema")
    format_version: int = FORMAT_VERSION
    journey: Journey
    definitions: Definitions = Definitions()
