"""Where an audience, a list or a derived attribute is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.widgets.words import words
from engine.conditions.model import Condition, Scope
from engine.journey.describe import title
from engine.journey.model import Definitions, Journey
from engine.journey.references import (
    condition_references,
    node_conditions,
    node_references,
)


def uses(
    kind: str, id_: str, journeys: Iterable[Journey], definitions: Definitions
) -> tuple[str, ...]:
    """Everything that refers to a definition, in words: nodes of journeys, then definitions."""
    return (*_in_journeys(kind, id_, journeys), *_in_definitions(kind, id_, definitions))


def _in_journeys(kind: str, id_: str, journeys: Iterable[Journey]) -> Iterator[str]:
    for journey in journeys:
        for node in journey.nodes:
            named = any(each.kind == kind and each.id == id_ for each in node_references(node))
            asked = any(
                (kind, id_) in condition_references(each.condition, each.scope)
                for each in node_conditions(journey, node)
            )
            if named or asked:
                yield words("used.node", node=title(node), journey=journey.name)


def _in_definitions(kind: str, id_: str, definitions: Definitions) -> Iterator[str]:
    def asks(condition: Condition | None, scope: Scope) -> bool:
        return condition is not None and (kind, id_) in condition_references(condition, scope)

    for audience in definitions.audiences:
        if asks(audience.condition, audience.scope):
            yield words("used.audience", name=audience.name)
    for each in definitions.lists:
        if asks(each.condition, each.scope):
            yield words("used.list", name=each.name)
    for template in definitions.role_templates:
        for card in template.cards:
            if asks(card.condition, Scope.PERSON):
                yield words("used.role", role=card.role, name=template.name)
    for derived in definitions.derived_attributes:
        if asks(derived.people, Scope.PERSON):
            yield words("used.derived", name=derived.name)
