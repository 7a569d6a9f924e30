"""Asking where to save a file that can be written in several formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from designer.widgets.dialogs import confirm
from designer.widgets.words import words

TABLE_ENDINGS = ("csv", "xlsx", "parquet")
"""What tables are written as, the first where nothing else is chosen."""


def file_name(text: str) -> str:
    """A text as files may be called; empty where nothing of it may stand in a name."""
    return " ".join(re.sub(r"[^\w\- ()–]+", " ", text).split())


def ask_save_as(
    parent: QWidget, title: str, name: str, endings: Sequence[str] = TABLE_ENDINGS
) -> Path | None:
    """Ask where to save a file, and as what. ``name`` is offered, without an ending.

    The path ends in one of ``endings``: that of the kind of files that was chosen, else that of the
    name that was typed. None: they changed their mind, also about replacing a file that the dialog
    did not ask about.
    """
    kinds = {words(f"tables.files.{ending}"): ending for ending in endings}
    offered = f"{file_name(name)}.{endings[0]}"
    chosen, kind = QFileDialog.getSaveFileName(parent, title, offered, ";;".join(kinds))
    if not chosen:
        return None
    path = _with_ending(Path(chosen), kinds.get(kind, endings[0]), endings)
    if path != Path(chosen) and path.exists():
        asked = words("tables.replace_title", file=path.name)
        told = (words("tables.replace_about"),)
        if not confirm(parent, asked, told, words("tables.replace"), danger=True):
            return None
    return path


def _with_ending(path: Path, kind: str, endings: Sequence[str]) -> Path:
    typed = path.suffix.lower().removeprefix(".")
    if typed not in endings:
        return path.with_name(f"{path.name}.{kind}")
    return path if kind in (typed, endings[0]) else path.with_suffix(f".{kind}")
