"""Person journeys: sections 2 and 3.4 and rulings 14, 31 and 49, as the plain simulator reads them.

The product's simulator refuses person journeys with a sentence.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.accounts.dataset import Dataset
from engine.errors import JornadaError
from engine.journey.actions import AddPersonToJourney, Context, RemovePersonFromJourney
from engine.journey.model import Journey, JourneyKind
from engine.journey.nodes import MergeNode, PersonAudienceNode
from engine.journey.triggers import ExperienceEventTrigger
from tests.engine.simulation.build import (
    CLICK,
    FORM,
    Story,
    account,
    action,
    attribute,
    data,
    definitions,
    draw,
    event,
    listen,
    person,
    split,
    timing,
    update,
    variant,
    wait,
    window,
)
from tests.engine.simulation.conftest import fast, plain

PEOPLE = Context.PEOPLE
ON_FORM = PersonAudienceNode(
    id="in",
    events=(ExperienceEventTrigger(event_type=FORM), ExperienceEventTrigger(event_type=CLICK)),
)


def travel(id_: str, *nodes: Any, **how: Any) -> Journey:
    """A person journey."""
    return draw(id_, *nodes, kind=JourneyKind.PERSON, **how)


def tell(dataset: Dataset, *journeys: Journey, **more: Any) -> Story:
    """What the plain simulator says."""
    known = definitions(*journeys, **more)
    return Story(plain(journeys, known, dataset, window("03-01", "03-31")), journeys)


def test_person_journeys_are_refused_with_a_sentence() -> None:
    journey = travel("J")
    with pytest.raises(JornadaError, match="person journey"):
        fast([journey], definitions(journey), data([account("A")]), window("03-01", "03-31"))


def test_ruling_14_a_synced_person_takes_part_with_or_without_an_account() -> None:
    people = [person("a", "A"), person("b", None), person("c", "A", "  "), person("d", "B")]
    story = tell(data([account("A"), account("B", None)], people), travel("J"))
    assert [story.entries(key) for key in "abcd"] == [
        ["03-01 00:00"],
        ["03-01 00:00"],
        [],
        ["03-01 00:00"],
    ]


def test_ruling_14_an_event_audience_enters_at_the_instant_of_the_event() -> None:
    events = [
        event("a", "02-28"),  # before the window
        event("a", "03-02 10:00", CLICK),
        event("b", "03-02 10:00", "other"),
    ]
    dataset = data([account("A")], [person("a", "A"), person("b", "A")], events)
    story = tell(dataset, travel("J", wait("w", 1), entry=ON_FORM))
    assert story.of("a") == ["w | 03-02 10:00 | 03-03 10:00 | next, completed"]
    assert story.entries("b") == []


@pytest.mark.parametrize(
    ("settings", "entries"),
    [
        ({}, ["03-02 10:00"]),  # the second event finds no re-entry
        ({"start": "2024-03-02T10:00"}, ["03-02 10:00"]),
        ({"start": "2024-03-02T10:01"}, ["03-03 10:00"]),  # the first had its chance, too early
        ({"end": "2024-03-02T10:00"}, []),
        # Re-entry may happen at an event (48): the stay of a day ends at the 3rd, 10:00, the very
        # instant of the second event, at which the audience comes first: refused, for good (49).
        ({"re_entry": {"timing": "end", "delay": 0, "unit": "hours", "limit": 9}}, ["03-02 10:00"]),
    ],
)
def test_rulings_14_and_49_each_event_has_one_chance(
    settings: dict[str, Any], entries: list[str]
) -> None:
    events = [event("a", "03-02 10:00"), event("a", "03-03 10:00")]
    dataset = data([account("A")], [person("a", "A")], events)
    story = tell(dataset, travel("J", wait("w", 1), entry=ON_FORM, **settings))
    assert story.entries("a") == entries


def test_ruling_48_re_entry_at_a_later_event() -> None:
    rule = {"timing": "end", "delay": 2, "unit": "hours", "limit": 3}
    events = [event("a", f"03-02 {hour}:00") for hour in (10, 11, 12, 13, 15)]
    dataset = data([account("A")], [person("a", "A")], events)
    # Enters and ends at 10:00; 11:00 is too early; 12:00 enters; 13:00 too early; 15:00 enters.
    story = tell(dataset, travel("J", entry=ON_FORM, re_entry=rule))
    assert story.entries("a") == ["03-02 10:00", "03-02 12:00", "03-02 15:00"]


def test_ruling_31_splits_and_listens_move_the_person_and_merge_joins() -> None:
    journey = travel(
        "J",
        split("s", {"Director": attribute("title", "Director")}, by=PEOPLE),
        listen("l", timeout=timing(2)),
        MergeNode(id="m"),
        edges="in > s, s[Director] > l, l[Timeout] > m, s[Other] > m",
    )
    people = [person(key, "A", title=title) for key, title in (("a", "Director"), ("b", "Clerk"))]
    # The form of b, of the same account, does not move a.
    story = tell(data([account("A")], people, [event("b", "03-02")]), journey)
    assert story.of("a") == [
        "s | 03-01 00:00 | 03-01 00:00 | Director",
        "l | 03-01 00:00 | 03-03 00:00 | Timeout",
        "m | 03-03 00:00 | 03-03 00:00 | next, completed",
    ]
    assert story.of("b") == [
        "s | 03-01 00:00 | 03-01 00:00 | Other",
        "m | 03-01 00:00 | 03-01 00:00 | next, completed",
    ]


def test_section_3_4_the_same_person_always_takes_the_same_path_of_a_variant() -> None:
    # Which path that is, tests/oracle/test_oracle.py works out; here: always the same one.
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 5}
    journey = travel("J", variant("v", by=PEOPLE, X=30, Y=30, Z=40), re_entry=rule)
    people = [person(f"p{number}", "A") for number in range(20)]
    story = tell(data([account("A")], people), journey)
    taken = {(line.split(" | ")[0], line.split(" | ")[3].split(",")[0]) for line in story.at("v")}
    assert len(taken) == 20
    assert {path for _, path in taken} == {"X", "Y", "Z"}


def test_section_3_1_people_enter_and_leave_a_person_journey_by_actions() -> None:
    target = travel("2", wait("w", 100), entry=ON_FORM)
    adder = draw(
        "1",
        action("add", AddPersonToJourney(journey="2")),
        wait("v", 1),
        update("u", "title", "x", people=True),
        action("r", RemovePersonFromJourney(journey="2")),
    )
    story = tell(data([account("A")], [person("a", "A"), person("b", None)]), adder, target)
    assert story.of("a", "2") == ["w | 03-01 00:00 | 03-02 00:00 | removed"]
    assert story.entries("b", "2") == []
    assert [line.split(" | ", 2)[2] for line in story.effects()] == [
        "A/a | journey_entered | 2",
        "A/a | journey_left | 2",
        "A/a | attribute_changed | extendedWorkDetails.jobTitle: None > x",
    ]
