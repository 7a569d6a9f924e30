"""Listen for an event: section 3.2 and rulings 13, 21 to 25 and 50."""

from __future__ import annotations

import pytest

from engine.accounts.fields import (
    ACCOUNT_NAME,
    EMAIL,
    INTERESTING_MOMENT,
    PERSON_CHANGED,
)
from engine.conditions.model import Comparison, FieldConstraint, Operator
from engine.journey.actions import (
    AccountInterestingMoment,
    ChangeScore,
    Context,
    MomentType,
    PersonInterestingMoment,
    SendEmail,
)
from engine.journey.nodes import CloseSplitNode
from engine.journey.timing import Timing
from engine.journey.triggers import (
    AccountChangedTrigger,
    AccountMomentTrigger,
    AssignedToGroupTrigger,
    ExperienceEventTrigger,
    GroupCompletenessTrigger,
    GroupEngagementTrigger,
    GroupStageTrigger,
    GroupStatusTrigger,
    PersonChangedTrigger,
    RemovedFromGroupTrigger,
)
from tests.engine.simulation.build import (
    CLICK,
    FORM,
    FORM_NAME,
    TITLE,
    account,
    action,
    attribute,
    data,
    did,
    draw,
    equals,
    event,
    listen,
    must_end_on,
    person,
    split,
    timing,
    update,
    wait,
)
from tests.engine.simulation.conftest import Tell

FORM_FILLED = ExperienceEventTrigger(event_type=FORM)
CLICKED = ExperienceEventTrigger(event_type=CLICK)
TWO = [person("a", "A"), person("b", "A")]


def heard(tell: Tell, *events: dict[str, object], people: object = None, **how: object) -> str:
    """The line of a listen that account A reaches on 1 March at 00:00."""
    dataset = data([account("A")], people or TWO, events)  # type: ignore[arg-type]
    triggers = how.pop("triggers", (FORM_FILLED,))
    journey = draw("J", listen("l", *triggers, **how))  # type: ignore[misc, arg-type]
    return str(tell(dataset, journey).of("A")[0])


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ("03-01 00:00", "l | 03-01 00:00 | here"),  # not strictly after the arrival
        ("02-29 12:00", "l | 03-01 00:00 | here"),
        (
            "03-01 00:00:00.000001",
            "l | 03-01 00:00 | 03-01 00:00:00.000001 | next, completed, trigger 0, a",
        ),
        ("03-09 10:00", "l | 03-01 00:00 | 03-09 10:00 | next, completed, trigger 0, a"),
    ],
)
def test_section_3_2_events_strictly_after_the_arrival(tell: Tell, when: str, line: str) -> None:
    assert heard(tell, event("a", when)) == line


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ("03-03 00:00", "l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 0, a"),
        ("03-03 00:00:00.000001", "l | 03-01 00:00 | 03-03 00:00 | Timeout, completed"),
    ],
)
def test_section_3_2_events_not_later_than_the_deadline(tell: Tell, when: str, line: str) -> None:
    assert heard(tell, event("a", when), timeout=timing(2)) == line


def test_section_3_2_without_a_timeout_path_the_journey_ends_there(tell: Tell) -> None:
    line = heard(tell, timeout=timing(2), timeout_path=False)
    assert line == "l | 03-01 00:00 | 03-03 00:00 | timed_out"


def test_section_3_2_without_a_timeout_it_waits_until_the_journeys_end(tell: Tell) -> None:
    journey = draw("J", listen("l"), end="2024-03-20T00:00")
    story = tell(data([account("A")]), journey)
    assert story.of("A") == ["l | 03-01 00:00 | 03-20 00:00 | journey_ended"]


@pytest.mark.parametrize(
    ("timeout", "deadline"),
    [
        (timing(36, "hours"), "03-02 12:00"),
        (timing(until="2024-03-04T10:00"), "03-04 10:00"),
        (timing(until="2024-02-04T10:00"), "03-01 00:00"),  # in the past: at once
        (timing(1, must=must_end_on("09:00", zone="Asia/Tokyo")), "03-02 00:00"),
        (timing(must=must_end_on("09:00")), "03-01 09:00"),
    ],
)
def test_ruling_23_the_deadline_is_the_exit_of_a_wait(
    tell: Tell, timeout: Timing, deadline: str
) -> None:
    assert heard(tell, timeout=timeout) == f"l | 03-01 00:00 | {deadline} | Timeout, completed"


