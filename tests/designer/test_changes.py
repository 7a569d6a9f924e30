"""What a version changed, as the window tells it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from designer.pages.changes import ChangesDialog, add_changes, changed_values
from designer.pages.data import DataPage
from designer.pages.project import NewData, Project
from engine.accounts.refresh import Changes, refresh
from tests.samples import settle, when_asked


def refreshed(project: Project) -> Changes:
    """The sample with two accounts renamed and one moved to another city, kept as version 2."""
    before = project.dataset
    assert before is not None
    accounts = before.accounts
    names = pl.Series("accountName", ["One", "Two", *accounts["accountName"][2:]])
    city = "accountBillingAddress.city"
    cities = pl.Series(city, ["Lisbon", *accounts[city][1:]])
    newer = replace(before, accounts=accounts.with_columns(names, cities))
    dataset, changes = refresh(before, newer)
    document = changes.model_dump(mode="json")
    project.workspace.add_dataset(dataset, "newer", replace=True, changes=document)
    return changes


def texts(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel)]


def test_a_version_says_in_a_few_words_what_it_changed(project: Project, qtbot: QtBot) -> None:
    refreshed(project)
    first, second = project.dataset_versions("Sample accounts")
    anew, changed = QWidget(), QWidget()
    for place, entry in ((anew, first), (changed, second)):
        qtbot.addWidget(place)
        add_changes(QVBoxLayout(place), entry)
    assert texts(anew) == []
    assert texts(changed) == ["Updated: 2 accounts."]
    titles = when_asked(lambda dialog: dialog.accept())
    changed.findChildren(QPushButton)[0].click()
    assert titles == ["What version 2 changed"]


def test_a_restored_version_says_no_more(project: Project, qtbot: QtBot) -> None:
    refreshed(project)
    restored = project.workspace.restore_version("Sample accounts", 1)
    place = QWidget()
    qtbot.addWidget(place)
    add_changes(QVBoxLayout(place), restored)
    assert texts(place) == []


def test_all_of_it_is_told(project: Project, qtbot: QtBot) -> None:
    changes = refreshed(project)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ChangesDialog(parent, 2, changes)
    assert project.dataset is not None
    count = project.dataset.accounts.height
    said = texts(dialog)
    place = said.index("Accounts")
    assert said[place + 1 : place + 5] == ["0", "2", str(count - 2), "0"]
    rows = changed_values(changes)
    assert rows["field"].to_list() == ["Accounts: Name", "Accounts: Name", "Accounts: City"]
    assert rows["after"].to_list() == ["One", "Two", "Lisbon"]
    assert rows["rows"].to_list() == [2, 2, 1]
    assert dialog.table.frames.rowCount() == 3


def test_a_refresh_says_what_it_has_brought(project: Project, qtbot: QtBot) -> None:
    page = DataPage(project)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    before = project.dataset
    assert before is not None
    names = pl.Series("accountName", ["One", *before.accounts["accountName"][1:]])
    newer = replace(before, accounts=before.accounts.with_columns(names))
    made = NewData(newer, "newer.csv")
    for said, titles in (
        ("Sample accounts is now version 2. Updated: 1 account.", ["What version 2 changed"]),
        ("Sample accounts stays as it is: nothing in the newer export is new.", []),
    ):
        project.refresh_dataset("Sample accounts", lambda *_: made)
        settle(qtbot)
        assert page.toast.isVisible()
        assert page.toast.accessibleName() == said
        found = when_asked(lambda dialog: dialog.accept()) if titles else []
        page.toast.action.click()
        assert found == titles
        assert not page.toast.isVisible()
