"""From one flat sheet to a trusted audience, with mouse and keys only: the sheet is dropped on the
window, a mapping corrected, the data looked at and mended, and an audience built on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from designer.background import running
from designer.importing.columns import _BECOMES
from designer.importing.wizard import ImportWizard
from designer.pages.audiences import AudiencesPage
from designer.pages.data import DataPage
from designer.widgets.palette import PalettePopup
from tests.app.conftest import OpenWindow
from tests.app.test_story import Person, text_of
from tests.samples import popup, settle, when_asked

SHEET = """\
First Name;Last Name;Company;Email;Job Title;Country;Annual Revenue;Segment
Ana;Souza;ACME Ltda.;ana@acme.com.br;CFO;Brazil;1.234.567,50;A
Bob;Jones;Acme LTDA ;bob@acme.com.br;IT Director;Brasil;1.234.567,50;A
Cat;Hu;Globex GmbH;cat@globex.de;Head of Sales ;Germany;9.876.543,00;B
Dan;Li;;dan@gmail.com;Student;United States;;C
Eve;Ng;;eve@initech.com;VP Ops;United States;;C
Fay;Oh;Globex GmbH;;Buyer;Germany;9.876.543,00;B
"""
"""Six people. ACME comes in two spellings, Initech by its domain only; gmail.com is nobody's
company, so Dan has none. Fay has no address. "Brasil" and the white space are to be mended."""


def wait_for_jobs() -> None:
    """Where no test's event loop runs."""
    for _ in range(4):
        QApplication.processEvents()
        while running():
            QApplication.processEvents()


def read(wizard: Any, seen: dict[str, Any]) -> None:
    """What a person does in the wizard: looks, corrects one column, imports."""
    assert isinstance(wizard, ImportWizard)
    wait_for_jobs()
    seen["holds"] = [(item.file, str(item.table)) for item in wizard.sources.items]
    seen["about"] = wizard.detail.about.text()
    QTest.mouseClick(wizard.detail.tabs.buttons[2], Qt.MouseButton.LeftButton)
    seen["made"] = text_of(wizard.detail.made)
    people = next(row for row in wizard.sources.rows if row.item.table == "person")
    QTest.mouseClick(people, Qt.MouseButton.LeftButton)
    QTest.mouseClick(wizard.detail.tabs.buttons[0], Qt.MouseButton.LeftButton)
    table = wizard.detail.columns.table
    shown = dict(table.frames.shown.select("column", "becomes").iter_rows())
    seen["becomes"] = shown
    place = list(shown).index("Segment")
    cell = table.visualRect(table.frames.index(place, _BECOMES))
    table.scrollTo(table.frames.index(place, _BECOMES))
    cell = table.visualRect(table.frames.index(place, _BECOMES))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    offered = popup()
    assert isinstance(offered, PalettePopup)
    QTest.keyClicks(offered.palette_.search, "lead status")
    QTest.keyClick(offered.palette_.search, Qt.Key.Key_Return)
    wait_for_jobs()
    seen["corrected"] = dict(table.frames.shown.select("column", "becomes").iter_rows())
    wizard.name.line.selectAll()
    QTest.keyClicks(wizard.name.line, "Spring fair")
    QTest.mouseClick(wizard.accept_button, Qt.MouseButton.LeftButton)


def mend(dialog: QDialog) -> None:
    """Wait for the preview of a mend, and make it."""
    wait_for_jobs()
    dialog.accept()


