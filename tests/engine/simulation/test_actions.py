"""What every action does: section 3.1 and rulings 12, 24, 40 and 46."""

from __future__ import annotations

import pytest

from engine.accounts.audiences import EntityList, LibraryStatus
from engine.conditions.model import InList, Scope
from engine.journey.actions import (
    AccountInterestingMoment,
    Action,
    ActivateToDestination,
    AddAccountToJourney,
    AddPersonToJourney,
    AddToAccountList,
    AddToExternalAudience,
    AddToMarketoCampaign,
    AddToMarketoList,
    AssignToGroup,
    ChangeScore,
    DeactivateFromDestination,
    MomentType,
    PersonalizeWeb,
    PersonInterestingMoment,
    RemoveAccountFromJourney,
    RemoveFromAccountList,
    RemoveFromGroup,
    RemoveFromMarketoList,
    RemovePersonFromJourney,
    SendSalesAlert,
    UpdateAccountProfile,
    UpdateGroupStage,
    UpdateGroupStatus,
    UpdatePersonProfile,
)
from tests.engine.simulation.build import (
    account,
    account_list,
    action,
    anyone,
    attribute,
    data,
    draw,
    person,
    split,
    update,
)
from tests.engine.simulation.conftest import Tell

LINKEDIN = {"destination": "linkedin", "audience_name": "Hot"}
MARKETO = {"connection": "main", "list": "7"}


@pytest.mark.parametrize(
    ("actions", "effects"),
    [
        (
            [AccountInterestingMoment(moment_type=MomentType.WEB, description="met")] * 2,
            ["A | moment_added | met: None > Web"] * 2,
        ),
        (
            [
                ActivateToDestination(**LINKEDIN),
                ActivateToDestination(**LINKEDIN),
                ActivateToDestination(destination="linkedin", audience_name="hot"),
                DeactivateFromDestination(**LINKEDIN),
                DeactivateFromDestination(**LINKEDIN),
                ActivateToDestination(**LINKEDIN),
            ],
            [
                "A | destination_joined | linkedin: Hot",
                "A | nothing | linkedin: Hot (already_in)",
                "A | destination_joined | linkedin: hot",  # names compare exactly (46)
                "A | destination_left | linkedin: Hot",
                "A | nothing | linkedin: Hot (not_in)",
                "A | destination_joined | linkedin: Hot",
            ],
        ),
        (
            [
                AddToAccountList(list="empty"),
                AddToAccountList(list="empty"),
                RemoveFromAccountList(list="empty"),
                RemoveFromAccountList(list="empty"),
                AddToAccountList(list="vip"),
                RemoveFromAccountList(list="vip"),
            ],
            [
                "A | list_joined | empty",
                "A | nothing | empty (already_in)",
                "A | list_left | empty",
                "A | nothing | empty (not_in)",
                "A | nothing | vip (already_in)",
                "A | list_left | vip",
            ],
        ),
        (
            # Recorded without members where there is no group (ruling 40).
            [SendSalesAlert(solution_interest="crm", email_to="s@example.org")],
            ["A | sales_alert | crm: None > s@example.org"],
        ),
        (
            [
                UpdateGroupStage(solution_interest="crm", stage="Open"),
                UpdateGroupStatus(solution_interest="crm", status="warm"),
                AssignToGroup(solution_interest="crm", role="Champion"),
                RemoveFromGroup(solution_interest="crm"),
            ],
            [
                "A | nothing | crm (no_group)",
                "A | nothing | crm (no_group)",
                "A/p | nothing | crm (no_group)",
                "A/p | nothing | crm (no_group)",
            ],
        ),
        (
            [
                UpdateAccountProfile(attribute="tier", value=5),
                UpdateAccountProfile(attribute="tier", value=5),
                UpdateAccountProfile(attribute="tier", value=None),
                UpdateAccountProfile(attribute="tier", value=None),
                UpdateAccountProfile(attribute="target", value=True),
                UpdateAccountProfile(attribute="target", value=False),
                UpdateAccountProfile(attribute="renewal", value="2024-05-06"),
                UpdateAccountProfile(attribute="renewal", value="2024-05-07"),
                UpdateAccountProfile(attribute="stage", value=""),
            ],
            [
                "A | attribute_changed | tier: None > 5",
                "A | nothing | tier (same_value)",
                "A | attribute_changed | tier: 5 > None",
                "A | nothing | tier (same_value)",
                "A | attribute_changed | target: None > true",
                "A | attribute_changed | target: true > false",
                "A | attribute_changed | renewal: None > 2024-05-06",
                "A | attribute_changed | renewal: 2024-05-06 > 2024-05-07",
                "A | nothing | stage (same_value)",  # empty text is missing (15)
            ],
        ),
        (
            [
                UpdatePersonProfile(attribute="points", value=2),
                UpdatePersonProfile(attribute="points", value=2.0),
                UpdatePersonProfile(attribute="points", value=2.5),
            ],
            [
                "A/p | attribute_changed | points: None > 2",
                "A/p | nothing | points (same_value)",
                "A/p | attribute_changed | points: 2 > 2.5",
            ],
        ),
        (
            [PersonInterestingMoment(moment_type=MomentType.EMAIL, description="read")],
            ["A/p | moment_added | read: None > Email"],
        ),
        (
            [
                ChangeScore(score="Lead score", change=5),
                ChangeScore(score="Lead score", change=-7),
                ChangeScore(score="Fit", change=1),
            ],
            [
                "A/p | score_changed | Lead score: 0 > 5",
                "A/p | score_changed | Lead score: 5 > -2",
                "A/p | score_changed | Fit: 0 > 1",
            ],
        ),
        (
            [AddToExternalAudience(audience="ads")] * 2,
            ["A/p | external_audience_joined | ads", "A/p | nothing | ads (already_in)"],
        ),
        (
            [
                AddToMarketoList(**MARKETO),
                AddToMarketoList(**MARKETO),
                RemoveFromMarketoList(**MARKETO),
                RemoveFromMarketoList(**MARKETO),
                AddToMarketoList(connection="other", list="7"),
            ],
            [
                "A/p | marketo_list_joined | main: 7",
                "A/p | nothing | main: 7 (already_in)",
                "A/p | marketo_list_left | main: 7",
                "A/p | nothing | main: 7 (not_in)",
                "A/p | marketo_list_joined | other: 7",
            ],
        ),
        (
            [AddToMarketoCampaign(connection="main", campaign="7")],
            ["A/p | marketo_campaign_joined | main: 7"],
        ),
        ([PersonalizeWeb(experience="hello")], ["A/p | web_experience_shown | hello"]),
        (
            # Journeys that are not part of the run.
            [
                AddAccountToJourney(journey="other"),
                RemoveAccountFromJourney(journey="other"),
                AddPersonToJourney(journey="people"),
                RemovePersonFromJourney(journey="people"),
            ],
            [
                "A | nothing | other (not_in_run)",
                "A | nothing | other (not_in_run)",
                "A/p | nothing | people (not_in_run)",
                "A/p | nothing | people (not_in_run)",
            ],
        ),
    ],
)
def test_section_3_1_effects(tell: Tell, actions: list[Action], effects: list[str]) -> None:
    nodes = [action(f"n{number:02}", one) for number, one in enumerate(actions)]
    lists = (account_list("empty"), account_list("vip", "A"))
    story = tell(data([account("A")], [person("p", "A")]), draw("J", *nodes), lists=lists)
    assert story.effects() == [
        f"n{number:02} | 03-01 00:00 | {effect}" for number, effect in enumerate(effects)
    ]


