"""Splits, variants and merges: sections 3.3 and 3.4 and rulings 8, 17, 20, 28 to 32 and 54."""

from __future__ import annotations

import pytest

from engine.conditions.model import (
    AllOf,
    HasBuyingGroup,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
)
from engine.journey.actions import AssignToGroup, Context, PersonInterestingMoment
from engine.journey.nodes import CloseSplitNode, MergeNode
from tests.engine.simulation.build import (
    account,
    action,
    anyone,
    attribute,
    data,
    did,
    draw,
    event,
    listen,
    person,
    split,
    timing,
    update,
    variant,
    wait,
)
from tests.engine.simulation.conftest import Tell

PEOPLE = Context.PEOPLE


def paths(lines: list[str]) -> list[str]:
    """Who took which path at a node: ``A Yes``."""
    told = [line.split(" | ") for line in lines]
    return [f"{who} {path}" for who, _, _, path in told]


def test_section_3_3_the_first_path_whose_condition_holds(tell: Tell) -> None:
    node = split(
        "s",
        {
            "Steel": attribute("industry", "steel"),
            "Large": attribute("revenue", 100, Operator.AT_LEAST),
        },
    )
    dataset = data(
        [
            account("A", industry="Steel", revenue=500),  # both: the first
            account("B", industry="Wood", revenue=100),
            account("C", industry="Wood", revenue=99.5),
            account("D"),
        ]
    )
    story = tell(dataset, draw("J", node))
    assert paths(story.at("s")) == [
        "A Steel, completed",
        "B Large, completed",
        "C Other, completed",
        "D Other, completed",
    ]


def test_section_3_3_without_other_the_journey_ends_there(tell: Tell) -> None:
    node = split("s", {"Steel": attribute("industry", "steel")}, other=False)
    assert tell(data([account("A")]), draw("J", node)).of("A") == [
        "s | 03-01 00:00 | 03-01 00:00 | no_path_matched"
    ]


@pytest.mark.parametrize(
    ("quantifier", "count", "path"),
    [
        # Two of the three who take part are Directors; the fourth Director has no address.
        (Quantifier.ANY, 1, "Yes"),
        (Quantifier.NO, 1, "Other"),
        (Quantifier.AT_LEAST, 2, "Yes"),
        (Quantifier.AT_LEAST, 3, "Other"),
        (Quantifier.AT_MOST, 2, "Yes"),
        (Quantifier.AT_MOST, 1, "Other"),
        (Quantifier.EXACTLY, 2, "Yes"),
        (Quantifier.EXACTLY, 3, "Other"),
    ],
)
def test_ruling_17_people_of_the_account(
    tell: Tell, quantifier: Quantifier, count: int, path: str
) -> None:
    people = [
        person("a", "A", title="Director"),
        person("b", "A", title="director"),
        person("c", "A", title="Clerk"),
        person("d", "A", None, title="Director"),
        person("e", "B", title="Director"),
    ]
    condition = PeopleOfAccount(
        quantifier=quantifier, count=count, condition=attribute("title", "Director")
    )
    dataset = data([account("A"), account("B")], people)
    story = tell(dataset, draw("J", split("s", {"Yes": condition})))
    assert story.of("A") == [f"s | 03-01 00:00 | 03-01 00:00 | {path}, completed"]


def test_ruling_30_any_person_is_false_and_no_person_true_for_an_account_without_people(
    tell: Tell,
) -> None:
    nobody = PeopleOfAccount(quantifier=Quantifier.NO)
    node = split("s", {"Any": anyone(AllOf()), "None": nobody})
    dataset = data([account("A"), account("B")], [person("b", "B", None)])
    assert paths(tell(dataset, draw("J", node)).at("s")) == [
        "A None, completed",
        "B None, completed",
    ]


def test_ruling_20_a_filter_on_buying_groups_is_false_without_groups(tell: Tell) -> None:
    node = split(
        "s",
        {
            "Group": HasBuyingGroup(),
            "Member": anyone(MemberOfBuyingGroup()),
            "Neither": Not(condition=HasBuyingGroup()),
        },
    )
    story = tell(data([account("A")], [person("a", "A")]), draw("J", node))
    assert story.of("A") == ["s | 03-01 00:00 | 03-01 00:00 | Neither, completed"]


def test_section_3_4_quota_goes_to_the_path_furthest_below_its_share(tell: Tell) -> None:
    # Needs are percentage x (n + 1) - 100 x assigned (ruling 28); 50/30/20, by account key:
    # n=0: 50 30 20 > Z;  n=1: 0 60 40 > b;  n=2: 50 -10 60 > A;  n=3: 100 20 -20 > Z;
    # n=4: 50 50 0 > Z (tie: the higher in the list);  n=5: 0 80 20 > b
    dataset = data([account(key) for key in "abcdef"])
    story = tell(dataset, draw("J", variant("v", Z=50, b=30, A=20)))
    assert paths(story.at("v")) == [
        "a Z, completed",
        "b b, completed",
        "c A, completed",
        "d Z, completed",
        "e Z, completed",
        "f b, completed",
    ]


