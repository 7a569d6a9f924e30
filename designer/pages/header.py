"""The head of the journey page: the name, how things stand, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from designer.document import Document
from designer.problems import counted
from designer.widgets.basics import Chip, button, icon_button
from designer.widgets.look import look, spaced
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.journey import edits
from engine.journey.model import Journey, Status
from engine.journey.rules import blocking

HEIGHT = 56


class NameEdit(QLineEdit):
    """A name as wide as its text."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "name")
        self.setMaxLength(255)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # only now the font is that of the style sheet

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 28
        return QSize(max(width, 120), super().sizeHint().height())

    def _fit(self) -> None:
        self.setMinimumWidth(min(self.sizeHint().width(), 160))
        self.updateGeometry()
        self.setToolTip(self.text())


class JourneyHeader(QWidget):
    """Name and states at the left, buttons at the right."""

    problems_clicked = Signal()
    export_clicked = Signal()
    simulate_clicked = Signal()
    refused = Signal(object)

    def __init__(self, document: Document) -> None:
        super().__init__()
        look(self, "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._document = document
        self._read_only = document.why_read_only is not None
        self.name = NameEdit()
        self.name.setAccessibleName(words("inspector.journey"))
        self.name.textEdited.connect(self._rename)
        self.name.editingFinished.connect(self._settle)
        self.status = Chip()
        self.saved = Chip()
        self.problems = Chip(clickable=True)
        self.problems.clicked.connect(self.problems_clicked)
        self.undo = icon_button("undo", words("do.undo"), document.stack.undo, "bordered")
        self.redo = icon_button("redo", words("do.redo"), document.stack.redo, "bordered")
        self.export = button(words("journey.export"), clicked=self.export_clicked.emit)
        self.simulate = button(
            words("journey.simulate"), "primary", "simulate", self.simulate_clicked.emit
        )
        line = QHBoxLayout(self)
        spaced(line, (3, 0, 4, 0), 2)
        line.addWidget(self.name)
        for chip in (self.status, self.saved, self.problems):
            line.addWidget(chip)
        line.addStretch(1)
        for each in (self.undo, self.redo, self.export, self.simulate):
            line.addWidget(each)
        document.changed.connect(self._changed)
        document.problems_changed.connect(self._show_problems)
        document.autosave.saved_changed.connect(self._show_saved)
        document.library.autosave.saved_changed.connect(self._show_saved)
        document.stack.canUndoChanged.connect(self._show_undo)
        document.stack.canRedoChanged.connect(self._show_undo)
        document.stack.indexChanged.connect(self._show_undo)
        self._show(document.journey)
        self._show_problems()
        self._show_undo()

    def _changed(self, _before: Journey, after: Journey) -> None:
        self._show(after)

    def _show(self, journey: Journey) -> None:
        if self.name.text() != journey.name:
            self.name.setText(journey.name)
            self.name.setCursorPosition(0)
        draft = journey.status is Status.DRAFT
        self.name.setReadOnly(self._read_only or not draft)
        tone = {Status.DRAFT: "neutral", Status.LIVE: "ok"}.get(journey.status, "warning")
        text = words(
            "journey.version", status=words(f"status.{journey.status}"), version=journey.version
        )
        self.status.show_state(text, tone)
        self._show_saved()

    def _show_saved(self) -> None:
        if self._read_only:
            self.saved.show_state(words("journey.read_only"), "warning")
            return
        saved = self._document.autosave.saved and self._document.library.autosave.saved
        text = words("journey.saved" if saved else "journey.saving")
        self.saved.show_state(f"● {text}" if saved else text, "ok" if saved else "neutral")

    def show_not_saved(self) -> None:
        """Saving has failed; the next edit tries again."""
        self.saved.show_state(words("journey.not_saved"), "error")

    def _show_problems(self) -> None:
        found = self._document.problems
        tone = "error" if blocking(found) else "warning"
        self.problems.show_state(counted(found), tone)
        self.problems.setVisible(bool(found))
        sentences = (words("problems.show"),) if found else ()
        self.problems.setToolTip("\n".join(sentences))

    def _show_undo(self) -> None:
        stack = self._document.stack
        self.undo.setEnabled(stack.canUndo())
        self.redo.setEnabled(stack.canRedo())
        undo = words("journey.undo", step=stack.undoText())
        redo = words("journey.redo", step=stack.redoText())
        self.undo.setToolTip(undo if stack.canUndo() else words("do.undo"))
        self.redo.setToolTip(redo if stack.canRedo() else words("do.redo"))

    def _rename(self, text: str) -> None:
        try:
            journey = edits.set_name(self._document.journey, text)
        except JornadaError:
            return  # an empty name is a step on the way to another; leaving it puts the old back
        self._document.edit(words("edit.name"), journey, merge="None title")

    def _settle(self) -> None:
        self.name.setText(self._document.journey.name)
        self.name.setCursorPosition(0)
        self._document.seal()
