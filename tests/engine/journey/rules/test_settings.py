"""What actions, listens and paths need to be set."""

from __future__ import annotations

import pytest

from engine.accounts.fields import Entity, Field
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    EventHistory,
    FieldConstraint,
    Not,
    Operator,
    PeopleOfAccount,
    ValueType,
)
from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.actions import Context
from engine.journey.nodes import (
    ActionNode,
    ListenNode,
    NextBestNode,
    NextBestPath,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
)
from engine.journey.rules import Facts, Severity, apply_fix
from engine.journey.timing import Duration, Timing
from tests.engine.journey.drawing import act as acting
from tests.engine.journey.drawing import close, industry, people_split, split, variant
from tests.engine.journey.rules.ground import codes, for_people, found, one, sentence, sound

TIMEOUT = Timing(duration=Duration(amount=2))
TIER = Field(path="tier", label="Tier", type=ValueType.INTEGER, custom=True)
FACTS = Facts(
    custom={
        Entity.ACCOUNT: (TIER,),
        Entity.EVENT: (Field(path="mood", label="Mood", type=ValueType.NUMBER, custom=True),),
    },
    events={"webinar.left": frozenset({"minutes"}), "event.attended": frozenset({"mood"})},
)


# --- actions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "code", "field"),
    [
        (
            act.ActivateToDestination(destination="linkedin", audience_name=" "),
            "empty.audience_name",
            "audience_name",
        ),
        (act.SendSalesAlert(solution_interest="seeds"), "empty.email_to", "email_to"),
        (act.UpdateGroupStatus(solution_interest="seeds"), "empty.status", "status"),
        (act.AddToMarketoList(list="ml"), "empty.connection", "connection"),
        (act.RemoveFromMarketoList(list="ml"), "empty.connection", "connection"),
        (act.AddToMarketoCampaign(campaign="mc"), "empty.connection", "connection"),
        (act.PersonalizeWeb(), "empty.experience", "experience"),
        (act.ChangeScore(score="", change=1), "empty.score", "score"),
        (act.ChangeScore(), "score_unchanged", "change"),
        (
            act.UpdateGroupStatus(solution_interest="seeds", status="x" * 51),
            "status_long",
            "status",
        ),
        (
            act.SendSalesAlert(solution_interest="seeds", email_to="a@b.com, nobody"),
            "address_bad",
            "email_to",
        ),
        (act.UpdateAccountProfile(value="x"), "attribute_unset", "attribute"),
        (
            act.UpdateAccountProfile(attribute="accountKey.sourceKey", value="x"),
            "attribute_is_key",
            "attribute",
        ),
        (
            act.UpdatePersonProfile(
                attribute="personComponents.sourceAccountKey.sourceKey", value="x"
            ),
            "attribute_is_key",
            "attribute",
        ),
        (act.UpdateAccountProfile(attribute="tier", value=1), "attribute_new.account", "attribute"),
        (act.UpdatePersonProfile(attribute="tier", value=1), "attribute_new.person", "attribute"),
        (
            act.UpdateAccountProfile(
                attribute="accountOrganization.annualRevenue.amount", value="much"
            ),
            "value_type",
            "value",
        ),
        (
            act.UpdatePersonProfile(attribute="person.birthDate", value="soon"),
            "value_type",
            "value",
        ),
    ],
)
def test_settings_of_actions(action: act.Action, code: str, field: str) -> None:
    problem = found(one(acting(action)))[code, "n", f"action.{field}"]
    warns = code.startswith(("score_unchanged", "attribute_new"))
    assert problem.severity is (Severity.WARNING if warns else Severity.ERROR)
    assert "journey.problem" not in sentence(problem)
    assert "{" not in sentence(problem)


def test_a_status_of_fifty_characters_is_short_enough() -> None:
    action = act.UpdateGroupStatus(solution_interest="seeds", status="x" * 50)
    assert codes(one(acting(action))) == []


def test_clearing_an_attribute_needs_no_value() -> None:
    assert codes(one(acting(act.UpdateAccountProfile(attribute="accountSourceType")))) == []


def test_custom_attributes_of_the_data_can_be_set() -> None:
    journey = one(acting(act.UpdateAccountProfile(attribute="tier", value=1)))
    assert codes(journey, facts=FACTS) == []
    wrong = one(acting(act.UpdateAccountProfile(attribute="tier", value="high")))
    assert codes(wrong, facts=FACTS) == ["value_type"]


