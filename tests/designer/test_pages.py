"""The other pages: home, data, audiences, journeys, runs and exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from designer.pages.audiences import AudiencesPage
from designer.pages.data import DataPage
from designer.pages.exporting import Export, write
from designer.pages.exports import ExportsPage
from designer.pages.home import HomePage, steps
from designer.pages.journeys import JourneysPage
from designer.pages.project import Project
from designer.pages.runs import RunsPage
from designer.theme import LIGHT
from designer.widgets.combo import Combo
from designer.widgets.listing import Item, Listing
from designer.widgets.numbers import plain
from designer.widgets.palette import Entry, PalettePopup
from engine.accounts.audiences import ListKind
from engine.conditions.model import InList, Scope
from engine.exchange.native import read_journey
from engine.journey.templates import templates
from engine.store.workspace import Workspace
from tests.samples import settle, when_asked


def text_of(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def shown(qtbot: QtBot, page: Any) -> Any:
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    settle(qtbot)
    return page


# --- home ---


def test_the_checklist_is_true(project: Project, qtbot: QtBot) -> None:
    page: HomePage = shown(qtbot, HomePage(project))
    done = {step.name: step.done for step in steps(project)}
    assert done.pop("export") is False
    assert all(done.values())
    assert "500 accounts in one dataset." in text_of(page)
    project.note_export()
    assert all(step.done for step in steps(project))
    project.delete_run(project.runs()[0].id)
    assert not {step.name: step.done for step in steps(project)}["simulate"]
    assert "Open a journey and press Simulate" in text_of(page)


def test_an_empty_workspace_says_what_to_do(tmp_path: Path, qtbot: QtBot, styled: Any) -> None:
    empty = Project(Workspace.create(tmp_path / "empty.jornada"))
    assert not any(step.done for step in steps(empty))
    for make in (HomePage, DataPage, AudiencesPage, JourneysPage, RunsPage, ExportsPage):
        page = shown(qtbot, make(empty))
        assert "designer." not in text_of(page)
    empty.close()


# --- data ---


def test_data_are_generated_used_and_deleted(project: Project, qtbot: QtBot) -> None:
    page: DataPage = shown(qtbot, DataPage(project))

    def small(dialog: Any) -> None:
        dialog.accounts.spin.setValue(20)
        dialog.accept()

    when_asked(small)
    page.generate()
    settle(qtbot)
    qtbot.waitUntil(lambda: len(project.datasets()) == 2)
    assert project.dataset is not None
    assert (project.dataset.name, project.dataset.accounts.height) == ("Generated accounts", 20)
    page.load("Sample accounts")
    settle(qtbot)
    assert project.dataset.name == "Sample accounts"
    when_asked(lambda dialog: dialog.reject())
    page.delete("Generated accounts")
    assert len(project.datasets()) == 2
    when_asked(lambda dialog: dialog.accept())
    page.delete("Generated accounts")
    assert [entry.name for entry in project.datasets()] == ["Sample accounts"]


def test_settings_that_make_no_sense_are_said_in_the_dialog(project: Project, qtbot: QtBot) -> None:
    page: DataPage = shown(qtbot, DataPage(project))
    said: list[str] = []

    def backwards(dialog: Any) -> None:
        dialog.last.show_value(dialog.first.value())
        dialog.accept()
        said.append(dialog.problem.text())
        dialog.reject()

    when_asked(backwards)
    page.generate()
    assert "end must come after the start" in said[0]


def test_a_value_of_several_lines_is_one_in_a_table() -> None:
    assert plain("Müller\nGmbH") == "Müller GmbH"


# --- audiences ---


@pytest.fixture
def audiences(project: Project, qtbot: QtBot) -> AudiencesPage:
    page: AudiencesPage = shown(qtbot, AudiencesPage(project))
    return page


def test_an_audience_is_made_named_and_given_a_condition(
    audiences: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    audiences.make("audiences", Scope.ACCOUNT)
    detail = audiences.detail
    assert detail is not None
    QTest.keyClicks(detail.name, "Warm")
    made = detail.item
    assert made.name == "Warm"
    detail._change("", condition=InList(list="seeds-warm"))
    settle(qtbot)
    assert project.flush()
    with Workspace.open(project.workspace.path, read_only=True) as opened:
        assert opened.definitions().find("audiences", made.id) == detail.item
    project.library.stack.undo()
    assert detail.item.condition != InList(list="seeds-warm")


@pytest.mark.parametrize("kind", list(ListKind))
@pytest.mark.parametrize("scope", list(Scope))
def test_every_kind_of_list_can_be_made(
    audiences: AudiencesPage, project: Project, scope: Scope, kind: ListKind, qtbot: QtBot
) -> None:
    before = len(project.library.definitions.lists)
    audiences.make("lists", scope, kind)
    made = project.library.definitions.lists[-1]
    assert (made.scope, made.kind) == (scope, kind)
    assert len(project.library.definitions.lists) == before + 1
    settle(qtbot)


def test_what_a_journey_uses_cannot_be_deleted(
    audiences: AudiencesPage, project: Project, qtbot: QtBot
) -> None:
    used = project.library.definitions.audiences[0]
    audiences.show_item(("audiences", used.id))
    titles = when_asked(lambda dialog: dialog.accept())
    audiences.delete()
    assert titles
    assert project.library.definitions.audiences[0] is used
    before = project.library.definitions.lists
    audiences.make("lists", Scope.ACCOUNT)
    when_asked(lambda dialog: dialog.accept())
    audiences.delete()
    assert project.library.definitions.lists == before
    settle(qtbot)


# --- journeys ---


@pytest.fixture
def journeys(project: Project, qtbot: QtBot) -> JourneysPage:
    page: JourneysPage = shown(qtbot, JourneysPage(project))
    return page


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.id)
def test_every_template_becomes_a_journey_that_can_be_opened(
    template: Any, journeys: JourneysPage, project: Project, qtbot: QtBot
) -> None:
    def choose(dialog: Any) -> None:
        dialog._choose(template.file)

    when_asked(choose)
    before = {entry.id for entry in project.journeys()}
    with qtbot.waitSignal(journeys.opened, timeout=5_000) as blocker:
        journeys.make()
    (new,) = {entry.id for entry in project.journeys()} - before
    assert blocker.args == [new]
    document = project.document(new)
    errors = [one for one in document.problems_now() if str(one.severity) == "error"]
    assert errors == []


def test_a_journey_is_duplicated_and_deleted(
    journeys: JourneysPage, project: Project, qtbot: QtBot
) -> None:
    journeys.duplicate("sample")
    names = [entry.name for entry in project.journeys()]
    assert len(names) == len(set(names)) == 2
    copy = next(entry.id for entry in project.journeys() if entry.id != "sample")
    when_asked(lambda dialog: dialog.accept())
    journeys.delete(copy)
    assert [entry.id for entry in project.journeys()] == ["sample"]
    settle(qtbot)


def test_a_journey_file_is_taken_in_or_refused_in_a_sentence(
    journeys: JourneysPage, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    document = project.document("sample")
    path = tmp_path / "out.journey.json"
    write(Export("json", document.journey, document.definitions), path)
    when_asked(lambda dialog: dialog.accept())
    journeys.import_file(path)
    settle(qtbot)
    assert len(project.journeys()) == 2
    path.write_text('{"journey": 7}')
    titles = when_asked(lambda dialog: dialog.accept())
    journeys.import_file(path)
    assert titles == ["That did not work"]
    assert len(project.journeys()) == 2


def test_journeys_are_searched(journeys: JourneysPage) -> None:
    assert len(journeys.list.rows) == 1
    QTest.keyClicks(journeys.list.search, "nothing like it")
    assert journeys.list.rows == []
    journeys.list.search.clear()
    row = journeys.list.rows[0]
    opened: list[str] = []
    journeys.opened.connect(opened.append)
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert opened == ["sample"]


# --- runs ---


def test_runs_are_opened_and_deleted(project: Project, qtbot: QtBot) -> None:
    page: RunsPage = shown(qtbot, RunsPage(project))
    (entry,) = project.runs()
    assert "Sample accounts, version 1" in page.list._items[0].about
    with qtbot.waitSignal(page.opened, timeout=1_000) as blocker:
        page._open(entry.id)
    assert blocker.args == ["sample", entry]
    when_asked(lambda dialog: dialog.accept())
    page.delete(entry.id)
    assert project.runs() == ()
    assert "Nothing has been simulated yet" in text_of(page)


# --- exports ---


@pytest.mark.parametrize("name", ["json", "png", "svg", "run_json"])
def test_every_format_is_shown_and_saved(
    name: str, project: Project, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: ExportsPage = shown(qtbot, ExportsPage(project))
    page.choose(name)
    qtbot.wait(200)
    settle(qtbot)
    if name in ("png", "svg"):
        assert not page.picture.pixmap().isNull()
    else:
        assert page.text.toPlainText().startswith("{")
    path = tmp_path / f"out.{name}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.save()
    assert path.is_file()
    assert str(path) in page.note.text()
    assert project.last_export() is not None
    if name == "json":
        assert read_journey(path).journey == project.document("sample").journey


def test_chips_and_facts_stand_in_columns(qtbot: QtBot, styled: Any) -> None:
    listing = Listing("Search", menu=False)
    qtbot.addWidget(listing)
    facts = ("just now", "twenty-two minutes ago")
    listing.show_items(
        [Item(fact, "Title", "About", chips=(("Draft 1", "ok"),), facts=(fact,)) for fact in facts]
    )
    listing.resize(800, 300)
    listing.show()
    QApplication.processEvents()
    (chip, fact), (other_chip, other_fact) = (
        [side.geometry() for side in row.sides] for row in listing.rows
    )
    assert (chip.x(), fact.x()) == (other_chip.x(), other_fact.x())
    middle = listing.rows[0].rect().center().y()
    assert abs(chip.center().y() - middle) <= 1


def test_what_a_format_is_can_be_read_whole(project: Project, qtbot: QtBot) -> None:
    page = ExportsPage(project)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    QApplication.processEvents()
    for row in page.rows.values():
        (about,) = [one for one in row.findChildren(QLabel) if one.text() == row.item.about]
        assert about.height() >= about.heightForWidth(about.width())


def test_what_is_chosen_ends_in_dots_where_there_is_no_room(qtbot: QtBot, styled: Any) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.addItems(["Short", "Generated accounts of the whole last year · 20,000 accounts"])
    combo.resize(200, 32)
    combo.show()
    assert combo._option().currentText == "Short"
    combo.setCurrentIndex(1)
    assert combo._option().currentText.endswith("…")


def test_the_list_of_a_combo_has_lines_between_entries(qtbot: QtBot, styled: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 400)
    combo = Combo(window)
    combo.addItems(["One", "Two"])
    combo.insertSeparator(2)
    combo.addItem("New…")
    combo.setGeometry(300, 10, 200, 32)
    window.show()
    combo.showPopup()
    heights = [combo.view().visualRect(combo.model().index(i, 0)).height() for i in range(4)]
    # An entry is 28 high, a line with what is around it 9.
    assert heights == [28, 28, 9, 28]
    popup = combo.view().window()
    assert popup.height() >= sum(heights)
    assert popup.geometry().right() <= window.geometry().right() - 8
    combo.hidePopup()


def test_a_palette_stays_within_the_window(qtbot: QtBot, styled: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(20, 20, 600, 500)
    button = QPushButton("Add", window)
    button.setGeometry(500, 160, 80, 32)
    window.show()
    entries = [Entry("Page view", 1, "People / Events")]
    popup = PalettePopup(window, entries, lambda _: None, folded=True)
    popup.open_below(button)
    assert window.geometry().contains(popup.geometry())
    # Below the button, as high as there is room: 500 - 160 - 32 - a gap of 4 - an edge of 8.
    assert popup.height() == 296
    popup.palette_.search.setText("page")
    tree = popup.palette_.tree
    picture = popup.grab().toImage()
    (row,) = [tree.visualItemRect(item) for item in tree.selectedItems()]
    # Left of the selected entry there is the ground of the popup, no mark.
    left = tree.viewport().mapTo(popup, QPoint(2, row.center().y()))
    assert picture.pixelColor(left).name() == LIGHT.panel.lower()
    popup.close()
