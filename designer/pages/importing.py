"""The dialog that asks which files to import, and shows what each column becomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from designer.background import Latest
from designer.inspector.rows import FieldRow, Warned, show_sentence
from designer.pages.adopting import unused_name
from designer.widgets.basics import Elided, Scroll, button, icon_button, row
from designer.widgets.combo import Combo
from designer.widgets.dialogs import Sheet, ask_open, ask_open_many, show_error
from designer.widgets.editor import Editor, TextEditor
from designer.widgets.listing import Tile
from designer.widgets.look import clear, label, look, set_property, spaced
from designer.widgets.table import Column, table
from designer.widgets.times import ZoneEditor
from designer.widgets.words import words
from engine.accounts.importing.mapping import Mapping, built_in, built_in_names, read_mapping
from engine.accounts.importing.preview import FilePreview, Preview, preview
from engine.errors import JornadaError
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.background import Work

DATA_SUFFIXES = (".csv", ".tsv", ".txt", ".parquet")
MAPPING_SUFFIX = ".json"
SIZE = (920, 640)
ROW = 28
MOST_ROWS = 4
"""How many files are seen at once."""

COLUMNS = (
    Column("file", words("import.file"), width=130),
    Column("column", words("import.column"), width=300),
    Column("becomes", words("import.becomes"), width=210),
    Column("samples", words("import.samples")),
)


@dataclass(frozen=True)
class Wanted:
    """What is to be imported, and how."""

    name: str
    files: tuple[Path, ...]
    mapping: Mapping | None
    time_zone: str


def files_of(data: QMimeData) -> tuple[Path, ...]:
    """The files that are dragged and can be imported, or say how."""
    found = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in found if _kind(path) is not None)


def _kind(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if suffix in DATA_SUFFIXES:
        return "data"
    return "mapping" if suffix == MAPPING_SUFFIX else None


def preview_frame(shown: Preview) -> pl.DataFrame:
    """A row for each column of each file: ``file``, ``column``, ``becomes``, ``samples``."""
    rows = [
        {
            "file": file.file,
            "column": column.name,
            "becomes": _becomes(file, column.target, column.label, custom=column.custom),
            "samples": ", ".join(column.samples),
        }
        for file in shown.files
        for column in file.columns
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys((c.name for c in COLUMNS), pl.String))


def _becomes(file: FilePreview, target: str | None, name: str | None, *, custom: bool) -> str:
    if target is None:
        return words("import.left_out")
    if custom:
        return words("import.custom", name=target)
    return words("import.field", table=msg(f"import.table.{file.table}"), name=name or target)


class _Files(QFrame):
    """The chosen files, to be added by button or by dropping them here."""

    changed = Signal()
    dropped = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        look(self, "card", dashed=True)
        self.setAcceptDrops(True)
        self.files: tuple[Path, ...] = ()
        self._rows = QVBoxLayout()
        spaced(self._rows)
        self.add_button = button(words("import.add"), "plain", "add", self.ask)
        self.hint = label(words("import.drop"), "hint", wrap=True)
        column = QVBoxLayout(self)
        spaced(column, 3, 2)
        listed = look(QWidget(), "bare")
        listed.setLayout(self._rows)
        self._list = Scroll(listed, "bare")
        self._list.hide()
        column.addWidget(self._list)
        column.addLayout(row(self.add_button, self.hint))

    def ask(self) -> None:
        """Ask for files."""
        self.add(ask_open_many(self, words("import.add_title"), words("import.patterns")))

    def add(self, files: Iterable[Path]) -> None:
        """Add files to those that are chosen."""
        self._show(tuple(dict.fromkeys((*self.files, *files))))

    def _remove(self, path: Path) -> None:
        self._show(tuple(one for one in self.files if one != path))

    def _show(self, files: tuple[Path, ...]) -> None:
        if files == self.files:
            return
        self.files = files
        clear(self._rows)
        for path in files:
            line = QWidget()
            name = Elided(path.name)
            away = icon_button(
                "close", words("import.remove", file=path.name), partial(self._remove, path)
            )
            across = row(Tile(24, "data", "accent"))
            across.addWidget(name, 1)
            across.addWidget(label(str(path.parent.name), "hint"))
            across.addWidget(away)
            line.setLayout(across)
            line.setFixedHeight(ROW)
            self._rows.addWidget(line)
        self._list.setVisible(bool(files))
        self._list.setFixedHeight(ROW * min(len(files), MOST_ROWS))
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            set_property(self, "chosen", value=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: object) -> None:
        del event
        set_property(self, "chosen", value=False)

    def dropEvent(self, event: QDropEvent) -> None:
        set_property(self, "chosen", value=False)
        event.acceptProposedAction()
        self.dropped.emit(files_of(event.mimeData()))


class _MappingEditor(Editor):
    """How columns are recognised: by their names, by a mapping that ships with the programme, or
    by one in a file. Its value is a :class:`Mapping` or None."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[tuple[str, Mapping | None]] = [(words("import.by_headers"), None)]
        self.choices += [(found.name, found) for found in map(built_in, built_in_names())]
        self.combo = Combo()
        self.combo.setMinimumWidth(210)
        self.combo.activated.connect(self._chosen)
        self._place = 0
        self._fill()
        self.hold(self.combo)

    def _fill(self) -> None:
        self.combo.clear()
        self.combo.addItems([title for title, _ in self.choices])
        self.combo.addItem(words("import.choose_mapping"))
        self.combo.setCurrentIndex(self._place)

    @property
    def mapping(self) -> Mapping | None:
        """The mapping that is chosen."""
        return self.choices[self._place][1]

    def _chosen(self, place: int) -> None:
        if place < len(self.choices):
            self._place = place
            self.edited.emit(self.mapping, "")
            return
        self.combo.setCurrentIndex(self._place)
        path = ask_open(self, words("import.mapping_title"), words("import.mapping_patterns"))
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Take the mapping of a file; says why where it can't be read."""
        try:
            found = read_mapping(path)
        except JornadaError as error:
            show_error(self, error)
            return
        self.choices.append((words("import.mapping_file", file=path.name), found))
        self._place = len(self.choices) - 1
        self._fill()
        self.edited.emit(found, "")


