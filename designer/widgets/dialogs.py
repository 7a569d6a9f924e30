"""Windows that ask or tell one thing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from designer.widgets.basics import button
from designer.widgets.look import fit_height, frame, label, look, spaced
from designer.widgets.switch import Switch
from designer.widgets.words import words
from engine.errors import Cancelled, JornadaError
from resources.catalogue import say

log = logging.getLogger("jornada")

WIDTH = 420
"""How wide a window is at least, in pixels."""


class Sheet(QDialog):
    """A window over the main one: a title, a body to fill, and two buttons."""

    def __init__(
        self, parent: QWidget | None, title: str, accept: str, *, kind: str = "primary"
    ) -> None:
        super().__init__(parent)
        look(self, "sheet")
        self.setWindowTitle(title)
        self.setModal(True)
        column = QVBoxLayout(self)
        spaced(column)
        inner = QVBoxLayout()
        spaced(inner, (6, 5, 6, 5), 4)
        self.heading = label(title, "title", wrap=True)
        inner.addWidget(self.heading)
        self.body = QWidget()
        inner.addWidget(self.body, 1)
        column.addLayout(inner, 1)
        column.addWidget(frame("rule"))
        foot = QHBoxLayout()
        spaced(foot, (6, 3, 6, 3), 2)
        self.foot = foot
        foot.addStretch(1)
        self.cancel_button = button(words("dialog.cancel"), "plain", clicked=self.reject)
        self.accept_button = button(accept, kind, clicked=self.accept)
        self.accept_button.setDefault(True)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.accept_button)
        column.addLayout(foot)

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous() and not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.resize(max(self.minimumWidth(), WIDTH), self.height())
            fit_height(self)
        super().showEvent(event)

    def done(self, result: int) -> None:
        super().done(result)
        parent = self.parentWidget()
        if parent is not None:
            parent.window().activateWindow()  # not every window manager gives the keyboard back


def _sentences(sheet: Sheet, texts: Sequence[str]) -> None:
    column = QVBoxLayout(sheet.body)
    spaced(column, 0, 2)
    for text in texts:
        said = label(text, "body", wrap=True)
        said.setMinimumWidth(360)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(said)


def confirm(
    parent: QWidget, title: str, texts: Sequence[str], accept: str, *, danger: bool = False
) -> bool:
    """Ask before something that can't be undone, or that does more than it seems to."""
    sheet = Sheet(parent, title, accept, kind="danger" if danger else "primary")
    _sentences(sheet, texts)
    return bool(sheet.exec())


def tell(parent: QWidget | None, title: str, *texts: str) -> None:
    """Tell something that has to be read."""
    sheet = Sheet(parent, title, words("dialog.ok"))
    sheet.cancel_button.hide()
    _sentences(sheet, texts)
    sheet.exec()


def show_error(parent: QWidget | None, error: BaseException) -> None:
    """Say what went wrong in one sentence; what nobody expected goes to the log as well."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, JornadaError):
        tell(parent, words("dialog.not_done"), say(error.message))
        return
    log.error("unexpected", exc_info=error)
    tell(parent, words("dialog.unexpected"), words("dialog.unexpected_where", log=log_file()))


def log_file() -> str:
    """Where the log is written; empty where it is not written to a file."""
    for handler in log.handlers:
        if isinstance(handler, logging.FileHandler):
            return handler.baseFilename
    return words("dialog.no_log")


def ask_text(parent: QWidget, title: str, question: str, accept: str, text: str = "") -> str | None:
    """Ask for one line of text. None: they changed their mind, or it was empty."""
    sheet = Sheet(parent, title, accept)
    column = QVBoxLayout(sheet.body)
    spaced(column, 0, 2)
    column.addWidget(label(question, "caption"))
    line = QLineEdit(text)
    line.setMinimumWidth(360)
    line.setAccessibleName(question)
    line.selectAll()
    column.addWidget(line)

    def judge() -> None:
        sheet.accept_button.setEnabled(bool(line.text().strip()))

    line.textChanged.connect(judge)
    judge()
    line.setFocus()
    return line.text().strip() if sheet.exec() and line.text().strip() else None


def choose_some(
    parent: QWidget, title: str, question: str, options: Sequence[str], accept: str
) -> list[int]:
    """Let a person choose at least one of some options, by place. Empty: they changed their
    mind."""
    sheet = Sheet(parent, title, accept)
    column = QVBoxLayout(sheet.body)
    spaced(column, 0, 1)
    column.addWidget(label(question, "secondary", wrap=True))
    switches = [Switch(option) for option in options]

    def judge() -> None:
        sheet.accept_button.setEnabled(any(one.isChecked() for one in switches))

    for one in switches:
        one.setMinimumWidth(360)
        one.toggled.connect(judge)
        column.addWidget(one)
    judge()
    if not sheet.exec():
        return []
    return [place for place, one in enumerate(switches) if one.isChecked()]


def ask_save(parent: QWidget, title: str, name: str, pattern: str, suffix: str) -> Path | None:
    """Ask where to save. The name gets ``suffix`` where it has none."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, pattern)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_name(path.name + suffix)


def ask_open(parent: QWidget, title: str, pattern: str) -> Path | None:
    """Ask for a file."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, "", pattern)
    return Path(chosen) if chosen else None


def ask_open_many(parent: QWidget, title: str, pattern: str) -> tuple[Path, ...]:
    """Ask for one or several files."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", pattern)
    return tuple(Path(one) for one in chosen)
