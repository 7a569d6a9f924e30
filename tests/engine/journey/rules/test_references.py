"""What a journey refers to must exist, be of the right kind and be Live."""

from __future__ import annotations

import pytest

from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.conditions.model import (
    AllOf,
    Attribute,
    Comparison,
    Condition,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Operator,
    PeopleInRole,
    PeopleOfAccount,
    RoleInAccount,
)
from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.actions import Context
from engine.journey.model import JourneyRef
from engine.journey.nodes import (
    AccountAudienceNode,
    ExternalActionNode,
    ExternalPath,
    ExternalSplitNode,
    ListenNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    SplitPath,
)
from engine.journey.rules import Severity
from engine.journey.timing import Duration, Timing
from tests.engine.journey.drawing import act as acting
from tests.engine.journey.rules.ground import (
    DEFINITIONS,
    codes,
    for_people,
    found,
    one,
    sentence,
    sound,
)

TIMEOUT = Timing(duration=Duration(amount=2))


def listening(*triggers: trig.Trigger) -> ListenNode:
    return ListenNode(id="?", triggers=triggers, timeout=TIMEOUT)


SOUND: tuple[act.Action, ...] = (
    act.AccountInterestingMoment(),
    act.ActivateToDestination(destination="linkedin", audience_name="x"),
    act.DeactivateFromDestination(destination="linkedin", audience_name="x"),
    act.AddAccountToJourney(journey="accounts"),
    act.RemoveAccountFromJourney(journey="accounts"),
    act.AddToAccountList(list="live"),
    act.RemoveFromAccountList(list="live"),
    act.SendSalesAlert(solution_interest="seeds", email_to="a@example.com; b@example.com"),
    act.UpdateAccountProfile(attribute="accountSourceType", value="x"),
    act.UpdateGroupStage(solution_interest="seeds", stage="New"),
    act.UpdateGroupStatus(solution_interest="seeds", status="Hot"),
    act.SendEmail(email="hello"),
    act.SendSms(message="sms"),
    act.SendWhatsapp(message="whatsapp"),
    act.AssignToGroup(solution_interest="seeds", role="Champion"),
    act.RemoveFromGroup(solution_interest="seeds"),
    act.PersonInterestingMoment(),
    act.UpdatePersonProfile(attribute="b2b.personStatus", value="x"),
    act.ChangeScore(change=5),
    act.AddToExternalAudience(audience="fans"),
    act.AddToMarketoList(connection="c", list="ml"),
    act.RemoveFromMarketoList(connection="c", list="ml"),
    act.AddToMarketoCampaign(connection="c", campaign="mc"),
    act.AddPersonToJourney(journey="people"),
    act.RemovePersonFromJourney(journey="people"),
    act.PersonalizeWeb(experience="x"),
)


@pytest.mark.parametrize("action", SOUND)
def test_actions_that_are_set_have_no_problems(action: act.Action) -> None:
    assert codes(one(acting(action))) == []


