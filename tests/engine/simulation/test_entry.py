"""Entry and re-entry: section 7 and rulings 11, 13, 18, 44."""

from __future__ import annotations

import pytest

from engine.accounts.audiences import Audience
from engine.conditions.model import AllOf, InList, Not
from engine.journey.actions import AddToAccountList, RemoveFromAccountList
from engine.journey.nodes import AccountAudienceNode
from tests.engine.simulation.build import (
    account,
    account_list,
    action,
    attribute,
    data,
    draw,
    split,
    update,
    wait,
)
from tests.engine.simulation.conftest import Tell

ONE = data([account("A")])


def test_section_7_without_re_entry_an_account_enters_once(tell: Tell) -> None:
    assert tell(ONE, draw("J")).entries("A") == ["03-01 00:00"]


@pytest.mark.parametrize(
    ("rule", "entries"),
    [
        # The stay is 36 hours: from the 1st 00:00 to the 2nd 12:00. 12 hours from the end is the
        # 3rd 00:00, a cycle; 13 hours is an hour too late for it.
        (
            {"timing": "end", "delay": 12, "unit": "hours", "limit": 2},
            ["03-01 00:00", "03-03 00:00"],
        ),
        (
            {"timing": "end", "delay": 13, "unit": "hours", "limit": 2},
            ["03-01 00:00", "03-04 00:00"],
        ),
        # From the start: 48 hours is the 3rd 00:00; 24 hours has passed while it was inside, so the
        # first cycle at which it is out: the 3rd as well.
        (
            {"timing": "start", "delay": 48, "unit": "hours", "limit": 2},
            ["03-01 00:00", "03-03 00:00"],
        ),
        (
            {"timing": "start", "delay": 24, "unit": "hours", "limit": 2},
            ["03-01 00:00", "03-03 00:00"],
        ),
        (
            {"timing": "start", "delay": 49, "unit": "hours", "limit": 2},
            ["03-01 00:00", "03-04 00:00"],
        ),
        # The limit counts all entries, the first too.
        ({"timing": "end", "delay": 1, "unit": "days", "limit": 1}, ["03-01 00:00"]),
        # 2nd 12:00 and a day: 3rd 12:00; the cycle after that is on the 4th. Then 7th, 10th.
        (
            {"timing": "end", "delay": 1, "unit": "days", "limit": 4},
            ["03-01 00:00", "03-04 00:00", "03-07 00:00", "03-10 00:00"],
        ),
    ],
)
def test_ruling_11_re_entry(tell: Tell, rule: dict[str, object], entries: list[str]) -> None:
    journey = draw("J", wait("w", 36, "hours"), re_entry=rule)
    assert tell(ONE, journey).entries("A") == entries


def test_ruling_11_a_delay_in_days_is_a_calendar_step_in_the_journeys_zone(tell: Tell) -> None:
    # Ends 9 March 04:00 UTC, 8 March 23:00 in New York. Two days on, over the change of clocks:
    # 10 March 23:00 local is 11 March 03:00 UTC. Simulated in UTC+0 with a cycle at 03:00 UTC:
    # the window starts then in mid-day of Halifax (UTC-4, UTC-3 from the 10th), whose midnight of
    # the 11th is 03:00 UTC. 48 elapsed hours would be 04:00, too late for it.
    for unit, delay, expected in (("days", 2, "03-11 03:00"), ("hours", 48, "03-12 03:00")):
        journey = draw(
            "J",
            time_zone="America/New_York",
            re_entry={"timing": "end", "delay": delay, "unit": unit, "limit": 2},
        )
        story = tell(ONE, journey, start="03-09 04:00", zone="America/Halifax")
        assert story.entries("A") == ["03-09 04:00", expected]


def test_ruling_11_an_entry_that_ends_at_a_midnight_is_inside_when_entries_are_taken(
    tell: Tell,
) -> None:
    # It ends in (4) of the 2nd's midnight; (1) of that midnight was before. So the 3rd.
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 2}
    journey = draw("J", wait("w", 1), re_entry=rule)
    assert tell(ONE, journey).entries("A") == ["03-01 00:00", "03-03 00:00"]


def test_section_7_entry_needs_the_audience_at_that_cycle(tell: Tell) -> None:
    # "1" makes A hot at noon on the 2nd; the audience sees it on the 3rd.
    hot = Audience(id="hot", name="Hot", condition=attribute("stage", "hot"))
    first = draw("1", wait("w", 36, "hours"), update("u", "stage", "hot"))
    story = tell(ONE, first, draw("2", audience="hot"), audiences=(hot,))
    assert story.entries("A", "2") == ["03-03 00:00"]