def test_section_3_2_any_person_of_the_account_but_not_of_another(tell: Tell) -> None:
    dataset = data(
        [account("A"), account("B")],
        [person("a", "A"), person("b", "B"), person("c", None)],
        [event("b", "03-02"), event("c", "03-02 10:00"), event("a", "03-03")],
    )
    story = tell(dataset, draw("J", listen("l")))
    assert story.of("A") == ["l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 0, a"]
    assert story.of("B") == ["l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 0, b"]


def test_section_3_2_the_first_trigger_that_matches_and_the_higher_at_one_instant(
    tell: Tell,
) -> None:
    events = [event("a", "03-02", FORM), event("b", "03-02", CLICK)]
    both = (CLICKED, FORM_FILLED)
    line = "l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 0, b"
    assert heard(tell, *events, triggers=both) == line
    # A form an hour earlier wins by time, though it is lower in the list.
    line = "l | 03-01 00:00 | 03-01 23:00 | next, completed, trigger 1, a"
    assert heard(tell, *events, event("a", "03-01 23:00"), triggers=both) == line


def test_ruling_21_the_kth_event_of_all_people_together_after_the_arrival(tell: Tell) -> None:
    # The one before the arrival does not count: the third after it is b's on the 4th.
    three = ExperienceEventTrigger(event_type=FORM, at_least=3)
    events = [
        event("a", "02-28"),
        event("a", "03-02"),
        event("b", "03-03"),
        event("b", "03-04"),
        event("a", "03-05"),
    ]
    line = "l | 03-01 00:00 | 03-04 00:00 | next, completed, trigger 0, b"
    assert heard(tell, *events, triggers=(three,)) == line


def test_ruling_21_each_trigger_counts_for_itself(tell: Tell) -> None:
    # Two forms by the 3rd and two clicks by the 4th: one of each on the 2nd is no pair.
    twice = [ExperienceEventTrigger(event_type=kind, at_least=2) for kind in (CLICK, FORM)]
    events = [
        event("a", "03-02", FORM),
        event("a", "03-02", CLICK),
        event("a", "03-03", FORM),
        event("a", "03-04", CLICK),
    ]
    line = "l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 1, a"
    assert heard(tell, *events, triggers=tuple(twice)) == line


def test_ruling_21_several_events_at_one_instant_count_each(tell: Tell) -> None:
    # The second of two at the same instant, in the order in which they were loaded.
    twice = ExperienceEventTrigger(event_type=FORM, at_least=2)
    events = [event("b", "03-02"), event("a", "03-02")]
    line = "l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 0, a"
    assert heard(tell, *events, triggers=(twice,)) == line


@pytest.mark.parametrize(
    ("constraint", "when"),
    [
        (FieldConstraint(field=FORM_NAME, value="DEMO"), "03-03"),  # case ignored (ruling 46)
        (
            FieldConstraint(field=FORM_NAME, operator=Operator.IS_NOT, value="Newsletter"),
            "03-02",  # no form name: a negative comparison holds (ruling 15)
        ),
        (FieldConstraint(field=FORM_NAME, operator=Operator.STARTS_WITH, value="de"), "03-03"),
        (FieldConstraint(field=FORM_NAME, operator=Operator.CONTAINS, value="letter"), "03-01"),
        (FieldConstraint(field=FORM_NAME, operator=Operator.IS_ANY), "03-01"),
        (FieldConstraint(field=FORM_NAME, operator=Operator.IS_EMPTY), "03-02"),
    ],
)
def test_section_3_2_constraints_on_fields(
    tell: Tell, constraint: FieldConstraint, when: str
) -> None:
    events = [
        event("a", "03-01 10:00", form="Newsletter"),
        event("a", "03-02 10:00"),
        event("a", "03-03 10:00", form="Demo request"),
        event("a", "03-03 10:00", form="Demo"),
    ]
    trigger = ExperienceEventTrigger(event_type=FORM, constraints=(constraint,))
    line = f"l | 03-01 00:00 | {when} 10:00 | next, completed, trigger 0, a"
    assert heard(tell, *events, triggers=(trigger,)) == line


def test_section_3_2_constraints_hold_together(tell: Tell) -> None:
    kind, text = (
        "leadOperation.interestingMoment.type",
        "leadOperation.interestingMoment.description",
    )
    trigger = ExperienceEventTrigger(
        event_type=INTERESTING_MOMENT,
        constraints=(
            FieldConstraint(field=kind, value="Web"),
            FieldConstraint(field=text, operator=Operator.CONTAINS, value="price"),
        ),
    )
    events = [
        event("a", "03-02", INTERESTING_MOMENT, **{kind: "Web", text: "Home page"}),
        event("a", "03-03", INTERESTING_MOMENT, **{kind: "Email", text: "Price list"}),
        event("a", "03-04", INTERESTING_MOMENT, **{kind: "Web", text: "Price list"}),
    ]
    line = "l | 03-01 00:00 | 03-04 00:00 | next, completed, trigger 0, a"
    assert heard(tell, *events, triggers=(trigger,)) == line


