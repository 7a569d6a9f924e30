"""Derived attributes in words, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.accounts.derived.check import check_derived
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.derived.starters import starters
from engine.accounts.derived.words import definition_sentence
from engine.accounts.names import CatalogueNames
from engine.journey.model import Definitions, Journey
from engine.journey.rules.problem import Ground
from resources.catalogue import say

TITLE = {
    "type": "attribute",
    "attribute": "extendedWorkDetails.jobTitle",
    "operator": "contains",
    "value": "Director",
}
FORM = "web.formFilledOut"
OPEN = {"field": "isClosed", "operator": "is_not", "value": True}


def made(**fields: Any) -> DerivedAttribute:
    return DerivedAttribute.model_validate({"id": "x", "name": "X", **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"event_type": FORM, "look_back_days": 30, "people": TITLE},
            (
                "The number of “Form filled out” events in the last 30 days, by people for whom "
                "Job title contains “Director”"
            ),
        ),
        ({"event_type": FORM}, "The number of “Form filled out” events"),
        (
            {"event_type": FORM, "aggregate": "latest", "field": "timestamp"},
            "The latest “Timestamp” of “Form filled out” events",
        ),
        (
            {
                "event_type": FORM,
                "constraints": [{"field": "web.fillOutForm.webFormName", "value": "Demo"}],
            },
            "The number of “Form filled out” events where Form name is “Demo”",
        ),
        ({"over": "people"}, "The number of people"),
        ({"over": "people", "people": {"type": "all"}}, "The number of people"),
        (
            {"over": "people", "aggregate": "share", "people": TITLE},
            (
                "The share of people for whom Job title contains “Director” among all people, from "
                "0 to 1"
            ),
        ),
        (
            {
                "over": "opportunities",
                "aggregate": "sum",
                "field": "opportunityAmount.amount",
                "constraints": [OPEN],
                "people": TITLE,  # of another kind of roll-up; means nothing here
            },
            "The sum of “Amount” over opportunities where Closed is not yes",
        ),
        ({}, "The number of “…” events"),
        ({"over": "people", "aggregate": "sum"}, "The sum of “…” over people"),
        ({"over": "people", "aggregate": "share"}, "The share of … among all people, from 0 to 1"),
    ],
)
def test_sentences(fields: dict[str, Any], expected: str) -> None:
    assert say(definition_sentence(made(**fields), CatalogueNames())) == expected


GROUND = Ground(Journey(id="j", name="J"), Definitions())


def findings(definition: DerivedAttribute) -> list[tuple[str, tuple[str | int, ...], bool]]:
    found = check_derived(definition, GROUND, CatalogueNames())
    return [(one.message.key, one.place, one.blocking) for one in found]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"event_type": FORM}, []),
        ({}, [("conditions.check.no_event_type", ("event_type",), True)]),
        (
            {"event_type": "no.such"},
            [("conditions.check.unknown_event_type", ("event_type",), True)],
        ),
        (
            {"over": "people", "aggregate": "max"},
            [("derived.check.no_field.max", ("field",), True)],
        ),
        (
            {"over": "people", "aggregate": "max", "field": "no.such"},
            [("derived.check.unknown_field.people", ("field",), True)],
        ),
        (
            {"over": "people", "aggregate": "latest", "field": "person.name.lastName"},
            [("derived.check.field_type.latest", ("field",), True)],
        ),
        (
            {"over": "people", "aggregate": "distinct", "field": "personRoles"},
            [("derived.check.field_type.distinct", ("field",), True)],
        ),
        (
            {"over": "opportunities", "constraints": [{"field": "isClosed"}, {"field": "x"}]},
            [
                ("conditions.check.no_value", ("constraints", 0, "value"), True),
                ("derived.check.unknown_field.opportunities", ("constraints", 1, "field"), True),
            ],
        ),
        (
            {"over": "people", "aggregate": "share"},
            [("derived.check.whole", ("aggregate",), False)],
        ),
        (
            {"event_type": FORM, "people": {"type": "people_of_account"}},
            [("conditions.check.only_accounts", ("people",), True)],
        ),
        # An attribute of accounts is none of people, so that none can depend on another.
        (
            {"event_type": FORM, "people": {"type": "attribute", "attribute": "derived.y"}},
            [("conditions.check.unknown_attribute.person", ("people", "attribute"), True)],
        ),
    ],
)
def test_what_is_wrong(fields: dict[str, Any], expected: list[Any]) -> None:
    assert findings(made(**fields)) == expected


def test_what_is_offered_to_start_from_is_sound_and_named() -> None:
    offered = starters()
    assert len({one.name for one in offered}) == len(offered) >= 4
    for one in offered:
        assert findings(one) == []
