"""Filters of tables: a condition for accounts and people, constraints on fields for the rest."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from designer.conditions import suggestions
from designer.conditions.constraints import FieldConstraints
from designer.conditions.dialog import edit_condition
from designer.conditions.suggestions import Source
from designer.conditions.vocabulary import Vocabulary
from designer.widgets.basics import Elided, Scroll, icon_button
from designer.widgets.dialogs import Sheet
from designer.widgets.look import label, look, spaced
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.browsing.tables import DETAILS, Table
from engine.accounts.browsing.view import SCOPES, Query
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity, Field
from engine.conditions.columns import Column, InstantColumn
from engine.conditions.model import AllOf, FieldConstraint
from engine.conditions.sentence import compared, sentence
from resources.catalogue import capital, say


class ConstraintsSheet(Sheet):
    """Asks for constraints on the fields of events or opportunities, all of which must hold."""

    def __init__(
        self, parent: QWidget, title: str, query: Query, fields: tuple[Field, ...], source: Source
    ) -> None:
        super().__init__(parent, title, words("browse.filter_done"))
        self.constraints: tuple[FieldConstraint, ...] = query.constraints
        self.editor = FieldConstraints(fields, source)
        self.editor.show_value(self.constraints)
        self.editor.edited.connect(self._edited)
        content = QWidget()
        inner = QVBoxLayout(content)
        spaced(inner, (0, 0, 2, 0), 2)
        inner.addWidget(self.editor)
        inner.addStretch(1)
        column = QVBoxLayout(self.body)
        spaced(column, 0, 2)
        column.addWidget(label(words("browse.filter_hint"), "secondary", wrap=True))
        column.addWidget(Scroll(content, "bare"), 1)
        self.resize(520, 460)
        self.editor.add.setFocus()

    def _edited(self, constraints: tuple[FieldConstraint, ...], _path: str) -> None:
        self.constraints = constraints


def edit_filter(parent: QWidget, query: Query, vocabulary: Vocabulary) -> Query | None:
    """Let a person edit the filter of a query. None: they changed their mind."""
    title = words(f"browse.filter_title.{query.entity}")
    if query.entity in SCOPES:
        scope = SCOPES[query.entity]
        condition = edit_condition(parent, title, query.condition or AllOf(), scope, vocabulary)
        if condition is None:
            return None
        return replace(query, condition=None if condition == AllOf() else condition)
    if vocabulary.dataset is None:
        return None
    fields = filter_fields(vocabulary.dataset, query)
    source = _source(vocabulary.dataset, query)
    sheet = ConstraintsSheet(parent, title, query, fields, source)
    return replace(query, constraints=sheet.constraints) if sheet.exec() else None


def filter_fields(dataset: Dataset, query: Query) -> tuple[Field, ...]:
    """The fields of a table of events or opportunities that can be filtered by."""
    table = Table(dataset, query.entity, query.event_type)
    skipped = (f.EVENT_TYPE, DETAILS)
    return tuple(
        each.field for each in table.columns if each.of is None and each.path not in skipped
    )


def _source(dataset: Dataset, query: Query) -> Source:
    """Finds the values of a field, to be offered while typing."""
    if query.entity is Entity.OPPORTUNITY:
        return suggestions.of_opportunities(dataset)
    return Source(dataset, f"browse {query.event_type}", partial(_event_column, query.event_type))


def _event_column(event_type: str | None, dataset: Dataset, path: str) -> Column | None:
    """The values of a field of events; of all types, those of the one type that has it."""
    names = [event_type] if event_type is not None else sorted(dataset.event_tables)
    blocks = [block for name in names if (block := dataset.events_of(name)) is not None]
    if path == f.EVENT_TIMESTAMP and len(blocks) == 1:
        return InstantColumn(blocks[0].timestamp)
    found = [block.fields[path] for block in blocks if path in block.fields]
    return found[0] if len(found) == 1 else None


def filter_words(query: Query, vocabulary: Vocabulary) -> str:
    """The filter of a query as a sentence; empty where it has none."""
    if query.condition is not None and query.entity in SCOPES:
        return say(sentence(query.condition, SCOPES[query.entity], vocabulary.names))
    parts = tuple(
        compared(vocabulary.field(query.entity, item.field).label, item)
        for item in query.constraints
    )
    if not parts:
        return ""
    return capital(words("browse.where", parts=parts))


class FilterChip(QFrame):
    """Something that narrows the table, in words; the cross takes it away."""

    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        look(self, "tag")
        self.text = Elided("", "summary")
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.cross = icon_button("close", "", self.removed.emit, "tag")
        line = QHBoxLayout(self)
        spaced(line, (2, 0, 1, 0), 1)
        line.addWidget(self.text, 1)
        line.addWidget(self.cross)
        self.hide()

    def say(self, text: str) -> None:
        """Show what narrows the table; nothing where it is empty."""
        self.text.setText(text)
        self.text.updateGeometry()
        self.text.setToolTip(text)
        remove = words("browse.remove_filter", filter=text)
        self.cross.setToolTip(remove)
        self.cross.setAccessibleName(remove)
        self.setVisible(bool(text))
