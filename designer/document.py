"""What is being edited: a journey and the workspace's definitions, with undo of everything.

Both hold values. An edit is a new value, and the one undo command keeps what was before and what
came after. Saving is automatic, a moment after the last edit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from designer.background import Latest
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey
from resources.catalogue import Message

SAVE_AFTER = 400
PROBLEMS_AFTER = 150
"""Milliseconds of quiet after the last edit."""


@dataclass(frozen=True)
class Change:
    """One definition of a kind (a field of ``Definitions``) before and after; None: not there."""

    kind: str
    before: Any
    after: Any


def with_changes(
    definitions: Definitions, changes: Sequence[Change], *, back: bool = False
) -> Definitions:
    """The definitions with each change made, or taken back; the rest stays as it is now."""
    for change in reversed(changes) if back else changes:
        old, new = (change.after, change.before) if back else (change.before, change.after)
        id_ = (old or new).id
        items = list(getattr(definitions, change.kind))
        place = next((i for i, item in enumerate(items) if item.id == id_), len(items))
        items[place : place + 1] = [] if new is None else [new]
        definitions = definitions.model_copy(update={change.kind: tuple(items)})
    return definitions


class Autosave(QObject):
    """Saves a value a moment after its last change; ``saved`` says whether that has been done."""

    saved_changed = Signal(bool)
    failed = Signal(object)
    """The :class:`JornadaError` that kept the value from being saved."""

    def __init__(self, value: Any, save: Callable[[Any], None], parent: QObject) -> None:
        super().__init__(parent)
        self._value = self._saved_value = value
        self._save = save
        self._told = True
        self._timer = QTimer(self, interval=SAVE_AFTER, singleShot=True)
        self._timer.timeout.connect(self.flush)

    @property
    def saved(self) -> bool:
        """Whether the value as it is now has been saved (also after undo back to that value)."""
        return self._value is self._saved_value or bool(self._value == self._saved_value)

    def touch(self, value: Any) -> None:
        """The value has changed."""
        self._value = value
        if self.saved:
            self._timer.stop()
        else:
            self._timer.start()
        self._tell()

    def reset(self, value: Any) -> None:
        """Become a value that is saved already."""
        self._timer.stop()
        self._value = self._saved_value = value
        self._tell()

    def flush(self) -> bool:
        """Save now what is not saved yet. False where that failed (``failed`` has said why)."""
        self._timer.stop()
        if not self.saved:
            try:
                self._save(self._value)
            except JornadaError as error:
                self.failed.emit(error)
                return False
            self._saved_value = self._value
        self._tell()
        return True

    def _tell(self) -> None:
        if self._told is not self.saved:
            self._told = self.saved
            self.saved_changed.emit(self._told)


class Library(QObject):
    """The definitions of the workspace, which all its journeys share."""

    changed = Signal()

    def __init__(
        self,
        definitions: Definitions,
        save: Callable[[Definitions], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.definitions = definitions
        self.autosave = Autosave(definitions, save, self)
        self.stack = QUndoStack(self)

    def edit(self, text: str, changes: Sequence[Change], *, merge: str | None = None) -> None:
        """Make changes as one step of undo; ``merge`` as for :meth:`Document.edit`."""
        changes = tuple(change for change in changes if change.before != change.after)
        if changes:
            self.stack.push(_Edit(text, self, changes, merge))

    def reset(self, definitions: Definitions) -> None:
        """Become what the workspace holds, after something else has written there."""
        self.definitions = definitions
        self.autosave.reset(definitions)
        self.changed.emit()

    def apply(self, changes: Sequence[Change], *, back: bool = False) -> None:
        """Make changes, or take them back, without a step of undo of their own."""
        if changes:
            self.definitions = with_changes(self.definitions, changes, back=back)
            self.autosave.touch(self.definitions)
            self.changed.emit()


class Document(QObject):
    """One journey on the canvas."""

    changed = Signal(object, object)
    """The journey before and after an edit, an undo or a redo."""
    problems_changed = Signal()

    def __init__(
        self,
        journey: Journey,
        library: Library,
        save: Callable[[Journey], None],
        find_problems: Callable[[Journey, Definitions], tuple[Any, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.journey = journey
        self.library = library
        self.autosave = Autosave(journey, save, self)
        self.stack = QUndoStack(self)
        self.problems: tuple[Any, ...] = ()
        self.why_read_only: Message | None = None
        """Why nothing can be edited; None where it can."""
        self._find_problems = find_problems
        self._sealed = 0
        self._timer = QTimer(self, interval=PROBLEMS_AFTER, singleShot=True)
        self._timer.timeout.connect(self._look_for_problems)
        self._latest = Latest(self)
        self._latest.answered.connect(self._show_problems)
        library.changed.connect(self._timer.start)
        self._timer.start(0)

    @property
    def definitions(self) -> Definitions:
        """What the journey may refer to."""
        return self.library.definitions

    def edit(
        self,
        text: str,
        journey: Journey,
        *,
        merge: str | None = None,
        changes: Sequence[Change] = (),
    ) -> None:
        """Make an edit as one step of undo, named ``text``.

        ``merge`` names the field being typed in: edits of the same field, one after another, are
        one step until :meth:`seal`. ``changes`` are definitions made together with the edit.
        Raises :class:`JornadaError` where nothing can be edited.
        """
        if self.why_read_only is not None:
            raise JornadaError(self.why_read_only)
        if journey != self.journey or changes:
            key = None if merge is None else f"{self._sealed} {merge}"
            both = (self.journey, journey)
            self.stack.push(_Edit(text, self.library, tuple(changes), key, self, both))

    def seal(self) -> None:
        """End the step of undo that typing is part of: what comes next is a new one."""
        self._sealed += 1

    def show(self, journey: Journey) -> None:
        """Become another value without a step of undo (undo and redo themselves, a status)."""
        before, self.journey = self.journey, journey
        self.autosave.touch(journey)
        self._timer.start()
        self.changed.emit(before, journey)

    def look_again(self) -> None:
        """Look for problems anew: something else than the journey has changed."""
        self._timer.start()

    def problems_now(self) -> tuple[Any, ...]:
        """The problems of the journey as it is at this moment."""
        self._timer.stop()
        self._latest.forget()
        self._show_problems(self._find_problems(self.journey, self.definitions))
        return self.problems

    def _look_for_problems(self) -> None:
        """Look on another thread, so that typing never waits."""
        find, journey, definitions = self._find_problems, self.journey, self.definitions
        self._latest.ask(lambda _: find(journey, definitions))

    def _show_problems(self, found: tuple[Any, ...]) -> None:
        if found != self.problems:
            self.problems = found
            self.problems_changed.emit()


class _Edit(QUndoCommand):
    """From one value to another and back; typing in one field stays one command."""

    def __init__(
        self,
        text: str,
        library: Library,
        changes: tuple[Change, ...],
        merge: str | None,
        document: Document | None = None,
        journeys: tuple[Journey, Journey] | None = None,
    ) -> None:
        super().__init__(text)
        self.library = library
        self.changes = changes
        self.merge = merge
        self.document = document
        self.journeys = journeys

    def id(self) -> int:
        return -1 if self.merge is None else 1

    def redo(self) -> None:
        self.library.apply(self.changes)
        if self.document is not None and self.journeys is not None:
            self.document.show(self.journeys[1])

    def undo(self) -> None:
        if self.document is not None and self.journeys is not None:
            self.document.show(self.journeys[0])
        self.library.apply(self.changes, back=True)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.merge != self.merge:
            return False
        self.changes += other.changes
        if self.journeys is not None and other.journeys is not None:
            self.journeys = (self.journeys[0], other.journeys[1])
            self.setObsolete(self.journeys[0] == self.journeys[1] and not self.changes)
        return True
