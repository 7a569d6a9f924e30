"""Every gesture of the mouse, made with a mouse, and what it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.canvas.hits import Spot
from designer.canvas.items import LooseItem
from designer.canvas.view import CanvasView
from engine.journey.model import Status
from tests.designer.canvas.conftest import COUNTS, FILES, FIRST_PATH, JOURNEY, Hands

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
EMPTY = QPoint(600, 40)
"""Where nothing is."""


def _said(spy: QSignalSpy) -> list[list[object]]:
    return [list(spy.at(place)) for place in range(spy.count())]


def _cursor(view: CanvasView) -> Qt.CursorShape:
    return view.viewport().cursor().shape()


# --- selecting ---


def test_a_click_selects_a_card_and_a_click_on_the_ground_none(
    view: CanvasView, hands: Hands
) -> None:
    one, several = QSignalSpy(view.node_selected), QSignalSpy(view.selection_changed)
    hands.click(hands.card("listen"))
    assert view.selected_ids() == ("listen",)
    hands.click(EMPTY)
    assert view.selected_ids() == ()
    assert _said(one) == [["listen"], [None]]
    assert _said(several) == [[("listen",)], [()]]


@pytest.mark.parametrize("modifier", [CONTROL, SHIFT])
def test_with_a_modifier_a_click_selects_one_more_or_one_less(
    view: CanvasView, hands: Hands, modifier: Qt.KeyboardModifier
) -> None:
    hands.click(hands.card("listen"))
    hands.click(hands.card("who"), modifier)
    assert view.selected_ids() == ("who", "listen")  # in the order of the journey
    hands.click(hands.card("listen"), modifier)
    assert view.selected_ids() == ("who",)
    hands.click(EMPTY, modifier)
    assert view.selected_ids() == ("who",)


def test_of_several_a_click_without_modifier_leaves_one(view: CanvasView, hands: Hands) -> None:
    view.select(("who", "listen"))
    hands.press(hands.card("who"))
    assert view.selected_ids() == ("who", "listen")  # it might become a drag
    hands.release(hands.card("who"))
    assert view.selected_ids() == ("who",)


def test_a_rectangle_selects_what_it_touches_while_it_is_drawn(
    view: CanvasView, hands: Hands
) -> None:
    start = hands.card("status-taken") + QPoint(-20, -60)
    end = hands.card("status-open") + QPoint(20, 60)
    hands.press(start)
    hands.move(start + QPoint(30, 30), end)
    assert view.selected_ids() == ("status-taken", "alert-again", "status-open")
    hands.release(end)
    assert view.selected_ids() == ("status-taken", "alert-again", "status-open")
    assert len(view.stage.items()) == 11 + 13  # 11 cards, 13 paths: the rectangle is gone


def test_escape_takes_a_rectangle_back(view: CanvasView, hands: Hands) -> None:
    view.select(("audience",))
    hands.press(EMPTY)
    hands.move(EMPTY + QPoint(50, 50), hands.card("listen") + QPoint(30, 30))
    assert view.selected_ids() != ("audience",)
    hands.key(Qt.Key.Key_Escape)
    assert view.selected_ids() == ("audience",)
    assert len(view.stage.items()) == 24
    hands.move(EMPTY)  # the gesture is over, although the button is still down
    hands.release(EMPTY)
    assert view.selected_ids() == ("audience",)


def test_dragging_a_card_is_no_click(view: CanvasView, hands: Hands) -> None:
    view.select(("who", "listen"))
    hands.drag(hands.card("who"), hands.card("who") + QPoint(60, 0))
    assert view.selected_ids() == ("who", "listen")


# --- asking for something ---


def test_a_click_on_a_plus_asks_for_an_insertion_just_below_it(
    view: CanvasView, hands: Hands
) -> None:
    view.set_zoom(1.0)
    view.reveal("who")
    spy = QSignalSpy(view.insert_requested)
    at = hands.disc("who", FIRST_PATH)
    hands.click(at)
    ((source, path, place),) = _said(spy)
    assert (source, path) == ("who", FIRST_PATH)
    assert isinstance(place, QPoint)
    assert place == view.viewport().mapToGlobal(at) + QPoint(0, 12)
    assert view.selected_ids() == ()


def test_a_click_on_an_open_end_asks_for_an_insertion(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.insert_requested)
    hands.click(hands.end("status-open"))
    assert [said[:2] for said in _said(spy)] == [["status-open", "next"]]


def test_counts_can_be_clicked(view: CanvasView, hands: Hands) -> None:
    view.set_counts(COUNTS)
    spy = QSignalSpy(view.count_clicked)
    for what in ("entered", "here"):
        hands.click(hands.count("listen", what))
    for key in (("listen", "Timeout"), ("status-taken", "next")):
        area = view.stage.drawing.links[key].count
        assert area is not None
        hands.click(hands.point(area.center()))
    assert _said(spy) == [
        ["listen", "entered"],
        ["listen", "here"],
        ["listen", "left:Timeout"],
        ["status-taken", "left:next"],
    ]
    assert view.selected_ids() == ()


def test_far_out_counts_and_discs_are_no_targets(view: CanvasView, hands: Hands) -> None:
    view.set_counts(COUNTS)
    view.set_zoom(0.3)
    at = view.viewport().mapFromGlobal(
        view.to_global(view.stage.drawing.links["audience", "next"].disc)
    )
    assert view.hit(QPointF(at)).spot is Spot.PATH
    hands.click(hands.count("listen", "entered"))
    assert view.selected_ids() == ("listen",)


def test_a_label_belongs_to_its_node(view: CanvasView, hands: Hands) -> None:
    chip = view.stage.drawing.links["listen", "Timeout"].chip
    assert chip is not None
    hands.click(hands.point(chip.center()))
    assert view.selected_ids() == ("listen",)


def test_a_double_click_asks_to_edit(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.edit_requested)
    at = hands.card("who")
    hands.click(at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, at)
    assert _said(spy) == [["who"]]


def _menu(view: CanvasView, at: QPoint, reason: QContextMenuEvent.Reason) -> None:
    event = QContextMenuEvent(reason, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)


def test_the_menu_is_that_of_what_is_under_the_mouse(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.menu_requested)
    by_mouse = QContextMenuEvent.Reason.Mouse
    view.select(("who", "listen"))
    _menu(view, hands.card("listen"), by_mouse)
    assert view.selected_ids() == ("who", "listen")
    _menu(view, hands.card("audience"), by_mouse)
    assert view.selected_ids() == ("audience",)
    _menu(view, hands.disc("status-open"), by_mouse)
    _menu(view, EMPTY, by_mouse)
    assert [said[0] for said in _said(spy)] == ["listen", "audience", ("status-open", "next"), None]
    assert _said(spy)[0][1] == view.viewport().mapToGlobal(hands.card("listen"))


def test_the_menu_key_opens_that_of_the_selected_card(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.menu_requested)
    view.select(("who",))
    _menu(view, EMPTY, QContextMenuEvent.Reason.Keyboard)
    ((about, at),) = _said(spy)
    assert about == "who"
    assert isinstance(at, QPoint)
    assert view.hit(QPointF(view.viewport().mapFromGlobal(at))).node == "who"


# --- leading a path ---


def _target(view: CanvasView) -> str | None:
    return next((id_ for id_, card in view.stage.cards.items() if card.mood.target), None)


def _lead_to(view: CanvasView, hands: Hands, target: str) -> None:
    start = hands.end("status-open")
    hands.press(start)
    hands.move(start + QPoint(20, 20), hands.card(target))


def test_an_open_end_is_led_to_a_card(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.connect_requested)
    _lead_to(view, hands, "status-taken")
    assert _target(view) == "status-taken"
    assert len(view.stage.items()) == 25  # with the loose line
    hands.release(hands.card("status-taken"))
    assert _said(spy) == [["status-open", "next", "status-taken"]]
    assert _target(view) is None
    assert len(view.stage.items()) == 24


def test_where_a_path_may_not_lead_the_cursor_says_so(view: CanvasView, hands: Hands) -> None:
    _lead_to(view, hands, "audience")  # nothing leads to the audience
    assert _target(view) is None
    assert _cursor(view) is Qt.CursorShape.ForbiddenCursor
    hands.move(hands.card("status-taken"))
    assert _cursor(view) is Qt.CursorShape.CrossCursor
    hands.key(Qt.Key.Key_Escape)
    assert _cursor(view) is Qt.CursorShape.ArrowCursor


def test_escape_drops_a_path_that_is_being_led(view: CanvasView, hands: Hands) -> None:
    spies = QSignalSpy(view.connect_requested), QSignalSpy(view.insert_requested)
    _lead_to(view, hands, "status-taken")
    hands.key(Qt.Key.Key_Escape)
    assert len(view.stage.items()) == 24
    hands.release(hands.card("status-taken"))
    assert [spy.count() for spy in spies] == [0, 0]


def test_a_path_led_nowhere_or_to_its_own_node_stays_open(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.connect_requested)
    hands.drag(hands.end("status-open"), EMPTY)
    hands.drag(hands.end("status-open"), hands.card("status-open"))
    assert spy.count() == 0


def test_a_path_that_leads_on_cannot_be_led(view: CanvasView, hands: Hands) -> None:
    spies = QSignalSpy(view.connect_requested), QSignalSpy(view.insert_requested)
    hands.drag(hands.disc("audience"), hands.card("listen"))
    assert [spy.count() for spy in spies] == [0, 0]


def test_a_path_being_led_is_dropped_when_it_goes(view: CanvasView, hands: Hands) -> None:
    _lead_to(view, hands, "status-taken")
    nodes = tuple(node for node in JOURNEY.nodes if node.id != "status-open")
    edges = tuple(edge for edge in JOURNEY.edges if edge.target != "status-open")
    without = JOURNEY.model_copy(update={"nodes": nodes, "edges": edges})
    view.set_journey(without, FILES.definitions)
    assert not view.pointer.busy
    assert len(view.stage.items()) == 10 + 12


def test_another_drawing_leaves_a_path_being_led_alone(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.connect_requested)
    _lead_to(view, hands, "status-taken")
    view.set_counts(COUNTS)
    hands.release(hands.card("status-taken"))
    assert spy.count() == 1


def test_a_published_journey_lets_no_path_be_led(view: CanvasView) -> None:
    assert view.may_connect("status-open", "next", "status-taken")
    live = JOURNEY.model_copy(update={"status": Status.LIVE})
    view.set_journey(live, FILES.definitions)
    assert not view.may_connect("status-open", "next", "status-taken")


# --- moving and zooming ---


def _wheel(
    view: CanvasView,
    at: QPoint,
    turned: QPoint,
    modifiers: Qt.KeyboardModifier = NONE,
    moved: QPoint | None = None,
) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.viewport().mapToGlobal(at)),
        moved or QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_scrolls_and_with_shift_sideways(view: CanvasView) -> None:
    view.set_zoom(1.0)
    before = view.camera.seen().topLeft()
    _wheel(view, EMPTY, QPoint(0, -120))  # one notch towards the person: 64 pixels down
    assert view.camera.seen().topLeft() - before == QPointF(0, 64)
    _wheel(view, EMPTY, QPoint(0, -120), SHIFT)
    assert view.camera.seen().topLeft() - before == QPointF(64, 64)
    _wheel(view, EMPTY, QPoint(-8, 16), NONE, QPoint(-10, 20))  # a touchpad speaks in pixels
    assert view.camera.seen().topLeft() - before == QPointF(74, 44)


def test_ctrl_and_the_wheel_zoom_about_the_mouse(view: CanvasView) -> None:
    view.set_zoom(1.0)
    zoomed = QSignalSpy(view.zoom_changed)
    at = QPoint(300, 500)
    before = view.to_scene(QPointF(at))
    _wheel(view, at, QPoint(0, 120), CONTROL)
    assert view.zoom == pytest.approx(1.18)
    assert _said(zoomed) == [[pytest.approx(1.18)]]
    after = view.to_scene(QPointF(at))
    assert (after - before).manhattanLength() < 1.0  # whole pixels are scrolled
    for _ in range(40):
        _wheel(view, at, QPoint(0, 120), CONTROL)
    assert view.zoom == 4.0
    for _ in range(80):
        _wheel(view, at, QPoint(0, -120), CONTROL)
    assert view.zoom == 0.1


def test_a_pinch_on_the_touchpad_zooms(view: CanvasView) -> None:
    view.set_zoom(0.5)
    at = QPointF(400, 300)
    before = view.to_scene(at)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        QPointF(view.viewport().mapToGlobal(at.toPoint())),
        0.2,
        QPointF(),
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(0.6)
    assert (view.to_scene(at) - before).manhattanLength() < 2.0


def test_the_middle_button_drags_the_canvas(view: CanvasView, hands: Hands) -> None:
    before = view.camera.seen().topLeft() * view.zoom
    hands.drag(EMPTY, EMPTY + QPoint(80, 60), Qt.MouseButton.MiddleButton)
    moved = view.camera.seen().topLeft() * view.zoom - before
    assert moved == QPointF(-80, -60)
    assert view.selected_ids() == ()


def test_with_space_the_left_button_drags_the_canvas(view: CanvasView, hands: Hands) -> None:
    before = view.camera.seen().topLeft() * view.zoom
    at = hands.card("who")
    QTest.keyPress(view, Qt.Key.Key_Space)
    assert _cursor(view) is Qt.CursorShape.OpenHandCursor
    hands.press(at)
    assert _cursor(view) is Qt.CursorShape.ClosedHandCursor
    hands.move(at + QPoint(40, 0))
    hands.release(at + QPoint(40, 0))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.camera.seen().topLeft() * view.zoom - before == QPointF(-40, 0)
    assert view.selected_ids() == ()
    hands.click(at + QPoint(40, 0))
    assert view.selected_ids() == ("who",)


def test_another_button_takes_a_drag_back(view: CanvasView, hands: Hands) -> None:
    before = view.camera.seen()
    hands.press(EMPTY, Qt.MouseButton.MiddleButton)
    hands.move(EMPTY + QPoint(80, 60))
    assert view.camera.seen() != before
    hands.click(EMPTY + QPoint(80, 60), button=Qt.MouseButton.RightButton)
    assert view.camera.seen() == before
    assert not view.pointer.busy
    hands.release(EMPTY + QPoint(80, 60), Qt.MouseButton.MiddleButton)


# --- hovering ---


def _lit(view: CanvasView) -> tuple[set[str], set[tuple[str, str]]]:
    cards = {id_ for id_, card in view.stage.cards.items() if card.mood.on_way}
    return cards, {key for key, link in view.stage.links.items() if link.mood.on_way}


def test_hovering_a_card_lights_its_way_from_the_start_to_the_ends(
    view: CanvasView, hands: Hands
) -> None:
    hands.move(hands.card("email-advisor"))
    cards, paths = _lit(view)
    assert cards == set(JOURNEY.by_id)  # everything leads to it or is behind it
    assert ("who", FIRST_PATH) in paths
    assert ("who", "Other") not in paths
    hands.move(hands.card("alert-again"))
    cards, paths = _lit(view)
    assert cards == set(JOURNEY.by_id) - {"status-taken"}
    assert ("status-open", "next") in paths
    assert ("listen", "next") not in paths
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert _lit(view) == (set(), set())


def test_hovering_a_path_lights_its_way(view: CanvasView, hands: Hands) -> None:
    hands.move(hands.disc("who", "Other"))
    cards, paths = _lit(view)
    assert cards == set(JOURNEY.by_id) - {"email-advisor"}
    assert ("who", FIRST_PATH) not in paths
    assert view.stage.links["who", "Other"].mood.disc_hovered
    assert _cursor(view) is Qt.CursorShape.PointingHandCursor


def test_at_the_side_of_the_view_a_gesture_moves_the_canvas_along(
    view: CanvasView, hands: Hands, qtbot: QtBot
) -> None:
    view.set_zoom(1.0)
    view.reveal("audience")
    before = view.camera.seen().left()
    hands.press(EMPTY)
    hands.move(EMPTY + QPoint(20, 20), QPoint(1195, 400))
    qtbot.waitUntil(lambda: view.camera.seen().left() > before + 100)
    hands.release(QPoint(1195, 400))
    assert "alert-sales" in view.selected_ids()
    after = view.camera.seen().left()
    qtbot.wait(80)  # three more moves, were there any
    assert view.camera.seen().left() == after


def test_a_loose_line_ends_where_the_path_would_enter(view: CanvasView, hands: Hands) -> None:
    _lead_to(view, hands, "status-taken")
    (line,) = (item for item in view.stage.items() if isinstance(item, LooseItem))
    rect = view.stage.drawing.cards["status-taken"].rect
    assert line.tip == QPointF(rect.left(), rect.center().y())
    hands.key(Qt.Key.Key_Escape)
