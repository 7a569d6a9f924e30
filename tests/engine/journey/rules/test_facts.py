"""What the loaded data tell about the paths of a journey."""

from __future__ import annotations

import polars as pl

from engine.accounts import fields as f
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.conditions.model import (
    AllOf,
    Attribute,
    Condition,
    EventHistory,
    HasBuyingGroup,
    InList,
    PeopleOfAccount,
    ValueType,
)
from engine.journey.actions import AddToAccountList, UpdateAccountProfile
from engine.journey.model import Definitions
from engine.journey.nodes import AccountAudienceNode, SplitNode, SplitPath
from engine.journey.rules import Facts
from engine.journey.rules.facts import facts_of
from tests.engine.journey.drawing import INDUSTRY, act, draw, industry, merge, split, title_is
from tests.engine.journey.rules.ground import codes


def data() -> Dataset:
    """Six accounts: three in farming, two in mining, one without a name; a person in two."""
    accounts = pl.DataFrame(
        {
            f.ACCOUNT_KEY: ["1", "2", "3", "4", "5", "6"],
            f.ACCOUNT_NAME: ["A", "B", "C", "D", "E", " "],
            INDUSTRY: ["Farming", "Farming", "Farming", "Mining", "Mining", "Mining"],
            "tier": [1, 2, 3, 1, 2, 3],
        }
    )
    people = pl.DataFrame(
        {
            f.PERSON_KEY: ["p", "q"],
            f.PERSON_ACCOUNT: ["1", "4"],
            f.EMAIL: ["p@x.com", "q@x.com"],
            "extendedWorkDetails.jobTitle": ["CEO", "CEO"],
        }
    )
    events = pl.DataFrame(
        {
            f.EVENT_TYPE: ["webinar.left"],
            f.EVENT_TIMESTAMP: ["2025-01-01T00:00:00Z"],
            f.EVENT_PERSON: ["p"],
            "minutes": ["5"],
        }
    ).with_columns(pl.col(f.EVENT_TIMESTAMP).str.to_datetime(time_zone="UTC"))
    tier = Field(path="tier", label="Tier", type=ValueType.INTEGER, custom=True)
    return build_dataset("d", accounts, people, events, custom={Entity.ACCOUNT: (tier,)})


DEFINITIONS = Definitions(
    audiences=(
        Audience(id="everyone", name="Everyone"),
        Audience(id="farmers", name="Farmers", condition=industry("Farming")),
    ),
    lists=(
        EntityList(id="some", name="Some", status=LibraryStatus.LIVE, members=("1", "4", "gone")),
        EntityList(
            id="dynamic",
            name="Dynamic",
            status=LibraryStatus.LIVE,
            kind=ListKind.DYNAMIC,
            condition=AllOf(),
        ),
    ),
)


def asking(*conditions: Condition, other: bool = True) -> SplitNode:
    paths = tuple(
        SplitPath(label=f"P{number}", condition=condition)
        for number, condition in enumerate(conditions, 1)
    )
    return SplitNode(id="?", paths=paths, other=other)


def facts(lines: str, **nodes: object) -> Facts:
    return facts_of(draw(lines, **nodes), DEFINITIONS, data())  # type: ignore[arg-type]


def test_what_the_data_have() -> None:
    found = facts("in > a")
    assert found.events == {"webinar.left": {"minutes"}}
    assert [item.path for item in found.custom[Entity.ACCOUNT]] == ["tier"]
    assert (found.taken, found.unmatched) == ({}, {})


def test_accounts_that_take_part_are_counted_by_path() -> None:
    found = facts("in > s", s=split("Farming", "Fishing"))
    assert found.taken == {("s", "Farming"): 3, ("s", "Fishing"): 0, ("s", "Other"): 2}
    found = facts("in > s", s=split("Farming", other=False))
    assert (found.taken, found.unmatched) == ({("s", "Farming"): 3}, {"s": 2})


def test_the_first_matching_path_takes_an_account() -> None:
    tier = Attribute(attribute="tier", value=1)
    found = facts("in > s", s=asking(tier, industry("Farming")))
    # 1 and 4 have tier 1; of the farmers 2 and 3 remain; 5 is left.
    assert found.taken == {("s", "P1"): 2, ("s", "P2"): 2, ("s", "Other"): 1}


def test_accounts_come_from_the_audience_and_through_the_splits_above() -> None:
    found = facts("q > s", q=AccountAudienceNode(id="?", audience="farmers"), s=split("Mining"))
    assert found.taken == {("s", "Mining"): 0, ("s", "Other"): 3}
    found = facts("q > s", q=AccountAudienceNode(id="?", list="some"), s=split("Mining"))
    assert found.taken == {("s", "Mining"): 1, ("s", "Other"): 1}
    below = facts(
        "in > s; s.Farming > t; s.Other > m; t.P1 > m; m > u",
        s=split("Farming"),
        t=asking(Attribute(attribute="tier", value=1)),
        m=merge(),
        u=split("Farming"),
    )
    assert below.taken[("t", "P1")] == 1
    # The merge gets account 1 by t, and 4 and 5 by Other.
    assert (below.taken[("u", "Farming")], below.taken[("u", "Other")]) == (1, 2)


def test_what_the_data_do_not_decide_by_themselves_is_not_counted() -> None:
    history = PeopleOfAccount(condition=EventHistory(event_type="webinar.left"))
    for condition in (history, HasBuyingGroup(), InList(list="dynamic")):
        assert facts("in > s", s=asking(condition)).taken == {}
    decided = (InList(list="some"), PeopleOfAccount(condition=title_is("CEO")))
    for condition in decided:
        assert facts("in > s", s=asking(condition)).taken == {("s", "P1"): 2, ("s", "Other"): 3}


def test_what_the_journey_changes_is_not_counted() -> None:
    sets = act(UpdateAccountProfile(attribute=INDUSTRY, value="Fishing"))
    assert facts("in > a > s", a=sets, s=split("Fishing")).taken == {}
    joins = act(AddToAccountList(list="some"))
    assert facts("in > a > s", a=joins, s=asking(InList(list="some"))).taken == {}
    # Who leaves an undecided split may take any of its paths.
    found = facts("in > a > s; s.Fishing > t", a=sets, s=split("Fishing"), t=asking(AllOf()))
    assert found.taken == {("t", "P1"): 5, ("t", "Other"): 0}


def test_a_split_that_nobody_comes_to_is_not_to_blame() -> None:
    found = facts("in > s; s.Fishing > t", s=split("Fishing"), t=split("Farming"))
    assert set(found.taken) == {("s", "Fishing"), ("s", "Other")}


def test_the_rules_say_what_the_facts_tell() -> None:
    journey = draw("in > s", s=split("Farming", "Fishing", other=False))
    found = codes(journey, definitions=DEFINITIONS, facts=facts_of(journey, DEFINITIONS, data()))
    assert found == ["end_missing", "other_missing_counted", "path_unused"]
