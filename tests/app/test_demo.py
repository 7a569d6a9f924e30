"""``jornada demo``: what it writes, that it can be called again, and when it opens the window."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app import display
from app.cli import main
from app.commands import demo
from engine.exchange.native import read_journey
from engine.store.workspace import Workspace

NAMES = ["demo.jornada", "demo.journey.json", "demo.png", "demo.run.json"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["demo", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_it_imports_checks_simulates_and_writes_and_can_be_called_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    out, said = tmp_path / "demo-output", ""
    for _ in range(2):
        code, said, err = run(capsys, "--no-window", "--output", str(out))
        assert (code, err) == (0, "")
        assert sorted(path.name for path in out.iterdir()) == NAMES
        for name in NAMES:
            assert f"Wrote {out / name}\n" in said
    document = json.loads((out / "demo.run.json").read_text())
    journey = read_journey(out / "demo.journey.json").journey
    assert [node["id"] for node in document["nodes"]] == [node.id for node in journey.nodes]
    # The table of nodes says what the file says.
    for node in document["nodes"]:
        line = next(line for line in said.splitlines() if f" {node['id']} " in line)
        assert f" {node['entered']} " in line
    assert f"{journey.name}: no problems." in said
    with Workspace.open(out / "demo.jornada") as workspace:
        (kept,) = workspace.runs()
        assert kept.id == document["id"]
    assert QImage(str(out / "demo.png")).width() > 2_000


def test_it_does_not_take_a_workspace_from_under_a_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    Workspace.create(tmp_path / "demo.jornada").close()
    with Workspace.open(tmp_path / "demo.jornada"):
        code, _, err = run(capsys, "--no-window", "-o", str(tmp_path))
    assert code == 1
    assert "is open in another Jornada" in err


def test_a_folder_that_cannot_be_made_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    code, out, err = run(capsys, "-o", str(tmp_path / "file" / "x"))
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "can't be" in err


@pytest.mark.parametrize(
    ("environment", "opens"),
    [({"DISPLAY": ":0"}, True), ({"DISPLAY": ":0", "CI": "true"}, False), ({}, False)],
)
def test_the_window_opens_only_where_somebody_sees_it(
    environment: dict[str, str],
    opens: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    started: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str], **_: object) -> None:
            started.append(command)

        def wait(self, seconds: float) -> int:
            raise subprocess.TimeoutExpired("jornada", seconds)

    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(display, "_x_answers", lambda found: found == ":0")
    monkeypatch.setattr(sys, "platform", "linux")
    demo._show(Path("x.jornada"), environment)
    assert bool(started) is opens
    assert ("The window is open on x.jornada." in capsys.readouterr().out) is opens


def test_a_window_that_fails_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fails = tmp_path / "python"
    fails.write_text("#!/bin/sh\nexit 134\n")
    fails.chmod(fails.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(fails))
    monkeypatch.setattr(display, "_x_answers", lambda _: True)
    demo._show(tmp_path / "x.jornada", {**os.environ, "QT_QPA_PLATFORM": "", "CI": ""})
    assert "could not be opened" in capsys.readouterr().err
