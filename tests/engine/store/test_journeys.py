"""Journeys, their versions, and the definitions they refer to."""

from __future__ import annotations

import time

import pytest

from engine.accounts.audiences import Audience, EntityList
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey, JourneyRef, Status
from engine.store.workspace import Workspace


def changed(journey: Journey, **values: object) -> Journey:
    return journey.model_copy(update=values)


def test_a_saved_journey_comes_back_as_the_same_value(
    workspace: Workspace, journey: Journey, definitions: Definitions
) -> None:
    workspace.save_journey(journey, definitions)
    assert workspace.journey("welcome") == journey
    assert workspace.definitions().audiences == definitions.audiences
    (entry,) = workspace.journeys()
    assert (entry.name, entry.status, entry.version, entry.versions) == (
        "Welcome",
        Status.DRAFT,
        1,
        1,
    )


def test_versions(workspace: Workspace, journey: Journey) -> None:
    workspace.save_journey(changed(journey, status=Status.LIVE))
    second = changed(journey, version=2, name="Welcome back")
    workspace.save_journey(second)
    assert [(v.version, v.status) for v in workspace.versions("welcome")] == [
        (1, Status.LIVE),
        (2, Status.DRAFT),
    ]
    assert workspace.journey("welcome") == second
    assert workspace.journey("welcome", 1).status is Status.LIVE
    (entry,) = workspace.journeys()
    assert (entry.name, entry.version, entry.versions) == ("Welcome back", 2, 2)
    # Referred to as Live, since its first version is.
    assert workspace.definitions().journeys == (
        JourneyRef(id="welcome", name="Welcome back", status=Status.LIVE),
    )


def test_what_left_draft_changes_nothing_but_its_status(
    workspace: Workspace, journey: Journey
) -> None:
    live = changed(journey, status=Status.LIVE)
    workspace.save_journey(journey)
    workspace.save_journey(live)
    workspace.save_journey(changed(live, status=Status.CLOSED))
    for other in (changed(live, description="new"), changed(live, status=Status.DRAFT)):
        with pytest.raises(JornadaError, match="no longer a draft"):
            workspace.save_journey(other)
    assert workspace.journey("welcome") == changed(live, status=Status.CLOSED)


def test_an_older_version_does_not_rename_the_journey(
    workspace: Workspace, journey: Journey
) -> None:
    workspace.save_journey(changed(journey, status=Status.LIVE))
    workspace.save_journey(changed(journey, version=2, name="New"))
    workspace.save_journey(changed(journey, status=Status.ABORTED))
    assert workspace.journeys()[0].name == "New"


def test_names_of_journeys_are_unique(workspace: Workspace, journey: Journey) -> None:
    workspace.save_journey(journey)
    with pytest.raises(JornadaError, match="name Welcome is already taken"):
        workspace.save_journey(changed(journey, id="other"))
    workspace.save_journey(changed(journey, name="Hello"))
    workspace.save_journey(changed(journey, id="other"))


def test_find_by_id_before_name(workspace: Workspace, journey: Journey) -> None:
    workspace.save_journey(changed(journey, id="x", name="y"))
    workspace.save_journey(changed(journey, id="y", name="z"))
    assert [workspace.find_journey(name) for name in ("x", "y", "z")] == ["x", "y", "y"]
    with pytest.raises(JornadaError, match="no journey q "):
        workspace.find_journey("q")


@pytest.mark.parametrize("status", [Status.LIVE, Status.CLOSED])
def test_running_journeys_are_not_deleted(
    workspace: Workspace, journey: Journey, status: Status
) -> None:
    workspace.save_journey(changed(journey, status=status))
    workspace.save_journey(changed(journey, version=2))
    with pytest.raises(JornadaError, match="still running"):
        workspace.delete_journey("welcome")
    workspace.delete_journey("welcome", 2)  # the draft may go
    assert [entry.version for entry in workspace.versions("welcome")] == [1]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ABORTED, Status.FINISHED])