@pytest.mark.parametrize("name", [None, "", "   ", " \u00a0\t"])
def test_ruling_13_an_account_with_an_empty_name_takes_no_part(
    tell: Tell, name: str | None
) -> None:
    story = tell(data([account("A", name), account("B")]), draw("J"))
    assert story.entries("A") == []
    assert story.entries("B") == ["03-01 00:00"]


def test_ruling_13_taking_part_is_decided_from_current_values(tell: Tell) -> None:
    # "1" takes A's name away on the 1st; re-entry of "2" on the 2nd asks again and refuses.
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 9}
    first = draw("1", update("u", "accountName", None))
    story = tell(ONE, first, draw("2", re_entry=rule))
    assert story.entries("A", "2") == ["03-01 00:00"]


def test_ruling_47_an_entity_already_inside_stays_in(tell: Tell) -> None:
    journey = draw("J", update("u", "accountName", "  "), wait("w", 1), update("v", "stage", "x"))
    story = tell(ONE, journey)
    assert story.of("A")[-1] == "v | 03-02 00:00 | 03-02 00:00 | next, completed"
    assert story.effects() == [
        "u | 03-01 00:00 | A | attribute_changed | accountName: A > None",
        "v | 03-02 00:00 | A | attribute_changed | stage: None > x",
    ]


def test_section_2_an_account_list_as_audience(tell: Tell) -> None:
    journey = draw("J", entry=AccountAudienceNode(id="in", list="vip"))
    dataset = data([account("A"), account("B"), account("C", None)])
    story = tell(dataset, journey, lists=(account_list("vip", "B", "C", "unknown"),))
    assert (story.entries("A"), story.entries("B"), story.entries("C")) == (
        [],
        ["03-01 00:00"],
        [],
    )


def test_ruling_18_static_lists_change_at_once_and_dynamic_ones_at_the_cycle(tell: Tell) -> None:
    # At 00:00 A joins the static list and becomes hot. The split at the same instant sees the
    # first, the dynamic list of hot accounts sees it at the next midnight.
    hot = account_list("hot", condition=attribute("stage", "hot"))
    is_static = split("s1", {"in": InList(list="picked")})
    is_dynamic = split("s2", {"in": InList(list="hot")})
    later = split("s3", {"in": InList(list="hot")})
    journey = draw(
        "J",
        action("join", AddToAccountList(list="picked")),
        update("u", "stage", "hot"),
        is_static,
        is_dynamic,
        wait("w", 1),
        later,
        edges="in > join, join > u, u > s1, s1[in] > s2, s2[Other] > w, w > s3",
    )
    story = tell(ONE, journey, lists=(account_list("picked"), hot))
    assert story.of("A")[2:] == [
        "s1 | 03-01 00:00 | 03-01 00:00 | in",
        "s2 | 03-01 00:00 | 03-01 00:00 | Other",
        "w | 03-01 00:00 | 03-02 00:00 | next",
        "s3 | 03-02 00:00 | 03-02 00:00 | in, completed",
    ]


def test_ruling_18_a_dynamic_list_over_static_ones_and_its_complement(tell: Tell) -> None:
    # A leaves the static list at once; the dynamic list that mirrors it follows at midnight.
    mirror = account_list("mirror", condition=InList(list="picked"))
    leave = action("leave", RemoveFromAccountList(list="picked"))
    both = AllOf(conditions=(InList(list="mirror"), Not(condition=InList(list="picked"))))
    journey = draw(
        "J",
        leave,
        split("s", {"lag": both}),
        wait("w", 1),
        split("t", {"lag": both}),
        edges="in > leave, leave > s, s[lag] > w, w > t",
    )
    story = tell(ONE, journey, lists=(account_list("picked", "A"), mirror))
    assert [line.split(" | ")[3] for line in story.of("A")] == [
        "next",
        "lag",
        "next",
        "Other, completed",
    ]


def test_ruling_44_lists_before_audiences_before_entries(tell: Tell) -> None:
    # The audience of "2" asks for the dynamic list, evaluated at the same midnight before it:
    # A became hot at noon on the 1st, is on the list and in the audience on the 2nd.
    hot = account_list("hot", condition=attribute("stage", "hot"))
    listed = Audience(id="listed", name="Listed", condition=InList(list="hot"))
    first = draw("1", wait("w", 12, "hours"), update("u", "stage", "hot"))
    second = draw("2", audience="listed")
    third = draw("3", entry=AccountAudienceNode(id="in", list="hot"))
    story = tell(ONE, first, second, third, lists=(hot,), audiences=(listed,))
    assert story.entries("A", "2") == ["03-02 00:00"]
    assert story.entries("A", "3") == ["03-02 00:00"]
