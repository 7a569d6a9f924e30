"""What the last run says about the selected node; every number leads to its accounts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.inspector.around import Around
from designer.widgets.basics import Elided
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.numbers import share, whole
from designer.widgets.words import words
from engine.journey.describe import path_label
from engine.journey.nodes import Node


class CountsPanel(QWidget):
    """Entered, here, left by each path, ended by each reason."""

    clicked = Signal(str, object)
    """A node's id, and which of its counts (``engine.simulation.counts.What``)."""

    def __init__(self, around: Around) -> None:
        super().__init__()
        self._around = around
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        column.addWidget(label(words("counts.title"), "section"))
        card = look(QFrame(), "card")
        self._rows = QVBoxLayout(card)
        spaced(self._rows, (2, 1, 2, 1), 0)
        column.addWidget(card)
        self.hide()

    def show_node(self, node: Node | None) -> None:
        """Show a node's counts; nothing where there are none."""
        counts = None if node is None else self._around.counts.get(node.id)
        self.setVisible(counts is not None)
        clear(self._rows)
        if counts is None or node is None:
            return
        self._line(node.id, words("counts.entered"), counts.entered, None, "entered")
        if counts.here:
            self._line(node.id, words("counts.here"), counts.here, counts.entered, "here")
        targets = self._around.document.journey.targets
        for path, number in counts.left.items():
            by = path_label(node, path)
            if not by and (node.id, path) not in targets:
                continue  # the way on is the journey's end, which is said below
            key = "counts.left_by" if counts.people is None else "counts.people_left_by"
            text = words(key, path=by) if by else words("counts.left")
            self._line(node.id, text, number, counts.choosing, ("left", path))
        for reason, number in counts.ended.items():
            text = words(f"counts.ended.{reason}")
            self._line(node.id, text, number, counts.entered, ("ended", reason))

    def _line(self, node: str, text: str, number: int, of: int | None, what: Any) -> None:
        line = QWidget()
        across = QHBoxLayout(line)
        spaced(across, (1, 0, 0, 0), 1)
        across.addWidget(Elided(text, "summary"), 1)
        if of is not None:
            percent: QLabel = label(share(number, of), "hint")
            percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            across.addWidget(percent)
        link = look(QPushButton(whole(number)), "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setAccessibleName(words("counts.show", what=text))
        link.setToolTip(link.accessibleName())
        link.setEnabled(number > 0)
        link.clicked.connect(lambda: self.clicked.emit(node, what))
        across.addWidget(link)
        self._rows.addWidget(line)
