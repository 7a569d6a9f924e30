"""A journey as a drawing: every card and every path measured and in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF

from designer.canvas.card import BOUNDS, WIDTH, Card, Tally, make_card
from designer.canvas.link import Key, Link, Traffic, make_link, room_for
from designer.canvas.style import Style
from designer.canvas.words import CardWords, card_words
from engine.accounts.names import CatalogueNames
from engine.conditions.sentence import Names
from engine.journey.layout import Layout, arrange
from engine.journey.model import Definitions, Journey, JourneyKind, Status
from engine.journey.nodes import Node
from engine.simulation.results import EndReason, NodeCounts
from resources.catalogue import Message, msg, say

if TYPE_CHECKING:
    from engine.journey.rules import Problem

Counts = Mapping[str, NodeCounts]


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """A card and its upper left corner."""

    card: Card
    at: QPointF

    @property
    def rect(self) -> QRectF:
        """Where it stands."""
        return self.card.rect.translated(self.at)


@dataclass(frozen=True, eq=False, slots=True)
class Drawing:
    """All cards by node id, in the order of the journey, and all paths."""

    cards: Mapping[str, Placed]
    links: Mapping[Key, Link]
    bounds: QRectF


class Artist:
    """Makes drawings in one style, and keeps what it has measured until it changes."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self._words: dict[str, tuple[Node, Definitions, CardWords]] = {}
        self._cards: dict[str, tuple[tuple[Any, ...], Card]] = {}
        self._links: dict[Key, tuple[tuple[Any, ...], Link]] = {}

    def draw(
        self,
        journey: Journey,
        definitions: Definitions,
        problems: Sequence[Problem] = (),
        counts: Counts | None = None,
        names: Names | None = None,
    ) -> Drawing:
        """The journey drawn, with badges and counts. ``names``: what attributes and the like are
        called; by default as the standard fields and the definitions have it."""
        names = names or _names(definitions)
        words = {
            node.id: self._words_of(node, journey.kind, definitions, names)
            for node in journey.nodes
        }
        shares = _Shares(journey, counts or {})
        wrong = _by_node(problems)
        cards = {
            id_: self._card(id_, said, shares.tally(id_), wrong.get(id_, ()))
            for id_, said in words.items()
        }
        found = arrange(
            journey,
            lambda node: (WIDTH, cards[node.id].room),
            lambda node: room_for(
                [(label, shares.traffic((node.id, path))) for path, label in words[node.id].paths],
                self.style,
            ),
        )
        placed = {
            id_: Placed(card, QPointF(found.rects[id_].x, _top(card, found, id_)))
            for id_, card in cards.items()
        }
        leading = Counter(journey.targets.values())
        links = {
            key: self._link(
                key,
                journey,
                found,
                words,
                shares.traffic(key),
                meets=leading[journey.targets.get(key, "")] > 1,
                editable=journey.status is Status.DRAFT,
            )
            for key in found.lines
        }
        for kept in (self._words, self._cards):
            for gone in kept.keys() - words.keys():
                del kept[gone]
        for lost in self._links.keys() - links.keys():
            del self._links[lost]
        return Drawing(placed, links, _bounds(placed, links))

    def _words_of(
        self, node: Node, kind: JourneyKind, definitions: Definitions, names: Names
    ) -> CardWords:
        kept = self._words.get(node.id)
        if kept is None or kept[0] is not node or kept[1] is not definitions:
            kept = (node, definitions, card_words(node, definitions, names, kind))
            self._words[node.id] = kept
        return kept[2]

    def _card(
        self, id_: str, words: CardWords, tally: Tally | None, wrong: Sequence[Problem]
    ) -> Card:
        severity = str(wrong[0].severity) if wrong else None
        said = tuple(say(problem.message) for problem in wrong)
        what = (words, tally, severity, said)
        kept = self._cards.get(id_)
        if kept is None or kept[0] != what:
            kept = (what, make_card(words, self.style, tally, severity, said))
            self._cards[id_] = kept
        return kept[1]

    def _link(
        self,
        key: Key,
        journey: Journey,
        found: Layout,
        words: Mapping[str, CardWords],
        traffic: Traffic | None,
        *,
        meets: bool,
        editable: bool,
    ) -> Link:
        source, path = key
        label = dict(words[source].paths).get(path, path)
        target = journey.targets.get(key)
        rect = found.rects.get(target or "")
        start = (found.rects[source].right, found.rects[source].middle)
        end = None if rect is None else (target, rect.x, rect.middle)
        what = (label, start, found.lines[key], end, traffic, meets, editable)
        kept = self._links.get(key)
        if kept is None or kept[0] != what:
            aim = None if rect is None else (str(target), QPointF(rect.x, rect.middle))
            made = make_link(
                key,
                label,
                QPointF(*start),
                found.lines[key],
                aim,
                self.style,
                traffic,
                meets=meets,
                editable=editable,
            )
            kept = (what, made)
            self._links[key] = kept
        return kept[1]


def _names(definitions: Definitions) -> Names:
    interests = {item.id: item.name for item in definitions.solution_interests}
    derived = definitions.derived_attributes
    return CatalogueNames.of(None, definitions.lists, interests, derived)


def _top(card: Card, found: Layout, id_: str) -> float:
    return found.rects[id_].middle - card.rect.height() / 2


def _bounds(cards: Mapping[str, Placed], links: Mapping[Key, Link]) -> QRectF:
    bounds = QRectF()
    for placed in cards.values():
        bounds = bounds.united(placed.rect.adjusted(-BOUNDS, -BOUNDS, BOUNDS, BOUNDS))
    for link in links.values():
        bounds = bounds.united(link.bounds)
    return bounds


def _by_node(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The problems of each node, errors first."""
    found: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda item: item.severity):
        if problem.node is not None:
            found.setdefault(problem.node, []).append(problem)
    return found


class _Shares:
    """What part of all that entered came to a node or took a path.

    The paths of a split by people, and those inside it, count people; their share is that of
    their node's accounts.
    """

    def __init__(self, journey: Journey, counts: Counts) -> None:
        self._counts = counts
        start = None if journey.audience is None else counts.get(journey.audience.id)
        self._all = max(1, 0 if start is None else start.accounts or start.entered)

    def tally(self, node: str) -> Tally | None:
        """What the card of a node shows; None without a run."""
        found = self._counts.get(node)
        if found is None:
            return None
        return Tally(found.entered, found.here, self._share(found), _tip(found))

    def traffic(self, key: Key) -> Traffic | None:
        """What went along a path; None without a run."""
        found = self._counts.get(key[0])
        if found is None:
            return None
        count = found.left.get(key[1], 0)
        part = count / max(1, found.choosing)
        return Traffic(count, self._share(found) * part, round(100 * part, 1))

    def _share(self, found: NodeCounts) -> float:
        return min(1.0, (found.accounts or found.entered) / self._all)


def _tip(found: NodeCounts) -> str:
    """What else a run says of a node: people and accounts, and who ended there early."""
    said: list[Message] = []
    if found.entered != found.accounts:
        said.append(msg("canvas.count.people_tip", people=found.entered, count=found.accounts))
    said += [
        msg("canvas.count.ended", count=count, reason=msg(f"canvas.ended.{reason}"))
        for reason, count in found.ended.items()
        if count and reason is not EndReason.COMPLETED
    ]
    return "\n".join(say(message) for message in said)
