"""Importing in the window: the wizard, correcting its mapping, dropping files, and the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from designer.background import running
from designer.importing.columns import _BECOMES
from designer.importing.files import files_of
from designer.importing.wizard import ImportWizard
from designer.pages.data import DataPage
from designer.pages.project import Project
from designer.pages.report import ReportView, asides, columns_left, files_frame, remarks, report_of
from designer.widgets.palette import PalettePopup
from engine.accounts import fields as f
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.mapping import Rule, Table
from engine.accounts.importing.report import FileReport, ImportReport
from engine.background import Work
from tests.samples import popup, settle, when_asked

ACCOUNTS = """accountKey.sourceKey,accountName,accountOrganization.annualRevenue.amount,Tier
A1,Acme,1000000,gold
A2,Beta,a lot,silver
A1,Acme again,5,gold
A3,,7,gold
"""
"""One row is loaded; A2 has no number, A1 came before, and A3 has no name but is loaded too."""
PEOPLE = """b2b.personKey.sourceKey,workEmail.address,personComponents.sourceAccountKey.sourceKey
P1,one@acme.example,A1
P2,,A1
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two files that belong together."""
    accounts, people = tmp_path / "accounts.csv", tmp_path / "people.csv"
    accounts.write_text(ACCOUNTS)
    people.write_text(PEOPLE)
    return accounts, people


OpenWizard = Callable[..., ImportWizard]


@pytest.fixture
def open_wizard(qtbot: QtBot, project: Project) -> OpenWizard:
    """Opens the wizard on files."""

    def make(*paths: Path, refresh: str | None = None) -> ImportWizard:
        wizard = ImportWizard(None, project, paths, refresh)
        qtbot.addWidget(wizard, before_close_func=lambda shown: shown.reject())
        wizard.show()
        settle(qtbot)
        return wizard

    return make


def becomes(wizard: ImportWizard) -> dict[str, str]:
    """What each column of the file that is shown becomes."""
    return dict(wizard.detail.columns.table.frames.frame.select("column", "becomes").iter_rows())


def pick(wizard: ImportWizard, column: str, typed: str, qtbot: QtBot) -> None:
    """Give a column another field by mouse and keys."""
    table = wizard.detail.columns.table
    place = table.frames.shown["column"].to_list().index(column)
    cell = table.visualRect(table.frames.index(place, _BECOMES))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    offered = popup()
    assert isinstance(offered, PalettePopup)
    QTest.keyClicks(offered.palette_.search, typed)
    QTest.keyClick(offered.palette_.search, Qt.Key.Key_Return)
    settle(qtbot)


def test_the_wizard_says_what_becomes_of_each_column(
    open_wizard: OpenWizard, files: tuple[Path, Path]
) -> None:
    wizard = open_wizard(*files)
    assert [item.table for item in wizard.sources.items] == [Table.ACCOUNT, Table.PERSON]
    shown = wizard.detail.columns.table.frames.frame
    assert becomes(wizard)["accountName"] == "Name"
    assert becomes(wizard)["Tier"] == "Own: Tier"
    samples = dict(shown.select("column", "samples").iter_rows())
    assert samples["Tier"] == "gold, silver"  # different ones
    assert "CSV · UTF-8 · commas between cells" in wizard.detail.about.text()
    assert wizard.accept_button.isEnabled()


def test_a_column_is_given_another_field_and_taken_back(
    open_wizard: OpenWizard, files: tuple[Path, Path], qtbot: QtBot
) -> None:
    wizard = open_wizard(files[0])
    pick(wizard, "Tier", "industry", qtbot)
    assert becomes(wizard)["Tier"] == "Industry"
    assert wizard._draft.sources[0].fields["accountOrganization.industry"] == Rule(column="Tier")
    pick(wizard, "Tier", "not imported", qtbot)
    assert becomes(wizard)["Tier"] == "Not imported"
    assert becomes(wizard)["accountName"] == "Name"
    with qtbot.waitActive(wizard):
        wizard.activateWindow()
    table = wizard.detail.columns.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert becomes(wizard)["Tier"] == "Industry"
    QTest.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert becomes(wizard)["Tier"] == "Own: Tier"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(table, Qt.Key.Key_Z, both)
    assert becomes(wizard)["Tier"] == "Industry"


def test_a_source_without_its_key_says_so(
    open_wizard: OpenWizard, files: tuple[Path, Path], qtbot: QtBot
) -> None:
    wizard = open_wizard(files[0])
    pick(wizard, "accountKey.sourceKey", "not imported", qtbot)
    assert not wizard.accept_button.isEnabled()
    assert "Account key" in wizard.detail.problem.text()
    assert "accounts.csv" in wizard.problem.text()
    pick(wizard, "Tier", "account key", qtbot)
    assert wizard.accept_button.isEnabled()
    assert wizard.problem.text() == ""


def test_the_first_rows_are_shown_as_they_will_be(
    open_wizard: OpenWizard, files: tuple[Path, Path]
) -> None:
    wizard = open_wizard(*files)
    wizard.detail.tabs.buttons[1].click()
    said = [one.text() for one in wizard.detail.rows.findChildren(QLabel) if one.isVisible()]
    # "a lot" is no number; that A1 comes again shows only when all rows are read.
    assert said == [
        "The first 3 rows as they will be.",
        "One row among the first would be set aside: not a number.",
    ]


def test_a_file_is_left_out_and_read_as_more(
    open_wizard: OpenWizard, files: tuple[Path, Path], qtbot: QtBot
) -> None:
    wizard = open_wizard(*files)
    wizard.sources.opened.emit(wizard.sources.items[1])
    holds = wizard.detail.holds
    holds.setCurrentIndex(holds.count() - 1)
    holds.activated.emit(holds.count() - 1)
    settle(qtbot)
    assert [source.table for source in wizard._draft.sources] == [Table.ACCOUNT]
    assert wizard.sources.items[1].about == "Not imported"
    wizard.undo()
    wizard.sources.opened.emit(wizard.sources.items[0])
    wizard.detail.again.click()
    menu = popup()
    assert isinstance(menu, QMenu)
    offered = [action.text() for action in menu.actions()]
    assert offered == ["People", "Events", "Opportunities", "Relations"]
    menu.actions()[0].trigger()
    menu.close()
    settle(qtbot)
    tables = [(item.file, item.table) for item in wizard.sources.items]
    assert tables == [
        ("accounts.csv", Table.ACCOUNT),
        ("accounts.csv", Table.PERSON),
        ("people.csv", Table.PERSON),
    ]


def test_people_are_made_of_those_whom_only_events_name(
    open_wizard: OpenWizard, tmp_path: Path, qtbot: QtBot
) -> None:
    events = tmp_path / "events.csv"
    events.write_text("eventType,timestamp,personKey\nweb.formFilledOut,2025-01-01T00:00:00Z,P7\n")
    wizard = open_wizard(events)
    wizard.detail.again.click()
    menu = popup()
    assert isinstance(menu, QMenu)
    made = next(action for action in menu.actions() if "only these events name" in action.text())
    made.trigger()
    menu.close()
    settle(qtbot)
    wizard.accept()
    assert wizard.wanted is not None
    data = wizard.wanted.make(Work()).dataset
    assert data.people[f.PERSON_KEY].to_list() == ["P7"]
    assert data.event_tables["web.formFilledOut"].frame.height == 1


def test_nothing_can_be_imported_without_files_or_under_a_name_that_is_taken(
    open_wizard: OpenWizard, files: tuple[Path, Path], qtbot: QtBot
) -> None:
    wizard = open_wizard()
    assert not wizard.accept_button.isEnabled()
    wizard.take(files)
    settle(qtbot)
    assert wizard.accept_button.isEnabled()
    wizard.name.line.clear()
    QTest.keyClicks(wizard.name.line, "Sample accounts")
    assert not wizard.accept_button.isEnabled()
    assert "Sample accounts" in wizard.problem.text()
    QTest.keyClicks(wizard.name.line, " 2")
    assert wizard.accept_button.isEnabled()
    wizard.accept()
    assert wizard.wanted is not None
    assert wizard.wanted.name == "Sample accounts 2"


def test_a_file_that_cannot_be_read_says_why_beside_those_that_can(
    open_wizard: OpenWizard, files: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    page = tmp_path / "report.csv"
    page.write_text("<!DOCTYPE html><html><body>Sign in</body></html>")
    wizard = open_wizard(files[0], page)
    assert "web page" in wizard.sources.items[1].about
    assert wizard.accept_button.isEnabled()  # the other one is imported
    wizard.sources.removed.emit(page)
    settle(qtbot)
    assert [item.file for item in wizard.sources.items] == ["accounts.csv"]


def test_a_mapping_file_dropped_with_the_data_is_used(
    open_wizard: OpenWizard, tmp_path: Path, qtbot: QtBot
) -> None:
    data, mapping = tmp_path / "crm.csv", tmp_path / "crm.mapping.json"
    data.write_text("x1,x2\n1,Acme\n")
    fields = {"accountKey.sourceKey": "x1", "accountName": "x2"}
    source = {"file": "crm.csv", "table": "account", "fields": fields}
    mapping.write_text(json.dumps({"format_version": 1, "name": "CRM", "sources": [source]}))
    wizard = open_wizard(mapping, data)
    settle(qtbot)
    assert becomes(wizard) == {"x1": "Account key", "x2": "Name"}
    assert wizard.accept_button.isEnabled()
    mapping.write_text("{")
    titles = when_asked(lambda shown: shown.accept())
    wizard.take((mapping,))
    assert titles == ["That did not work"]
    settle(qtbot)
    assert wizard.accept_button.isEnabled()


def settle_wizard() -> None:
    """Wait for the look and the preview, where no test's event loop runs."""
    for _ in range(3):
        QApplication.processEvents()
        while running():
            QApplication.processEvents()


