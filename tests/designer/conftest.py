"""Documents without a workspace, and the sample workspace opened as a project."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from designer.document import Document, Library
from designer.inspector.around import Around
from engine.journey.model import Definitions, Journey
from engine.journey.rules import problems
from tests.samples import project, sample_file, settle, styled, workspace

__all__ = ["make_document", "project", "sample_file", "styled", "workspace"]

MakeDocument = Callable[..., Document]


@pytest.fixture
def make_document(qtbot: QtBot, qapp: QObject) -> MakeDocument:
    """Makes a document of a journey; what it saves is lost."""

    def make(journey: Journey, definitions: Definitions | None = None) -> Document:
        library = Library(definitions or Definitions(), lambda _: None)
        document = Document(journey, library, lambda _: None, problems)
        document.setParent(qapp)
        library.setParent(document)
        settle(qtbot)
        return document

    return make


@pytest.fixture
def make_around(make_document: MakeDocument) -> Callable[..., Around]:
    """Makes the world around the inspector of a journey."""

    def make(journey: Journey, definitions: Definitions | None = None) -> Around:
        return Around(make_document(journey, definitions))

    return make
