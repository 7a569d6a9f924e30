"""The inspector: a form for every type of node and every action, built from the models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from pydantic import BaseModel
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from designer.inspector.around import Around
from designer.inspector.fields import form_fields
from designer.inspector.nodes import NodeForm, node_form
from designer.inspector.panel import Inspector
from designer.inspector.rows import OptionalEditor
from designer.inspector.settings import JourneyForm
from designer.inspector.triggers import TRIGGERS
from designer.widgets.editor import SwitchEditor
from engine.conditions.model import AllOf, Attribute
from engine.journey import edits
from engine.journey.actions import ACTIONS, Context
from engine.journey.model import Edge, Journey, Status
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    ListenNode,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
    WaitNode,
)
from engine.journey.timing import Duration, Timing, Unit
from tests.engine.journey.everything import DEFINITIONS, EVERYTHING, NODES
from tests.samples import settle

MakeAround = Callable[..., Around]


@pytest.fixture
def around(make_around: MakeAround) -> Around:
    """Around the journey in which everything occurs."""
    return make_around(EVERYTHING.journey, DEFINITIONS)


def fields_of(model: type[BaseModel]) -> set[str]:
    return {field.name for field in form_fields(model)}


@pytest.mark.parametrize("node", NODES, ids=lambda node: f"{node.type} {node.id}")
def test_every_node_has_a_form_that_shows_it_and_tells_nothing_by_itself(
    node: Any, around: Around, qtbot: QtBot
) -> None:
    form = node_form(node, around)
    qtbot.addWidget(form)
    told: list[object] = []
    form.edited.connect(lambda value, _: told.append(value))
    form.show_value(node)
    form.show_value(node)
    assert told == []
    shown = set(form.rows) | (set() if form.form is None else set(form.form.rows))
    assert fields_of(type(node)) - shown - set(form.elsewhere) == set()


@pytest.mark.parametrize("model", ACTIONS, ids=lambda model: model.model_fields["type"].default)
def test_every_field_of_every_action_has_an_editor_with_a_name(
    model: type[Any], around: Around, qtbot: QtBot
) -> None:
    node = ActionNode(id="act 0", context=model.context, action=model())
    form = node_form(node, around)
    qtbot.addWidget(form)
    form.show_value(node)
    editor: Any = form.rows["action"].editor
    assert editor.form is not None
    assert set(editor.form.rows) == fields_of(model)
    for row in editor.form.rows.values():
        named = row.caption.text() if hasattr(row, "caption") else row.editor.accessibleName()
        assert named
        assert "designer." not in named


@pytest.mark.parametrize("model", TRIGGERS, ids=lambda model: model.model_fields["type"].default)
def test_every_trigger_has_a_form(model: type[Any], around: Around, qtbot: QtBot) -> None:
    needed = {name: "x" for name, field in model.model_fields.items() if field.is_required()}
    node = ListenNode(id="listen", triggers=(model(**needed),))
    form = node_form(node, around)
    qtbot.addWidget(form)
    form.show_value(node)
    editor: Any = form.rows["triggers"].editor
    assert set(editor.forms[0].rows) == fields_of(model)


START = AccountAudienceNode(id="in", audience="big")


def journey(*nodes: Any) -> Journey:
    """Nodes one behind another."""
    chain = (START, *nodes)
    edges = tuple(
        Edge(source=one.id, path=next(iter(one.path_names())), target=two.id)
        for one, two in pairwise(chain)
    )
    return Journey(id="j", name="J", nodes=chain, edges=edges)


@pytest.fixture
def inspect(make_around: MakeAround, qtbot: QtBot) -> Callable[..., Inspector]:
    """Opens the inspector on the last of some nodes."""

    def open_(*nodes: Any) -> Inspector:
        around = make_around(journey(*nodes), DEFINITIONS)
        panel = Inspector(around.document, around)
        qtbot.addWidget(panel)
        panel.show()
        panel.select(nodes[-1].id if nodes else None)
        QApplication.processEvents()
        return panel

    return open_


def now(panel: Inspector) -> Any:
    """The selected node as the journey has it."""
    assert panel.node is not None
    return panel.document.journey.by_id[panel.node]


def visible(panel: Inspector, kind: type[Any]) -> list[Any]:
    return [one for one in panel.findChildren(kind) if one.isVisible()]


WAIT = WaitNode(id="w", timing=Timing(duration=Duration(amount=5)))


def test_typing_a_title_is_one_step(inspect: Callable[..., Inspector]) -> None:
    panel = inspect(WAIT)
    QTest.keyClicks(panel.title, "Breathe")
    assert now(panel).title == "Breathe"
    assert panel.document.stack.count() == 1


def test_a_duration_is_typed_and_its_unit_chosen(inspect: Callable[..., Inspector]) -> None:
    panel = inspect(WAIT)
    (amount,) = visible(panel, QSpinBox)
    amount.selectAll()
    QTest.keyClicks(amount, "12")
    assert now(panel).timing.duration == Duration(amount=12)
    unit = next(box for box in visible(panel, QComboBox) if box.count() == len(Unit))
    unit.setFocus()
    QTest.keyClick(unit, Qt.Key.Key_Down)
    assert now(panel).timing.duration.unit is not Duration().unit
    assert panel.document.stack.count() == 2


def test_a_switch_adds_what_it_stands_for_and_takes_it_away(
    inspect: Callable[..., Inspector],
) -> None:
    panel = inspect(WAIT)
    switch = next(one for one in visible(panel, SwitchEditor))
    QTest.keyClick(switch.switch, Qt.Key.Key_Space)
    assert now(panel).timing.must_end_on.time == dt.time(9, 0)
    QTest.keyClick(switch.switch, Qt.Key.Key_Space)
    assert now(panel).timing.must_end_on is None


def test_an_action_is_changed_and_keeps_its_node(inspect: Callable[..., Inspector]) -> None:
    model = next(one for one in ACTIONS if one.model_fields["type"].default == "send_email")
    panel = inspect(ActionNode(id="a", context=Context.PEOPLE))
    form: Any = panel.form
    form.rows["action"].editor._choose(model)
    assert now(panel).action == model()
    form = panel.form
    box = form.rows["action"].editor.form.rows["email"].editor.findChild(QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert now(panel).action.email == "hello"
    panel.document.stack.undo()
    assert now(panel).action.email is None


def test_a_path_is_renamed_where_it_stands(inspect: Callable[..., Inspector]) -> None:
    wanted = Attribute(attribute="accountName", value="x")
    split = SplitNode(
        id="s",
        paths=(SplitPath(label="A", condition=wanted), SplitPath(label="B", condition=AllOf())),
    )
    panel = inspect(split, WAIT)
    panel.select("s")
    QApplication.processEvents()
    line = next(one for one in visible(panel, QLineEdit) if one.text() == "A")
    line.selectAll()
    QTest.keyClicks(line, "Alpha")
    assert [path.label for path in now(panel).paths] == ["Alpha", "B"]
    assert panel.document.journey.targets == {("in", "next"): "s", ("s", "Alpha"): "w"}
    assert panel.document.stack.count() == 1
    # A name that another path has is refused, with a sentence, and typing goes on.
    line = next(one for one in visible(panel, QLineEdit) if one.text() == "Alpha")
    line.selectAll()
    QTest.keyClicks(line, "B")
    assert [path.label for path in now(panel).paths] == ["Alpha", "B"]


def test_shares_are_typed_and_said_in_total(inspect: Callable[..., Inspector]) -> None:
    paths = (VariantPath(label="A", percentage=50), VariantPath(label="B", percentage=50))
    panel = inspect(VariantNode(id="v", paths=paths))
    first = visible(panel, QSpinBox)[0]
    first.selectAll()
    QTest.keyClicks(first, "40")
    assert [path.percentage for path in now(panel).paths] == [40, 50]


def test_without_a_selection_the_journey_is_shown(inspect: Callable[..., Inspector]) -> None:
    panel = inspect()
    assert panel.node is None
    QTest.keyClicks(panel.title, "!")
    assert panel.document.journey.name == "J!"


def test_a_node_that_goes_takes_its_form_with_it(inspect: Callable[..., Inspector]) -> None:
    panel = inspect(WAIT)
    panel.document.edit("delete", journey())
    assert panel.node is None
    panel.document.stack.undo()


def test_what_is_not_a_draft_cannot_be_edited(inspect: Callable[..., Inspector]) -> None:
    panel = inspect(WAIT)
    assert isinstance(panel.form, NodeForm)
    live = panel.document.journey.model_copy(update={"status": Status.LIVE})
    panel.document.show(live)
    assert not panel.form.isEnabled()
    assert panel.notice.isVisible()


def test_a_problem_stands_below_its_field_and_takes_the_keyboard(
    inspect: Callable[..., Inspector], qtbot: QtBot
) -> None:
    panel = inspect(ActionNode(id="a", context=Context.PEOPLE))
    panel.document.problems_now()
    form: Any = panel.form
    problem = next(p for p in panel.document.problems if p.node == "a" and p.field)
    assert form.rows[problem.field].problem.isVisible()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.show_field("a", problem.field)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert form.rows[problem.field].isAncestorOf(focus)
    settle(qtbot)


def test_what_only_warns_looks_like_a_warning(inspect: Callable[..., Inspector]) -> None:
    panel = inspect(ListenNode(id="l"))
    panel.document.problems_now()
    form: Any = panel.form
    looks = {}
    for problem in panel.document.problems:
        if problem.node == "l" and problem.field:
            row = form.rows.get(problem.field) or form.form.rows[problem.field]
            looks[str(problem.severity)] = row.problem.property("look")
    assert looks == {"error": "error", "warning": "warning"}


def test_a_date_that_is_turned_off_and_on_again_is_the_same(around: Around, qtbot: QtBot) -> None:
    settings = around.document.journey.settings
    last_day = dt.date(2027, 12, 31)
    ending = settings.model_copy(update={"end": last_day})
    around.apply("x", lambda journey: edits.set_settings(journey, ending))
    panel = Inspector(around.document, around)
    qtbot.addWidget(panel)
    assert isinstance(panel.form, JourneyForm)
    optional = panel.form.settings.rows["end"].editor
    assert isinstance(optional, OptionalEditor)
    for end in (None, last_day):
        optional.switch.switch.click()
        assert around.document.journey.settings.end == end