def test_ruling_46_event_types_compare_exactly(tell: Tell) -> None:
    assert heard(tell, event("a", "03-02", FORM.upper())) == "l | 03-01 00:00 | here"


def test_ruling_22_filters_narrow_whose_events_count_at_their_instant(tell: Tell) -> None:
    # Directors only: a's form of the 2nd does not count, b's of the 3rd does.
    people = [person("a", "A", title="Clerk"), person("b", "A", title="Director")]
    events = [event("a", "03-02"), event("b", "03-03")]
    line = heard(tell, *events, people=people, filters=attribute("title", "director"))
    assert line == "l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 0, b"
    # Those who have clicked, by then: a clicks on the 4th, after the form of the 2nd.
    clicks = [event("a", "03-04", CLICK), event("b", "03-03", CLICK)]
    line = heard(tell, *events, *clicks, event("a", "03-05"), filters=did(CLICK))
    assert line == "l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 0, b"
    # The event itself is in the history at its own instant (ruling 7).
    assert heard(tell, event("a", "03-02"), filters=did(FORM)).endswith("trigger 0, a")


def test_ruling_22_filters_do_not_apply_to_account_events(tell: Tell) -> None:
    moment = action("m", AccountInterestingMoment())
    second = draw("2", wait("w", 1), moment)
    first = draw("1", listen("l", AccountMomentTrigger(), filters=attribute("title", "nobody")))
    story = tell(data([account("A")], TWO), first, second)
    assert story.of("A", "1") == ["l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 0"]


def test_ruling_13_people_without_an_address_are_not_listened_to(tell: Tell) -> None:
    people = [person("a", "A", None), person("b", "A", "  "), person("c", "A")]
    events = [event("a", "03-02"), event("b", "03-03"), event("c", "03-04")]
    line = heard(tell, *events, people=people)
    assert line == "l | 03-01 00:00 | 03-04 00:00 | next, completed, trigger 0, c"


def test_ruling_13_an_account_without_a_name_is_not_listened_to(tell: Tell) -> None:
    # "2" adds a moment on the 2nd, when A has no name, and one on the 4th, when it has one again.
    # The moment of the 2nd does not count afterwards either: it was judged when it happened.
    hearer = draw("1", listen("l", AccountMomentTrigger()))
    moment = AccountInterestingMoment()
    adder = draw(
        "2",
        wait("w1", 1),
        update("u1", ACCOUNT_NAME, None),
        action("m1", moment),
        wait("w2", 1),
        update("u2", ACCOUNT_NAME, "Acme"),
        wait("w3", 1),
        action("m2", moment),
    )
    story = tell(data([account("A")]), hearer, adder)
    assert story.of("A", "1") == ["l | 03-01 00:00 | 03-04 00:00 | next, completed, trigger 0"]


def test_ruling_13_who_takes_part_is_asked_when_an_event_is_judged(tell: Tell) -> None:
    # "1" wants two forms; its first pass on the 1st judges a's of 10:00 while a has an address.
    # Then "2" takes the address away; the second pass keeps that judgement, but a's form of the
    # 2nd does not count, so that b's on the 3rd is the second one.
    events = [event("a", "03-01 10:00"), event("a", "03-02 10:00"), event("b", "03-03 10:00")]
    twice = ExperienceEventTrigger(event_type=FORM, at_least=2)
    hearer = draw("1", listen("l", twice))
    taker = draw(
        "2",
        split("s", {"a": attribute(TITLE, "Clerk")}, by=Context.PEOPLE),
        update("u", EMAIL, None, people=True),
        CloseSplitNode(id="x", split="s"),
        edges="in > s, s[a] > u, u > x, s[Other] > x",
    )
    people = [person("a", "A", title="Clerk"), person("b", "A", title="Director")]
    story = tell(data([account("A")], people, events), hearer, taker)
    assert story.of("A", "1") == ["l | 03-01 00:00 | 03-03 10:00 | next, completed, trigger 0, b"]


