"""What a session begins with, and what is remembered of it."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from app import session
from app.display import has_display, has_screen
from app.preferences import RECENT, Appearance, Preferences
from app.sample import make_sample
from engine.background import Work
from engine.errors import Cancelled, JornadaError
from engine.store.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this person."""
    folder = tmp_path / "data"
    monkeypatch.setattr(session, "user_data_path", lambda *_, **__: folder)
    return folder


# --- which workspace ---


def test_what_was_asked_for_comes_before_the_last_and_that_before_the_sample(
    data: Path, tmp_path: Path
) -> None:
    preferences = Preferences(tmp_path / "preferences.json")
    assert session.workspace_to_open(None, preferences) == data / "Sample.jornada"
    last = tmp_path / "last.jornada"
    last.touch()
    preferences.opened(last)
    assert session.workspace_to_open(None, preferences) == last
    assert session.workspace_to_open(tmp_path / "x", preferences) == tmp_path / "x"
    last.unlink()
    assert session.workspace_to_open(None, preferences) == data / "Sample.jornada"


def test_only_the_sample_is_made_where_it_is_missing(data: Path, tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match=r"no file|There is no"):
        session.open_workspace(tmp_path / "other.jornada", Work())


def test_a_sample_that_was_cancelled_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "Sample.jornada"
    with pytest.raises(Cancelled):
        make_sample(path, Work(cancelled=lambda: True))
    assert list(tmp_path.iterdir()) == []


def test_the_sample_is_complete(sample_file: Path) -> None:
    with Workspace.open(sample_file, read_only=True) as opened:
        assert opened.name == "Sample workspace"
        assert [entry.id for entry in opened.journeys()] == ["sample"]
        (dataset,) = opened.datasets()
        assert dataset.accounts == 500
        assert dataset.report is not None
        (run,) = opened.runs()
        assert run.dataset_hash == dataset.content_hash


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(JornadaError, match=r"can't be"):
            make_sample(tmp_path / "deep" / "Sample.jornada", Work())
    finally:
        tmp_path.chmod(0o700)


# --- preferences ---


def test_preferences_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "preferences.json"
    first = Preferences(path)
    assert first.appearance is Appearance.SYSTEM
    first.appearance = Appearance.DARK
    first.geometry = "0badcafe"
    again = Preferences(path)
    assert (again.appearance, again.geometry) == (Appearance.DARK, "0badcafe")


def test_the_workspaces_opened_last_come_first_and_each_once(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "preferences.json")
    paths = [tmp_path / f"{number}.jornada" for number in range(RECENT + 2)]
    for path in paths:
        path.touch()
        preferences.opened(path)
    assert preferences.recent == tuple(reversed(paths))[:RECENT]
    preferences.opened(paths[-2])
    assert preferences.recent[:2] == (paths[-2], paths[-1])


@pytest.mark.parametrize(
    "content",
    ["", "nonsense", "[1, 2]", '{"appearance": "pink", "recent": 7, "geometry": []}', "\x00"],
)
def test_preferences_that_cannot_be_read_are_as_at_first(content: str, tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(content)
    found = Preferences(path)
    assert (found.appearance, found.recent, found.geometry) == (Appearance.SYSTEM, (), "")
    found.appearance = Appearance.LIGHT
    assert json.loads(path.read_text())["appearance"] == "light"


def test_preferences_that_cannot_be_written_are_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = Preferences(tmp_path / "file" / "preferences.json")
    found.appearance = Appearance.DARK
    assert found.appearance is Appearance.DARK


# --- the display ---


@pytest.fixture
def unix(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Linux, wherever the test runs."""
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("no such sockets here")
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.usefixtures("unix")
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": ":4321"},
        {"DISPLAY": ":4321.0"},
        {"DISPLAY": "127.0.0.1:59000"},
        {"DISPLAY": "localhost:99999999"},
        {"DISPLAY": "nonsense"},
        {"WAYLAND_DISPLAY": "wayland-0"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere"},
    ],
)
def test_a_display_that_nobody_answers_for_is_none(environment: dict[str, str]) -> None:
    assert not has_display(environment)
    assert not has_screen(environment)


@pytest.mark.usefixtures("unix")
def test_a_display_that_answers_is_one(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        environment = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert has_display(environment)
        assert has_screen(environment)
        assert has_display({"DISPLAY": f"{tmp_path / 'wayland-7'}:0"})


@pytest.mark.usefixtures("unix")
def test_without_a_screen_qt_may_still_paint() -> None:
    assert has_display({"QT_QPA_PLATFORM": "offscreen"})
    assert not has_screen({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"})


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_a_screen(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert has_display({})
    assert has_screen({})
