"""The browser by mouse, wheel and keys, on two hundred thousand rows and on the sample."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from designer.browse.choosing import ColumnChooser
from designer.browse.filtering import ConstraintsSheet
from designer.browse.rows import PAGE
from designer.browse.table import TableSide
from designer.browse.view import BrowseView
from designer.pages.project import Project
from engine.accounts import fields as f
from engine.accounts.browsing.tables import DETAILS
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.fields import Entity
from engine.accounts.rowset import RowSet
from engine.conditions.model import Attribute, FieldConstraint, Operator
from engine.journey.model import Definitions
from engine.store.workspace import Workspace
from resources.catalogue import msg
from tests.samples import settle, when_asked

ROWS = 200_000
MAILING = "directMarketing.mailingName"
START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def large() -> Dataset:
    """200,000 e-mails sent to 1,000 people of 100 accounts: one a second, to one person after the
    other; the name of each e-mail is its number modulo 7."""
    people = 1_000
    person = np.arange(ROWS, dtype=np.int32) % people
    return build_dataset(
        "large",
        pl.DataFrame(
            {
                f.ACCOUNT_KEY: [f"a{row:03}" for row in range(100)],
                f.ACCOUNT_NAME: [f"Company {row}" for row in range(100)],
            }
        ),
        pl.DataFrame(
            {
                f.PERSON_KEY: [f"p{row:04}" for row in range(people)],
                f.PERSON_ACCOUNT: [f"a{row // 10:03}" for row in range(people)],
                f.EMAIL: [f"p{row}@example.com" for row in range(people)],
            }
        ),
        {
            "directMarketing.emailSent": pl.DataFrame(
                {
                    "person": person,
                    f.EVENT_TIMESTAMP: pl.Series(
                        int(START.timestamp() * 1e6) + np.arange(ROWS) * 1_000_000
                    ).cast(pl.Datetime("us", "UTC")),
                    MAILING: "Mail " + (pl.int_range(ROWS, eager=True) % 7).cast(pl.String),
                }
            )
        },
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Numbers with commas, whatever the system says."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(scope="module")
def many() -> Dataset:
    return large()


@pytest.fixture
def empty_project(tmp_path: Path, qtbot: QtBot, styled: QApplication) -> Iterator[Project]:
    project = Project(Workspace.create(tmp_path / "empty.jornada"))
    yield project
    settle(qtbot)
    project.close()
    project.deleteLater()


def shown(qtbot: QtBot, project: Project, dataset: Dataset | None) -> BrowseView:
    view = BrowseView(project)
    qtbot.addWidget(view)
    view.resize(1144, 560)
    view.show()
    view.show_dataset(dataset)
    settle(qtbot)
    return view


def turn(qtbot: QtBot, view: BrowseView, entity: Entity) -> TableSide:
    """Click on a table in the chooser."""
    place = list(Entity).index(entity)
    QTest.mouseClick(view.tables.entities.buttons[place], Qt.MouseButton.LeftButton)
    settle(qtbot)
    return view.tables


def text(tables: TableSide, row: int, column: int = 0) -> str:
    return str(tables.model.data(tables.model.index(row, column)))


def column_of(tables: TableSide, path: str) -> int:
    return tables.model.paths.index(path)


def head_click(qtbot: QtBot, tables: TableSide, path: str) -> None:
    across = tables.grid.horizontalHeader()
    x = across.sectionViewportPosition(column_of(tables, path)) + 20
    QTest.mouseClick(across.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    settle(qtbot)


def texts_of(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


# --- a large table ---


def test_events_show_the_newest_first_and_scroll_to_the_oldest(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.EVENT)
    assert tables.count.text() == "200,000 events"
    newest = START + dt.timedelta(seconds=ROWS - 1)
    assert tables.model.value(0, 0) == newest
    bar, grid = tables.grid.verticalScrollBar(), tables.grid
    for _ in range(40):
        at = QPointF(grid.viewport().rect().center())
        wheel = QWheelEvent(
            at,
            grid.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(grid.viewport(), wheel)
    assert bar.value() > 0
    row = grid.rowAt(20)
    assert tables.model.value(row, 0) == newest - dt.timedelta(seconds=row)
    bar.setValue(bar.maximum())
    grid.viewport().repaint()
    last = grid.rowAt(grid.viewport().height() - 5)
    assert last == ROWS - 1
    assert tables.model.value(last, 0) == START
    # However far one scrolls, only a few pages are held.
    for value in range(0, bar.maximum(), bar.maximum() // 200):
        bar.setValue(value)
        grid.viewport().repaint()
    assert len(tables.model._pages) * PAGE <= 4_000


def test_the_window_never_waits_for_the_table(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    from time import perf_counter

    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.EVENT)
    started = perf_counter()
    for word in ("m", "mail", "mail a", "mail a007"):
        tables.search.setText(word)
        tables._search()
    asked = perf_counter() - started
    settle(qtbot)
    assert asked < 0.05 * 4  # asking takes next to nothing; finding is done elsewhere
    found = tables.model.view
    assert found is not None
    expected = 10 * ROWS // 1_000  # ten people of account a007, each with every thousandth e-mail
    assert len(found) == expected


def test_headings_sort_and_the_old_order_stays_until_it_is_found(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.EVENT)
    before = text(tables, 0)
    across = tables.grid.horizontalHeader()
    x = across.sectionViewportPosition(column_of(tables, DETAILS)) + 20
    QTest.mouseClick(across.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert text(tables, 0) == before
    settle(qtbot)
    at = column_of(tables, DETAILS)
    assert text(tables, 0, at) == "Mail 0"
    assert text(tables, ROWS - 1, at) == "Mail 6"
    head_click(qtbot, tables, DETAILS)
    assert text(tables, 0, at) == "Mail 6"
    assert tables.query.sort is not None
    assert tables.query.sort.descending
    head_click(qtbot, tables, f.EVENT_TIMESTAMP)
    assert tables.model.value(0, 0) == START


def test_keys_go_to_the_ends_and_open_a_row(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.EVENT)
    tables.grid.setFocus()
    tables.grid.setCurrentIndex(tables.model.index(0, 0))
    QTest.keyClick(tables.grid, Qt.Key.Key_End)
    assert tables.grid.currentIndex().row() == ROWS - 1
    QTest.keyClick(tables.grid, Qt.Key.Key_Up)
    assert tables.grid.currentIndex().row() == ROWS - 2
    QTest.keyClick(tables.grid, Qt.Key.Key_Home)
    assert tables.grid.currentIndex().row() == 0
    QTest.keyClick(tables.grid, Qt.Key.Key_Return)
    settle(qtbot)
    # The newest event, number 199,999, is of person 999, of account 99.
    assert view.place.currentWidget() is view.account
    assert view.account.name.text() == "Company 99"
    QTest.keyClick(view.account, Qt.Key.Key_Escape)
    assert view.place.currentWidget() is tables


def test_chosen_rows_are_copied(qtbot: QtBot, empty_project: Project, many: Dataset) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.PERSON)
    tables.grid.selectRow(0)
    QTest.keyClick(tables.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(tables.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot)
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows == [
        ["Email address", "Account", "Person key"],
        ["p0@example.com", "Company 0", "p0000"],
        ["p1@example.com", "Company 0", "p0001"],
    ]


def test_what_is_shown_is_exported(
    qtbot: QtBot,
    empty_project: Project,
    many: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.PERSON)
    tables.search.setText("COMPANY a042")
    tables._search()
    settle(qtbot)
    file = tmp_path / "people"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    QTest.mouseClick(tables.export_button, Qt.MouseButton.LeftButton)
    settle(qtbot)
    with file.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[1:] == [
        [f"p{row}@example.com", "Company 42", f"p{row:04}"] for row in range(420, 430)
    ]
    # As Excel and as Parquet the same rows, for people by titles, for programmes by paths.
    for ending in ("xlsx", "parquet"):
        other = str(file.with_suffix(f".{ending}"))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, to=other: (to, ""))
        QTest.mouseClick(tables.export_button, Qt.MouseButton.LeftButton)
        settle(qtbot)
    book = openpyxl.load_workbook(file.with_suffix(".xlsx"))
    cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    assert cells == rows
    found = pl.read_parquet(file.with_suffix(".parquet"))
    assert found.columns == list(tables.grid.paths_in_order())
    assert [list(row) for row in found.rows()] == rows[1:]


# --- narrowing ---


def test_a_filter_is_a_sentence_that_can_be_taken_away(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.EVENT)

    def narrow(sheet: Any) -> None:
        assert isinstance(sheet, ConstraintsSheet)
        sheet.editor._tell((FieldConstraint(field=MAILING, operator=Operator.IS, value="mail 3"),))
        sheet.accept()

    when_asked(narrow)
    QTest.mouseClick(tables.filter_button, Qt.MouseButton.LeftButton)
    settle(qtbot)
    count = len([number for number in range(ROWS) if number % 7 == 3])
    assert tables.count.text() == f"{count:,} of 200,000 events"
    assert tables.filter_chip.text.text() == "Email name is “mail 3”"
    # What was narrowed stays with its table.
    turn(qtbot, view, Entity.ACCOUNT)
    assert tables.count.text() == "100 accounts"
    assert tables.filter_chip.isHidden()
    turn(qtbot, view, Entity.EVENT)
    assert tables.count.text().startswith(f"{count:,} of")
    QTest.mouseClick(tables.filter_chip.cross, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert tables.count.text() == "200,000 events"


def test_accounts_are_filtered_by_a_condition(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.ACCOUNT)

    def narrow(dialog: Any) -> None:
        dialog.form.show_condition(
            Attribute(attribute=f.ACCOUNT_NAME, operator=Operator.ENDS_WITH, value=" 7")
        )
        dialog.accept()

    when_asked(narrow)
    QTest.mouseClick(tables.filter_button, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert tables.count.text() == "1 of 100 accounts"
    assert text(tables, 0) == "Company 7"
    assert "ends with" in tables.filter_chip.text.text()


def test_nothing_found_says_what_to_do(qtbot: QtBot, empty_project: Project, many: Dataset) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.ACCOUNT)
    QTest.keyClicks(tables.search, "nobody is called so")
    qtbot.waitUntil(lambda: tables.query.search == "nobody is called so")
    settle(qtbot)
    assert tables.place.currentWidget() is tables.no_match
    QTest.mouseClick(tables.no_match.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert tables.count.text() == "100 accounts"
    assert tables.search.text() == ""
    tables = turn(qtbot, view, Entity.OPPORTUNITY)
    assert "Import a file of deals" in texts_of(tables)


def test_rows_that_a_number_counts_are_opened(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    title = msg("quality.check.events_future")
    view.open_rows(RowSet(Entity.EVENT, np.array([5, 8, 199_999]), title, (MAILING,)))
    settle(qtbot)
    tables = view.tables
    assert tables.count.text() == "3 of 200,000 events"
    assert tables.rows_chip.text.text() == "Events in the future"
    assert MAILING in tables.model.paths[:3]
    tables.rows_chip.removed.emit()
    settle(qtbot)
    assert tables.count.text() == "200,000 events"


def test_columns_are_chosen_and_kept(qtbot: QtBot, empty_project: Project, many: Dataset) -> None:
    view = shown(qtbot, empty_project, many)
    tables = turn(qtbot, view, Entity.PERSON)
    chooser = tables.choose_columns()
    assert isinstance(chooser, ColumnChooser)
    QTest.keyClicks(chooser.search, "account key")
    seen = [
        chooser.items.item(place)
        for place in range(chooser.items.count())
        if not chooser.items.item(place).isHidden()
    ]
    assert [one.text() for one in seen] == ["Account key"]
    spot = chooser.items.visualItemRect(seen[0]).center()
    QTest.mouseClick(chooser.items.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    chooser.close()
    expected = (f.EMAIL, f"account:{f.ACCOUNT_NAME}", f.PERSON_KEY, f.PERSON_ACCOUNT)
    assert tables.grid.paths_in_order() == expected
    across = tables.grid.horizontalHeader()
    across.moveSection(3, 0)
    again = shown(qtbot, empty_project, many)
    kept = turn(qtbot, again, Entity.PERSON).grid.paths_in_order()
    assert kept == (expected[3], *expected[:3])


def test_no_data_says_what_to_do(qtbot: QtBot, empty_project: Project) -> None:
    view = shown(qtbot, empty_project, None)
    assert "import one" in texts_of(view)
    view.open_account("a")
    view.open_person("p")
    assert view.place.currentWidget() is view.nothing


# --- an account ---


def test_an_account_is_shown_whole(project: Project, qtbot: QtBot) -> None:
    dataset = project.dataset
    assert dataset is not None
    run = project.workspace.run(project.runs()[0].id)
    row = int(run.result.steps["account"][0])
    key = dataset.accounts[f.ACCOUNT_KEY][row]
    view = shown(qtbot, project, dataset)
    view.open_account(key)
    settle(qtbot)
    page = view.account
    assert page.name.text() == dataset.accounts[f.ACCOUNT_NAME][row]
    people = dataset.people.filter(pl.col(f.PERSON_ACCOUNT) == key)
    assert page.people.table.frames.shown["key"].to_list() == people[f.PERSON_KEY].to_list()
    for name in ("timeline", "opportunities", "groups", "lists", "journeys"):
        page.show_tab(name)
        settle(qtbot)
        assert page.place.currentWidget() is page._tabs[name]
    rows = dataset.people.with_row_index().filter(pl.col(f.PERSON_ACCOUNT) == key)["index"]
    events = sum(
        int(table.frame["person"].is_in(rows.implode()).sum())
        for table in dataset.event_tables.values()
    )
    assert page.timeline.count.text() == f"{events} events"
    journeys = []
    page.run_wanted.connect(lambda id_, entry: journeys.append((id_, entry.id)))
    from designer.widgets.listing import ItemRow

    line = page.journeys.findChildren(ItemRow)[0]
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert journeys == [(run.journeys[0].id, run.entry.id)]
    assert "designer." not in texts_of(page)


def test_derived_attributes_are_shown_and_follow_their_definition(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    library = empty_project.library
    sent = DerivedAttribute(id="s", name="E-mails sent", event_type="directMarketing.emailSent")
    library.reset(Definitions(derived_attributes=(sent,)))
    view = shown(qtbot, empty_project, many)
    view.open_account("a007")
    qtbot.waitUntil(lambda: "E-mails sent\n2,000" in texts_of(view.account.attributes))
    other = sent.model_copy(update={"name": "Mails"})
    begun = DerivedAttribute(id="b", name="Begun")  # names no event yet, so it has no value
    library.reset(Definitions(derived_attributes=(other, begun)))
    qtbot.waitUntil(lambda: "\nMails\n2,000" in f"\n{texts_of(view.account.attributes)}")
    settle(qtbot)
    assert "Begun" not in texts_of(view.account.attributes)


def test_a_person_is_shown_beside_and_leads_to_the_account(project: Project, qtbot: QtBot) -> None:
    dataset = project.dataset
    assert dataset is not None
    view = shown(qtbot, project, dataset)
    key = dataset.people[f.PERSON_KEY][0]
    view.open_person(key)
    settle(qtbot)
    assert view.person.isVisible()
    own = pl.col(f.ACCOUNT_KEY) == dataset.people[f.PERSON_ACCOUNT][0]
    name = dataset.accounts.filter(own)[f.ACCOUNT_NAME].item()
    link = next(one for one in view.person.findChildren(QPushButton) if one.text() == name)
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert view.account.name.text() == name
    QTest.keyClick(view.account, Qt.Key.Key_Escape)
    assert not view.person.isVisible()
    assert view.place.currentWidget() is view.account


def test_the_account_stays_in_sight_when_the_data_change(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    view.open_account("a007")
    view.show_dataset(large())
    settle(qtbot)
    assert view.place.currentWidget() is view.account
    empty = build_dataset(
        "other", pl.DataFrame({f.ACCOUNT_KEY: ["x"]}), pl.DataFrame({f.PERSON_KEY: ["p"]}), {}
    )
    view.show_dataset(empty)
    settle(qtbot)
    assert view.place.currentWidget() is view.tables


def test_data_that_are_put_away_are_let_go(qtbot: QtBot, empty_project: Project) -> None:
    import gc
    import weakref

    dataset = large()
    gone = weakref.ref(dataset)
    view = shown(qtbot, empty_project, dataset)
    view.open_account("a001")
    view.account.show_tab("timeline")
    view.open_person("p0010")
    settle(qtbot)
    view.show_dataset(None)
    settle(qtbot)
    del dataset
    gc.collect()
    assert gone() is None


def test_a_timeline_is_told_day_by_day_and_narrowed(
    qtbot: QtBot, empty_project: Project, many: Dataset
) -> None:
    view = shown(qtbot, empty_project, many)
    view.open_account("a000")
    view.account.show_tab("timeline")
    settle(qtbot)
    tab = view.account.timeline
    # Ten people, each with 200 e-mails over 200,000 seconds: 1 to 3 January.
    assert tab.count.text() == "2,000 events"
    model = tab.list.model_
    headings = [row for row in range(model.rowCount()) if model.event(row) is None]
    days = [model.day(row).isoformat() for row in headings]
    assert days == ["2025-01-03", "2025-01-02", "2025-01-01"]
    tab.person.setCurrentIndex(tab.person.findText("p3@example.com (200)"))
    tab.person.activated.emit(tab.person.currentIndex())
    assert tab.count.text() == "200 of 2,000 events"
    first = model.event(1)
    assert first is not None
    assert first[0] == START + dt.timedelta(seconds=199_003)  # the last second that ends in 003
