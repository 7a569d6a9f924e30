"""Makes the pictures of the README: ``python -m app.screenshots [FOLDER]``, no screen needed.

The window is the real one, on a sample workspace made for it, so the pictures are as true as what
they show.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QIODevice, QPointF, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.main_window import MainWindow
from app.preferences import Appearance, Preferences
from app.sample import make_sample
from app.window import start
from designer.background import running
from designer.importing import wizard as importing
from designer.importing.wizard import ImportWizard
from designer.pages.audiences import AudiencesPage
from designer.pages.data import DataPage
from designer.pages.journey import JourneyPage
from engine.background import Work
from engine.files import write_file

FOLDER = Path(__file__).parents[1] / "resources" / "screenshots"
SIZE = QSize(1440, 860)
SCALE = 1.25
"""Pixels a unit of the window, for sharp pictures."""
ZOOM = 0.6
MARGIN = 60
"""To the left of the first card, in units of the canvas."""
CONTACTS = """\
First Name;Last Name;Company;Email;Job Title;Country;Annual Revenue;Met on
Ana;Souza;ACME Ltda.;ana@acme.example;CFO;Brazil;1.234.567,50;23/04/2025
Bob;Jones;Acme LTDA;bob@acme.example;IT Director;Brazil;1.234.567,50;24/04/2025
Cat;Hu;Globex GmbH;cat@globex.example;Head of Sales;Germany;9.876.543,00;24/04/2025
Dan;Li;;dan@gmail.com;Student;United States;;25/04/2025
Eve;Ng;;eve@initech.example;VP Operations;United States;;25/04/2025
Fay;Oh;Globex;fay@globex.example;Buyer;Germany;9.876.543,00;25/04/2025
"""
PATIENCE = 30.0
"""Seconds that anything may take."""


def main(folder: Path = FOLDER) -> None:
    """Make all pictures anew."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_SCALE_FACTOR", str(SCALE))
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    with TemporaryDirectory() as made:
        workspace = Path(made, "Sample.jornada")
        make_sample(workspace, Work())
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            preferences = Preferences(Path(made, f"{appearance}.json"))
            preferences.appearance = appearance
            _take(start(application, workspace, preferences), folder, str(appearance))


def _take(window: MainWindow, folder: Path, appearance: str) -> None:
    """Take every picture in one appearance."""
    window.resize(SIZE)
    _wait(lambda: window.project is not None)
    page = window.open_journey("sample")
    _wait(lambda: page.run is not None)
    _compose(page)
    _save(window, folder / f"journey-{appearance}.png")
    _show_trace(page)
    _save(window, folder / f"trace-{appearance}.png")
    window.go("audiences")
    _open_first(window)
    _save(window, folder / f"conditions-{appearance}.png")
    window.go("data")
    _look_at_data(window)
    _save(window, folder / f"quality-{appearance}.png")
    _import(window, folder / f"import-{appearance}.png")
    window.close()
    window.deleteLater()


def _open_first(window: MainWindow) -> None:
    """Open the first audience."""
    page = window.findChild(AudiencesPage)
    if page is not None and page.project.library.definitions.audiences:
        page.show_item(("audiences", page.project.library.definitions.audiences[0].id))


def _look_at_data(window: MainWindow) -> None:
    page = window.findChild(DataPage)
    if page is not None:
        _wait(lambda: page.dataset is not None)
        page.show_tab("quality")


def _import(window: MainWindow, picture: Path) -> None:
    """The wizard on a sheet of contacts, whose accounts are made from it."""
    if window.project is None:
        return
    with TemporaryDirectory() as made:
        sheet = Path(made, "contacts of the fair.csv")
        sheet.write_text(CONTACTS, "utf-8")
        wizard = ImportWizard(window, window.project, [sheet])
        wizard.show()
        wizard.resize(*importing.SIZE)  # there is no screen that would be too small
        _settle()
        wizard.detail.tabs.buttons[2].click()
        _save(wizard, picture)
        wizard.reject()


def _compose(page: JourneyPage) -> None:
    """The beginning of the journey, its first split in the inspector, the run below."""
    canvas = page.canvas
    canvas.set_zoom(ZOOM)
    seen, first = canvas.camera.seen(), canvas.stage.drawing.cards["audience"].rect
    canvas.camera.centre(QPointF(first.left() - MARGIN + seen.width() / 2, first.center().y()))
    canvas.select(("size",))


def _show_trace(page: JourneyPage) -> None:
    page.show_accounts("size", ("left", "Large"))
    _settle()
    page.show_trace(int(page.accounts.table.frames.row(0)["account"]))
    _wait(lambda: page.side.currentWidget() is page.trace)
    page.canvas.select(())


def _save(window: QWidget, path: Path) -> None:
    """Save the window as a picture, packed as well as PNG can."""
    _settle()
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    image.setDevicePixelRatio(1)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 0)  # type: ignore[call-overload]
    write_file(path, bytes(buffer.data().data()))


def _settle() -> None:
    """Let everything that is under way come to its end."""
    _wait(lambda: not running())
    for _ in range(5):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def _wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError
        QCoreApplication.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
