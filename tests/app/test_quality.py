"""``jornada quality`` and ``jornada fix``: what they answer, what they keep; undo in the window."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.cli import main
from app.commands.quality import FIXES
from designer.pages.data import DataPage
from designer.quality.mend import MendDialog
from designer.quality.view import QualityView
from engine.accounts.audiences import EntityList
from engine.accounts.quality.values import Fix
from engine.conditions.model import Scope
from engine.store.workspace import Workspace
from tests.app.conftest import OpenWindow
from tests.engine.accounts.quality.data import COUNTRY, flawed
from tests.samples import settle, when_asked


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """A workspace with the flawed data."""
    path = tmp_path / "kept.jornada"
    with Workspace.create(path) as workspace:
        workspace.add_dataset(flawed(), "made by hand")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    return json.loads(out)


def cells(out: str, begins: str) -> list[str]:
    """The cells of the line of a table that begins so."""
    line = next(each for each in out.splitlines() if each.strip().startswith(begins))
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_quality_is_told(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "quality", kept)
    assert (code, err) == (0, "")
    # Two of six accounts, four of eight people: counted by hand where the data are made.
    assert cells(out, "Accounts without a name") == ["Accounts without a name", "2", "33.3 %"]
    spelling = "Accounts with another spelling of their country"
    assert cells(out, spelling) == [spelling, "2", "33.3 %", "countries"]
    assert "The same account twice" not in out
    assert cells(out, "Accounts        Annual revenue")[2:] == ["66.7 %", "3", "100 to 300"]
    assert cells(out, "web.visit") == ["web.visit", "1", "2025-04-05", "2025-04-05"]
    assert f"jornada fix {quote(str(kept))} flawed countries --dry-run" in out


def test_quality_as_json(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "quality", kept, "flawed", "--json")
    checks = {check["key"]: check for check in document["checks"]}
    assert checks["people_same_email"]["rows"] == 4
    assert checks["people_same_email"]["groups"] == 2
    assert checks["people_same"]["fix"] == "duplicates"
    assert checks["accounts_same"]["rows"] == 0
    assert document["rows"] == {"account": 6, "person": 8, "event": 10, "opportunity": 2}
    born = next(each for each in document["fields"] if each["path"] == "person.birthDate")
    assert (born["filled"], born["rows"], born["distinct"]) == (3, 8, 2)
    assert born["values"][0] == {"value": "1980-01-05", "rows": 2}
    assert born["spread"]["quantiles"]["100"] == "1990-07-01"
    assert document["months"]["2025-03"] == 7
    sent = next(each for each in document["events"] if each["type"].endswith("emailSent"))
    assert (sent["events"], sent["last"]) == (3, "2025-06-01T00:00:01+00:00")


def test_a_dry_run_changes_nothing(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "fix", kept, "flawed", "countries", "--dry-run")
    assert (code, err) == (0, "")
    assert cells(out, "accountBillingAddress.country   “USA”")[1:] == [
        "“USA”",
        "“United States”",
        "1",
    ]
    assert "2 countries would be called by their names." in out
    with Workspace.open(Path(kept)) as workspace:
        assert len(workspace.dataset_versions("flawed")) == 1


def test_a_fix_makes_the_next_version(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "fix", kept, "flawed", "countries")
    assert code == 0
    assert "Named 2 countries: this is version 2 now. The one before is kept." in out
    with Workspace.open(Path(kept)) as workspace:
        versions = workspace.dataset_versions("flawed")
        assert [each.source for each in versions] == ["made by hand", "Named 2 countries"]
        countries = workspace.dataset("flawed").accounts[COUNTRY].to_list()
        assert countries[:3] == ["United States", "United States", "Germany"]
        before = workspace.dataset("flawed", version=1)
        assert before.content_hash == flawed().content_hash
    code, out, _ = run(capsys, "fix", kept, "flawed", "countries")
    assert (code, out) == (0, "There is nothing to mend.\n")
    with Workspace.open(Path(kept)) as workspace:
        assert len(workspace.dataset_versions("flawed")) == 2


@pytest.mark.parametrize(
    ("fix", "changed"),
    # The trims are counted in the test of the fixes; the others are one each.
    [("trim", 9), ("countries", 2), ("emails", 1), ("duplicates", 1)],
)
def test_every_fix(kept: str, fix: str, changed: int, capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "fix", kept, "flawed", fix, "--json")
    assert (document["fix"], document["changed"], document["version"]) == (fix, changed, 2)
    assert document["moved"] == ({"event": 1} if fix == "duplicates" else {})
    assert len(document["changes"]) == changed


def test_lists_follow_a_merge(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    champions = EntityList(id="c", name="Champions", scope=Scope.PERSON, members=("p2",))
    with Workspace.open(Path(kept)) as workspace:
        workspace.save_definition("lists", champions)
    assert run(capsys, "fix", kept, "flawed", "duplicates")[0] == 0
    with Workspace.open(Path(kept)) as workspace:
        (now,) = workspace.definitions().lists
    assert now.members == ("p2", "p1")  # p1 stays in the place of p2


def test_fixes_have_the_names_of_the_engine() -> None:
    assert tuple(Fix) == FIXES


def test_wrong_use_is_said(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "fix", kept, "flawed", "guess")
    assert code == 2
    assert "“guess” is nothing that can be mended. There are: trim, countries" in err
    code, _, err = run(capsys, "quality", kept, "another")
    assert code == 1
    assert "another" in err
    with Workspace.open(Path(kept)) as workspace:
        workspace.add_dataset(replace(flawed(), name="second"), "made by hand")
    code, _, err = run(capsys, "quality", kept)
    assert code == 1
    assert "flawed, second" in err


@pytest.mark.parametrize("command", ["quality", "fix"])
def test_commands_explain_themselves(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, command, "--help")
    assert (code, err) == (0, "")
    assert "Usage: jornada" in out


def test_a_mend_is_taken_back_by_the_undo_of_the_window(
    open_window: OpenWindow, kept: str, qtbot: QtBot
) -> None:
    window = open_window(Path(kept))
    assert window.project is not None
    window.project.load("flawed")
    settle(qtbot)
    window.go("data")
    page = window.stack.currentWidget()
    assert isinstance(page, DataPage)
    page.show_tab("quality")
    settle(qtbot)
    view = page.view("quality")
    assert isinstance(view, QualityView)
    assert not window.actions_["undo"].isEnabled()

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, MendDialog)
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=10_000)
        dialog.accept()

    when_asked(accept)
    view.mend("emails")
    settle(qtbot)
    settle(qtbot)
    assert window.actions_["undo"].isEnabled()
    assert window.project.dataset is not None
    assert window.project.dataset.content_hash != flawed().content_hash
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot)
    settle(qtbot)
    assert window.project.dataset.content_hash == flawed().content_hash
    assert not window.actions_["undo"].isEnabled()
