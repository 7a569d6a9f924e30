"""Everything that the keyboard does on the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from designer.canvas.ring import FocusRing
from designer.canvas.view import CanvasView
from tests.designer.canvas.conftest import COUNTS, FILES, JOURNEY, Hands

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right
UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


def test_arrows_walk_along_the_paths(view: CanvasView, hands: Hands) -> None:
    walked: list[str] = []
    for _ in range(5):
        hands.key(RIGHT)
        walked += view.selected_ids()
    # The first step goes to the start. Of the ways behind the split, both as far from its line,
    # the first is taken.
    assert walked == ["audience", "stage-qualified", "alert-sales", "list-qualified", "who"]
    hands.key(LEFT)
    assert view.selected_ids() == ("list-qualified",)


def test_the_straightest_path_is_walked(view: CanvasView, hands: Hands) -> None:
    view.select(("listen",))
    hands.key(RIGHT)
    assert view.selected_ids() == ("status-taken",)  # it stands on the line of the listen
    hands.key(RIGHT)
    assert view.selected_ids() == ("status-taken",)  # an end


def test_up_and_down_go_to_siblings(view: CanvasView, hands: Hands) -> None:
    view.select(("status-taken",))
    hands.key(DOWN)
    assert view.selected_ids() == ("alert-again",)
    hands.key(UP)
    assert view.selected_ids() == ("status-taken",)


def test_home_and_end(view: CanvasView, hands: Hands) -> None:
    view.select(("who-meet",))
    hands.key(Qt.Key.Key_End)
    assert view.selected_ids() == ("status-taken",)
    hands.key(Qt.Key.Key_Home)
    assert view.selected_ids() == ("audience",)


def test_walking_moves_the_view_along(view: CanvasView, hands: Hands) -> None:
    view.set_zoom(1.0)
    view.select(("audience",))
    view.reveal("audience")
    hands.key(Qt.Key.Key_End)
    for id_ in view.selected_ids():
        assert view.camera.seen().contains(view.stage.drawing.cards[id_].rect)


def test_with_shift_walking_selects_more(view: CanvasView, hands: Hands) -> None:
    view.select(("status-taken",))
    hands.key(LEFT, SHIFT)
    hands.key(LEFT, SHIFT)
    assert view.selected_ids() == ("who-meet", "listen", "status-taken")


def test_enter_edits_the_one_that_is_selected(view: CanvasView, hands: Hands) -> None:
    spy = QSignalSpy(view.edit_requested)
    hands.key(Qt.Key.Key_Return)
    view.select(("who", "listen"))
    hands.key(Qt.Key.Key_Return)
    assert spy.count() == 0
    view.select(("who",))
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_Enter)
    assert [spy.at(0), spy.at(1)] == [["who"], ["who"]]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_asks_to_delete_what_is_selected(
    view: CanvasView, hands: Hands, key: Qt.Key
) -> None:
    spy = QSignalSpy(view.delete_requested)
    hands.key(key)
    assert spy.count() == 0
    view.select(("listen", "who"))
    hands.key(key)
    assert spy.count() == 1
    assert spy.at(0) == [("who", "listen")]


def test_escape_selects_nothing(view: CanvasView, hands: Hands) -> None:
    view.select(("who",))
    hands.key(Qt.Key.Key_Escape)
    assert view.selected_ids() == ()


def test_keys_zoom(view: CanvasView, hands: Hands) -> None:
    view.set_zoom(1.0)
    hands.key(Qt.Key.Key_Plus, CONTROL)
    assert view.zoom == 1.1
    hands.key(Qt.Key.Key_Minus, CONTROL)
    hands.key(Qt.Key.Key_Minus, CONTROL)
    assert view.zoom == 0.9
    hands.key(Qt.Key.Key_1, CONTROL)
    assert view.zoom == 1.0
    hands.key(Qt.Key.Key_0, CONTROL)
    assert view.camera.seen().contains(view.stage.drawing.bounds)
    view.select(("who",))
    hands.key(Qt.Key.Key_2, CONTROL)
    assert view.zoom == 2.0


def test_who_comes_by_keyboard_sees_where_the_keyboard_is(view: CanvasView, hands: Hands) -> None:
    ring = view.findChild(FocusRing)
    assert ring is not None
    assert not ring.isVisible()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    assert ring.geometry() == view.rect()
    hands.click(hands.card("who"))  # it lets the mouse through
    assert not ring.isVisible()
    assert view.selected_ids() == ("who",)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.clearFocus()
    assert not ring.isVisible()


def test_the_selected_node_is_told_in_words(view: CanvasView) -> None:
    view.set_counts(COUNTS)
    view.select(("listen",))
    said = view.accessibleDescription()
    card = view.stage.drawing.cards["listen"].card
    assert card.words.title in said
    assert card.words.summary in said
    assert "Entered 150, here 30." in said
    view.set_journey(JOURNEY, FILES.definitions)
    view.select(())
    assert view.accessibleDescription() == ""
