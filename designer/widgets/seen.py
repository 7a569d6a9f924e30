"""A widget that is brought up to date when somebody sees it."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class WhenSeen(QWidget):
    """What changes while it is hidden is looked at when it is shown again."""

    def __init__(self) -> None:
        super().__init__()
        self._stale = True

    def refresh(self) -> None:
        """Show things as they are now."""
        self._stale = False

    def touch(self, *_: object) -> None:
        """Something that it shows has changed."""
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stale = True
