"""A journey compiled for a run: order, targets, window, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, ListKind
from engine.accounts.dataset import Dataset
from engine.accounts.derived.evaluation import derived_in
from engine.accounts.derived.model import DerivedAttribute
from engine.conditions.model import AllOf, Condition, Scope, ValueType
from engine.conditions.reads import Reads, reads, reads_of_all
from engine.errors import JornadaError
from engine.journey import actions as act
from engine.journey.graph import inside_people_splits, node_order
from engine.journey.model import Definitions, Journey, JourneyKind
from engine.journey.nodes import (
    NEXT,
    ActionNode,
    CloseSplitNode,
    ExternalActionNode,
    ExternalSplitNode,
    ListenNode,
    NextBestNode,
    Node,
    SplitNode,
)
from engine.simulation.clock import NEVER, Clock
from engine.simulation.values import Typed, type_of, typed

_UNSIMULATED = (NextBestNode, ExternalActionNode, ExternalSplitNode)


@dataclass(frozen=True)
class JourneyPlan:
    """One journey, ready to run. ``start`` and ``end`` are instants; entries: start <= t < end."""

    journey: Journey
    definitions: Definitions
    clock: Clock
    start: int
    end: int

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The node ids in the order of processing (ruling 8)."""
        return node_order(self.journey)

    @cached_property
    def inside(self) -> dict[str, str]:
        """The nodes inside splits by people, and their split."""
        return inside_people_splits(self.journey)

    @cached_property
    def closes(self) -> dict[str, str]:
        """The close split of each split by people."""
        nodes = self.journey.nodes
        return {node.split: node.id for node in nodes if isinstance(node, CloseSplitNode)}

    def target(self, node: str, path: str = NEXT) -> str | None:
        """Where a path leads; None: the journey ends there."""
        return self.journey.targets.get((node, path))

    @cached_property
    def audience_list(self) -> str | None:
        """The list that is the audience, if it is one."""
        node = self.journey.audience
        return None if node is None else node.list

    @cached_property
    def audience_condition(self) -> Condition | None:
        """The condition of the audience; None where the audience is a list."""
        node = self.journey.audience
        if node is None or node.audience is None:
            return None
        found = next((a for a in self.definitions.audiences if a.id == node.audience), None)
        if found is None:
            raise JornadaError(
                "simulation.no_audience", journey=self.journey.name, audience=node.audience
            )
        return found.condition

    @cached_property
    def writes(self) -> Reads:
        """What the journey's actions change, in the terms of what conditions read."""
        attributes: set[tuple[Scope, str]] = set()
        events: set[str] = set()
        lists: set[tuple[Scope, str]] = set()
        for action in self.actions():
            if isinstance(action, act.UpdateAccountProfile) and action.attribute:
                attributes.add((Scope.ACCOUNT, action.attribute))
                events.add(f.ACCOUNT_CHANGED)
            elif isinstance(action, act.UpdatePersonProfile) and action.attribute:
                attributes.add((Scope.PERSON, action.attribute))
                events.add(f.PERSON_CHANGED)
            elif isinstance(action, act.AccountInterestingMoment):
                events.add(f.ACCOUNT_MOMENT)
            elif isinstance(action, act.PersonInterestingMoment):
                events.add(f.INTERESTING_MOMENT)
            elif isinstance(action, act.AddToAccountList | act.RemoveFromAccountList):
                lists.add((Scope.ACCOUNT, action.list or ""))
        return Reads(
            attributes=frozenset(attributes), event_types=frozenset(events), lists=frozenset(lists)
        )

    @cached_property
    def lists(self) -> frozenset[str]:
        """The lists that the audience, the conditions and derived attributes ask for."""
        found = {id_ for _, id_ in (self._asked | self._of_derived).lists}
        return frozenset(found if self.audience_list is None else {*found, self.audience_list})

    @cached_property
    def derived(self) -> tuple[DerivedAttribute, ...]:
        """The derived attributes that the audience, the conditions and dynamic lists ask for, by
        id."""
        named = {id_ for _, id_ in self._asked.lists} | {self.audience_list}
        wanted = [item for item in dynamic_lists(self.definitions) if item.id in named]
        read = self._asked
        for item in wanted:
            read |= reads(list_condition(item), item.scope)
        return derived_in(self.definitions.derived_attributes, read.attributes)

    @cached_property
    def _asked(self) -> Reads:
        """What the audience and the conditions read."""
        read = Reads()
        if self.audience_condition is not None:
            read = reads(self.audience_condition, Scope.ACCOUNT)
        for condition, scope in self.conditions():
            read |= reads(condition, scope)
        return read

    @cached_property
    def _of_derived(self) -> Reads:
        """What the conditions of the derived attributes read."""
        return reads_of_all(
            (item.people for item in self.derived if item.people is not None), Scope.PERSON
        )

    def actions(self) -> Iterator[act.Action]:
        """Every chosen action of the journey."""
        for node in self.journey.nodes:
            if isinstance(node, ActionNode) and node.action is not None:
                yield node.action

    def conditions(self) -> Iterator[tuple[Condition, Scope]]:
        """Every condition that nodes evaluate."""
        for node in self.journey.nodes:
            if isinstance(node, SplitNode):
                scope = Scope.ACCOUNT if node.by is act.Context.ACCOUNTS else Scope.PERSON
                for path in node.paths:
                    yield path.condition, scope
            elif isinstance(node, ListenNode) and node.filters is not None:
                yield node.filters, Scope.PERSON


