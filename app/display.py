"""Whether a window can be shown: asked before Qt is, which ends the process where it can't."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 2.0
"""Seconds that a display on another machine may take to answer."""
_SCREENLESS = ("offscreen", "minimal", "vnc")
"""Platforms of Qt that need no screen."""


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be shown: always but on a Unix machine whose screen is not there."""
    if sys.platform in ("win32", "darwin"):
        return True
    if environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in _SCREENLESS:
        return True
    return _wayland_answers(environment) or _x_answers(environment.get("DISPLAY", ""))


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody would see the window."""
    if environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in _SCREENLESS:
        return False
    return has_display(environment)


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    folder = environment.get("XDG_RUNTIME_DIR", "")
    if not name or not (folder or name.startswith("/")):
        return False
    return _answers(str(Path(folder, name)))


def _x_answers(display: str) -> bool:
    """Whether an X server listens at ``[host]:number[.screen]``."""
    found = re.fullmatch(r"(?:unix/?)?([^:/]*):(\d+)(?:\.\d+)?", display)
    if found is None:
        return display.startswith("/") and _answers(display.rpartition(":")[0])
    host, number = found[1], int(found[2])
    if not host:
        place = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers are
        return _answers(place) or _answers(f"\0{place}")
    try:
        socket.create_connection((host, 6000 + number), PATIENCE).close()
    except (OSError, OverflowError, UnicodeError):  # nobody there, or no name of a machine
        return False
    return True


def _answers(place: str) -> bool:
    """Whether somebody listens at a socket of this machine."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
        asked.settimeout(PATIENCE)
        try:
            asked.connect(place)
        except OSError:
            return False
    return True
