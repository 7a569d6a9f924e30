"""The templates: canonical, valid, without problems."""

from __future__ import annotations

import json

import jsonschema
import pytest

from engine.exchange.native import dump_journey, journey_schema, parse_journey
from engine.journey.edits import duplicate, structure_only
from engine.journey.nodes import ActionNode, ListenNode, SplitNode, VariantNode, WaitNode
from engine.journey.references import used_definitions
from engine.journey.rules import Severity, problems
from engine.journey.structure import faults
from engine.journey.templates import SAMPLE, Template, template, templates
from resources import read_text

ALL = templates()
IDS = [item.id for item in ALL]


def test_there_is_one_for_each_part_of_the_story() -> None:
    assert IDS[0] == SAMPLE
    assert set(IDS) == {
        "sample",
        "qualify-buying-group",
        "fill-missing-roles",
        "lead-to-buying-group",
        "re-engage-dormant",
        "sales-handoff",
    }
    assert template("sample") is ALL[0]
    assert template("none") is None


@pytest.mark.parametrize("found", ALL, ids=IDS)
def test_templates_are_written_as_the_programme_writes(found: Template) -> None:
    text = read_text("templates", f"{found.id}.journey.json")
    file = parse_journey(text, found.id)
    assert (file.journey, file.definitions) == (found.file.journey, found.file.definitions)
    assert dump_journey(file) == text
    jsonschema.Draft202012Validator(journey_schema()).validate(json.loads(text))
    assert file.journey.id == found.id
    assert found.name
    assert found.description.endswith(".")


@pytest.mark.parametrize("found", ALL, ids=IDS)
def test_templates_have_no_problems_but_a_missing_end(found: Template) -> None:
    journey, definitions = found.file.journey, found.file.definitions
    assert {(p.severity, p.code) for p in problems(journey, definitions)} <= {
        (Severity.WARNING, "end_missing")
    }
    assert used_definitions(journey, definitions) == definitions  # all that is needed, no more
    assert faults(structure_only(duplicate(journey, "copy", "Copy"))) == ()


def test_the_sample_has_no_problems_at_all_and_shows_what_there_is() -> None:
    found = ALL[0].file
    assert problems(found.journey, found.definitions) == ()
    types = {node.type for node in found.journey.nodes}
    assert types >= {"wait", "listen", "variant", "split", "merge", "close_split", "action"}
    actions = {
        node.action.type
        for node in found.journey.nodes
        if isinstance(node, ActionNode) and node.action is not None
    }
    assert actions >= {
        "send_email",
        "update_account_profile",
        "send_sales_alert",
        "add_to_account_list",
    }
    by_id = found.journey.by_id
    wait, listen, variant = by_id["wait-briefing"], by_id["listen-briefing"], by_id["reminder"]
    assert isinstance(wait, WaitNode)
    assert wait.timing.must_end_on is not None
    assert wait.timing.must_end_on.time_zone == "America/New_York"
    assert isinstance(listen, ListenNode)
    assert listen.timeout is not None
    assert isinstance(variant, VariantNode)
    contexts = [node.by for node in found.journey.nodes if isinstance(node, SplitNode)]
    assert set(contexts) == {"accounts", "people"}
