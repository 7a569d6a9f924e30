"""The exports page: which journey, as what, with which options; and how it will look."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.background import Latest, while_alive
from designer.inspector.rows import FieldRow
from designer.pages import exporting
from designer.pages.exporting import FORMATS, PICTURES, SUFFIXES, Export
from designer.pages.project import Project, RunView
from designer.widgets import themed
from designer.widgets.basics import Empty, button
from designer.widgets.combo import Combo
from designer.widgets.dialogs import ask_save, show_error
from designer.widgets.editor import ChoiceEditor, SwitchEditor
from designer.widgets.listing import Item, ItemRow, page_head
from designer.widgets.look import label, look, spaced
from designer.widgets.words import words
from engine.errors import JornadaError

ICONS = {"json": "file", "png": "picture", "svg": "picture", "run_json": "chart"}
PREVIEW_AFTER = 120
PREVIEW_LINES = 400


class Preview(QLabel):
    """A picture as large as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(QSize(200, 200))
        self._picture = QPixmap()

    def show_picture(self, picture: QPixmap) -> None:
        """Show another picture."""
        self._picture = picture
        self._fit()

    def _fit(self) -> None:
        if self._picture.isNull():
            self.clear()
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        size = self._picture.size()
        if size.width() > room.width() or size.height() > room.height():
            keep = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            shown = self._picture.scaled(room, keep, smooth)
        else:
            shown = QPixmap(self._picture)
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class ExportsPage(QWidget):
    """Choose at the left, look at the right, save."""

    journeys_wanted = Signal()

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        self._run: RunView | None = None
        self._format = FORMATS[0]
        self._ids: list[str] = []
        self._text = Latest(self)
        self._text.answered.connect(self._show_text)
        self._timer = QTimer(self, interval=PREVIEW_AFTER, singleShot=True)
        self._timer.timeout.connect(self._show_preview)
        self.journey = Combo()
        self.journey.setAccessibleName(words("exports.journey"))
        self.journey.activated.connect(lambda _: self._journey_chosen())
        self.rows: dict[str, ItemRow] = {}
        self.counts = SwitchEditor(words("exports.counts"))
        self.counts.show_value(True)
        self.counts.edited.connect(lambda *_: self._timer.start())
        self.dark = ChoiceEditor(((False, words("settings.light")), (True, words("settings.dark"))))
        self.dark.show_value(themed.theme().dark)
        self.dark.edited.connect(self._dark_chosen)
        self.no_run = label(words("exports.no_run"), "hint", wrap=True)
        self.save_button = button(words("exports.save"), "primary", "save", self.save)
        self.note = label("", "hint", wrap=True)
        self._dark = themed.theme().dark
        self._lay_out()
        project.journeys_changed.connect(self._fill)
        project.runs_changed.connect(self._journey_chosen)
        themed.changed.connect(self._theme_changed)
        self._fill()

    def _lay_out(self) -> None:
        left = QWidget()
        left.setFixedWidth(340)
        column = QVBoxLayout(left)
        spaced(column, 0, 3)
        column.addWidget(label(words("exports.journey"), "caption"))
        column.addWidget(self.journey)
        column.addWidget(label(words("exports.format"), "caption"))
        for name in FORMATS:
            item = Item(name, words(f"exports.{name}"), words(f"exports.{name}_about"), ICONS[name])
            made = ItemRow(item, menu=False, wrap=True)
            made.opened.connect(lambda name=name: self.choose(name))
            self.rows[name] = made
            column.addWidget(made)
        self.options = look(QWidget(), "bare")
        options = QVBoxLayout(self.options)
        spaced(options, 0, 3)
        options.addWidget(self.counts)
        options.addWidget(FieldRow(words("exports.appearance"), self.dark))
        column.addWidget(self.options)
        column.addWidget(self.no_run)
        column.addWidget(self.save_button)
        column.addWidget(self.note)
        column.addStretch(1)
        self.picture = Preview()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(words("exports.preview"))
        look(self.text, "code")
        self.preview = QStackedWidget()
        self.preview.addWidget(self.picture)
        self.preview.addWidget(self.text)
        ground = look(QFrame(), "card")
        inner = QVBoxLayout(ground)
        spaced(inner, 2)
        inner.addWidget(self.preview)
        self.body = QWidget()
        across = QHBoxLayout(self.body)
        spaced(across, 0, 6)
        across.addWidget(left)
        across.addWidget(ground, 1)
        self.empty = Empty(
            "exports", words("exports.none"), words("runs.to_journeys"), self.journeys_wanted.emit
        )
        whole = QVBoxLayout(self)
        spaced(whole, (8, 6, 8, 6), 4)
        whole.addWidget(page_head(words("page.exports"), words("exports.about")))
        whole.addWidget(self.body, 1)
        whole.addWidget(self.empty, 1)

    def _fill(self) -> None:
        chosen = self._ids[self.journey.currentIndex()] if self._ids else None
        entries = self.project.journeys()
        self._ids = [entry.id for entry in entries]
        self.journey.clear()
        self.journey.addItems([entry.name for entry in entries])
        self.body.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        if entries:
            place = self._ids.index(chosen) if chosen in self._ids else 0
            self.journey.setCurrentIndex(place)
            self._journey_chosen()

    def show_journey(self, id_: str) -> None:
        """Turn to a journey."""
        if id_ in self._ids:
            self.journey.setCurrentIndex(self._ids.index(id_))
            self._journey_chosen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def _journey_chosen(self) -> None:
        self._run = None
        if not self._ids:
            return
        id_ = self._ids[self.journey.currentIndex()]
        entry = self.project.last_run(id_)
        if entry is not None:
            job = self.project.open_run(entry, id_)
            job.done.connect(while_alive(self, partial(self._run_loaded, id_)))
            job.failed.connect(self._complain)
        self.choose(self._format)

    def _complain(self, error: BaseException) -> None:
        show_error(self, error)

    def _run_loaded(self, id_: str, run: RunView) -> None:
        if self._ids and self._ids[self.journey.currentIndex()] == id_:
            self._run = run
            self.choose(self._format)

    def choose(self, name: str) -> None:
        """Choose what to write."""
        self._format = name
        self.note.clear()
        for each, made in self.rows.items():
            made.set_chosen(chosen=each == name)
        picture = name in PICTURES
        self.options.setVisible(picture)
        self.counts.setVisible(picture and self._run is not None)
        self.no_run.setVisible(name == "run_json" and self._run is None)
        self.save_button.setEnabled(name != "run_json" or self._run is not None)
        self.preview.setCurrentWidget(self.picture if picture else self.text)
        self._timer.start()

    def _dark_chosen(self, value: bool, _path: str) -> None:
        self._dark = value
        self._timer.start()

    def _theme_changed(self) -> None:
        self._dark = themed.theme().dark
        self.dark.show_value(self._dark)
        self._timer.start()

    def export(self) -> Export | None:
        """What is chosen."""
        if not self._ids:
            return None
        document = self.project.document(self._ids[self.journey.currentIndex()])
        return make_export(
            self._format,
            document.journey,
            document.definitions,
            self._run,
            counts=self.counts.switch.isChecked(),
            dark=self._dark,
        )

    def _show_preview(self) -> None:
        export = self.export()
        if export is None or not self.isVisible():
            return
        if export.format in PICTURES:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "preview.png"
                exporting.write(make_preview(export), path)
                self.picture.show_picture(QPixmap(str(path)))
        elif export.format == "json" or export.run is not None:
            self._text.ask(exporting.text_task(export))
        else:
            self.text.clear()

    def _show_text(self, text: str) -> None:
        lines = text.split("\n")
        more = "…" if len(lines) > PREVIEW_LINES else ""
        self.text.setPlainText("\n".join(lines[:PREVIEW_LINES]) + more)

    def save(self) -> None:
        """Ask where to, and write."""
        export = self.export()
        if export is not None and (path := save_export(self, self.project, export)) is not None:
            self.note.setText(words("exports.saved", file=str(path)))


def make_preview(export: Export) -> Export:
    """The picture of an export, always as pixels."""
    return Export("png", export.journey, export.definitions, export.counts, export.dark, export.run)


def make_export(
    format_: str,
    journey: Any,
    definitions: Any,
    run: RunView | None,
    *,
    counts: bool,
    dark: bool,
) -> Export:
    """An export of a journey as it is now, with the counts of nodes that it still has."""
    shown = None
    if counts and run is not None:
        shown = {id_: count for id_, count in run.counts.items() if id_ in journey.by_id}
    return Export(format_, journey, definitions, shown, dark, run)


def save_export(parent: QWidget, project: Project, export: Export) -> Path | None:
    """Ask where to write an export, and write it. None where nothing was written."""
    title = words(f"exports.{export.format}")
    pattern = words(f"exports.{export.format}_files")
    path = ask_save(parent, title, exporting.file_name(export), pattern, SUFFIXES[export.format])
    if path is None:
        return None
    try:
        exporting.write(export, path)
        project.note_export()
    except JornadaError as error:
        show_error(parent, error)
        return None
    return path