def test_ruling_30_an_account_without_people_waits_for_account_events_or_the_deadline(
    tell: Tell,
) -> None:
    first = draw("1", listen("l", FORM_FILLED, AccountMomentTrigger(), timeout=timing(5)))
    second = draw("2", wait("w", 1), action("m", AccountInterestingMoment()))
    story = tell(data([account("A")]), first, second)
    assert story.of("A", "1") == ["l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 1"]
    assert tell(data([account("A")]), first).of("A") == [
        "l | 03-01 00:00 | 03-06 00:00 | Timeout, completed"
    ]


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        (None, "l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 0"),
        (MomentType.WEB, "l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 0"),
        (MomentType.EMAIL, "l | 03-01 00:00 | here"),
    ],
)
def test_section_3_2_account_interesting_moment(
    tell: Tell, wanted: MomentType | None, line: str
) -> None:
    first = draw("1", listen("l", AccountMomentTrigger(moment_type=wanted)))
    second = draw(
        "2",
        wait("w", 1),
        action("m", AccountInterestingMoment(moment_type=MomentType.MILESTONE)),
        wait("v", 1),
        action("n", AccountInterestingMoment(moment_type=MomentType.WEB)),
    )
    assert tell(data([account("A")]), first, second).of("A", "1") == [line]


@pytest.mark.parametrize(
    ("trigger", "when"),
    [
        # tier: missing > 5 on the 2nd, 5 > 7 on the 3rd; stage: missing > Hot on the 4th.
        (AccountChangedTrigger(attribute="tier"), "03-02"),
        (AccountChangedTrigger(attribute="tier", new=equals(7)), "03-03"),
        (
            AccountChangedTrigger(
                attribute="tier", new=Comparison(operator=Operator.GREATER, value=5)
            ),
            "03-03",
        ),
        (AccountChangedTrigger(attribute="tier", previous=equals(5)), "03-03"),
        (
            AccountChangedTrigger(
                attribute="tier", previous=Comparison(operator=Operator.IS_EMPTY)
            ),
            "03-02",
        ),
        (
            AccountChangedTrigger(attribute="tier", new=equals(5), previous=equals(5)),
            None,
        ),
        (AccountChangedTrigger(attribute="stage", new=equals("hot")), "03-04"),
        (AccountChangedTrigger(attribute="stage", new=equals(7)), None),
        (AccountChangedTrigger(attribute="tier", at_least=2), "03-03"),
    ],
)
def test_section_3_2_account_data_value_changed(
    tell: Tell, trigger: AccountChangedTrigger, when: str | None
) -> None:
    first = draw("1", listen("l", trigger))
    second = draw(
        "2",
        wait("w1", 1),
        update("u1", "tier", 5),
        wait("w2", 1),
        update("u2", "tier", 7),
        wait("w3", 1),
        update("u3", "stage", "Hot"),
    )
    told = "here" if when is None else f"{when} 00:00 | next, completed, trigger 0"
    assert tell(data([account("A")]), first, second).of("A", "1") == [f"l | 03-01 00:00 | {told}"]


@pytest.mark.parametrize(
    ("trigger", "when"),
    [
        (PersonChangedTrigger(attribute="points"), "03-02 10:00"),  # loaded
        (PersonChangedTrigger(attribute="points", new=equals(2.5)), "03-03 00:00"),
        (PersonChangedTrigger(attribute="points", previous=equals(1)), "03-03 00:00"),
        (PersonChangedTrigger(attribute="segment"), None),
    ],
)
def test_section_3_2_person_profile_changed(
    tell: Tell, trigger: PersonChangedTrigger, when: str | None
) -> None:
    loaded = event(
        "a",
        "03-02 10:00",
        PERSON_CHANGED,
        **{"dataValueChanged.attribute": "points", "dataValueChanged.newValue": "1"},
    )
    first = draw("1", listen("l", trigger))
    second = draw("2", wait("w", 2), update("u", "points", 2.5, people=True))
    dataset = data([account("A")], [person("a", "A", points=1)], [loaded])
    told = "here" if when is None else f"{when} | next, completed, trigger 0, a"
    assert tell(dataset, first, second).of("A", "1") == [f"l | 03-01 00:00 | {told}"]


