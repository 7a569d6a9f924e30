"""Derived attributes and the fields as people use them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from designer.conditions.vocabulary import Vocabulary, filters
from designer.document import Change
from designer.pages.adopting import adopt
from designer.pages.project import Project
from designer.schema.derived import KIND, DerivedView
from designer.schema.detail import may_change
from designer.schema.view import CUSTOM, EVERY, IN_USE, SchemaView
from designer.widgets.basics import SearchField
from engine.accounts.audiences import Audience
from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over
from engine.accounts.derived.starters import starters
from engine.accounts.fields import ACCOUNT_KEY, PERSON_ROLES, Entity
from engine.accounts.membership import Membership
from engine.accounts.rowset import RowSet
from engine.conditions.model import Attribute, Operator, Scope
from engine.journey.model import Definitions, Journey, JourneyFile
from engine.journey.nodes import SplitNode, SplitPath
from tests.samples import settle, when_asked

BY_DIRECTORS = starters()[0]


@pytest.fixture
def view(project: Project, qtbot: QtBot) -> DerivedView:
    """The view of the sample, with one attribute."""
    made = DerivedView(project)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    made.show_dataset(project.dataset)
    made.make(BY_DIRECTORS)
    settle(qtbot)
    return made


def kept(project: Project) -> tuple[DerivedAttribute, ...]:
    return project.library.definitions.derived_attributes


def test_without_any_it_says_what_to_do(project: Project, qtbot: QtBot) -> None:
    view = DerivedView(project)
    qtbot.addWidget(view)
    view.show_dataset(project.dataset)
    assert view.stack.currentWidget() is view.empty
    names = [action.text() for action in view.new_menu().actions()]
    assert [one.name for one in starters()] == names[2:]


def test_an_example_shows_its_sentence_and_its_values(view: DerivedView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.values.preview is not None, timeout=10_000)
    assert view.sentence.text().startswith("The number of “Form filled out” events in the last")
    found = view.values.preview
    assert found is not None
    # The same by the engine, without the view.
    data = view.project.dataset
    assert data is not None
    asked = Attribute(attribute=found.definition.path, operator=Operator.AT_LEAST, value=1)
    matching = Membership(data, (), (found.definition,)).matching(asked, Scope.ACCOUNT)
    with_some = sum(count for value, count in found.found.values if value)
    taking_part = data.takes_part(Scope.ACCOUNT)
    assert with_some >= int(matching.sum()) > 0
    assert found.found.rows == len(taking_part)
    rows = found.found.having(found.dataset, 0)
    with qtbot.waitSignal(view.rows_wanted) as told:
        view.values._open(lambda: rows)
    assert isinstance(told.args[0], RowSet)


def test_edits_are_steps_of_undo_and_are_counted_at_once(
    view: DerivedView, project: Project, qtbot: QtBot
) -> None:
    form = view.form
    assert form is not None
    form.days.edited.emit(7, "number")
    form.days.edited.emit(8, "number")
    qtbot.waitUntil(
        lambda: (
            view.values.preview is not None and view.values.preview.definition.look_back_days == 8
        ),
        timeout=10_000,
    )
    assert kept(project)[0].look_back_days == 8
    project.library.stack.undo()  # typing is one step
    assert kept(project)[0].look_back_days == BY_DIRECTORS.look_back_days
    assert form.definition == kept(project)[0]


def test_what_does_not_fit_any_more_goes(view: DerivedView, project: Project) -> None:
    form = view.form
    assert form is not None
    form.aggregate.edited.emit("latest", "")
    form.field.edited.emit("timestamp", "")
    assert kept(project)[0].field == "timestamp"
    form.over.edited.emit(Over.OPPORTUNITIES, "")
    assert (kept(project)[0].field, kept(project)[0].aggregate) == (None, Aggregate.LATEST)
    assert form.rows["people"].isHidden()
    assert "Choose the field whose latest value you want." in form.rows["field"].problem.text()
    assert view.values.state.text() == "Finish the definition to see the values."
    # Dates alone have a latest one where nothing happens in time.
    assert {one.label for one in form.fields()} == {"Expected close date", "Actual close date"}


def test_names_are_unique(view: DerivedView, project: Project, qtbot: QtBot) -> None:
    view.make()
    view.name.selectAll()
    QTest.keyClicks(view.name, BY_DIRECTORS.name)
    assert view.name.property("wrong")
    assert view.definition is not None
    assert view.definition.name != BY_DIRECTORS.name
    QTest.keyClick(view.name, Qt.Key.Key_Return)
    assert view.name.text() == view.definition.name
    settle(qtbot)
    assert len(kept(project)) == 2


def test_what_is_used_is_not_deleted(view: DerivedView, project: Project, qtbot: QtBot) -> None:
    (made,) = kept(project)
    asked = Attribute(attribute=made.path, operator=Operator.AT_LEAST, value=1)
    audience = Audience(id="hot", name="Hot accounts", condition=asked)
    project.library.edit("new", (Change("audiences", None, audience),))
    assert "audience “Hot accounts”" in view.uses.text()
    when_asked(lambda dialog: dialog.accept())
    view.delete()
    assert kept(project) == (made,)
    project.library.edit("gone", (Change("audiences", audience, None),))
    when_asked(lambda dialog: dialog.accept())
    view.delete()
    assert kept(project) == ()
    assert view.stack.currentWidget() is view.empty
    project.library.stack.undo()
    assert kept(project) == (made,)
    settle(qtbot)


def test_conditions_on_accounts_offer_it_and_those_on_people_do_not(
    view: DerivedView, project: Project
) -> None:
    vocabulary = Vocabulary(project.library.definitions, project.dataset)
    (made,) = kept(project)
    for scope, there in ((Scope.ACCOUNT, True), (Scope.PERSON, False)):
        offered = [one.hint for one in filters(vocabulary, scope)]
        assert (made.path in offered) is there
    assert vocabulary.names.attribute(Scope.ACCOUNT, made.path) == made.name
    assert made.path not in [one.path for one in vocabulary.fields(Entity.ACCOUNT)]


def test_another_definition_of_its_id_is_taken_in_under_a_new_one() -> None:
    ours = DerivedAttribute(id="forms", name="Forms", event_type="web.formFilledOut")
    theirs = ours.model_copy(update={"look_back_days": 7})
    asked = Attribute(attribute="derived.forms", operator=Operator.AT_LEAST, value=1)
    path = SplitPath(label="Yes", condition=asked)
    journey = Journey(id="j", name="J", nodes=(SplitNode(id="s", paths=(path,)),))
    file = JourneyFile(journey=journey, definitions=Definitions(derived_attributes=(theirs,)))
    found = adopt(file, Definitions(derived_attributes=(ours,)), ())
    (change,) = found.changes
    assert change.kind == KIND
    assert change.after.id != "forms"
    (split,) = found.journey.nodes
    assert isinstance(split, SplitNode)
    condition = split.paths[0].condition
    assert isinstance(condition, Attribute)
    assert condition.attribute == change.after.path


def test_a_definition_is_kept(view: DerivedView, project: Project) -> None:
    project.flush()
    assert project.workspace.definitions().derived_attributes == kept(project)


# --- the fields ---


@pytest.fixture
def fields(project: Project, qtbot: QtBot) -> SchemaView:
    """The fields of the sample."""
    made = SchemaView(project)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    made.show_dataset(project.dataset)
    settle(qtbot)
    return made


def shown(view: SchemaView) -> set[str]:
    return set(view.table.frames.shown["path"])


def test_fields_are_those_of_the_data_at_first(fields: SchemaView) -> None:
    assert ACCOUNT_KEY in shown(fields)
    assert "accountOrganization.logoUrl" not in shown(fields)  # the sample has none
    fields.which.chosen.emit(EVERY)
    fields.which.setCurrentIndex(EVERY)
    fields.search.setText("logo")
    assert shown(fields) == {"accountOrganization.logoUrl"}
    fields.search.setText("no such field at all")
    assert shown(fields) == set()
    assert fields.detail.nothing.isVisible()


def test_what_is_in_use_says_by_whom_and_opens_it(fields: SchemaView, qtbot: QtBot) -> None:
    fields.which.setCurrentIndex(IN_USE)
    fields._narrow()
    used = shown(fields)
    assert "accountOrganization.annualRevenue.amount" in used
    fields.show_field(Entity.ACCOUNT, "accountOrganization.annualRevenue.amount")
    assert fields.detail.title.text() == "Annual revenue"
    with qtbot.waitSignal(fields.journey_wanted) as told:
        fields.detail.journey_wanted.emit("sample")
    assert told.args == ["sample"]


def test_custom_fields(fields: SchemaView) -> None:
    fields.which.setCurrentIndex(CUSTOM)
    fields._narrow()
    assert {"segment", "customerSince"} <= shown(fields)
    assert ACCOUNT_KEY not in shown(fields)


def test_what_journeys_may_set(fields: SchemaView) -> None:
    assert fields.schema is not None
    revenue = fields.schema.field(Entity.ACCOUNT, "accountOrganization.annualRevenue.amount")
    roles = fields.schema.field(Entity.PERSON, PERSON_ROLES)
    assert revenue is not None
    assert roles is not None
    assert may_change(revenue).startswith("Journeys may set it")
    assert "relation" in may_change(roles)


def test_the_report_is_written(fields: SchemaView, tmp_path: Path) -> None:
    fields.write(tmp_path / "fields.csv")
    assert (tmp_path / "fields.csv").read_text(encoding="utf-8-sig").startswith("kind,path,label")


def test_keys_reach_the_table(fields: SchemaView) -> None:
    assert isinstance(fields.search, SearchField)
    fields.table.selectRow(0)
    first = fields.detail.title.text()
    QTest.keyClick(fields.table, Qt.Key.Key_Down)
    assert fields.detail.title.text() != first


def test_the_window_is_not_kept_waiting(project: Project, qtbot: QtBot) -> None:
    view = SchemaView(project)
    qtbot.addWidget(view)
    began = time.perf_counter()
    view.show_dataset(project.dataset)
    assert time.perf_counter() - began < 0.5
    settle(qtbot)
