"""Conditions: those of nodes, and those of the definitions that the journey uses."""

from __future__ import annotations

from collections.abc import Iterator

from engine.accounts.audiences import Audience, EntityList, ListKind
from engine.accounts.derived.check import check_derived
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.fields import PERSON_ROLES
from engine.buying_groups.model import RoleTemplate, SolutionInterest
from engine.conditions.check import Finding, check
from engine.conditions.model import (
    Attribute,
    Condition,
    GroupFilter,
    HasBuyingGroup,
    RoleInAccount,
    Scope,
    walk,
)
from engine.journey import graph
from engine.journey.model import Definitions, ExternalService
from engine.journey.nodes import SplitNode
from engine.journey.references import node_conditions, node_references, used_definitions
from engine.journey.rules.problem import Ground, Problem, Severity, error
from engine.journey.rules.references import (
    compared_stage_problems,
    interest_problems,
    role_problems,
)
from resources.catalogue import Message, msg

_UNSEEN = (
    "conditions.check.unknown_attribute",
    "conditions.check.unknown_event_type",
    "conditions.check.unknown_field",
    "derived.check.unknown_field",
)
"""Findings about what the catalogue lacks: without data they only warn, as data may have it."""


def node_conditions_checked(ground: Ground) -> Iterator[Problem]:
    """Every condition of a node is complete and names what exists."""
    for node in ground.journey.nodes:
        for asked in node_conditions(ground.journey, node):
            yield from _findings(ground, asked.condition, asked.scope, node.id, asked.field)
            yield from _groups(ground, asked.condition, asked.scope, node.id, asked.field)


def definitions_checked(ground: Ground) -> Iterator[Problem]:
    """So is every condition of what the journey uses: audiences, lists, role cards, services."""
    used = used_definitions(ground.journey, ground.definitions)
    named = {
        (reference.kind, reference.id): (node.id, reference.field)
        for node in reversed(ground.journey.nodes)
        for reference in node_references(node)
    }
    for kind in Definitions.model_fields:
        for thing in getattr(used, kind):
            node, field = named.get((kind, thing.id), (None, None))
            if isinstance(thing, DerivedAttribute):
                wrong = check_derived(thing, ground, ground.names)
                yield from (_in_definition(_problem(ground, it, None), thing.name) for it in wrong)
            for condition, scope in _conditions_of(thing):
                dynamic = isinstance(thing, EntityList) and thing.kind is ListKind.DYNAMIC
                found = [
                    *_findings(ground, condition, scope, node, field, in_dynamic_list=dynamic),
                    *_groups(ground, condition, scope, node, field),
                ]
                yield from (_in_definition(item, thing.name) for item in found)


def mixed_attributes(ground: Ground) -> Iterator[Problem]:
    """The conditions of a split by people use people attributes or those of the account-person
    relation, not both (section 3.3)."""
    for node in ground.journey.nodes:
        if isinstance(node, SplitNode) and graph.splits_people(ground.journey, node):
            kinds = {
                kind
                for path in node.paths
                for part, scope in walk(path.condition, Scope.PERSON)
                if (kind := _kind_of_attribute(part, scope)) is not None
            }
            if len(kinds) > 1:
                yield error("attributes_mixed", node.id, "paths")


def _kind_of_attribute(part: Condition, scope: Scope) -> str | None:
    if isinstance(part, RoleInAccount):
        return "relation"
    if isinstance(part, Attribute) and scope is Scope.PERSON:
        return "relation" if part.attribute == PERSON_ROLES else "person"
    return None


def _findings(
    ground: Ground,
    condition: Condition,
    scope: Scope,
    node: str | None,
    field: str | None,
    *,
    in_dynamic_list: bool = False,
) -> Iterator[Problem]:
    found = check(condition, scope, ground, ground.names, in_dynamic_list=in_dynamic_list)
    for finding in found:
        yield _problem(ground, finding, node, field)


def _problem(
    ground: Ground, finding: Finding, node: str | None, field: str | None = None
) -> Problem:
    place = ".".join(map(str, (field or "", *finding.place)))
    severity = Severity.ERROR if _blocks(ground, finding) else Severity.WARNING
    return Problem(severity, "condition", node, place, finding.message)


def _blocks(ground: Ground, finding: Finding) -> bool:
    unseen = ground.facts is None and finding.message.key.startswith(_UNSEEN)
    return finding.blocking and not unseen


def _groups(
    ground: Ground, condition: Condition, scope: Scope, node: str | None, field: str | None
) -> Iterator[Problem]:
    """Filters on buying groups name interests, roles and stages that there are."""
    place = field or ""
    for part, _ in walk(condition, scope):
        if not isinstance(part, GroupFilter) or not part.solution_interest:
            continue
        interest = ground.definitions.find("solution_interests", part.solution_interest)
        if not isinstance(interest, SolutionInterest):
            yield error("unknown.solution_interests", node, place, name=part.solution_interest)
            continue
        yield from interest_problems(ground, interest, node, place)
        roles = [] if part.role is None else [part.role]
        if isinstance(part, HasBuyingGroup):
            roles += [item.role for item in part.people_in_role]
        for role in roles:
            yield from role_problems(ground, interest.id, role, node, place)
        yield from compared_stage_problems(ground, interest.id, part.stage, node, place)


def _conditions_of(thing: object) -> Iterator[tuple[Condition, Scope]]:
    match thing:
        case Audience():
            yield thing.condition, thing.scope
        case EntityList() if thing.condition is not None and thing.kind is ListKind.DYNAMIC:
            yield thing.condition, thing.scope
        case RoleTemplate():
            for card in thing.cards:
                if card.condition is not None:
                    yield card.condition, Scope.PERSON
        case ExternalService():
            scope = Scope.ACCOUNT if thing.entity == "account" else Scope.PERSON
            for response in thing.responses:
                if response.condition is not None:
                    yield response.condition, scope


def _in_definition(found: Problem, name: str) -> Problem:
    what: Message = msg("journey.problem.in_definition", name=name, what=found.message)
    return Problem(found.severity, found.code, found.node, found.field, what)
