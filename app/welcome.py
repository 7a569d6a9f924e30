"""What the window shows until a workspace is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from designer.widgets.basics import button, row
from designer.widgets.look import label, look, spaced
from designer.widgets.words import words


class Welcome(QWidget):
    """Opening a workspace, or the choice of one where that failed."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "page")
        self.text = label(words("session.opening"), "secondary")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(240)
        self.new = button(words("do.new_workspace"))
        self.open = button(words("do.open_workspace"), "primary")
        column = QVBoxLayout(self)
        spaced(column, 6, 3)
        column.addStretch(1)
        column.addWidget(self.text)
        column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        choice = row(None, self.new, self.open, None)
        column.addLayout(choice)
        column.addStretch(2)
        self.show_work()

    def show_work(self) -> None:
        """Show that something is being opened."""
        self.text.setText(words("session.opening"))
        self.bar.setValue(0)
        self.bar.show()
        self.new.hide()
        self.open.hide()

    def progress(self, fraction: float, doing: str) -> None:
        """Show how far it is."""
        self.bar.setValue(int(1000 * fraction))
        if doing:
            self.text.setText(doing)

    def show_choice(self, new: Callable[[], None], open_: Callable[[], None]) -> None:
        """Offer to make or to open a workspace."""
        self.text.setText(words("session.none"))
        self.bar.hide()
        for made, action in ((self.new, new), (self.open, open_)):
            if made.property("used") is None:
                made.setProperty("used", True)
                made.clicked.connect(lambda _=False, action=action: action())
            made.show()
