"""The look as values: colours, light and dark, sizes and fonts. Nothing here paints.

Contrast: inks and states are at least 4.5 : 1 on the grounds named beside them (a test measures).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication

UNIT = 4
"""Every distance is a multiple of this many pixels."""
RADIUS_PANEL = 10
RADIUS_CONTROL = 8
RADIUS_CHIP = 6
CONTROL_HEIGHT = 32

PAGE_TITLE = 16
CARD_TITLE = 13
BODY = 13
SUMMARY = 12
CAPTION = 11
"""Type sizes in pixels; the titles have the weight ``SEMIBOLD``."""
REGULAR = 400
MEDIUM = 500
SEMIBOLD = 600

FONT_FAMILIES = (
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Adwaita Sans",
    "Noto Sans",
    "Cantarell",
    "Ubuntu",
    "DejaVu Sans",
)
"""Where the system does not say what its interface font is, the first of these that it has."""
_SAYS_NOTHING = ("", "sans", "sans serif", "sans-serif", "ms shell dlg 2")


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour and the pale ground that goes with it."""

    colour: str
    ground: str


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours by what they are for, as ``#RRGGBB``. ``ink*`` read on every ground of the same
    theme, ``accent_ink`` is the accent for text, ``on_accent`` is text on the accent."""

    name: str
    dark: bool
    background: str
    panel: str
    canvas: str
    grid: str
    line: str
    line_strong: str
    """Borders of controls: to be found without their content."""
    ink1: str
    ink2: str
    ink3: str
    hover: str
    pressed: str
    accent: str
    accent_hover: str
    accent_ground: str
    accent_ink: str
    on_accent: str
    audience: Tone
    action: Tone
    event: Tone
    flow: Tone
    ok: str
    ok_ground: str
    warning: str
    warning_ground: str
    error: str
    error_ground: str
    edge: str
    """Edges of the canvas and the discs on them."""
    heat: str
    """Edges that many take."""
    track: str
    """What a share bar fills."""
    shadow: str
    """Painted below cards in a few pale layers."""
    shadow_strength: float
    """How opaque the darkest part of a shadow is, 0 to 1."""

    def category(self, name: str) -> Tone:
        """The tone of a node category: ``audience``, ``action``, ``event`` or ``flow``."""
        return {
            "audience": self.audience,
            "action": self.action,
            "event": self.event,
            "flow": self.flow,
        }[name]

    def severity(self, name: str) -> Tone:
        """The tone of ``error`` (what blocks), ``warning`` or ``ok``."""
        return {
            "error": Tone(self.error, self.error_ground),
            "warning": Tone(self.warning, self.warning_ground),
            "ok": Tone(self.ok, self.ok_ground),
        }[name]

    def colour(self, token: str) -> QColor:
        """A token by name as Qt's colour, ``theme.colour("ink2")``."""
        return QColor(getattr(self, token))


LIGHT = Theme(
    name="light",
    dark=False,
    background="#F6F7F9",
    panel="#FFFFFF",
    canvas="#EEF0F4",
    grid="#D9DDE5",
    line="#E3E6EC",
    line_strong="#CBD1DB",
    ink1="#1B2330",
    ink2="#5A6577",
    ink3="#646E80",
    hover="#F1F3F6",
    pressed="#E6E9EF",
    accent="#2F6BFF",
    accent_hover="#1F59E8",
    accent_ground="#E8EFFF",
    accent_ink="#2458D8",
    on_accent="#FFFFFF",
    audience=Tone("#0E9384", "#DDF5F1"),
    action=Tone("#5B5BD6", "#E9E9FC"),
    event=Tone("#C2410C", "#FDEBDD"),
    flow=Tone("#9A6412", "#FBF0D3"),
    ok="#16803C",
    ok_ground="#EBF7EF",
    warning="#B45309",
    warning_ground="#FEF5E7",
    error="#C81E1E",
    error_ground="#FDEDED",
    edge="#8A97AA",
    heat="#86A6F4",
    track="#E6E9EF",
    shadow="#1B2330",
    shadow_strength=0.10,
)

DARK = Theme(
    name="dark",
    dark=True,
    background="#14181F",
    panel="#1D232D",
    canvas="#171C24",
    grid="#252C38",
    line="#2B3340",
    line_strong="#3B4555",
    ink1="#E8ECF3",
    ink2="#A5AFBF",
    ink3="#8E99AB",
    hover="#262D39",
    pressed="#2F3847",
    accent="#7AA2FF",
    accent_hover="#93B4FF",
    accent_ground="#22304F",
    accent_ink="#8FB0FF",
    on_accent="#0E1420",
    audience=Tone("#4FD1C0", "#153733"),
    action=Tone("#A5A6FF", "#28284A"),
    event=Tone("#FDA26B", "#3D2517"),
    flow=Tone("#F0C35A", "#39301A"),
    ok="#5BD38A",
    ok_ground="#173524",
    warning="#F2B25C",
    warning_ground="#3A2C15",
    error="#FF7B7B",
    error_ground="#431F22",
    edge="#66738A",
    heat="#4A6BB5",
    track="#2B3340",
    shadow="#000000",
    shadow_strength=0.34,
)


def system_theme() -> Theme:
    """The theme that the system asks for; light where it asks for none. Needs an application."""
    wanted = QGuiApplication.styleHints().colorScheme()
    return DARK if wanted is Qt.ColorScheme.Dark else LIGHT


@cache
def font_families() -> tuple[str, ...]:
    """The interface font of the system first, then those that may stand in for it.

    Needs an application. Found once: the fonts of a machine do not change under a programme.
    """
    own = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    there = set(QFontDatabase.families())
    known = tuple(name for name in FONT_FAMILIES if name in there)
    return known if own.lower() in _SAYS_NOTHING else (own, *known)


def ui_font(size: float = BODY, weight: int = REGULAR, *, tabular: bool = False) -> QFont:
    """The interface font at ``size`` pixels; ``tabular``: all figures equally wide."""
    font = QFont()
    font.setFamilies(list(font_families()) or [font.family()])
    font.setPixelSize(round(size))
    font.setWeight(QFont.Weight(weight))
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