UNSET = [
    (act.ActivateToDestination(audience_name="x"), "unset.destinations", "destination"),
    (act.DeactivateFromDestination(audience_name="x"), "unset.destinations", "destination"),
    (act.AddAccountToJourney(), "unset.journeys", "journey"),
    (act.RemoveAccountFromJourney(), "unset.journeys", "journey"),
    (act.AddToAccountList(), "unset.lists", "list"),
    (act.RemoveFromAccountList(list=""), "unset.lists", "list"),
    (act.SendSalesAlert(email_to="a@b.com"), "unset.solution_interests", "solution_interest"),
    (act.UpdateGroupStatus(status="x"), "unset.solution_interests", "solution_interest"),
    (act.SendEmail(), "unset.emails", "email"),
    (act.SendSms(), "unset.messages", "message"),
    (act.SendWhatsapp(), "unset.messages", "message"),
    (act.RemoveFromGroup(), "unset.solution_interests", "solution_interest"),
    (act.AddToExternalAudience(), "unset.external_audiences", "audience"),
    (act.AddToMarketoList(connection="c"), "unset.marketo_lists", "list"),
    (act.AddToMarketoCampaign(connection="c"), "unset.marketo_campaigns", "campaign"),
    (act.AddPersonToJourney(), "unset.journeys", "journey"),
    (act.RemovePersonFromJourney(), "unset.journeys", "journey"),
    (act.AddToAccountList(list="gone"), "unknown.lists", "list"),
    (act.SendEmail(email="gone"), "unknown.emails", "email"),
    (act.SendSms(message="gone"), "unknown.messages", "message"),
    (act.AddToExternalAudience(audience="gone"), "unknown.external_audiences", "audience"),
    (act.AddToMarketoList(connection="c", list="gone"), "unknown.marketo_lists", "list"),
    (
        act.AddToMarketoCampaign(connection="c", campaign="gone"),
        "unknown.marketo_campaigns",
        "campaign",
    ),
    (act.AddAccountToJourney(journey="gone"), "unknown.journeys", "journey"),
    (
        act.ActivateToDestination(destination="gone", audience_name="x"),
        "unknown.destinations",
        "destination",
    ),
    (
        act.RemoveFromGroup(solution_interest="gone"),
        "unknown.solution_interests",
        "solution_interest",
    ),
    (act.AddToAccountList(list="draft"), "draft.lists", "list"),
    (act.AddToAccountList(list="dynamic"), "list_dynamic", "list"),
    (act.AddToAccountList(list="friends"), "list_of.person", "list"),
    (act.AddAccountToJourney(journey="drafted"), "draft.journeys", "journey"),
    (act.AddAccountToJourney(journey="people"), "journey_of.person", "journey"),
    (act.AddPersonToJourney(journey="accounts"), "journey_of.account", "journey"),
    (act.SendSms(message="whatsapp"), "message_for.whatsapp", "message"),
    (act.SendWhatsapp(message="sms"), "message_for.sms", "message"),
    (
        act.RemoveFromGroup(solution_interest="drafted"),
        "draft.role_templates",
        "solution_interest",
    ),
    (act.RemoveFromGroup(solution_interest="empty"), "template_empty", "solution_interest"),
    (act.RemoveFromGroup(solution_interest="lost"), "unknown.role_templates", "solution_interest"),
    (act.AssignToGroup(solution_interest="seeds"), "role_unset", "role"),
    (act.AssignToGroup(solution_interest="seeds", role="King"), "role_unknown", "role"),
    (act.UpdateGroupStage(solution_interest="seeds"), "stage_unset", "stage"),
    (act.UpdateGroupStage(solution_interest="seeds", stage="Old"), "stage_unknown", "stage"),
    (
        act.UpdateGroupStage(solution_interest="stageless", stage="New"),
        "stage_model_missing",
        "stage",
    ),
    (act.UpdateGroupStage(solution_interest="drafted", stage="New"), "draft.stage_models", "stage"),
]


@pytest.mark.parametrize(("action", "code", "field"), UNSET)
def test_actions_that_name_nothing_sound(action: act.Action, code: str, field: str) -> None:
    problem = found(one(acting(action)))[code, "n", f"action.{field}"]
    assert problem.severity is Severity.ERROR
    assert "journey.problem" not in sentence(problem)
    assert "{" not in sentence(problem)


def test_sentences_name_what_is_missing() -> None:
    problem = found(one(acting(act.AddToAccountList(list="draft"))))[
        "draft.lists", "n", "action.list"
    ]
    assert (
        sentence(problem) == "The list “Draft list” is a draft. Make it Live or choose a Live one."
    )


def test_a_journey_does_not_add_to_itself() -> None:
    own = DEFINITIONS.model_copy(update={"journeys": (JourneyRef(id="j", name="Test"),)})
    journey = one(acting(act.AddAccountToJourney(journey="j")))
    assert codes(journey, definitions=own) == ["journey_itself"]


# --- audiences ------------------------------------------------------------------------------------


def entering(node: Node) -> list[str]:
    return codes(sound("q > a", q=node))


def test_the_audience_is_one_thing_that_exists_and_is_live() -> None:
    audience = AccountAudienceNode
    assert entering(audience(id="?", list="live")) == []
    assert entering(audience(id="?", list="dynamic")) == []
    assert entering(audience(id="?")) == ["audience_unset"]
    assert entering(audience(id="?", audience="everyone", list="live")) == ["audience_twice"]
    assert entering(audience(id="?", audience="gone")) == ["unknown.audiences"]
    assert entering(audience(id="?", list="draft")) == ["draft.lists"]
    assert entering(audience(id="?", list="friends")) == ["list_of.person"]
    assert entering(audience(id="?", audience="people")) == ["audience_of.person"]


