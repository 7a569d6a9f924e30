"""The tables of a dataset: which one, what narrows it, in what order, and what is taken along."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from designer.background import Job, Latest, while_alive
from designer.browse.about import membership_of
from designer.browse.choosing import ColumnChooser, keep_columns, kept_columns
from designer.browse.exporting import tell_written, titles_of
from designer.browse.filtering import FilterChip, edit_filter, filter_words
from designer.browse.grid import Grid
from designer.browse.rows import OPENS, Cell, RowsModel, cell
from designer.conditions.vocabulary import Vocabulary
from designer.pages.project import Project
from designer.widgets.basics import Empty, SearchField, button, icon_button
from designer.widgets.combo import Combo
from designer.widgets.dialogs import show_error
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import whole
from designer.widgets.progress import ProgressStrip
from designer.widgets.saving import ask_save_as
from designer.widgets.segmented import Segmented
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.browsing.tables import Table, event_label
from engine.accounts.browsing.view import Query, Sort, View
from engine.accounts.browsing.view import look as look_at
from engine.accounts.fields import Entity
from engine.accounts.rowset import RowSet
from engine.background import Work
from resources.catalogue import capital, say

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

ENTITIES = tuple(Entity)
TAB = 104
TYPE_WIDTH = 190
STATE = 28
NAMING = {Entity.ACCOUNT: 1, Entity.PERSON: 2, Entity.EVENT: 2, Entity.OPPORTUNITY: 1}
"""How many columns, from the left, name a row."""
TYPING = 150
"""Milliseconds after the last key before the table is searched."""
SLOW = 250
"""Milliseconds after which it is said that the table is being looked through."""
COPIED = 100_000
"""As many rows at most are copied at once."""
NEWEST = Sort(f.EVENT_TIMESTAMP, descending=True)


class TableSide(QWidget):
    """One table at a time. What was searched and filtered stays with each table."""

    opened = Signal(object, str)
    """An entity and a key: the account or person that somebody wants to see."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.dataset: Dataset | None = None
        self.query = Query(Entity.ACCOUNT)
        self._queries: dict[Entity, Query] = {}
        self.model = RowsModel()
        self.grid = Grid(self.model)
        self.grid.opened.connect(self._open)
        self.grid.sort_wanted.connect(self.sort)
        self.grid.order_changed.connect(self._keep_order)
        self.grid.copy_wanted.connect(self.copy)
        self.entities = Segmented(tuple(words(f"browse.entity.{each}") for each in ENTITIES))
        self.entities.setFixedWidth(TAB * len(ENTITIES))
        self.entities.setCurrentIndex(0)
        self.entities.chosen.connect(lambda place: self.show_entity(ENTITIES[place]))
        self.search = SearchField(words("browse.search"))
        self.types = Combo()
        self.types.setFixedWidth(TYPE_WIDTH)
        self.types.setAccessibleName(words("browse.event_type"))
        self.types.activated.connect(self._choose_type)
        self.filter_button = button(words("browse.filter"), "plain", "filter", self.edit_filter)
        self.columns_button = icon_button(
            "table", words("browse.columns"), self.choose_columns, "bordered"
        )
        self.export_button = icon_button("export", words("browse.export"), self.export, "bordered")
        self.rows_chip, self.filter_chip = FilterChip(), FilterChip()
        self.rows_chip.removed.connect(lambda: self.ask(replace(self.query, rows=None)))
        self.filter_chip.removed.connect(self._unfilter)
        self.count = label("", "secondary")
        self.count.setAccessibleName(words("browse.count_name"))
        self.count.setFixedHeight(STATE)
        self.progress = ProgressStrip()
        self.none = Empty("table", "")
        self.no_match = Empty(
            "search", words("browse.no_match"), words("browse.show_all"), self.show_all
        )
        self._lay_out()
        self._typing = QTimer(self, singleShot=True, interval=TYPING)
        self._typing.timeout.connect(self._search)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._slow.timeout.connect(lambda: self.count.setText(words("browse.looking")))
        self._finding, self._completing = Latest(self), Latest(self)
        self._finding.answered.connect(self._found)
        self._finding.failed.connect(self._failed)
        self._completing.answered.connect(self._completed)
        self._completing.failed.connect(self._failed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        spaced(tools, 0, 2)
        tools.addWidget(self.entities)
        tools.addWidget(self.search, 1)
        for each in (self.filter_button, self.columns_button, self.export_button):
            tools.addWidget(each)
        state = QHBoxLayout()
        spaced(state, 0, 2)
        state.addWidget(self.types)
        state.addWidget(self.rows_chip)
        state.addWidget(self.filter_chip)
        state.addStretch(1)
        state.addWidget(self.count)
        self.place = QStackedWidget()
        ground = look(QFrame(), "card")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(1, 4, 1, 1)
        inner.addWidget(self.grid)
        self._ground = ground
        self.place.addWidget(ground)
        self.place.addWidget(self.none)
        self.place.addWidget(self.no_match)
        column = QVBoxLayout(self)
        spaced(column, (0, 1, 0, 4), 2)
        column.addLayout(tools)
        column.addLayout(state)
        column.addWidget(self.progress)
        column.addWidget(self.place, 1)
        self.setFocusProxy(self.grid)

    # --- what is shown ---

    def show_dataset(self, dataset: Dataset) -> None:
        """Show a dataset. The same table as before, searched and filtered as before; of another
        version, rows that somebody pointed at are not the same rows."""
        if dataset is self.dataset:
            return
        self.dataset = dataset
        self._queries = {key: replace(each, rows=None) for key, each in self._queries.items()}
        self.types.clear()
        self.types.addItem(words("browse.all_types"), None)
        for name in sorted(dataset.event_tables, key=event_label):
            self.types.addItem(event_label(name), name)
        known = self.query.event_type in dataset.event_tables
        self.ask(
            replace(self.query, rows=None, event_type=self.query.event_type if known else None)
        )

    def forget(self) -> None:
        """Let go of the dataset."""
        self.dataset = None
        self._finding.forget()
        self._completing.forget()
        self._slow.stop()
        self.model.show_view(None, ())

    def show_entity(self, entity: Entity) -> None:
        """Turn to a table, narrowed as it was when it was last left."""
        start = Query(entity, sort=NEWEST if entity is Entity.EVENT else None)
        self.ask(self._queries.get(entity, start))

    def show_rows(self, rows: RowSet) -> None:
        """Show the rows that a number counts, and nothing else of them narrowed away."""
        start = Query(rows.entity, sort=NEWEST if rows.entity is Entity.EVENT else None)
        self.ask(replace(start, rows=rows))

    def show_all(self) -> None:
        """Take away everything that narrows the table."""
        sort = self.query.sort
        self.ask(Query(self.query.entity, sort=sort))

    @property
    def vocabulary(self) -> Vocabulary:
        """What filters can be about."""
        return Vocabulary(self.project.library.definitions, self.dataset)

    def ask(self, query: Query) -> None:
        """Look for something else; what is shown stays until it is found."""
        self.query = self._queries[query.entity] = query
        self._show_query()
        dataset = self.dataset
        if dataset is None:
            return
        definitions = self.project.library.definitions
        self._slow.start()
        self._completing.forget()
        self._finding.ask(
            lambda work: look_at(dataset, query, membership_of(dataset, definitions), work)
        )

    def _show_query(self) -> None:
        """Let the tools say what is asked for."""
        query = self.query
        self.entities.setCurrentIndex(ENTITIES.index(query.entity))
        self.types.setVisible(query.entity is Entity.EVENT)
        self.types.setCurrentIndex(max(self.types.findData(query.event_type), 0))
        if self.search.text().strip() != query.search:
            self.search.setText(query.search)  # what is searched for again then is the same
        self.filter_chip.say(filter_words(query, self.vocabulary))
        self.rows_chip.say("" if query.rows is None else capital(say(query.rows.title)))

    def _found(self, view: View) -> None:
        if view.table.dataset is not self.dataset:
            return
        self._slow.stop()
        before = self.model.view
        same = before is not None and _same_columns(before, view)
        cells = self.model.cells if same else self._cells(view.table)
        widths = [self.grid.columnWidth(place) for place in range(len(cells))] if same else []
        offers = {each.path for each in view.table.columns}
        self.model.opens = next((path for path in OPENS[view.query.entity] if path in offers), "")
        self.model.show_view(view, cells)
        if same:
            for place, width in enumerate(widths):
                self.grid.setColumnWidth(place, width)
        else:
            self.grid.fit_columns()
        self.grid.show_sort(view.query.sort)
        self.grid.scrollToTop()
        self._say_count(view)
        if view.known < len(view):
            self._completing.ask(lambda _work: (view, view.complete()))

    def _cells(self, table: Table) -> list[Cell]:
        """The columns to show: after those that name a row, those that show what rows have in
        common."""
        kept = kept_columns(self.project, table)
        lead, rest = kept[: NAMING[table.entity]], kept[NAMING[table.entity] :]
        wanted = () if self.query.rows is None else self.query.rows.fields
        told = [each for path in wanted if (each := table.column(path)) and each not in lead]
        rest = tuple(each for each in rest if each not in told)
        return [cell(each) for each in (*lead, *told, *rest)]

    def _completed(self, found: tuple[View, View]) -> None:
        if self.model.view is found[0]:
            self.model.complete(found[1])

    def _failed(self, error: BaseException) -> None:
        self._slow.stop()
        if self.model.view is not None:
            self._say_count(self.model.view)
        show_error(self, error)

    def _say_count(self, view: View) -> None:
        of = words(f"browse.count.{view.query.entity}", count=view.total, shown=whole(view.total))
        found = len(view)
        said = of if found == view.total else words("browse.of_all", found=whole(found), all=of)
        self.count.setText(said)
        for each in (self.filter_button, self.columns_button, self.export_button):
            each.setEnabled(view.total > 0)
        if not view.total:
            self.none.deleteLater()
            self.place.removeWidget(self.none)
            self.none = Empty("table", words(f"browse.none.{view.query.entity}"))
            self.place.addWidget(self.none)
            self.place.setCurrentWidget(self.none)
        else:
            self.place.setCurrentWidget(self._ground if found else self.no_match)

    # --- narrowing and ordering ---

    def _search(self) -> None:
        text = self.search.text().strip()
        if text != self.query.search:
            self.ask(replace(self.query, search=text))

    def _choose_type(self, place: int) -> None:
        name = self.types.itemData(place)
        kept = () if name != self.query.event_type else self.query.constraints
        self.ask(replace(self.query, event_type=name, constraints=kept, sort=NEWEST))

    def sort(self, sort: Sort) -> None:
        """Put the rows in another order."""
        self.ask(replace(self.query, sort=sort))

    def edit_filter(self) -> None:
        """Let a person change the filter."""
        found = edit_filter(self, self.query, self.vocabulary)
        if found is not None and found != self.query:
            self.ask(found)

    def _unfilter(self) -> None:
        self.ask(replace(self.query, condition=None, constraints=()))

    # --- columns ---

    def choose_columns(self) -> ColumnChooser | None:
        """Offer the columns of the table."""
        if self.model.view is None:
            return None
        chooser = ColumnChooser(self, self.model.view.table, self.grid.paths_in_order())
        chooser.chosen.connect(self.show_columns)
        below = QPoint(0, self.columns_button.height() + 4)
        chooser.open_at(self.columns_button.mapToGlobal(below))
        return chooser

    def show_columns(self, paths: tuple[str, ...]) -> None:
        """Show these columns, now and the next time."""
        view = self.model.view
        if view is None:
            return
        widths = {
            each.column.path: self.grid.columnWidth(place)
            for place, each in enumerate(self.model.cells)
        }
        keep_columns(self.project, view.table, paths)
        found = [each for path in paths if (each := view.table.column(path))]
        at = self.grid.verticalScrollBar().value()
        self.model.show_cells([cell(each) for each in found])
        self.grid.fit_columns()
        for place, path in enumerate(self.model.paths):
            if path in widths:
                self.grid.setColumnWidth(place, widths[path])
        self.grid.show_sort(view.query.sort)
        self.grid.verticalScrollBar().setValue(at)

    def _keep_order(self) -> None:
        if self.model.view is not None:
            keep_columns(self.project, self.model.view.table, self.grid.paths_in_order())

    # --- opening a row ---

    def _open(self, place: int) -> None:
        view = self.model.view
        if view is None or place >= view.known:
            return
        entity = view.query.entity
        path = {
            Entity.ACCOUNT: f.ACCOUNT_KEY,
            Entity.PERSON: f.PERSON_KEY,
            Entity.EVENT: f"account:{f.ACCOUNT_KEY}",
            Entity.OPPORTUNITY: f.OPPORTUNITY_ACCOUNT,
        }[entity]
        key = view.page(place, 1, (path,))[0][0]
        if key is not None:
            self.opened.emit(Entity.PERSON if entity is Entity.PERSON else Entity.ACCOUNT, key)
        elif entity is Entity.EVENT:
            person = view.page(place, 1, (f.EVENT_PERSON,))[0][0]
            self.opened.emit(Entity.PERSON, person)

    # --- taking along ---

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, as spreadsheets paste them."""
        view, ranges = self.model.view, self.grid.chosen_ranges()
        if view is None or not ranges:
            return
        titles = titles_of(view.table, self.grid.paths_in_order())
        job = Job(lambda work: _cells_of(view, ranges, titles, work))
        job.done.connect(while_alive(self, QGuiApplication.clipboard().setText))
        job.failed.connect(while_alive(self, self._failed))
        job.start()

    def export(self) -> None:
        """Write all rows as they are shown to a file: CSV, Excel or Parquet."""
        view = self.model.view
        if view is None:
            return
        title = words(f"browse.entity.{view.query.entity}")
        name = words("browse.export_name", name=view.table.dataset.name, table=title)
        path = ask_save_as(self, words("browse.export"), name)
        if path is None:
            return
        from engine.exchange.tables import write_view

        titles = titles_of(view.table, self.grid.paths_in_order())
        job = Job(partial(write_view, path, view, titles))
        job.done.connect(while_alive(self, partial(tell_written, self)))
        job.failed.connect(while_alive(self, self._failed))
        self.progress.watch(job, words("tables.writing", file=path.name))
        job.start()


def _same_columns(before: View, after: View) -> bool:
    """Whether what is shown of the rows stays when another view of a table is shown."""
    return (
        before.table.dataset is after.table.dataset
        and before.query.entity is after.query.entity
        and before.query.event_type == after.query.event_type
        and before.query.rows is after.query.rows
    )


def _cells_of(
    view: View,
    ranges: list[tuple[int, int]],
    titles: dict[str, str],
    work: Work,
) -> str:
    """Chosen rows as text, at most ``COPIED`` of them."""
    from engine.accounts.browsing.writing import as_cells

    rows: list[tuple[Any, ...]] = []
    whole_view = view.complete()
    for start, count in ranges:
        work.at(len(rows) / COPIED)
        rows += whole_view.page(start, min(count, COPIED - len(rows)), tuple(titles))
    return as_cells(rows, tuple(titles.values()))
