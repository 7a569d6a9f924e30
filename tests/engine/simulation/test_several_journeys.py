"""Journeys simulated together: section 7 and rulings 9, 12, 43 and 48."""

from __future__ import annotations

from typing import Any

import pytest

from engine.accounts.audiences import Audience
from engine.accounts.fields import INTERESTING_MOMENT
from engine.conditions.model import AnyOf
from engine.journey.actions import (
    AccountInterestingMoment,
    AddAccountToJourney,
    PersonInterestingMoment,
    RemoveAccountFromJourney,
    SendEmail,
)
from engine.journey.model import Journey
from engine.journey.triggers import AccountMomentTrigger
from tests.engine.simulation.build import (
    account,
    action,
    anyone,
    attribute,
    data,
    did,
    draw,
    listen,
    person,
    split,
    update,
    variant,
    wait,
)
from tests.engine.simulation.conftest import Tell

ONE = data([account("A")], [person("a", "A")])
ADD = action("add", AddAccountToJourney(journey="2"))
REMOVE = action("r", RemoveAccountFromJourney(journey="2"))
NOBODY = Audience(id="nobody", name="Nobody", condition=AnyOf())
"""An audience that has no one in it, so that only additions enter."""


def test_ruling_9_an_earlier_journeys_changes_are_seen_whatever_their_instant(tell: Tell) -> None:
    # "1" makes A hot at 10:00; "2" asks at 08:00 of the same day, but runs later: it is hot.
    # "0", which runs earlier, asks at 12:00: not yet.
    def asks(id_: str, hours: int) -> Journey:
        return draw(id_, wait("w", hours, "hours"), split("s", {"Hot": attribute("stage", "hot")}))

    changer = draw("1", wait("w", 10, "hours"), update("u", "stage", "hot"))
    story = tell(ONE, asks("2", 8), changer, asks("0", 12))
    assert story.of("A", "2")[-1] == "s | 03-01 08:00 | 03-01 08:00 | Hot, completed"
    assert story.of("A", "0")[-1] == "s | 03-01 12:00 | 03-01 12:00 | Other, completed"


def test_ruling_9_journeys_go_by_id_in_code_points(tell: Tell) -> None:
    # "B" runs before "a": the change that "a" makes at 00:00 is not seen by "B" at 10:00.
    changer = draw("a", update("u", "stage", "hot"))
    asker = draw("B", wait("w", 10, "hours"), split("s", {"Hot": attribute("stage", "hot")}))
    assert tell(ONE, changer, asker).of("A", "B")[-1].endswith("Other, completed")


def test_ruling_9_events_keep_their_instant(tell: Tell) -> None:
    # "1" adds a moment at 10:00. "2" asks for it in the history at 08:00 (no) and 10:00 (yes), and
    # listens from 08:00 (hears it) and from 10:00 (does not: not strictly after).
    moment = action("m", PersonInterestingMoment())
    adder = draw("1", wait("w", 10, "hours"), moment)
    for hours, path in ((8, "Other"), (10, "Yes")):
        asker = draw(
            "2",
            wait("w", hours, "hours"),
            split("s", {"Yes": anyone(did(INTERESTING_MOMENT))}),
        )
        assert tell(ONE, adder, asker).of("A", "2")[-1].endswith(f"{path}, completed")

    account_moment = action("m", AccountInterestingMoment())
    adder = draw("1", wait("w", 10, "hours"), account_moment)
    for hours, line in (
        (8, "l | 03-01 08:00 | 03-01 10:00 | next, completed, trigger 0"),
        (10, "l | 03-01 10:00 | here"),
    ):
        hearer = draw("2", wait("w", hours, "hours"), listen("l", AccountMomentTrigger()))
        assert tell(ONE, adder, hearer).of("A", "2")[-1] == line


def test_section_7_repeated_until_nothing_more_is_due_that_day(tell: Tell) -> None:
    # "1" listens; "2", which runs after it, adds the moment at 10:00. "1" gets another pass on the
    # same day and adds the moment that "2" then hears at 11:00, in its own second pass.
    first = draw(
        "1",
        listen("l", AccountMomentTrigger()),
        wait("w", 1, "hours"),
        action("m", AccountInterestingMoment()),
    )
    second = draw(
        "2",
        wait("w", 10, "hours"),
        action("m", AccountInterestingMoment()),
        listen("l", AccountMomentTrigger()),
    )
    story = tell(ONE, first, second, end="03-02")
    assert story.of("A", "1")[0] == "l | 03-01 00:00 | 03-01 10:00 | next, trigger 0"
    assert story.of("A", "2")[-1] == "l | 03-01 10:00 | 03-01 11:00 | next, completed, trigger 0"


