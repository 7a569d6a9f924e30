"""Mending data in the quality view, and taking it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.document import Change
from designer.pages.project import NewData, Project
from designer.quality.mend import MendDialog, changes_frame
from designer.quality.view import QualityView
from engine.accounts.audiences import EntityList
from engine.accounts.quality.fixes.apply import fixed
from engine.accounts.quality.values import Fix
from engine.conditions.model import Scope
from engine.store.workspace import Workspace
from tests.designer.quality_view import can_undo, click, line, mend, project, view
from tests.engine.accounts.quality.data import (
    COUNTRY,
    flawed,
)
from tests.samples import settle, when_asked

__all__ = ["project", "view"]


def test_only_what_is_safe_can_be_mended(view: QualityView) -> None:
    can = {each.check.key for each in view.problems.lines if each.mend is not None}
    assert can == {
        *("accounts_spaces", "people_spaces", "events_spaces", "opportunities_spaces"),
        *("accounts_country", "people_same", "people_email_case"),
    }


def test_mend_undo_and_mend_again(view: QualityView, project: Project, qtbot: QtBot) -> None:
    before = project.dataset
    assert before is not None
    assert not can_undo(view)
    seen: list[Any] = []

    def accept(dialog: Any) -> None:
        assert isinstance(dialog, MendDialog)
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=10_000)
        seen.append((dialog.sentence.text(), dialog.table.frames.frame.height))
        QTest.keyClick(dialog.accept_button, Qt.Key.Key_Space)

    when_asked(accept)
    click(qtbot, line(view, "accounts_country").mend)
    settle(qtbot)
    settle(qtbot)
    assert seen == [("2 countries would be called by their names.", 2)]
    assert project.dataset is not None
    countries = project.dataset.accounts[COUNTRY].to_list()
    assert countries[:3] == ["United States", "United States", "Germany"]
    assert [each.version for each in project.dataset_versions("flawed")] == [1, 2]
    assert project.dataset_versions("flawed")[-1].source == "Named 2 countries"
    assert view.toast.isVisible()
    assert "accounts_country" not in {each.check.key for each in view.problems.lines}
    assert can_undo(view)
    click(qtbot, view.toast.action)
    settle(qtbot)
    settle(qtbot)
    assert project.dataset is not None
    assert project.dataset.content_hash == before.content_hash
    assert not can_undo(view)
    assert not view.toast.isVisible()
    assert line(view, "accounts_country").check.count == 2


def test_mends_are_taken_back_one_after_another(
    view: QualityView, project: Project, qtbot: QtBot
) -> None:
    hashes = []
    for fix in (Fix.TRIM, Fix.DUPLICATES):
        assert project.dataset is not None
        hashes.append(project.dataset.content_hash)
        mend(view, fix, qtbot)
    for known in reversed(hashes):
        assert can_undo(view)
        view.undo()
        settle(qtbot)
        settle(qtbot)
        assert project.dataset is not None
        assert project.dataset.content_hash == known
    assert not can_undo(view)


def test_lists_follow_a_merge_and_its_undo(
    view: QualityView, project: Project, qtbot: QtBot
) -> None:
    champions = EntityList(id="c", name="Champions", scope=Scope.PERSON, members=("p2",))
    project.library.apply((Change("lists", None, champions),))
    mend(view, Fix.DUPLICATES, qtbot)
    (now,) = project.library.definitions.lists
    assert now.members == ("p2", "p1")  # p1 stays in the place of p2
    view.undo()
    settle(qtbot)
    settle(qtbot)
    assert project.library.definitions.lists == (champions,)


def test_nothing_is_taken_back_once_something_newer_was_made(
    view: QualityView, project: Project, qtbot: QtBot
) -> None:
    mend(view, Fix.EMAILS, qtbot)
    assert can_undo(view)
    newer = fixed(project.dataset, Fix.TRIM).dataset  # type: ignore[arg-type]
    project.new_version(lambda _work: NewData(newer, "from elsewhere"))
    settle(qtbot)
    assert not can_undo(view)
    versions = len(project.dataset_versions("flawed"))
    view.undo()
    settle(qtbot)
    assert len(project.dataset_versions("flawed")) == versions


def test_a_mend_that_is_not_wanted_changes_nothing(
    view: QualityView, project: Project, qtbot: QtBot
) -> None:
    titles = when_asked(lambda dialog: dialog.reject())
    view.mend(Fix.TRIM)
    settle(qtbot)
    assert titles == ["Take needless white space away"]
    assert len(project.dataset_versions("flawed")) == 1


def test_changes_are_shown_with_their_spaces() -> None:
    data = flawed()
    frame = changes_frame(data, fixed(data, Fix.TRIM))
    shown = {row["before"]: (row["what"], row["after"]) for row in frame.rows(named=True)}
    assert shown["·Bolt··Co.·"] == ("Accounts · Name", "Bolt Co.")
    assert shown["··"] == ("Accounts · Name", "(missing)")
    merged = changes_frame(data, fixed(data, Fix.DUPLICATES)).row(0, named=True)
    assert (merged["what"], merged["about"]) == ("Person", "ann@ACME.com")
    assert (merged["before"], merged["after"]) == ("p2", "p1")


def test_read_only_workspaces_are_not_mended(
    tmp_path: Path, qtbot: QtBot, styled: QApplication
) -> None:
    path = tmp_path / "kept.jornada"
    with Workspace.create(path) as workspace:
        workspace.add_dataset(flawed(), "made by hand")
    opened = Project(Workspace.open(path, read_only=True))
    opened.load("flawed")
    settle(qtbot)
    view = QualityView(opened)
    qtbot.addWidget(view)
    view.show_dataset(opened.dataset)
    settle(qtbot)
    assert view.problems.lines
    assert all(each.mend is None for each in view.problems.lines)
    opened.close()
    opened.deleteLater()
