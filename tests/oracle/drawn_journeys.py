"""Journeys grown from their audience: every node kind, nested splits, merges, people splits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from engine.accounts.fields import Entity
from engine.conditions.model import Scope
from engine.journey.actions import Context, MomentType
from engine.journey.model import (
    DelayUnit,
    Edge,
    Journey,
    JourneyKind,
    ReEntry,
    ReEntryFrom,
    Settings,
)
from engine.journey.nodes import (
    NEXT,
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ListenNode,
    MergeNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
    WaitNode,
)
from engine.journey.triggers import (
    AccountChangedTrigger,
    AccountMomentTrigger,
    AssignedToGroupTrigger,
    ExperienceEventTrigger,
    GroupStageTrigger,
    PersonChangedTrigger,
    Trigger,
)
from tests.oracle.dice import Dice
from tests.oracle.drawn_actions import (
    UPDATED_OF_ACCOUNT,
    UPDATED_OF_PERSON,
    account_action,
    people_action,
    telling,
    undoing,
)
from tests.oracle.drawn_conditions import condition, constraints, maybe_comparison
from tests.oracle.drawn_data import TYPES
from tests.oracle.drawn_times import Times

SHARES = ((50, 50), (50, 30, 20), (34, 33, 33), (1, 99), (25, 25, 25, 25), (60, 40))


@dataclass(frozen=True)
class Others:
    """The journeys of the run but this one, by kind."""

    accounts: Sequence[str] = ()
    people: Sequence[str] = ()


@dataclass
class Sketch:
    """A journey as it grows."""

    kind: JourneyKind
    times: Times
    others: Others
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    ends: list[tuple[str, str]] = field(default_factory=list)
    """The open paths."""

    @property
    def scope(self) -> Scope:
        """Whom conditions are about."""
        return Scope.ACCOUNT if self.kind is JourneyKind.ACCOUNT else Scope.PERSON

    @property
    def whom(self) -> Context:
        """Whom the traveller's own splits are by."""
        return Context.ACCOUNTS if self.kind is JourneyKind.ACCOUNT else Context.PEOPLE

    @property
    def dice(self) -> Dice:
        """What chooses."""
        return self.times.dice

    def new_id(self) -> str:
        """An id whose order has nothing to do with the order of growing."""
        return f"{self.dice.of('mazB')}{len(self.nodes)}"

    def add(self, node: Node, *after: tuple[str, str]) -> None:
        """Add a node at the end of open paths; its own paths are open then."""
        self.nodes.append(node)
        for source, path in after:
            self.edges.append(Edge(source=source, path=path, target=node.id))
        self.ends = [end for end in self.ends if end not in after]
        self.ends += [(node.id, path) for path in node.path_names()]


def journey(id_: str, kind: JourneyKind, times: Times, others: Others) -> Journey:
    """A journey without structural problems."""
    sketch = Sketch(kind, times, others)
    sketch.add(_audience(sketch))
    if others.accounts and kind is JourneyKind.ACCOUNT:
        _open(sketch)
    for _ in range(times.dice.number(1, 14)):
        grow(sketch)
    return Journey(
        id=id_,
        name=id_,
        kind=kind,
        settings=settings(times),
        nodes=tuple(sketch.nodes),
        edges=tuple(sketch.edges),
    )


def _open(sketch: Sketch) -> None:
    """Begin, at times, with a listen, or with a wait and what such a listen hears, so that
    journeys hear one another."""
    (end,) = sketch.ends
    match sketch.dice.of(("freely", "listen", "act later")):
        case "listen":
            sketch.add(_listen(sketch.new_id(), sketch), end)
        case "act later":
            waiting = WaitNode(id=sketch.new_id(), timing=sketch.times.timing())
            sketch.add(waiting, end)
            for _ in range(sketch.dice.number(1, 2)):
                what = telling(sketch.times)
                acting = ActionNode(id=sketch.new_id(), context=what.context, action=what)
                sketch.add(acting, sketch.ends[0])


