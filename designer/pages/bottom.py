"""The lower part of the journey page: tabs that fold away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from designer.widgets.basics import icon_button
from designer.widgets.look import look, spaced
from designer.widgets.themed import set_icon
from designer.widgets.words import words

STRIP = 40
OPEN = 232
"""The height of the strip of tabs, and of the whole when it is unfolded for the first time."""


class Bottom(QWidget):
    """Tabs by name, shown and hidden as there is something to show."""

    folded_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        look(self, "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.tabBarClicked.connect(self._clicked)
        self.pages = QStackedWidget()
        self.fold = icon_button("collapse", words("bottom.unfold"), self.toggle)
        self.strip = QHBoxLayout()
        self.strip.setContentsMargins(6, 0, 12, 0)
        self.strip.addWidget(self.bar, 1)
        self.strip.addWidget(self.fold)
        column = QVBoxLayout(self)
        spaced(column)
        column.addLayout(self.strip)
        column.addWidget(self.pages, 1)
        self._names: list[str] = []
        self.folded = False
        self.set_folded(folded=True)

    def add(self, name: str, title: str, page: QWidget) -> None:
        """Add a tab."""
        self._names.append(name)
        self.pages.addWidget(page)
        self.bar.addTab(title)

    def set_title(self, name: str, title: str) -> None:
        """Title a tab anew."""
        self.bar.setTabText(self._names.index(name), title)

    def set_visible(self, name: str, *, visible: bool) -> None:
        """Show or hide a tab."""
        place = self._names.index(name)
        self.bar.setTabVisible(place, visible)
        if not visible and self.current == name:
            self._go(0)

    @property
    def current(self) -> str:
        """The name of the tab in front."""
        return self._names[self.bar.currentIndex()]

    def show_tab(self, name: str) -> None:
        """Unfold and bring a tab to the front."""
        self._go(self._names.index(name))
        self.set_folded(folded=False)

    def _go(self, place: int) -> None:
        self.bar.setCurrentIndex(place)
        self.pages.setCurrentIndex(place)

    def _clicked(self, place: int) -> None:
        if place < 0:
            return
        again = place == self.pages.currentIndex() and not self.folded
        self._go(place)
        self.set_folded(folded=again)

    def toggle(self) -> None:
        """Fold or unfold."""
        self.set_folded(folded=not self.folded)

    def set_folded(self, *, folded: bool) -> None:
        """Leave only the strip of tabs, or show what is below it."""
        self.folded = folded
        self.pages.setVisible(not folded)
        self.setMinimumHeight(STRIP if folded else 140)
        self.setMaximumHeight(STRIP if folded else 16_777_215)
        set_icon(self.fold, "collapse" if folded else "expand")
        tip = words("bottom.unfold" if folded else "bottom.fold")
        self.fold.setToolTip(tip)
        self.fold.setAccessibleName(tip)
        self.folded_changed.emit(folded)
