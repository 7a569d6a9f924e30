"""Messages: section 3.8 and rulings 8, 13, 33, 34 and 51."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.actions import Context, SendEmail, SendSms, SendWhatsapp
from engine.journey.nodes import CloseSplitNode
from tests.engine.simulation.build import (
    account,
    action,
    attribute,
    data,
    draw,
    event,
    listen,
    person,
    split,
    timing,
    update,
    wait,
)
from tests.engine.simulation.conftest import Tell

NEWS = SendEmail(email="news")
RECEIPT = SendEmail(email="receipt")
"""Operational."""
BAD_STATUS = ("invalid", "suspended", "blacklisted", "blocked", "incomplete")


@pytest.mark.parametrize(
    ("known", "marketing", "operational"),
    [
        ({}, "sent", "sent"),  # no value means opted in
        ({"consent": "y"}, "sent", "sent"),
        ({"consent": "n"}, "no_consent", "sent"),
        ({"consent": "N"}, "no_consent", "sent"),  # case ignored (ruling 46)
        ({"consent": "no"}, "sent", "sent"),
        ({"status": "active"}, "sent", "sent"),
        ({"status": "pending_verification"}, "sent", "sent"),
        *(
            ({"status": status}, "bad_status", "bad_status")
            for status in (
                "invalid",
                "suspended",
                "blacklisted",
                "blocked",
                "incomplete",
                "BLOCKED",
            )
        ),
        ({"suspended": True}, "suspended", "sent"),
        ({"suspended": False}, "sent", "sent"),
        # The first reason that holds, in this order (ruling 33).
        ({"consent": "n", "status": "blocked", "suspended": True}, "no_consent", "bad_status"),
        ({"status": "blocked", "suspended": True}, "bad_status", "bad_status"),
    ],
)
def test_ruling_33_email(
    tell: Tell, known: dict[str, Any], marketing: str, operational: str
) -> None:
    journey = draw("J", action("m", NEWS), action("o", RECEIPT))
    story = tell(data([account("A")], [person("a", "A", **known)]), journey)
    assert story.messages() == [
        f"m | 03-01 00:00 | a | news | {marketing}",
        f"o | 03-01 00:00 | a | receipt | {operational}",
    ]


@pytest.mark.parametrize(
    ("known", "sms", "whatsapp"),
    [
        ({"mobile": "+1", "sms": "y", "whatsapp": "Y"}, "sent", "sent"),
        ({"mobile": "+1", "sms": "y"}, "sent", "no_consent"),  # an explicit y
        ({"mobile": "+1", "sms": "n", "whatsapp": "yes"}, "no_consent", "no_consent"),
        ({"mobile": "  ", "sms": "y", "whatsapp": "n"}, "no_number", "no_number"),
        ({"sms": "n"}, "no_number", "no_number"),  # no number before no consent
        # The consent to e-mail, its status and suspension have no say.
        (
            {"mobile": "+1", "sms": "y", "whatsapp": "y", "consent": "n", "status": "blocked"},
            "sent",
            "sent",
        ),
    ],
)
def test_ruling_33_sms_and_whatsapp(
    tell: Tell, known: dict[str, Any], sms: str, whatsapp: str
) -> None:
    nodes = (
        action("s", SendSms(message="sms")),
        action("w", SendWhatsapp(message="whatsapp")),
    )
    story = tell(data([account("A")], [person("a", "A", **known)]), draw("J", *nodes))
    assert story.messages() == [
        f"s | 03-01 00:00 | a | sms | {sms}",
        f"w | 03-01 00:00 | a | whatsapp | {whatsapp}",
    ]


def test_section_3_1_every_synced_person_of_the_account(tell: Tell) -> None:
    people = [
        person("b", "A"),
        person("a", "A"),
        person("c", "A", None),  # not synced: not even skipped
        person("d", "B"),
        person("e", None),
    ]
    journey = draw(
        "J",
        split("s", {"A": attribute("accountName", "A")}),
        action("m", NEWS),
        edges="in > s, s[A] > m",
    )
    story = tell(data([account("A"), account("B")], people), journey)
    assert story.messages() == [
        "m | 03-01 00:00 | a | news | sent",
        "m | 03-01 00:00 | b | news | sent",
    ]


def test_section_3_8_the_state_at_the_instant_decides(tell: Tell) -> None:
    nodes = (
        update("u", "consents.marketing.email.val", "n", people=True),
        action("m1", NEWS),
        update("v", "consents.marketing.email.val", None, people=True),
        action("m2", NEWS),
    )
    story = tell(data([account("A")], [person("a", "A")]), draw("J", *nodes))
    assert [line.split(" | ")[-1] for line in story.messages()] == ["no_consent", "sent"]


def test_section_3_8_replay_invents_nothing(tell: Tell) -> None:
    # The message goes out, nobody answers; the one click in the data comes after two days.
    click = event("a", "03-03 10:00", "directMarketing.emailClicked")
    journey = draw("J", action("m", NEWS), listen("l", timeout=timing(1)))
    story = tell(data([account("A")], [person("a", "A")], [click]), journey)
    assert story.of("A")[-1] == "l | 03-01 00:00 | 03-02 00:00 | Timeout, completed"


def outcomes(lines: list[str]) -> list[str]:
    """``node when outcome`` of messages."""
    told = [line.split(" | ") for line in lines]
    return [f"{node} {when} {who} {outcome}" for node, when, who, _, outcome in told]


def test_ruling_34_the_same_address_once_per_journey_whatever_its_case(tell: Tell) -> None:
    people = [
        person("a", "A", "ann@example.org"),
        person("b", "A", "ANN@example.org"),
        person("c", "B", "Ann@Example.org"),
        person("d", "B", "dan@example.org"),
    ]
    dataset = data([account("A"), account("B")], people)
    for deduplication, expected in (
        (True, ["sent", "duplicate", "duplicate", "sent"]),
        (False, ["sent", "sent", "sent", "sent"]),
    ):
        journey = draw("J", action("m", NEWS), email_deduplication=deduplication)
        story = tell(dataset, journey)
        assert [line.split(" | ")[-1] for line in story.messages()] == expected


def test_ruling_34_another_email_and_another_journey_do_not_count(tell: Tell) -> None:
    first = draw("1", action("m", NEWS), action("o", RECEIPT), email_deduplication=True)
    second = draw("2", action("n", NEWS), email_deduplication=True)
    story = tell(data([account("A")], [person("a", "A")]), first, second)
    assert [line.split(" | ")[-1] for line in story.messages()] == ["sent", "sent", "sent"]


def test_ruling_34_itself_included_while_its_entry_is_in(tell: Tell) -> None:
    nodes = (action("m1", NEWS), wait("w", 3), action("m2", NEWS))
    journey = draw("J", *nodes, email_deduplication=True)
    story = tell(data([account("A")], [person("a", "A")]), journey)
    assert outcomes(story.messages()) == ["m1 03-01 00:00 a sent", "m2 03-04 00:00 a duplicate"]


def test_ruling_51_operational_email_is_deduplicated_too(tell: Tell) -> None:
    journey = draw("J", action("o", RECEIPT), action("p", RECEIPT), email_deduplication=True)
    story = tell(data([account("A")], [person("a", "A")]), journey)
    assert outcomes(story.messages()) == ["o 03-01 00:00 a sent", "p 03-01 00:00 a duplicate"]


def test_ruling_33_who_is_skipped_for_another_reason_keeps_nobody_from_it(tell: Tell) -> None:
    people = [
        person("a", "A", "x@example.org", consent="n"),
        person("b", "A", "x@example.org", status="blocked"),
        person("c", "A", "x@example.org", suspended=True),
        person("d", "A", "x@example.org"),
    ]
    journey = draw("J", action("m", NEWS), email_deduplication=True)
    story = tell(data([account("A")], people), journey)
    assert [line.split(" | ")[-1] for line in story.messages()] == [
        "no_consent",
        "bad_status",
        "suspended",
        "sent",
    ]


@pytest.mark.parametrize(
    ("hours", "later"),
    [
        # A gets it on the 1st and ends after so many hours; B asks on the 2nd at 12:00, and on the
        # 3rd at 12:00. An entry that ended before the last cycle's instant does not block.
        (23, ["sent", "duplicate"]),  # ended on the 1st; then B itself holds it
        (24, ["duplicate", "sent"]),  # ended at the 2nd's midnight: blocks all that day
        (35, ["duplicate", "sent"]),
        (48, ["duplicate", "duplicate"]),
    ],
)
def test_ruling_51_an_entry_that_ended_before_the_last_cycle_no_longer_blocks(
    tell: Tell, hours: int, later: list[str]
) -> None:
    journey = draw(
        "J",
        split("s", {"A": attribute("accountName", "A")}),
        action("m", NEWS),
        wait("w", hours, "hours"),
        wait("v", 36, "hours"),
        action("n", NEWS),
        wait("x", 24, "hours"),
        action("o", NEWS),
        edges="in > s, s[A] > m, m > w, s[Other] > v, v > n, n > x, x > o",
        email_deduplication=True,
    )
    people = [person("a", "A", "x@example.org"), person("b", "B", "x@example.org")]
    story = tell(data([account("A"), account("B")], people), journey)
    assert [line.split(" | ")[-1] for line in story.messages()] == ["sent", *later]


def test_ruling_51_the_next_entry_that_gets_the_email_takes_its_place(tell: Tell) -> None:
    # Every entry stays 10 hours and there is one a day: each entry of the next day gets it again.
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 3}
    journey = draw(
        "J",
        action("m", NEWS),
        action("n", NEWS),
        wait("w", 10, "hours"),
        email_deduplication=True,
        re_entry=rule,
    )
    story = tell(data([account("A")], [person("a", "A")]), journey)
    assert outcomes(story.messages()) == [
        "m 03-01 00:00 a sent",
        "n 03-01 00:00 a duplicate",
        "m 03-02 00:00 a sent",
        "n 03-02 00:00 a duplicate",
        "m 03-03 00:00 a sent",
        "n 03-03 00:00 a duplicate",
    ]


def test_ruling_34_within_a_day_in_node_order_before_the_instant(tell: Tell) -> None:
    # "n" comes before "z" in node order. A reaches z at 01:00, B reaches n only at 05:00 of the
    # same day: B gets the e-mail.
    journey = draw(
        "J",
        split("s", {"A": attribute("accountName", "A")}),
        wait("w1", 1, "hours"),
        wait("w5", 5, "hours"),
        action("z", NEWS),
        action("n", NEWS),
        edges="in > s, s[A] > w1, w1 > z, s[Other] > w5, w5 > n",
        email_deduplication=True,
    )
    people = [person("a", "A", "x@example.org"), person("b", "B", "x@example.org")]
    story = tell(data([account("A"), account("B")], people), journey)
    assert outcomes(story.messages()) == ["z 03-01 01:00 a duplicate", "n 03-01 05:00 b sent"]


def test_ruling_8_node_order_is_topological_then_by_code_point(tell: Tell) -> None:
    # "a" is behind "x" and thus after "Z" and "x" ("Z" < "x"), although "a" < "x".
    # All three send at the same instant; Z's account C gets it.
    journey = draw(
        "J",
        split("s", {"A": attribute("accountName", "A"), "B": attribute("accountName", "B")}),
        wait("x", until="2024-01-01T00:00"),
        action("a", NEWS),
        action("b", NEWS),
        action("Z", NEWS),
        edges="in > s, s[A] > x, x > a, s[B] > b, s[Other] > Z",
        email_deduplication=True,
    )
    keys = "ABC"
    people = [person(key.lower(), key, "x@example.org") for key in keys]
    story = tell(data([account(key) for key in keys], people), journey)
    assert sorted(outcomes(story.messages())) == [
        "Z 03-01 00:00 c sent",
        "a 03-01 00:00 a duplicate",
        "b 03-01 00:00 b duplicate",
    ]


def test_ruling_34_at_one_node_by_instant_then_account_key_then_person_key(tell: Tell) -> None:
    people = [
        person("z", "A", "x@example.org"),
        person("b", "B", "x@example.org"),
        person("y", "A", "x@example.org"),
    ]
    journey = draw("J", action("m", NEWS), email_deduplication=True)
    story = tell(data([account("B"), account("A")], people), journey)
    assert outcomes(story.messages()) == [
        "m 03-01 00:00 b duplicate",
        "m 03-01 00:00 y sent",
        "m 03-01 00:00 z duplicate",
    ]


def test_ruling_29_sends_inside_a_split_by_people_are_in_node_order(tell: Tell) -> None:
    # b's path leads to node "m", a's to node "n": b gets it.
    journey = draw(
        "J",
        split("s", {"Yes": attribute("title", "Clerk")}, by=Context.PEOPLE),
        action("n", NEWS),
        action("m", NEWS),
        CloseSplitNode(id="close", split="s"),
        edges="in > s, s[Yes] > n, s[Other] > m, n > close, m > close",
        email_deduplication=True,
    )
    people = [person("a", "A", "x@example.org", title="Clerk"), person("b", "A", "X@example.org")]
    story = tell(data([account("A")], people), journey)
    assert outcomes(story.messages()) == ["m 03-01 00:00 b sent", "n 03-01 00:00 a duplicate"]
