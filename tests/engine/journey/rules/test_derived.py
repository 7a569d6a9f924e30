"""What journeys may ask of derived attributes, and what they may not do with them."""

from __future__ import annotations

import pytest

from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over
from engine.conditions.model import Attribute, Condition, Operator
from engine.journey import actions as act
from engine.journey.model import Definitions
from engine.journey.nodes import SplitNode, SplitPath
from engine.journey.rules import Severity
from engine.journey.triggers import AccountChangedTrigger
from tests.engine.journey.drawing import act as acting
from tests.engine.journey.drawing import listen
from tests.engine.journey.rules.ground import DEFINITIONS, found, one, sentence

FORMS = DerivedAttribute(id="forms", name="Forms", event_type="web.formFilledOut")
MANY = Attribute(attribute="derived.forms", operator=Operator.AT_LEAST, value=3)


def having(*derived: DerivedAttribute) -> Definitions:
    return DEFINITIONS.model_copy(update={"derived_attributes": derived})


def asking(condition: Condition) -> SplitNode:
    return SplitNode(id="n", paths=(SplitPath(label="Yes", condition=condition),), other=True)


def conditions(node: SplitNode, definitions: Definitions) -> list[tuple[Severity, str]]:
    problems = found(one(node), definitions)
    return [
        (p.severity, sentence(p)) for (code, _, _), p in problems.items() if code == "condition"
    ]


def test_a_sound_attribute_is_no_problem() -> None:
    assert conditions(asking(MANY), having(FORMS)) == []


def test_a_missing_attribute_blocks_though_no_data_are_loaded() -> None:
    ((severity, said),) = conditions(asking(MANY), having())
    assert severity is Severity.ERROR
    assert said.startswith("There is no derived attribute “forms”.")


def test_its_values_are_compared_with_values_of_its_type() -> None:
    text = Attribute(attribute="derived.forms", value="many")
    ((severity, _),) = conditions(asking(text), having(FORMS))
    assert severity is Severity.WARNING


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        (FORMS.model_copy(update={"event_type": None}), "In “Forms”: "),
        (FORMS.model_copy(update={"aggregate": Aggregate.SUM}), "Choose the field to add up."),
        (
            FORMS.model_copy(update={"aggregate": Aggregate.SUM, "field": "event.name"}),
            "Event name is a text and can't be added up. Choose a number.",
        ),
        (
            DerivedAttribute(
                id="forms",
                name="Forms",
                over=Over.PEOPLE,
                people=Attribute(attribute="", value="x"),
            ),
            "In “Forms”: ",
        ),
    ],
)
def test_what_is_wrong_with_a_definition_is_said_where_it_is_used(
    definition: DerivedAttribute, said: str
) -> None:
    ((severity, sentence_),) = conditions(asking(MANY), having(definition))
    assert severity is Severity.ERROR
    assert "Forms" in sentence_
    assert said.removeprefix("In “Forms”: ") in sentence_


def test_an_unused_attribute_is_nobodys_problem() -> None:
    broken = FORMS.model_copy(update={"event_type": None})
    assert (
        conditions(asking(Attribute(attribute="accountName", value="Acme")), having(broken)) == []
    )


def test_no_action_sets_it_and_no_trigger_hears_it() -> None:
    update = acting(act.UpdateAccountProfile(attribute="derived.forms", value=3))
    assert ("attribute_derived", "n", "action.attribute") in found(one(update), having(FORMS))
    hears = listen(triggers=(AccountChangedTrigger(attribute="derived.forms"),))
    key = ("attribute_unheard", "n", "triggers.0.attribute")
    assert "Forms" in sentence(found(one(hears), having(FORMS))[key])
