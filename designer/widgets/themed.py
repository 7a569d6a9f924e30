"""The theme in use, and icons that follow it when it changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QAction, QColor, QIcon
from PySide6.QtWidgets import QAbstractButton, QLabel

from designer import icons
from designer.theme import LIGHT, Theme, Tone

ICON = 18
"""The side of an icon in a button, in pixels."""


class _InUse(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT


_in_use = _InUse()
changed = _in_use.changed
"""Emitted after another theme has come into use."""


def theme() -> Theme:
    """The theme in use."""
    return _in_use.theme


def use(wanted: Theme) -> None:
    """Bring a theme into use."""
    _in_use.theme = wanted
    _in_use.changed.emit()


def color(token: str) -> QColor:
    """A colour of the theme in use: a token, a tone (``flow``), or its ``flow_ground``."""
    found = getattr(theme(), token, None)
    if found is None:
        found = getattr(theme(), token.removesuffix("_ground")).ground
    return QColor(found.colour if isinstance(found, Tone) else found)


def icon_of(name: str, tint: str = "ink2") -> QIcon:
    """An icon in a colour of the theme in use."""
    return icons.icon(name, color(tint))


class _Follower(QObject):
    """Gives its parent its icon again whenever the theme changes."""

    def __init__(
        self, target: QAbstractButton | QAction | QLabel, name: str, tint: str, size: int
    ) -> None:
        super().__init__(target)
        self.setObjectName("icon")
        self._target = target
        self.name, self.tint, self._size = name, tint, size
        changed.connect(self.refresh)
        if isinstance(target, QLabel):
            target.installEventFilter(self)
        self.refresh()

    def refresh(self) -> None:
        if isinstance(self._target, QLabel):
            ratio = self._target.devicePixelRatioF()
            picture = icons.pixmap(self.name, self._size, color(self.tint), ratio)
            self._target.setPixmap(picture)
        else:
            self._target.setIcon(icon_of(self.name, self.tint))
            if isinstance(self._target, QAbstractButton):
                self._target.setIconSize(QSize(self._size, self._size))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self.refresh()
        return super().eventFilter(watched, event)


def set_icon(
    target: QAbstractButton | QAction | QLabel, name: str, tint: str = "ink2", size: int = ICON
) -> None:
    """Give a button, an action or a label an icon that follows the theme; again: another icon."""
    found = target.findChild(_Follower, "icon")
    if found is None:
        _Follower(target, name, tint, size)
    else:
        found.name, found.tint = name, tint
        found.refresh()
