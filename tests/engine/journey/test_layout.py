"""Where cards stand: small journeys drawn as text, and what must hold for any journey."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.journey import strands
from engine.journey.graph import upstream
from engine.journey.layout import Layout, Rect, arrange, layout
from engine.journey.model import Edge, Journey
from engine.journey.nodes import AccountAudienceNode, ListenNode, Node, WaitNode
from tests.engine.journey.drawing import (
    close,
    draw,
    listen,
    merge,
    people_action,
    people_split,
    split,
    variant,
    wait,
)

TIMEOUT_IN_A_WEEK = wait(7).timing


def picture(journey: Journey) -> str:
    """The layout as text: a column a step, a row a line; ``|`` is where a path ends."""
    found = arrange(journey, lambda _: (1, 1), lambda _: 1)
    lines = {key: (line.y, int(line.start), int(line.end)) for key, line in found.lines.items()}
    rows: dict[float, dict[int, str]] = {}
    for key, (y, start, end) in lines.items():
        row = rows.setdefault(y, {})
        row.update(dict.fromkeys(range(start, end), "--"))
        if key not in journey.targets:
            row[end - 1] = "-|"
    for id_, rect in found.rects.items():
        rows.setdefault(rect.middle, {})[int(rect.x)] = id_.ljust(2, "-")
    width = max(max(row) for row in rows.values()) + 1
    return "\n".join(
        "".join(row.get(x, "  ") for x in range(width)).rstrip() for _, row in sorted(rows.items())
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A curve as wide as a step, and open ends as long as one."""
    monkeypatch.setattr(strands, "CURVE", 1)
    monkeypatch.setattr(strands, "STUB", 0)


def looks_like(journey: Journey, drawing: str) -> None:
    wanted = dedent(drawing).strip("\n")
    assert "\n" + picture(journey) == "\n" + wanted


pytestmark = pytest.mark.usefixtures("small")


def test_cards_one_after_another_stand_level() -> None:
    looks_like(draw("in > a > b"), "in--a---b--|")


def test_three_paths_fan_out_about_the_line() -> None:
    looks_like(
        draw("in > s; s.A > a; s.B > b; s.Other > c > d", s=split("A", "B")),
        """
              --a--|
        in--s---b--|
              --c---d--|
        """,
    )


def test_two_paths_leave_the_line_free() -> None:
    looks_like(
        draw("in > s; s.A > a; s.Other > b", s=split("A")),
        """
              --a--|
        in--s-
              --b--|
        """,
    )


def test_a_timeout_leaves_below_and_the_next_path_stays_level() -> None:
    looks_like(
        draw("in > l > a; l.Timeout > b > c", l=listen(timeout=TIMEOUT_IN_A_WEEK)),
        """
        in--l---a--|
              --b---c--|
        """,
    )


def test_where_all_paths_meet_the_line_goes_on() -> None:
    looks_like(
        draw("in > s; s.A > a > m; s.Other > b > c > m > z", s=split("A"), m=merge()),
        """
              --a---------
        in--s-            m---z--|
              --b---c-----
        """,
    )


def test_people_meet_at_their_close_split() -> None:
    looks_like(
        draw(
            "in > s; s.A > a > c; s.B > b > c; s.Other > c > z",
            s=people_split("A", "B"),
            a=people_action(),
            b=people_action(),
            c=close("s"),
        ),
        """
              --a-----
        in--s---b-----c---z--|
              --------
        """,
    )


def test_a_path_that_ends_at_once_does_not_keep_a_merge_from_the_line() -> None:
    looks_like(
        draw("in > s; s.A > a > m; s.B > b > m > z", s=split("A", "B"), m=merge()),
        """
              --a-----
        in--s---b-----m---z--|
              -|
        """,
    )


def test_a_merge_of_some_paths_goes_on_where_the_outermost_of_them_was() -> None:
    looks_like(
        draw("in > v; v.A > a > x; v.B > b > m; v.C > c > m > z", v=variant(40, 30, 30), m=merge()),
        """
              --a---x--|
        in--v---b-----
              --c-----m---z--|
        """,
    )


def test_what_lies_between_the_paths_of_a_merge_ends_before_it() -> None:
    looks_like(
        draw(
            "in > s; s.A > a > m; s.B > b > c > d; s.Other > e > m > z",
            s=split("A", "B"),
            m=merge(),
        ),
        """
              --a-------------
        in--s---b---c---d--|  m---z--|
              --e-------------
        """,
    )


def test_above_the_line_everything_grows_upwards_and_below_downwards() -> None:
    looks_like(
        draw(
            "in > s; s.A > t; s.Other > u; t.A > a; t.Other > b; u.A > c; u.Other > d > e",
            s=split("A"),
            t=split("A"),
            u=split("A"),
        ),
        """
                  --a--|
              --t---b--|
        in--s-
              --u---c--|
                  --d---e--|
        """,
    )


