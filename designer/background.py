"""Long work off the interface's thread, in the engine's one shape: a function of a ``Work``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from shiboken6 import isValid

from engine.background import Work
from engine.errors import Cancelled
from resources.catalogue import Message, say

Task = Callable[[Work], object]

REPORT_EVERY = 1 / 30
"""Seconds between two reports of progress: more often than this no eye can tell."""

_running: set[Job] = set()


class Job(QObject):
    """One piece of work on a worker thread; its signals arrive on the thread that made it.

    Exactly one of ``done`` (with what the task returned), ``failed`` (with the exception) and
    ``cancelled`` is emitted, and ``ended`` after it.
    """

    progressed = Signal(float, str)
    """Fraction from 0 to 1, and what is being done (may be empty)."""
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    _told = Signal(object)

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task
        self._stop = threading.Event()
        self._last_report = 0.0
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def start(self) -> Job:
        """Begin. The job keeps itself alive until it has ended."""
        _running.add(self)
        QThreadPool.globalInstance().start(self._run)
        return self

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()

    def _run(self) -> None:
        try:
            result = self._task(Work(self._progress, self._stop.is_set))
        except Cancelled:
            self._told.emit(self.cancelled.emit)
        except BaseException as error:
            failure = error
            self._told.emit(lambda: self.failed.emit(failure))
        else:
            self._told.emit(lambda: self.done.emit(result))
        self._told.emit(self._end)

    def _progress(self, fraction: float, doing: Message | None) -> None:
        now = time.monotonic()
        if now - self._last_report >= REPORT_EVERY or fraction >= 1:
            self._last_report = now
            words = "" if doing is None else say(doing)
            self._told.emit(lambda: self.progressed.emit(fraction, words))

    def _hear(self, report: Callable[[], None]) -> None:
        report()

    def _end(self) -> None:
        _running.discard(self)
        self.ended.emit()


def while_alive(owner: QObject, slot: Callable[..., object]) -> Callable[..., None]:
    """A slot that is called as long as its owner is there: for partials, which Qt can't tell
    whose they are."""

    def guarded(*arguments: object) -> None:
        if isValid(owner):
            slot(*arguments)

    return guarded


class Latest(QObject):
    """Answers only the last question asked: what was asked before is dropped when it is done.

    For live counts while somebody types. At most one task runs and one waits.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._next: Task | None = None
        self._forgotten: Job | None = None

    def ask(self, task: Task) -> None:
        """Answer this task and forget those asked before."""
        if self._job is None:
            self._begin(task)
        else:
            self._job.cancel()
            self._next = task

    def forget(self) -> None:
        """Answer nothing that has been asked so far."""
        self._next = None
        self._forgotten = self._job
        if self._job is not None:
            self._job.cancel()

    def _begin(self, task: Task) -> None:
        self._job = Job(task)
        self._job.done.connect(self._on_done)
        self._job.failed.connect(self._on_failed)
        self._job.ended.connect(self._on_ended)
        self._job.start()

    def _on_done(self, answer: object) -> None:
        if self._next is None and self._job is not self._forgotten:
            self.answered.emit(answer)

    def _on_failed(self, error: BaseException) -> None:
        if self._next is None and self._job is not self._forgotten:
            self.failed.emit(error)

    def _on_ended(self) -> None:
        self._job = self._forgotten = None
        task, self._next = self._next, None
        if task is not None:
            self._begin(task)


def running() -> bool:
    """Whether any work is under way."""
    return bool(_running)


def stop_all() -> None:
    """Cancel what is running and wait for it: before the programme ends."""
    for job in tuple(_running):
        job.cancel()
    QThreadPool.globalInstance().waitForDone()
