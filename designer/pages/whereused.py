"""Where an audience or a list is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.widgets.words import words
from engine.conditions.model import Condition, InList, Scope, walk
from engine.journey.describe import title
from engine.journey.model import Definitions, Journey
from engine.journey.references import node_conditions, node_references


def uses(
    kind: str, id_: str, journeys: Iterable[Journey], definitions: Definitions
) -> tuple[str, ...]:
    """Everything that refers to a definition, in words: nodes of journeys, then definitions."""
    return (*_in_journeys(kind, id_, journeys), *_in_definitions(kind, id_, definitions))


def _in_journeys(kind: str, id_: str, journeys: Iterable[Journey]) -> Iterator[str]:
    for journey in journeys:
        for node in journey.nodes:
            named = any(each.kind == kind and each.id == id_ for each in node_references(node))
            asked = kind == "lists" and any(
                _asks(each.condition, each.scope, id_) for each in node_conditions(journey, node)
            )
            if named or asked:
                yield words("used.node", node=title(node), journey=journey.name)


def _in_definitions(kind: str, id_: str, definitions: Definitions) -> Iterator[str]:
    if kind != "lists":
        return
    for audience in definitions.audiences:
        if _asks(audience.condition, audience.scope, id_):
            yield words("used.audience", name=audience.name)
    for each in definitions.lists:
        if each.condition is not None and _asks(each.condition, each.scope, id_):
            yield words("used.list", name=each.name)
    for template in definitions.role_templates:
        for card in template.cards:
            if card.condition is not None and _asks(card.condition, Scope.PERSON, id_):
                yield words("used.role", role=card.role, name=template.name)


def _asks(condition: Condition, scope: Scope, id_: str) -> bool:
    """Whether a condition asks for membership of a list."""
    return any(
        isinstance(inner, InList) and inner.list == id_ for inner, _ in walk(condition, scope)
    )
