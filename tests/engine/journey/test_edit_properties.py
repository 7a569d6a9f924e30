"""Whatever edits come one after another, a journey stays a journey."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import JornadaError
from engine.journey import edits, graph
from engine.journey.actions import Context, SendEmail, SendSalesAlert
from engine.journey.fresh import FORKS
from engine.journey.model import Journey, JourneyKind
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    ExternalActionNode,
    ExternalSplitNode,
    ListenNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
    WaitNode,
)
from engine.journey.structure import faults
from engine.journey.templates import templates
from engine.journey.timing import Duration, Timing
from engine.journey.triggers import ExperienceEventTrigger
from tests.engine.journey.drawing import (
    close,
    draw,
    listen,
    merge,
    people_action,
    people_split,
    split,
    variant,
)

TIMEOUT = Timing(duration=Duration(amount=2))
STARTS = (
    edits.new_journey("j", "J"),
    edits.new_journey("j", "J", JourneyKind.PERSON),
    draw(
        "in > s; s.A > l; l > m; l.Timeout > w; w > m; s.Other > v; v.A > x; m > z",
        s=split("A"),
        l=listen(timeout=TIMEOUT),
        v=variant(50, 50),
        m=merge(),
    ),
    draw(
        "in > p; p.A > x; p.Other > c; x > y; y > c; c > s; s.A > z",
        p=people_split("A"),
        x=people_action(),
        y=people_action(),
        c=close("p"),
        s=split("A", "B"),
    ),
    *(template.file.journey for template in templates()),
)
NODES: tuple[Node, ...] = (
    WaitNode(id="?"),
    ActionNode(id="?"),
    ActionNode(id="?", action=SendEmail(email="e")),
    ActionNode(id="?", action=SendSalesAlert()),
    ListenNode(id="?", triggers=(ExperienceEventTrigger(),), timeout=TIMEOUT),
    ListenNode(id="?", timeout=TIMEOUT, timeout_path=False),
    SplitNode(id="?"),
    SplitNode(id="?", by=Context.PEOPLE),
    VariantNode(id="?"),
    VariantNode(id="?", by=Context.PEOPLE),
    NextBestNode(id="?"),
    ExternalActionNode(id="?"),
    ExternalSplitNode(id="?"),
)
LABELS = ("A", "B", "Path 1", "Path 2", "Other", "Timeout", "")

Edit = Callable[[Journey], Journey]


@st.composite
def edit(draw_: st.DrawFn, journey: Journey) -> Edit:
    """Any edit, with parameters that mostly exist in the journey."""
    ids = [*journey.by_id, "ghost"]
    paths = [(id_, path) for id_ in journey.by_id for path in journey.by_id[id_].path_names()]
    id_ = draw_(st.sampled_from(ids))
    source, path = draw_(st.sampled_from([*paths, ("ghost", "next")]))
    node = draw_(st.sampled_from(NODES))
    label, new = draw_(st.sampled_from(LABELS)), draw_(st.sampled_from(LABELS))
    several = draw_(st.lists(st.sampled_from(ids), max_size=4))
    several_ends = draw_(st.lists(st.sampled_from(paths), max_size=3))
    context = draw_(st.sampled_from(Context))
    inserted = node.model_copy(update={"id": edits.new_id(journey, node.type)})
    updated = node.model_copy(update={"id": id_})
    place = draw_(st.integers(-2, 3))
    kinds: tuple[Edit, ...] = (
        lambda j: edits.insert(j, source, path, inserted),
        lambda j: edits.update_node(j, updated),
        lambda j: edits.set_title(j, id_, label),
        lambda j: edits.replace_audience(j, AccountAudienceNode(id="?", list="l")),
        lambda j: edits.replace_audience(j, PersonAudienceNode(id="?", list="l")),
        lambda j: edits.delete_node(j, id_),
        lambda j: edits.delete_split(j, id_),
        lambda j: edits.delete_nodes(j, several),
        lambda j: edits.add_path(j, id_),
        lambda j: edits.add_path(j, id_, new),
        lambda j: edits.remove_path(j, id_, label),
        lambda j: edits.rename_path(j, id_, label, new),
        lambda j: edits.move_path(j, id_, label, place),
        lambda j: edits.distribute_evenly(j, id_),
        lambda j: edits.merge_paths(j, several_ends),
        lambda j: edits.connect(j, source, path, id_),
        lambda j: edits.disconnect(j, source, path),
        lambda j: edits.set_context(j, id_, context),
        lambda j: edits.paste(j, source, path, edits.copy(j, several)),
        lambda j: edits.place(j, {id_: (1.0, 2.0)}),
        edits.structure_only,
    )
    return draw_(st.sampled_from(kinds))


def attempt(change: Edit, journey: Journey) -> tuple[Journey, str]:
    """The changed journey, or the same one and the sentence that refuses the edit."""
    try:
        return change(journey), ""
    except JornadaError as error:
        return journey, str(error)


ALLOWED = {"label_empty"}
"""A label may be empty while it is being typed."""


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_edits_keep_a_journey_well_formed(data: st.DataObject) -> None:
    journey = data.draw(st.sampled_from(STARTS))
    for _ in range(data.draw(st.integers(1, 12))):
        before = journey.model_dump()
        change = data.draw(edit(journey))
        changed, sentence = attempt(change, journey)
        assert "journey.edit" not in sentence  # every key is in the catalogue
        assert journey.model_dump() == before  # pure: the value before is what undo goes back to
        assert attempt(change, journey)[0] == changed
        assert [f for f in faults(changed) if f.code not in ALLOWED] == []
        assert {item.node for item in changed.positions} <= set(changed.by_id)
        assert len(graph.reachable(changed)) == len(changed.nodes)
        journey = changed


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_deleting_what_was_inserted_gives_the_very_same_journey(data: st.DataObject) -> None:
    journey = data.draw(st.sampled_from(STARTS))
    ends = [(id_, path) for id_ in journey.by_id for path in journey.by_id[id_].path_names()]
    source, path = data.draw(st.sampled_from(ends))
    node = data.draw(st.sampled_from(NODES)).model_copy(update={"id": "new"})
    try:
        longer = edits.insert(journey, source, path, node)
    except JornadaError:
        return
    forks = isinstance(node, FORKS) and not graph.splits_people(journey, longer.by_id["new"])
    if not forks:  # deleting a fork leaves its place open
        assert edits.delete_node(longer, "new") == journey


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_asked_first_is_what_goes(data: st.DataObject) -> None:
    journey = data.draw(st.sampled_from(STARTS))
    id_ = data.draw(st.sampled_from(list(journey.by_id)))
    try:
        gone = edits.what_delete_removes(journey, id_)
    except JornadaError:
        return
    assert set(journey.by_id) - set(edits.delete_node(journey, id_).by_id) == set(gone)
