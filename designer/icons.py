"""One family of line icons (Phosphor, which ships with qtawesome) as paths.

A path is sharp at every size and scale, needs no pixmaps and stays a path in an SVG. Icons are
asked for by what they mean (the keys of ``NAMES``) or by their Phosphor name, such as
``"paper-plane-tilt"``; a Phosphor name with ``-bold`` or ``-fill`` is another weight of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPixmap,
    QRawFont,
    QTransform,
)

NAMES: Mapping[str, str] = {
    # the pages
    "home": "house",
    "data": "database",
    "audiences": "target",
    "groups": "users-three",
    "journeys": "git-fork",
    "runs": "play",
    "exports": "export",
    "settings": "gear-six",
    "help": "question",
    # the nodes
    "account_audience": "buildings",
    "person_audience": "users",
    "action": "lightning",
    "listen": "broadcast",
    "split": "git-fork",
    "variant": "shuffle",
    "next_best": "sparkle",
    "wait": "clock",
    "merge": "git-fork",
    "close_split": "arrows-in-line-horizontal",
    "external_action": "cloud-arrow-up",
    "external_split": "tree-structure",
    # the actions, by kind and by type
    "email": "envelope-simple",
    "sms": "chat-text",
    "whatsapp": "whatsapp-logo",
    "moment": "star",
    "destination": "paper-plane-tilt",
    "journey": "path",
    "list": "list-bullets",
    "alert": "bell-simple",
    "profile": "identification-card",
    "stage": "flag",
    "status": "tag-simple",
    "group": "users-three",
    "score": "gauge",
    "external_audience": "users-four",
    "campaign": "megaphone-simple",
    "web": "browser",
    "account_interesting_moment": "star",
    "activate_to_destination": "paper-plane-tilt",
    "deactivate_from_destination": "paper-plane-tilt",
    "add_account_to_journey": "path",
    "remove_account_from_journey": "path",
    "add_to_account_list": "list-plus",
    "remove_from_account_list": "list-bullets",
    "send_sales_alert": "bell-simple",
    "update_account_profile": "identification-card",
    "update_group_stage": "flag",
    "update_group_status": "tag-simple",
    "send_email": "envelope-simple",
    "send_sms": "chat-text",
    "send_whatsapp": "whatsapp-logo",
    "assign_to_group": "users-three",
    "remove_from_group": "users-three",
    "person_interesting_moment": "star",
    "update_person_profile": "identification-card",
    "change_score": "gauge",
    "add_to_external_audience": "users-four",
    "add_to_marketo_list": "list-plus",
    "remove_from_marketo_list": "list-bullets",
    "add_to_marketo_campaign": "megaphone-simple",
    "add_person_to_journey": "path",
    "remove_person_from_journey": "path",
    "personalize_web": "browser",
    # what one can do
    "add": "plus",
    "remove": "minus",
    "close": "x",
    "clear": "x",
    "delete": "trash-simple",
    "edit": "pencil-simple",
    "duplicate": "copy-simple",
    "copy": "copy-simple",
    "paste": "clipboard-text",
    "cut": "scissors",
    "undo": "arrow-u-up-left",
    "redo": "arrow-u-up-right",
    "search": "magnifying-glass",
    "filter": "funnel-simple",
    "sort": "arrows-down-up",
    "more": "dots-three",
    "drag": "dots-six-vertical",
    "up": "arrow-up",
    "down": "arrow-down",
    "back": "arrow-left",
    "forward": "arrow-right",
    "expand": "caret-down",
    "collapse": "caret-up",
    "next": "caret-right",
    "previous": "caret-left",
    "open": "folder-open",
    "import": "download-simple",
    "export": "export",
    "save": "floppy-disk",
    "refresh": "arrows-clockwise",
    "link": "arrow-square-out",
    "play": "play",
    "simulate": "play-fill",
    "pause": "pause",
    "stop": "stop",
    "publish": "rocket-launch",
    "compare": "git-diff",
    "fit": "corners-out",
    "zoom_in": "plus",
    "zoom_out": "minus",
    "map": "map-trifold",
    "light": "sun",
    "dark": "moon",
    # states and things
    "ok": "check-circle",
    "check": "check",
    "info": "info",
    "warning": "warning",
    "error": "warning-circle",
    "blocked": "prohibit",
    "draft": "pencil-line",
    "live": "broadcast",
    "finished": "flag-banner",
    "lock": "lock-simple",
    "account": "buildings",
    "person": "user",
    "people": "users",
    "event": "lightning",
    "opportunity": "handshake",
    "calendar": "calendar-blank",
    "time": "clock",
    "time_zone": "globe-simple",
    "text": "text-aa",
    "number": "hash",
    "boolean": "toggle-left",
    "template": "squares-four",
    "solution": "package",
    "role": "identification-badge",
    "table": "table",
    "chart": "chart-line-up",
    "picture": "image-square",
    "file": "file-text",
    "history": "clock-counter-clockwise",
    "condition": "funnel-simple",
    "and": "intersect",
    "trace": "path",
}

TURNED: Mapping[str, int] = {"split": 90, "journeys": 90, "merge": -90}
"""Icons that are turned clockwise by so many degrees, because a journey runs from left to right."""

_SQUARE = 256.0
"""The icons are drawn on a square of this side."""
_BOLD_BELOW = 28
"""Pictures smaller than this have the bold strokes of the family; the thin ones would fade."""


@cache
def icon_path(name: str, *, bold: bool = False) -> QPainterPath:
    """The icon as an area to fill, in a square from (0, 0) to (1, 1). Do not change it.

    Needs an application. Raises ``KeyError`` for an icon that does not exist.
    """
    font, glyphs = _family()
    drawn = NAMES.get(name, name)
    code = glyphs.get(f"{drawn}-bold", glyphs[drawn]) if bold else glyphs[drawn]
    (glyph,) = font.glyphIndexesForString(chr(int(code, 16)))
    upright = QTransform.fromScale(1 / _SQUARE, 1 / _SQUARE).translate(0, font.ascent())
    turn = QTransform().translate(0.5, 0.5).rotate(TURNED.get(name, 0)).translate(-0.5, -0.5)
    return turn.map(upright.map(font.pathForGlyph(glyph)))


@cache
def _family() -> tuple[QRawFont, dict[str, str]]:
    package = find_spec("qtawesome")  # its files are needed, not its slow import
    if package is None or package.origin is None:
        raise ModuleNotFoundError("qtawesome", name="qtawesome")
    folder = Path(package.origin).parent / "fonts"
    (charmap,) = folder.glob("phosphor-charmap-*.json")
    (file,) = folder.glob("phosphor-*.ttf")
    font = QRawFont(str(file), _SQUARE, QFont.HintingPreference.PreferNoHinting)
    return font, json.loads(charmap.read_text(encoding="utf-8"))


def paint_icon(
    painter: QPainter, name: str, rect: QRectF, colour: QColor, *, bold: bool = True
) -> None:
    """Fill the icon into ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width(), rect.height())
    painter.fillPath(icon_path(name, bold=bold), colour)
    painter.restore()


def icon(name: str, colour: str | QColor, disabled: str | QColor | None = None) -> QIcon:
    """The icon in one colour (``disabled``: another where the widget is), sharp at any size.

    Raises ``KeyError`` for an icon that does not exist.
    """
    icon_path(name)
    normal = QColor(colour)
    faded = QColor(normal)
    faded.setAlphaF(0.4)
    return QIcon(_Engine(name, normal, faded if disabled is None else QColor(disabled)))


def pixmap(name: str, size: int, colour: str | QColor, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` pixels before scaling by the screen's ``ratio``."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_icon(painter, name, QRectF(0, 0, size, size), QColor(colour), bold=size < _BOLD_BELOW)
    painter.end()
    return made


class _Engine(QIconEngine):
    """Paints the path wherever Qt wants the icon, instead of scaling a picture of it."""

    def __init__(self, name: str, normal: QColor, disabled: QColor) -> None:
        super().__init__()
        self._name = name
        self._normal = normal
        self._disabled = disabled

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._normal, self._disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        colour = self._disabled if mode is QIcon.Mode.Disabled else self._normal
        paint_icon(painter, self._name, square, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)  # the size is in pixels of the screen, whatever its scale
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return made
