"""The document: undo of everything, automatic saving, and work off the window's thread."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from designer.background import Job, Latest
from designer.document import SAVE_AFTER, Autosave, Change, Document, Library, with_changes
from engine.background import Work
from engine.errors import JornadaError
from engine.journey.model import Definitions, Email, Journey
from engine.store.workspace import Workspace
from tests.designer.conftest import MakeDocument
from tests.samples import settle

JOURNEY = Journey(id="j", name="One")


def named(name: str) -> Journey:
    return JOURNEY.model_copy(update={"name": name})


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    """A document of an empty journey."""
    return make_document(JOURNEY)


def test_undo_and_redo_give_the_very_same_values(document: Document) -> None:
    two, three = named("Two"), named("Three")
    document.edit("first", two)
    document.edit("second", three)
    document.stack.undo()
    assert document.journey is two
    document.stack.undo()
    assert document.journey is JOURNEY
    document.stack.redo()
    document.stack.redo()
    assert document.journey is three
    assert [document.stack.text(place) for place in range(2)] == ["first", "second"]


def test_an_edit_that_changes_nothing_is_no_step(document: Document) -> None:
    document.edit("nothing", named("One"))
    assert document.stack.count() == 0


def test_typing_in_one_field_is_one_step_until_it_is_left(document: Document) -> None:
    for text in ("O", "On", "Onc"):
        document.edit("type", named(text), merge="title")
    assert document.stack.count() == 1
    document.edit("type", named("else"), merge="description")
    assert document.stack.count() == 2
    document.seal()
    document.edit("type", named("else!"), merge="description")
    assert document.stack.count() == 3
    document.stack.undo()
    document.stack.undo()
    document.stack.undo()
    assert document.journey is JOURNEY


def test_typing_back_to_the_beginning_is_no_step(document: Document) -> None:
    document.edit("type", named("Onex"), merge="title")
    document.edit("type", named("One"), merge="title")
    assert not document.stack.canUndo()


def test_a_definition_made_with_an_edit_goes_and_comes_with_it(document: Document) -> None:
    email = Email(id="hello", name="Hello", subject="Hi")
    document.edit("email", named("Two"), changes=(Change("emails", None, email),))
    assert document.definitions == Definitions(emails=(email,))
    document.stack.undo()
    assert (document.definitions, document.journey) == (Definitions(), JOURNEY)
    document.stack.redo()
    assert document.definitions.emails == (email,)


def test_what_others_have_changed_since_stays_when_a_change_is_taken_back() -> None:
    one, two = (Email(id=name, name=name, subject=name) for name in ("one", "two"))
    renamed = one.model_copy(update={"name": "Other"})
    after = with_changes(Definitions(emails=(one, two)), (Change("emails", one, renamed),))
    assert after.emails == (renamed, two)
    third = Email(id="three", name="three", subject="3")
    later = with_changes(after, (Change("emails", None, third),))
    assert with_changes(later, (Change("emails", one, renamed),), back=True).emails == (
        one,
        two,
        third,
    )


def test_problems_follow_the_journey(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.problems_changed, timeout=5_000):
        document.edit("name", named("Two"))
        document.look_again()
        document.problems = ()
        document._show_problems(("something",))
    settle(qtbot)
    assert document.problems_now() == document.problems
    assert document.problems  # an empty journey has no audience


class Disk:
    """Where a value is saved to; ``fails`` while it is full."""

    def __init__(self) -> None:
        self.saved: list[Any] = []
        self.fails = False

    def save(self, value: Any) -> None:
        if self.fails:
            raise JornadaError("store.full", path="x")
        self.saved.append(value)


def test_a_value_is_saved_once_a_moment_after_the_last_change(qtbot: QtBot, qapp: Any) -> None:
    disk = Disk()
    autosave = Autosave(0, disk.save, qapp)
    for value in (1, 2, 3):
        autosave.touch(value)
    assert (autosave.saved, disk.saved) == (False, [])
    qtbot.waitUntil(lambda: autosave.saved, timeout=10 * SAVE_AFTER)
    assert disk.saved == [3]


def test_undo_to_what_was_saved_needs_no_saving(qtbot: QtBot, qapp: Any) -> None:
    disk = Disk()
    autosave = Autosave("a", disk.save, qapp)
    autosave.touch("b")
    autosave.touch("a")
    assert autosave.saved
    qtbot.wait(2 * SAVE_AFTER)
    assert disk.saved == []


def test_what_could_not_be_saved_is_tried_again_with_the_next_change(
    qtbot: QtBot, qapp: Any
) -> None:
    disk = Disk()
    disk.fails = True
    autosave = Autosave(0, disk.save, qapp)
    autosave.touch(1)
    with qtbot.waitSignal(autosave.failed, timeout=10 * SAVE_AFTER):
        pass
    assert not autosave.saved
    disk.fails = False
    autosave.touch(2)
    assert autosave.flush()
    assert disk.saved == [2]


def test_the_library_has_an_undo_of_its_own(qapp: Any) -> None:
    email = Email(id="hello", name="Hello", subject="Hi")
    library = Library(Definitions(), lambda _: None, qapp)
    library.edit("new", (Change("emails", None, email),))
    library.edit("nothing", (Change("emails", email, email),))
    assert library.stack.count() == 1
    library.stack.undo()
    assert library.definitions == Definitions()
    library.autosave.flush()


KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from designer.pages.project import Project
from engine.store.workspace import Workspace
application = QApplication([])
project = Project(Workspace.open(Path(sys.argv[1])))
document = project.document("sample")
document.edit("name", document.journey.model_copy(update={"name": "Survives"}))
document.autosave.saved_changed.connect(
    lambda saved: os.kill(os.getpid(), signal.SIGKILL) if saved else None)
QTimer.singleShot(20_000, application.quit)
application.exec()
"""


