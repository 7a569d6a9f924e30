"""How far long work is, with a way to stop it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from designer.background import Job, while_alive
from designer.widgets.basics import Elided, button
from designer.widgets.look import spaced
from designer.widgets.words import words


class ProgressStrip(QWidget):
    """One line: what is being done, a bar, Cancel. Hidden while nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self.doing = Elided("", "secondary")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.cancel = button(words("dialog.cancel"), clicked=self._cancel)
        line = QHBoxLayout(self)
        spaced(line, (0, 0, 8, 0), 3)
        line.addWidget(self.doing, 1)
        line.addWidget(self.bar, 2)
        line.addWidget(self.cancel)
        self.hide()

    def watch(self, job: Job, doing: str) -> None:
        """Show the progress of a job until it has ended."""
        self._job = job
        self.doing.setText(doing)
        self.bar.setValue(0)
        self.show()
        job.progressed.connect(self._progress)
        job.ended.connect(while_alive(self, partial(self._ended, job)))

    def _progress(self, fraction: float, doing: str) -> None:
        self.bar.setValue(int(1000 * fraction))
        if doing:
            self.doing.setText(doing)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.doing.setText(words("simulate.cancelling"))

    def _ended(self, job: Job) -> None:
        if job is self._job:  # another may have followed it already
            self._job = None
            self.hide()
