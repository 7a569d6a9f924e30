"""The main window: pages, actions, workspaces that open and that don't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app import session
from app.actions import ACTIONS, PAGES
from app.main_window import MainWindow
from app.preferences import Appearance, Preferences
from app.window import start
from designer.background import running
from designer.pages.journey import JourneyPage
from designer.pages.journeys import JourneysPage
from designer.runs.simulate import SimulatePanel
from engine.conditions.model import Scope
from engine.store.workspace import Workspace
from tests.app.conftest import OpenWindow
from tests.samples import settle, when_asked


@pytest.fixture
def window(open_window: OpenWindow, workspace: Path) -> MainWindow:
    """The window on the sample."""
    return open_window(workspace)


def journey_page(window: MainWindow) -> JourneyPage:
    page = window.stack.currentWidget()
    assert isinstance(page, JourneyPage)
    return page


def test_every_action_has_somebody_who_does_it(window: MainWindow) -> None:
    page = journey_page(window)
    for action in ACTIONS:
        if action.id not in PAGES:
            found = [getattr(one, action.id, None) for one in (page, *page.helpers, window)]
            assert any(callable(one) for one in found), action


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    keys = [key.toString() for made in window.actions_.values() for key in made.shortcuts()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_by_its_button_and_its_key(window: MainWindow, page: str) -> None:
    QTest.mouseClick(window.navigation.buttons[page], Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window._pages[page]
    window.open_journey("sample")
    window.activateWindow()
    number = PAGES.index(page) + 1
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
    assert window.stack.currentWidget() is window._pages[page]


def test_what_can_be_done_depends_on_the_page(window: MainWindow) -> None:
    actions, page = window.actions_, journey_page(window)
    assert actions["simulate"].isEnabled()
    assert actions["paste"].isEnabled()
    assert not actions["undo"].isEnabled()
    assert not actions["copy"].isEnabled()
    page.canvas.select(("size",))
    assert actions["copy"].isEnabled()
    window.go("data")
    assert not actions["simulate"].isEnabled()
    assert not actions["copy"].isEnabled()
    assert actions["new_workspace"].isEnabled()


def test_undo_is_that_of_the_page_in_front(window: MainWindow, qtbot: QtBot) -> None:
    page = journey_page(window)
    page.header.name.selectAll()
    QTest.keyClicks(page.header.name, "Renamed")
    assert page.document.journey.name == "Renamed"
    window.activateWindow()
    page.canvas.setFocus()
    window.do("undo")
    assert page.document.journey.name == "Qualify the Seeds buying group"
    window.do("redo")
    assert page.document.journey.name == "Renamed"


def test_the_menu_names_everything(window: MainWindow) -> None:
    menu = window.menu("file")
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert "Open recent" in texts
    assert all("designer." not in text for text in texts)
    menu.deleteLater()


def test_light_and_dark(window: MainWindow, preferences: Preferences) -> None:
    for appearance, ground in ((Appearance.DARK, "#14181F"), (Appearance.LIGHT, "#F6F7F9")):
        preferences.appearance = appearance
        window.use_theme()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        found = application.palette().color(QPalette.ColorRole.Window)
        assert found == QColor(ground)


def test_the_preferences_dialog_changes_the_look_at_once(
    window: MainWindow, preferences: Preferences
) -> None:
    def choose(dialog: object) -> None:
        dialog.appearance.edited.emit(Appearance.DARK, "")  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    titles = when_asked(choose)
    window.settings()
    assert titles == ["Preferences"]
    assert preferences.appearance is Appearance.DARK
    preferences.appearance = Appearance.LIGHT
    window.use_theme()


def test_another_workspace_takes_the_place_of_this_one(
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.go("journeys")
    path = tmp_path / "new.jornada"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.do("new_workspace")
    qtbot.waitUntil(lambda: window.project is not None, timeout=10_000)
    settle(qtbot)
    assert window.windowTitle() == "new – Jornada"
    assert window._page == "home"
    assert window.preferences.recent == (path, workspace)
    for page in PAGES:  # each has something to say where there is nothing
        window.go(page)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(workspace), ""))
    window.do("open_workspace")
    qtbot.waitUntil(lambda: window._journey is not None, timeout=10_000)
    settle(qtbot)
    assert journey_page(window).run is not None


def test_pages_of_a_closed_workspace_hear_of_nothing_any_more(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    for page in PAGES:
        window.go(page)
    window.open_journey("sample")
    window.open(workspace)
    qtbot.waitUntil(lambda: window._journey is not None, timeout=10_000)
    settle(qtbot)
    page_ = journey_page(window)
    page_.header.name.setText("x")
    QTest.keyClicks(page_.header.name, "y")  # an edit: whoever listens is alive
    qtbot.wait(300)


def test_a_window_with_steps_to_undo_is_closed_in_peace(window: MainWindow) -> None:
    window.go("audiences")
    page: Any = window._pages["audiences"]
    page.make("audiences", Scope.ACCOUNT)
    assert window.actions_["undo"].isEnabled()
    # The end of the test closes it: its steps go when its actions are gone.


def test_data_files_are_dropped_anywhere_on_the_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    export = tmp_path / "accounts.csv"
    export.write_text("accountKey.sourceKey,accountName\nA1,Acme\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(export))])
    place, none = QPoint(300, 300), Qt.KeyboardModifier.NoModifier
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(place, copy, data, left, none)
    window.dragEnterEvent(entering)
    assert entering.isAccepted()

    def accept(wizard: Any) -> None:
        while running():
            QCoreApplication.processEvents()
        QCoreApplication.processEvents()
        wizard.accept()

    titles = when_asked(accept)
    window.dropEvent(QDropEvent(place.toPointF(), copy, data, left, none))
    qtbot.waitUntil(lambda: bool(titles), timeout=10_000)
    settle(qtbot)
    assert window.project is not None
    assert {entry.accounts for entry in window.project.datasets()} == {1, 500}
    assert window._page == "data"

    picture = QMimeData()
    picture.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    entering = QDragEnterEvent(place, copy, picture, left, none)
    entering.ignore()
    window.dragEnterEvent(entering)
    assert not entering.isAccepted()


def test_a_second_journey_replaces_the_first_on_the_canvas(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.go("journeys")
    page = window._pages["journeys"]
    assert isinstance(page, JourneysPage)
    first = window.open_journey("sample")
    document = first.document
    assert window.project is not None
    copy = document.journey.model_copy(update={"id": "second", "name": "Second"})
    window.project.add_journey(copy)
    second = window.open_journey("second")
    settle(qtbot)
    assert second.document.journey.id == "second"
    document.edit("later", document.journey.model_copy(update={"name": "Changed elsewhere"}))
    qtbot.wait(250)  # nobody stumbles over the page that has gone
    assert window.project.flush()


@pytest.mark.parametrize("content", [b"", b"nonsense" * 200, b"SQLite format 3\0" + b"x" * 4096])
def test_a_damaged_workspace_is_one_sentence_and_a_choice(
    content: bytes, qtbot: QtBot, qapp: QApplication, preferences: Preferences, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.jornada"
    path.write_bytes(content)
    said: list[str] = []

    def read(dialog: object) -> None:
        from tests.app.test_story import text_of

        said.append(text_of(dialog))  # type: ignore[arg-type]
        dialog.accept()  # type: ignore[attr-defined]

    when_asked(read)
    window = start(qapp, path, preferences)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot)
    assert str(path) in said[0]
    assert "Traceback" not in said[0]
    assert window.project is None
    assert window.welcome.open.isVisible()
    assert window.welcome.new.isVisible()
    window.close()
    window.deleteLater()


def test_a_workspace_that_another_has_open_is_read_only(
    open_window: OpenWindow, workspace: Path, qtbot: QtBot
) -> None:
    titles = when_asked(lambda dialog: dialog.accept())
    with Workspace.open(workspace):
        window = open_window(workspace)
        qtbot.waitUntil(lambda: bool(titles), timeout=5_000)
        page = journey_page(window)
        assert page.header.saved.text() == "Read-only"
        # Nothing can be edited, whichever way it is tried; each refusal is one sentence.
        assert page.header.name.isReadOnly()
        assert page.inspector.form is not None
        assert not page.inspector.form.isEnabled()
        assert not window.actions_["paste"].isEnabled()
        before = page.document.journey
        refused = when_asked(lambda dialog: dialog.accept())
        page.editing.delete(("email-briefing",))
        assert refused == ["That did not work"]
        refused = when_asked(lambda dialog: dialog.accept())
        assert not page.editing.apply("x", lambda journey: journey.model_copy(update={"name": "x"}))
        assert refused == ["That did not work"]
        assert page.document.journey is before
        # A run can be made; it is not kept.
        page.simulate()
        page.simulate_panel.start()
        settle(qtbot)
        assert page.run is not None
        assert page.run.entry is None
        window.close()
    assert titles == ["This workspace is open read-only"]


def test_the_first_start_makes_the_sample_and_the_second_finds_it(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    made = session.sample_path().stat().st_mtime_ns
    assert journey_page(window).run is not None
    window.close()
    assert session.sample_path().stat().st_mtime_ns >= made
    again = open_window()
    assert journey_page(again).document.journey.id == "sample"


def test_a_data_folder_that_cannot_be_made_is_one_sentence(
    qtbot: QtBot,
    qapp: QApplication,
    preferences: Preferences,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(session, "user_data_path", lambda *_, **__: tmp_path / "file" / "data")
    titles = when_asked(lambda dialog: dialog.accept())
    window = start(qapp, None, preferences)
    qtbot.waitUntil(lambda: bool(titles), timeout=10_000)
    settle(qtbot)
    assert titles == ["That did not work"]
    window.close()
    window.deleteLater()


def test_what_could_not_be_saved_is_not_lost_without_asking(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.errors import JornadaError

    page = journey_page(window)

    def fail(*_: object) -> None:
        raise JornadaError("store.full", path="x")

    with monkeypatch.context() as broken:
        broken.setattr(Workspace, "save_journey", fail)
        titles = when_asked(lambda dialog: dialog.accept())
        page.document.edit("x", page.document.journey.model_copy(update={"name": "Kept"}))
        qtbot.waitUntil(lambda: bool(titles), timeout=5_000)
        assert page.header.saved.text() == "Not saved"
    page.document.edit("y", page.document.journey.model_copy(update={"name": "Kept too"}))
    qtbot.waitUntil(lambda: page.document.autosave.saved, timeout=5_000)
    assert "Saved" in page.header.saved.text()


def test_where_the_window_was_is_remembered(
    open_window: OpenWindow, workspace: Path, preferences: Preferences
) -> None:
    open_window(workspace).close()
    assert Preferences(preferences._path).geometry
    preferences.geometry = "no geometry"
    assert open_window(workspace).isVisible()


def test_the_simulate_panel_stays_inside_the_window(window: MainWindow) -> None:
    page = journey_page(window)
    page.simulate()
    panel = page.findChild(SimulatePanel)
    assert panel is not None
    window.resize(1080, 640)
    QApplication.processEvents()
    assert page.rect().contains(panel.geometry())
    panel.close_panel()
