"""Says which run the counts are from, where that is no longer the journey on the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from designer.pages.project import RunView
from designer.widgets.basics import Elided, button
from designer.widgets.look import look, spaced
from designer.widgets.numbers import here
from designer.widgets.themed import set_icon
from designer.widgets.words import words


class RunBanner(QWidget):
    """A strip above the canvas; hidden while counts and journey belong together."""

    again = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        look(self, "notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sign = QLabel()
        set_icon(sign, "history", "warning", 16)
        self.text = Elided("", "notice")
        line = QHBoxLayout(self)
        spaced(line, (4, 1, 3, 1), 2)
        line.addWidget(sign)
        line.addWidget(self.text, 1)
        line.addWidget(button(words("banner.again"), "link", clicked=self.again.emit))
        line.addWidget(button(words("banner.drop"), "link", clicked=self.dropped.emit))
        self.hide()

    def show_run(self, run: RunView, *, stale: bool) -> None:
        """Say that the counts are those of an earlier state of the journey."""
        self.setVisible(stale)
        if stale and run.entry is not None:
            made = here(run.entry.created)
            self.text.setText(words("banner.stale", made=made, version=run.journey.version))
        elif stale:
            self.text.setText(words("banner.stale_unkept"))
