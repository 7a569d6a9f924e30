"""The fields and event types: what the data have, what is in use, and by whom."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from designer.background import Latest
from designer.pages.project import Project
from designer.quality.cells import IconCell, ShareCell
from designer.quality.told import ENTITY_ICONS, entity_name
from designer.schema.detail import Detail
from designer.widgets.basics import Empty, SearchField, button
from designer.widgets.combo import Combo
from designer.widgets.dialogs import show_error
from designer.widgets.look import look, spaced
from designer.widgets.numbers import share, whole
from designer.widgets.saving import TABLE_ENDINGS, ask_save_as
from designer.widgets.seen import WhenSeen
from designer.widgets.segmented import Segmented
from designer.widgets.table import Column, table
from designer.widgets.words import words
from engine.accounts.fields import Entity
from engine.accounts.schema import Origin, Schema, SchemaEvent, SchemaField
from engine.errors import JornadaError
from engine.journey.field_uses import User, Uses
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.background import Work
    from engine.journey.model import Definitions, Journey

DETAIL = 320
"""How wide the part about one field is, in pixels."""
IN_DATA, IN_USE, CUSTOM, EVERY = range(4)
REPORTS = (*TABLE_ENDINGS, "json")
"""What the field report is written as."""
_EVENTS = "events"
Thing = SchemaField | SchemaEvent
Index = QModelIndex | QPersistentModelIndex

COLUMNS = (
    Column("field", words("schema.field")),
    Column("type", words("schema.type"), width=132),
    Column("origin", words("schema.origin"), width=84),
    Column("filled", words("schema.filled"), lambda part: share(part or 0.0, 1), width=160),
    Column("uses", words("schema.uses"), lambda n: whole(n) if n else "", number=True, width=70),
)
_SCHEMA = {
    "field": pl.String,
    "icon": pl.String,
    "type": pl.String,
    "origin": pl.String,
    "filled": pl.Float64,
    "uses": pl.Int64,
    "path": pl.String,
    "place": pl.Int64,
}


class _Filled(ShareCell):
    """A share; nothing where there is none."""

    def draw(self, painter: QPainter, area: QRectF, index: Index) -> None:
        if self.row(index)["filled"] is not None:
            super().draw(painter, area, index)


class SchemaView(WhenSeen):
    """All fields as a table, and at its right the one that is chosen."""

    journey_wanted = Signal(str)
    """The id of a journey that uses the field that is shown."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.schema: Schema | None = None
        self.uses = Uses({}, {})
        self._dataset: Dataset | None = None
        self._shown: tuple[Thing, ...] = ()
        self._latest = Latest(self)
        self._latest.answered.connect(self._take)
        self.search = SearchField(words("schema.search"))
        self.search.textChanged.connect(self._narrow)
        titles = (
            *(words(f"schema.{key}") for key in ("in_data", "in_use")),
            say(msg("fields.origin.custom")),
            words("schema.every"),
        )
        self.which = Segmented(titles)
        self.which.setAccessibleName(words("schema.show"))
        self.which.setFixedWidth(340)
        self.which.setCurrentIndex(IN_DATA)
        self.which.chosen.connect(lambda _: self._narrow())
        self.entity = Combo()
        self.entity.setAccessibleName(words("schema.which"))
        self.entity.setFixedWidth(150)
        self.entity.addItem(words("schema.all"), None)
        for entity in ENTITY_ICONS:
            self.entity.addItem(entity_name(entity), entity)
        self.entity.addItem(words("schema.events"), _EVENTS)
        self.entity.activated.connect(self._narrow)
        self.export = button(words("schema.export"), "plain", "export", self.save_report)
        self.table = table(COLUMNS, words("schema.table"))
        self._cells = (IconCell(self.table, "icon"), _Filled(self.table, "filled"))
        self.table.setItemDelegateForColumn(0, self._cells[0])
        self.table.setItemDelegateForColumn(3, self._cells[1])
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.frames.modelReset.connect(self._keep)
        self.detail = Detail()
        self.detail.setFixedWidth(DETAIL)
        self.detail.journey_wanted.connect(self.journey_wanted)
        self.waiting = Empty("search", words("schema.looking"))
        self._key: tuple[Any, ...] | None = None
        self._lay_out()
        project.library.changed.connect(self.touch)
        project.journeys_changed.connect(self.touch)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        spaced(tools, 0, 2)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.which)
        tools.addWidget(self.entity)
        tools.addWidget(self.export)
        body = QWidget()
        line = QHBoxLayout(body)
        spaced(line, 0, 4)
        line.addWidget(self.table, 1)
        line.addWidget(look(self.detail, "card"))
        self.place = QStackedWidget()
        self.place.addWidget(self.waiting)
        self.place.addWidget(body)
        column = QVBoxLayout(self)
        spaced(column, (0, 0, 0, 4), 2)
        column.addLayout(tools)
        column.addWidget(self.place, 1)

    # --- what is shown ---

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show the fields with another dataset; None: those of the catalogue."""
        self._dataset = dataset
        self.refresh()

    def refresh(self) -> None:
        """Look again at the data and at everything that uses fields."""
        super().refresh()
        project = self.project
        journeys = tuple(project.document(entry.id).journey for entry in project.journeys())
        question = partial(_look, self._dataset, journeys, project.library.definitions)
        self._latest.ask(question)

    def _take(self, found: tuple[Schema, Uses]) -> None:
        self.schema, self.uses = found
        self.place.setCurrentIndex(1)
        if self._dataset is None and self.which.currentIndex() == IN_DATA:
            self.which.setCurrentIndex(EVERY)
        self._narrow()

    def users(self, one: Thing) -> tuple[User, ...]:
        """Who uses a field or an event type."""
        if isinstance(one, SchemaEvent):
            return self.uses.events.get(one.name, ())
        return self.uses.fields.get((one.entity, one.path), ())

    def _narrow(self) -> None:
        """Show what is asked for."""
        if self.schema is None:
            return
        entity, typed = self.entity.currentData(), self.search.text().casefold().split()
        things: tuple[Thing, ...] = (*self.schema.fields, *self.schema.events)
        self._shown = tuple(
            one
            for one in things
            if _is_of(one, entity)
            and self._is_wanted(one)
            and all(word in _text(one) for word in typed)
        )
        self.table.frames.show_frame(self._frame())

    def _is_wanted(self, one: Thing) -> bool:
        match self.which.currentIndex():
            case 0:  # in the data
                there = one.count > 0 if isinstance(one, SchemaEvent) else one.filled is not None
                return there or _origin(one) is Origin.DERIVED
            case 1:  # in use
                return bool(self.users(one))
            case 2:  # custom
                return _origin(one) is not Origin.XDM
            case _:
                return True

    def _frame(self) -> pl.DataFrame:
        rows = [self._row(one, place) for place, one in enumerate(self._shown)]
        return pl.DataFrame(rows, schema=_SCHEMA)

    def _row(self, one: Thing, place: int) -> dict[str, Any]:
        origin = say(msg(f"fields.origin.{_origin(one)}"))
        shared = {"origin": origin, "uses": len(self.users(one)), "place": place}
        if isinstance(one, SchemaEvent):
            kind = words("schema.count", count=one.count) if one.count else ""
            return shared | {
                "field": one.label,
                "icon": ENTITY_ICONS[Entity.EVENT],
                "type": kind,
                "filled": None,
                "path": one.name,
            }
        return shared | {
            "field": one.field.label,
            "icon": ENTITY_ICONS[one.entity],
            "type": say(msg(f"fields.type.{one.field.type}")),
            "filled": one.filled,
            "path": one.path,
        }

    def _keep(self) -> None:
        """After another order or choice of rows: what is shown keeps its row, else the first is
        chosen."""
        keys = [_key(self._shown[self.table.frames.row(row)["place"]]) for row in self._rows()]
        if not keys:
            self.detail.show_nothing()
            return
        self.table.selectRow(keys.index(self._key) if self._key in keys else 0)
        self._choose()

    def _rows(self) -> range:
        return range(self.table.frames.rowCount())

    def _choose(self) -> None:
        index = self.table.currentIndex()
        if not index.isValid():
            return
        one = self._shown[self.table.frames.row(index.row())["place"]]
        self._key = _key(one)
        if isinstance(one, SchemaEvent):
            self.detail.show_event(one, self.users(one))
        else:
            self.detail.show_field(one, self.users(one))

    def show_field(self, entity: Entity, path: str) -> None:
        """Turn to one field."""
        self.search.clear()
        self.entity.setCurrentIndex(0)
        self.which.setCurrentIndex(EVERY)
        self._key = (entity, path)
        self._narrow()

    # --- the report ---

    def save_report(self) -> None:
        """Ask where to write the field report, and as what."""
        title, name = words("schema.export_title"), words("schema.export_name")
        path = ask_save_as(self, title, name, REPORTS)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the field report to a file, as what its ending says."""
        from engine.exchange.field_report import write_report

        if self.schema is None:
            return
        try:
            write_report(path, self.schema, self.uses)
        except JornadaError as error:
            show_error(self, error)


def _look(
    dataset: Dataset | None,
    journeys: tuple[Journey, ...],
    definitions: Definitions,
    work: Work,
) -> tuple[Schema, Uses]:
    from engine.accounts.schema import schema_of
    from engine.journey.field_uses import field_uses

    schema = schema_of(dataset, definitions.derived_attributes, work)
    return schema, field_uses(journeys, definitions)


def _key(one: Thing) -> tuple[Any, ...]:
    return (_EVENTS, one.name) if isinstance(one, SchemaEvent) else (one.entity, one.path)


def _origin(one: Thing) -> Origin:
    if isinstance(one, SchemaEvent):
        return Origin.XDM if one.standard else Origin.CUSTOM
    return one.origin


def _is_of(one: Thing, entity: Entity | str | None) -> bool:
    return entity is None or _key(one)[0] == entity


def _text(one: Thing) -> str:
    """What a search looks at."""
    if isinstance(one, SchemaEvent):
        return f"{one.label} {one.name}".casefold()
    return f"{one.field.label} {one.path}".casefold()
