"""The journey page: deleting, copying, problems and mends, runs, accounts, traces, exports."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from designer.pages import exporting
from designer.pages.bottom import OPEN
from designer.pages.insert import insertions
from designer.pages.journey import JourneyPage
from designer.pages.project import Project
from designer.problems import counted, problems_title
from engine.journey import edits
from engine.journey.model import JourneyKind
from engine.journey.nodes import ActionNode, ListenNode, VariantNode
from engine.journey.rules import Severity
from engine.journey.rules.problem import problem
from engine.simulation import run as simulation
from tests.samples import popup, settle, when_asked


@pytest.fixture
def page(project: Project, qtbot: QtBot) -> Iterator[JourneyPage]:
    """The sample journey with its run."""
    made = JourneyPage(project, "sample")
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    settle(qtbot)
    assert made.run is not None
    yield made
    settle(qtbot)


def text_of(widget: Any) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def press_key(key: Qt.Key) -> None:
    """Press a key where the keyboard is."""
    where = QApplication.focusWidget()
    assert where is not None
    QTest.keyClick(where, key)


# --- deleting ---


def test_a_plain_node_goes_without_a_question(page: JourneyPage) -> None:
    page.editing.delete(("email-briefing",))
    journey = page.document.journey
    assert "email-briefing" not in journey.by_id
    assert journey.targets["size", "Large"] == "wait-briefing"


def test_what_takes_more_with_it_is_asked_about(page: JourneyPage) -> None:
    before = page.document.journey
    titles = when_asked(lambda dialog: dialog.reject())
    page.editing.delete(("who",))
    assert page.document.journey is before
    assert titles == ["Delete “Who are they?” and what hangs on it?"]
    when_asked(lambda dialog: dialog.accept())
    page.editing.delete(("who",))
    assert not {"who", "who-meet", "email-agronomy"} & set(page.document.journey.by_id)
    assert page.document.stack.count() == 1
    page.document.stack.undo()
    assert page.document.journey is before


def test_the_audience_cannot_be_deleted(page: JourneyPage) -> None:
    before = page.document.journey
    titles = when_asked(lambda dialog: dialog.accept())
    page.editing.delete(("audience",))
    assert page.document.journey is before
    assert titles == ["That did not work"]


# --- inserting and copying ---


def test_the_palette_says_why_something_is_not_allowed(page: JourneyPage) -> None:
    journey = page.document.journey
    entries = {entry.title: entry for entry in insertions(journey, "who", "Influencers")}
    # Inside a split by people there are no waits for accounts, and no split by accounts.
    assert entries["Next best path"].reason
    assert not entries["Take an action"].reason
    refused = [entry for entry in entries.values() if entry.reason]
    assert all("designer." not in entry.reason for entry in refused)


def test_every_entry_that_is_offered_can_be_inserted(page: JourneyPage) -> None:
    for entry in insertions(page.document.journey, "audience", "next"):
        if not entry.reason and hasattr(entry.data, "edit"):
            page.editing._insert("audience", "next", entry.data)
            assert page.document.stack.index() == 1, entry.title
            page.document.stack.undo()


def test_a_palette_is_left_by_escape_and_narrowed_by_typing(page: JourneyPage) -> None:
    page.editing.offer_insertions("audience", "next", QPoint(100, 100))
    search = popup().focusWidget()
    assert search is not None
    QTest.keyClicks(search, "sms")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert any(
        isinstance(node, ActionNode) and node.action is not None and node.action.type == "send_sms"
        for node in page.document.journey.nodes
    )
    page.editing.offer_insertions("audience", "next", QPoint(100, 100))
    QTest.keyClick(popup(), Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_copy_and_paste_and_duplicate(page: JourneyPage) -> None:
    page.canvas.select(("email-briefing",))
    assert page.editing.copy()
    page.canvas.select(("audience",))
    page.editing.paste()
    copied = page.document.journey.by_id[page.document.journey.targets["audience", "next"]]
    assert isinstance(copied, ActionNode)
    assert copied.id != "email-briefing"
    page.canvas.select((copied.id,))
    page.editing.duplicate()
    assert page.document.stack.count() == 2
    QApplication.clipboard().setText("nothing of ours")
    when_asked(lambda dialog: dialog.accept())
    page.editing.paste()
    assert page.document.stack.count() == 2


def test_cut_takes_away_what_it_copies(page: JourneyPage) -> None:
    page.canvas.select(("email-briefing",))
    page.editing.cut()
    assert "email-briefing" not in page.document.journey.by_id
    page.canvas.select(("size",))
    page.editing.paste()
    assert any(
        isinstance(node, ActionNode) and node.title == "Executive briefing"
        for node in page.document.journey.nodes
    )


def test_the_menus_of_the_canvas(page: JourneyPage) -> None:
    for about, expected in (
        ("email-briefing", "Duplicate"),
        (("audience", "next"), "Paste here"),
        (None, "Select all"),
    ):
        page.editing.menu(about, QPoint(10, 10))
        menu = popup()
        assert isinstance(menu, QMenu)
        assert any(expected in action.text() for action in menu.actions())
        assert all("designer." not in action.text() for action in menu.actions())
        menu.close()


# --- problems ---


def test_problems_are_listed_and_a_click_goes_to_the_field(page: JourneyPage, qtbot: QtBot) -> None:
    listen = ListenNode(id="new")
    page.document.edit("x", edits.insert(page.document.journey, "audience", "next", listen))
    qtbot.waitUntil(lambda: bool(page.problems.rows), timeout=5_000)
    assert page.header.problems.text() == "1 error, 1 warning"
    page.bottom.show_tab("problems")
    row = page.problems.rows[0]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert page.canvas.selected_ids() == ("new",)
    assert page.inspector.node == "new"


def test_a_mend_is_one_step(page: JourneyPage, qtbot: QtBot) -> None:
    split = page.document.journey.by_id["reminder"]
    assert isinstance(split, VariantNode)
    paths = tuple(path.model_copy(update={"percentage": 40}) for path in split.paths)
    changed = split.model_copy(update={"paths": paths})
    page.document.edit("x", edits.update_node(page.document.journey, changed))
    qtbot.waitUntil(lambda: bool(page.problems.rows), timeout=5_000)
    page.bottom.show_tab("problems")
    buttons = [b for b in page.problems.findChildren(QPushButton) if b.isVisible()]
    assert buttons, [str(problem.message) for problem in page.document.problems]
    buttons[0].click()
    settle(qtbot)
    mended = page.document.journey.by_id["reminder"]
    assert isinstance(mended, VariantNode)
    assert sum(path.percentage for path in mended.paths) == 100
    assert page.document.stack.count() == 2


def test_without_problems_the_list_says_so(page: JourneyPage) -> None:
    page.bottom.show_tab("problems")
    assert "No problems" in text_of(page.problems)


def test_errors_and_warnings_are_counted_apart(page: JourneyPage) -> None:
    error, warning = (problem(severity, "no_name") for severity in Severity)
    assert counted(()) == ""
    assert counted((error, warning)) == "1 error, 1 warning"
    assert counted((warning, warning)) == "2 warnings"
    assert problems_title((error,)) == "Problems: 1 error"
    assert page.bottom.bar.tabText(0) == "Problems"


def test_a_journey_that_cannot_run_yet_opens_with_its_problems(
    project: Project, qtbot: QtBot
) -> None:
    project.add_journey(edits.new_journey("new", "New", JourneyKind.ACCOUNT))
    new = JourneyPage(project, "new")
    qtbot.addWidget(new)
    new.resize(1280, 720)
    new.show()
    assert not new.bottom.folded
    assert new.bottom.current == "problems"
    assert new.problems.rows
    # As high as it is when it is unfolded by hand.
    assert new.bottom.height() == OPEN


# --- running ---


def test_a_run_is_cancelled_and_nothing_is_kept(
    page: JourneyPage, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, before = threading.Event(), project.runs()

    def endless(*arguments: Any) -> None:
        work = arguments[-1]
        for step in range(100_000):
            work.at(step / 100_000)
            started.set()

    monkeypatch.setattr(simulation, "simulate", endless)
    page.simulate()
    panel = page.simulate_panel
    QTest.mouseClick(panel.run, Qt.MouseButton.LeftButton)
    assert panel.progress.isVisible()
    assert started.wait(5)
    QApplication.processEvents()
    # A head of 26 and, 12 below, a line, a bar and a button of 32 with their margins.
    assert panel.height() >= 80
    where = QRect(panel.cancel.mapTo(panel, QPoint()), panel.cancel.size())
    assert panel.rect().contains(where)
    name = page.document.journey.name
    assert QApplication.focusWidget() is panel.cancel  # and not in the name of the journey
    press_key(Qt.Key.Key_X)
    assert page.document.journey.name == name
    assert page.childAt(panel.mapTo(page, where.center())) is panel.cancel
    QTest.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    settle(qtbot)
    qtbot.waitUntil(lambda: panel.setup.isVisible())
    assert QApplication.focusWidget() is panel.run
    assert project.runs() == before


def test_a_name_that_is_entered_gives_the_keyboard_back(page: JourneyPage) -> None:
    for name in (page.header.name, page.inspector.title):
        name.setFocus()
        press_key(Qt.Key.Key_Return)
        assert QApplication.focusWidget() is page.canvas


def test_the_keyboard_is_on_the_canvas_after_a_question(page: JourneyPage, qtbot: QtBot) -> None:
    page.canvas.select(("who",))
    for answer in (QDialog.reject, QDialog.accept):
        page.inspector.delete.setFocus()
        when_asked(answer)
        page.inspector.delete.click()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is page.canvas)
    assert "who" not in page.document.journey.by_id


def test_a_run_that_fails_is_a_sentence_in_the_panel(page: JourneyPage, qtbot: QtBot) -> None:
    page.simulate()
    panel = page.simulate_panel
    panel.first.show_value(panel.last.value())
    panel.last.show_value(panel.last.value().replace(year=2024))
    panel.start()
    assert panel.problem.isVisible()
    assert panel.problem.text()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_counts_are_marked_as_old_once_the_journey_has_changed(
    page: JourneyPage, qtbot: QtBot
) -> None:
    assert not page.banner.isVisible()
    page.document.edit("x", edits.set_title(page.document.journey, "wait-briefing", "Pause"))
    qtbot.wait(300)
    assert not page.banner.isVisible()  # a title changes no run
    page.editing.delete(("wait-briefing",))
    qtbot.waitUntil(page.banner.isVisible, timeout=3_000)
    page.document.stack.undo()
    qtbot.waitUntil(lambda: not page.banner.isVisible(), timeout=3_000)
    page.editing.delete(("wait-briefing",))
    qtbot.waitUntil(page.banner.isVisible, timeout=3_000)
    page.banner.dropped.emit()
    assert page.run is None
    assert page.bottom.current == "problems"


def test_the_accounts_behind_every_count(page: JourneyPage) -> None:
    assert page.run is not None
    for node, count in page.run.counts.items():
        for what, number in (
            ("entered", count.entered),
            ("here", count.here),
            *((("left", path), left) for path, left in count.left.items()),
            *((("ended", reason), ended) for reason, ended in count.ended.items()),
        ):
            page.show_accounts(node, what)
            assert page.accounts.table.frames.rowCount() == number, (node, what)


def test_accounts_are_searched_and_closed(page: JourneyPage) -> None:
    page.show_accounts("audience", "entered")
    key = page.accounts.table.frames.row(0)["key"]
    QTest.keyClicks(page.accounts.search, key)
    assert page.accounts.table.frames.rowCount() == 1
    page.accounts.search.clear()
    page.accounts.closed.emit()
    assert page.bottom.current != "accounts"


def test_a_trace_explains_each_step_and_leads_to_its_node(page: JourneyPage, qtbot: QtBot) -> None:
    page.show_accounts("size", "entered")
    page.show_trace(page.accounts.table.frames.row(0)["account"])
    qtbot.waitUntil(lambda: page.side.currentWidget() is page.trace, timeout=5_000)
    links = [b for b in page.trace.findChildren(QPushButton) if b.isVisible()]
    why = [link for link in links if link.text() == "Why?"]
    assert why
    before = text_of(page.trace)
    why[0].click()
    QApplication.processEvents()
    assert len(text_of(page.trace)) > len(before)
    assert "✓" in text_of(page.trace)
    next(link for link in links if link.text() == "Company size").click()
    assert page.canvas.selected_ids() == ("size",)
    assert page.side.currentWidget() is page.inspector


def test_the_way_of_a_traced_account_is_marked(page: JourneyPage, qtbot: QtBot) -> None:
    page.canvas.select(("audience",))
    page.show_accounts("email-briefing", "entered")
    page.show_trace(page.accounts.table.frames.row(0)["account"])
    qtbot.waitUntil(lambda: page.side.currentWidget() is page.trace, timeout=5_000)
    assert page.canvas.selected_ids() == ()
    cards, links = page.canvas.stage.cards, page.canvas.stage.links
    # Who got the briefing is a large company, and went no other way behind the split by size.
    for id_ in ("audience", "size", "email-briefing"):
        assert cards[id_].mood.on_way
        assert cards[id_].opacity() == 1
    assert links["size", "Large"].opacity() == 1
    assert links["size", "Growing"].opacity() < 0.5
    assert cards["who"].opacity() < 0.5
    page.trace.closed.emit()
    assert {item.opacity() for item in (*cards.values(), *links.values())} == {1}
    assert not cards["size"].mood.on_way


def test_without_its_data_a_run_has_counts_but_no_traces(
    page: JourneyPage, project: Project, qtbot: QtBot
) -> None:
    project.delete_dataset("Sample accounts")
    page._open_last_run()
    settle(qtbot)
    assert page.run is not None
    assert page.run.dataset is None
    page.show_accounts("audience", "entered")
    titles = when_asked(lambda dialog: dialog.accept())
    page.show_trace(page.accounts.table.frames.row(0)["account"])
    assert len(titles) == 1


def test_without_data_simulate_leads_to_the_data(
    page: JourneyPage, project: Project, qtbot: QtBot
) -> None:
    project.delete_dataset("Sample accounts")
    when_asked(lambda dialog: dialog.accept())
    with qtbot.waitSignal(page.data_wanted, timeout=3_000):
        page.simulate()


# --- exporting ---


def test_an_export_is_confirmed_for_a_while(
    page: JourneyPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    wanted = tmp_path / "win.journey.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(wanted), ""))
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page.toast._timer.setInterval(50)
    page._save_export("json")
    assert page.toast.isVisible()
    assert page.toast.text.text() == "Wrote win.journey.json"
    assert page.rect().contains(page.toast.geometry())
    qtbot.waitUntil(lambda: not page.toast.isVisible())
    page._save_export("json")
    QTest.mouseClick(page.toast.action, Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path)]
    assert not page.toast.isVisible()


@pytest.mark.parametrize("name", ["json", "png", "svg"])
def test_an_export_that_cannot_be_written_is_a_sentence(
    name: str, page: JourneyPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "missing" / f"x{exporting.SUFFIXES[name]}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(wanted), ""))
    titles = when_asked(lambda dialog: dialog.accept())
    page._save_export(name)
    assert titles == ["That did not work"]
    assert not wanted.exists()


def test_an_export_that_nobody_named_is_none(
    page: JourneyPage, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    page._save_export("json")
    assert project.last_export() is None


@pytest.mark.parametrize("name", ["Qualify: the/Seeds", "...", "", "ação", "CON?<>|"])
def test_the_name_offered_for_a_file_is_one_that_files_may_have(name: str) -> None:
    from engine.journey.model import Definitions, Journey

    export = exporting.Export("json", Journey(id="j", name=name or "x"), Definitions())
    offered = exporting.file_name(export)
    assert offered.endswith(".journey.json")
    assert not set('/\\:*?"<>|') & set(offered)
    assert not offered.startswith(".")
