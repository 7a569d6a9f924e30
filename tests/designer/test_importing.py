"""Importing in the window: the dialog, its preview, dropping files, and the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from designer.background import running
from designer.pages.data import DataPage
from designer.pages.importing import ImportDialog, files_of
from designer.pages.project import Project
from designer.pages.report import ReportView, asides, files_frame, remarks, report_of
from engine.accounts.importing.importer import import_files
from tests.samples import settle, when_asked

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


@pytest.fixture
def open_dialog(qtbot: QtBot, styled: Any) -> Callable[..., ImportDialog]:
    """Opens the dialog."""

    def make(*paths: Path, taken: tuple[str, ...] = ()) -> ImportDialog:
        dialog = ImportDialog(None, taken, paths)  # type: ignore[arg-type]
        qtbot.addWidget(dialog)
        dialog.show()
        settle(qtbot)
        return dialog

    return make


def test_the_preview_says_what_becomes_of_each_column(
    open_dialog: Callable[..., ImportDialog], files: tuple[Path, Path]
) -> None:
    dialog = open_dialog(*files)
    frame = dialog.table.frames.frame
    rows = {row["column"]: row for row in frame.iter_rows(named=True)}
    assert rows["accountName"]["becomes"] == "Name of accounts"
    assert rows["Tier"]["becomes"] == "Own attribute “Tier”"
    assert rows["Tier"]["samples"] == "gold, silver, gold"
    assert dialog.about.text() == "accounts.csv holds accounts, people.csv holds people."
    assert dialog.name.line.text() == "accounts"
    assert dialog.accept_button.isEnabled()


def test_nothing_can_be_imported_without_files_or_under_a_name_that_is_taken(
    open_dialog: Callable[..., ImportDialog], files: tuple[Path, Path], qtbot: QtBot
) -> None:
    dialog = open_dialog(taken=("accounts",))
    assert not dialog.accept_button.isEnabled()
    dialog.files.add(files)
    settle(qtbot)
    assert dialog.name.line.text() != "accounts"  # a free name is offered
    assert dialog.accept_button.isEnabled()
    dialog.name.line.clear()
    QTest.keyClicks(dialog.name.line, "accounts")
    assert not dialog.accept_button.isEnabled()
    QTest.keyClicks(dialog.name.line, " 2")
    assert dialog.accept_button.isEnabled()
    dialog.accept()
    assert dialog.wanted is not None
    assert dialog.wanted.name == "accounts 2"
    assert dialog.wanted.files == files


def test_a_file_that_cannot_be_read_is_a_sentence_until_it_is_left_out(
    open_dialog: Callable[..., ImportDialog], files: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    workbook = tmp_path / "sheet.csv"
    workbook.write_bytes(b"PK\x03\x04 and more")
    dialog = open_dialog(*files, workbook)
    assert "Excel" in dialog.problem.text()
    assert not dialog.accept_button.isEnabled()
    assert dialog.table.frames.rowCount() == 0
    dialog.files._remove(workbook)
    settle(qtbot)
    assert dialog.problem.text() == ""
    assert dialog.accept_button.isEnabled()


def test_a_mapping_file_dropped_with_the_data_is_used(
    open_dialog: Callable[..., ImportDialog], tmp_path: Path
) -> None:
    data, mapping = tmp_path / "crm.csv", tmp_path / "crm.mapping.json"
    data.write_text("id,company\n1,Acme\n")
    fields = {"accountKey.sourceKey": "id", "accountName": "company"}
    source = {"file": "crm.csv", "table": "account", "fields": fields}
    mapping.write_text(json.dumps({"format_version": 1, "name": "CRM", "sources": [source]}))
    dialog = open_dialog(data)
    assert not dialog.accept_button.isEnabled()  # the names of the columns say nothing
    dialog.take((mapping,))
    settle_dialog(dialog)
    assert dialog.mapping.combo.currentText() == "by crm.mapping.json"
    assert dialog.accept_button.isEnabled()
    mapping.write_text("{")
    titles = when_asked(lambda shown: shown.accept())
    dialog.mapping.read(mapping)
    assert titles == ["That did not work"]
    assert dialog.accept_button.isEnabled()


def settle_dialog(dialog: ImportDialog) -> None:
    """Wait for the preview, where no test's event loop runs."""
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


def test_files_are_dropped_imported_and_accounted_for(
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
    data, none = drag(*files), Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    page.dragEnterEvent(entering)
    assert entering.isAccepted()

    def accept(dialog: Any) -> None:
        settle_dialog(dialog)
        dialog.accept()

    when_asked(accept)
    page.dropEvent(
        QDropEvent(
            QPoint(5, 5).toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
        )
    )
    qtbot.waitUntil(lambda: "accounts" in page.set_aside, timeout=10_000)
    settle(qtbot)
    entry = next(entry for entry in project.datasets() if entry.name == "accounts")
    assert (entry.accounts, entry.people) == (2, 2)
    assert project.dataset is not None
    assert project.dataset.name == "accounts"
    said = "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
    assert "6 rows read, 4 loaded." in said
    assert "accounts.csv: one row was set aside: not a number." in said
    assert "accounts.csv: one row was set aside: the key came before." in said
    assert "One account has no name" in said
    assert "One person has no email address" in said

    # The rows set aside are saved to a file.
    out = tmp_path / "aside.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    page.save_set_aside("accounts")
    settle(qtbot)
    assert len(out.read_text("utf-8-sig").splitlines()) == 3


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

    def accept(dialog: Any) -> None:
        settle_dialog(dialog)
        dialog.accept()

    when_asked(accept)
    page.import_files(files)
    assert page.progress.isVisible()
    page.progress.cancel.click()
    settle(qtbot)
    qtbot.waitUntil(lambda: not page.progress.isVisible())
    assert [entry.name for entry in project.datasets()] == ["Sample accounts"]


def test_the_report_accounts_for_every_row(files: tuple[Path, Path], qtbot: QtBot) -> None:
    report = import_files("x", files).report
    again = report_of(json.loads(report.model_dump_json()))
    assert again == report
    frame = files_frame(report)
    assert frame["read"].to_list() == [4, 2]
    assert (frame["read"] == frame["loaded"] + frame["aside"]).all()
    assert len(list(asides(report))) == 2
    assert all("designer." not in said for said in remarks(report))
    view = ReportView(report, None)
    qtbot.addWidget(view)
    assert not hasattr(view, "save")
    assert report_of(None) is None
