"""The condition form: every kind of condition is shown, edited, said and counted."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from designer.conditions.cards import FilterCard
from designer.conditions.comparison import ComparisonEditor, Needs, needs, operator_words
from designer.conditions.dialog import ConditionDialog, edit_condition
from designer.conditions.editor import ConditionForm
from designer.conditions.edits import Group
from designer.conditions.filters import HistoryEditor, ListEditor
from designer.conditions.groups import GroupEditor, PeopleCard
from designer.conditions.vocabulary import Vocabulary, filters
from designer.pages.project import Project
from designer.widgets.values import value_editor
from engine.conditions.model import (
    OPERATORS,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    FieldConstraint,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
    ValueType,
)
from engine.conditions.sentence import sentence
from tests.engine.journey.everything import ACCOUNT_CONDITION, DEFINITIONS, PERSON_CONDITION
from tests.samples import popup, settle, when_asked

WORDS = Vocabulary(DEFINITIONS)
REVENUE = "accountOrganization.annualRevenue.amount"


def form_of(qtbot: QtBot, scope: Scope, condition: Condition | None = None) -> ConditionForm:
    form = ConditionForm(scope, WORDS)
    qtbot.addWidget(form)
    form.show_condition(condition or AllOf())
    return form


def cards(group: GroupEditor) -> list[Any]:
    return list(group.cards)


CONDITIONS: list[tuple[Scope, Condition]] = [
    (Scope.ACCOUNT, ACCOUNT_CONDITION),
    (Scope.PERSON, PERSON_CONDITION),
    (Scope.ACCOUNT, AllOf()),
    (Scope.ACCOUNT, AnyOf()),
    (Scope.ACCOUNT, InList(list="named")),
    (Scope.PERSON, InList(list="friends", member=False)),
    (Scope.ACCOUNT, InList(list="one that is gone")),
    (Scope.PERSON, RoleInAccount(operator=Operator.CONTAINS, value="buy")),
    (Scope.PERSON, MemberOfBuyingGroup(solution_interest="seeds", role="Champion")),
    (Scope.ACCOUNT, HasBuyingGroup(completeness=Comparison(operator=Operator.LESS, value=30))),
    (Scope.ACCOUNT, Not(condition=Attribute(attribute="accountName", value="x"))),
    (Scope.ACCOUNT, Not(condition=Not(condition=Attribute(attribute="accountName", value="x")))),
    (Scope.ACCOUNT, Not(condition=AllOf(conditions=(InList(list="named"), InList(list="named"))))),
    *(
        (Scope.ACCOUNT, PeopleOfAccount(quantifier=quantifier, count=2, condition=PERSON_CONDITION))
        for quantifier in Quantifier
    ),
    (
        Scope.PERSON,
        EventHistory(
            event_type="web.webpagedetails.pageViews",
            constraints=(FieldConstraint(field="web.webPageDetails.name", value="Pricing"),),
            look_back_days=14,
            at_least=3,
            inactive=True,
        ),
    ),
    (Scope.ACCOUNT, Attribute(attribute="an own attribute", operator=Operator.IS_EMPTY)),
    # An operator that its type does not offer is kept as it was written.
    (Scope.ACCOUNT, Attribute(attribute=REVENUE, operator=Operator.CONTAINS, value="x")),
]


@pytest.mark.parametrize(("scope", "condition"), CONDITIONS, ids=str)
def test_every_condition_is_shown_without_being_changed(
    scope: Scope, condition: Condition, qtbot: QtBot
) -> None:
    form = form_of(qtbot, scope, condition)
    told: list[Condition] = []
    form.edited.connect(lambda value, _: told.append(value))
    assert form.sentence.text() == str(sentence(condition, scope, WORDS.names))
    assert told == []
    # Adding a filter and taking it away again leaves what was there.
    form.group.insert(InList(list="named" if scope is Scope.ACCOUNT else "friends"))
    cards(form.group)[-1].removed.emit()
    assert Group.of(told[-1]) == Group.of(condition)


@pytest.mark.parametrize("match", ["all", "any", "none", "not_all"])
def test_a_group_and_its_condition_are_the_same(match: str) -> None:
    group = Group(match, (InList(list="a"), InList(list="b")))
    assert Group.of(group.condition()) == group


@pytest.mark.parametrize("scope", list(Scope))
def test_every_filter_on_offer_can_be_added(scope: Scope, qtbot: QtBot) -> None:
    offers = filters(WORDS, scope)
    assert len(offers) > 20
    form = form_of(qtbot, scope)
    for offer in offers:
        form.show_condition(AllOf())
        form.group.insert(offer.condition)
        assert Group.of(form.condition).conditions == (offer.condition,)


TYPED = {
    ValueType.STRING: ("Acme", "Acme"),
    ValueType.INTEGER: ("1,200", 1200),
    ValueType.NUMBER: ("2.5", 2.5),
    ValueType.STRINGS: ("one", "one"),
}
"""What is typed, and the value that it means."""


@pytest.mark.parametrize("kind", list(OPERATORS))
def test_every_operator_of_every_type_can_be_chosen(kind: ValueType, qtbot: QtBot) -> None:
    editor = ComparisonEditor(kind)
    qtbot.addWidget(editor)
    editor.show_value(Comparison(operator=OPERATORS[kind][0]))
    told: list[Comparison] = []
    editor.edited.connect(lambda value, _: told.append(value))
    names = [editor.operator.itemText(place) for place in range(editor.operator.count())]
    assert len(set(names)) == len(names)
    offered = list(OPERATORS[kind])
    if kind is ValueType.STRINGS:  # "contains" means the same as "is" (ruling 45)
        offered = [item for item in offered if not item.value.endswith(("contains", "contain"))]
    assert names == [operator_words(operator, kind) for operator in offered]
    for place, operator in enumerate(offered):
        editor.operator.setCurrentIndex(place)
        editor.operator.activated.emit(place)
        assert told[-1].operator is operator
        shape = needs(operator)
        if shape is Needs.TWO:
            assert len(told[-1].values) == 2
        if shape is Needs.ONE and kind in TYPED:
            text, value = TYPED[kind]
            line = editor._values[0].findChild(QLineEdit)
            assert line is not None
            line.setText("")
            QTest.keyClicks(line, text)
            assert told[-1].value == value


def test_several_values_are_typed_one_after_another(qtbot: QtBot) -> None:
    editor = ComparisonEditor(ValueType.INTEGER)
    qtbot.addWidget(editor)
    editor.show_value(Comparison(operator=Operator.IS_ONE_OF))
    told: list[Comparison] = []
    editor.edited.connect(lambda value, _: told.append(value))
    line = editor._values[0].findChild(QLineEdit)
    assert line is not None
    for text in ("5", "7", "nonsense", "", "7"):
        line.setText(text)
        QTest.keyClick(line, Qt.Key.Key_Return)
        line.clear()
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert [one.values for one in told] == [(5,), (5, 7), (5,)]


@pytest.mark.parametrize("text", ["inf", "nan", "-Infinity", "1e999", "12a"])
def test_what_is_no_number_is_marked_and_not_taken(text: str, qtbot: QtBot) -> None:
    editor = value_editor(ValueType.NUMBER)
    qtbot.addWidget(editor)
    editor.show_value(4)
    told: list[object] = []
    editor.edited.connect(lambda value, _: told.append(value))
    line = editor.findChild(QLineEdit)
    assert line is not None
    line.setText("")
    line.textEdited.emit(text)
    assert told == []
    assert line.property("wrong") is True
    editor.show_value(5)  # what is shown now is a number again
    assert not line.property("wrong")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,500", 1500),
        ("2.5k", 2500),
        ("1.1M", 1_100_000),
        ("13 bn", 13_000_000_000),
        ("-1k", -1000),
    ],
)
def test_large_numbers_can_be_written_short(text: str, number: int, qtbot: QtBot) -> None:
    editor = value_editor(ValueType.INTEGER)
    qtbot.addWidget(editor)
    told: list[object] = []
    editor.edited.connect(lambda value, _: told.append(value))
    line = editor.findChild(QLineEdit)
    assert line is not None
    assert line.accessibleName() == "A number"
    line.setText(text)
    line.textEdited.emit(text)
    assert told == [number]
    assert isinstance(told[0], int)


def test_the_history_of_an_event_is_edited_in_all_its_parts(qtbot: QtBot) -> None:
    event = "web.webpagedetails.pageViews"
    editor = HistoryEditor(WORDS, event)
    qtbot.addWidget(editor)
    editor.show_value(EventHistory(event_type=event))
    told: list[EventHistory] = []
    editor.edited.connect(lambda value, _: told.append(value))
    editor.happened.edited.emit(True, "")
    editor.recent.edited.emit(True, "")
    editor.days.spin.setValue(7)
    editor.at_least.spin.setValue(4)
    editor.constraints.add.click()
    menu = popup()
    assert isinstance(menu, QMenu)
    label = next(field.label for field in WORDS.event_fields(event))
    next(action for action in menu.actions() if action.text() == label).trigger()
    menu.close()
    found = told[-1]
    assert (found.inactive, found.look_back_days, found.at_least) == (True, 7, 4)
    assert [item.field for item in found.constraints] == [WORDS.event_fields(event)[0].path]
    editor.recent.edited.emit(False, "")
    assert told[-1].look_back_days is None


def test_membership_of_a_list_is_chosen_by_its_name(qtbot: QtBot) -> None:
    editor = ListEditor(WORDS, Scope.ACCOUNT)
    qtbot.addWidget(editor)
    editor.show_value(InList(list="named"))
    told: list[InList] = []
    editor.edited.connect(lambda value, _: told.append(value))
    assert editor.lists.currentText() == "Named"
    editor.member.edited.emit(False, "")
    assert told == [InList(list="named", member=False)]


def test_people_of_the_account_are_counted_by_conditions_of_their_own(qtbot: QtBot) -> None:
    form = form_of(qtbot, Scope.ACCOUNT, PeopleOfAccount())
    (card,) = cards(form.group)
    assert isinstance(card, PeopleCard)
    place = list(Quantifier).index(Quantifier.AT_LEAST)
    card.editor.quantifier.activated.emit(place)
    card.editor.count.spin.setValue(3)
    card.editor.group.insert(RoleInAccount(value="Buyer"))
    assert Group.of(form.condition).conditions == (
        PeopleOfAccount(
            quantifier=Quantifier.AT_LEAST,
            count=3,
            condition=AllOf(conditions=(RoleInAccount(value="Buyer"),)),
        ),
    )


def test_groups_are_nested_turned_round_and_removed(qtbot: QtBot) -> None:
    form = form_of(qtbot, Scope.ACCOUNT)
    form.group.insert(InList(list="named"))
    form.group.insert_group()
    inner = cards(form.group)[1]
    assert isinstance(inner, GroupEditor)
    inner.insert(InList(list="named"))
    inner.match.edited.emit("none", "")
    assert form.condition == AllOf(
        conditions=(
            InList(list="named"),
            Not(condition=AnyOf(conditions=(InList(list="named"),))),
        )
    )
    form.group.match.edited.emit("any", "")
    assert Group.of(form.condition).match == "any"
    cards(form.group)[1].removed.emit()
    assert Group.of(form.condition) == Group("any", (InList(list="named"),))


def test_a_filter_is_negated_doubled_and_put_into_a_group(qtbot: QtBot) -> None:
    form = form_of(qtbot, Scope.ACCOUNT, AllOf(conditions=(InList(list="named"),)))
    (card,) = cards(form.group)
    assert isinstance(card, FilterCard)
    card.negate()
    assert form.condition == AllOf(conditions=(Not(condition=InList(list="named")),))
    cards(form.group)[0].duplicated.emit()
    assert len(cards(form.group)) == 2
    cards(form.group)[1].grouped.emit()
    assert isinstance(cards(form.group)[1], GroupEditor)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (AllOf(), "every account matches"),
        (AnyOf(), "no account matches"),
        (Not(condition=AnyOf()), "every account matches"),
        (Not(condition=AllOf()), "no account matches"),
    ],
)
def test_a_group_without_filters_says_what_it_means(
    qtbot: QtBot, condition: Condition, words: str
) -> None:
    # All of nothing holds, any of nothing does not, and a negation turns either round.
    assert words in form_of(qtbot, Scope.ACCOUNT, condition).group.empty_text.text()


def test_the_form_counts_as_the_data_have_it(project: Project, qtbot: QtBot) -> None:
    assert project.dataset is not None
    vocabulary = Vocabulary(project.library.definitions, project.dataset)
    form = ConditionForm(Scope.ACCOUNT, vocabulary)
    qtbot.addWidget(form)
    wanted = Attribute(attribute=REVENUE, operator=Operator.AT_LEAST, value=150_000_000)
    with qtbot.waitSignal(form.counted, timeout=10_000) as blocker:
        form.show_condition(AllOf(conditions=(wanted,)))
    counts = blocker.args[0]
    frame = project.dataset.accounts
    # Accounts without a name take no part (ruling 13).
    takes_part = [bool(str(name or "").strip()) for name in frame["accountName"]]
    hits = [
        part and value is not None and value >= 150_000_000
        for part, value in zip(takes_part, frame[REVENUE], strict=True)
    ]
    assert counts.whole.total == sum(takes_part)
    assert counts.whole.matching == sum(hits) > 0
    assert f"{sum(hits)} of {sum(takes_part)} accounts match" in form.total.text()
    assert len(takes_part) - sum(takes_part) == 1  # the sample has one account without a name
    assert "1 account without a name takes no part." in form.total.text()
    settle(qtbot)


def test_the_dialog_gives_what_was_edited_or_nothing(qtbot: QtBot, styled: object) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def accept(dialog: Any) -> None:
        assert isinstance(dialog, ConditionDialog)
        dialog.form.group.insert(InList(list="named"))
        dialog.accept()

    when_asked(accept)
    found = edit_condition(parent, "Title", AllOf(), Scope.ACCOUNT, WORDS)
    assert found == AllOf(conditions=(InList(list="named"),))
    when_asked(lambda dialog: dialog.reject())
    assert edit_condition(parent, "Title", AllOf(), Scope.ACCOUNT, WORDS) is None


def test_every_control_has_a_name_for_screen_readers(qtbot: QtBot) -> None:
    form = form_of(qtbot, Scope.ACCOUNT, ACCOUNT_CONDITION)
    form.show()
    nameless = [
        button
        for button in form.findChildren(QPushButton)
        if button.isVisible() and not (button.text() or button.accessibleName())
    ]
    assert nameless == []
    assert all("designer." not in label.text() for label in form.findChildren(QLabel))
