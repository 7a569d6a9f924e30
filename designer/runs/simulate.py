"""The panel that starts a run: window, dataset, seed; then how far it is."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QProgressBar, QVBoxLayout, QWidget

from designer.background import Job
from designer.inspector.rows import FieldRow
from designer.pages.project import Project
from designer.runs import window
from designer.widgets.basics import Elided, button, icon_button, row
from designer.widgets.combo import Combo
from designer.widgets.dialogs import show_error
from designer.widgets.editor import DayEditor, Editor, IntegerEditor
from designer.widgets.look import fit_height, label, look, spaced
from designer.widgets.numbers import lasting
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.journey.model import Journey
from resources.catalogue import msg

TELL_TIME_AFTER = 2.0
"""Seconds of work after which a guess of what is left is worth something."""


class _Pick(Editor):
    def __init__(self, combo: Combo) -> None:
        super().__init__()
        self.hold(combo)


class SimulatePanel(QFrame):
    """Floats over the page below its button, until the run is there or Escape is pressed."""

    finished = Signal(object)
    """The :class:`RunView`."""
    no_data = Signal()
    """The person wants to load data first."""

    def __init__(self, project: Project, parent: QWidget) -> None:
        super().__init__(parent)
        look(self, "popup")
        self.setFixedWidth(320)
        self._project = project
        self._journey: Journey | None = None
        self._job: Job | None = None
        self._began = 0.0
        self.datasets = Combo()
        self.datasets.activated.connect(self._choose)
        self.first, self.last = DayEditor(), DayEditor()
        self.seed = IntegerEditor(0, 2_000_000_000)
        self.seed.show_value(0)
        self.zone = label("", "hint", wrap=True)
        self.problem = label("", "error", wrap=True)
        self.run = button(words("simulate.run"), "primary", "simulate", self.start)
        close = icon_button("close", words("simulate.close"), self.close_panel)

        self.setup = look(QWidget(), "bare")
        fields = QVBoxLayout(self.setup)
        spaced(fields, 0, 3)
        fields.addWidget(FieldRow(words("simulate.dataset"), _Pick(self.datasets)))
        dates = row(
            FieldRow(words("simulate.start"), self.first),
            FieldRow(words("simulate.end"), self.last),
        )
        fields.addLayout(dates)
        fields.addWidget(self.zone)
        fields.addWidget(
            FieldRow(words("simulate.seed"), self.seed, words("simulate.seed_help"), explain=True)
        )
        fields.addWidget(self.problem)
        fields.addWidget(self.run)

        self.progress = look(QWidget(), "bare")
        going = QVBoxLayout(self.progress)
        spaced(going, 0, 2)
        self.doing = Elided(words("simulate.doing"), "body")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.left = label("", "hint")
        self.cancel = button(words("dialog.cancel"), clicked=self._cancel)
        going.addWidget(self.doing)
        going.addWidget(self.bar)
        going.addLayout(row(self.left, None, self.cancel))

        column = QVBoxLayout(self)
        spaced(column, 4, 3)
        column.addLayout(row(label(words("simulate.title"), "heading"), None, close))
        column.addWidget(self.setup)
        column.addWidget(self.progress)
        column.addStretch(1)
        self.hide()
        project.datasets_changed.connect(self._fill)
        project.dataset_changed.connect(self._offer_window)
        self._fill()
        self._show_running(running=False)

    def open(self, journey: Journey) -> None:
        """Ask for a run of a journey."""
        self._journey = journey
        if not self._project.datasets():
            self.no_data.emit()
            return
        self.problem.hide()
        self._offer_zone()
        self._offer_last(journey)
        self.show()
        self.raise_()
        fit_height(self)
        (self.run if self._job is None else self.cancel).setFocus()

    def _zone(self) -> str:
        return "UTC" if self._journey is None else self._journey.settings.time_zone

    def _fill(self) -> None:
        entries = self._project.datasets()
        self._names = [entry.name for entry in entries]
        self.datasets.clear()
        self.datasets.addItems(
            [
                words(
                    "simulate.entry",
                    name=entry.name,
                    accounts=msg("many.accounts", count=entry.accounts),
                )
                for entry in entries
            ]
        )
        self._offer_window()

    def _choose(self, index: int) -> None:
        loaded = self._project.dataset
        if loaded is None or loaded.name != self._names[index]:
            job = self._project.load(self._names[index])
            job.failed.connect(self._failed)

    def _offer_window(self) -> None:
        dataset = self._project.dataset
        if dataset is not None and dataset.name in self._names:
            self.datasets.setCurrentIndex(self._names.index(dataset.name))
            first, last = window.days_of(dataset, self._zone())
            self.first.show_value(first)
            self.last.show_value(last)

    def _offer_last(self, journey: Journey) -> None:
        """Offer the window and the seed of the last run, so that one is compared with another."""
        entry = self._project.last_run(journey.id)
        loaded = self._project.dataset
        if entry is not None and loaded is not None and entry.dataset == loaded.name:
            first, last = window.of_settings(entry.settings)
            self.first.show_value(first)
            self.last.show_value(last)
            self.seed.show_value(int(entry.settings.get("seed", 0)))

    def _offer_zone(self) -> None:
        self.zone.setText(words("simulate.zone", zone=self._zone()))

    def start(self) -> None:
        """Start the run."""
        index = self.datasets.currentIndex()
        if self._journey is None or self._job is not None or index < 0:
            return
        first, last = self.first.value(), self.last.value()
        try:
            settings = window.settings(first, last, self._zone(), self.seed.spin.value())
        except JornadaError as error:
            self._say(str(error))
            return
        if first > last:
            self._say(words("simulate.order"))
            return
        job = self._project.simulate(self._journey, self._names[index], settings)
        job.progressed.connect(self._progress)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.ended.connect(self._ended)
        self._job = job
        self._began = time.monotonic()
        self._show_running(running=True)

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        fit_height(self)

    def _show_running(self, *, running: bool) -> None:
        shown, hidden = (self.progress, self.setup) if running else (self.setup, self.progress)
        shown.show()
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            # Before its place is hidden: Qt would hand the keyboard to anything on the page.
            (self.cancel if running else self.run).setFocus()
        hidden.hide()
        self.bar.setValue(0)
        self.left.setText("")
        self.doing.setText(words("simulate.doing"))
        fit_height(self)

    def _progress(self, fraction: float, doing: str) -> None:
        self.bar.setValue(int(1000 * fraction))
        if doing:
            self.doing.setText(doing)
        spent = time.monotonic() - self._began
        if spent > TELL_TIME_AFTER and fraction > 0.02:
            left = spent / fraction - spent
            self.left.setText(words("simulate.left", time=lasting(max(left, 1))))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.doing.setText(words("simulate.cancelling"))

    def close_panel(self) -> None:
        """Hide, and give the keyboard back to the page."""
        parent = self.parentWidget()
        focus = QApplication.focusWidget()
        if parent is not None and focus is not None and self.isAncestorOf(focus):
            parent.setFocus()
        self.hide()

    def _done(self, run: object) -> None:
        self.close_panel()
        self.finished.emit(run)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, JornadaError):
            self._say(str(error))
        else:
            show_error(self, error)

    def _ended(self) -> None:
        self._job = None
        self._show_running(running=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._job is None:
            self.start()
        else:
            super().keyPressEvent(event)
