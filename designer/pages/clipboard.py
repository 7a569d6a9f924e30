"""Copying parts of journeys through the system's clipboard, as readable JSON."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QGuiApplication

from designer.document import Document
from designer.pages.adopting import adopt
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.exchange.native import dump_journey, parse_journey
from engine.journey import edits
from engine.journey.model import JourneyFile
from engine.journey.references import used_definitions


def copy(document: Document, ids: Iterable[str]) -> None:
    """Put nodes, with all they refer to, on the clipboard. Raises where they do not hang
    together."""
    fragment = edits.copy(document.journey, ids)
    used = used_definitions(fragment, document.definitions)
    text = dump_journey(JourneyFile(journey=fragment, definitions=used))
    QGuiApplication.clipboard().setText(text)


def can_paste() -> bool:
    """Whether the clipboard seems to hold a part of a journey."""
    text = QGuiApplication.clipboard().text()
    return text.lstrip().startswith("{") and '"journey"' in text


def paste(document: Document, source: str, path: str) -> None:
    """Put what is on the clipboard on a path, as one step of undo. Raises where it can't be."""
    if not can_paste():
        raise JornadaError("designer.clipboard.nothing")
    file = parse_journey(QGuiApplication.clipboard().text(), words("clipboard.where"))
    adopted = adopt(file, document.definitions, ())
    journey = edits.paste(document.journey, source, path, adopted.journey)
    document.edit(words("edit.paste"), journey, changes=adopted.changes)
