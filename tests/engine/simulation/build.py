"""Tiny journeys and datasets, and a way to write down by hand what becomes of them.

Both simulators answer through :class:`Story`, whose lines read like a diary::

    "wait | 03-01 00:00 | 03-04 09:00 | next"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import polars as pl

from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.accounts.dataset import POLARS_TYPES, Dataset, build_dataset
from engine.accounts.fields import (
    ACCOUNT_KEY,
    ACCOUNT_NAME,
    EMAIL,
    EVENT_PERSON,
    EVENT_TIMESTAMP,
    EVENT_TYPE,
    PERSON_ACCOUNT,
    PERSON_KEY,
    STANDARD_FIELDS,
    Entity,
    Field,
)
from engine.conditions.model import (
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    Operator,
    PeopleOfAccount,
    Scalar,
    Scope,
    ValueType,
)
from engine.journey.actions import Action, Context, UpdateAccountProfile, UpdatePersonProfile
from engine.journey.model import (
    Channel,
    Definitions,
    Edge,
    Email,
    EmailKind,
    Journey,
    JourneyKind,
    JourneyRef,
    Settings,
    TextMessage,
)
from engine.journey.nodes import (
    NEXT,
    AccountAudienceNode,
    ActionNode,
    ListenNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
    WaitNode,
)
from engine.journey.timing import WEEKDAYS, Duration, MustEndOn, Timing, Unit, Weekday
from engine.journey.triggers import ExperienceEventTrigger, Trigger
from engine.simulation.results import RunSettings
from tests.oracle.answers import Answers, Row
from tests.oracle.ledger import node_order
from tests.oracle.local_time import EPOCH, MICROSECOND

INDUSTRY = "accountOrganization.industry"
REVENUE = "accountOrganization.annualRevenue.amount"
TITLE = "extendedWorkDetails.jobTitle"
FORM = "web.formFilledOut"
FORM_NAME = "web.fillOutForm.webFormName"
CLICK = "directMarketing.emailClicked"
EVERYONE = "everyone"

CUSTOM = {
    Entity.ACCOUNT: (
        Field(path="stage", label="Stage", type=ValueType.STRING, custom=True),
        Field(path="tier", label="Tier", type=ValueType.INTEGER, custom=True),
        Field(path="target", label="Target", type=ValueType.BOOLEAN, custom=True),
        Field(path="renewal", label="Renewal", type=ValueType.DATE, custom=True),
    ),
    Entity.PERSON: (
        Field(path="segment", label="Segment", type=ValueType.STRING, custom=True),
        Field(path="points", label="Points", type=ValueType.NUMBER, custom=True),
    ),
}


# Data


OWN = "\0own"


def account(key: str, name: str | None = OWN, **values: object) -> dict[str, object]:
    """An account; named by its key unless told otherwise. ``values``: INDUSTRY and the like go by
    their last word (``industry="Steel"``), custom attributes by their path."""
    return {ACCOUNT_KEY: key, ACCOUNT_NAME: key if name == OWN else name, **_paths(values)}


def person(
    key: str, of: str | None, email: str | None = OWN, **values: object
) -> dict[str, object]:
    """A person of an account, with an e-mail address of their own unless told otherwise."""
    address = f"{key}@example.org" if email == OWN else email
    return {PERSON_KEY: key, PERSON_ACCOUNT: of, EMAIL: address, **_paths(values)}


SHORT = {
    "industry": INDUSTRY,
    "revenue": REVENUE,
    "title": TITLE,
    "consent": "consents.marketing.email.val",
    "sms": "consents.marketing.sms.val",
    "whatsapp": "consents.marketing.whatsApp.val",
    "mobile": "mobilePhone.number",
    "status": "workEmail.status",
    "suspended": "b2b.isMarketingSuspended",
    "roles": "personRoles",
}


def _paths(values: Mapping[str, object]) -> dict[str, object]:
    return {SHORT.get(name, name): value for name, value in values.items()}


def event(who: str, when: str, kind: str = FORM, **fields: object) -> dict[str, object]:
    """An event of a person; ``form="Demo"`` is the name of the form filled out."""
    named = {FORM_NAME if name == "form" else name: value for name, value in fields.items()}
    return {EVENT_PERSON: who, EVENT_TIMESTAMP: moment(when), EVENT_TYPE: kind, **named}


def data(
    accounts: Sequence[Mapping[str, object]],
    people: Sequence[Mapping[str, object]] = (),
    events: Sequence[Mapping[str, object]] = (),
) -> Dataset:
    """A dataset of what was given, in any order."""
    return build_dataset(
        "tiny",
        _frame(Entity.ACCOUNT, accounts, (ACCOUNT_KEY, ACCOUNT_NAME)),
        _frame(Entity.PERSON, people, (PERSON_KEY, PERSON_ACCOUNT, EMAIL)),
        _frame(Entity.EVENT, events, (EVENT_PERSON, EVENT_TIMESTAMP, EVENT_TYPE)),
        custom=CUSTOM,
    )


def _frame(
    entity: Entity, rows: Sequence[Mapping[str, object]], always: tuple[str, ...]
) -> pl.DataFrame:
    kinds = {item.path: item.type for item in (*STANDARD_FIELDS[entity], *CUSTOM.get(entity, ()))}
    names = dict.fromkeys((*always, *(name for row in rows for name in row)))
    schema = {name: POLARS_TYPES[kinds.get(name, ValueType.STRING)] for name in names}
    return pl.DataFrame([{name: row.get(name) for name in names} for row in rows], schema=schema)


def moment(text: str) -> datetime:
    """``03-01 09:30`` is in 2024, UTC; any ISO 8601 text goes too."""
    if re.match(r"\d\d-\d\d( |$)", text):
        text = f"2024-{text}"
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# Conditions


def attribute(
    path: str, value: Scalar | None = None, operator: Operator = Operator.IS
) -> Attribute:
    """A comparison with an attribute."""
    return Attribute(attribute=SHORT.get(path, path), operator=operator, value=value)


def did(kind: str = FORM, days: int | None = None, at_least: int = 1) -> EventHistory:
    """The person has done something."""
    return EventHistory(event_type=kind, look_back_days=days, at_least=at_least)


def anyone(condition: Condition) -> PeopleOfAccount:
    """Any person in the account."""
    return PeopleOfAccount(condition=condition)


def equals(value: Scalar) -> Comparison:
    """Is."""
    return Comparison(operator=Operator.IS, value=value)


# Nodes


def wait(
    id_: str,
    amount: int | None = None,
    unit: str = "days",
    until: str | None = None,
    must: MustEndOn | None = None,
) -> WaitNode:
    """A wait; its settings as in :func:`timing`."""
    return WaitNode(id=id_, timing=timing(amount, unit, until, must))


def timing(
    amount: int | None = None,
    unit: str = "days",
    until: str | None = None,
    must: MustEndOn | None = None,
) -> Timing:
    """A duration, a date and time (without offset: local), or a must-end-on."""
    return Timing(
        duration=None if amount is None else Duration(amount=amount, unit=Unit(unit)),
        until=None if until is None else datetime.fromisoformat(until),
        must_end_on=must,
    )


def must_end_on(
    time: str = "00:00", days: Iterable[Weekday] = WEEKDAYS, zone: str | None = None
) -> MustEndOn:
    """Allowed weekdays, a time of day and its zone."""
    clock = datetime.fromisoformat(f"2000-01-01T{time}").time()
    return MustEndOn(days=tuple(days), time=clock, time_zone=zone)


def action(id_: str, what: Action) -> ActionNode:
    """Take an action, in the context that the action has."""
    return ActionNode(id=id_, context=what.context, action=what)


def update(id_: str, path: str, value: Scalar | None, people: bool = False) -> ActionNode:
    """Set an attribute of the account, or of its people."""
    path = SHORT.get(path, path)
    if people:
        return action(id_, UpdatePersonProfile(attribute=path, value=value))
    return action(id_, UpdateAccountProfile(attribute=path, value=value))


def split(
    id_: str,
    paths: Mapping[str, Condition],
    other: bool = True,
    by: Context = Context.ACCOUNTS,
) -> SplitNode:
    """Split paths by label and condition, from the top."""
    return SplitNode(
        id=id_,
        by=by,
        paths=tuple(SplitPath(label=label, condition=one) for label, one in paths.items()),
        other=other,
    )


def variant(id_: str, by: Context = Context.ACCOUNTS, **shares: int) -> VariantNode:
    """Variant split paths by label and percentage, from the top."""
    paths = tuple(VariantPath(label=label, percentage=share) for label, share in shares.items())
    return VariantNode(id=id_, by=by, paths=paths)


def listen(
    id_: str,
    *triggers: Trigger,
    timeout: Timing | None = None,
    timeout_path: bool = True,
    filters: Condition | None = None,
) -> ListenNode:
    """Listen for an event; for a form filled out unless told otherwise."""
    heard = triggers or (ExperienceEventTrigger(event_type=FORM),)
    return ListenNode(
        id=id_, triggers=heard, timeout=timeout, timeout_path=timeout_path, filters=filters
    )


# Journeys


def draw(
    id_: str,
    *nodes: Node,
    edges: str = "",
    audience: str = EVERYONE,
    kind: JourneyKind = JourneyKind.ACCOUNT,
    entry: Node | None = None,
    **settings: Any,
) -> Journey:
    """A journey: an audience node ``in`` and the nodes, in a row unless edges are given.

    ``edges``: ``"in > split, split[Yes] > wait"``. ``settings``: the journey's settings.
    """
    if entry is None and kind is JourneyKind.ACCOUNT:
        entry = AccountAudienceNode(id="in", audience=audience)
    elif entry is None:
        entry = PersonAudienceNode(id="in", audience="everybody")
    drawn = (entry, *nodes)
    if edges:
        found = tuple(_edge(text) for text in edges.replace("\n", " ").split(","))
    else:
        found = tuple(Edge(source=one.id, target=other.id) for one, other in pairwise(drawn))
    return Journey(
        id=id_, name=id_, kind=kind, nodes=drawn, edges=found, settings=Settings(**settings)
    )


def _edge(text: str) -> Edge:
    match = re.fullmatch(r"\s*([\w.]+)(?:\[([^\]]+)\])? *> *([\w.]+)\s*", text)
    assert match, text
    source, path, target = match.groups()
    return Edge(source=source, path=path or NEXT, target=target)


NEWS = Email(id="news", name="News")
RECEIPT = Email(id="receipt", name="Receipt", kind=EmailKind.OPERATIONAL)


def definitions(*journeys: Journey, **more: Any) -> Definitions:
    """What the journeys refer to: audiences of everyone, some messages, one another."""
    audiences = (
        Audience(id=EVERYONE, name="Everyone"),
        Audience(id="everybody", name="Everybody", scope=Scope.PERSON),
        *more.pop("audiences", ()),
    )
    refs = tuple(JourneyRef(id=one.id, name=one.name, kind=one.kind) for one in journeys)
    return Definitions(
        audiences=audiences,
        emails=(NEWS, RECEIPT),
        messages=(
            TextMessage(id="sms", name="Text"),
            TextMessage(id="whatsapp", name="WhatsApp", channel=Channel.WHATSAPP),
        ),
        journeys=(*refs, *more.pop("journeys", ())),
        **more,
    )


def account_list(id_: str, *members: str, condition: Condition | None = None) -> EntityList:
    """A Live list: dynamic with a condition, static without."""
    kind = ListKind.STATIC if condition is None else ListKind.DYNAMIC
    return EntityList(
        id=id_,
        name=id_,
        kind=kind,
        status=LibraryStatus.LIVE,
        members=members,
        condition=condition,
    )


# Running and telling


Simulator = Callable[[Sequence[Journey], Definitions, Dataset, RunSettings], Answers]
"""Either simulator, with answers in one form."""


def window(start: str, end: str, zone: str = "UTC") -> RunSettings:
    """The window [start, end) and the zone of its midnights."""
    return RunSettings(start=moment(start), end=moment(end), time_zone=zone)


@dataclass(frozen=True)
class Story:
    """What became of everyone, to be compared with what was worked out by hand."""

    answers: Answers
    journeys: Sequence[Journey] = field(default=())

    def of(self, who: str, journey: str | None = None) -> list[str]:
        """The steps of an account (or, in a person journey, a person) itself, in order:
        ``node | arrived | left | path, end reason, trigger, cause``; the audience node's row of
        an entry that moved on at once is left out."""
        return [
            _line(row)
            for row in self._sorted(journey)
            if (row[1] == who and row[2] is None) or row[2] == who
            if not (row[4] == "in" and row[5] == row[6] and row[8] is None)
        ]

    def entries(self, who: str, journey: str | None = None) -> list[str]:
        """When the account (or person) entered."""
        return [
            told(row[5])
            for row in self._sorted(journey)
            if row[4] == "in" and who == (row[2] or row[1])
        ]

    def at(self, node: str) -> list[str]:
        """The rows of one node: ``account[/person] | arrived | left | path``, by instant."""
        rows = [row for row in self.answers.steps if row[4] == node]
        rows.sort(key=lambda row: (row[5], row[1] or "", row[2] or ""))
        return [_line((*row[:4], _who(row), *row[5:])) for row in rows]

    def messages(self) -> list[str]:
        """``node | time | person | message | outcome``, by instant and person."""
        rows = sorted(self.answers.messages, key=lambda row: (row[5], str(row[4]), str(row[2])))
        return [f"{row[4]} | {told(row[5])} | {row[2]} | {row[6]} | {row[7]}" for row in rows]

    def effects(self) -> list[str]:
        """``node | time | who | effect | subject: previous > new (note)``, by instant."""
        rows = sorted(self.answers.effects, key=lambda row: (row[5], str(row[4]), _who(row)))
        return [
            f"{row[4]} | {told(row[5])} | {_who(row)} | {row[6]} | {row[7]}"
            + (f": {row[8]} > {row[9]}" if row[8] is not None or row[9] is not None else "")
            + (f" ({row[10]})" if row[10] is not None else "")
            for row in rows
        ]

    def _sorted(self, journey: str | None) -> list[Row]:
        order = {
            (one.id, node): place
            for one in self.journeys
            for place, node in enumerate(node_order(one))
        }
        rows = [row for row in self.answers.steps if journey is None or row[0] == journey]
        return sorted(
            rows, key=lambda row: (row[0], row[3], row[5], order[str(row[0]), str(row[4])])
        )


def _who(row: Row) -> str:
    return str(row[1]) if row[2] is None else f"{row[1]}/{row[2]}"


def _line(row: Row) -> str:
    _, _, _, _, node, arrived, left, path, ended, trigger, cause = row
    if left is None:
        return f"{node} | {told(arrived)} | here"
    parts = [path, ended, None if trigger is None else f"trigger {trigger}", cause]
    return f"{node} | {told(arrived)} | {told(left)} | " + ", ".join(
        str(part) for part in parts if part is not None
    )


def told(instant: object) -> str:
    """An instant as ``03-01 09:30`` (UTC), with seconds and the year only where needed."""
    assert isinstance(instant, int)
    when = EPOCH + instant * MICROSECOND
    text = when.strftime("%m-%d %H:%M" if when.year == 2024 else "%Y-%m-%d %H:%M")
    if when.second or when.microsecond:
        text += when.strftime(":%S")
    return text + (when.strftime(".%f") if when.microsecond else "")


def day(text: str) -> date:
    """``03-01`` in 2024."""
    return date.fromisoformat(f"2024-{text}")