def test_what_cannot_be_reached_stands_below() -> None:
    looks_like(
        draw("in > s; s.A > a; x > y > a", s=split("A")),
        """
              --a--|
        in--s-
              -|
        x---y---
        """,
    )


# What must hold for any journey.


def card(_node: Node) -> tuple[float, float]:
    return 212, 92


@dataclass
class _Sketch:
    """A journey in the making: its open strands from top to bottom."""

    nodes: list[Node] = field(default_factory=lambda: [AccountAudienceNode(id="in")])
    edges: list[Edge] = field(default_factory=list)
    open: list[tuple[str, str] | None] = field(default_factory=lambda: [("in", "next")])
    """None: ended for good."""

    def add(self, node: Node, strands: list[int]) -> list[tuple[str, str]]:
        for index in strands:
            source, path = self.open[index] or ("", "")
            self.edges.append(Edge(source=source, path=path, target=node.id))
        self.nodes.append(node)
        return [(node.id, path) for path in node.path_names()]


@st.composite
def journeys(pick: st.DrawFn, *, planar: bool) -> Journey:
    """Journeys as people draw them; ``planar``: such that no path has to cross another."""
    sketch = _Sketch()
    for step in range(pick(st.integers(1, 24))):
        live = [index for index, strand in enumerate(sketch.open) if strand is not None]
        if not live:
            break
        # Ids must not steer the layout, so they are in no order.
        id_ = f"{step * 7919 % 1009}"
        what = pick(st.sampled_from("wwsslm.mm"))
        index = pick(st.sampled_from(live))
        if what == ".":
            sketch.open[index] = None
        elif what != "m":
            node = _node(pick, what).model_copy(update={"id": id_})
            sketch.open[index : index + 1] = sketch.add(node, [index])
        elif len(live) > 1:
            first = pick(st.integers(0, len(live) - 2))
            joined = live[first : first + pick(st.integers(2, 4))]
            if not planar:
                joined = sorted(pick(st.permutations(live))[: len(joined)])
            strand = sketch.add(merge().model_copy(update={"id": id_}), joined)
            if planar:
                sketch.open[joined[0] : joined[-1] + 1] = strand
            else:
                for gone in joined[:0:-1]:
                    del sketch.open[gone]
                sketch.open[joined[0] : joined[0] + 1] = strand
    return Journey(id="j", name="j", nodes=tuple(sketch.nodes), edges=tuple(sketch.edges))


def _node(pick: Callable[[st.SearchStrategy[Any]], Any], what: str) -> Node:
    if what == "s":
        labels = "ABCD"[: pick(st.integers(1, 4))]
        return split(*labels, other=pick(st.booleans()))
    return ListenNode(id="?", timeout=TIMEOUT_IN_A_WEEK) if what == "l" else wait()


def overlapping(found: Layout) -> list[tuple[str, str]]:
    def meet(a: Rect, b: Rect) -> bool:
        return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom

    return [(a, b) for a, b in combinations(found.rects, 2) if meet(found.rects[a], found.rects[b])]


Point = tuple[float, float]


def routes(journey: Journey, found: Layout) -> list[tuple[Edge, list[Point]]]:
    """Each edge as straight pieces: out of its source, along its line, into its target."""
    made = []
    for edge in journey.edges:
        line = found.lines[edge.source, edge.path]
        source, target = found.rects[edge.source], found.rects[edge.target]
        points = [(source.right, source.middle)]
        if line.y != source.middle:
            points.append((line.start + 50, line.y))
        if line.y != target.middle:
            points.append((line.end - 50, line.y))
        made.append((edge, [*points, (target.x, target.middle)]))
    return made


def crossings(journey: Journey, found: Layout) -> list[tuple[Edge, Edge]]:
    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    def cross(a: Point, b: Point, c: Point, d: Point) -> bool:
        sides = turn(a, b, c) * turn(a, b, d), turn(c, d, a) * turn(c, d, b)
        return max(sides) < -1e-6

    return [
        (first, second)
        for (first, one), (second, other) in combinations(routes(journey, found), 2)
        if any(cross(*a, *b) for a in pairwise(one) for b in pairwise(other))
    ]


def run_over(journey: Journey, found: Layout) -> list[tuple[Edge, str]]:
    """Edges that run over a card."""

    def over(start: Point, end: Point, card: Rect) -> bool:
        left, right = max(start[0], card.x), min(end[0], card.right)
        if right <= left:
            return False
        slope = (end[1] - start[1]) / (end[0] - start[0])
        ys = [start[1] + slope * (x - start[0]) for x in (left, right)]
        return max(ys) > card.y and min(ys) < card.bottom

    return [
        (edge, id_)
        for edge, points in routes(journey, found)
        for id_, card in found.rects.items()
        if id_ not in (edge.source, edge.target)
        and any(over(start, end, card) for start, end in pairwise(points))
    ]


