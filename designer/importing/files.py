"""Which files can be dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from engine.accounts.importing.tabular import SUFFIXES, TOLD

MAPPING = ".mapping.json"


def is_mapping(path: Path) -> bool:
    """Whether a file says how others are read."""
    return path.name.lower().endswith(MAPPING)


def is_data(path: Path) -> bool:
    """Whether a file's name is that of account data, or of what people take for it: they are told
    what to do instead."""
    return not is_mapping(path) and path.name.lower().endswith((*SUFFIXES, *TOLD))


def files_of(data: QMimeData) -> tuple[Path, ...]:
    """The files that are dragged and can be imported, or say how."""
    found = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in found if is_data(path) or is_mapping(path))
