"""Making, opening, closing and sharing a workspace file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import JornadaError
from engine.journey.model import Journey
from engine.store.tables import APPLICATION_ID
from engine.store.workspace import Workspace


def test_a_new_workspace_is_empty_and_named_after_its_file(path: Path) -> None:
    with Workspace.create(path) as workspace:
        assert (workspace.name, workspace.read_only) == ("Spring 100% ?#1", False)
        assert (workspace.journeys(), workspace.datasets(), workspace.runs()) == ((), (), ())


def test_a_closed_workspace_is_one_plain_file(path: Path, journey: Journey) -> None:
    with Workspace.create(path, "Spring") as workspace:
        workspace.save_journey(journey)
        assert len(list(path.parent.iterdir())) > 1  # the log and the lock, while it is open
    assert list(path.parent.iterdir()) == [path]
    # Byte 18 of the header is 1 for a file that needs no write-ahead log to be read.
    assert path.read_bytes()[18] == 1


def test_settings_and_name_survive(path: Path) -> None:
    with Workspace.create(path, "Spring") as workspace:
        workspace.rename("Summer")
        workspace.set_setting("theme", "dark")
        workspace.set_setting("theme", "light")
    with Workspace.open(path) as workspace:
        assert (workspace.name, workspace.setting("theme")) == ("Summer", "light")
        assert workspace.setting("unknown") is None


def test_every_connection_has_its_pragmas(workspace: Workspace) -> None:
    expected = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,  # FULL
        "busy_timeout": 10_000,
        "trusted_schema": 0,
        "application_id": APPLICATION_ID,
        "auto_vacuum": 2,  # INCREMENTAL
    }
    found = {name: workspace._db.outside(f"PRAGMA {name}")[0][0] for name in expected}
    assert found == expected


def test_writers_wait_for_each_other(workspace: Workspace, journey: Journey) -> None:
    """Eight threads, each saving its own journey twenty times: nothing is lost or refused."""
    failures: list[Exception] = []

    def edit(number: int) -> None:
        try:
            for turn in range(20):
                mine = {"id": f"j{number}", "name": f"J {number}", "description": str(turn)}
                workspace.save_journey(journey.model_copy(update=mine))
        except JornadaError as error:
            failures.append(error)

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert [workspace.journey(f"j{n}").description for n in range(8)] == ["19"] * 8


def test_a_second_opening_is_read_only_and_says_who_writes(
    workspace: Workspace, journey: Journey
) -> None:
    workspace.save_journey(journey)
    with Workspace.open(workspace.path) as second:
        assert second.read_only
        assert second.journey("welcome") == journey
        with pytest.raises(JornadaError, match=f"another Jornada .process {os.getpid()} on "):
            second.save_journey(journey)
    assert not workspace.read_only
    workspace.save_journey(journey)


def test_the_reader_sees_what_the_writer_saves_and_does_not_hinder_its_close(
    path: Path, journey: Journey
) -> None:
    writer = Workspace.create(path)
    with Workspace.open(path) as reader:
        writer.save_journey(journey)
        assert reader.journey("welcome") == journey
        writer.close()
        assert reader.journey("welcome") == journey
    with Workspace.open(path) as again:
        assert not again.read_only
        assert again.journey("welcome") == journey


def test_another_process_is_locked_out_and_its_death_unlocks(path: Path) -> None:
    Workspace.create(path).close()
    script = (
        "import sys; from engine.store.workspace import Workspace;"
        "w = Workspace.open(sys.argv[1]); print(w.read_only, flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "False\n"
        with Workspace.open(path) as second:
            assert second.read_only
            assert str(other.pid) in str(second.why_read_only)
        other.kill()
    assert (path.parent / f".{path.name}.lock").exists()  # left behind, and taken over
    with Workspace.open(path) as third:
        assert not third.read_only


def test_asked_to_only_read_it_leaves_no_trace(path: Path) -> None:
    Workspace.create(path).close()
    before = path.read_bytes()
    with Workspace.open(path, read_only=True) as workspace:
        assert list(path.parent.iterdir()) == [path]
        with pytest.raises(JornadaError, match="opened for reading only"):
            workspace.rename("x")
    assert path.read_bytes() == before


def test_a_closed_workspace_refuses_changes_and_closes_twice(path: Path) -> None:
    workspace = Workspace.create(path)
    workspace.close()
    workspace.close()
    with pytest.raises(JornadaError, match="is closed"):
        workspace.rename("x")


def test_create_never_overwrites(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(JornadaError, match="already exists"):
        Workspace.create(path)
    assert path.read_text() == "mine"


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match="There is no workspace"):
        Workspace.open(tmp_path / "none.jornada")
    with pytest.raises(JornadaError, match="There is no folder"):
        Workspace.create(tmp_path / "none" / "x.jornada")
    other = tmp_path / "other.db"
    database = sqlite3.connect(other)
    database.execute("CREATE TABLE journey (id)")
    database.close()
    with pytest.raises(JornadaError, match="is not a Jornada workspace"):
        Workspace.open(other)
    (tmp_path / "empty.jornada").touch()
    with pytest.raises(JornadaError, match="is not a Jornada workspace"):
        Workspace.open(tmp_path / "empty.jornada")
    assert not list(tmp_path.glob(".*.lock"))


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    Workspace.create(path).close()
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE format_version SET version_num = '99'")
    database.close()
    before = path.read_bytes()
    with pytest.raises(JornadaError, match="written by a newer Jornada"):
        Workspace.open(path)
    assert path.read_bytes() == before


def test_a_full_disk_is_said_and_loses_nothing(workspace: Workspace, journey: Journey) -> None:
    workspace.save_journey(journey)
    with workspace._db.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    large = journey.model_copy(update={"description": "x" * 1_000_000})
    with pytest.raises(JornadaError, match="no room left on the disk"):
        workspace.save_journey(large)
    assert workspace.journey("welcome") == journey
