"""The navigation: one button a page, and the menu at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from designer.theme import ui_font
from designer.widgets import themed
from designer.widgets.look import look, spaced
from designer.widgets.themed import color, set_icon
from designer.widgets.words import words

WIDTH = 76


class _Mark(QWidget):
    """The programme's letter."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(WIDTH - 9, 48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(ui_font(22, QFont.Weight.ExtraBold))
            painter.setPen(color("accent"))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, "J")


class Navigation(QWidget):
    """The narrow column at the left of the window."""

    chosen = Signal(str)
    menu_wanted = Signal()

    def __init__(self, pages: Sequence[str]) -> None:
        super().__init__()
        look(self, "navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        spaced(column, (1, 1, 1, 2), 1)
        column.addWidget(_Mark(), 0, Qt.AlignmentFlag.AlignHCenter)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for name in pages:
            button = self._button(name, words(f"page.{name}"))
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            column.addWidget(button)
            self.buttons[name] = button
        column.addStretch(1)
        self.menu = self._button("menu", words("menu.menu"))
        set_icon(self.menu, "list")
        self.menu.clicked.connect(self.menu_wanted)
        column.addWidget(self.menu)
        self._page = ""
        themed.changed.connect(self._colour)
        self.set_ready(ready=False)

    def _button(self, name: str, title: str) -> QToolButton:
        made = look(QToolButton(), "navigation")
        made.setText(title)
        made.setAccessibleName(title)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setFixedWidth(WIDTH - 9)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        if name != "menu":
            set_icon(made, name, "ink2", 20)
        return made

    def set_ready(self, *, ready: bool) -> None:
        """Whether there is a workspace whose pages can be shown."""
        for button in self.buttons.values():
            button.setEnabled(ready)

    def show_page(self, name: str) -> None:
        """Mark a page as the one in front."""
        self._page = name
        self.buttons[name].setChecked(True)
        self._colour()

    def _colour(self) -> None:
        for name, button in self.buttons.items():
            set_icon(button, name, "accent_ink" if name == self._page else "ink2", 20)

    def menu_place(self) -> QPoint:
        """Where the menu opens."""
        return self.menu.mapToGlobal(QPoint(self.menu.width() + 4, 0))
