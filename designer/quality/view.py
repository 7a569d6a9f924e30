"""The quality of the data in use: the numbers that matter, what was found, and every field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from designer.background import Job, Latest, while_alive
from designer.document import Change
from designer.pages.project import NewData, Project
from designer.quality.cards import TIME, Cards
from designer.quality.fields import FieldsView
from designer.quality.mend import MendDialog
from designer.quality.problems import ProblemsView
from designer.widgets.basics import Empty, row
from designer.widgets.dialogs import show_error
from designer.widgets.look import label, spaced
from designer.widgets.progress import ProgressStrip
from designer.widgets.segmented import Segmented
from designer.widgets.themed import set_icon
from designer.widgets.toast import Toast
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.fixes.fixed import Fixed
from engine.accounts.quality.fixes.members import with_who_stays
from engine.accounts.quality.values import Fix, Quality
from engine.accounts.rowset import RowSet
from engine.background import Work
from resources.catalogue import msg, say

PROBLEMS, FIELDS = 0, 1
"""The two sides below the cards."""
TAB = 148
WAITING = 400
"""How wide a tab and the progress where nothing is known yet are, in pixels."""


@dataclass(frozen=True)
class Mended:
    """A mend that can be taken back: the version before it, the hash of the data after it, and
    the lists that now name who stays in the place of whom."""

    name: str
    before: int
    hash_after: str
    lists: tuple[Change, ...] = ()


class QualityView(QWidget):
    """Looks at a dataset off the thread of the window, and mends it by making a next version."""

    rows_wanted = Signal(object)
    """A :class:`RowSet`."""
    state_changed = Signal()
    """Whether something can be taken back has changed."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.dataset: Dataset | None = None
        self.quality: Quality | None = None
        self._mended: list[Mended] = []
        self._looking: Job | None = None
        self.cards = Cards()
        self.cards.opened.connect(self._open_card)
        self.sides = Segmented((words("quality.problems"), words("quality.fields")))
        self.sides.setFixedWidth(2 * TAB)
        self.sides.setCurrentIndex(PROBLEMS)
        self.summary = label("", "secondary")
        self.problems = ProblemsView()
        self.problems.rows_wanted.connect(self._show_check)
        self.problems.mend_wanted.connect(self.mend)
        self.problems.type_wanted.connect(self._show_type)
        self.fields = FieldsView()
        self.fields.asked.connect(self._ask)
        self.parts = QStackedWidget()
        self.parts.addWidget(self.problems)
        self.parts.addWidget(self.fields)
        self.sides.chosen.connect(self.parts.setCurrentIndex)
        self.strips = (ProgressStrip(), ProgressStrip())
        """Where nothing is known yet, and beside what is known already."""
        self.nothing = Empty("data", words("quality.no_data"))
        self.stopped = Empty("search", words("quality.stopped"), words("quality.look"), self._look)
        self.waiting = QWidget()
        self.doing = label("", "secondary")
        self.toast = Toast(self)
        self._lay_out()
        self._rows = Latest(self)
        self._rows.answered.connect(self.rows_wanted)
        self._rows.failed.connect(self._complain)
        project.datasets_changed.connect(while_alive(self, self.state_changed.emit))

    def _lay_out(self) -> None:
        content = QWidget()
        inner = QVBoxLayout(content)
        spaced(inner, 0, 3)
        inner.addWidget(self.cards)
        first, beside = self.strips
        line = row(self.sides, self.summary, spacing=4)
        line.addStretch(1)
        line.addWidget(beside, 2)
        inner.addLayout(line)
        inner.addWidget(self.parts, 1)
        for strip in self.strips:
            strip.doing.hide()  # it is said where there is more room
        picture = QLabel()
        set_icon(picture, "search", "ink3", size=32)
        first.setFixedWidth(WAITING)
        middle = QVBoxLayout(self.waiting)
        spaced(middle, 0, 3)
        middle.addStretch(2)
        for part in (picture, self.doing, first):
            middle.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)
        self.place = QStackedWidget()
        for each in (self.nothing, self.waiting, self.stopped, content):
            self.place.addWidget(each)
        self._content = content
        column = QVBoxLayout(self)
        spaced(column, (0, 1, 0, 4), 2)
        column.addWidget(self.place, 1)

    # --- looking ---

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show a dataset; None where none is loaded. The same one again is not looked at again."""
        known = self.quality is not None or self._looking is not None
        if dataset is not None and dataset is self.dataset and known:
            return
        self.dataset = dataset
        self._stop()
        self._rows.forget()
        if dataset is None:
            self.quality = None
            self.place.setCurrentWidget(self.nothing)
        else:
            self._look()
        self.state_changed.emit()

    def _stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _look(self) -> None:
        """Look at the dataset; what is known of the one before stays in sight meanwhile."""
        dataset = self.dataset
        if dataset is None:
            return
        if self.quality is None or self.place.currentWidget() is not self._content:
            self.place.setCurrentWidget(self.waiting)
        for part in (self.cards, self.parts):
            part.setEnabled(False)
        job = Job(partial(_quality, dataset))
        job.done.connect(while_alive(self, partial(self._found, job)))
        job.failed.connect(while_alive(self, partial(self._failed, job)))
        job.cancelled.connect(while_alive(self, partial(self._cancelled, job)))
        self._looking = job
        self._watch(job, words("quality.doing"))
        job.start()

    def _watch(self, job: Job, doing: str) -> None:
        """Say what is being done, and how far it is."""
        for strip in self.strips:
            strip.watch(job, doing)
        self.summary.setText(doing)
        self.doing.setText(doing)
        job.progressed.connect(while_alive(self, self._progressed))
        job.ended.connect(while_alive(self, self._sum_up))

    def _progressed(self, _fraction: float, doing: str) -> None:
        if doing:
            self.doing.setText(doing)

    def _sum_up(self) -> None:
        """Say in a few words what was found, unless it is being looked for again."""
        if self.quality is None or self._looking is not None:
            return
        many = len(self.quality.problems)
        self.summary.setText(
            say(msg("quality.problems", count=many)) if many else words("quality.all_well")
        )

    def _found(self, job: Job, quality: Quality) -> None:
        if job is not self._looking or self.dataset is None:
            return
        self._looking = None
        self.quality = quality
        self.cards.show_quality(quality)
        self.problems.show_quality(quality, can_mend=not self.project.read_only)
        self.fields.show_quality(quality, self.dataset)
        self._sum_up()
        for part in (self.cards, self.parts):
            part.setEnabled(True)
        self.place.setCurrentWidget(self._content)

    def _failed(self, job: Job, error: BaseException) -> None:
        if job is self._looking:
            self._cancelled(job)
            show_error(self, error)

    def _cancelled(self, job: Job) -> None:
        if job is self._looking:
            self._looking = None
            self.quality = None
            self.place.setCurrentWidget(self.stopped)

    # --- from numbers to rows ---

    def show_side(self, side: int) -> None:
        """Turn to ``PROBLEMS`` or ``FIELDS``."""
        self.sides.setCurrentIndex(side)
        self.parts.setCurrentIndex(side)

    def _open_card(self, key: str) -> None:
        if key == TIME:
            self.show_side(FIELDS)
            self.fields.show_field(Entity.EVENT, f.EVENT_TIMESTAMP)
        else:
            self._show_check(key)

    def _show_check(self, key: str) -> None:
        if self.quality is not None and self.dataset is not None:
            self._ask(partial(self.quality.check(key).rows, self.dataset))

    def _show_type(self, event_type: str) -> None:
        if self.quality is not None and self.dataset is not None:
            types = self.quality.field(Entity.EVENT, f.EVENT_TYPE)
            self._ask(partial(types.having, self.dataset, event_type))

    def _ask(self, find: Callable[[], RowSet]) -> None:
        """Find rows off the thread of the window, and ask for them to be shown."""
        self._rows.ask(lambda _work: find())

    # --- mending ---

    def mend(self, fix: str) -> None:
        """Show what a fix would change, and make it where that is wanted."""
        from engine.accounts.quality.fixes.apply import fixed

        if self.dataset is None or self.project.read_only:
            return
        dialog = MendDialog(self, self.dataset, Fix(fix), fixed)
        if dialog.exec() and dialog.made is not None:
            self._keep(dialog.made)

    def _keep(self, made: Fixed) -> None:
        """Keep the mended data as the next version of the dataset."""
        name = made.dataset.name
        before = self.project.dataset_versions(name)[-1].version
        source = say(msg(f"quality.did.{made.fix}", count=made.total))
        job = self.project.new_version(lambda _work: NewData(made.dataset, source))
        job.done.connect(while_alive(self, lambda _data: self._kept(made, before)))
        job.failed.connect(self._complain)
        self._watch(job, words("quality.mending"))

    def _kept(self, made: Fixed, before: int) -> None:
        after = self.project.dataset_versions(made.dataset.name)[-1]
        lists = self.project.library.definitions.lists
        changes = tuple(Change("lists", *pair) for pair in with_who_stays(lists, made.merged))
        self.project.library.apply(changes)
        self._mended.append(Mended(made.dataset.name, before, after.content_hash, changes))
        said = say(msg(f"quality.did.{made.fix}", count=made.total))
        self._place_toast()
        self.toast.say(said, words("quality.undo"), self.undo)
        self.state_changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether the last mend can be taken back: nothing newer has been made of the data."""
        if not self._mended or self.dataset is None or self.project.read_only:
            return False
        last = self._mended[-1]
        versions = self.project.dataset_versions(last.name)
        return (
            self.dataset.name == last.name
            and bool(versions)
            and versions[-1].content_hash == last.hash_after
            and any(each.version == last.before for each in versions)
        )

    def undo(self) -> None:
        """Take the last mend back: the version before it becomes the newest again."""
        if not self.can_undo:
            return
        last = self._mended.pop()
        self.toast.hide()
        library = self.project.library
        untouched = [
            change
            for change in last.lists
            if library.definitions.find("lists", change.after.id) == change.after
        ]
        library.apply(untouched, back=True)
        job = self.project.restore_version(last.name, last.before)
        job.failed.connect(self._complain)
        self._watch(job, words("quality.undoing"))
        self.state_changed.emit()

    def _complain(self, error: BaseException) -> None:
        show_error(self, error)

    def _place_toast(self) -> None:
        """Hang it beside the two sides, where it hides no number."""
        height = self.sides.mapTo(self, QPoint()).y()
        self.toast.hang(QPoint(3 * self.width() // 4, max(height - 4, 0)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_toast()


def _quality(dataset: Dataset, work: Work) -> Quality:
    from engine.accounts.quality.quality import quality

    return quality(dataset, dt.datetime.now(dt.UTC), work)
