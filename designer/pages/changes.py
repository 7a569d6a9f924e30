"""What a version of a dataset changed: in a few words, and value by value."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from designer.widgets.basics import button, row
from designer.widgets.dialogs import Sheet
from designer.widgets.look import label, spaced
from designer.widgets.numbers import whole
from designer.widgets.table import Column, table
from designer.widgets.toast import Toast
from designer.widgets.words import words
from engine.accounts.refreshing.changes import Changes, kept_changes
from engine.accounts.refreshing.told import brief, meant
from resources.catalogue import capital, msg, say

if TYPE_CHECKING:
    from designer.pages.project import Project
    from engine.store.values import DatasetEntry

SIZE = QSize(860, 560)
_TABLES = ("accounts", "people", "opportunities")
_SCHEMA = {
    "field": pl.String,
    "rows": pl.Int64,
    "key": pl.String,
    "before": pl.String,
    "after": pl.String,
}


def add_changes(column: QVBoxLayout, entry: DatasetEntry) -> None:
    """Say below a version what it changed, with a way to all of it; nothing where that is not
    known."""
    changes = kept_changes(entry.changes)
    if changes is None or changes.restored is not None:
        return
    for sentence in brief(changes):
        column.addWidget(label(say(sentence), "hint", wrap=True))
    more = button(words("versions.what_changed"), "link")
    more.setAccessibleDescription(words("versions.changes_of", number=entry.version))
    more.clicked.connect(partial(_open, more, entry.version, changes))
    column.addLayout(row(more, None))


def tell_refreshed(toast: Toast, project: Project, name: str, changes: Changes) -> None:
    """Say what a newer export has brought, with a way to all of it."""
    if not changes.any:
        said = words("versions.nothing_new", name=name)
        toast.say(said, words("versions.fine"), toast.hide)
        return
    number = project.dataset_versions(name)[-1].version
    said = words("versions.refreshed", name=name, number=number, what=brief(changes)).strip()
    toast.say(said, words("versions.what_changed"), partial(_open, toast, number, changes))


def _open(parent: QWidget, number: int, changes: Changes) -> None:
    ChangesDialog(parent.window(), number, changes).exec()


class ChangesDialog(Sheet):
    """Tells what a version changed: how many rows, and examples of the values."""

    def __init__(self, parent: QWidget, number: int, changes: Changes) -> None:
        title = words("versions.changes_of", number=number)
        super().__init__(parent, title, words("versions.close"))
        self.cancel_button.hide()
        column = QVBoxLayout(self.body)
        spaced(column, 0, 2)
        column.addWidget(Counts(changes))
        for sentence in meant(changes):
            column.addWidget(label(say(sentence), "body", wrap=True))
        rows = changed_values(changes)
        if not rows.height:
            return
        self.resize(SIZE)
        self.table = table(
            (
                Column("field", words("versions.field"), width=230),
                Column("rows", words("versions.rows"), whole, number=True, width=116),
                Column("key", words("versions.key"), width=132),
                Column("before", words("versions.before")),
                Column("after", words("versions.after")),
            ),
            words("versions.values"),
        )
        self.table.frames.show_frame(rows)
        column.addSpacing(8)
        column.addWidget(self.table, 1)


class Counts(QWidget):
    """How many rows of each table were added, updated, as before, and not in the newer data."""

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        grid = QGridLayout(self)
        spaced(grid, 0, 2)
        grid.setHorizontalSpacing(28)
        heads = ("added", "updated", "as_before", "kept")
        for place, head in enumerate(heads, 1):
            grid.addWidget(_number(words(f"versions.{head}"), "hint"), 0, place)
        for line, (name, numbers) in enumerate(_numbers(changes), 1):
            what = capital(say(msg(f"changes.of.{name}")))
            grid.addWidget(label(what, "body"), line, 0)
            for place, number in enumerate(numbers, 1):
                tone = "heading" if number else "hint"
                text = words("versions.none") if number is None else whole(number)
                grid.addWidget(_number(text, tone), line, place)
        grid.setColumnStretch(len(heads) + 1, 1)


def _number(text: str, role: str) -> QLabel:
    made = label(text, role)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _numbers(changes: Changes) -> Iterator[tuple[str, tuple[int | None, ...]]]:
    for name in _TABLES:
        one = getattr(changes, name)
        yield name, (one.added, one.updated, one.unchanged, one.kept)
    events = changes.events
    yield "events", (events.added, events.filled, events.known - events.filled, None)


def changed_values(changes: Changes) -> pl.DataFrame:
    """A row for each example of a value that changed; the fields that changed most come first."""
    rows = []
    for name in _TABLES:
        said = msg(f"changes.of.{name}")
        for field in sorted(getattr(changes, name).fields, key=lambda one: -one.changed):
            of = words("versions.field_of", table=said, field=field.label)
            nothing = words("versions.nothing")
            rows += [
                {
                    "field": of,
                    "rows": field.changed,
                    "key": example.key,
                    "before": nothing if example.before is None else example.before,
                    "after": nothing if example.after is None else example.after,
                }
                for example in field.examples
            ]
    return pl.DataFrame(rows, schema=_SCHEMA)
