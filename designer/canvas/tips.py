"""What a tooltip and a screen reader say of the places of the canvas."""

from __future__ import annotations

from designer.canvas.card import Card
from designer.canvas.drawing import Drawing
from designer.canvas.hits import Hit, Spot
from designer.canvas.link import Link
from resources.catalogue import msg, say


def tip(drawing: Drawing, hit: Hit) -> str:
    """What there is to say of a place beyond what can be read there; empty: nothing."""
    if hit.key is not None:
        return _of_link(drawing.links[hit.key], hit.spot)
    return "" if hit.node is None else _of_card(drawing.cards[hit.node].card, hit)


def spoken(card: Card) -> str:
    """A card in words, for screen readers."""
    words = card.words
    said = say(
        msg(
            "canvas.spoken.card",
            title=words.title,
            context=words.context,
            summary=words.summary,
        )
    ).strip()
    if card.tally is not None:
        entered, here = card.tally.entered, card.tally.here
        said = say(msg("canvas.spoken.counts", card=said, entered=entered, here=here))
    if card.problems:
        first, count = card.problems[0], len(card.problems)
        said = say(msg("canvas.spoken.problem", card=said, count=count, first=first))
    return said


def _of_card(card: Card, hit: Hit) -> str:
    if hit.spot is Spot.BADGE:
        return "\n".join(card.problems)
    parts: list[str] = []
    if hit.spot is Spot.COUNT:
        parts += [count.tip for count in card.counts if count.what == hit.what]
        parts.append("" if card.tally is None else card.tally.tip)
    elif card.cut:
        parts += [card.words.title, card.words.summary]
    return "\n".join(part for part in parts if part)


def _of_link(link: Link, spot: Spot) -> str:
    if spot in (Spot.DISC, Spot.END):
        return say(msg("canvas.path.insert" if link.target is not None else "canvas.path.add"))
    parts = [link.label] if link.cut else []
    traffic = link.traffic
    if traffic is not None:
        parts.append(say(msg("canvas.count.share", count=traffic.count, share=traffic.percent)))
        if spot is Spot.COUNT and traffic.count:
            parts.append(say(msg("canvas.count.left_tip", count=traffic.count)))
    return "\n".join(parts)