def entering_people(node: PersonAudienceNode) -> list[str]:
    person = for_people(sound("in > a"))
    nodes = (node.model_copy(update={"id": "in"}), *person.nodes[1:])
    return codes(person.model_copy(update={"nodes": nodes}))


def test_person_audiences() -> None:
    event = trig.ExperienceEventTrigger(event_type="event.attended")
    audience = PersonAudienceNode
    assert entering_people(audience(id="?", events=(event,) * 10)) == []
    assert entering_people(audience(id="?", events=(event,) * 11)) == ["events_many"]
    assert entering_people(audience(id="?", events=(trig.ExperienceEventTrigger(),))) == [
        "event_unset"
    ]
    assert entering_people(audience(id="?", audience="everyone")) == ["audience_of.account"]
    assert entering_people(audience(id="?", list="live")) == ["list_of.account"]
    assert entering_people(audience(id="?", list="friends", events=(event,))) == ["audience_twice"]
    assert entering_people(audience(id="?")) == ["audience_unset"]


# --- listens and external nodes -------------------------------------------------------------------


STAGE = Comparison(value="Old")


@pytest.mark.parametrize(
    ("trigger", "code", "field"),
    [
        (trig.GroupStageTrigger(), "unset.solution_interests", "solution_interest"),
        (
            trig.GroupStatusTrigger(solution_interest="gone"),
            "unknown.solution_interests",
            "solution_interest",
        ),
        (
            trig.GroupStageTrigger(solution_interest="seeds", new=STAGE),
            "stage_unknown",
            "new.value",
        ),
        (
            trig.GroupStageTrigger(solution_interest="seeds", previous=STAGE),
            "stage_unknown",
            "previous.value",
        ),
        (
            trig.AssignedToGroupTrigger(solution_interest="seeds", role="King"),
            "role_unknown",
            "role",
        ),
        (
            trig.RemovedFromGroupTrigger(solution_interest="seeds", role="King"),
            "role_unknown",
            "role",
        ),
        (trig.AssignedToGroupTrigger(), "unset.solution_interests", "solution_interest"),
    ],
)
def test_triggers_of_buying_groups(trigger: trig.Trigger, code: str, field: str) -> None:
    assert (code, "n", f"triggers.0.{field}") in found(one(listening(trigger)))


def test_triggers_of_buying_groups_that_are_sound() -> None:
    stage = Comparison(operator=Operator.STARTS_WITH, value="Anything")
    known = Comparison(value="New")
    triggers: tuple[trig.Trigger, ...] = (
        trig.GroupStageTrigger(solution_interest="seeds", new=known, previous=stage),
        trig.AssignedToGroupTrigger(solution_interest="seeds", role="Champion"),
        trig.GroupCompletenessTrigger(solution_interest="seeds"),
    )
    assert codes(one(listening(*triggers))) == []


def test_external_nodes_have_a_service_that_answers_what_is_asked() -> None:
    def asking(**fields: str) -> ExternalSplitNode:
        path = ExternalPath(label="A", operator=Operator.IS_NOT_EMPTY, **fields)
        return ExternalSplitNode(id="?", service="grades", paths=(path,))

    assert codes(one(asking(accessor="grade"))) == []
    assert codes(one(asking())) == ["accessor_unset"]
    assert codes(one(asking(accessor="mood"))) == ["accessor_unknown"]
    assert codes(one(ExternalActionNode(id="?"))) == ["unset.services"]
    assert codes(one(ExternalActionNode(id="?", service="gone"))) == ["unknown.services"]


# --- conditions -----------------------------------------------------------------------------------