def test_section_3_4_quota_in_order_of_arrival_then_key(tell: Tell) -> None:
    # b waits an hour, so the order is a, c, b: 60/40 gives first, then second, then first.
    early = attribute("stage", "early")
    journey = draw(
        "J",
        split("s", {"Early": early}),
        wait("w", 1, "hours"),
        variant("v", X=60, Y=40),
        edges="in > s, s[Early] > v, s[Other] > w, w > v",
    )
    dataset = data([account("a", stage="early"), account("b"), account("c", stage="early")])
    # n=0: 60 40 > X; n=1: 20 80 > Y; n=2: 80 20 > X
    assert [line.split(" | ")[3] for line in tell(dataset, journey).at("v")] == [
        "X, completed",
        "Y, completed",
        "X, completed",
    ]
    assert tell(dataset, journey).of("b")[-1].startswith("v | 03-01 01:00")


def test_section_3_4_re_entries_count_again(tell: Tell) -> None:
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 4}
    story = tell(data([account("A")]), draw("J", variant("v", X=50, Y=50), re_entry=rule))
    # n=0: tie > X; n=1: 0 100 > Y; n=2: 50 50 > X; n=3: 0 100 > Y
    assert paths(story.at("v")) == [f"A {path}, completed" for path in "XYXY"]


def test_ruling_8_entity_keys_compare_by_code_point(tell: Tell) -> None:
    # "B" (66) comes before "a" (97), "é" (233) after both.
    dataset = data([account("é"), account("a"), account("B")])
    story = tell(dataset, draw("J", variant("v", X=34, Y=33, Z=33)))
    assert paths(story.at("v")) == ["B X, completed", "a Y, completed", "é Z, completed"]


def people_split(node: object, *inside: object) -> object:
    """A split by people with an action on the path Yes, closed."""
    return draw(
        "J",
        node,  # type: ignore[arg-type]  # any split
        *inside,  # type: ignore[arg-type]
        CloseSplitNode(id="close", split="s"),
        wait("w", 1),
        edges="in > s, s[Yes] > u, s[No] > close, u > close, close > w",
    )


def test_section_3_3_by_people_each_goes_its_way_and_all_meet_again(tell: Tell) -> None:
    node = split(
        "s",
        {"Yes": attribute("title", "Director"), "No": attribute("title", "Clerk")},
        other=False,
        by=PEOPLE,
    )
    people = [
        person("a", "A", title="Clerk"),
        person("b", "A", title="Director"),
        person("c", "A", title="Other"),
        person("d", "A", None, title="Director"),  # not synced: not on any path
        person("e", "A", title="director"),
    ]
    moment = PersonInterestingMoment(description="hello")
    journey = people_split(node, action("u", moment))
    story = tell(data([account("A")], people), journey)
    # The account's own row at the split has no path; c matched nothing: straight to the close.
    assert story.at("s") == [
        "A | 03-01 00:00 | 03-01 00:00 | ",
        "A/a | 03-01 00:00 | 03-01 00:00 | No",
        "A/b | 03-01 00:00 | 03-01 00:00 | Yes",
        "A/c | 03-01 00:00 | 03-01 00:00 | ",
        "A/e | 03-01 00:00 | 03-01 00:00 | Yes",
    ]
    assert story.at("u") == [
        "A/b | 03-01 00:00 | 03-01 00:00 | next",
        "A/e | 03-01 00:00 | 03-01 00:00 | next",
    ]
    assert story.effects() == [
        "u | 03-01 00:00 | A/b | moment_added | hello: None > Milestone",
        "u | 03-01 00:00 | A/e | moment_added | hello: None > Milestone",
    ]
    assert story.at("close") == ["A | 03-01 00:00 | 03-01 00:00 | next"]
    assert story.at("w") == ["A | 03-01 00:00 | 03-02 00:00 | next, completed"]


def test_ruling_29_all_paths_are_decided_before_any_action(tell: Tell) -> None:
    # The action on Yes makes everyone on it a Clerk; b was decided before a's action.
    directors = attribute("title", "Director")
    node = split("s", {"Yes": directors, "No": AllOf()}, other=False, by=PEOPLE)
    people = [person(key, "A", title="Director") for key in "ab"]
    journey = people_split(node, update("u", "title", "Clerk", people=True))
    assert len(tell(data([account("A")], people), journey).at("u")) == 2


def test_ruling_29_actions_go_in_node_order_then_person_key(tell: Tell) -> None:
    # Both paths set the same person attribute's event; a listen of another journey for the second
    # change of any person hears them in that order: b's at node "B" comes before a's at node "n"
    # ("B" < "n"), so the second is a's.
    node = split("s", {"Yes": attribute("title", "Clerk"), "No": AllOf()}, other=False, by=PEOPLE)
    journey = draw(
        "J",
        wait("w", 1),
        node,
        update("n", "segment", "x", people=True),
        update("B", "segment", "x", people=True),
        CloseSplitNode(id="close", split="s"),
        edges="in > w, w > s, s[Yes] > n, s[No] > B, n > close, B > close",
    )
    from engine.journey.triggers import PersonChangedTrigger

    hears = draw("K", listen("l", PersonChangedTrigger(attribute="segment", at_least=2)))
    people = [person("a", "A", title="Clerk"), person("b", "A")]
    story = tell(data([account("A")], people), journey, hears)
    assert story.of("A", "K") == ["l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 0, a"]