class ImportDialog(Sheet):
    """Files, how they are read, and what that gives. ``wanted`` is there once it is accepted."""

    def __init__(self, parent: QWidget, taken: Iterable[str], files: Sequence[Path] = ()) -> None:
        super().__init__(parent, words("import.title"), words("import.accept"))
        self.wanted: Wanted | None = None
        self._taken = tuple(taken)
        self._named = False
        self.files = _Files()
        self.files.changed.connect(self._files_changed)
        self.files.dropped.connect(self.take)
        self.name = TextEditor(limit=255)
        self.name.edited.connect(self._name_typed)
        self.mapping = _MappingEditor()
        self.mapping.edited.connect(self._look)
        self.zone = ZoneEditor()
        self.zone.show_value("UTC")
        self.zone.edited.connect(self._zone_chosen)
        self._zone = "UTC"
        self.table = table(COLUMNS, words("import.preview"))
        self.about = label("", "secondary", wrap=True)
        self.problem = label("", "error", wrap=True)
        self._latest = Latest(self)
        self._latest.answered.connect(self._show_preview)
        self._latest.failed.connect(self._fail)
        self._ready = False
        self._lay_out()
        self.resize(*SIZE)
        self.take(files)
        self._files_changed()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.body)
        spaced(column, 0, 3)
        column.addWidget(self.files)
        column.addLayout(
            row(
                FieldRow(words("import.name"), self.name),
                FieldRow(words("import.mapping"), self.mapping, words("import.mapping_help")),
                FieldRow(words("import.zone"), self.zone, words("import.zone_help")),
                spacing=3,
            )
        )
        column.addWidget(label(words("import.preview"), "section"))
        column.addWidget(self.about)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)

    def take(self, files: Sequence[Path]) -> None:
        """Add data files, and use a mapping file that is among them."""
        self.files.add(path for path in files if _kind(path) == "data")
        for path in files:
            if _kind(path) == "mapping":
                self.mapping.read(path)

    def _files_changed(self) -> None:
        files = self.files.files
        if not self._named:
            stem = files[0].stem if files else ""
            self.name.show_value(unused_name(stem, self._taken) if stem else "")
        self._look()

    def _name_typed(self, text: str, _path: str) -> None:
        self._named = bool(text.strip())
        self._judge()

    def _zone_chosen(self, zone: str, _path: str) -> None:
        self._zone = zone

    def _look(self) -> None:
        """Look at the files as they would be read, on another thread."""
        files, mapping = self.files.files, self.mapping.mapping
        self._ready = False
        self._judge()
        if not files:
            self._latest.forget()
            self._show_nothing("", words("import.nothing"))
            return

        def task(_work: Work) -> Preview:
            return preview(files, mapping)

        self._latest.ask(task)

    def _show_preview(self, found: Preview) -> None:
        self._ready = True
        self.table.frames.show_frame(preview_frame(found))
        self.table.setVisible(True)
        holds = tuple(
            msg(
                "designer.import.holds",
                file=file.file,
                table=msg(f"import.table.{file.table}"),
            )
            for file in found.files
        )
        self.about.setText(words("import.summary", holds=holds))
        self.about.setVisible(True)
        self._say(Warned(" ".join(say(warning.message) for warning in found.warnings)))
        self._judge()

    def _show_nothing(self, problem: str, about: str = "") -> None:
        self.table.frames.show_frame(pl.DataFrame())
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self._say(problem)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, JornadaError):
            self._show_nothing(say(error.message))
        else:
            show_error(self, error)

    def _say(self, sentence: str) -> None:
        show_sentence(self.problem, sentence)

    def _name_given(self) -> str:
        return self.name.line.text().strip()

    def _judge(self) -> None:
        name = self._name_given()
        taken = name in self._taken
        set_property(self.name.line, "wrong", value=taken)
        self.name.line.setToolTip(words("import.taken", name=name) if taken else "")
        self.accept_button.setEnabled(self._ready and bool(name) and not taken)

    def accept(self) -> None:
        if not self.accept_button.isEnabled():
            return
        mapping = self.mapping.mapping
        self.wanted = Wanted(self._name_given(), self.files.files, mapping, self._zone)
        self._latest.forget()
        super().accept()

    def reject(self) -> None:
        self._latest.forget()
        super().reject()
