"""Builds the pages and connects them with the window; imported when the first page is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from designer.pages.audiences import AudiencesPage
from designer.pages.data import DataPage
from designer.pages.exports import ExportsPage
from designer.pages.home import HomePage
from designer.pages.journey import JourneyPage
from designer.pages.journeys import JourneysPage
from designer.pages.runs import RunsPage

if TYPE_CHECKING:
    from app.main_window import MainWindow
    from designer.pages.project import Project


def make(name: str, window: MainWindow) -> QWidget:
    """Build a page of the navigation."""
    project = window.project
    if project is None:
        raise ValueError("no workspace is open")
    builders: dict[str, Callable[[Project, MainWindow], QWidget]] = {
        "home": _home,
        "data": _data,
        "audiences": _audiences,
        "journeys": _journeys,
        "runs": _runs,
        "exports": _exports,
    }
    return builders[name](project, window)


def _home(project: Project, window: MainWindow) -> QWidget:
    page = HomePage(project)
    page.page_wanted.connect(window.go)
    return page


def _data(project: Project, window: MainWindow) -> QWidget:
    page = DataPage(project)
    page.run_wanted.connect(window.open_run)
    page.journey_wanted.connect(window.open_journey)
    return page


def _audiences(project: Project, window: MainWindow) -> QWidget:
    page = AudiencesPage(project)
    page.rows_wanted.connect(window.show_rows)
    return page


def _journeys(project: Project, window: MainWindow) -> QWidget:
    page = JourneysPage(project)
    page.opened.connect(window.open_journey)
    project.journeys_changed.connect(window.journey_deleted)
    return page


def _runs(project: Project, window: MainWindow) -> QWidget:
    page = RunsPage(project)
    page.opened.connect(window.open_run)
    page.journeys_wanted.connect(lambda: window.go("journeys"))
    return page


def _exports(project: Project, window: MainWindow) -> QWidget:
    page = ExportsPage(project)
    page.journeys_wanted.connect(lambda: window.go("journeys"))
    return page


def make_journey(window: MainWindow, id_: str) -> JourneyPage:
    """Build the page of a journey."""
    if window.project is None:
        raise ValueError("no workspace is open")
    page = JourneyPage(window.project, id_)
    page.data_wanted.connect(lambda: window.go("data"))
    page.exports_wanted.connect(window.show_exports)
    return page
