"""The wizard: files, a mapping that is nearly right, the first rows as they will be, Import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from designer.background import Latest
from designer.importing import describing
from designer.importing import draft as drafts
from designer.importing.detail import SourceDetail
from designer.importing.draft import Draft
from designer.importing.files import is_data, is_mapping
from designer.importing.listed import as_answered, listed, open_questions, what_lacks
from designer.importing.looking import NOTHING, Looked, Previewed, look, made, matched, preview
from designer.importing.sources import SourceItem, SourceList
from designer.importing.wanted import Wanted
from designer.inspector.rows import FieldRow, show_sentence
from designer.pages.adopting import unused_name
from designer.pages.project import Project
from designer.widgets.basics import Empty, button, row
from designer.widgets.dialogs import Sheet, show_error
from designer.widgets.editor import TextEditor
from designer.widgets.look import label, set_property, spaced
from designer.widgets.switch import Switch
from designer.widgets.times import ZoneEditor
from designer.widgets.words import words
from engine.accounts.importing.mapping import Source, Table, read_mapping
from engine.accounts.importing.proposing.proposal import Question
from engine.accounts.importing.proposing.strangers import people_of
from engine.accounts.importing.remapping import lacking
from engine.accounts.importing.tabular import TableFile
from engine.background import Work
from engine.errors import JornadaError
from resources.catalogue import say

if TYPE_CHECKING:
    import polars as pl

SIZE = (1120, 680)
LIST = 320
NARROW = 1_000
NARROW_LIST = 232
"""Below this width of the wizard its list is so wide, in pixels."""


class ImportWizard(Sheet):
    """Asks how to import files. ``wanted`` is there once it is accepted."""

    def __init__(
        self,
        parent: QWidget | None,
        project: Project,
        files: Sequence[Path] = (),
        refresh: str | None = None,
    ) -> None:
        super().__init__(parent, words("import.title"), words("import.accept"))
        self.wanted: Wanted | None = None
        self._project = project
        self._refresh = refresh
        self._taken = {entry.name for entry in project.datasets()}
        self._saved = project.kept_mappings(refresh)
        self._files: tuple[Path, ...] = ()
        self._looked = NOTHING
        self._draft = Draft()
        self._past: list[Draft] = []
        self._future: list[Draft] = []
        self._previewed = Previewed()
        self._made: pl.DataFrame | None = None
        self._shown: SourceItem | None = None
        self._looking = False
        self._like: str | None = None
        """The dataset that the files may be newer ones of."""
        self._named = refresh is not None
        self._zone = "UTC"
        self._make_parts()
        self._lay_out()
        self._connect()
        self.resize(QSize(*SIZE).boundedTo(self.screen().availableSize()))
        if refresh is not None:
            self._refresh_of(refresh)
        self.take(files)
        self._show()

    # --- the parts ---

    def _make_parts(self) -> None:
        self.sources = SourceList()
        self.sources.setFixedWidth(LIST)
        self.detail = SourceDetail()
        self.nothing = Empty("import", words("import.nothing"))
        self.place = QStackedWidget()
        self.place.addWidget(self.nothing)
        self.place.addWidget(self.detail)
        self.name = TextEditor(limit=255)
        self.zone = ZoneEditor()
        self.zone.show_value(self._zone)
        self.recognised = label("", "secondary", wrap=True)
        self.instead = button("", "link", clicked=self._turn)
        self.instead.hide()
        self.problem = label("", "error", wrap=True)
        self.remember = Switch(words("import.remember"))
        self.remember.setChecked(True)
        self._looks = Latest(self)
        self._previews = Latest(self)
        self._makes = Latest(self)
        self._reads = Latest(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.body)
        spaced(column, 0, 3)
        self._name_row = FieldRow(words("import.name"), self.name)
        self._name_row.setFixedWidth(LIST)
        zone = FieldRow(words("import.zone"), self.zone, words("import.zone_help"))
        zone.setFixedWidth(220)
        head = QHBoxLayout()
        spaced(head, 0, 4)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self._name_row, 0, top)
        head.addWidget(zone, 0, top)
        said = QVBoxLayout()
        spaced(said)
        said.addWidget(self.recognised)
        said.addWidget(self.instead, 0, Qt.AlignmentFlag.AlignLeft)
        head.addLayout(said, 1)
        column.addLayout(head)
        body = row(self.sources, spacing=4)
        body.addWidget(self.place, 1)
        column.addLayout(body, 1)
        self.foot.insertWidget(0, self.remember)
        self.foot.insertWidget(1, self.problem, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = LIST if self.width() >= NARROW else NARROW_LIST
        for part in (self.sources, self._name_row):
            part.setFixedWidth(wide)

    def _connect(self) -> None:
        self.sources.added.connect(self.take)
        self.sources.removed.connect(self._remove)
        self.sources.opened.connect(self._open)
        self.detail.columns.picked.connect(self._pick)
        self.detail.table_picked.connect(self._read_as)
        self.detail.more_wanted.connect(self._offer_more)
        self.detail.answered.connect(self._answer)
        self.name.edited.connect(self._name_typed)
        self.zone.edited.connect(self._zone_chosen)
        self._looks.answered.connect(self._see)
        self._looks.failed.connect(self._fail)
        self._previews.answered.connect(self._see_preview)
        self._previews.failed.connect(self._fail)
        self._makes.answered.connect(self._see_made)
        self._makes.failed.connect(self._fail)
        self._reads.answered.connect(self._see_read)
        self._reads.failed.connect(self._fail)
        for keys, step in (("Ctrl+Z", self.undo), ("Ctrl+Shift+Z", self.redo)):
            QShortcut(QKeySequence(keys), self, step)

    # --- files ---

    def take(self, files: Sequence[Path]) -> None:
        """Add data files, and use mapping files that are among them before any other."""
        for path in files:
            if is_mapping(path):
                try:
                    self._saved = (read_mapping(path), *self._saved)
                except JornadaError as error:
                    show_error(self, error)
        data = [path for path in files if is_data(path) or not is_mapping(path)]
        self._use_files(tuple(dict.fromkeys((*self._files, *data))))

    def _remove(self, path: Path) -> None:
        for table in self._looked.opened.tables.get(path, ()):
            table.close()
        self._use_files(tuple(one for one in self._files if one != path))

    def _use_files(self, files: tuple[Path, ...]) -> None:
        self._files = files
        if not self._named:
            stem = files[0].name.partition(".")[0] if files else ""
            self.name.show_value(unused_name(stem, self._taken) if stem else "")
        if not files:
            self._looks.forget()
            self._see(NOTHING)
            return
        self._looking = True
        before, saved, answers = self._looked.opened, self._saved, dict(self._draft.answers)

        def task(work: Work) -> Looked:
            return look(files, before, saved, answers, work)

        self._looks.ask(task)
        self._judge()

    def _see(self, looked: Looked) -> None:
        """What a look at the files has found."""
        self._looking = False
        self._looked = looked
        names = tuple(table.name for table in looked.opened.all())
        self._draft = drafts.proposed(self._draft, looked.proposal, names)
        self._past.clear()
        self._future.clear()
        preset = looked.proposal.preset
        if not self._named and preset is not None and looked.opened.tables:
            self.name.show_value(unused_name(preset, self._taken))
        self.recognised.setText(describing.summary(looked.proposal) if looked.opened.tables else "")
        if self._refresh is None:
            mapping = self._draft.mapping
            self._like = None if mapping is None else self._project.dataset_like(mapping)
            self._offer_turn()
        self._show()

    # --- a new dataset, or newer files of one that is there ---

    def _refresh_of(self, name: str | None) -> None:
        """Import newer files of a dataset; with None, a dataset of its own."""
        self._refresh = name
        self._named = name is not None
        key = "" if name is None else "_refresh"
        self.heading.setText(words(f"import.title{key}", name=name or ""))
        self.setWindowTitle(self.heading.text())
        self.accept_button.setText(words(f"import.accept{key}"))
        self.name.setEnabled(name is None)
        if name is not None:
            self.name.show_value(name)

    def _offer_turn(self) -> None:
        """Offer the other of the two."""
        self.instead.setVisible(self._like is not None)
        if self._like is not None:
            key = "as_refresh" if self._refresh is None else "as_new"
            self.instead.setText(words(f"import.{key}", name=self._like))

    def _turn(self) -> None:
        """Do the other of the two."""
        if self._refresh is None:
            self._refresh_of(self._like)
        else:
            self._refresh_of(None)
            self.name.show_value(unused_name(self._like or "", self._taken))
        self._offer_turn()
        self._judge()

    def _fail(self, error: BaseException) -> None:
        self._looking = False
        show_error(self, error)
        self._judge()

    # --- what is shown ---

    def _table(self, name: str) -> TableFile | None:
        tables = self._looked.opened.all()
        return next((table for table in tables if table.name == name), None)

    def _show(self) -> None:
        """Show everything as it is now."""
        items = listed(self._files, self._looked, self._draft)
        self.sources.show_items(items)
        key = None if self._shown is None else self._shown.key
        same = [item for item in items if item.key == key]
        file = [item for item in items if self._shown and item.file == self._shown.file]
        found = next(iter([*same, *file, *items]), None)
        self._open(found)
        self._preview()
        self._judge()

    def _open(self, item: SourceItem | None) -> None:
        """Show a file beside the list."""
        self._shown = item
        self.sources.choose(item)
        table = None if item is None else self._table(item.file)
        if item is None or table is None:
            self.nothing_said(item)
            return
        self.place.setCurrentWidget(self.detail)
        source = None if item.number is None else self._draft.sources[item.number]
        formats = {each.file: each for each in self._looked.proposal.formats}
        told = formats.get(item.file)
        about = ""
        if told is not None:
            about = describing.format_sentence(as_answered(told, self._looked, self._draft))
        kind = None if source is None else source.table
        self.detail.show_head(item.file, about, kind, more=source is not None)
        self.detail.show_questions(open_questions(self._looked, self._draft, item.file))
        self.detail.show_problems(() if source is None else describing.lack_sentences(source))
        if source is not None and item.number is not None:
            proposed = self._looked.proposal.sources
            found = next(
                (p.found for p in proposed if (p.file, p.table) == (source.file, source.table)), ()
            )
            samples = dict(self._looked.samples.get(item.file, {}))
            changed = self._draft.columns_changed(item.number)
            self.detail.columns.show_columns(
                describing.uses(source, table.columns, samples, found, changed),
                describing.offers(source.table),
            )
        self._show_preview()

    def nothing_said(self, item: SourceItem | None) -> None:
        """Say what to do, or why a file can't be read."""
        said = words("import.nothing") if item is None else item.about
        old, self.nothing = self.nothing, Empty("import", said)
        self.place.addWidget(self.nothing)
        self.place.setCurrentWidget(self.nothing)
        self.place.removeWidget(old)
        old.deleteLater()

    # --- the first rows ---

    def _preview(self) -> None:
        mapping, tables, zone = self._draft.mapping, self._looked.opened.all(), self._zone
        if mapping is None or any(map(lacking, mapping.sources)):
            for latest in (self._previews, self._makes):
                latest.forget()
            self._previewed, self._made = Previewed(), None
            self._show_preview()
            return
        self._previews.ask(partial(preview, tables, mapping, zone))
        self._makes.ask(partial(made, tables, mapping))

    def _see_preview(self, previewed: Previewed) -> None:
        self._previewed = previewed
        self._show_preview()
        self._judge()

    def _see_made(self, accounts: pl.DataFrame | None) -> None:
        self._made = accounts
        self._show_preview()

    def _show_preview(self) -> None:
        number = None if self._shown is None else self._shown.number
        rows = self._previewed.rows
        found = rows[number] if number is not None and number < len(rows) else None
        refused = "" if self._previewed.refused is None else say(self._previewed.refused)
        self.detail.show_rows(found, refused)
        source = self._draft.sources[number] if number is not None else None
        makes = source is not None and describing.makes_accounts(source)
        self.detail.show_made(self._made if makes else None)

    # --- edits ---

    def _become(self, draft: Draft) -> None:
        if draft != self._draft:
            self._past.append(self._draft)
            self._future.clear()
            self._draft = draft
            self._show()

    def undo(self) -> None:
        """Take the last decision back."""
        if self._past:
            self._future.append(self._draft)
            self._draft = self._past.pop()
            self._show()

    def redo(self) -> None:
        """Make it again."""
        if self._future:
            self._past.append(self._draft)
            self._draft = self._future.pop()
            self._show()

    def _pick(self, column: str, path: str | None) -> None:
        if self._shown is None or self._shown.number is None:
            return
        table = self._table(self._shown.file)
        if table is not None:
            self._become(drafts.pick(self._draft, self._shown.number, table, column, path))

    def _read_as(self, kind: Table | None) -> None:
        """The file that is shown holds something else."""
        item = self._shown
        table = None if item is None else self._table(item.file)
        if item is None or table is None:
            return
        if kind is None:
            self._become(drafts.read_as(self._draft, item.number, None, None))
        else:
            become = partial(drafts.read_as, self._draft, item.number, kind=kind)
            self._reads.ask(lambda _: (kind, become(source=matched(table, kind))))

    def _offer_more(self) -> None:
        """Offer what else the file that is shown can be read as."""
        item = self._shown
        table = None if item is None else self._table(item.file)
        if item is None or table is None:
            return
        mine = [source for source in self._draft.sources if source.file == item.file]
        menu = QMenu(self)
        for kind in Table:
            if kind not in {source.table for source in mine}:
                read = partial(self._read_more, table, kind)
                menu.addAction(describing.table_name(kind), read)
        events = next((source for source in mine if source.table is Table.EVENT), None)
        if events is not None and len(mine) == 1:
            menu.addSeparator()
            made = partial(self._make_people, events)
            menu.addAction(words("import.people_of_events"), made)
        menu.popup(self.detail.again.mapToGlobal(QPoint(0, self.detail.again.height())))

    def _read_more(self, table: TableFile, kind: Table) -> None:
        draft = self._draft
        self._reads.ask(lambda _: (kind, drafts.add(draft, matched(table, kind))))

    def _make_people(self, events: Source) -> None:
        self._see_read((Table.PERSON, drafts.add(self._draft, people_of(events))))

    def _see_read(self, read: tuple[Table, Draft]) -> None:
        """A file was matched with what the person says that it is."""
        kind, draft = read
        if self._shown is not None:
            self._shown = replace(self._shown, table=kind)
        self._become(draft)

    def _answer(self, question: Question, day_first: bool) -> None:
        self._become(drafts.answer(self._draft, question, day_first))

    def _name_typed(self, text: str, _path: str) -> None:
        self._named = bool(text.strip())
        self._judge()

    def _zone_chosen(self, zone: str, _path: str) -> None:
        self._zone = zone
        self._preview()

    # --- the end ---

    def _why_not(self) -> str:
        """Why it can't be imported yet; empty where it can, or where that is plain to see."""
        name = self.name.line.text().strip()
        if self._refresh is None and name in self._taken:
            return words("import.taken", name=name)
        if self._draft.mapping is None or self._looking:
            return ""
        lacks = what_lacks(self._looked, self._draft)
        if lacks:
            return lacks
        if self._previewed.refused is not None:
            return say(self._previewed.refused)
        return ""

    def _judge(self) -> None:
        why = self._why_not()
        show_sentence(self.problem, why)
        taken = self._refresh is None and self.name.line.text().strip() in self._taken
        set_property(self.name.line, "wrong", value=taken)
        named = bool(self.name.line.text().strip())
        ready = self._draft.mapping is not None and not self._looking and named and not why
        self.accept_button.setEnabled(ready)

    def accept(self) -> None:
        mapping = self._draft.mapping
        if not self.accept_button.isEnabled() or mapping is None:
            return
        name = self.name.line.text().strip()
        self.wanted = Wanted(
            name,
            files=tuple(path for path in self._files if path in self._looked.opened.tables),
            mapping=mapping.model_copy(update={"name": name}),
            time_zone=self._zone,
            refresh=self._refresh is not None,
            remembers=self.remember.isChecked(),
        )
        super().accept()

    def done(self, result: int) -> None:
        for latest in (self._looks, self._previews, self._makes, self._reads):
            latest.forget()
        self._looked.opened.close()
        super().done(result)
