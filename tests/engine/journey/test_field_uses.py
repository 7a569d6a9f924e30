"""Which fields there are, how full they are, who uses them, and the report about it; by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from engine.accounts import fields as f
from engine.accounts.audiences import Audience, EntityList
from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over
from engine.accounts.fields import Entity
from engine.accounts.schema import Origin, schema_of
from engine.buying_groups.model import RoleCard, RoleTemplate
from engine.conditions.model import (
    Attribute,
    Condition,
    EventHistory,
    FieldConstraint,
    PeopleOfAccount,
    RoleInAccount,
    Scope,
    ValueType,
)
from engine.exchange.field_report import write_report
from engine.journey.field_uses import Uses, field_uses
from engine.journey.model import Definitions
from engine.journey.triggers import AccountChangedTrigger, ExperienceEventTrigger
from tests.engine.simulation.build import (
    FORM,
    FORM_NAME,
    INDUSTRY,
    REVENUE,
    TITLE,
    account,
    data,
    draw,
    event,
    listen,
    person,
    split,
    update,
)

STEEL = Attribute(attribute=INDUSTRY, value="Steel")
FILLED: Condition = EventHistory(
    event_type=FORM, constraints=(FieldConstraint(field=FORM_NAME, value="Demo"),)
)
FORMS = DerivedAttribute(
    id="forms",
    name="Forms",
    over=Over.EVENTS,
    aggregate=Aggregate.DISTINCT,
    field=FORM_NAME,
    event_type=FORM,
    people=Attribute(attribute=TITLE, value="CEO"),
)
DEFINITIONS = Definitions(
    audiences=(Audience(id="a", name="=Steel", condition=STEEL),),
    lists=(EntityList(id="l", name="Active", condition=PeopleOfAccount(condition=FILLED)),),
    role_templates=(
        RoleTemplate(id="r", name="Roles", cards=(RoleCard(role="Boss", condition=FILLED),)),
    ),
    derived_attributes=(FORMS,),
)
JOURNEY = draw(
    "J",
    split("s", {"Steel": STEEL, "Boss": PeopleOfAccount(condition=RoleInAccount(value="Boss"))}),
    update("u", "stage", "hot"),
    listen("l", ExperienceEventTrigger(event_type="event.attended")),
    listen("m", AccountChangedTrigger(attribute=REVENUE)),
    edges="in > s, s[Steel] > u, u > l, l > m",
)
DATA = data(
    [account("A", industry="Steel", stage="hot"), account("B", industry=" ")],
    [person("p", "A", roles=["Boss", ""]), person("q", "B", roles=[])],
    [event("p", "03-01 10:00", form="Demo"), event("p", "03-02 10:00"), event("q", "03-02", "own")],
)


def users(uses: Uses, entity: Entity, path: str) -> list[str]:
    return [f"{user.kind} {user.name}" for user in uses.fields.get((entity, path), ())]


def test_who_uses_what() -> None:
    uses = field_uses([JOURNEY], DEFINITIONS)
    assert users(uses, Entity.ACCOUNT, INDUSTRY) == ["journey J", "audience =Steel"]
    assert users(uses, Entity.ACCOUNT, "stage") == ["journey J"]
    assert users(uses, Entity.ACCOUNT, REVENUE) == ["journey J"]
    assert users(uses, Entity.PERSON, f.PERSON_ROLES) == ["journey J"]
    assert users(uses, Entity.PERSON, TITLE) == ["derived Forms"]
    by_name = ["list Active", "role_template Roles", "derived Forms"]
    assert users(uses, Entity.EVENT, FORM_NAME) == by_name
    assert [user.name for user in uses.events["event.attended"]] == ["J"]
    assert [user.name for user in uses.events[FORM]] == ["Active", "Roles", "Forms"]


def test_a_condition_of_accounts_names_derived_attributes() -> None:
    asked = Audience(id="b", name="B", condition=Attribute(attribute=FORMS.path, value=1))
    uses = field_uses([], Definitions(audiences=(asked,), derived_attributes=(FORMS,)))
    assert users(uses, Entity.ACCOUNT, "derived.forms") == ["audience B"]


def test_the_schema_of_data() -> None:
    schema = schema_of(DATA, (FORMS,))

    def filled(entity: Entity, path: str) -> float | None:
        found = schema.field(entity, path)
        assert found is not None
        return found.filled

    assert filled(Entity.ACCOUNT, INDUSTRY) == 0.5  # white space is missing (45)
    assert filled(Entity.ACCOUNT, REVENUE) is None  # not in the data
    assert filled(Entity.PERSON, f.PERSON_ROLES) == 0.5
    assert filled(Entity.EVENT, FORM_NAME) == 0.5  # of the two events that could carry it
    assert filled(Entity.EVENT, f.EVENT_PERSON) == 1.0
    derived = schema.field(Entity.ACCOUNT, "derived.forms")
    assert derived is not None
    assert (derived.origin, derived.field.type) == (Origin.DERIVED, ValueType.INTEGER)
    assert not derived.updatable
    stage = schema.field(Entity.ACCOUNT, "stage")
    assert stage is not None
    assert (stage.origin, stage.updatable, stage.field_group) == (Origin.CUSTOM, True, "")
    counts = {one.name: one.count for one in schema.events if one.count}
    assert counts == {FORM: 2, "own": 1}
    assert [one.standard for one in schema.events if one.name == "own"] == [False]


def test_what_says_who_somebody_is_stays_as_it_is() -> None:
    read_only = {one.path for one in schema_of(None).fields if not one.updatable}
    assert {f.ACCOUNT_KEY, f.PERSON_KEY, f.PERSON_ACCOUNT, f.PERSON_ROLES} <= read_only
    events = {one.path for one in schema_of(None).fields if one.entity is Entity.EVENT}
    assert events <= read_only
    assert f.EMAIL not in read_only


def test_the_report_says_the_same_as_a_table_and_as_json(tmp_path: Path) -> None:
    schema, uses = schema_of(DATA, (FORMS,)), field_uses([JOURNEY], DEFINITIONS)
    table, document = tmp_path / "fields.csv", tmp_path / "fields.json"
    write_report(table, schema, uses)
    write_report(document, schema, uses)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["entity"], row["path"]): row for row in csv.DictReader(file)}
    industry = rows["account", INDUSTRY]
    assert industry["xdm_class"] == "XDM Business Account"
    assert industry["field_group"] == "XDM Business Account Details"
    assert industry["used_by"] == "journey: J; audience: =Steel"
    assert rows["event", "own"]["count"] == "1"
    found = json.loads(document.read_text(encoding="utf-8"))
    kept = {(one["entity"], one["path"]): one for one in found["fields"]}
    assert len(kept) + len(found["event_types"]) == len(rows)
    assert kept["account", INDUSTRY]["used_by"] == [
        {"kind": "journey", "id": "J", "name": "J"},
        {"kind": "audience", "id": "a", "name": "=Steel"},
    ]


def test_no_cell_of_the_report_is_a_formula(tmp_path: Path) -> None:
    asked = Audience(id="b", name="B", scope=Scope.ACCOUNT, condition=STEEL)
    evil = DerivedAttribute(id="x", name="=HYPERLINK(1)", event_type=FORM)
    known = Definitions(audiences=(asked,), derived_attributes=(evil,))
    write_report(tmp_path / "f.csv", schema_of(None, (evil,)), field_uses([], known))
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK(1)" in cells
