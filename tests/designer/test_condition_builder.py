"""The condition form by mouse, keys and drag and drop, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from designer.conditions import edits
from designer.conditions.board import Board, dragged_filter, filter_data
from designer.conditions.cards import Card
from designer.conditions.editor import ConditionForm
from designer.conditions.edits import Group, Path
from designer.conditions.groups import GroupEditor, PeopleCard
from designer.conditions.vocabulary import Vocabulary, filters
from designer.pages.project import Project
from designer.widgets.numbers import plain, whole
from designer.widgets.suggest import SuggestEdit
from engine.accounts.audiences import EntityList, LibraryStatus, ListKind
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    HasBuyingGroup,
    InList,
    Not,
    Operator,
    PeopleOfAccount,
    RoleInAccount,
    Scope,
)
from engine.conditions.sentence import sentence
from engine.journey.model import Definitions
from tests.engine.conditions.worlds import CONDITIONS
from tests.samples import settle

NAMES = ("accountName", "accountSourceType", "accountPhone.number", "accountBillingAddress.city")
A, B, C, D = (Attribute(attribute=name, value="x") for name in NAMES)
JOB = Attribute(attribute="extendedWorkDetails.jobTitle", value="x")
CLICKED = EventHistory(event_type="directMarketing.emailClicked")
WORDS = Vocabulary(Definitions())


def all_of(*conditions: Condition) -> AllOf:
    return AllOf(conditions=conditions)


def any_of(*conditions: Condition) -> AnyOf:
    return AnyOf(conditions=conditions)


@pytest.fixture
def make(qtbot: QtBot, styled: QApplication) -> Callable[..., ConditionForm]:
    """Makes a form of a condition, shown and large enough for all of it."""

    def made(condition: Condition, scope: Scope = Scope.ACCOUNT, **how: Any) -> ConditionForm:
        form = ConditionForm(scope, how.pop("vocabulary", WORDS), **how)
        qtbot.addWidget(form)
        form.resize(1000, 1400)
        form.show_condition(condition)
        form.show()
        form.activateWindow()
        qtbot.waitExposed(form)
        QApplication.processEvents()
        return form

    return made


Make = Callable[..., ConditionForm]


def card_at(form: ConditionForm, path: Path) -> Any:
    return next(each.card for each in form.group.places() if each.path == path)


def press(form: ConditionForm, keys: str) -> None:
    """Press a key on whatever has the keyboard in the form."""
    focused = form.focusWidget()
    QTest.keySequence(focused, QKeySequence(keys))
    QApplication.processEvents()


# --- drag and drop ---


@pytest.fixture
def drag(monkeypatch: pytest.MonkeyPatch) -> Callable[[QWidget, QPoint, QWidget, QPoint], None]:
    """Press at a place, carry on to another and let go. The platform without a screen carries
    nothing, so what Qt would tell the widget below the mouse is told here."""

    def dragged(start: QWidget, at: QPoint, end: QWidget, to: QPoint) -> None:
        def carried(self: QDrag, action: Qt.DropAction) -> Qt.DropAction:
            data, left = self.mimeData(), Qt.MouseButton.LeftButton
            none = Qt.KeyboardModifier.NoModifier
            for kind, where in (
                (QDragEnterEvent, to - QPoint(6, 6)),
                (QDragMoveEvent, to),
            ):
                QApplication.sendEvent(end, kind(where, action, data, left, none))
            drop = QDropEvent(to.toPointF(), action, data, left, none)
            QApplication.sendEvent(end, drop)
            return action

        monkeypatch.setattr(QDrag, "exec", carried)
        QTest.mousePress(start, Qt.MouseButton.LeftButton, pos=at)
        for step in (4, 30):
            where = (at + QPoint(step, step)).toPointF()
            move = QMouseEvent(
                QEvent.Type.MouseMove,
                where,
                start.mapToGlobal(where),
                Qt.MouseButton.NoButton,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(start, move)
        QTest.mouseRelease(start, Qt.MouseButton.LeftButton, pos=at + QPoint(30, 30))
        QApplication.processEvents()

    return dragged


Drag = Callable[[QWidget, QPoint, QWidget, QPoint], None]


GRIP = QPoint(14, 20)
"""A point of the head of a card."""


def between(form: ConditionForm, group: GroupEditor, place: int) -> QPoint:
    """A point of the board above the card that has a place in a group, or below the last."""
    cards = group.cards
    if place < len(cards):
        return cards[place].mapTo(form.board, QPoint(60, 2))
    last = cards[-1]
    return last.mapTo(form.board, QPoint(60, last.height() - 2))


def offered(form: ConditionForm, title: str) -> QPoint:
    """Where a filter of the palette is seen, looked for by its title."""
    assert form.palette_ is not None
    form.palette_.search.setText(title)
    QApplication.processEvents()
    tree = form.palette_.tree
    item = tree.currentItem()
    assert item is not None
    assert item.text(0) == title
    return tree.visualItemRect(item).center()


def test_a_filter_is_dragged_between_two_cards(make: Make, drag: Drag) -> None:
    form = make(all_of(A, B))
    at = offered(form, "Industry")
    assert form.palette_ is not None
    drag(form.palette_.tree.viewport(), at, form.board, between(form, form.group, 1))
    industry = Attribute(attribute="accountOrganization.industry")
    assert form.condition == all_of(A, industry, B)
    assert card_at(form, (1,)).hasFocus()
    assert form.board.line.isHidden()


def test_a_filter_is_dragged_into_an_empty_nested_group(make: Make, drag: Drag) -> None:
    form = make(all_of(A, any_of()))
    at = offered(form, "Industry")
    nested = card_at(form, (1,))
    place = nested.empty.mapTo(form.board, nested.empty.rect().center())
    assert form.palette_ is not None
    drag(form.palette_.tree.viewport(), at, form.board, place)
    assert form.condition == all_of(A, any_of(Attribute(attribute="accountOrganization.industry")))


def test_cards_are_put_in_another_order_by_dragging(make: Make, drag: Drag) -> None:
    form = make(all_of(A, B, C))
    first = card_at(form, (0,))
    drag(first, GRIP, form.board, between(form, form.group, 3))
    assert form.condition == all_of(B, C, A)
    assert card_at(form, (2,)).hasFocus()
    last = card_at(form, (2,))
    drag(last, GRIP, form.board, between(form, form.group, 0))
    assert form.condition == all_of(A, B, C)


def test_a_card_is_dragged_into_a_group_and_out_again(make: Make, drag: Drag) -> None:
    form = make(all_of(A, any_of(B, C)))
    nested = card_at(form, (1,))
    drag(card_at(form, (0,)), GRIP, form.board, between(form, nested, 1))
    assert form.condition == all_of(any_of(B, A, C))
    inner = card_at(form, (0, 1))
    place = form.group.cards[0].mapTo(form.board, QPoint(40, form.group.cards[0].height() + 6))
    drag(inner, GRIP, form.board, place)
    assert form.condition == all_of(any_of(B, C), A)


def test_a_group_is_dragged_whole_but_not_into_itself(make: Make, drag: Drag) -> None:
    form = make(all_of(any_of(B, C), A))
    nested = card_at(form, (0,))
    drag(nested, QPoint(20, 26), form.board, between(form, form.group, 2))
    assert form.condition == all_of(A, any_of(B, C))
    nested = card_at(form, (1,))
    drag(nested, QPoint(20, 26), form.board, between(form, nested, 1))
    assert form.condition == all_of(A, any_of(B, C))


def test_a_filter_on_people_goes_into_people_as_itself(make: Make, drag: Drag) -> None:
    people = PeopleOfAccount(condition=all_of(CLICKED))
    form = make(all_of(people, A))
    at = offered(form, "Job title")
    card = card_at(form, (0,))
    assert isinstance(card, PeopleCard)
    assert form.palette_ is not None
    target = between(form, card.editor.group, 1)
    drag(form.palette_.tree.viewport(), at, form.board, target)
    job = Attribute(attribute="extendedWorkDetails.jobTitle")
    both = PeopleOfAccount(condition=all_of(CLICKED, job))
    assert form.condition == all_of(both, A)
    # Taken out again it is any person of the account for whom it holds.
    inner = card_at(form, (0, 1))
    drag(inner, GRIP, form.board, between(form, form.group, 2))
    assert form.condition == all_of(people, A, PeopleOfAccount(condition=all_of(job)))


def test_an_account_filter_does_not_go_into_people(make: Make, drag: Drag) -> None:
    people = PeopleOfAccount(condition=all_of(CLICKED))
    form = make(all_of(people, A))
    card = card_at(form, (0,))
    drag(card_at(form, (1,)), GRIP, form.board, between(form, card.editor.group, 1))
    assert form.condition == all_of(people, A)


def test_what_another_programme_drags_is_not_taken(make: Make) -> None:
    form = make(all_of(A))
    data = filter_data(A, Scope.ACCOUNT)
    assert dragged_filter(data) == (A, Scope.ACCOUNT)
    data.setData("application/x-jornada-filter", b"account\n{broken")
    assert dragged_filter(data) is None
    assert form.board.target(QPoint(20, 20), data) is None
    other = make(all_of(B, C))
    data.setData("application/x-jornada-card", f"{id(other.board)} 1".encode())
    assert form.board.target(QPoint(20, 20), data) is None  # a card of another form


def test_double_click_and_enter_add_a_filter_but_one_click_does_not(make: Make) -> None:
    form = make(AllOf())
    palette = form.palette_
    assert palette is not None
    at = offered(form, "Industry")
    viewport = palette.tree.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert form.condition == AllOf()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    industry = Attribute(attribute="accountOrganization.industry")
    assert form.condition == all_of(industry)
    palette.search.setText("City")
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    city = Attribute(attribute="accountBillingAddress.city")
    assert form.condition == all_of(industry, city)


# --- the keyboard ---


def test_cards_are_moved_doubled_grouped_and_removed_by_keys(make: Make) -> None:
    form = make(all_of(A, B))
    card_at(form, (0,)).setFocus()
    press(form, "Alt+Down")
    assert form.condition == all_of(B, A)
    press(form, "Ctrl+D")
    assert form.condition == all_of(B, A, A)
    assert card_at(form, (2,)).hasFocus()
    press(form, "Ctrl+G")
    assert form.condition == all_of(B, A, any_of(A))
    card_at(form, (1,)).setFocus()
    press(form, "Alt+Down")  # into the group, above what is there
    assert form.condition == all_of(B, any_of(A, A))
    press(form, "Alt+Up")
    assert form.condition == all_of(B, A, any_of(A))
    press(form, "Del")
    assert form.condition == all_of(B, any_of(A))


def test_a_card_moves_from_within_its_fields_too(make: Make) -> None:
    form = make(all_of(A, B))
    line = card_at(form, (1,)).findChild(SuggestEdit)
    line.setFocus()
    press(form, "Alt+Up")
    assert form.condition == all_of(B, A)
    # Delete in a field takes a character, not the card.
    line = card_at(form, (0,)).findChild(SuggestEdit)
    line.setFocus()
    line.setCursorPosition(0)
    press(form, "Del")
    assert len(Group.of(form.condition).conditions) == 2


def test_a_slash_goes_to_the_search(make: Make) -> None:
    form = make(all_of(A))
    card_at(form, (0,)).setFocus()
    press(form, "/")
    assert form.palette_ is not None
    assert form.palette_.search.hasFocus()


def test_tab_goes_from_top_to_bottom(make: Make) -> None:
    form = make(all_of(A, B))
    card_at(form, (1,)).duplicated.emit()  # made last, stands between
    QApplication.processEvents()
    seen = []
    at: QWidget | None = card_at(form, (0,))
    for _ in range(60):
        assert at is not None
        at = at.nextInFocusChain()
        if isinstance(at, Card):
            seen.append(form.board.path_of(at))
        if at is form.group.add:
            break
    assert seen == [(1,), (2,)]
    assert at is form.group.add


def test_steps_are_taken_back_and_made_again(make: Make) -> None:
    form = make(all_of(A))
    told: list[Condition] = []
    form.edited.connect(lambda condition, _: told.append(condition))
    line = card_at(form, (0,)).findChild(SuggestEdit)
    QTest.keyClicks(line, "yz")  # one step, however many keys
    card_at(form, (0,)).duplicated.emit()
    typed = A.model_copy(update={"value": "xyz"})
    assert form.condition == all_of(typed, typed)
    card_at(form, (0,)).setFocus()
    press(form, "Ctrl+Z")
    assert form.condition == told[-1] == all_of(typed)
    card_at(form, (0,)).setFocus()
    press(form, "Ctrl+Z")
    assert form.condition == all_of(A)
    press(form, "Ctrl+Z")
    assert form.condition == all_of(A)
    form.redo()
    form.redo()
    form.redo()
    assert form.condition == told[-1] == all_of(typed, typed)


# --- values on offer ---


def opened(line: SuggestEdit, qtbot: QtBot) -> Any:
    line.setFocus(Qt.FocusReason.MouseFocusReason)
    settle(qtbot)
    line.offer()
    assert line.popup is not None
    return line.popup


def test_values_are_offered_with_counts_and_narrowed(
    project: Project, make: Make, qtbot: QtBot
) -> None:
    assert project.dataset is not None
    vocabulary = Vocabulary(project.library.definitions, project.dataset)
    country = Attribute(attribute="accountBillingAddress.country")
    form = make(all_of(country), vocabulary=vocabulary)
    line = card_at(form, (0,)).findChild(SuggestEdit)
    popup = opened(line, qtbot)
    values = project.dataset.accounts["accountBillingAddress.country"].drop_nulls()
    counted: dict[str, int] = {}
    for value in values:
        if value.strip():
            counted[value.casefold()] = counted.get(value.casefold(), 0) + 1
    offered_now = {
        popup.model.value(row).casefold(): int(popup.model.data(popup.model.index(row), 256))
        for row in range(popup.model.rowCount())
    }
    assert offered_now == counted
    ground = popup.grab().toImage().pixelColor(popup.width() - 4, popup.height() - 4)
    assert ground.alpha() == 255, "nothing is seen through the list"
    QTest.keyClicks(popup, "united s")  # keys that the list gets are typed into the line
    assert line.text() == "united s"
    assert [popup.model.value(row) for row in range(popup.model.rowCount())] == ["United States"]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert form.condition == all_of(country.model_copy(update={"value": "United States"}))
    assert popup.isHidden()
    settle(qtbot)


def test_several_values_are_ticked_one_after_another(
    project: Project, make: Make, qtbot: QtBot
) -> None:
    vocabulary = Vocabulary(project.library.definitions, project.dataset)
    several = Attribute(
        attribute="accountBillingAddress.country", operator=Operator.IS_ONE_OF, values=("Brazil",)
    )
    form = make(all_of(several), vocabulary=vocabulary)
    line = card_at(form, (0,)).findChild(SuggestEdit)
    popup = opened(line, qtbot)

    def click(value: str) -> None:
        row = next(r for r in range(popup.model.rowCount()) if popup.model.value(r) == value)
        area = popup.view.visualRect(popup.model.index(row))
        QTest.mouseClick(popup.view.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
        QApplication.processEvents()

    click("United States")
    assert not popup.isHidden()
    click("Brazil")
    (condition,) = Group.of(form.condition).conditions
    assert isinstance(condition, Attribute)
    assert condition.values == ("United States",)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert popup.isHidden()
    settle(qtbot)


def test_the_span_of_numbers_is_said(project: Project, make: Make, qtbot: QtBot) -> None:
    assert project.dataset is not None
    path = "accountOrganization.numberOfEmployees"
    vocabulary = Vocabulary(project.library.definitions, project.dataset)
    number = Attribute(attribute=path, operator=Operator.AT_LEAST, value=5)
    form = make(all_of(number), vocabulary=vocabulary)
    settle(qtbot)
    values = project.dataset.accounts[path]
    said = card_at(form, (0,)).editor.comparison.span
    assert said.text() == f"In the data: {plain(values.min())} to {plain(values.max())}"
    assert said.isVisible()


# --- counts ---


def test_an_answer_to_what_was_asked_before_is_not_shown(
    project: Project, make: Make, qtbot: QtBot
) -> None:
    vocabulary = Vocabulary(project.library.definitions, project.dataset)
    form = make(all_of(A), vocabulary=vocabulary)
    qtbot.waitUntil(lambda: form.counts is not None, timeout=10_000)
    old = form.counts
    shown = form.total.text()
    form.group.insert(B)
    assert old is not None
    form._show_counts(old)
    assert not form.counts
    assert form.total.text() == shown  # nothing flickers before the new answer
    qtbot.waitUntil(lambda: form.counts is not None, timeout=10_000)
    assert form.counts is not None
    assert form.counts.question.condition == form.condition
    settle(qtbot)


def test_every_card_has_its_own_count(project: Project, make: Make, qtbot: QtBot) -> None:
    vocabulary = Vocabulary(project.library.definitions, project.dataset)
    people = PeopleOfAccount(condition=all_of(CLICKED, any_of(JOB)))
    form = make(all_of(people, Not(condition=A)), vocabulary=vocabulary)
    qtbot.waitUntil(lambda: form.counts is not None, timeout=10_000)
    assert form.counts is not None
    assert set(form.counts.parts) == {(0,), (0, 0), (0, 1), (0, 1, 0), (1,)}
    for each in form.group.places():
        matching = form.counts.parts[each.path].matching
        unit = "account" if each.scope is Scope.ACCOUNT else "pe"
        assert each.card.count.text().startswith(f"{whole(matching)} {unit}")
    settle(qtbot)


# --- what is wrong ---


def test_a_dynamic_list_is_told_that_it_may_not_ask_another(make: Make) -> None:
    lists = (
        EntityList(id="other", name="Other", kind=ListKind.DYNAMIC, status=LibraryStatus.LIVE),
        EntityList(id="draft", name="Draft one"),
    )
    vocabulary = Vocabulary(Definitions(lists=lists))
    condition = all_of(InList(list="other"), InList(list="draft"), InList(list="gone"))
    form = make(condition, vocabulary=vocabulary, of_dynamic_list=True)
    texts = [card_at(form, (place,)).problem.text() for place in range(3)]
    assert "Other" in texts[0]
    assert "dynamic" in texts[0]
    assert "Draft one" in texts[1]
    assert "gone" in texts[2]
    plain = make(condition, vocabulary=vocabulary)
    assert card_at(plain, (0,)).problem.text() == ""


# --- edits as the model says ---


def plain_paths(condition: Condition, path: Path = ()) -> list[Path]:
    """The paths of all cards, told without the form: by walking the groups."""
    found = []
    for place, inner in enumerate(Group.of(condition).conditions):
        here = (*path, place)
        found.append(here)
        bare = inner.condition if isinstance(inner, Not) else inner
        if isinstance(bare, AllOf | AnyOf) or (isinstance(inner, Not) and isinstance(bare, Not)):
            found += plain_paths(inner, here)
        elif isinstance(bare, PeopleOfAccount):
            found += plain_paths(bare.condition, here)
    return found


quick = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@quick
@given(scope=st.sampled_from(Scope), data=st.data())
def test_whatever_is_edited_is_what_the_model_says(
    scope: Scope, data: st.DataObject, qtbot: QtBot
) -> None:
    condition = data.draw(CONDITIONS[scope])
    form = ConditionForm(scope, WORDS, offers=False)
    form.show_condition(condition)
    offers = filters(WORDS, scope)
    for _ in range(data.draw(st.integers(1, 4))):
        places = list(form.group.places())
        assert [each.path for each in places] == plain_paths(form.condition)
        what = data.draw(st.sampled_from(["insert", "move", "remove", "double", "group", "step"]))
        before = Group.of(form.condition).condition()
        if what == "insert" or not places:
            made = data.draw(st.sampled_from(offers)).condition
            form.group.insert(made)
            group = Group.of(before)
            wanted = group.having(len(group.conditions), len(group.conditions), (made,))
            assert form.condition == wanted.condition()
            continue
        each = data.draw(st.sampled_from(places))
        if what == "remove":
            each.card.removed.emit()
            wanted_now = edits.replaced(before, each.path, ())
        elif what == "double":
            each.card.duplicated.emit()
            wanted_now = edits.replaced(before, each.path, (each.condition,) * 2)
        elif what == "group":
            each.card.grouped.emit()
            inner = edits.at(form.condition, each.path)
            assert Group.of(inner).conditions == (each.condition,)
            wanted_now = edits.replaced(before, each.path, (inner,))
        elif what == "step":
            each.card.setFocus()
            by = data.draw(st.sampled_from([-1, 1]))
            root, path = edits.stepped(before, each.path, by)
            form._apply(root, path)
            wanted_now = root
        else:
            target = data.draw(st.sampled_from([()] + [one.path for one in places]))
            holder = next((one for one in places if one.path == target), None)
            if holder is not None and not isinstance(holder.card, GroupEditor | PeopleCard):
                continue
            inside = holder.card if holder is not None else form.group
            group_editor = inside.editor.group if isinstance(inside, PeopleCard) else inside
            assert isinstance(group_editor, GroupEditor)
            place = data.draw(st.integers(0, len(group_editor.cards)))
            becomes = edits.fitting(each.condition, each.scope, group_editor.scope)
            if becomes is None:
                continue
            root, path = edits.moved(before, each.path, target, place, becomes)
            form._card_dropped(each.path, target, place, becomes)
            wanted_now = root
            assert edits.at(root, path) in (becomes, each.condition)
        assert form.condition == wanted_now
    # Shown again in another form it is unchanged, and the words are those of the model.
    shown = form.condition
    again = ConditionForm(scope, WORDS, offers=False)
    told: list[Condition] = []
    again.edited.connect(lambda value, _: told.append(value))
    again.show_condition(shown)
    assert again.group.value() == Group.of(shown).condition()
    assert again.sentence.text() == str(sentence(shown, scope, WORDS.names))
    assert told == []
    for made_form in (form, again):
        made_form.deleteLater()
    settle(qtbot)


@given(scope=st.sampled_from(Scope), data=st.data())
def test_moving_there_and_back_is_nothing(scope: Scope, data: st.DataObject) -> None:
    condition = Group.of(data.draw(CONDITIONS[scope])).condition()
    paths = plain_paths(condition)
    if not paths:
        return
    source = data.draw(st.sampled_from(paths))
    by = data.draw(st.sampled_from([-1, 1]))
    there, path = edits.stepped(condition, source, by)
    assert edits.at(there, path) == edits.at(condition, source)
    assert len(plain_paths(there)) == len(paths)  # nothing is lost
    if path != source and path[:-1] == source[:-1]:
        assert edits.stepped(there, path, -by)[0] == condition


def test_conditions_of_people_fit_into_accounts_and_back() -> None:
    wrapped = edits.fitting(JOB, Scope.PERSON, Scope.ACCOUNT)
    assert wrapped == PeopleOfAccount(condition=all_of(JOB))
    assert edits.fitting(wrapped, Scope.ACCOUNT, Scope.PERSON) == JOB
    both = PeopleOfAccount(condition=all_of(JOB, RoleInAccount(value="Buyer")))
    assert edits.fitting(both, Scope.ACCOUNT, Scope.PERSON) == both.condition
    assert edits.fitting(any_of(wrapped), Scope.ACCOUNT, Scope.PERSON) == any_of(JOB)
    assert edits.fitting(A, Scope.ACCOUNT, Scope.PERSON) is None
    assert edits.fitting(any_of(wrapped, A), Scope.ACCOUNT, Scope.PERSON) is None


def test_the_board_shows_where_something_would_drop(make: Make) -> None:
    form = make(all_of(A, B))
    board: Board = form.board
    data = filter_data(C, Scope.ACCOUNT)
    assert board.target(between(form, form.group, 0), data) == ((), 0)
    assert board.target(between(form, form.group, 2), data) == ((), 2)
    board._show_line(((), 1))
    upper, lower = (card_at(form, (place,)) for place in (0, 1))
    top = upper.mapTo(board, QPoint(0, upper.height())).y()
    bottom = lower.mapTo(board, QPoint(0, 0)).y()
    assert top <= board.line.geometry().center().y() <= bottom
    board._show_line(None)
    assert board.line.isHidden()


def test_buying_groups_are_said_not_to_exist_yet(make: Make) -> None:
    form = make(all_of(A))
    assert form.note.isHidden()
    form.group.insert(HasBuyingGroup())
    assert form.note.isVisible()
    assert "simulation" in form.note.text()


def test_drafts_of_lists_are_not_offered_but_named(make: Make) -> None:
    lists = (
        EntityList(id="live", name="Live one", status=LibraryStatus.LIVE),
        EntityList(id="draft", name="Draft one"),
    )
    vocabulary = Vocabulary(Definitions(lists=lists))
    titles = [one.label for one in filters(vocabulary, Scope.ACCOUNT)]
    assert "Live one" in titles
    assert "Draft one" not in titles
    form = make(all_of(InList(list="draft")), vocabulary=vocabulary)
    combo = card_at(form, (0,)).editor.lists
    assert [combo.itemText(place) for place in range(combo.count())] == ["Live one"]
    assert combo.placeholderText() == "Draft one"


def test_undo_in_a_field_goes_on_where_the_field_ends(make: Make) -> None:
    form = make(all_of(A))
    card_at(form, (0,)).duplicated.emit()
    line = card_at(form, (1,)).findChild(SuggestEdit)
    line.setFocus()
    assert not line.isUndoAvailable()
    press(form, "Ctrl+Z")
    assert form.condition == all_of(A)


def test_lines_that_are_pasted_are_values(make: Make) -> None:
    several = Attribute(attribute="accountName", operator=Operator.IS_ONE_OF, values=("B",))
    form = make(all_of(several))
    line = card_at(form, (0,)).findChild(SuggestEdit)
    line.setFocus()
    QApplication.clipboard().setText("A\r\n B \n\nC, D\nA")
    press(form, "Ctrl+V")
    assert form.condition == all_of(several.model_copy(update={"values": ("B", "A", "C, D")}))
    QApplication.clipboard().setText("one line")
    line = card_at(form, (0,)).findChild(SuggestEdit)
    line.setFocus()
    press(form, "Ctrl+V")
    assert line.text() == "one line"