def test_a_deleted_journey_is_gone(workspace: Workspace, journey: Journey, status: Status) -> None:
    workspace.save_journey(changed(journey, status=status))
    workspace.delete_journey("welcome")
    assert workspace.journeys() == ()
    for missing in (lambda: workspace.journey("welcome"), lambda: workspace.versions("welcome")):
        with pytest.raises(JornadaError, match="no journey welcome"):
            missing()


def test_an_unknown_version_is_said(workspace: Workspace, journey: Journey) -> None:
    workspace.save_journey(journey)
    for missing in (workspace.journey, workspace.delete_journey):
        with pytest.raises(JornadaError, match="has no version 3"):
            missing("welcome", 3)


def test_definitions_are_kept_by_kind_and_name(workspace: Workspace) -> None:
    workspace.save_definition("audiences", Audience(id="b", name="B"))
    workspace.save_definition("audiences", Audience(id="a", name="Z"))
    workspace.save_definition("lists", EntityList(id="a", name="B"))
    found = workspace.definitions()
    assert [item.name for item in found.audiences] == ["B", "Z"]
    assert [(e.kind, e.id) for e in workspace.definition_entries()] == [
        ("audiences", "b"),
        ("audiences", "a"),
        ("lists", "a"),
    ]
    with pytest.raises(JornadaError, match="name B is already taken"):
        workspace.save_definition("audiences", Audience(id="c", name="B"))
    workspace.delete_definition("audiences", "b")
    workspace.save_definition("audiences", Audience(id="c", name="B"))
    with pytest.raises(JornadaError, match="There is no b "):
        workspace.delete_definition("audiences", "b")


def test_a_definition_in_use_is_not_deleted(
    workspace: Workspace, journey: Journey, definitions: Definitions
) -> None:
    workspace.save_journey(journey, definitions)
    with pytest.raises(JornadaError, match=r"All accounts can't be deleted.*journey Welcome uses"):
        workspace.delete_definition("audiences", "all")
    workspace.save_journey(changed(journey, status=Status.ABORTED))
    workspace.delete_definition("audiences", "all")
    assert workspace.definitions().audiences == ()


def test_an_unchanged_definition_keeps_its_date(workspace: Workspace) -> None:
    workspace.save_definition("audiences", Audience(id="a", name="A"))
    (before,) = workspace.definition_entries()
    workspace.save_definition("audiences", Audience(id="a", name="A"))
    assert workspace.definition_entries() == (before,)
    workspace.save_definition("audiences", Audience(id="a", name="A2"))
    (after,) = workspace.definition_entries()
    assert (after.name, after.created) == ("A2", before.created)
    assert after.updated > before.updated


def test_a_refused_definition_leaves_the_journey_unsaved(
    workspace: Workspace, journey: Journey
) -> None:
    workspace.save_definition("audiences", Audience(id="x", name="All accounts"))
    clash = Definitions(audiences=(Audience(id="all", name="All accounts"),))
    with pytest.raises(JornadaError, match="already taken"):
        workspace.save_journey(journey, clash)
    assert workspace.journeys() == ()


def test_references_to_other_journeys(workspace: Workspace, journey: Journey) -> None:
    """The workspace's own journeys win over what a file said of them."""
    elsewhere = JourneyRef(id="far", name="Far away")
    told = JourneyRef(id="welcome", name="Old name")
    workspace.save_journey(journey, Definitions(journeys=(elsewhere, told)))
    own = JourneyRef(id="welcome", name="Welcome", status=Status.DRAFT)
    assert workspace.definitions().journeys == (own, elsewhere)


def test_saving_is_quick_enough_for_every_edit(workspace: Workspace, journey: Journey) -> None:
    """A journey of some 60 kB, fifty times: well below what a person notices in an edit."""
    large = changed(journey, description="x" * 60_000)
    started = time.perf_counter()
    for turn in range(50):
        workspace.save_journey(changed(large, name=f"Welcome {turn}"))
    assert (time.perf_counter() - started) / 50 < 0.1