@pytest.mark.parametrize(
    ("operator", "heard_it"),
    [
        (Operator.IS_NOT_EMPTY, True),  # it is not missing
        (Operator.IS_EMPTY, False),
        (Operator.GREATER, False),  # values of different types are never greater (ruling 15)
        (Operator.IS, False),
        (Operator.IS_NOT, True),
    ],
)
def test_ruling_15_a_changed_value_that_is_none_of_the_attributes_type(
    tell: Tell, operator: Operator, heard_it: bool
) -> None:
    # Points are numbers; the loaded event says that they were "many" before.
    said = {"dataValueChanged.attribute": "points", "dataValueChanged.previousValue": "many"}
    value = None if "empty" in operator else 3
    before = Comparison(operator=operator, value=value)
    line = heard(
        tell,
        event("a", "03-02", PERSON_CHANGED, **said),
        triggers=(PersonChangedTrigger(attribute="points", previous=before),),
    )
    told = "03-02 00:00 | next, completed, trigger 0, a" if heard_it else "here"
    assert line == f"l | 03-01 00:00 | {told}"


def test_ruling_24_setting_an_equal_value_adds_no_event(tell: Tell) -> None:
    first = draw("1", listen("l", AccountChangedTrigger(attribute="stage")))
    second = draw(
        "2",
        wait("w1", 1),
        update("u1", "stage", "hot"),
        wait("w2", 1),
        update("u2", "stage", "Hot"),
    )
    story = tell(data([account("A", stage="hot")]), first, second)
    # Exactly equal on the 2nd: nothing. Another case on the 3rd is another value (ruling 46).
    assert story.of("A", "1") == ["l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 0"]
    assert story.effects() == [
        "u1 | 03-02 00:00 | A | nothing | stage (same_value)",
        "u2 | 03-03 00:00 | A | attribute_changed | stage: hot > Hot",
    ]


def test_ruling_25_events_that_actions_add_count_like_loaded_ones(tell: Tell) -> None:
    # A person moment of "2" is heard by an experience event trigger and seen by a filter's history.
    trigger = ExperienceEventTrigger(event_type=INTERESTING_MOMENT)
    first = draw("1", listen("l", trigger, filters=did(INTERESTING_MOMENT, at_least=2)))
    moment = PersonInterestingMoment(description="met")
    second = draw("2", wait("w1", 1), action("m1", moment), wait("w2", 1), action("m2", moment))
    story = tell(data([account("A")], [person("a", "A")]), first, second)
    assert story.of("A", "1") == ["l | 03-01 00:00 | 03-03 00:00 | next, completed, trigger 0, a"]


def test_ruling_25_sends_and_score_changes_add_no_events_in_a_replay(tell: Tell) -> None:
    types = (
        "directMarketing.emailSent",
        "directMarketing.emailDelivered",
        "leadOperation.scoreChanged",
    )
    first = draw("1", listen("l", *(ExperienceEventTrigger(event_type=one) for one in types)))
    second = draw(
        "2",
        wait("w", 1),
        action("mail", SendEmail(email="news")),
        action("score", ChangeScore(score="Lead score", change=5)),
    )
    story = tell(data([account("A")], [person("a", "A")]), first, second)
    assert story.messages() == ["mail | 03-02 00:00 | a | news | sent"]
    assert story.of("A", "1") == ["l | 03-01 00:00 | here"]


def test_ruling_50_an_event_is_judged_once_by_the_first_pass_that_sees_it(tell: Tell) -> None:
    # The first pass of "1" on the 1st judges a's form of 10:00: not by a Director, it does not
    # count. Then "2" makes a a Director at 00:00; the second pass does not judge the form again.
    # The form of the 2nd is judged on the 2nd.
    people = [person("a", "A", title="Clerk")]
    events = [event("a", "03-01 10:00"), event("a", "03-02 10:00")]
    first = draw("1", listen("l", filters=attribute("title", "Director")))
    second = draw(
        "2",
        update("u", "title", "Director", people=True),
        action("m", AccountInterestingMoment()),
    )
    story = tell(data([account("A")], people, events), first, second)
    assert story.of("A", "1") == ["l | 03-01 00:00 | 03-02 10:00 | next, completed, trigger 0, a"]
    # The other way round the title has changed before the event is judged.
    story = tell(data([account("A")], people, events), draw("3", *first.nodes[1:]), second)
    assert story.of("A", "3") == ["l | 03-01 00:00 | 03-01 10:00 | next, completed, trigger 0, a"]


def test_ruling_20_events_of_buying_groups_do_not_happen_without_groups(tell: Tell) -> None:
    triggers = (
        GroupStageTrigger(),
        GroupStatusTrigger(),
        GroupCompletenessTrigger(),
        GroupEngagementTrigger(),
        AssignedToGroupTrigger(),
        RemovedFromGroupTrigger(),
        FORM_FILLED,
    )
    line = heard(tell, event("a", "03-02"), triggers=triggers)
    assert line == "l | 03-01 00:00 | 03-02 00:00 | next, completed, trigger 6, a"
