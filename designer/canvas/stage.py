"""The scene: an item for every card and every path, what is selected, and what is lit."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from designer.canvas.drawing import Drawing
from designer.canvas.hits import GROUND, Hit, Spot
from designer.canvas.items import BandItem, CardItem, LinkItem, LooseItem
from designer.canvas.link import Key
from designer.canvas.painting import Mood
from designer.canvas.style import Style
from designer.canvas.ways import NO_WAY, Way, Ways
from engine.journey.model import Journey

WORLD = QRectF(-200_000, -200_000, 400_000, 400_000)
"""Larger than any journey and always the same, so that no edit moves what is seen."""

FAINT = 0.3
"""How opaque what is beside a marked way is."""


class Stage(QGraphicsScene):
    """Shows drawings. An item lives as long as its node or path; another drawing changes only
    those items that are not what they were."""

    selection_changed = Signal()

    def __init__(self, style: Style, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Without an index nothing can go stale; a journey is small enough to be looked through.
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSceneRect(WORLD)
        self.style_ = style
        self.drawing = Drawing({}, {}, QRectF())
        self.cards: dict[str, CardItem] = {}
        self.links: dict[Key, LinkItem] = {}
        self._journey: Journey | None = None
        self._ways: Ways | None = None
        self._selected: frozenset[str] = frozenset()
        self._hover = GROUND
        self._way = NO_WAY
        self._marked = NO_WAY
        self._target: str | None = None
        self._band: BandItem | None = None
        self._loose: LooseItem | None = None

    def show_drawing(self, drawing: Drawing, journey: Journey, style: Style) -> None:
        """Show a drawing of a journey; what is selected stays so where it is still there."""
        if journey is not self._journey:
            self._journey, self._ways = journey, None
        self.drawing, self.style_ = drawing, style
        self._sync_cards(drawing)
        self._sync_links(drawing)
        for over in (self._band, self._loose):
            if over is not None:
                over.style = style
                over.update()
        if not self.knows(self._hover):
            self._hover = GROUND
        self._way = self._find_way()
        kept = self._selected & drawing.cards.keys()
        lost, self._selected = kept != self._selected, kept
        self._refresh()
        if lost:
            self.selection_changed.emit()

    def _sync_cards(self, drawing: Drawing) -> None:
        for gone in self.cards.keys() - drawing.cards.keys():
            self.removeItem(self.cards.pop(gone))
        for id_, placed in drawing.cards.items():
            item = self.cards.get(id_)
            if item is None:
                item = self.cards[id_] = CardItem(placed, self.style_)
                self.addItem(item)
            else:
                item.show_card(placed, self.style_)

    def _sync_links(self, drawing: Drawing) -> None:
        for gone in self.links.keys() - drawing.links.keys():
            self.removeItem(self.links.pop(gone))
        for key, link in drawing.links.items():
            item = self.links.get(key)
            if item is None:
                item = self.links[key] = LinkItem(link, self.style_)
                self.addItem(item)
            else:
                item.show_link(link, self.style_)

    def knows(self, hit: Hit) -> bool:
        """Whether a place is still there."""
        known = hit.node is None or hit.node in self.drawing.cards
        return known and (hit.key is None or hit.key in self.drawing.links)

    # --- what is selected ---

    def selected(self) -> tuple[str, ...]:
        """The ids of what is selected, in the order of the journey."""
        return tuple(id_ for id_ in self.drawing.cards if id_ in self._selected)

    def select(self, ids: Iterable[str]) -> None:
        """Select these and no others; unknown ids are passed over."""
        wanted = frozenset(ids) & self.drawing.cards.keys()
        if wanted != self._selected:
            self._selected = wanted
            self._refresh()
            self.selection_changed.emit()

    def toggle(self, id_: str) -> None:
        """Select one more, or one less."""
        self.select(self._selected ^ {id_})

    def inside(self, rect: QRectF) -> frozenset[str]:
        """The nodes whose cards a rectangle touches."""
        cards = self.drawing.cards.items()
        return frozenset(id_ for id_, placed in cards if placed.rect.intersects(rect))

    # --- what is lit ---

    @property
    def hovered(self) -> Hit:
        """What the mouse is over."""
        return self._hover

    def hover(self, hit: Hit) -> None:
        """Light the way through what the mouse is over."""
        if hit != self._hover:
            self._hover = hit
            self._way = self._find_way()
            self._refresh()

    def mark(self, way: Way) -> None:
        """Keep a way lit and everything else faint; ``NO_WAY``: no more."""
        if way != self._marked:
            self._marked = way
            self._refresh()

    def aim(self, target: str | None) -> None:
        """Show where a path that is being led would end."""
        if target != self._target:
            self._target = target
            self._refresh()

    def band(self, rect: QRectF | None) -> None:
        """Draw the rectangle of a selection; None: no more."""
        if rect is None:
            if self._band is not None:
                self.removeItem(self._band)
            self._band = None
            return
        if self._band is None:
            self._band = BandItem(self.style_)
            self.addItem(self._band)
        self._band.resize(rect)

    def loose(self, start: QPointF | None, tip: QPointF | None = None) -> None:
        """Draw a loose line from an open end to the mouse; None: no more."""
        if start is None or tip is None:
            if self._loose is not None:
                self.removeItem(self._loose)
            self._loose = None
            return
        if self._loose is None:
            self._loose = LooseItem(self.style_)
            self.addItem(self._loose)
        self._loose.lead(start, tip)

    def _find_way(self) -> Way:
        if self._hover.spot is Spot.GROUND or self._journey is None:
            return NO_WAY
        if self._ways is None:
            self._ways = Ways(self._journey)
        if self._hover.key is not None:
            return self._ways.through_path(self._hover.key)
        return self._ways.through_node(self._hover.node or "")

    def _refresh(self) -> None:
        """Give every item its mood; only those whose mood is another paint themselves anew."""
        hover, marked = self._hover, self._marked
        way = self._way if marked == NO_WAY else marked
        on_path = hover.key is not None
        for id_, card in self.cards.items():
            card.setOpacity(1.0 if marked == NO_WAY or id_ in marked.nodes else FAINT)
            card.set_mood(
                Mood(
                    selected=id_ in self._selected,
                    hovered=not on_path and hover.node == id_,
                    on_way=id_ in way.nodes,
                    target=id_ == self._target,
                )
            )
        for key, link in self.links.items():
            here = hover.key == key
            link.setOpacity(1.0 if marked == NO_WAY or key in marked.paths else FAINT)
            link.set_mood(
                Mood(
                    hovered=here,
                    on_way=key in way.paths,
                    disc_hovered=here and hover.spot is Spot.DISC,
                )
            )