def compile_journey(
    journey: Journey, definitions: Definitions, start: int, end: int
) -> JourneyPlan:
    """Compile a journey for the window [start, end). Raises :class:`JornadaError` where it can't
    be simulated; the rules of :mod:`engine.journey.rules` are to be met beforehand."""
    if journey.kind is JourneyKind.PERSON:
        raise JornadaError("simulation.person_journey", journey=journey.name)
    if journey.audience is None:
        raise JornadaError("simulation.no_audience_node", journey=journey.name)
    if journey.audience.audience is None and journey.audience.list is None:
        raise JornadaError("simulation.audience_not_chosen", journey=journey.name)
    strange: Node | None = next((n for n in journey.nodes if isinstance(n, _UNSIMULATED)), None)
    if strange is not None:
        raise JornadaError("simulation.node_type", journey=journey.name, node=strange.id)
    clock = Clock(journey.settings.time_zone, start, end)
    opens, ends = journey.settings.start, journey.settings.end
    return JourneyPlan(
        journey=journey,
        definitions=definitions,
        clock=clock,
        start=start if opens is None else _instant(clock, opens, after=False),
        end=NEVER if ends is None else _instant(clock, ends, after=True),
    )


def _instant(clock: Clock, moment: datetime | date, *, after: bool) -> int:
    """A date alone is its first instant, or for an end that of the following day (ruling 1)."""
    if isinstance(moment, datetime):
        return clock.moment(moment)
    if after and moment == date.max:
        return NEVER
    return clock.day(moment + timedelta(days=1) if after else moment)


def new_attributes(
    plans: Sequence[JourneyPlan], dataset: Dataset
) -> dict[tuple[Scope, str], ValueType]:
    """Attributes that actions write and the dataset does not have, with the type of the value."""
    found: dict[tuple[Scope, str], ValueType] = {}
    for plan in plans:
        for action in plan.actions():
            if isinstance(action, act.UpdateAccountProfile | act.UpdatePersonProfile):
                scope = Scope(
                    "account" if isinstance(action, act.UpdateAccountProfile) else "person"
                )
                path = action.attribute or ""
                if dataset.attribute(scope, path) is None and action.value is not None:
                    found.setdefault((scope, path), type_of(action.value))
    return found


def typed_value(
    journey: str, action: act.UpdateAccountProfile | act.UpdatePersonProfile, kind: ValueType
) -> Typed:
    """The value that an action writes. Raises :class:`JornadaError` where the type forbids it."""
    try:
        return typed(action.value, kind)
    except ValueError:
        raise JornadaError(
            "simulation.value",
            journey=journey,
            attribute=action.attribute or "",
            value=str(action.value),
            type=str(kind),
        ) from None


def depends_on(condition: Condition, scope: Scope, written: Reads, dynamic: frozenset[str]) -> bool:
    """Whether what a condition says of an entity may change during a run that writes ``written``,
    by time, by actions, or by the daily evaluation of the lists ``dynamic``."""
    read = reads(condition, scope)
    return bool(
        read.uses_time
        or read.uses_groups
        or read.event_types
        or read.attributes & written.attributes
        or read.lists & written.lists
        or any(list_id in dynamic for _, list_id in read.lists)
    )


def dynamic_lists(definitions: Definitions) -> tuple[EntityList, ...]:
    """The dynamic lists, by id."""
    found = (item for item in definitions.lists if item.kind is ListKind.DYNAMIC)
    return tuple(sorted(found, key=lambda item: item.id))


def list_condition(item: EntityList) -> Condition:
    """The filter of a dynamic list."""
    return AllOf() if item.condition is None else item.condition
