"""The words on a card, from the engine's descriptions."""

from __future__ import annotations

from dataclasses import dataclass

from engine.conditions.sentence import Names
from engine.journey.describe import category, context_line, path_label, summary, title
from engine.journey.model import Definitions, JourneyKind
from engine.journey.nodes import ActionNode, ListenNode, Node
from resources.catalogue import say


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a card says; ``category`` names its tone in the theme, ``icon`` its icon."""

    title: str
    context: str
    summary: str
    category: str
    icon: str
    paths: tuple[tuple[str, str], ...]
    """The node's paths with their labels; a path that needs no label has an empty one."""


def card_words(
    node: Node,
    definitions: Definitions,
    names: Names,
    kind: JourneyKind = JourneyKind.ACCOUNT,
) -> CardWords:
    """The words on the card of a node in a journey of this kind."""
    action = node.action if isinstance(node, ActionNode) else None
    # The context of a listen says its timeout already.
    listens = isinstance(node, ListenNode)
    told = node.model_copy(update={"timeout": None}) if listens else node
    return CardWords(
        title=say(title(node)),
        context=say(context_line(node, kind)),
        summary=say(summary(told, definitions, names)),
        category=str(category(node)),
        icon=node.type if action is None else action.type,
        paths=tuple((path, say(path_label(node, path))) for path in node.path_names()),
    )
