"""Graph questions, on drawn journeys, sound and broken."""

from __future__ import annotations

import random

from engine.journey import graph
from engine.journey.model import Edge, Journey, JourneyKind
from tests.engine.journey.drawing import close, draw, merge, people_action, people_split, split


def test_node_order_takes_the_lowest_id_whose_predecessors_have_a_place() -> None:
    # After "in" only z is free; then a and m (z's paths) are; a first, and b only after a.
    journey = draw(
        "in > z; z.A > m; z.Other > a; a > b; m > j; b > j",
        z=split("A"),
        j=merge(),
    )
    assert graph.node_order(journey) == ("in", "z", "a", "b", "m", "j")


def test_node_order_compares_by_code_point_not_by_alphabet() -> None:
    journey = draw("in > s; s.A > b; s.B > Z; s.C > é; s.Other > a", s=split("A", "B", "C"))
    assert graph.node_order(journey) == ("in", "s", "Z", "a", "b", "é")


def test_node_order_does_not_depend_on_how_the_journey_is_written() -> None:
    journey = draw("in > s; s.A > b; s.Other > c; b > m; c > m; m > d", s=split("A"), m=merge())
    shuffled = list(journey.nodes), list(journey.edges)
    for seed in range(20):
        for items in shuffled:
            random.Random(seed).shuffle(items)  # noqa: S311 - not a secret
        other = journey.model_copy(
            update={"nodes": tuple(shuffled[0]), "edges": tuple(shuffled[1])}
        )
        assert graph.node_order(other) == graph.node_order(journey)


def test_nodes_on_or_behind_a_cycle_come_last_by_id() -> None:
    journey = draw("in > d; c > b; b > c; c.x > a")
    assert graph.node_order(journey) == ("in", "d", "a", "b", "c")
    assert graph.cycles(journey) == (("b", "c"),)
    assert graph.node_order(draw("in > a; a > a")) == ("in", "a")
    assert graph.cycles(draw("in > a; a > a")) == (("a",),)


def test_edges_to_nowhere_are_ignored() -> None:
    journey = draw("in > a").model_copy(
        update={"edges": (Edge(source="in", target="a"), Edge(source="ghost", target="a"))}
    )
    assert graph.node_order(journey) == ("in", "a")
    assert graph.reachable(journey) == {"in", "a"}


def test_paths_come_in_priority_order_with_their_targets() -> None:
    journey = draw("in > s; s.B > x; s.Other > y", s=split("A", "B"))
    assert graph.paths_of(journey, "s") == (("A", None), ("B", "x"), ("Other", "y"))
    assert graph.ends(journey) == (("s", "A"), ("x", "next"), ("y", "next"))


def test_upstream_and_downstream() -> None:
    journey = draw("in > s; s.A > b; s.Other > c; b > m; c > m; m > d", s=split("A"), m=merge())
    assert graph.upstream(journey, "m") == {"in", "s", "b", "c"}
    assert graph.downstream(journey, "b") == {"m", "d"}
    assert graph.reachable(draw("in > a; b > c")) == {"in", "a"}
    assert graph.reachable(Journey(id="j", name="empty")) == frozenset()


def people_journey() -> Journey:
    return draw(
        "in > s; s.A > x; s.Other > c; x > y; y > c; c > z",
        s=people_split("A"),
        x=people_action(),
        y=people_action(),
        c=close("s"),
    )


def test_inside_a_split_by_people_is_between_it_and_its_close_split() -> None:
    assert graph.inside_people_splits(people_journey()) == {"x": "s", "y": "s"}
    assert graph.close_splits(people_journey()) == {"s": "c"}


def test_in_a_person_journey_no_node_is_inside() -> None:
    journey = people_journey().model_copy(update={"kind": JourneyKind.PERSON})
    assert graph.inside_people_splits(journey) == {}


def test_inside_broken_splits_by_people() -> None:
    never_closed = draw("in > s; s.A > x; s.Other > y; y > z", s=people_split("A"))
    assert graph.inside_people_splits(never_closed) == {"x": "s", "y": "s", "z": "s"}
    nested = draw(
        "in > s; s.A > t; s.Other > c; t.B > x; t.Other > d; x > d; d > w; w > c; c > z",
        s=people_split("A"),
        t=people_split("B"),
        c=close("s"),
        d=close("t"),
    )
    inside = graph.inside_people_splits(nested)
    assert inside == {"t": "s", "x": "t", "d": "s", "w": "s"}


def test_changed_copies_forget_what_the_original_knew() -> None:
    journey = people_journey()
    assert journey.audience is not None
    assert set(journey.by_id) == {"in", "s", "x", "c", "y", "z"}
    empty = journey.model_copy(update={"nodes": (), "edges": ()})
    assert (empty.by_id, empty.targets, empty.audience) == ({}, {}, None)
