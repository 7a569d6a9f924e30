"""What a journey refers to, and what must travel with it."""

from __future__ import annotations

from engine.conditions.model import Attribute, InList, Not, Operator, Scope
from engine.journey import actions as act
from engine.journey.actions import ACTIONS
from engine.journey.model import Definitions
from engine.journey.nodes import ActionNode, SplitNode, SplitPath
from engine.journey.references import (
    ACTION_REFERENCES,
    condition_references,
    node_references,
    used_definitions,
)
from tests.engine.journey.drawing import act as acting
from tests.engine.journey.drawing import draw, split
from tests.engine.journey.everything import DEFINITIONS, EVERYTHING


def kept(definitions: Definitions) -> dict[str, list[str]]:
    kinds = Definitions.model_fields
    found = {kind: [item.id for item in getattr(definitions, kind)] for kind in kinds}
    return {kind: ids for kind, ids in found.items() if ids}


def test_every_setting_that_holds_an_id_is_known() -> None:
    ids = {"destination", "journey", "list", "solution_interest", "email", "message"}
    ids |= {"audience", "campaign"}
    for action in ACTIONS:
        named = {field for field, _ in ACTION_REFERENCES.get(action, ())}
        assert named == ids & set(action.model_fields)
    for references in ACTION_REFERENCES.values():
        assert {kind for _, kind in references} <= set(Definitions.model_fields)


def test_references_name_the_setting_they_stand_in() -> None:
    node = ActionNode(id="a", action=act.SendEmail(email="hello"))
    (found,) = node_references(node)
    assert (found.kind, found.id, found.field) == ("emails", "hello", "action.email")


def test_what_a_journey_names_travels_with_it_and_the_rest_stays() -> None:
    journey = draw(
        "in > a > b", a=acting(act.SendEmail(email="hello")), b=acting(act.SendSms(message="gone"))
    )
    assert kept(used_definitions(journey, DEFINITIONS)) == {"emails": ["hello"]}


def test_what_is_named_by_what_is_named_travels_too() -> None:
    # The audience "big" names a derived attribute, the lists and, through its buying group filter,
    # the interest, which names its role template and its stage model.
    journey = EVERYTHING.journey.model_copy(update={"nodes": EVERYTHING.journey.nodes[:1]})
    assert kept(used_definitions(journey, DEFINITIONS)) == {
        "audiences": ["big"],
        "derived_attributes": ["forms"],
        "lists": ["named", "friends"],
        "role_templates": ["roles"],
        "solution_interests": ["seeds"],
        "stage_models": ["stages"],
    }


def test_conditions_of_paths_name_lists() -> None:
    node = split("A").model_copy(
        update={"paths": (split("A").paths[0].model_copy(update={"condition": _in("named")}),)}
    )
    found = used_definitions(draw("in > s", s=node), DEFINITIONS)
    assert kept(found) == {"lists": ["named"]}


def _in(list_: str) -> Not:
    return Not(condition=InList(list=list_))


def test_the_people_that_a_derived_attribute_asks_about_travel_with_it() -> None:
    # The split asks for "forms", which asks for the list "friends".
    asks = Attribute(attribute="derived.forms", operator=Operator.IS_NOT_EMPTY)
    path = SplitPath(label="Yes", condition=asks)
    journey = draw("in > s", s=SplitNode(id="s", paths=(path,)))
    found = kept(used_definitions(journey, DEFINITIONS))
    assert (found["derived_attributes"], found["lists"]) == (["forms"], ["friends"])


def test_an_attribute_of_people_of_such_a_path_is_no_derived_one() -> None:
    asks = Attribute(attribute="derived.forms", value=1)
    assert list(condition_references(asks, Scope.PERSON)) == []
    assert list(condition_references(asks, Scope.ACCOUNT)) == [("derived_attributes", "forms")]
