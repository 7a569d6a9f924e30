"""The page of audiences and lists: sizes, life cycle, members, files."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu
from pytestqt.qtbot import QtBot

from designer.browse.exporting import ColumnsSheet
from designer.document import Change
from designer.inspector.around import Around
from designer.inspector.fields import Reference
from designer.inspector.references import ReferenceEditor
from designer.pages import adding, matches, members
from designer.pages.audience import Detail
from designer.pages.audiences import AudiencesPage
from designer.pages.members import MembersEditor
from designer.pages.project import Project
from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, LibraryStatus, ListKind
from engine.accounts.rowset import RowSet
from engine.conditions.model import AllOf, Attribute, InList, Operator, Scope
from engine.exchange.members import COMPANY_HEADER
from engine.journey.model import Definitions
from tests.samples import settle, when_asked

NAMED = AllOf(conditions=(Attribute(attribute=f.ACCOUNT_NAME, operator=Operator.IS_NOT_EMPTY),))


@pytest.fixture
def page(project: Project, qtbot: QtBot) -> AudiencesPage:
    made = AudiencesPage(project)
    qtbot.addWidget(made)
    made.resize(1200, 720)
    made.show()
    settle(qtbot)
    return made


def detail_of(page: AudiencesPage) -> Detail:
    assert page.detail is not None
    return page.detail


def is_live(detail: Detail) -> bool:
    return bool(detail.item.status is LibraryStatus.LIVE)


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def row_of(page: AudiencesPage, name: str) -> Any:
    return next(row for row in page.list.rows if row.item.title == name)


# --- the overview ---


def test_the_overview_has_sizes_dates_and_states(
    page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    assert project.dataset is not None
    audience = project.library.definitions.audiences[0]
    row = row_of(page, audience.name)
    key = ("audiences", audience.id)
    assert page.sizes.of[key] > 0
    size, created, updated = row.item.facts
    assert size == f"{page.sizes.of[key]} accounts"
    assert created.startswith("created")
    assert updated.startswith("updated")
    live = project.library.definitions.lists[0]
    assert row_of(page, live.name).item.chips == (("Live", "ok"),)
    names = [one.item.title for one in page.list.rows]
    assert names == sorted(names, key=str.casefold)
    place = [page.list.order.itemText(i) for i in range(page.list.order.count())].index("Size")
    page.list.order.setCurrentIndex(place)
    page.list.order.activated.emit(place)
    assert page.list.rows[0].item.title == audience.name  # the largest first
    QTest.keyClicks(page.list.search, live.name)
    assert [one.item.title for one in page.list.rows] == [live.name]


def test_an_example_starts_with_the_industries_of_the_data(
    page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    assert project.dataset is not None
    page.start_from("target-industries")
    (condition,) = detail_of(page).item.condition.conditions
    spelled = project.dataset.accounts["accountOrganization.industry"].drop_nulls()
    counts = Counter(one.casefold() for one in spelled if one.strip())
    chosen = [counts[value.casefold()] for value in condition.values]
    assert chosen == [count for _, count in counts.most_common(3)]  # some occur equally often
    settle(qtbot)


# --- one of them ---


def test_a_name_that_another_has_is_not_taken(page: AudiencesPage, project: Project) -> None:
    taken = project.library.definitions.lists[0].name
    page.make("lists", Scope.ACCOUNT)
    detail = detail_of(page)
    QTest.keyClicks(detail.name, taken.upper())
    assert detail.name.property("wrong") is True
    assert detail.item.name == taken.upper()[:-1]  # the last letter made it the other's
    QTest.keyClick(detail.name, Qt.Key.Key_Return)
    assert detail.name.text() == detail.item.name


def test_a_list_is_a_draft_until_it_is_published(
    page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    page.make("lists", Scope.ACCOUNT, ListKind.DYNAMIC)
    detail = detail_of(page)
    assert not is_live(detail)
    assert not detail.publish.isEnabled()
    assert "Add a filter first" in detail.publish.toolTip()
    assert "Add a filter first" in detail.why.text()
    assert detail.form is not None
    detail.form.group.insert(NAMED.conditions[0])
    assert detail.publish.isEnabled()
    detail.publish.click()
    assert is_live(detail)
    assert detail.publish.isHidden()
    detail.unpublish()
    assert not is_live(detail)
    settle(qtbot)


def test_a_dynamic_list_that_asks_another_is_not_published(
    page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    other = EntityList(
        id="other",
        name="Other one",
        kind=ListKind.DYNAMIC,
        status=LibraryStatus.LIVE,
        condition=NAMED,
    )
    project.library.edit("", (Change("lists", None, other),))
    page.make("lists", Scope.ACCOUNT, ListKind.DYNAMIC)
    detail = detail_of(page)
    assert detail.form is not None
    detail.form.group.insert(InList(list="other"))
    assert not detail.publish.isEnabled()
    assert "Other one" in detail.publish.toolTip()
    settle(qtbot)


def test_a_live_list_that_is_used_stays_live_and_says_where(
    page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    used = project.library.definitions.lists[0]
    page.show_item(("lists", used.id))
    detail = detail_of(page)
    assert "Qualify the Seeds buying group" in detail.uses.text()
    said: list[str] = []

    def read(dialog: Any) -> None:
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.accept()

    when_asked(read)
    detail.unpublish()
    assert is_live(detail)
    assert any("Qualify the Seeds buying group" in text for text in said)
    settle(qtbot)


def test_a_copy_is_a_draft_of_its_own(page: AudiencesPage, project: Project, qtbot: QtBot) -> None:
    first = project.library.definitions.lists[0]
    page.duplicate(("lists", first.id))
    made = detail_of(page).item
    assert made.id != first.id
    assert made.name != first.name
    assert made.status is LibraryStatus.DRAFT
    assert made.members == first.members
    page.duplicate(("lists", first.id))
    assert detail_of(page).item.name not in (made.name, first.name)
    settle(qtbot)


def test_the_rows_that_match_are_shown_and_opened(
    page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    assert project.dataset is not None
    audience = project.library.definitions.audiences[0]
    page.show_item(("audiences", audience.id))
    detail = detail_of(page)
    detail.tabs.setCurrentIndex(1)
    settle(qtbot)
    shown = detail.matches.table.frames.frame
    total = page.sizes.of["audiences", audience.id]
    assert shown.height == min(total, matches.FIRST)
    wanted: list[RowSet] = []
    page.rows_wanted.connect(wanted.append)
    detail.matches.all.click()
    (rows,) = wanted
    assert "Accounts as a table…" in texts(detail.matches.export_menu())
    assert rows.entity is f.Entity.ACCOUNT
    assert len(rows.rows) == total
    assert bool((np.diff(rows.rows) > 0).all())
    assert audience.name in str(rows.title)
    keys = project.dataset.accounts[f.ACCOUNT_KEY].gather(rows.rows.tolist())
    assert keys.head(shown.height).to_list() == shown[f.ACCOUNT_KEY].to_list()


def test_members_are_written_for_linkedin(
    page: AudiencesPage,
    project: Project,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    audience = project.library.definitions.audiences[0]
    page.show_item(("audiences", audience.id))
    detail = detail_of(page)
    detail.tabs.setCurrentIndex(1)
    settle(qtbot)
    path = tmp_path / "companies.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    menu = detail.matches.export_menu()
    titles = when_asked(lambda dialog: dialog.accept())  # fewer than 300: it says so
    next(one for one in menu.actions() if "LinkedIn" in one.text()).trigger()
    settle(qtbot)
    qtbot.waitUntil(lambda: bool(titles))
    with path.open(newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header == list(COMPANY_HEADER)
    assert 0 < len(rows) <= page.sizes.of["audiences", audience.id]
    settle(qtbot)


def test_members_are_written_with_chosen_columns(
    page: AudiencesPage,
    project: Project,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert project.dataset is not None
    audience = project.library.definitions.audiences[0]
    page.show_item(("audiences", audience.id))
    detail = detail_of(page)
    detail.tabs.setCurrentIndex(1)
    settle(qtbot)
    offered: list[str] = []

    def save(_parent: Any, _title: str, name: str, kinds: str) -> tuple[str, str]:
        offered.append(name)
        return str(tmp_path / name), next(one for one in kinds.split(";;") if "xlsx" in one)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    counts: list[str] = []

    def choose(sheet: Any) -> None:
        assert isinstance(sheet, ColumnsSheet)
        counts.append(sheet.count.text())
        sheet.ticks.tick((f.ACCOUNT_NAME,))
        QTest.keyClicks(sheet.ticks.search, "account key")
        items = sheet.ticks.items
        (key,) = items.findItems("Account key", Qt.MatchFlag.MatchExactly)
        spot = items.visualItemRect(key).center()
        QTest.mouseClick(items.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        counts.append(sheet.count.text())
        QTest.mouseClick(sheet.accept_button, Qt.MouseButton.LeftButton)

    when_asked(choose)
    menu = detail.matches.export_menu()
    next(one for one in menu.actions() if "as a table" in one.text()).trigger()
    settle(qtbot)
    assert counts[-1] == "2 columns"
    assert offered == [f"{audience.name}.csv"]
    book = openpyxl.load_workbook(tmp_path / f"{audience.name}.xlsx")
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    assert head == ("Name", "Account key")
    assert detail.matches.flags is not None
    members = project.dataset.accounts.filter(pl.Series(detail.matches.flags))
    assert rows == members.select(f.ACCOUNT_NAME, f.ACCOUNT_KEY).rows()
    # The choice is kept for the next time.

    def look_again(sheet: Any) -> None:
        counts.append(sheet.count.text())
        sheet.reject()

    when_asked(look_again)
    detail.matches.export_table()
    assert counts[-1] == "2 columns"


# --- static lists ---


@pytest.fixture
def editor(page: AudiencesPage) -> MembersEditor:
    page.make("lists", Scope.ACCOUNT)
    found = detail_of(page).members
    assert found is not None
    return found


def keys_of(project: Project, *rows: int) -> list[str]:
    assert project.dataset is not None
    return project.dataset.accounts[f.ACCOUNT_KEY].gather(list(rows)).to_list()


def test_members_are_pasted_with_a_preview(
    editor: MembersEditor, page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    assert project.dataset is not None
    first, second = keys_of(project, 3, 7)
    name = str(project.dataset.accounts[f.ACCOUNT_NAME][7])
    editor.add_keys((first,))
    said: list[str] = []

    def paste(dialog: Any) -> None:
        assert isinstance(dialog, adding.TextSheet)
        assert not dialog.accept_button.isEnabled()
        dialog.text.setPlainText(f"{first}, {name.upper()}\nnobody.example")
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=5000)
        said.extend((dialog.said.text(), dialog.unknown.text(), dialog.accept_button.text()))
        dialog.accept()

    when_asked(paste)
    editor.add_by_text()
    assert detail_of(page).item.members == (first, second)
    assert "2 accounts found, 1 of them already" in said[0]
    assert "1 not found: nobody.example" in said[1]
    assert said[2] == "Add 1"


def test_members_are_added_by_search_and_by_condition(
    editor: MembersEditor,
    page: AudiencesPage,
    project: Project,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert project.dataset is not None
    (key,) = keys_of(project, 5)

    def look(dialog: Any) -> None:
        assert isinstance(dialog, adding.SearchSheet)
        dialog.search.setText(key.lower())
        qtbot.waitUntil(lambda: dialog.table.frames.rowCount() == 1, timeout=5000)
        dialog.table.chosen.emit(0)
        qtbot.waitUntil(lambda: dialog.table.frames.rowCount() == 0, timeout=5000)
        dialog.reject()

    when_asked(look)
    editor.add_by_search()
    assert detail_of(page).item.members == (key,)
    monkeypatch.setattr(members, "edit_condition", lambda *_: NAMED)
    editor.add_by_condition()
    names = project.dataset.accounts[f.ACCOUNT_NAME]
    named = sum(bool(str(name or "").strip()) for name in names)
    assert len(detail_of(page).item.members) == named
    assert detail_of(page).item.members[0] == key  # who was there stays in place
    settle(qtbot)


def test_several_members_are_removed_and_come_back(
    editor: MembersEditor, page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    keys = [*keys_of(project, 1, 2, 3), "not there"]
    editor.add_keys(keys)
    editor.add_keys(keys[:2])  # twice is once
    assert detail_of(page).item.members == tuple(keys)
    settle(qtbot)
    frames = editor.table.frames
    assert frames.row(3)["about"] == "not in the loaded data"
    choose = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 3):
        editor.table.selectionModel().select(frames.index(row, 0), choose)
    assert editor.remove.text() == "Remove 2"
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert detail_of(page).item.members == tuple(keys[1:3])
    project.library.stack.undo()
    assert detail_of(page).item.members == tuple(keys)
    settle(qtbot)
    assert frames.rowCount() == 4
    settle(qtbot)


def test_people_lists_are_filled_by_address(
    page: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    assert project.dataset is not None
    page.make("lists", Scope.PERSON)
    editor = detail_of(page).members
    assert editor is not None
    people = project.dataset.people.filter(project.dataset.people[f.EMAIL].is_not_null())
    address = str(people[f.EMAIL][0])
    same = people.filter(people[f.EMAIL].str.to_lowercase() == address.lower())

    def paste(dialog: Any) -> None:
        dialog.text.setPlainText(address)
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=5000)
        dialog.accept()

    when_asked(paste)
    editor.add_by_text()
    assert set(detail_of(page).item.members) == set(same[f.PERSON_KEY])
    assert "Keys or email addresses from a text…" in texts(editor.add_menu())
    settle(qtbot)


# --- journeys ---


def test_journeys_are_offered_live_lists_only(
    project: Project, make_around: Callable[..., Around], qtbot: QtBot
) -> None:
    lists = (
        EntityList(id="live", name="Live one", status=LibraryStatus.LIVE),
        EntityList(id="draft", name="Draft one"),
        EntityList(id="chosen", name="Chosen draft"),
    )
    sample = project.document(project.journeys()[0].id).journey
    around = make_around(sample, Definitions(lists=lists))
    editor = ReferenceEditor(around, Reference("lists", Scope.ACCOUNT))
    qtbot.addWidget(editor)
    assert entries(editor) == ["Live one"]
    editor.show_value("chosen")  # it stays named where it is used already
    assert entries(editor) == ["Chosen draft (Draft)", "Live one"]
    assert editor.combo.currentText() == "Chosen draft (Draft)"
    settle(qtbot)


def entries(editor: ReferenceEditor) -> list[str]:
    """The lists on offer; behind them stands a way to make a new one."""
    texts = [editor.combo.itemText(place) for place in range(editor.combo.count())]
    return sorted(text for text in texts if text and not text.endswith("…"))