def _audience(sketch: Sketch) -> Node:
    id_, dice = sketch.new_id(), sketch.dice
    if sketch.kind is JourneyKind.ACCOUNT:
        audience = dice.of(("all", "all", "all", "some", None))
        listed = dice.of(("named", "filtered")) if audience is None else None
        return AccountAudienceNode(id=id_, audience=audience, list=listed)
    if dice.chance(3):
        events = [_experience(sketch.times) for _ in range(dice.number(1, 2))]
        return PersonAudienceNode(id=id_, events=tuple(events))
    audience = dice.of(("people-all", "people-some", None))
    listed = dice.of(("people-picked", "people-filtered")) if audience is None else None
    return PersonAudienceNode(id=id_, audience=audience, list=listed)


def grow(sketch: Sketch) -> None:
    """Add one block at the end of an open path, or join several."""
    dice = sketch.dice
    if len(sketch.ends) >= 2 and dice.chance(3):
        joined = dice.several(sketch.ends, 2, 4)
        sketch.add(MergeNode(id=sketch.new_id()), *joined)
        return
    end = dice.of((sketch.ends[-1], sketch.ends[-1], dice.of(sketch.ends)))
    kinds = ("action", "wait", "listen", "action", "split", "action", "listen", "variant", "people")
    kind = dice.of(kinds)
    if kind == "people" and sketch.kind is JourneyKind.ACCOUNT:
        _grow_people_split(sketch, end)
    else:
        sketch.add(_node(kind, sketch), end)


def _node(kind: str, sketch: Sketch) -> Node:
    id_ = sketch.new_id()
    match kind:
        case "wait":
            return WaitNode(id=id_, timing=sketch.times.timing())
        case "listen":
            return _listen(id_, sketch)
        case "split":
            return _split(id_, sketch, sketch.whom)
        case "variant":
            return _variant(id_, sketch, sketch.whom)
        case _:
            people = sketch.kind is JourneyKind.PERSON or sketch.dice.chance(2)
            return _action(id_, sketch, people=people)


def _action(id_: str, sketch: Sketch, *, people: bool) -> Node:
    last = sketch.nodes[-1]
    undo = undoing(last.action) if isinstance(last, ActionNode) else None
    if undo is not None and undo.context is (Context.PEOPLE if people else Context.ACCOUNTS):
        return ActionNode(id=id_, context=undo.context, action=undo)
    if people:
        found = people_action(sketch.times, sketch.others.people)
    else:
        found = account_action(sketch.times, sketch.others.accounts)
    return ActionNode(id=id_, context=found.context, action=found)


def _split(id_: str, sketch: Sketch, by: Context) -> Node:
    scope = Scope.ACCOUNT if by is Context.ACCOUNTS else Scope.PERSON
    by_role = scope is Scope.PERSON and sketch.dice.chance(3)
    labels = ("Yes", "no", "É")[: sketch.dice.number(1, 3)]
    paths = [
        SplitPath(label=label, condition=condition(scope, sketch.times, by_role=by_role))
        for label in labels
    ]
    return SplitNode(id=id_, by=by, paths=tuple(paths), other=not sketch.dice.chance(3))


def _variant(id_: str, sketch: Sketch, by: Context) -> Node:
    paths = tuple(
        VariantPath(label=label, percentage=share)
        for label, share in zip(("Z", "b", "A", "c"), sketch.dice.of(SHARES), strict=False)
    )
    return VariantNode(id=id_, by=by, paths=paths)


