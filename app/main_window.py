"""The main window: the navigation at the left, one page beside it.

It shows itself before anything slow is loaded; the workspace is opened on another thread, and a
page is built when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, QTimer
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QWidget,
)

from app.actions import ACTIONS, PAGES, Action, State
from app.navigation import Navigation
from app.preferences import Appearance, Preferences
from app.welcome import Welcome
from designer.background import Job, stop_all
from designer.theme import DARK, LIGHT, Theme, system_theme
from designer.widgets.dialogs import ask_open, ask_save, confirm, show_error, tell
from designer.widgets.look import look, spaced
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.errors import JornadaError

if TYPE_CHECKING:
    from designer.pages.journey import JourneyPage
    from designer.pages.project import Project
    from engine.accounts.rowset import RowSet
    from engine.store.workspace import Workspace

SIZE = (1360, 840)
SMALLEST = (1080, 640)


def wanted_theme(preferences: Preferences) -> Theme:
    """The theme that the person, else the system, wants."""
    fixed = {Appearance.LIGHT: LIGHT, Appearance.DARK: DARK}
    return fixed.get(preferences.appearance) or system_theme()


class MainWindow(QMainWindow):
    """Everything a person sees."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.project: Project | None = None
        self._pages: dict[str, QWidget] = {}
        self._journey: JourneyPage | None = None
        self._page = ""
        self._job: Job | None = None
        self.setWindowTitle("Jornada")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        room = QGuiApplication.primaryScreen().availableSize()
        self.resize(QSize(*SIZE).boundedTo(room))  # a large scale makes a screen small
        self.navigation = Navigation(PAGES)
        self.navigation.chosen.connect(self.go)
        self.navigation.menu_wanted.connect(self._open_menu)
        self.stack = QStackedWidget()
        self.welcome = Welcome()
        self.stack.addWidget(self.welcome)
        centre = look(QWidget(), "page")
        line = QHBoxLayout(centre)
        spaced(line)
        line.addWidget(self.navigation)
        line.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self.actions_: dict[str, QAction] = {}
        self._make_actions()
        self.restoreGeometry(QByteArray.fromHex(preferences.geometry.encode()))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.use_theme)
        self._refresh()

    # --- actions ---

    def _make_actions(self) -> None:
        for each in ACTIONS:
            made = QAction(words(f"do.{each.id}"), self)
            if each.standard:
                made.setShortcuts(getattr(QKeySequence.StandardKey, each.standard))
            else:
                made.setShortcuts([QKeySequence(keys) for keys in each.keys])
            if each.icon:
                set_icon(made, each.icon)
            made.triggered.connect(lambda _=False, id_=each.id: self.do(id_))
            self.actions_[each.id] = made
            self.addAction(made)

    def do(self, id_: str) -> None:
        """Carry out an action: on the page in front, or by its helpers, who know it, else here."""
        page = self.stack.currentWidget()
        if id_ in PAGES:
            self.go(id_)
            return
        helpers: tuple[object, ...] = getattr(page, "helpers", ())
        who = next(one for one in (page, *helpers, self) if callable(getattr(one, id_, None)))
        getattr(who, id_)()

    def menu(self, name: str) -> QMenu:
        """The actions of a menu."""
        made = QMenu(words(f"menu.{name}"), self)
        for each in ACTIONS:
            if each.menu == name:
                if each.separated:
                    made.addSeparator()
                made.addAction(self.actions_[each.id])
                if each.id == "open_workspace":
                    made.addMenu(self._recent_menu(made))
        return made

    def _recent_menu(self, parent: QMenu) -> QMenu:
        recent = QMenu(words("menu.recent"), parent)
        for path in self.preferences.recent:
            recent.addAction(path.name, partial(self.open, path)).setToolTip(str(path))
        recent.setEnabled(not recent.isEmpty())
        return recent

    def _open_menu(self) -> None:
        made = self.menu("file")
        for name in ("edit", "run", "view"):
            made.insertMenu(self.actions_["settings"], self.menu(name))
        made.insertSeparator(self.actions_["settings"])
        made.popup(self.navigation.menu_place())

    def _state(self) -> State:
        journey = self._journey if self._page == "journey" else None
        writable = self.project is not None and not self.project.read_only
        if journey is None:
            can_undo, can_redo = self._can_step()
            return State(page=self._page, writable=writable, can_undo=can_undo, can_redo=can_redo)
        stack = journey.document.stack
        return State(
            page="journey",
            writable=writable,
            draft=writable and str(journey.document.journey.status) == "draft",
            selected=len(journey.canvas.selected_ids()),
            can_undo=stack.canUndo(),
            can_redo=stack.canRedo(),
        )

    def _can_step(self) -> tuple[bool, bool]:
        """Whether the page in front has a step to take back, and one to make again: its own, or
        one of audiences and lists."""
        page: Any = self._pages.get(self._page)
        if hasattr(page, "can_undo"):
            return bool(page.can_undo), bool(page.can_redo)
        if self._page != "audiences" or self.project is None:
            return False, False
        stack = self.project.library.stack
        return stack.canUndo(), stack.canRedo()

    def _refresh(self, *_: object) -> None:
        """Enable what can be done now."""
        state = self._state()
        for each in ACTIONS:
            self.actions_[each.id].setEnabled(self._is_enabled(each, state))

    def _is_enabled(self, action: Action, state: State) -> bool:
        needs_project = action.menu in ("go", "edit", "run", "view")
        return action.enabled(state) and (self.project is not None or not needs_project)

    # --- workspaces ---

    def open(self, path: Path) -> None:
        """Open a workspace in place of this one."""
        from app.session import open_workspace

        self._begin(lambda work: open_workspace(path, work))

    def open_first(self, asked: Path | None) -> None:
        """Open the workspace that this session begins with."""
        from app.session import workspace_to_open

        self.open(workspace_to_open(asked, self.preferences))

    def _begin(self, task: Callable[[Any], Workspace]) -> None:
        if not self._close_project():
            return
        self.welcome.show_work()
        self.stack.setCurrentWidget(self.welcome)
        self._job = Job(task)
        self._job.progressed.connect(self.welcome.progress)
        self._job.done.connect(self._opened)
        self._job.failed.connect(self._not_opened)
        self._job.start()

    def _opened(self, workspace: Workspace) -> None:
        from designer.pages.project import Project

        self.project = Project(workspace, self)
        self.project.saving_failed.connect(self._not_saved)
        self.project.library.stack.indexChanged.connect(self._refresh)
        self.preferences.opened(workspace.path)
        self.setWindowTitle(f"{workspace.name} – Jornada")
        self.navigation.set_ready(ready=True)
        datasets = self.project.datasets()
        if datasets:
            job = self.project.load(max(datasets, key=lambda entry: entry.created).name)
            job.failed.connect(lambda error: show_error(self, error))
        journeys = self.project.journeys()
        if journeys:
            self.open_journey(max(journeys, key=lambda entry: entry.updated).id)
        else:
            self.go("home")
        if workspace.why_read_only is not None:
            tell(self, words("session.read_only"), str(workspace.why_read_only))

    def _not_opened(self, error: BaseException) -> None:
        self.welcome.show_choice(
            lambda: self.do("new_workspace"), lambda: self.do("open_workspace")
        )
        self._refresh()
        show_error(self, error)

    def _not_saved(self, error: JornadaError) -> None:
        if self._journey is not None:
            self._journey.header.show_not_saved()
        show_error(self, error)

    def _close_project(self) -> bool:
        """Save and close the workspace. False where saving failed and the person wants to stay."""
        if self.project is None:
            return True
        if not self.project.flush() and not confirm(
            self,
            words("session.not_saved"),
            (words("session.not_saved_text"),),
            words("session.close_anyway"),
            danger=True,
        ):
            return False
        for page in (*self._pages.values(), self._journey):
            if page is not None:
                self.stack.removeWidget(page)
                page.deleteLater()
        self._pages, self._journey, self._page = {}, None, ""
        stop_all()
        # Its steps go with it, when the actions may have gone before.
        self.project.library.stack.indexChanged.disconnect(self._refresh)
        self.project.close()
        self.project.deleteLater()
        self.project = None
        self.navigation.set_ready(ready=False)
        return True

    def new_workspace(self) -> None:
        """Make a new, empty workspace file and open it."""
        path = ask_save(
            self,
            words("do.new_workspace"),
            words("session.new_name"),
            words("session.files"),
            ".jornada",
        )
        if path is not None:
            self._begin(lambda _: _created(path))

    def open_workspace(self) -> None:
        """Open another workspace file."""
        path = ask_open(self, words("do.open_workspace"), words("session.files"))
        if path is not None:
            self.open(path)

    # --- pages ---

    def go(self, name: str) -> None:
        """Bring a page of the navigation to the front. Journeys is the list; a journey is opened
        from it."""
        if self.project is None:
            return
        if name not in self._pages:
            made = self._make_page(name)
            self._pages[name] = made
            self.stack.addWidget(made)
            if hasattr(made, "state_changed"):
                made.state_changed.connect(self._refresh)
        self._front(name, self._pages[name], name)

    def _front(self, name: str, page: QWidget, place: str) -> None:
        self._page = name
        self.stack.setCurrentWidget(page)
        self.navigation.show_page(place)
        page.setFocus()
        self._refresh()

    def _make_page(self, name: str) -> QWidget:
        from app import pages

        return pages.make(name, self)

    def open_journey(self, id_: str) -> JourneyPage:
        """Open a journey on the canvas."""
        from app import pages

        if self._journey is None or self._journey.document.journey.id != id_:
            old, self._journey = self._journey, pages.make_journey(self, id_)
            self._journey.state_changed.connect(self._refresh)
            self.stack.addWidget(self._journey)
            if old is not None:
                self.stack.removeWidget(old)
                old.close()
                old.deleteLater()
        self._front("journey", self._journey, "journeys")
        return self._journey

    def open_run(self, journey: str, entry: Any) -> None:
        """Open a journey with one of its runs on it."""
        self.open_journey(journey).open_run(entry)

    def show_rows(self, rows: RowSet) -> None:
        """Turn to rows of the data in use."""
        self.go("data")
        self._pages["data"].show_rows(rows)  # type: ignore[attr-defined]

    def show_exports(self, journey: str) -> None:
        """Open the exports page on a journey."""
        self.go("exports")
        self._pages["exports"].show_journey(journey)  # type: ignore[attr-defined]

    def journey_deleted(self) -> None:
        """Let go of a journey that is there no more."""
        if self.project is None or self._journey is None:
            return
        ids = {entry.id for entry in self.project.journeys()}
        if self._journey.document.journey.id not in ids:
            self.stack.removeWidget(self._journey)
            self._journey.deleteLater()
            self._journey = None

    # --- what a page does not do ---

    def undo(self) -> None:
        """Take the last step back: of audiences and lists."""
        if self.project is not None:
            self.project.library.stack.undo()

    def redo(self) -> None:
        """Make the last step again."""
        if self.project is not None:
            self.project.library.stack.redo()

    def import_journey(self) -> None:
        """Take in a journey file."""
        self.go("journeys")
        self._pages["journeys"].import_file()  # type: ignore[attr-defined]

    def settings(self) -> None:
        """Let the person choose light or dark."""
        from app.settings import SettingsDialog

        SettingsDialog(self, self.preferences, self.use_theme).exec()

    def about(self) -> None:
        """Say what this is."""
        from importlib.metadata import version

        tell(self, "Jornada", words("about.text", version=version("jornada")))

    def quit(self) -> None:
        """Save and end."""
        self.close()

    # --- files dropped anywhere ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from designer.importing.files import files_of

        writable = self.project is not None and not self.project.read_only
        if writable and files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from designer.importing.files import files_of

        event.acceptProposedAction()
        files = files_of(event.mimeData())
        # Not before the one who drags has been answered: the wizard waits for a person.
        QTimer.singleShot(0, self, lambda: self.import_data(files))

    def import_data(self, files: Sequence[Path] = ()) -> None:
        """Ask how to import data files."""
        self.go("data")
        self._pages["data"].import_files(files)  # type: ignore[attr-defined]

    def use_theme(self) -> None:
        """Show the theme that is wanted now."""
        from app import stylesheet

        application = QApplication.instance()
        if isinstance(application, QApplication):
            stylesheet.apply(application, wanted_theme(self.preferences))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.preferences.geometry = bytes(self.saveGeometry().toHex().data()).decode()
        if self._close_project():
            stop_all()
            event.accept()
        else:
            event.ignore()


def _created(path: Path) -> Workspace:
    from engine.store.workspace import Workspace

    path.unlink(missing_ok=True)  # the dialog has asked whether to replace it
    return Workspace.create(path)
