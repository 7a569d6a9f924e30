"""Two versions, node by node."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.journey import edits
from engine.journey.compare import FieldChange, JourneyChange, PathChange, compare
from engine.journey.model import Journey, Settings, Status
from engine.journey.nodes import Node, SplitNode, WaitNode
from engine.journey.timing import Duration, Timing
from tests.engine.journey.drawing import draw, listen, merge, named, split, wait
from tests.engine.journey.everything import EVERYTHING

BEFORE = draw("in > s; s.A > a; s.Other > b; a > m; b > m", s=split("A"), m=merge())


def test_the_same_journey_has_no_difference() -> None:
    assert not compare(EVERYTHING.journey, EVERYTHING.journey)
    later = BEFORE.model_copy(update={"status": Status.LIVE, "version": 2})
    assert not compare(BEFORE, edits.place(BEFORE, {"a": (1, 2)}))
    assert not compare(BEFORE, later)


def test_nodes_that_came_and_went() -> None:
    after = edits.insert(edits.delete_node(BEFORE, "a"), "m", "next", WaitNode(id="z"))
    found = compare(BEFORE, after)
    assert found == JourneyChange(
        journey=(),
        added=(after.by_id["z"],),
        removed=(BEFORE.by_id["a"],),
        changed=(),
        paths=(PathChange("s", "A", "a", "m"), PathChange("m", "next", None, "z")),
    )


def test_a_node_of_another_type_is_another_node() -> None:
    found = compare(draw("in > a"), draw("in > a", a=listen()))
    assert [node.type for node in found.removed] == ["wait"]
    assert [node.type for node in found.added] == ["listen"]
    assert (found.changed, found.paths) == ((), ())


def test_settings_that_changed_are_named_by_their_path() -> None:
    longer = edits.update_node(BEFORE, named("a", wait(9)))
    (change,) = compare(BEFORE, longer).changed
    assert change.fields == (FieldChange("timing.duration.amount", 5, 9),)
    until = Timing(until=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    moved = edits.update_node(BEFORE, WaitNode(id="a", title="T", timing=until))
    (change,) = compare(BEFORE, moved).changed
    assert change.fields == (
        FieldChange("title", "", "T"),
        FieldChange("timing.duration", Duration(amount=5), None),
        FieldChange("timing.until", None, until.until),
    )


def test_paths_that_came_went_and_moved() -> None:
    after = edits.rename_path(BEFORE, "s", "A", "B")
    found = compare(BEFORE, after)
    assert found.changed[0].fields == (FieldChange("paths.0.label", "A", "B"),)
    assert found.paths == (PathChange("s", "A", "a", None), PathChange("s", "B", None, "a"))
    wider = compare(BEFORE, edits.add_path(BEFORE, "s"))
    node = wider.changed[0].after
    assert isinstance(node, SplitNode)
    assert [change.field for change in wider.changed[0].fields] == ["paths"]
    assert wider.paths == ()  # the new path ends at once


def test_the_journey_itself() -> None:
    after = edits.set_settings(
        edits.set_name(BEFORE, "New"), Settings(time_zone="Europe/Berlin", end=dt.date(2025, 1, 1))
    )
    assert compare(BEFORE, after).journey == (
        FieldChange("name", "Test", "New"),
        FieldChange("settings.end", None, dt.date(2025, 1, 1)),
        FieldChange("settings.time_zone", "UTC", "Europe/Berlin"),
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_there_is_a_difference_exactly_where_the_journeys_differ(data: st.DataObject) -> None:
    def any_journey() -> Journey:
        names = data.draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4))
        kinds: list[Node] = [wait(1), wait(2), merge()]
        nodes = {name: data.draw(st.sampled_from(kinds)) for name in names}
        return draw(" > ".join(["in", *names]), **nodes)

    one, two = any_journey(), any_journey()
    differ = set(one.nodes) != set(two.nodes) or set(one.edges) != set(two.edges)
    assert bool(compare(one, two)) is differ
    assert compare(one, two).added == compare(two, one).removed
