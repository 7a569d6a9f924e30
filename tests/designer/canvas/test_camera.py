"""Where the canvas looks: zoom, fit, reveal, and what floats over it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from designer.canvas.drawing import Artist
from designer.canvas.minimap import MiniMap
from designer.canvas.style import Style
from designer.canvas.view import CanvasView
from designer.canvas.zoombar import ZoomBar
from designer.theme import LIGHT
from engine.journey.templates import Template, templates
from tests.designer.canvas.conftest import FILES, JOURNEY, Hands

LEFT = Qt.MouseButton.LeftButton


def test_the_zoom_stays_between_10_and_400_percent(view: CanvasView) -> None:
    spy = QSignalSpy(view.zoom_changed)
    view.set_zoom(100)
    assert view.zoom == 4.0
    view.set_zoom(0)
    assert view.zoom == 0.1
    assert [spy.at(0), spy.at(1)] == [[4.0], [0.1]]


def test_zooming_keeps_the_middle(view: CanvasView) -> None:
    middle = view.camera.seen().center()
    view.set_zoom(1.5)
    assert (view.camera.seen().center() - middle).manhattanLength() < 2


def test_everything_that_fits_is_shown_at_100_percent_at_most(qtbot: QtBot) -> None:
    view = CanvasView(LIGHT)
    qtbot.addWidget(view)
    view.resize(6000, 3000)
    view.set_journey(JOURNEY, FILES.definitions)
    view.show()
    view.fit()
    assert view.zoom == 1.0
    assert view.camera.seen().contains(view.stage.drawing.bounds)
    view.resize(1000, 600)
    view.fit()
    assert view.zoom < 1.0
    assert view.camera.seen().contains(view.stage.drawing.bounds)


def test_fitting_before_the_first_show_holds_when_it_is_shown(qtbot: QtBot) -> None:
    view = CanvasView(LIGHT)
    qtbot.addWidget(view)
    view.set_journey(JOURNEY, FILES.definitions)
    view.fit()
    view.resize(1100, 640)
    view.show()
    assert view.camera.seen().contains(view.stage.drawing.bounds)
    view.resize(800, 640)
    assert view.camera.seen().contains(view.stage.drawing.bounds)
    view.set_zoom(1.0)
    view.resize(1100, 640)
    assert view.zoom == 1.0  # somebody wanted it so


def test_a_long_journey_opens_at_its_start_in_a_size_that_can_be_read(qtbot: QtBot) -> None:
    view = CanvasView(LIGHT)
    qtbot.addWidget(view)
    view.resize(1100, 640)
    view.set_journey(JOURNEY, FILES.definitions)
    view.show_start()
    view.show()
    assert view.zoom == 0.8
    audience = view.stage.drawing.cards["audience"].rect
    assert view.camera.seen().contains(audience)
    left = (audience.left() - view.camera.seen().left()) * view.zoom
    assert left < 60
    view.resize(6000, 640)  # now there is room for all of it
    assert view.zoom == 1.0
    assert view.camera.seen().contains(view.stage.drawing.bounds)


def test_reveal_moves_as_little_as_needed(view: CanvasView) -> None:
    view.set_zoom(1.0)
    view.reveal("audience")
    seen = view.camera.seen()
    view.reveal("audience")
    assert view.camera.seen() == seen
    view.reveal("status-open")
    rect = view.stage.drawing.cards["status-open"].rect
    assert view.camera.seen().contains(rect)
    # 32 pixels are kept free on the right
    assert view.camera.seen().right() - rect.right() == pytest.approx(32, abs=1)
    view.reveal("no such node")


def test_reveal_brings_nodes_out_from_below_the_mini_map(view: CanvasView) -> None:
    map_ = view.findChild(MiniMap)
    assert map_ is not None
    view.set_zoom(1.0)
    rect = view.stage.drawing.cards["who-meet"].rect
    view.camera.centre(rect.bottomRight() - QPointF(540, 330))  # below, on the right
    at = (rect.center() - view.camera.seen().topLeft()).toPoint()
    assert map_.geometry().contains(at)
    view.reveal("who-meet")
    top = map_.geometry().top()
    assert (rect.bottom() - view.camera.seen().top()) == pytest.approx(top, abs=1)


def test_the_journey_cannot_be_lost(view: CanvasView, hands: Hands) -> None:
    for _ in range(40):
        hands.drag(QPoint(100, 700), QPoint(1100, 60), Qt.MouseButton.MiddleButton)
    assert view.camera.seen().intersects(view.stage.drawing.bounds)


def test_zoom_to_selection(view: CanvasView) -> None:
    view.zoom_to_selection()
    assert view.zoom == 0.45
    view.select(("who", "email-advisor"))
    view.zoom_to_selection()
    for id_ in view.selected_ids():
        assert view.camera.seen().contains(view.stage.drawing.cards[id_].rect)
    assert 0.45 < view.zoom <= 2.0


def test_the_toolbar_zooms_and_says_the_zoom(view: CanvasView) -> None:
    bar = view.findChild(ZoomBar)
    assert bar is not None
    view.set_zoom(1.0)
    assert bar.percent.text() == "100 %"
    QTest.mouseClick(bar.zoom_in, LEFT)
    assert bar.percent.text() == "110 %"
    QTest.mouseClick(bar.zoom_out, LEFT)
    QTest.mouseClick(bar.zoom_out, LEFT)
    assert view.zoom == 0.9
    QTest.mouseClick(bar.percent, LEFT)
    assert view.zoom == 1.0
    QTest.mouseClick(bar.whole, LEFT)
    assert view.camera.seen().contains(view.stage.drawing.bounds)
    assert not bar.chosen.isEnabled()
    view.select(("who",))
    QTest.mouseClick(bar.chosen, LEFT)
    assert view.zoom == 2.0
    for made in (bar.zoom_in, bar.zoom_out, bar.percent, bar.whole, bar.chosen):
        assert made.toolTip()
        assert made.accessibleName()


def test_the_mini_map_is_there_when_not_all_is_seen(view: CanvasView) -> None:
    map_ = view.findChild(MiniMap)
    assert map_ is not None
    view.fit()
    assert not map_.isVisible()
    view.set_zoom(1.0)
    assert map_.isVisible()
    view.set_journey(JOURNEY.model_copy(update={"nodes": (), "edges": ()}), FILES.definitions)
    assert not map_.isVisible()


def test_a_click_on_the_mini_map_looks_there(view: CanvasView) -> None:
    map_ = view.findChild(MiniMap)
    assert map_ is not None
    view.set_zoom(1.0)
    scale, origin = map_._mapping()
    for id_ in ("status-taken", "audience"):
        middle = view.stage.drawing.cards[id_].rect.center()
        QTest.mouseClick(map_, LEFT, pos=(middle * scale + origin).toPoint())
        assert view.camera.seen().contains(middle)


def test_moving_the_view_paints_the_mini_map_only_once(view: CanvasView) -> None:
    map_ = view.findChild(MiniMap)
    assert map_ is not None
    view.set_zoom(1.0)
    map_.grab()
    picture = map_._picture
    view.camera.pan(QPointF(-50, 0))
    map_.grab()
    assert map_._picture is picture
    view.set_journey(JOURNEY, FILES.definitions)
    map_.grab()
    assert map_._picture is not None


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.id)
def test_no_card_overlaps_another_or_a_label_or_a_plus(qtbot: QtBot, template: Template) -> None:
    file = template.file
    view = CanvasView(LIGHT)
    qtbot.addWidget(view)
    view.set_journey(file.journey, file.definitions)
    drawing = view.stage.drawing
    parts = [placed.rect for placed in drawing.cards.values()]
    for link in drawing.links.values():
        parts.append(QRectF(link.disc.x() - 9, link.disc.y() - 9, 18, 18))
        parts += [] if link.chip is None else [link.chip]
    for place, one in enumerate(parts):
        for other in parts[place + 1 :]:
            assert not one.intersects(other), (one, other)


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.id)
def test_no_path_runs_through_the_plus_of_another(qtbot: QtBot, template: Template) -> None:
    drawing = Artist(Style(LIGHT)).draw(template.file.journey, template.file.definitions)
    for link in drawing.links.values():
        disc = QPainterPath()
        disc.addEllipse(link.disc, 9, 9)
        for other in drawing.links.values():
            stroker = QPainterPathStroker()
            stroker.setWidth(2)
            crosses = stroker.createStroke(other.curve).intersects(disc)
            assert other is link or not crosses, (link.key, other.key)