def test_section_3_1_people_actions_go_by_person_key(tell: Tell) -> None:
    people = [person("b", "A"), person("B", "A"), person("x", "A", "")]
    story = tell(
        data([account("A")], people), draw("J", action("n", PersonalizeWeb(experience="hi")))
    )
    assert story.effects() == [
        "n | 03-01 00:00 | A/B | web_experience_shown | hi",
        "n | 03-01 00:00 | A/b | web_experience_shown | hi",
    ]
    # The account itself has one row, the people have none.
    assert story.at("n") == ["A | 03-01 00:00 | 03-01 00:00 | next, completed"]


def test_ruling_30_an_account_without_synced_people_passes_at_once(tell: Tell) -> None:
    journey = draw("J", action("n", PersonalizeWeb(experience="hi")), update("u", "stage", "x"))
    story = tell(data([account("A")]), journey)
    assert story.of("A") == [
        "n | 03-01 00:00 | 03-01 00:00 | next",
        "u | 03-01 00:00 | 03-01 00:00 | next, completed",
    ]
    assert story.effects() == ["u | 03-01 00:00 | A | attribute_changed | stage: None > x"]


def test_ruling_13_an_update_of_the_address_decides_who_takes_part_next(tell: Tell) -> None:
    # b loses the address: not considered by the next action. The account's "any person" is false.
    journey = draw(
        "J",
        update("u", "workEmail.address", None, people=True),
        action("n", PersonalizeWeb(experience="hi")),
        split("s", {"Any": anyone(attribute("title", "Clerk"))}),
    )
    story = tell(data([account("A")], [person("b", "A", title="Clerk")]), journey)
    assert story.effects() == [
        "u | 03-01 00:00 | A/b | attribute_changed | workEmail.address: b@example.org > None"
    ]
    assert story.of("A")[-1] == "s | 03-01 00:00 | 03-01 00:00 | Other, completed"


def test_section_3_1_people_lists_are_read_not_changed(tell: Tell) -> None:
    listed = EntityList(
        id="press", name="Press", scope=Scope.PERSON, status=LibraryStatus.LIVE, members=("p",)
    )
    journey = draw("J", split("s", {"Yes": anyone(InList(list="press"))}))
    dataset = data([account("A"), account("B")], [person("p", "A"), person("q", "B")])
    story = tell(dataset, journey, lists=(listed,))
    assert [line[-14:] for line in story.at("s")] == ["Yes, completed", "her, completed"]
