"""The companies of the S&P 500, with people and events made up for them."""

from __future__ import annotations

from functools import cache

import pytest

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.generate import GeneratorSettings, populate
from engine.accounts.importing.importer import import_files
from engine.journey.templates import Template, template, templates
from engine.simulation.counts import node_counts, totals
from tests.mappings import mapping_for
from tests.real.exports import files, for_everybody, needs_exports, replay, rows

pytestmark = needs_exports


@cache
def companies() -> Dataset:
    made = import_files("S&P 500", files("sp500"), mapping_for("sp500"))
    assert made.report.read == made.report.loaded == len(rows("sp500", "constituents.csv"))
    return made.dataset


@cache
def populated() -> Dataset:
    return populate(companies(), GeneratorSettings(seed=7))


def test_companies() -> None:
    given = {row["Symbol"]: row for row in rows("sp500", "constituents.csv")}
    frame = companies().accounts
    assert frame[f.ACCOUNT_KEY].to_list() == sorted(given)
    for row in frame.iter_rows(named=True):
        source = given[row[f.ACCOUNT_KEY]]
        place = source["Headquarters Location"].split(", ")
        assert row[f.ACCOUNT_NAME] == source["Security"]
        assert row["accountOrganization.industry"] == source["GICS Sector"]
        assert row["accountBillingAddress.city"] == place[0]
        assert row["accountBillingAddress.state"] == place[-1]
        assert row["founded"] == source["Founded"]
        assert str(row["addedToIndex"]) == source["Date added"]
    assert all(field.label for field in companies().custom[Entity.ACCOUNT])


def test_people_and_events_are_made_up_for_them() -> None:
    data = populated()
    assert data.name == "S&P 500"
    assert data.accounts.equals(companies().accounts)
    people = data.people
    assert people.height / data.accounts.height == pytest.approx(5, rel=0.15)
    events = sum(table.frame.height for table in data.event_tables.values())
    assert events / data.accounts.height == pytest.approx(50, rel=0.15)
    assert data.content_hash == populate(companies(), GeneratorSettings(seed=7)).content_hash
    assert data.content_hash != populate(companies(), GeneratorSettings(seed=8)).content_hash


@pytest.mark.parametrize("drawn", templates(), ids=lambda drawn: drawn.id)
def test_the_templates_run(drawn: Template) -> None:
    journey, data = drawn.file.journey, populated()
    definitions = for_everybody(drawn.file.definitions)
    result = replay(journey, definitions, data, "2025-01-01", "2025-04-01")
    told = totals(result, journey)
    assert told.accounts <= data.accounts.height
    assert told.entries == told.completed + told.inside + sum(
        count for reason, count in told.ended.items() if reason != "completed"
    )


def test_the_sample_journey_has_something_to_tell() -> None:
    sample = template("sample")
    assert sample is not None
    journey, data = sample.file.journey, populated()
    definitions = for_everybody(sample.file.definitions)
    counts = node_counts(replay(journey, definitions, data, "2025-01-01", "2025-04-01"), journey)
    # All 503 have a name; no revenue is known, so nobody is Large or Growing.
    assert counts["audience"].entered == 503
    assert counts["size"].left == {"Other": 503}
    # Their people come to the site: some accounts are warm, others not.
    assert counts["qualify"].left["Warm"] > 50
    assert counts["qualify"].left["Other"] > 50


def test_a_journey_that_waits_for_answers_gets_some() -> None:
    awake = template("re-engage-dormant")
    assert awake is not None
    journey, data = awake.file.journey, populated()
    definitions = for_everybody(awake.file.definitions)
    counts = node_counts(replay(journey, definitions, data, "2025-01-01", "2025-04-01"), journey)
    heard = counts["listen-email"].left
    assert heard["next"] > 20
    assert heard["Timeout"] > 20
