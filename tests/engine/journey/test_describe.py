"""Nodes in words."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.accounts.names import CatalogueNames
from engine.conditions.model import Comparison, FieldConstraint, Operator
from engine.journey import actions as act
from engine.journey import triggers as trig
from engine.journey.actions import ACTIONS, Context, MomentType
from engine.journey.describe import (
    Category,
    action_title,
    category,
    context_line,
    path_label,
    summary,
    timing_words,
    title,
    trigger_words,
    type_title,
)
from engine.journey.model import JourneyKind
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ExternalActionNode,
    ExternalSplitNode,
    ListenNode,
    MergeNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    WaitNode,
)
from engine.journey.timing import WORKDAYS, Duration, MustEndOn, Timing, Unit, Weekday
from resources.catalogue import say
from tests.engine.journey.drawing import act as acting
from tests.engine.journey.drawing import listen, people_split, split, variant
from tests.engine.journey.everything import DEFINITIONS, EVERYTHING

NAMES = CatalogueNames.of(
    None, DEFINITIONS.lists, {item.id: item.name for item in DEFINITIONS.solution_interests}
)
NINE = dt.time(9)


def said(node: Node) -> str:
    return say(summary(node, DEFINITIONS, NAMES))


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        (Timing(), "…"),
        (Timing(duration=Duration(amount=3)), "3 days"),
        (Timing(duration=Duration(amount=1, unit=Unit.MONTHS)), "1 month"),
        (Timing(until=dt.datetime(2025, 3, 1, 9, 30)), "until 2025-03-01 09:30"),  # noqa: DTZ001
        (
            Timing(
                duration=Duration(amount=3),
                must_end_on=MustEndOn(days=WORKDAYS, time=NINE, time_zone="America/New_York"),
            ),
            "3 days, then Mon–Fri 09:00 New York",
        ),
        (Timing(must_end_on=MustEndOn()), "until any day 00:00"),
        (
            Timing(
                must_end_on=MustEndOn(
                    days=(Weekday.SUNDAY, Weekday.MONDAY, Weekday.TUESDAY),
                    time=dt.time(9, 0, 30),
                )
            ),
            "until Mon, Tue, Sun 09:00:30",
        ),
        (Timing(must_end_on=MustEndOn(days=())), "until no day 00:00"),
    ],
)
def test_timings(timing: Timing, words: str) -> None:
    assert say(timing_words(timing)) == words
    assert said(WaitNode(id="w", timing=timing)) == f"Wait {words}"


CHANGED = Comparison(operator=Operator.AT_LEAST, value=80)


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        (trig.ExperienceEventTrigger(), "Choose an event"),
        (trig.ExperienceEventTrigger(event_type="directMarketing.emailClicked"), "Email clicked"),
        (
            trig.ExperienceEventTrigger(
                event_type="web.formFilledOut",
                at_least=2,
                constraints=(FieldConstraint(field="web.fillOutForm.webFormName", value="Demo"),),
            ),
            "Form filled out (Form name is “Demo”) (2 times)",
        ),
        (trig.AccountMomentTrigger(), "Account interesting moment"),
        (
            trig.AccountMomentTrigger(moment_type=MomentType.WEB),
            "Account interesting moment “Web”",
        ),
        (
            trig.AccountChangedTrigger(attribute="accountSourceType", new=Comparison(value="x")),
            "Source type changed (new value is “x”)",
        ),
        (
            trig.PersonChangedTrigger(
                attribute="b2b.personStatus", new=Comparison(operator=Operator.IS_ANY)
            ),
            "Lead status of a person changed",
        ),
        (
            trig.GroupCompletenessTrigger(
                solution_interest="seeds", new=CHANGED, previous=Comparison(value=0)
            ),
            (
                "Completeness of Seeds groups changed "
                "(new value is at least 80 and previous value is 0)"
            ),
        ),
        (trig.AssignedToGroupTrigger(solution_interest="seeds"), "Assigned to Seeds group"),
        (
            trig.RemovedFromGroupTrigger(solution_interest="seeds", role="Champion"),
            "Removed from Seeds group as Champion",
        ),
    ],
)
def test_triggers(trigger: trig.Trigger, words: str) -> None:
    assert say(trigger_words(trigger, NAMES)) == words
    assert said(ListenNode(id="l", triggers=(trigger,))) == words


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (AccountAudienceNode(id="a"), "Choose an audience"),
        (AccountAudienceNode(id="a", audience="big"), "Audience “Big”"),
        (AccountAudienceNode(id="a", audience="gone"), "Audience “gone”"),
        (AccountAudienceNode(id="a", list="named"), "List “Named”"),
        (
            PersonAudienceNode(
                id="a",
                events=(
                    trig.ExperienceEventTrigger(event_type="event.attended"),
                    trig.ExperienceEventTrigger(event_type="web.formFilledOut"),
                ),
            ),
            "On Attended event or Form filled out",
        ),
        (ActionNode(id="a"), "Choose an action"),
        (acting(act.SendEmail(email="hello")), "“Hello”"),
        (acting(act.SendEmail()), "Choose an email"),
        (acting(act.AddToMarketoList()), "Choose a Marketo list"),
        (acting(act.AddToAccountList()), "Choose a list"),
        (ExternalActionNode(id="e"), "Choose a service"),
        (acting(act.AddToMarketoList(list="ml")), "To “ML”"),
        (acting(act.AddToAccountList(list="named")), "To “Named”"),
        (
            acting(act.ActivateToDestination(destination="linkedin", audience_name="Gaps")),
            "Gaps to LinkedIn",
        ),
        (
            acting(act.UpdateAccountProfile(attribute="accountSourceType", value="Engaged")),
            "Source type becomes “Engaged”",
        ),
        (
            acting(act.UpdatePersonProfile(attribute="b2b.isMarketingSuspended", value=True)),
            "Marketing suspended becomes yes",
        ),
        (
            acting(act.UpdatePersonProfile(attribute="b2b.personStatus")),
            "Lead status becomes empty",
        ),
        (acting(act.ChangeScore(change=-5)), "Lead score -5"),
        (acting(act.ChangeScore(change=5)), "Lead score +5"),
        (
            acting(act.SendSalesAlert(solution_interest="seeds", email_to="sales@example.com")),
            "Seeds group to sales@example.com",
        ),
        (ListenNode(id="l"), "Choose an event"),
        (
            listen(
                triggers=(
                    trig.ExperienceEventTrigger(event_type="directMarketing.emailClicked"),
                    trig.ExperienceEventTrigger(event_type="web.formFilledOut"),
                ),
                timeout=Timing(duration=Duration(amount=7)),
            ),
            "Email clicked or Form filled out, within 7 days",
        ),
        (
            listen(
                triggers=(trig.AccountMomentTrigger(),),
                timeout=Timing(until=dt.datetime(2025, 3, 1)),  # noqa: DTZ001
            ),
            "Account interesting moment, until 2025-03-01 00:00",
        ),
        (split("Large", "Mid"), "Large, Mid, Other"),
        (variant(70, 30), "A 70 %, B 30 %"),
        (NextBestNode(id="n"), "Other"),
        (MergeNode(id="m"), "Paths go on together"),
        (CloseSplitNode(id="c", split="s"), "People meet again"),
        (ExternalActionNode(id="e", service="score"), "Calls “Score”"),
        (ExternalSplitNode(id="e"), "Other, Timeout or error"),
    ],
)
def test_summaries(node: Node, words: str) -> None:
    assert said(node) == words


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_a_title_and_a_summary(
    action: type[act.AccountAction | act.PeopleAction],
) -> None:
    assert "journey." not in say(action_title(action))
    node = ActionNode(id="a", context=action.context, action=action())
    assert title(node) == action_title(action)
    assert "journey." not in said(node)
    assert "{" not in said(node)


@pytest.mark.parametrize("node", EVERYTHING.journey.nodes)
def test_every_node_has_words(node: Node) -> None:
    for words in (
        type_title(node),
        title(node),
        context_line(node),
        summary(node, DEFINITIONS, NAMES),
    ):
        assert say(words)
        assert "journey." not in say(words)
        assert "{" not in say(words)


def test_titles_of_ones_own_come_first() -> None:
    node = ActionNode(id="a", title="Say hello", action=act.SendEmail())
    assert (title(node), say(type_title(node))) == ("Say hello", "Take an action")
    assert say(title(ActionNode(id="a", action=act.SendEmail()))) == "Send email"
    assert say(title(ActionNode(id="a"))) == "Take an action"


@pytest.mark.parametrize(
    ("node", "expected", "line"),
    [
        (AccountAudienceNode(id="n"), Category.AUDIENCE, "Accounts"),
        (PersonAudienceNode(id="n"), Category.AUDIENCE, "People"),
        (ActionNode(id="n", context=Context.PEOPLE), Category.ACTION, "People"),
        (ListenNode(id="n"), Category.EVENT, "Accounts"),
        (
            ListenNode(
                id="n",
                triggers=(trig.ExperienceEventTrigger(),),
                timeout=Timing(duration=Duration(amount=14)),
            ),
            Category.EVENT,
            "People · timeout 14 days",
        ),
        (
            ListenNode(
                id="n",
                triggers=(trig.AccountMomentTrigger(), trig.ExperienceEventTrigger()),
                timeout=Timing(until=dt.datetime(2025, 3, 1)),  # noqa: DTZ001
            ),
            Category.EVENT,
            "Accounts and people · until 2025-03-01 00:00",
        ),
        (ExternalActionNode(id="n"), Category.EVENT, "Accounts"),
        (people_split("A"), Category.FLOW, "By people"),
        (variant(50, 50), Category.FLOW, "By accounts"),
        (WaitNode(id="n"), Category.FLOW, "Accounts"),
        (MergeNode(id="n"), Category.FLOW, "Accounts"),
        (CloseSplitNode(id="n", split="s"), Category.FLOW, "Accounts"),
    ],
)
def test_categories_and_context(node: Node, expected: Category, line: str) -> None:
    assert category(node) is expected
    assert say(context_line(node)) == line


def test_people_travel_in_person_journeys() -> None:
    for node in (WaitNode(id="n"), MergeNode(id="n"), ListenNode(id="n")):
        assert say(context_line(node, JourneyKind.PERSON)) == "People"


def test_path_labels() -> None:
    with_timeout = listen(timeout=Timing(duration=Duration()))
    labels = [say(path_label(with_timeout, path)) for path in with_timeout.path_names()]
    assert labels == ["Event", "Timeout"]
    assert path_label(listen(), "next") == ""
    assert path_label(WaitNode(id="w"), "next") == ""
    external = ExternalActionNode(id="e")
    labels = [say(path_label(external, path)) for path in external.path_names()]
    assert labels == ["Success", "Timeout or error"]
    node = split("Large")
    assert [say(path_label(node, path)) for path in node.path_names()] == ["Large", "Other"]