def test_section_3_1_add_to_other_journey_at_that_instant(tell: Tell) -> None:
    # Whether "2" has run already that day ("z" adds) or not ("1" adds).
    other = draw("2", wait("w", 1, "hours"), audience="nobody")
    for id_ in ("1", "z"):
        adder = draw(id_, wait("w", 10, "hours"), ADD)
        story = tell(ONE, adder, other, audiences=(NOBODY,))
        assert story.entries("A", "2") == ["03-01 10:00"]
        assert story.of("A", "2") == ["w | 03-01 10:00 | 03-01 11:00 | next, completed"]
        assert story.effects() == ["add | 03-01 10:00 | A | journey_entered | 2"]


@pytest.mark.parametrize(
    ("settings", "entries", "effect"),
    [
        ({}, ["03-01 10:00"], "journey_entered | 2"),  # its audience is not asked (ruling 12)
        ({"start": "2024-03-01T10:00"}, ["03-01 10:00"], "journey_entered | 2"),
        ({"start": "2024-03-01T10:01"}, [], "nothing | 2 (entry_refused)"),
        ({"end": "2024-03-01T10:00"}, [], "nothing | 2 (entry_refused)"),
        ({"end": "2024-03-01T10:01"}, ["03-01 10:00"], "journey_entered | 2"),
    ],
)
def test_ruling_12_the_other_journeys_entry_rules(
    tell: Tell, settings: dict[str, Any], entries: list[str], effect: str
) -> None:
    other = draw("2", audience="nobody", **settings)
    story = tell(ONE, draw("1", wait("w", 10, "hours"), ADD), other, audiences=(NOBODY,))
    assert story.entries("A", "2") == entries
    assert story.effects() == [f"add | 03-01 10:00 | A | {effect}"]


def test_ruling_48_an_addition_is_refused_while_the_entity_is_inside(tell: Tell) -> None:
    # "2" would be over with A at 09:00, but it has not run yet when "1" adds at 10:00.
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 9}
    other = draw("2", wait("w", 9, "hours"), re_entry=rule)
    story = tell(ONE, draw("1", wait("w", 10, "hours"), ADD), other, end="03-02")
    assert story.effects() == ["add | 03-01 10:00 | A | nothing | 2 (entry_refused)"]
    # "z" runs after "2", when A has left it at 09:00.
    story = tell(ONE, draw("z", wait("w", 10, "hours"), ADD), other, end="03-02")
    assert story.entries("A", "2") == ["03-01 00:00", "03-01 10:00"]


@pytest.mark.parametrize(("hours", "refused"), [(8, True), (9, False)])
def test_ruling_48_an_addition_is_refused_where_the_last_entry_ended_later(
    tell: Tell, hours: int, refused: bool
) -> None:
    # "2" has run: A ended at 09:00. An addition at 08:00 would be before that, at 09:00 not.
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 9}
    other = draw("2", wait("w", 9, "hours"), re_entry=rule)
    story = tell(ONE, draw("z", wait("w", hours, "hours"), ADD), other, end="03-02")
    assert len(story.entries("A", "2")) == (1 if refused else 2)


@pytest.mark.parametrize(
    ("rule", "entered"),
    [
        (None, False),  # no re-entry
        ({"timing": "end", "delay": 1, "unit": "hours", "limit": 2}, True),  # from 02:00 to 03:00
        ({"timing": "end", "delay": 2, "unit": "hours", "limit": 2}, False),
        ({"timing": "start", "delay": 3, "unit": "hours", "limit": 2}, True),
        ({"timing": "start", "delay": 3, "unit": "hours", "limit": 1}, False),
    ],
)
def test_ruling_48_re_entry_may_happen_at_an_addition(
    tell: Tell, rule: dict[str, object] | None, entered: bool
) -> None:
    other = draw("2", wait("w", 2, "hours"), re_entry=rule)
    story = tell(ONE, draw("z", wait("w", 3, "hours"), ADD), other, end="03-02")
    expected = ["03-01 00:00", "03-01 03:00"] if entered else ["03-01 00:00"]
    assert story.entries("A", "2") == expected


def test_ruling_12_an_account_without_a_name_is_refused(tell: Tell) -> None:
    adder = draw("1", update("u", "accountName", None), ADD)
    story = tell(ONE, adder, draw("2", audience="nobody"), audiences=(NOBODY,))
    assert story.effects()[0] == "add | 03-01 00:00 | A | nothing | 2 (entry_refused)"