def test_from_a_flat_sheet_to_an_audience(
    open_window: OpenWindow, workspace: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(workspace)
    person = Person(window, qtbot)
    sheet = tmp_path / "fair.csv"
    sheet.write_text(SHEET, "utf-8")

    # The sheet is dropped on whatever page is in front.
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sheet))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    seen: dict[str, Any] = {}
    asked = when_asked(lambda wizard: read(wizard, seen))
    drop = QDropEvent(QPoint(400, 300).toPointF(), Qt.DropAction.CopyAction, data, left, none)
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: "corrected" in seen, timeout=20_000)
    settle(qtbot)
    assert asked == ["Import account data"]

    # One file feeds accounts and people; how it is written was found out.
    assert seen["holds"] == [("fair.csv", "account"), ("fair.csv", "person")]
    assert "semicolons between cells" in seen["about"]
    assert "decimal comma" in seen["about"]
    assert "3 accounts will be made from the contacts" in seen["made"]
    assert seen["becomes"]["Job Title"] == "Job title"
    assert seen["corrected"]["Segment"] == "Lead status"

    # The report accounts for every row: the six rows were read twice.
    assert window.project is not None
    loaded = window.project.dataset
    assert loaded is not None
    assert loaded.name == "Spring fair"
    assert (loaded.accounts.height, loaded.people.height) == (3, 6)
    revenue = loaded.accounts.filter(accountName="ACME Ltda.")
    assert revenue["accountOrganization.annualRevenue.amount"].to_list() == [1_234_567.5]
    status = dict(loaded.people.select("person.name.firstName", "b2b.personStatus").iter_rows())
    assert status == {"Ana": "A", "Bob": "A", "Cat": "B", "Dan": "C", "Eve": "C", "Fay": "B"}
    page = window.stack.currentWidget()
    assert isinstance(page, DataPage)
    qtbot.waitUntil(lambda: "12 rows read" in text_of(page))
    assert "One person has no email address" in text_of(page)
    assert "One person belongs to no account" in text_of(page)

    # Quality: a number opens its rows.
    person.click(page.tabs.buttons[2])
    quality: Any = page.view("quality")
    qtbot.waitUntil(lambda: quality.quality is not None, timeout=20_000)
    settle(qtbot)
    line = next(
        line
        for line in quality.problems.findChildren(QPushButton)
        if line.isVisible() and "e-mail address" in text_of(line.parentWidget())
    )
    person.click(line)
    settle(qtbot)
    browser: Any = page.view("browse")
    qtbot.waitUntil(lambda: browser.isVisible() and "1 of 6" in text_of(browser), timeout=10_000)

    # White space and the country are mended, with a preview, and the mend is taken back.
    person.click(page.tabs.buttons[2])
    for fix in ("trim", "countries"):
        previews = when_asked(mend)
        quality.problems.mend_wanted.emit(fix)
        assert previews
        settle(qtbot)
    assert window.project.dataset is not None
    countries = set(window.project.dataset.people["workAddress.country"])
    assert countries == {"Brazil", "Germany", "United States"}
    person.press("Ctrl+Z")
    settle(qtbot)
    assert "Brasil" in set(window.project.dataset.people["workAddress.country"])

    # An audience: a filter found by typing, its value picked from the data, the count as it is.
    person.press("Alt+3")
    audiences = window.stack.currentWidget()
    assert isinstance(audiences, AudiencesPage)
    person.click(audiences.new)
    person.choose_of_menu("ccount audience")
    detail = audiences.detail
    assert detail is not None
    assert detail.form is not None
    QTest.keyClicks(detail.name, "Wealthy")
    form: Any = detail.form
    QTest.keyClicks(form.palette_.search, "annual revenue")
    QTest.keyClick(form.palette_.search, Qt.Key.Key_Return)
    (card,) = form.group.cards
    operators = card.findChildren(QComboBox)
    operator = next(each for each in operators if each.findText("is at least") >= 0)
    while operator.currentText() != "is at least":
        QTest.keyClick(operator, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: any(line.isVisible() for line in card.findChildren(QLineEdit)))
    number = next(line for line in card.findChildren(QLineEdit) if line.isVisible())
    person.click(number)
    QTest.keyClicks(number, "1000000")
    settle(qtbot)
    qtbot.waitUntil(lambda: "2 of 3" in form.total.text(), timeout=10_000)
    assert "at least 1,000,000" in form.sentence.text()
    assert window.project.library.definitions.audiences[-1].name == "Wealthy"


def test_every_side_of_the_sample_can_be_looked_at(
    open_window: OpenWindow, workspace: Path, qtbot: QtBot
) -> None:
    window = open_window(workspace)
    person = Person(window, qtbot)
    person.press("Alt+2")
    page = window.stack.currentWidget()
    assert isinstance(page, DataPage)
    for place, tab in enumerate(page.tabs.buttons):
        person.click(tab)
        settle(qtbot)
        assert page.place.currentWidget() is page.view(tuple(page._views)[place])
        assert "designer." not in text_of(page)
