"""What a person prefers on this machine, kept between sessions in one small file."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

RECENT = 8
"""How many workspaces are remembered."""


class Appearance(StrEnum):
    """Light, dark, or as the system has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Preferences:
    """The preferences file. What can't be read is as at first; what can't be written is not
    worth stopping for."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_config_path("jornada", appauthor=False) / "preferences.json"
        self._values = self._read()

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _set(self, name: str, value: Any) -> None:
        self._values = {**self._values, name: value}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(self._values, indent=2, ensure_ascii=False)
            beside = self._path.with_suffix(".new")
            beside.write_text(text, encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            pass

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system has it."""
        try:
            return Appearance(self._values.get("appearance", Appearance.SYSTEM))
        except ValueError:
            return Appearance.SYSTEM

    @appearance.setter
    def appearance(self, value: Appearance) -> None:
        self._set("appearance", value.value)

    @property
    def recent(self) -> tuple[Path, ...]:
        """The workspaces opened last, the last one first, those that are still there."""
        found = self._values.get("recent", [])
        texts = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
        return tuple(path for path in map(Path, texts) if path.is_file())

    def opened(self, path: Path) -> None:
        """Remember a workspace as the one opened last."""
        others = [str(one) for one in self.recent if one != path]
        self._set("recent", [str(path), *others][:RECENT])

    @property
    def geometry(self) -> str:
        """Where the window was, as Qt wrote it, in hexadecimal; empty at first."""
        found = self._values.get("geometry", "")
        return found if isinstance(found, str) else ""

    @geometry.setter
    def geometry(self, value: str) -> None:
        self._set("geometry", value)