def asking(condition: Condition, by: Context = Context.ACCOUNTS) -> Node:
    return SplitNode(id="?", by=by, paths=(SplitPath(label="A", condition=condition),))


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (InList(list="gone"), "condition"),
        (InList(list="draft"), "condition"),
        (InList(list="friends"), "condition"),
        (MemberOfBuyingGroup(solution_interest="seeds"), "condition"),
        (Attribute(attribute="", value="x"), "condition"),
        (Attribute(attribute="accountSourceType"), "condition"),
        (HasBuyingGroup(solution_interest="gone"), "unknown.solution_interests"),
        (HasBuyingGroup(solution_interest="drafted"), "draft.role_templates"),
        (HasBuyingGroup(solution_interest="seeds", role="King"), "role_unknown"),
        (HasBuyingGroup(solution_interest="seeds", stage=STAGE), "stage_unknown"),
        (
            HasBuyingGroup(solution_interest="seeds", people_in_role=(PeopleInRole(role="King"),)),
            "role_unknown",
        ),
        (
            PeopleOfAccount(condition=MemberOfBuyingGroup(solution_interest="gone")),
            "unknown.solution_interests",
        ),
    ],
)
def test_conditions_of_nodes(condition: Condition, code: str) -> None:
    problem = next(p for (c, _, _), p in found(one(asking(condition))).items() if c == code)
    assert (problem.node, problem.severity) == ("n", Severity.ERROR)
    assert (problem.field or "").startswith("paths.0.condition")


def test_the_place_in_a_condition_is_named() -> None:
    node = asking(Attribute(attribute="accountSourceType"))
    assert ("condition", "n", "paths.0.condition.value") in found(one(node))


def test_conditions_that_are_sound() -> None:
    for condition in (
        InList(list="live"),
        InList(list="dynamic"),
        HasBuyingGroup(solution_interest="seeds", role="Champion", stage=Comparison(value="New")),
    ):
        assert codes(one(asking(condition))) == []


def test_conditions_of_listens() -> None:
    event = trig.ExperienceEventTrigger(event_type="event.attended")
    node = ListenNode(id="?", triggers=(event,), filters=InList(list="gone"), timeout=TIMEOUT)
    assert ("condition", "n", "filters.list") in found(one(node))


def test_conditions_of_what_the_journey_uses() -> None:
    nested = EntityList(
        id="nested",
        name="Nested",
        status=LibraryStatus.LIVE,
        kind=ListKind.DYNAMIC,
        condition=InList(list="dynamic"),
    )
    audience = Audience(id="everyone", name="Everyone", condition=InList(list="nested"))
    unused = Audience(id="unused", name="Unused", condition=InList(list="gone"))
    definitions = DEFINITIONS.model_copy(
        update={"audiences": (audience, unused), "lists": (*DEFINITIONS.lists, nested)}
    )
    (problem,) = found(sound("in > a"), definitions).values()
    assert sentence(problem).startswith("In “Nested”: The list “Dynamic list” is dynamic")
    assert problem.node is None
    bad = audience.model_copy(update={"condition": HasBuyingGroup(solution_interest="gone")})
    definitions = DEFINITIONS.model_copy(update={"audiences": (bad,)})
    problem = found(sound("in > a"), definitions)["unknown.solution_interests", "in", "audience"]
    assert sentence(problem).startswith("In “Everyone”: There is no solution interest “gone”")


def test_role_cards_are_checked_where_their_interest_is_used() -> None:
    template = DEFINITIONS.role_templates[0]
    card = template.cards[0].model_copy(update={"condition": InList(list="gone")})
    template = template.model_copy(update={"cards": (card,)})
    definitions = DEFINITIONS.model_copy(update={"role_templates": (template,)})
    used = one(acting(act.RemoveFromGroup(solution_interest="seeds")))
    assert "condition" in codes(used, definitions=definitions)
    assert "condition" not in codes(sound("in > a"), definitions=definitions)


def test_a_split_by_people_asks_people_or_their_relation_not_both() -> None:
    person = Attribute(attribute="b2b.personStatus", value="x")
    role, same = RoleInAccount(value="Buyer"), Attribute(attribute="personRoles", value="Buyer")

    def people(*conditions: Condition) -> list[str]:
        paths = tuple(
            SplitPath(label=f"Path {number}", condition=condition)
            for number, condition in enumerate(conditions)
        )
        node = SplitNode(id="?", by=Context.PEOPLE, paths=paths)
        return [code for code in codes(one(node)) if code == "attributes_mixed"]

    assert people(person) == people(role, same) == []
    assert people(person, role) == ["attributes_mixed"]
    assert people(AllOf(conditions=(person, same))) == ["attributes_mixed"]