def test_ruling_29_without_synced_people_straight_to_the_close_split(tell: Tell) -> None:
    node = split("s", {"Yes": AllOf(), "No": AllOf()}, by=PEOPLE)
    journey = draw(
        "J",
        node,
        action("u", PersonInterestingMoment()),
        CloseSplitNode(id="close", split="s"),
        edges="in > s, s[Yes] > u, u > close, s[No] > close, s[Other] > close",
    )
    story = tell(data([account("A")], [person("a", "A", None)]), journey)
    assert story.of("A") == [
        "s | 03-01 00:00 | 03-01 00:00 | ",
        "close | 03-01 00:00 | 03-01 00:00 | next, completed",
    ]
    assert story.at("u") == []


def test_section_3_3_by_people_on_roles_in_the_account(tell: Tell) -> None:
    # "Is" means that some item equals (ruling 45), whatever its case.
    node = split("s", {"Yes": RoleInAccount(value="buyer"), "No": AllOf()}, other=False, by=PEOPLE)
    people = [person("a", "A", roles=["User", "Buyer"]), person("b", "A", roles=["User"])]
    story = tell(data([account("A")], people), people_split(node, action("u", AssignToGroup())))
    assert story.at("u") == ["A/a | 03-01 00:00 | 03-01 00:00 | next"]


@pytest.mark.parametrize(
    ("count", "shares", "expected"),
    [
        (1, {"X": 1, "Y": 99}, "X"),  # one person takes the first path (ruling 32)
        (2, {"X": 1, "Y": 99}, "YY"),  # floor(0.02) = 0
        (3, {"X": 50, "Y": 50}, "XYY"),  # floor(1.5) = 1, the last gets the rest
        (4, {"X": 50, "Y": 30, "Z": 20}, "XXYZ"),  # 2, floor(1.2) = 1, the rest 1
        (10, {"X": 29, "Y": 71}, "XX" + "Y" * 8),  # floor(2.9) = 2 in integers
    ],
)
def test_section_3_4_a_variant_by_people_deals_to_people_by_key(
    tell: Tell, count: int, shares: dict[str, int], expected: str
) -> None:
    node = variant("v", by=PEOPLE, **shares)
    close = CloseSplitNode(id="close", split="v")
    edges = ", ".join(["in > v", *(f"v[{label}] > close" for label in shares)])
    journey = draw("J", node, close, edges=edges)
    people = [person(f"p{number}", "A") for number in reversed(range(count))]
    people += [person("p00", "A", None)]  # takes no part
    story = tell(data([account("A")], people), journey)
    assert paths(story.at("v"))[1:] == [f"A/p{n} {path}" for n, path in enumerate(expected)]
    assert story.of("A")[-1] == "close | 03-01 00:00 | 03-01 00:00 | next, completed"


def test_ruling_54_merge_joins_paths_of_splits_and_listens(tell: Tell) -> None:
    journey = draw(
        "J",
        split("s", {"Yes": attribute("stage", "x")}),
        listen("l", timeout=timing(2)),
        MergeNode(id="m"),
        wait("w", 1),
        edges="in > s, s[Yes] > l, s[Other] > m, l > m, l[Timeout] > m, m > w",
    )
    dataset = data(
        [account("A", stage="x"), account("B", stage="x"), account("C")],
        [person("a", "A")],
        [event("a", "03-01 12:00")],
    )
    story = tell(dataset, journey)
    assert story.at("m") == [
        "C | 03-01 00:00 | 03-01 00:00 | next",
        "A | 03-01 12:00 | 03-01 12:00 | next",
        "B | 03-03 00:00 | 03-03 00:00 | next",
    ]
    assert [line.split(" | ")[2] for line in story.at("w")] == [
        "03-02 00:00",
        "03-02 12:00",
        "03-04 00:00",
    ]


def test_section_7_conditions_see_the_state_at_the_instant(tell: Tell) -> None:
    # Hot from 12:00 on by the journey's own update; a form of 13:00 is history at 14:00 only.
    condition = AllOf(conditions=(attribute("stage", "hot"), anyone(did())))
    journey = draw(
        "J",
        wait("w1", 12, "hours"),
        split("s1", {"Yes": condition}),
        update("u", "stage", "hot"),
        split("s2", {"Yes": condition}),
        wait("w2", 2, "hours"),
        split("s3", {"Yes": condition}),
        edges="in > w1, w1 > s1, s1[Other] > u, u > s2, s2[Other] > w2, w2 > s3",
    )
    dataset = data([account("A")], [person("a", "A")], [event("a", "03-01 13:00")])
    assert tell(dataset, journey).of("A")[-1] == "s3 | 03-01 14:00 | 03-01 14:00 | Yes, completed"