def test_an_action_of_the_other_context() -> None:
    node = ActionNode(id="?", context=Context.ACCOUNTS, action=act.SendEmail(email="hello"))
    problem = found(one(node))["context_wrong.people", "n", "context"]
    mended = apply_fix(one(node), problem)
    assert mended.by_id["n"] == node.model_copy(update={"id": "n", "context": Context.PEOPLE})
    alert = act.SendSalesAlert(solution_interest="seeds", email_to="a@b.com")
    inside = sound(
        "in > s; s.A > x; s.Other > c; x > c",
        s=people_split("A"),
        x=ActionNode(id="?", context=Context.PEOPLE, action=alert),
        c=close("s"),
    )
    assert found(inside)["context_wrong.accounts", "x", "context"].fix is None


# --- listens --------------------------------------------------------------------------------------


def listening(trigger: trig.Trigger) -> ListenNode:
    return ListenNode(id="?", triggers=(trigger,), timeout=TIMEOUT)


def test_a_listen_has_triggers() -> None:
    assert codes(one(ListenNode(id="?", timeout=TIMEOUT))) == ["trigger_unset"]


def test_a_person_journey_listens_to_people() -> None:
    journey = for_people(one(listening(trig.AccountMomentTrigger())))
    assert codes(journey) == ["trigger_of_accounts"]
    event = trig.ExperienceEventTrigger(event_type="event.attended")
    assert codes(for_people(one(listening(event)))) == []


def event(field: str = "event.name", **asked: object) -> trig.ExperienceEventTrigger:
    constraint = FieldConstraint(field=field, **asked)
    return trig.ExperienceEventTrigger(event_type="event.attended", constraints=(constraint,))


@pytest.mark.parametrize(
    ("trigger", "code", "field"),
    [
        (trig.ExperienceEventTrigger(), "event_unset", "event_type"),
        (trig.ExperienceEventTrigger(event_type="webinar.left"), "event_unknown", "event_type"),
        (event("minutes", value=5), "field_unknown", "constraints.0.field"),
        (event(), "constraint", "constraints.0.value"),
        (
            event(operator=Operator.ENDS_WITH, value="x"),
            "constraint_operator",
            "constraints.0.operator",
        ),
        (event(operator=Operator.GREATER, value=5), "constraint", "constraints.0.operator"),
        (trig.AccountChangedTrigger(), "attribute_unset", "attribute"),
        (trig.PersonChangedTrigger(), "attribute_unset", "attribute"),
        (
            trig.AccountChangedTrigger(attribute="tier"),
            "attribute_unknown.account",
            "attribute",
        ),
        (trig.PersonChangedTrigger(attribute="tier"), "attribute_unknown.person", "attribute"),
        (
            trig.PersonChangedTrigger(attribute="b2b.personStatus", new=Comparison()),
            "constraint",
            "new.value",
        ),
        (
            trig.GroupCompletenessTrigger(
                solution_interest="seeds", previous=Comparison(value="half")
            ),
            "constraint",
            "previous.value",
        ),
    ],
)
def test_settings_of_triggers(trigger: trig.Trigger, code: str, field: str) -> None:
    problem = found(one(listening(trigger)))[code, "n", f"triggers.0.{field}"]
    assert "journey.problem" not in sentence(problem)
    assert "{" not in sentence(problem)


def test_what_the_catalogue_lacks_warns_without_data_and_blocks_with_data_that_lack_it() -> None:
    lacking = (
        listening(trig.ExperienceEventTrigger(event_type="webinar.left")),
        listening(trig.AccountChangedTrigger(attribute="tier")),
        listening(event("minutes", value="5")),
        asking(Attribute(attribute="tier", value=1)),
        asking(PeopleOfAccount(condition=EventHistory(event_type="webinar.left"))),
    )
    for node in lacking:
        (warned,) = found(one(node)).values()
        assert warned.severity is Severity.WARNING
        (blocked,) = found(one(node), facts=Facts()).values()
        assert blocked.severity is Severity.ERROR


def test_what_the_data_have_is_known() -> None:
    left = trig.ExperienceEventTrigger(
        event_type="webinar.left", constraints=(FieldConstraint(field="minutes", value="5"),)
    )
    assert codes(one(listening(left)), facts=FACTS) == []
    assert codes(one(listening(trig.AccountChangedTrigger(attribute="tier"))), facts=FACTS) == []
    assert codes(one(listening(event("mood", value=5))), facts=FACTS) == []
    assert codes(one(asking(Attribute(attribute="tier", value=1))), facts=FACTS) == []


def test_what_the_journey_itself_sets_is_known() -> None:
    journey = sound(
        "in > a > s",
        a=acting(act.UpdateAccountProfile(attribute="tier", value=1)),
        s=asking(Attribute(attribute="tier", value=1)),
    )
    assert codes(journey) == ["attribute_new.account"]


# --- prompts --------------------------------------------------------------------------------------