@pytest.fixture
def full(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()


@pytest.mark.usefixtures("full")
class TestAnyJourney:
    @given(st.one_of(journeys(planar=True), journeys(planar=False)))
    @settings(max_examples=150)
    def test_no_two_cards_overlap_and_paths_go_right(self, journey: Journey) -> None:
        found = arrange(journey, card)
        assert set(found.rects) == set(journey.by_id)
        assert overlapping(found) == []
        for edge in journey.edges:
            assert found.rects[edge.target].x >= found.rects[edge.source].right + 56

    @given(journeys(planar=True))
    @settings(max_examples=100)
    def test_paths_cross_nothing_where_they_need_not(self, journey: Journey) -> None:
        found = arrange(journey, card)
        assert crossings(journey, found) == []
        assert run_over(journey, found) == []

    @given(st.one_of(journeys(planar=True), journeys(planar=False)), st.data())
    @settings(max_examples=150)
    def test_inserting_moves_nothing_that_comes_before(
        self, journey: Journey, data: st.DataObject
    ) -> None:
        source, path = data.draw(
            st.sampled_from(
                [(node.id, path) for node in journey.nodes for path in node.path_names()]
            )
        )
        new = _node(data.draw, data.draw(st.sampled_from("wsl"))).model_copy(update={"id": "new"})
        edges = [edge for edge in journey.edges if (edge.source, edge.path) != (source, path)]
        edges.append(Edge(source=source, path=path, target="new"))
        if (target := journey.targets.get((source, path))) is not None:
            edges.append(Edge(source="new", path=new.path_names()[0], target=target))
        longer = journey.model_copy(update={"nodes": (*journey.nodes, new), "edges": tuple(edges)})
        before = layout(journey, card)
        after = layout(longer, card)
        for id_ in upstream(journey, source) | {source}:
            assert after[id_] == before[id_]

    @given(journeys(planar=True))
    @settings(max_examples=30)
    def test_the_order_of_nodes_and_edges_in_the_file_changes_nothing(
        self, journey: Journey
    ) -> None:
        shuffled = journey.model_copy(
            update={"nodes": journey.nodes[::-1], "edges": journey.edges[::-1]}
        )
        assert layout(shuffled, card) == layout(journey, card)

    @given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
    def test_broken_journeys_are_drawn_whole(self, pairs: list[tuple[int, int]]) -> None:
        """Cycles, edges without a path in the node, and nodes that nothing leads to."""
        nodes = (AccountAudienceNode(id="0"), *(WaitNode(id=str(i)) for i in range(1, 7)))
        edges = tuple(
            Edge(source=str(a), path=f"to {b}", target=str(b)) for a, b in dict.fromkeys(pairs)
        )
        journey = Journey(id="j", name="j", nodes=nodes, edges=edges)
        found = arrange(journey, card)
        assert set(found.rects) == set(journey.by_id)
        assert overlapping(found) == []
        assert {(edge.source, edge.path) for edge in edges} <= set(found.lines)


@pytest.mark.usefixtures("full")
def test_cards_of_different_height_stand_on_one_line() -> None:
    sizes = {"in": (212, 60.0), "a": (212, 130.0), "b": (180, 92.0)}
    found = arrange(draw("in > a > b"), lambda node: sizes[node.id], lambda _: 100)
    assert [rect.middle for rect in found.rects.values()] == [0, 0, 0]
    # 212 + 100, and 212 + 100 more.
    assert [rect.x for rect in found.rects.values()] == [0, 312, 624]


@pytest.mark.usefixtures("full")
def test_two_thousand_nodes_are_quick() -> None:
    """Linear with a small factor: well below a second for each shape."""
    count = 500
    diamonds = "; ".join(
        f"{'in' if i == 0 else f'm{i - 1}'} > s{i}; s{i}.A > a{i} > m{i}; s{i}.Other > m{i}"
        for i in range(count)
    )
    kinds: dict[str, Node] = {f"s{i}": split("A") for i in range(count)}
    kinds |= {f"m{i}": merge() for i in range(count)}
    comb = "in > s0; " + "; ".join(f"s{i}.A > s{i + 1}; s{i}.Other > b{i}" for i in range(999))
    for journey in (
        draw(diamonds, **kinds),
        draw(comb, **{f"s{i}": split("A") for i in range(1000)}),
        draw("in > " + " > ".join(f"w{i}" for i in range(2000))),
    ):
        started = time.process_time()
        found = layout(journey, card)
        assert time.process_time() - started < 2
        assert len(found) == len(journey.nodes) > 1500
