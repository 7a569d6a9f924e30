"""Only what has changed is drawn anew, and what is selected stays selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy

from designer.canvas.hits import Hit, Spot, find
from designer.canvas.items import CardItem, LinkItem
from designer.canvas.view import CanvasView
from designer.theme import DARK, LIGHT
from engine.journey import edits
from engine.journey.model import Definitions, Edge, Journey, Status
from engine.journey.rules.problem import Problem, Severity
from resources.catalogue import msg
from tests.designer.canvas.conftest import COUNTS, FILES, JOURNEY


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The items that were asked to be painted anew."""
    found: list[object] = []
    for kind in (CardItem, LinkItem):
        monkeypatch.setattr(kind, "update", lambda self: found.append(self))
    return found


def test_an_edit_keeps_all_items_and_paints_only_the_card(
    view: CanvasView, painted: list[object]
) -> None:
    cards, links = dict(view.stage.cards), dict(view.stage.links)
    view.set_journey(edits.set_title(JOURNEY, "listen", "Do they agree?"), FILES.definitions)
    assert view.stage.cards == cards
    assert view.stage.links == links
    assert painted == [cards["listen"]]
    assert cards["listen"].card.words.title == "Do they agree?"


def test_the_same_journey_again_paints_nothing(view: CanvasView, painted: list[object]) -> None:
    view.set_journey(JOURNEY, FILES.definitions)
    view.set_problems(())
    view.set_counts(None)
    assert painted == []


def test_what_is_inserted_and_deleted_comes_and_goes(view: CanvasView) -> None:
    kept = dict(view.stage.cards)
    after = edits.delete_node(JOURNEY, "alert-sales")
    view.set_journey(after, FILES.definitions)
    gone = kept.pop("alert-sales")
    assert view.stage.cards == kept
    assert gone.scene() is None
    assert ("alert-sales", "next") not in view.stage.links
    assert view.stage.links["stage-qualified", "next"].link.target == "list-qualified"
    view.set_journey(JOURNEY, FILES.definitions)
    assert set(view.stage.cards) == set(JOURNEY.by_id)


def test_what_is_selected_stays_so_while_it_is_there(view: CanvasView) -> None:
    view.select(("alert-sales", "listen", "no such node"))
    spy = QSignalSpy(view.selection_changed)
    view.set_counts(COUNTS)
    view.set_theme(DARK)
    assert view.selected_ids() == ("alert-sales", "listen")
    assert spy.count() == 0
    view.set_journey(edits.delete_node(JOURNEY, "alert-sales"), FILES.definitions)
    assert view.selected_ids() == ("listen",)
    assert spy.at(0) == [("listen",)]


def test_problems_are_badges(view: CanvasView) -> None:
    def problem(severity: Severity, key: str) -> Problem:
        return Problem(severity, "some-code", "who", None, msg(key))

    found = (
        problem(Severity.WARNING, "canvas.tool.map"),
        problem(Severity.ERROR, "canvas.path.insert"),
    )
    view.set_problems(found)
    card = view.stage.cards["who"].card
    assert card.severity == "error"  # the worst
    assert card.problems == ("Insert on this path", "Mini-map")
    view.set_problems(())
    assert view.stage.cards["who"].card.severity is None


def test_counts_move_nothing(view: CanvasView) -> None:
    before = {id_: placed.rect.center() for id_, placed in view.stage.drawing.cards.items()}
    discs = {key: link.disc for key, link in view.stage.drawing.links.items()}
    view.set_counts(COUNTS)
    after = {id_: placed.rect.center() for id_, placed in view.stage.drawing.cards.items()}
    assert after == before
    joined = {key: link.disc for key, link in view.stage.drawing.links.items() if link.target}
    assert joined == {key: discs[key] for key in joined}


