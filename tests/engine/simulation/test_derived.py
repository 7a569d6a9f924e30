"""Derived attributes in a simulation: worked out at each midnight, before lists and audiences
(rulings 6, 7, 44), by hand; both simulators must agree."""

from __future__ import annotations

from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over
from engine.conditions.model import Attribute, InList, Operator, Scope
from engine.journey.triggers import ExperienceEventTrigger
from engine.simulation.run import simulate
from engine.simulation.trace import account_trace
from resources.catalogue import say
from tests.engine.simulation.build import (
    FORM,
    account,
    account_list,
    data,
    definitions,
    draw,
    event,
    listen,
    person,
    split,
    update,
    wait,
    window,
)
from tests.engine.simulation.conftest import Tell

FORMS = DerivedAttribute(id="forms", name="Forms", event_type=FORM)
HOT = DerivedAttribute(
    id="hot",
    name="Hot people",
    over=Over.PEOPLE,
    people=Attribute(attribute="segment", value="hot"),
)


def at_least(definition: DerivedAttribute, value: float) -> Attribute:
    return Attribute(attribute=definition.path, operator=Operator.AT_LEAST, value=value)


def test_a_split_during_the_day_sees_the_value_of_the_last_midnight(tell: Tell) -> None:
    # The form of 2 March 10:00 is heard at that instant; the count is still that of 00:00: none.
    journey = draw(
        "J",
        listen("l", ExperienceEventTrigger(event_type=FORM)),
        split("s", {"Some": at_least(FORMS, 1)}),
    )
    dataset = data([account("A")], [person("p", "A")], [event("p", "03-02 10:00")])
    story = tell(dataset, journey, derived_attributes=(FORMS,))
    assert story.of("A")[-1] == "s | 03-02 10:00 | 03-02 10:00 | Other, completed"


def test_a_split_at_midnight_sees_all_up_to_that_instant(tell: Tell) -> None:
    # What falls due exactly at midnight belongs to that cycle (6), and an event of 00:00 counts.
    journey = draw("J", wait("w", 2), split("s", {"Some": at_least(FORMS, 1)}))
    dataset = data([account("A")], [person("p", "A")], [event("p", "03-03 00:00")])
    story = tell(dataset, journey, derived_attributes=(FORMS,))
    assert story.of("A")[-1] == "s | 03-03 00:00 | 03-03 00:00 | Some, completed"


def test_what_a_journey_changes_counts_from_the_next_midnight(tell: Tell) -> None:
    journey = draw(
        "J",
        update("u", "segment", "hot", people=True),
        split("s", {"Hot": at_least(HOT, 1)}),
        wait("w", 1),
        split("t", {"Hot": at_least(HOT, 1)}),
        edges="in > u, u > s, s[Other] > w, s[Hot] > w, w > t",
    )
    story = tell(data([account("A")], [person("p", "A")]), journey, derived_attributes=(HOT,))
    assert story.of("A")[1] == "s | 03-01 00:00 | 03-01 00:00 | Other"
    assert story.of("A")[-1] == "t | 03-02 00:00 | 03-02 00:00 | Hot, completed"


def test_who_enters_is_decided_by_the_value_of_that_midnight(tell: Tell) -> None:
    audience = Audience(id="them", name="Them", condition=at_least(FORMS, 1))
    journey = draw("J", wait("w", 1), audience="them")
    dataset = data([account("A")], [person("p", "A")], [event("p", "03-04 15:00")])
    story = tell(dataset, journey, audiences=(audience,), derived_attributes=(FORMS,))
    assert story.entries("A") == ["03-05 00:00"]


def test_dynamic_lists_see_the_derived_values_of_their_own_cycle(tell: Tell) -> None:
    active = account_list("active", condition=at_least(FORMS, 1))
    journey = draw("J", wait("w", 2), split("s", {"In": InList(list="active")}))
    dataset = data([account("A")], [person("p", "A")], [event("p", "03-03 00:00")])
    story = tell(dataset, journey, lists=(active,), derived_attributes=(FORMS,))
    assert story.of("A")[-1] == "s | 03-03 00:00 | 03-03 00:00 | In, completed"


def test_derived_values_see_the_lists_of_the_cycle_before(tell: Tell) -> None:
    # The person is hot from the first of March, 00:00 (an action of the first cycle). The list of
    # hot people is evaluated at the second cycle, so that the third is the first to count it.
    listed = EntityList(
        id="people",
        name="People",
        scope=Scope.PERSON,
        kind=ListKind.DYNAMIC,
        status=LibraryStatus.LIVE,
        condition=Attribute(attribute="segment", value="hot"),
    )
    of_list = DerivedAttribute(
        id="x",
        name="X",
        over=Over.PEOPLE,
        aggregate=Aggregate.COUNT,
        people=InList(list="people"),
    )
    one = {"One": at_least(of_list, 1)}
    journey = draw(
        "J",
        update("u", "segment", "hot", people=True),
        wait("w", 1),
        split("s", one),
        wait("v", 1),
        split("t", one),
        edges="in > u, u > w, w > s, s[Other] > v, s[One] > v, v > t",
    )
    story = tell(
        data([account("A")], [person("p", "A")]),
        journey,
        lists=(listed,),
        derived_attributes=(of_list,),
    )
    assert story.of("A")[2] == "s | 03-02 00:00 | 03-02 00:00 | Other"
    assert story.of("A")[-1] == "t | 03-03 00:00 | 03-03 00:00 | One, completed"


def test_a_trace_says_the_value_that_was_seen() -> None:
    journey = draw("J", wait("w", 2), split("s", {"Some": at_least(FORMS, 2)}))
    happened = [event("p", "03-01 09:00"), event("p", "03-02 09:00"), event("p", "03-03 09:00")]
    dataset = data([account("A")], [person("p", "A")], happened)
    known = definitions(journey, derived_attributes=(FORMS,))
    result = simulate([journey], known, dataset, window("03-01", "03-31"))
    step = account_trace(result, [journey], known, dataset, 0)[-1]
    assert say(step.reason) == "Forms is at least 2 (it is 2)."