def test_next_best_paths_have_prompts() -> None:
    def best(**fields: object) -> list[str]:
        return codes(
            for_people(one(NextBestNode(id="?", paths=(NextBestPath(label="A", **fields),))))
        )

    assert best(prompt="wants a demo") == []
    assert best(override=AllOf()) == []
    assert best() == ["prompt_unset"]


# --- variants -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((50, 30, 20), []),
        ((99, 1), []),
        ((50, 49), ["percentage_total"]),
        ((50, 51), ["percentage_total"]),
        ((100, 0), ["percentage_range", "percentage_range"]),
        ((-1, 101), ["percentage_range", "percentage_range"]),
    ],
)
def test_shares_are_from_1_to_99_and_add_up_to_100(
    shares: tuple[int, ...], expected: list[str]
) -> None:
    journey = one(variant(*shares))
    assert codes(journey) == expected
    for problem in found(journey).values():
        assert codes(apply_fix(journey, problem)) == []


def test_even_shares_are_whole_and_add_up() -> None:
    paths = tuple(VariantPath(label=f"Path {n}", percentage=0) for n in range(7))
    journey = one(VariantNode(id="?", paths=paths))
    (problem, *_) = found(journey).values()
    node = apply_fix(journey, problem).by_id["n"]
    assert isinstance(node, VariantNode)
    # 100 = 7 x 14 + 2: the first two paths get one more.
    assert [path.percentage for path in node.paths] == [15, 15, 14, 14, 14, 14, 14]


# --- splits ---------------------------------------------------------------------------------------


def asking(*conditions: object, other: bool = True, by: Context = Context.ACCOUNTS) -> SplitNode:
    paths = tuple(
        SplitPath(label=f"Path {number}", condition=condition)
        for number, condition in enumerate(conditions, 1)
    )
    return SplitNode(id="?", by=by, paths=paths, other=other)


REVENUE = "accountOrganization.annualRevenue.amount"


def above(amount: int) -> Attribute:
    return Attribute(attribute=REVENUE, operator=Operator.GREATER, value=amount)


def test_a_path_below_one_with_the_same_or_a_weaker_condition_is_never_taken() -> None:
    assert codes(one(asking(above(10), above(5)))) == []
    assert codes(one(asking(above(5), above(10)))) == ["path_shadowed"]
    assert codes(one(asking(industry("x"), industry("x")))) == ["path_shadowed"]
    both = AllOf(conditions=(above(5), industry("x")))
    journey = one(asking(industry("x"), above(7), both))
    problem = found(journey)["path_shadowed", "n", "paths.2.condition"]
    assert sentence(problem) == (
        "Whoever meets “Path 3” also meets “Path 1” above it and takes that. "
        "Move it up or change it."
    )
    assert problem.severity is Severity.WARNING


def test_a_condition_that_no_one_can_meet() -> None:
    assert codes(one(asking(AnyOf()))) == ["path_never"]
    assert codes(one(asking(Not(condition=AllOf())))) == ["path_never"]


def test_a_path_without_a_condition_takes_everything() -> None:
    assert codes(one(asking(above(5), AllOf()))) == ["path_always"]
    assert codes(one(asking(AllOf(), above(5)))) == ["path_shadowed", "path_always"]


def test_a_split_without_other_ends_journeys() -> None:
    journey = one(asking(above(5), other=False))
    problem = found(journey)["other_missing.account", "n", "other"]
    assert problem.severity is Severity.WARNING
    mended = apply_fix(journey, problem)
    assert mended.by_id["n"].path_names() == ("Path 1", "Other")
    assert codes(mended) == []
    counted = found(journey, facts=Facts(unmatched={"n": 12}))
    assert sentence(counted["other_missing_counted", "n", "other"]) == (
        "12 accounts of the loaded data match no path and end here. "
        "Add the path Other to keep them."
    )
    single = found(journey, facts=Facts(unmatched={"n": 1}))
    assert sentence(single["other_missing_counted", "n", "other"]).startswith("1 account of the")


def test_where_every_account_matches_or_people_go_on_no_other_is_needed() -> None:
    assert codes(one(asking(above(5), AllOf(), other=False))) == ["path_always"]
    by_people = sound("in > s; s.A > c", s=people_split("A", other=False), c=close("s"))
    assert codes(by_people) == []
    alone = for_people(one(people_split("A", other=False)))
    assert codes(alone) == ["other_missing.person"]


def test_a_path_that_no_account_takes() -> None:
    facts = Facts(taken={("n", "A"): 0, ("n", "Other"): 5})
    (problem,) = found(one(split("A")), facts=facts).values()
    assert sentence(problem) == ("No account of the loaded data takes “A”. Check its condition.")
    assert problem.severity is Severity.WARNING