def test_another_theme_paints_everything_in_its_colours(view: CanvasView) -> None:
    cards = dict(view.stage.cards)
    view.set_theme(DARK)
    assert view.stage.cards == cards
    assert {card.style.theme for card in cards.values()} == {DARK}
    middle = view.grab().toImage().pixelColor(5, 400)
    assert middle.name().upper() == DARK.canvas


def test_an_empty_journey_can_be_shown(view: CanvasView) -> None:
    empty = JOURNEY.model_copy(update={"nodes": (), "edges": ()})
    view.select(("who",))
    view.set_journey(empty, Definitions())
    view.fit()
    view.show_start()
    assert view.selected_ids() == ()
    assert view.stage.items() == []
    assert not view.grab().isNull()


def _broken(**update: object) -> Journey:
    return JOURNEY.model_copy(update=update)


@pytest.mark.parametrize(
    "journey",
    [
        # a circle
        _broken(edges=(*JOURNEY.edges, Edge(source="status-open", path="next", target="who"))),
        # to a node that does not exist, and from one
        _broken(
            edges=(
                *JOURNEY.edges[1:],
                Edge(source="audience", path="next", target="nowhere"),
                Edge(source="nobody", path="next", target="who"),
            )
        ),
        # no start
        _broken(nodes=JOURNEY.nodes[1:]),
        # no edges at all
        _broken(edges=()),
    ],
    ids=["circle", "dangling", "headless", "loose"],
)
def test_broken_journeys_can_be_shown_and_pointed_at(view: CanvasView, journey: Journey) -> None:
    view.set_journey(journey, FILES.definitions)
    view.fit()
    assert not view.grab().isNull()
    for id_ in journey.by_id:
        view.stage.hover(Hit(Spot.CARD, id_))
        assert view.stage.cards[id_].mood.on_way
    for key in view.stage.drawing.links:
        view.stage.hover(Hit(Spot.PATH, key=key))
        assert view.stage.links[key].mood.on_way
    assert set(view.stage.cards) == set(journey.by_id)


def test_a_published_journey_has_no_plus(view: CanvasView) -> None:
    disc = view.stage.drawing.links["audience", "next"].disc
    assert find(view.stage.drawing, disc).spot is Spot.DISC
    view.set_zoom(1.0)
    view.reveal("audience")
    # Beside the arms of the +, and off the line.
    at = view.viewport().mapFromGlobal(view.to_global(disc)) + QPoint(5, 4)
    ratio = view.devicePixelRatioF()
    assert view.grab().toImage().pixelColor(at * ratio).name().upper() == LIGHT.edge
    live = JOURNEY.model_copy(update={"status": Status.LIVE})
    view.set_journey(live, FILES.definitions)
    assert find(view.stage.drawing, disc).spot is Spot.PATH
    assert view.grab().toImage().pixelColor(at * ratio).name().upper() == LIGHT.canvas


@pytest.mark.parametrize(("zoom", "step"), [(1.0, 20), (1.5, 20), (0.5, 40)])
def test_the_dots_lie_on_the_grid(view: CanvasView, zoom: float, step: int) -> None:
    view.set_zoom(zoom)
    view.camera.centre(QPointF(-1000, 0) / zoom)  # where nothing else is
    image = view.grab().toImage()
    corner = view.camera.seen().topLeft()

    def ink(x: float, y: float) -> float:
        """How much darker than the ground it is at a point of the canvas, nearest pixels too."""
        at = (QPointF(x, y) - corner) * zoom * view.devicePixelRatioF()
        ground = QColor(LIGHT.canvas).lightnessF()
        near = [(round(at.x()) + i, round(at.y()) + j) for i in (-1, 0) for j in (-1, 0)]
        return max(ground - image.pixelColor(*pixel).lightnessF() for pixel in near)

    left, top = (value // step * step + 2 * step for value in (corner.x(), corner.y()))
    for column in (0, 3, 7):
        for row in (0, 2, 5):
            x, y = left + column * step, top + row * step
            assert ink(x, y) > 0.02, (x, y)
            assert ink(x + step / 2, y + step / 2) == 0, (x, y)