def drag(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_only_files_that_can_be_imported_are_taken_when_dropped(files: tuple[Path, Path]) -> None:
    other = files[0].with_name("picture.png")
    assert files_of(drag(*files, other)) == files
    web = QMimeData()
    web.setUrls([QUrl("https://example.com/a.csv")])
    assert files_of(web) == ()
    packed = files[0].with_name("export.ZIP")
    assert files_of(drag(packed)) == (packed,)


def test_files_are_imported_and_accounted_for(
    project: Project,
    files: tuple[Path, Path],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = DataPage(project)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()

    def accept(wizard: Any) -> None:
        settle_wizard()
        QTest.keyClicks(wizard.name.line, "X")
        wizard.name.line.setText("CRM")
        wizard.accept()

    when_asked(accept)
    page.import_files(files)
    settle(qtbot)
    entry = next(entry for entry in project.datasets() if entry.name == "CRM")
    assert (entry.accounts, entry.people) == (2, 2)
    assert project.dataset is not None
    assert project.dataset.name == "CRM"

    def said_now() -> str:
        return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())

    qtbot.waitUntil(lambda: "6 rows read, 4 loaded." in said_now())
    said = said_now()
    assert "accounts.csv: one row was set aside: not a number." in said
    assert "accounts.csv: one row was set aside: the key came before." in said
    assert "One account has no name" in said
    assert "One person has no email address" in said

    # The rows set aside are saved to a file, in any later session too.
    out = tmp_path / "aside.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    again = DataPage(project)
    qtbot.addWidget(again)
    again.show()
    overview: Any = again.view("overview")
    overview.report.save.click()
    settle(qtbot)
    assert len(out.read_text("utf-8-sig").splitlines()) == 3


def test_how_files_were_read_is_remembered_and_used_for_newer_ones(
    project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    export = tmp_path / "export.csv"
    export.write_text("x1,x2,x3\n1,Acme,7\n2,Beta,8\n")
    page = DataPage(project)
    qtbot.addWidget(page)
    page.show()

    def first(wizard: Any) -> None:
        settle_wizard()
        if not wizard._draft.sources:  # nothing in these columns says what they are
            wizard.detail.table_picked.emit(Table.ACCOUNT)
            settle_wizard()
        for column, path in (("x1", f.ACCOUNT_KEY), ("x2", f.ACCOUNT_NAME), ("x3", None)):
            wizard.detail.columns.picked.emit(column, path)
        settle_wizard()
        wizard.name.line.setText("CRM")
        wizard.accept()

    when_asked(first)
    page.import_files((export,))
    settle(qtbot)
    assert project.dataset is not None
    assert project.dataset.accounts[f.ACCOUNT_NAME].to_list() == ["Acme", "Beta"]

    newer = tmp_path / "newer.csv"
    newer.write_text("x1,x2,x3\n2,Beta Ltd,8\n3,Ceta,9\n")
    seen: list[dict[str, str]] = []

    def second(wizard: Any) -> None:
        settle_wizard()
        seen.append(becomes(wizard))
        wizard.accept()

    when_asked(second)
    page.import_files((newer,), refresh="CRM")
    settle(qtbot)
    assert seen == [{"x1": "Account key", "x2": "Name", "x3": "Not imported"}]
    assert project.dataset.accounts[f.ACCOUNT_NAME].to_list() == ["Acme", "Beta Ltd", "Ceta"]
    assert [entry.version for entry in project.dataset_versions("CRM")] == [1, 2]

    # Dropped as if they were new, the files are known, and refreshing is offered.
    offered = ImportWizard(page, project, (newer,))
    qtbot.addWidget(offered, before_close_func=lambda shown: shown.reject())
    offered.show()
    settle(qtbot)
    assert offered.instead.text() == "Refresh “CRM” with them instead"
    offered.instead.click()
    assert offered.heading.text() == "Refresh “CRM”"
    assert not offered.name.isEnabled()
    assert offered.accept_button.isEnabled()
    offered.instead.click()
    assert offered.heading.text() == "Import account data"
    assert offered.name.line.text() == "CRM (2)"
    offered.instead.click()
    offered.accept()
    assert offered.wanted is not None
    assert (offered.wanted.name, offered.wanted.refresh) == ("CRM", True)

    # An earlier version comes back.
    page.restore("CRM", 1)
    settle(qtbot)
    assert project.dataset.accounts[f.ACCOUNT_NAME].to_list() == ["Acme", "Beta"]


def test_an_import_that_is_cancelled_leaves_the_dataset_out(
    project: Project, files: tuple[Path, Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.accounts.importing import importer

    def endless(*_: Any, work: Any, **__: Any) -> None:
        while True:
            work.at(0.5)

    monkeypatch.setattr(importer, "import_files", endless)
    page = DataPage(project)
    qtbot.addWidget(page)
    page.show()

    def accept(wizard: Any) -> None:
        settle_wizard()
        wizard.accept()

    when_asked(accept)
    page.import_files(files)
    assert page.progress.isVisible()
    page.progress.cancel.click()
    settle(qtbot)
    qtbot.waitUntil(lambda: not page.progress.isVisible())
    assert [entry.name for entry in project.datasets()] == ["Sample accounts"]
    assert project.workspace.mappings() == ()


def test_the_report_accounts_for_every_row(files: tuple[Path, Path], qtbot: QtBot) -> None:
    report = import_files("x", files).report
    again = report_of(json.loads(report.model_dump_json()))
    assert again == report
    frame = files_frame(report)
    assert frame["read"].to_list() == [4, 2]
    assert (frame["read"] == frame["loaded"] + frame["aside"]).all()
    assert len(list(asides(report))) == 2
    assert list(columns_left(report)) == []
    assert all("designer." not in said for said in remarks(report))
    view = ReportView(report, None)
    qtbot.addWidget(view)
    assert not hasattr(view, "save")
    assert report_of(None) is None


def test_many_columns_that_were_not_imported_are_not_all_named(qtbot: QtBot) -> None:
    # Of two files 13 and 14 columns are left out: one more than twelve is named as well.
    names = tuple(f"c{n}" for n in range(14))
    files = [
        FileReport(file=file, table=Table.ACCOUNT, read=1, loaded=1, left=left)
        for file, left in (("a.csv", names[:13]), ("b.csv", names))
    ]
    nobody = dict.fromkeys(("accounts_without_name", "people_without_email"), 0)
    loaded = dict.fromkeys(("accounts", "people", "events", "opportunities"), 0)
    report = ImportReport(files=tuple(files), people_without_account=0, **loaded, **nobody)
    (one, nothing_more), (many, all_of_them) = columns_left(report)
    assert "c12" in one
    assert nothing_more == ""
    assert "c11 and 2 more" in many
    assert "c12" not in many
    assert "c13" in all_of_them
    view = ReportView(report, None)
    qtbot.addWidget(view)
    assert view.files.verticalScrollBar().maximum() == 0


def test_an_answered_order_of_dates_is_shown_as_found_out(
    open_wizard: OpenWizard, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Company,Email,Joined\nAcme,a@acme.example,03/04/2024\n")
    wizard = open_wizard(sheet)
    assert "order of dates unclear" in wizard.detail.about.text()
    day = next(one for one in wizard.findChildren(QPushButton) if one.text() == "The day")
    QTest.mouseClick(day, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "dates with the day first" in wizard.detail.about.text()
    QTest.keyClick(wizard, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # asked again
    settle(qtbot)
    assert "order of dates unclear" in wizard.detail.about.text()