@pytest.mark.skipif(os.name == "nt", reason="processes are killed in another way there")
def test_an_edit_survives_that_the_programme_is_killed(workspace: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(workspace)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    with Workspace.open(workspace) as opened:
        assert opened.journey("sample").name == "Survives"


# --- background work ---


def test_a_job_tells_its_progress_and_its_result_on_this_thread(qtbot: QtBot) -> None:
    here = threading.current_thread()
    told: list[object] = []
    results: list[object] = []

    def task(work: Work) -> str:
        assert threading.current_thread() is not here
        work.at(1)
        return "result"

    job = Job(task)
    job.progressed.connect(lambda part, _: told.append((part, threading.current_thread())))
    job.done.connect(results.append)
    with qtbot.waitSignal(job.ended, timeout=5_000):
        job.start()
    assert results == ["result"]
    assert told == [(1.0, here)]


def test_a_job_is_cancelled_at_its_next_report(qtbot: QtBot) -> None:
    started = threading.Event()

    def task(work: Work) -> None:
        started.set()
        for step in range(10_000):
            work.at(step / 10_000)
            time.sleep(0.001)

    job = Job(task)
    with qtbot.waitSignals([job.cancelled, job.ended], timeout=5_000):
        job.start()
        assert started.wait(5)
        job.cancel()


def test_a_job_that_fails_hands_on_the_error(qtbot: QtBot) -> None:
    error = JornadaError("store.missing", path="x")

    def task(_: Work) -> None:
        raise error

    job = Job(task)
    with qtbot.waitSignal(job.failed, timeout=5_000) as blocker:
        job.start()
    assert blocker.args == [error]
    settle(qtbot)


def test_only_the_last_question_is_answered(qtbot: QtBot, qapp: Any) -> None:
    answers: list[object] = []
    latest = Latest(qapp)
    latest.answered.connect(answers.append)
    gate = threading.Event()

    def slow(_: Work) -> int:
        gate.wait(5)
        return 0

    latest.ask(slow)
    latest.ask(lambda _: 1)
    latest.ask(lambda _: 2)
    latest.ask(lambda _: 3)
    gate.set()
    qtbot.waitUntil(lambda: bool(answers), timeout=5_000)
    settle(qtbot)
    assert answers == [3]


def test_what_is_forgotten_is_not_answered(qtbot: QtBot, qapp: Any) -> None:
    answers: list[object] = []
    latest = Latest(qapp)
    latest.answered.connect(answers.append)
    latest.ask(lambda _: 1)
    latest.forget()
    settle(qtbot)
    qtbot.wait(20)
    assert answers == []
