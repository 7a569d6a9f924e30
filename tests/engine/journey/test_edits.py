"""Each edit on drawn journeys, and where it is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from engine.errors import JornadaError
from engine.journey import edits
from engine.journey.actions import (
    Context,
    SendEmail,
    SendSalesAlert,
    UpdateAccountProfile,
    UpdatePersonProfile,
)
from engine.journey.model import Edge, Journey, JourneyKind, Position, Settings, Status
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ExternalActionNode,
    ExternalSplitNode,
    ListenNode,
    MergeNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
    WaitNode,
)
from engine.journey.structure import faults
from engine.journey.timing import Duration, Timing, Unit
from engine.journey.triggers import ExperienceEventTrigger
from tests.engine.journey.drawing import (
    act,
    close,
    draw,
    drawn,
    listen,
    merge,
    named,
    people_action,
    people_split,
    split,
    variant,
)

TIMEOUT = Timing(duration=Duration(amount=2))


def refused(what: str) -> pytest.RaisesExc[JornadaError]:
    return pytest.raises(JornadaError, match=what)


def person(journey: Journey) -> Journey:
    nodes = (PersonAudienceNode(id="in", audience="people"), *journey.nodes[1:])
    return journey.model_copy(update={"kind": JourneyKind.PERSON, "nodes": nodes})


def forked() -> Journey:
    """in > s; two paths with a wait each and a merge; Other ends at once."""
    return draw("in > s; s.A > a; s.B > b; a > m; b > m; m > z", s=split("A", "B"), m=merge())


def by_people() -> Journey:
    return draw(
        "in > s; s.A > x; s.Other > c; x > c; c > z",
        s=people_split("A"),
        x=people_action(),
        c=close("s"),
    )


# --- insert --------------------------------------------------------------------------------------


def test_insert_between_two_nodes_and_at_the_end() -> None:
    journey = draw("in > a > b")
    assert drawn(edits.insert(journey, "a", "next", WaitNode(id="n"))) == "a > n; in > a; n > b"
    assert drawn(edits.insert(journey, "b", "next", WaitNode(id="n"))) == "a > b; b > n; in > a"


def test_what_followed_goes_on_at_the_first_path_of_a_fork() -> None:
    journey = draw("in > a")
    assert "n.A > a" in drawn(edits.insert(journey, "in", "next", named("n", split("A", "B"))))


@pytest.mark.parametrize(
    ("node", "path"),
    [
        (variant(50, 50), "n.A > a"),
        (listen(timeout=TIMEOUT), "n > a"),
        (ExternalActionNode(id="?"), "n > a"),
    ],
)
def test_what_followed_goes_on_at_the_main_path(node: Node, path: str) -> None:
    found = edits.insert(draw("in > a"), "in", "next", node.model_copy(update={"id": "n"}))
    assert drawn(found) == f"in > n; {path}"


def test_a_split_by_people_brings_its_close_split() -> None:
    node = named("n", people_split("A", "B"))
    found = edits.insert(draw("in > a"), "in", "next", node)
    assert found.by_id["close_split-1"] == CloseSplitNode(id="close_split-1", split="n")
    assert drawn(found) == (
        "close_split-1 > a; in > n; n.A > close_split-1; n.B > close_split-1; "
        "n.Other > close_split-1"
    )
    by_person = edits.insert(person(draw("in > a")), "in", "next", node)
    assert drawn(by_person) == "in > n; n.A > a"


def test_a_variant_by_people_brings_its_close_split() -> None:
    node = named("n", variant(50, 50, by=Context.PEOPLE))
    found = edits.insert(draw("in"), "in", "next", node)
    assert drawn(found) == "in > n; n.A > close_split-1; n.B > close_split-1"


def test_a_fork_without_paths_gets_some() -> None:
    found = edits.insert(draw("in > a"), "in", "next", SplitNode(id="n"))
    assert found.by_id["n"].path_names() == ("Path 1", "Other")
    found = edits.insert(draw("in > a"), "in", "next", VariantNode(id="n"))
    node = found.by_id["n"]
    assert isinstance(node, VariantNode)
    assert [(path.label, path.percentage) for path in node.paths] == [
        ("Path 1", 50),
        ("Path 2", 50),
    ]
    assert drawn(found) == "in > n; n.Path 1 > a"


def test_an_action_takes_the_context_of_its_place_or_of_what_it_does() -> None:
    inside = edits.insert(by_people(), "s", "Other", ActionNode(id="n"))
    assert inside.by_id["n"] == ActionNode(id="n", context=Context.PEOPLE)
    node = ActionNode(id="n", action=SendEmail(email="e"))
    found = edits.insert(draw("in"), "in", "next", node).by_id["n"]
    assert found == ActionNode(id="n", context=Context.PEOPLE, action=SendEmail(email="e"))


def test_in_a_person_journey_splits_move_the_person() -> None:
    found = edits.insert(person(draw("in")), "in", "next", named("n", split("A"))).by_id["n"]
    assert isinstance(found, SplitNode)
    assert found.by is Context.PEOPLE


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (WaitNode(id="n"), "only actions on people"),
        (ListenNode(id="n"), "can't listen for an event"),
        (SplitNode(id="n"), "can't contain another split"),
        (VariantNode(id="n", by=Context.PEOPLE), "can't contain another split"),
        (ActionNode(id="n", action=SendSalesAlert()), "only actions on people"),
    ],
)
def test_only_people_actions_go_into_a_split_by_people(node: Node, sentence: str) -> None:
    with refused(sentence):
        edits.insert(by_people(), "x", "next", node)
    assert faults(edits.insert(by_people(), "c", "next", node)) == ()


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (AccountAudienceNode(id="n"), "exactly one audience"),
        (PersonAudienceNode(id="n"), "exactly one audience"),
        (MergeNode(id="n"), "Choose the paths to merge"),
        (CloseSplitNode(id="n", split="s"), "comes with its split"),
        (NextBestNode(id="n"), "is for person journeys"),
        (WaitNode(id="a"), "already a node “a”"),
        (named("n", split("A", "A")), "already called “A”"),
        (
            named("n", split("Timeout")),
            "“Timeout” is the name of a path that comes by itself",
        ),
    ],
)
def test_what_can_not_be_inserted(node: Node, sentence: str) -> None:
    with refused(sentence):
        edits.insert(draw("in > a"), "in", "next", node)


def test_places_that_are_not_there() -> None:
    with refused("no node “ghost”"):
        edits.insert(draw("in"), "ghost", "next", WaitNode(id="n"))
    with refused("“Account audience” has no path “B”"):
        edits.insert(draw("in"), "in", "B", WaitNode(id="n"))


def test_account_actions_stay_out_of_person_journeys() -> None:
    with refused("works on people"):
        edits.insert(person(draw("in")), "in", "next", named("n", act(SendSalesAlert())))
    found = edits.insert(person(draw("in")), "in", "next", NextBestNode(id="n"))
    assert found.by_id["n"].path_names() == ("Path 1", "Other")


# --- update ---------------------------------------------------------------------------------------


def test_update_carries_renamed_paths() -> None:
    node = named("s", split("A", "C"))
    found = edits.update_node(forked(), node)
    assert "s.C > b" in drawn(found)
    assert faults(found) == ()


def test_update_with_paths_in_another_order_carries_each() -> None:
    node = named("s", split("B", "A"))
    assert drawn(edits.update_node(forked(), node)) == drawn(forked())


def test_a_path_with_nodes_on_it_stays() -> None:
    with refused("The path “B” of “Split paths” has nodes on it. Delete them first."):
        edits.update_node(forked(), named("s", split("A")))
    found = edits.update_node(forked(), named("s", split("A", "B", other=False)))
    assert found.by_id["s"].path_names() == ("A", "B")


def test_switching_off_a_timeout_with_nodes_on_it_is_refused() -> None:
    journey = draw("in > l; l.Timeout > a", l=listen(timeout=TIMEOUT))
    with refused("The path “Timeout”"):
        edits.update_node(journey, named("l", listen()))
    freed = edits.delete_node(journey, "a")
    assert edits.update_node(freed, named("l", listen())).by_id["l"] == ListenNode(id="l")


def test_a_path_that_ends_in_a_merge_with_others_can_go() -> None:
    journey = draw("in > s; s.A > a; a > m; s.B > m; m > z", s=split("A", "B"), m=merge())
    found = edits.update_node(journey, named("s", split("A")))
    assert drawn(found) == "a > m; in > s; m > z; s.A > a"
    with refused("has nodes on it"):
        edits.update_node(edits.delete_node(found, "a"), named("s", split("B", "C")))


def test_paths_of_a_split_by_people_lead_to_its_close_split() -> None:
    found = edits.update_node(by_people(), named("s", people_split("A", "New")))
    assert "s.New > c" in drawn(found)
    found = edits.update_node(found, named("s", people_split("A", other=False)))
    assert drawn(found) == "c > z; in > s; s.A > x; x > c"
    assert faults(found) == ()


def test_what_update_does_not_change() -> None:
    with refused("can't become a node of another type"):
        edits.update_node(forked(), WaitNode(id="s"))
    with refused("Switching “Split paths” between Accounts and People deletes"):
        edits.update_node(forked(), named("s", people_split("A", "B")))
    with refused("only actions on people"):
        edits.update_node(by_people(), named("x", act(SendSalesAlert())))
    found = edits.update_node(by_people(), CloseSplitNode(id="c", title="Meet", split="other"))
    assert found.by_id["c"] == CloseSplitNode(id="c", title="Meet", split="s")


def test_titles() -> None:
    found = edits.set_title(draw("in > a"), "a", "Be patient")
    assert found.by_id["a"].title == "Be patient"
    with refused("at most 255"):
        edits.set_title(found, "a", "x" * 256)


def test_the_audience_is_replaced_in_place() -> None:
    found = edits.replace_audience(draw("in > a"), AccountAudienceNode(id="?", list="named"))
    assert found.audience == AccountAudienceNode(id="in", list="named")
    assert drawn(found) == "in > a"
    with refused("starts from an account audience"):
        edits.replace_audience(found, PersonAudienceNode(id="?"))
    empty = Journey(id="j", name="J")
    assert edits.replace_audience(empty, AccountAudienceNode(id="in")).audience is not None


# --- delete ---------------------------------------------------------------------------------------


def test_deleting_a_node_bridges_its_path() -> None:
    assert drawn(edits.delete_node(draw("in > a > b > c"), "b")) == "a > c; in > a"
    assert drawn(edits.delete_node(draw("in > a"), "a")) == ""
    assert drawn(edits.delete_node(by_people(), "x")) == "c > z; in > s; s.A > c; s.Other > c"


def test_deleting_a_node_with_a_side_path_deletes_what_hangs_on_that() -> None:
    journey = draw(
        "in > l; l > a; a > m; l.Timeout > b; b > m; b2 > m; m > z",
        l=listen(timeout=TIMEOUT),
        m=merge(),
    )
    journey = edits.delete_node(
        draw("in > l; l > a; l.Timeout > b; b > c", l=listen(timeout=TIMEOUT)), "l"
    )
    assert drawn(journey) == "in > a"


def test_deleting_a_listen_keeps_what_its_paths_share() -> None:
    journey = draw(
        "in > l; l > a; a > m; l.Timeout > b; b > m; m > z", l=listen(timeout=TIMEOUT), m=merge()
    )
    assert edits.what_delete_removes(journey, "l") == ("l", "b")
    assert drawn(edits.delete_node(journey, "l")) == "a > m; in > a; m > z"


def test_deleting_a_split_deletes_what_hangs_only_on_its_paths() -> None:
    journey = draw(
        "in > s; s.A > t; t.A > a; t.Other > b; b > m; s.Other > c; c > m; m > z",
        s=split("A"),
        t=split("A"),
        m=merge(),
    )
    # a and b hang on t alone; m and z are also reached through c.
    assert edits.what_delete_removes(journey, "t") == ("t", "a", "b")
    assert drawn(edits.delete_split(journey, "t")) == "c > m; in > s; m > z; s.Other > c"
    assert edits.what_delete_removes(journey, "s") == ("s", "c", "t", "a", "b", "m", "z")
    assert drawn(edits.delete_split(journey, "s")) == ""


def test_deleting_a_split_by_people_moves_up_what_follows_its_close_split() -> None:
    assert edits.what_delete_removes(by_people(), "s") == ("s", "x", "c")
    assert drawn(edits.delete_split(by_people(), "s")) == "in > z"


def test_what_can_not_be_deleted() -> None:
    with refused("where the journey starts"):
        edits.delete_node(forked(), "in")
    with refused("Delete its split by people"):
        edits.delete_node(by_people(), "c")
    with refused("joins 2 paths. Take all but one off it first"):
        edits.delete_node(forked(), "m")
    with refused("is not a split"):
        edits.delete_split(forked(), "a")
    with refused("where the journey starts"):
        edits.what_delete_removes(forked(), "in")


def test_a_merge_with_one_path_can_be_deleted() -> None:
    journey = edits.disconnect(forked(), "b", "next")
    assert drawn(edits.delete_node(journey, "m")) == "a > z; in > s; s.A > a; s.B > b"


def test_deleting_several_nodes_at_once() -> None:
    assert drawn(edits.delete_nodes(by_people(), ["c", "s", "z"])) == ""
    assert drawn(edits.delete_nodes(draw("in > a > b > c"), ["b", "a", "ghost"])) == "in > c"


def test_positions_of_deleted_nodes_are_forgotten() -> None:
    journey = edits.place(draw("in > a > b"), {"a": (1, 2), "b": (3, 4), "ghost": (5, 6)})
    assert journey.positions == (Position(node="a", x=1, y=2), Position(node="b", x=3, y=4))
    assert edits.delete_node(journey, "a").positions == (Position(node="b", x=3, y=4),)
    moved = edits.place(journey, {"b": (0, 0)})
    assert moved.positions == (Position(node="a", x=1, y=2), Position(node="b", x=0, y=0))
    assert edits.lay_out_automatically(moved).positions == ()


# --- paths ----------------------------------------------------------------------------------------


def test_paths_are_added_removed_renamed_and_moved() -> None:
    journey = draw("in > s; s.A > a", s=split("A"))
    journey = edits.add_path(journey, "s")
    assert journey.by_id["s"].path_names() == ("A", "Path 2", "Other")
    journey = edits.add_path(journey, "s", "Path 3")
    journey = edits.rename_path(journey, "s", "A", "Large")
    journey = edits.move_path(journey, "s", "Large", 2)
    assert journey.by_id["s"].path_names() == ("Path 2", "Path 3", "Large", "Other")
    assert drawn(journey) == "in > s; s.Large > a"
    journey = edits.remove_path(journey, "s", "Path 2")
    journey = edits.remove_path(journey, "s", "Other")
    assert journey.by_id["s"].path_names() == ("Path 3", "Large")
    with refused("The path “Large” of “Split paths” has nodes on it"):
        edits.remove_path(journey, "s", "Large")
    with refused("has no path “A”"):
        edits.rename_path(journey, "s", "A", "B")
    with refused("already called “Large”"):
        edits.rename_path(journey, "s", "Path 3", "Large")
    with refused("“Other” is the name of a path that comes by itself"):
        edits.add_path(journey, "s", "Other")
    with refused("“Wait” is not a split"):
        edits.add_path(journey, "a")


def test_new_labels_are_never_taken() -> None:
    journey = draw("in > s", s=split("Path 2"))
    assert edits.add_path(journey, "s").by_id["s"].path_names()[:2] == ("Path 2", "Path 3")


def test_a_timeout_path_is_removed_as_a_path() -> None:
    journey = draw("in > l", l=listen(timeout=TIMEOUT))
    assert edits.remove_path(journey, "l", "Timeout").by_id["l"].path_names() == ("next",)


@pytest.mark.parametrize(
    ("node", "fewest", "most"),
    [
        (split("A"), 1, 25),
        (variant(50, 50), 2, 20),
        (ExternalSplitNode(id="?", paths=()), 1, 25),
    ],
)
def test_forks_have_limits(node: Node, fewest: int, most: int) -> None:
    journey = edits.insert(draw("in"), "in", "next", node.model_copy(update={"id": "n"}))
    first = journey.by_id["n"].path_names()[0]
    with refused("Delete the node instead"):
        edits.remove_path(journey, "n", first)
    for _ in range(most - fewest):
        journey = edits.add_path(journey, "n")
    with refused(f"has {most} paths, the most"):
        edits.add_path(journey, "n")
    assert faults(journey) == ()


def shares_of(journey: Journey) -> list[int]:
    node = journey.by_id["v"]
    assert isinstance(node, VariantNode)
    return [path.percentage for path in node.paths]


def test_shares_of_a_variant_stay_even_where_they_were() -> None:
    even = edits.add_path(draw("in > v", v=variant(50, 50)), "v")
    assert shares_of(even) == [34, 33, 33]
    assert shares_of(edits.remove_path(even, "v", "Path 3")) == [50, 50]


def test_a_new_path_of_an_uneven_variant_gets_what_is_left() -> None:
    assert shares_of(edits.add_path(draw("in > v", v=variant(30, 20)), "v")) == [30, 20, 50]
    full = edits.add_path(draw("in > v", v=variant(70, 30)), "v")
    assert shares_of(full) == [70, 30, 0]
    assert shares_of(edits.remove_path(full, "v", "A")) == [30, 0]
    assert shares_of(edits.distribute_evenly(full, "v")) == [34, 33, 33]


# --- merges ---------------------------------------------------------------------------------------


def test_open_paths_are_merged() -> None:
    journey = draw("in > s; s.A > a", s=split("A", "B"))
    found = edits.merge_paths(journey, [("a", "next"), ("s", "B"), ("s", "Other")])
    assert drawn(found) == "a > merge-1; in > s; s.A > a; s.B > merge-1; s.Other > merge-1"
    assert faults(found) == ()


def test_a_path_named_twice_is_merged_once() -> None:
    journey = draw("in > s", s=split("A"))
    found = edits.merge_paths(journey, [("s", "A"), ("s", "Other"), ("s", "A")])
    assert drawn(found) == "in > s; s.A > merge-1; s.Other > merge-1"


def test_a_path_that_leads_on_is_merged_before_what_it_leads_to() -> None:
    journey = draw("in > s; s.A > a; a > z", s=split("A"))
    found = edits.merge_paths(journey, [("s", "Other"), ("a", "next")])
    assert drawn(found) == "a > merge-1; in > s; merge-1 > z; s.A > a; s.Other > merge-1"
    again = edits.merge_paths(forked(), [("a", "next"), ("s", "Other")])
    assert "s.Other > m" in drawn(again)


def test_what_can_not_be_merged() -> None:
    journey = forked()
    with refused("at least two paths"):
        edits.merge_paths(journey, [("s", "Other")])
    with refused("at least two paths"):
        edits.merge_paths(journey, [("s", "Other"), ("s", "Other")])
    with refused("of which one at most leads on"):
        edits.merge_paths(journey, [("s", "A"), ("s", "B")])
    with refused("in a circle"):
        edits.merge_paths(journey, [("in", "next"), ("z", "next")])
    with refused("meet at the close split"):
        edits.merge_paths(by_people(), [("s", "A"), ("z", "next")])


def test_an_open_path_is_connected() -> None:
    assert "s.Other > m" in drawn(edits.connect(forked(), "s", "Other", "m"))
    found = edits.connect(forked(), "s", "Other", "b")
    assert drawn(found) == (
        "a > m; b > m; in > s; m > z; merge-1 > b; s.A > a; s.B > merge-1; s.Other > merge-1"
    )
    assert faults(found) == ()


def test_what_can_not_be_connected() -> None:
    with refused("already leads on"):
        edits.connect(forked(), "a", "next", "m")
    with refused("in a circle"):
        edits.connect(forked(), "z", "next", "m")
    with refused("can't be led to “Account audience”"):
        edits.connect(forked(), "z", "next", "in")
    with refused("can't be led to “Close split”"):
        edits.connect(by_people(), "z", "next", "c")


def test_disconnecting() -> None:
    assert "b > m" not in drawn(edits.disconnect(forked(), "b", "next"))
    with refused("Only a path that shares a merge"):
        edits.disconnect(edits.disconnect(forked(), "b", "next"), "a", "next")
    with refused("Only a path that shares a merge"):
        edits.disconnect(forked(), "s", "A")
    with refused("Only a path that shares a merge"):
        edits.disconnect(forked(), "s", "Other")


# --- context --------------------------------------------------------------------------------------


def test_switching_a_split_to_people_deletes_what_is_downstream() -> None:
    assert edits.what_set_context_removes(forked(), "s") == ("a", "b", "m", "z")
    found = edits.set_context(forked(), "s", Context.PEOPLE)
    assert drawn(found) == (
        "in > s; s.A > close_split-1; s.B > close_split-1; s.Other > close_split-1"
    )
    node = found.by_id["s"]
    assert isinstance(node, SplitNode)
    assert node.paths == SplitNode(id="?", paths=({"label": "A"}, {"label": "B"})).paths
    assert faults(found) == ()


def test_switching_a_split_to_accounts_deletes_its_close_split() -> None:
    assert edits.what_set_context_removes(by_people(), "s") == ("x", "c", "z")
    found = edits.set_context(by_people(), "s", Context.ACCOUNTS)
    assert drawn(found) == "in > s"
    assert faults(found) == ()


def test_switching_keeps_what_others_lead_to() -> None:
    journey = draw(
        "in > s; s.A > v; v.A > m; s.Other > m; m > z", s=split("A"), v=variant(50, 50), m=merge()
    )
    found = edits.set_context(journey, "v", Context.PEOPLE)
    assert edits.what_set_context_removes(journey, "v") == ()
    assert drawn(found) == (
        "in > s; m > z; s.A > v; s.Other > m; v.A > close_split-1; v.B > close_split-1"
    )


def test_switching_an_action_clears_it_only() -> None:
    journey = draw("in > a > b", a=people_action())
    found = edits.set_context(journey, "a", Context.ACCOUNTS)
    assert found.by_id["a"] == ActionNode(id="a", context=Context.ACCOUNTS)
    assert edits.what_set_context_removes(journey, "a") == ()
    assert drawn(found) == "a > b; in > a"


def test_what_can_not_be_switched() -> None:
    assert edits.set_context(forked(), "s", Context.ACCOUNTS) == forked()
    with refused("works the same for accounts and people"):
        edits.set_context(forked(), "a", Context.PEOPLE)
    with refused("only actions on people"):
        edits.set_context(by_people(), "x", Context.ACCOUNTS)
    alone = person(draw("in > s", s=people_split("A")))
    with refused("works on people"):
        edits.set_context(alone, "s", Context.ACCOUNTS)


# --- copy and paste -------------------------------------------------------------------------------


def test_a_chain_is_pasted_with_fresh_ids() -> None:
    journey = draw("in > a > b > c", b=act(UpdateAccountProfile(attribute="x", value=1)))
    fragment = edits.copy(journey, ["a", "b"])
    assert drawn(fragment) == "a > b"
    found = edits.paste(journey, "c", "next", fragment)
    assert drawn(found) == "a > b; b > c; c > wait-1; in > a; wait-1 > action-1"
    assert found.by_id["action-1"] == journey.by_id["b"].model_copy(update={"id": "action-1"})
    again = edits.paste(found, "in", "next", fragment)
    assert "in > wait-2; " in drawn(again) + "; "
    assert "action-2 > a" in drawn(again)


def test_a_split_by_people_is_copied_whole() -> None:
    fragment = edits.copy(by_people(), ["s"])
    assert drawn(fragment) == "s.A > x; s.Other > c; x > c"
    found = edits.paste(by_people(), "in", "next", fragment)
    assert faults(found) == ()
    assert "close_split-1 > s" in drawn(found)
    assert found.by_id["close_split-1"] == CloseSplitNode(id="close_split-1", split="split-1")


def test_what_is_left_out_of_a_copy() -> None:
    assert drawn(edits.copy(by_people(), ["in", "c", "z"])) == ""
    assert [node.id for node in edits.copy(forked(), ["a", "m", "z"]).nodes] == ["a", "z"]
    assert drawn(edits.copy(forked(), ["a", "m", "z"])) == "a > z"
    assert drawn(edits.copy(forked(), ["s", "a", "b", "m"])) == "a > m; b > m; s.A > a; s.B > b"


def test_a_whole_journey_is_pasted_as_a_fragment() -> None:
    found = edits.paste(draw("in > q"), "in", "next", forked())
    assert faults(found) == ()
    assert "in > split-1" in drawn(found)
    assert "wait-3 > q" in drawn(found)  # the main path: s, a, m, z, and then what followed


def test_what_can_not_be_copied_or_pasted() -> None:
    with refused("Select also the node from which"):
        edits.copy(forked(), ["a", "b"])
    with refused("nothing to copy"):
        edits.copy(by_people(), ["in", "c"])
    with refused("only actions on people"):
        edits.paste(by_people(), "s", "A", edits.copy(forked(), ["a"]))
    with refused("can't contain another split"):
        edits.paste(by_people(), "s", "A", edits.copy(by_people(), ["s"]))
    with refused("can't stand in a person journey"):
        edits.paste(person(draw("in")), "in", "next", edits.copy(by_people(), ["s"]))
    broken = draw("a > b; b > c; a.Huh > c")
    with refused("not well-formed"):
        edits.paste(forked(), "in", "next", broken)


def test_people_actions_are_pasted_into_a_split_by_people() -> None:
    found = edits.paste(by_people(), "s", "Other", edits.copy(by_people(), ["x"]))
    assert "s.Other > action-1" in drawn(found)
    assert "action-1 > c" in drawn(found)
    assert faults(found) == ()


# --- copies of journeys ---------------------------------------------------------------------------


def test_a_duplicate_is_a_draft_of_its_own() -> None:
    live = forked().model_copy(update={"status": Status.LIVE, "version": 4})
    copy = edits.duplicate(live, "new", "Copy")
    assert (copy.id, copy.name, copy.status, copy.version) == ("new", "Copy", Status.DRAFT, 1)
    assert (copy.nodes, copy.edges) == (live.nodes, live.edges)


def test_structure_only_clears_settings_and_waits_five_days() -> None:
    journey = draw(
        "in > s; s.A > l; l > w; l.Timeout > e; e.Other > x; s.Other > p; p.A > q; p.B > c; q > c",
        s=split("A").model_copy(update={"title": "Who"}),
        l=listen(triggers=(ExperienceEventTrigger(event_type="e"),), timeout=TIMEOUT),
        w=WaitNode(id="?", timing=Timing(duration=Duration(amount=3, unit=Unit.HOURS))),
        e=ExternalSplitNode(id="?", service="x", paths=({"label": "Hot", "accessor": "y"},)),
        x=act(SendEmail(email="hello")),
        p=variant(90, 10, by=Context.PEOPLE),
        q=people_action(),
        c=close("p"),
    )
    journey = journey.model_copy(update={"settings": Settings(end=dt.date(2025, 5, 1))})
    found = edits.structure_only(journey)
    assert drawn(found) == drawn(journey)
    assert found.settings == Settings()
    assert found.audience == AccountAudienceNode(id="in")
    assert found.by_id["s"] == SplitNode(id="s", title="Who", paths=({"label": "A"},))
    five = Timing(duration=Duration(amount=5, unit=Unit.DAYS))
    assert found.by_id["l"] == ListenNode(id="l", timeout=five)
    assert found.by_id["w"] == WaitNode(id="w", timing=five)
    assert found.by_id["e"] == ExternalSplitNode(id="e", paths=({"label": "Hot"},))
    assert found.by_id["x"] == ActionNode(id="x", context=Context.PEOPLE)
    assert found.by_id["p"] == named("p", variant(50, 50, by=Context.PEOPLE))
    assert found.by_id["c"] == journey.by_id["c"]


def test_new_journeys_and_ids() -> None:
    account = edits.new_journey("j", "J")
    assert account.nodes == (AccountAudienceNode(id="audience"),)
    assert edits.new_journey("j", "J", JourneyKind.PERSON).nodes == (
        PersonAudienceNode(id="audience"),
    )
    journey = draw("in > wait-1 > wait-3")
    assert edits.new_id(journey, "wait") == "wait-2"
    assert edits.new_id(journey, "split") == "split-1"


def test_the_journey_itself_is_edited() -> None:
    settings = Settings(end=dt.date(2025, 5, 1), time_zone="Europe/Berlin")
    journey = edits.set_settings(draw("in"), settings)
    assert journey.settings == settings
    assert edits.set_name(journey, "New").name == "New"
    assert edits.set_description(journey, "Why").description == "Why"
    with refused("The name is empty"):
        edits.set_name(journey, "")


def test_only_drafts_are_edited() -> None:
    live = forked().model_copy(update={"status": Status.LIVE})
    node = live.by_id["a"]
    attempts: tuple[Callable[[], Journey], ...] = (
        lambda: edits.insert(live, "z", "next", WaitNode(id="n")),
        lambda: edits.update_node(live, node),
        lambda: edits.set_title(live, "a", "x"),
        lambda: edits.delete_node(live, "z"),
        lambda: edits.add_path(live, "s"),
        lambda: edits.distribute_evenly(live, "s"),
        lambda: edits.connect(live, "s", "Other", "m"),
        lambda: edits.disconnect(live, "b", "next"),
        lambda: edits.merge_paths(live, [("s", "Other"), ("a", "next")]),
        lambda: edits.set_context(live, "s", Context.PEOPLE),
        lambda: edits.paste(live, "z", "next", edits.copy(live, ["a"])),
        lambda: edits.set_settings(live, Settings()),
        lambda: edits.set_name(live, "x"),
        lambda: edits.set_description(live, "x"),
        lambda: edits.place(live, {"a": (0, 0)}),
        lambda: edits.lay_out_automatically(live),
        lambda: edits.replace_audience(live, AccountAudienceNode(id="?")),
    )
    for attempt in attempts:
        with refused("“Test” is published and can't be changed"):
            attempt()


# --- broken journeys can be mended ----------------------------------------------------------------


def test_edits_work_on_broken_journeys() -> None:
    journey = draw("in > s; s.Gone > a; a > b; lost > island", s=split("A"))
    assert faults(journey)
    assert "s.Gone > a" in drawn(edits.update_node(journey, named("s", split("B"))))
    assert drawn(edits.delete_node(journey, "lost")) == "a > b; in > s; s.Gone > a"
    unclosed = draw("in > s; s.A > x", s=people_split("A"), x=people_action())
    assert drawn(edits.delete_split(unclosed, "s")) == ""
    dangling = draw("in > a").model_copy(update={"edges": (Edge(source="in", target="ghost"),)})
    assert drawn(edits.delete_node(dangling, "a")) == "in > ghost"


def test_a_person_action_counts_as_people_action_wherever_it_stands() -> None:
    node = ActionNode(id="n", context=Context.ACCOUNTS, action=UpdatePersonProfile())
    found = edits.insert(by_people(), "s", "A", node)
    assert found.by_id["n"] == node.model_copy(update={"context": Context.PEOPLE})
