"""What happens at each node (domain section 3)."""

from __future__ import annotations

from engine.conditions.model import Scope
from engine.journey.actions import Context
from engine.journey.model import JourneyKind
from engine.journey.nodes import (
    NEXT,
    TIMEOUT,
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ListenNode,
    MergeNode,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
    WaitNode,
)
from engine.simulation.results import EndReason
from tests.oracle.actions import Happening, Stage, act
from tests.oracle.entering import end, leave
from tests.oracle.ledger import Entry, JourneyRun, Step
from tests.oracle.listening import Match, first_match
from tests.oracle.local_time import NEVER, exit_of
from tests.oracle.splitting import among_people, by_hash, by_quota, path_of


def due(run: JourneyRun, entry: Entry, before: int, stage: Stage) -> int:
    """When the entry goes on, as far as the events before ``before`` tell."""
    node = run.journey.by_id[entry.node]
    zone = run.journey.settings.time_zone
    match node:
        case WaitNode():
            return exit_of(node.timing, entry.arrived, zone)
        case ListenNode():
            match_ = heard(node, run, entry, before, stage)
            return match_.time if match_ else deadline(node, run, entry)
        case _:
            return entry.arrived


def deadline(node: ListenNode, run: JourneyRun, entry: Entry) -> int:
    """The exit that a wait with the same settings would give (ruling 23)."""
    if node.timeout is None:
        return NEVER
    return exit_of(node.timeout, entry.arrived, run.journey.settings.time_zone)


def heard(
    node: ListenNode, run: JourneyRun, entry: Entry, before: int, stage: Stage
) -> Match | None:
    """The first match of a listen, among events before ``before``."""
    who = entry.traveller
    people = [who.person] if who.person is not None else stage.world.people_of[str(who.account)]
    return first_match(
        node,
        run.hearings[node.id],
        stage.world,
        who.account if who.person is None else None,
        people,
        after=entry.arrived,
        until=deadline(node, run, entry),
        before=before,
    )


def visit(run: JourneyRun, entry: Entry, time: int, before: int, stage: Stage) -> None:
    """The entry does what its node asks for, and goes on."""
    node = run.journey.by_id[entry.node]
    ledger = stage.ledger
    match node:
        case (
            AccountAudienceNode()
            | PersonAudienceNode()
            | WaitNode()
            | MergeNode()
            | CloseSplitNode()
        ):
            leave(run, entry, time, NEXT, ledger)
        case ActionNode():
            take_action(node, run, entry, stage)
            if entry.ended is None:  # it may have removed itself
                leave(run, entry, time, NEXT, ledger)
        case ListenNode():
            match_ = heard(node, run, entry, before, stage)
            if match_ is not None:
                leave(run, entry, time, NEXT, ledger, trigger=match_.trigger, cause=match_.person)
            elif node.timeout_path:
                leave(run, entry, time, TIMEOUT, ledger)
            else:
                end(run, entry, time, EndReason.TIMED_OUT, ledger)
        case SplitNode() | VariantNode():
            split(node, run, entry, time, stage)
        case _:
            raise AssertionError(f"not simulated: {node.type}")


def people_on(entry: Entry, stage: Stage) -> list[str]:
    """Who of the traveller's people takes part: the account's, or the travelling person."""
    who = entry.traveller
    if who.person is None:
        return stage.world.synced_people(str(who.account))
    return [who.person] if stage.world.takes_part(Scope.PERSON, who.person) else []


def take_action(node: ActionNode, run: JourneyRun, entry: Entry, stage: Stage) -> None:
    """On the account, or on every person that takes part, by person key."""
    assert node.action is not None
    everyone: list[str | None] = [None]
    if node.action.context is Context.PEOPLE:
        everyone = [*people_on(entry, stage)]
    for person in everyone:
        act(node.action, Happening(stage, run, entry, node.id, entry.arrived, person))


def split(
    node: SplitNode | VariantNode, run: JourneyRun, entry: Entry, time: int, stage: Stage
) -> None:
    """Split paths and variants, of accounts, of people, and of the people of an account."""
    who, ledger = entry.traveller, stage.ledger
    if run.journey.kind is JourneyKind.ACCOUNT and node.by is Context.PEOPLE:
        split_people(node, run, entry, time, stage)
        return
    if isinstance(node, SplitNode):
        scope = Scope.ACCOUNT if who.person is None else Scope.PERSON
        path = path_of(node, stage.world, scope, str(who.person or who.account), time)
    elif who.person is not None:
        path = by_hash(node, who.person, run.id)
    else:
        assigned = run.assigned.setdefault(node.id, [0] * len(node.paths))
        path = by_quota(node, assigned)
    if path is None:
        end(run, entry, time, EndReason.NO_PATH_MATCHED, ledger)
    else:
        leave(run, entry, time, path, ledger)


def split_people(
    node: SplitNode | VariantNode, run: JourneyRun, entry: Entry, time: int, stage: Stage
) -> None:
    """The account's people go their ways and meet again at the close split, all at one instant.

    All paths are decided before any action; actions go in node order, then person key (ruling 29).
    """
    account = str(entry.traveller.account)
    people = stage.world.synced_people(account)
    paths: dict[str, str | None] = {}
    if isinstance(node, SplitNode):
        for person in people:
            paths[person] = path_of(node, stage.world, Scope.PERSON, person, time)
    elif people:
        paths.update(among_people(node, people))

    def write(person: str | None, at_node: str, path: str | None) -> None:
        stage.ledger.steps.append(
            Step(run.id, account, person, entry.number, at_node, time, time, path)
        )

    write(None, node.id, None)
    places: dict[str, str] = {}
    for person, path in paths.items():
        write(person, node.id, path)
        if path is not None:
            places[person] = run.journey.targets[node.id, path]
    for inside in sorted(run.journey.by_id, key=run.order.__getitem__):
        action_node = run.journey.by_id[inside]
        for person in sorted(person for person, place in places.items() if place == inside):
            if not isinstance(action_node, ActionNode):
                continue  # the close split
            assert action_node.action is not None
            if stage.world.takes_part(Scope.PERSON, person):
                at = Happening(stage, run, entry, inside, time, person)
                act(action_node.action, at)
            write(person, inside, NEXT)
            places[person] = run.journey.targets[inside, NEXT]
    entry.node = next(
        close.id
        for close in run.journey.nodes
        if isinstance(close, CloseSplitNode) and close.split == node.id
    )
    entry.arrived = time