def _grow_people_split(sketch: Sketch, end: tuple[str, str]) -> None:
    """A split or variant by people, with people actions inside, and its close split."""
    id_ = sketch.new_id()
    drawn = _variant if sketch.dice.chance(3) else _split
    node = drawn(id_, sketch, Context.PEOPLE)
    sketch.add(node, end)
    last = []
    for path in node.path_names():
        tip = (id_, path)
        for _ in range(sketch.dice.number(0, 2)):
            inside = _action(sketch.new_id(), sketch, people=True)
            sketch.add(inside, tip)
            tip = (inside.id, NEXT)
        last.append(tip)
    sketch.add(CloseSplitNode(id=sketch.new_id(), split=id_), *last)


def _listen(id_: str, sketch: Sketch) -> Node:
    dice, times = sketch.dice, sketch.times
    return ListenNode(
        id=id_,
        triggers=tuple(_trigger(sketch) for _ in range(dice.number(1, 3))),
        filters=condition(Scope.PERSON, times) if dice.chance(4) else None,
        timeout=None if dice.chance(4) else times.timing(),
        timeout_path=not dice.chance(3),
    )


def _trigger(sketch: Sketch) -> Trigger:
    dice, times = sketch.dice, sketch.times
    least = dice.of((1, 1, 1, 2, 3))
    kinds = ["event", "event", "event", "person changed"]
    if sketch.kind is JourneyKind.ACCOUNT:
        kinds += ["moment", "account changed", "stage", "assigned"]
    if sketch.others.accounts:  # only another journey changes an account that listens
        kinds += ["moment", "account changed"] * 2
    match dice.of(kinds):
        case "moment":
            kind = dice.of((None, None, None, *MomentType))
            return AccountMomentTrigger(at_least=least, moment_type=kind)
        case "account changed":
            path = times.path(UPDATED_OF_ACCOUNT)
            of = TYPES[Entity.ACCOUNT][path]
            return AccountChangedTrigger(
                at_least=least,
                attribute=path,
                new=maybe_comparison(path, of, times),
                previous=maybe_comparison(path, of, times),
            )
        case "person changed":
            path = times.path(UPDATED_OF_PERSON)
            of = TYPES[Entity.PERSON][path]
            return PersonChangedTrigger(
                at_least=least,
                attribute=path,
                new=maybe_comparison(path, of, times),
                previous=maybe_comparison(path, of, times),
            )
        case "stage":
            return GroupStageTrigger(at_least=least, solution_interest="interest")
        case "assigned":
            return AssignedToGroupTrigger(at_least=least, solution_interest="interest")
        case _:
            return _experience(times, least)


def _experience(times: Times, least: int = 1) -> ExperienceEventTrigger:
    kind = times.dice.of(times.kinds)
    return ExperienceEventTrigger(
        at_least=least, event_type=kind, constraints=constraints(kind, times)
    )


def settings(times: Times) -> Settings:
    """Start and end around the window, re-entry, deduplication."""
    dice = times.dice
    first = date.fromisoformat(times.period.start)
    start: datetime | date | None = None
    match dice.of(("none", "none", "none", "none", "date", "time")):
        case "date":
            start = first + timedelta(days=dice.of((-5, 0, 1, 2)))
        case "time":
            start = times.naive() - timedelta(days=dice.number(1, 6))
    end: datetime | date = first + timedelta(days=60)
    ends = ("late", "late", "date", "time", "aware", "early")
    match dice.of(ends[:3] if times.long else ends):
        case "date":
            end = first + timedelta(days=dice.number(3, 11))
        case "time":
            end = times.naive() + timedelta(days=9)
        case "aware":
            end = times.moment() + timedelta(days=4)
        case "early":
            end = times.naive()
    rule = None
    if not dice.chance(3):
        rule = ReEntry(
            timing=dice.of(tuple(ReEntryFrom)),
            delay=dice.of((1, 0, 24, 2)),
            unit=dice.of(tuple(DelayUnit)),
            limit=dice.of((2, 3, 5)),
        )
    return Settings(
        start=start,
        end=end,
        time_zone=times.zone(),
        re_entry=rule,
        email_deduplication=dice.chance(2),
    )