@pytest.mark.parametrize(
    ("remover", "hours", "last"),
    [
        # "2": an update at 06:00, then a wait of 100 days.
        # "1" runs before "2": A is still at the audience, whatever the instant.
        ("1", 10, "in | 03-01 00:00 | 03-01 10:00 | removed"),
        # "3" runs after it: A waits since 06:00, and is removed at 10:00,
        ("3", 10, "x | 03-01 06:00 | 03-01 10:00 | removed"),
        # or at 06:00, where the removal at 03:00 is before its last step.
        ("3", 3, "x | 03-01 06:00 | 03-01 06:00 | removed"),
    ],
)
def test_ruling_9_a_removal_ends_the_entry_at_the_later_of_it_and_the_last_step(
    tell: Tell, remover: str, hours: int, last: str
) -> None:
    other = draw("2", wait("w", 6, "hours"), update("u", "stage", "x"), wait("x", 100))
    story = tell(ONE, draw(remover, wait("w", hours, "hours"), REMOVE), other)
    assert story.of("A", "2")[-1] == last
    assert story.effects()[-1 if remover == "3" and hours == 10 else 0].endswith("journey_left | 2")


def test_ruling_9_what_is_due_later_that_day_does_not_happen_any_more(tell: Tell) -> None:
    # On the 2nd the wait of "2" is over at 08:00; "1", which runs before it, removes at 10:00.
    other = draw("2", wait("w", 32, "hours"), update("u", "stage", "x"))
    story = tell(ONE, draw("1", wait("w", 34, "hours"), REMOVE), other)
    assert story.of("A", "2") == ["w | 03-01 00:00 | 03-02 10:00 | removed"]


def test_ruling_48_a_removal_never_ends_an_entry_later_than_the_journeys_end(tell: Tell) -> None:
    # "2" ends on the 2nd at 09:00; "1" runs before it that day and removes at 10:00.
    other = draw("2", wait("w", 100), end="2024-03-02T09:00")
    story = tell(ONE, draw("1", wait("w", 34, "hours"), REMOVE), other)
    assert story.of("A", "2") == ["w | 03-01 00:00 | 03-02 09:00 | removed"]
    # Where "2" has run that day, its end has come first.
    story = tell(ONE, draw("3", wait("w", 34, "hours"), REMOVE), other)
    assert story.of("A", "2") == ["w | 03-01 00:00 | 03-02 09:00 | journey_ended"]
    assert story.effects() == ["r | 03-02 10:00 | A | nothing | 2 (not_in)"]


def test_section_3_1_removing_where_it_is_not_inside(tell: Tell) -> None:
    story = tell(ONE, draw("3", REMOVE), draw("2"))  # it has completed "2" already
    assert story.effects() == ["r | 03-01 00:00 | A | nothing | 2 (not_in)"]


def test_ruling_11_a_removed_entry_counts_for_re_entry(tell: Tell) -> None:
    # Removed on the 1st at 10:00; with 14 hours of delay it may enter on the 2nd at 00:00.
    rule = {"timing": "end", "delay": 14, "unit": "hours", "limit": 2}
    other = draw("2", wait("w", 100), re_entry=rule)
    story = tell(ONE, draw("3", wait("w", 10, "hours"), REMOVE), other)
    assert story.entries("A", "2") == ["03-01 00:00", "03-02 00:00"]


def test_ruling_9_quota_goes_in_the_order_of_processing(tell: Tell) -> None:
    # "2" deals A at 09:00 in its first pass; "3" then adds B to it at 08:00: B is second.
    dataset = data([account("A", stage="in"), account("B")])
    other = draw("2", wait("w", 9, "hours"), variant("v", X=50, Y=50), audience="in")
    adder = draw(
        "3",
        split("s", {"A": attribute("stage", "in")}),
        action("add", AddAccountToJourney(journey="2")),
        edges="in > s, s[Other] > add",
    )
    only = Audience(id="in", name="In", condition=attribute("stage", "in"))
    story = tell(dataset, other, adder, audiences=(only,))
    assert sorted(story.at("v")) == [
        "A | 03-01 09:00 | 03-01 09:00 | X, completed",
        "B | 03-01 09:00 | 03-01 09:00 | Y, completed",
    ]


def test_ruling_51_passes_follow_one_another_in_deduplication(tell: Tell) -> None:
    # Node "m" comes before node "n". In the first pass of "2" A sends from n at 09:00; B, whom "3"
    # adds afterwards, comes to m at 00:00 in the second pass: too late.
    people = [person("a", "A", "x@example.org"), person("b", "B", "x@example.org")]
    dataset = data([account("A", stage="in"), account("B")], people)
    other = draw(
        "2",
        split("s", {"A": attribute("stage", "in")}),
        wait("w", 9, "hours"),
        action("n", SendEmail(email="news")),
        action("m", SendEmail(email="news")),
        edges="in > s, s[A] > w, w > n, s[Other] > m",
        audience="in",
        email_deduplication=True,
    )
    adder = draw("3", action("add", AddAccountToJourney(journey="2")))
    only = Audience(id="in", name="In", condition=attribute("stage", "in"))
    story = tell(dataset, other, adder, audiences=(only,))
    assert story.messages() == [
        "m | 03-01 00:00 | b | news | duplicate",
        "n | 03-01 09:00 | a | news | sent",
    ]
