"""Before data are mended: what would change, a table of before and after."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.background import Job, while_alive
from designer.quality.told import entity_name
from designer.widgets.dialogs import Sheet, show_error
from designer.widgets.look import label, spaced
from designer.widgets.numbers import whole
from designer.widgets.progress import ProgressStrip
from designer.widgets.table import Column, table
from designer.widgets.words import words
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.fixes.fixed import Change, Fixed
from engine.accounts.quality.values import Fix
from engine.background import Work
from resources.catalogue import Message, msg, say

SIZE = QSize(820, 540)

CELLS = (
    Column("what", words("quality.field"), width=190),
    Column("before", words("quality.before")),
    Column("after", words("quality.after")),
    Column("rows", words("quality.rows"), whole, number=True, width=88),
)
MERGES = (
    Column("what", words("quality.merged"), width=120),
    Column("about", words("quality.name_or_address")),
    Column("before", words("quality.goes"), width=168),
    Column("after", words("quality.stays"), width=168),
)
_SCHEMA = {"what": pl.String, "before": pl.String, "after": pl.String, "rows": pl.Int64}
_SPACE = "·"
"""How a space is shown where spaces are what it is about."""


def changes_frame(dataset: Dataset, made: Fixed) -> pl.DataFrame:
    """A row for each change that is told: ``what`` it changes, ``before``, ``after``, ``rows``
    and, of merges, ``about`` whom it is."""
    rows = [
        {
            "what": _what(dataset, made.fix, one),
            "before": _shown(made.fix, one.before),
            "after": one.after or words("quality.nothing"),
            "rows": one.rows,
            "about": one.about,
        }
        for one in made.changes
    ]
    return pl.DataFrame(rows, schema={**_SCHEMA, "about": pl.String})


def _what(dataset: Dataset, fix: Fix, change: Change) -> str:
    if fix is Fix.DUPLICATES:
        return words(f"quality.one.{change.entity}")
    field = dataset.field(change.entity, change.path)
    name = change.path if field is None else field.label
    return words("quality.field_of", table=entity_name(change.entity), field=name)


def _shown(fix: Fix, text: str) -> str:
    """A text whose needless spaces can be seen."""
    if fix is not Fix.TRIM:
        return text
    bare = text.strip()
    if not bare:
        return _SPACE * len(text)
    start = text.index(bare[0])
    end = len(text) - len(text.rstrip())
    inner = bare.replace("  ", 2 * _SPACE)
    return f"{_SPACE * start}{inner}{_SPACE * end}"


def told(made: Fixed) -> str:
    """What a fix changes, in a sentence."""
    moved = tuple(_moved(entity, count) for entity, count in made.moved)
    sentence = say(msg(f"quality.would.{made.fix}", count=made.total))
    return f"{sentence} {words('quality.moving', what=moved)}" if moved else sentence


def _moved(entity: Entity, count: int) -> Message:
    many = {
        Entity.ACCOUNT: "accounts",
        Entity.PERSON: "people",
        Entity.EVENT: "events",
        Entity.OPPORTUNITY: "opportunities",
    }
    return msg(f"many.{many[entity]}", count=count)


class MendDialog(Sheet):
    """Finds what a fix would change, shows it, and asks. ``made`` is the answer when accepted."""

    def __init__(
        self,
        parent: QWidget,
        dataset: Dataset,
        fix: Fix,
        make: Callable[[Dataset, Fix, Work], Fixed],
    ) -> None:
        super().__init__(parent, words(f"quality.fix.{fix}.title"), words("quality.mend_all"))
        self.made: Fixed | None = None
        self._dataset = dataset
        self.resize(SIZE)
        column = QVBoxLayout(self.body)
        spaced(column, 0, 3)
        column.addWidget(label(words(f"quality.fix.{fix}.about"), "secondary", wrap=True))
        self.sentence = label("", "heading", wrap=True)
        column.addWidget(self.sentence)
        self.progress = ProgressStrip()
        self.progress.cancel.hide()
        column.addWidget(self.progress)
        shown = MERGES if fix is Fix.DUPLICATES else CELLS
        self.table = table(shown, words("quality.changes_table"))
        column.addWidget(self.table, 1)
        self.more = label("", "hint")
        self.more.hide()
        column.addWidget(self.more)
        column.addWidget(label(words("quality.keeps"), "hint", wrap=True))
        self.accept_button.setEnabled(False)
        self._job = Job(partial(_task, make, dataset, fix))
        self._job.done.connect(while_alive(self, self._found))
        self._job.failed.connect(while_alive(self, self._failed))
        self.progress.watch(self._job, words("quality.looking_for_changes"))
        self._job.start()

    def _found(self, made: Fixed) -> None:
        self.made = made
        self.sentence.setText(told(made) if made.total else say(msg("quality.nothing_to_mend")))
        self.table.frames.show_frame(changes_frame(self._dataset, made))
        left = made.kinds - len(made.changes)
        self.more.setText(say(msg("quality.more_changes", count=left)))
        self.more.setVisible(left > 0)
        self.accept_button.setEnabled(made.total > 0)
        if made.total:
            self.accept_button.setFocus()

    def _failed(self, error: BaseException) -> None:
        self.reject()
        show_error(self.parentWidget(), error)

    def done(self, result: int) -> None:
        self._job.cancel()
        super().done(result)


def _task(
    make: Callable[[Dataset, Fix, Work], Fixed], dataset: Dataset, fix: Fix, work: Work
) -> Fixed:
    return make(dataset, fix, work)
