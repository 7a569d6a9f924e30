"""Killed in the middle of writing, the workspace keeps everything that was committed."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from engine.accounts.dataset import Dataset
from engine.store.workspace import Workspace

SAVING = """
import sys
from engine.journey.model import Journey
from engine.store.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
for turn in range(1_000_000):
    workspace.save_journey(Journey(id="a", name="A", description=str(turn) + " " * 50_000))
    print(turn, flush=True)
"""

IMPORTING = """
import sys
import numpy as np
import polars as pl
from engine.accounts.dataset import build_dataset
from engine.background import Work
from engine.store.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
noise = np.random.default_rng(1).integers(0, 1 << 60, 400_000)
keys = pl.Series("accountKey.sourceKey", noise).cast(pl.String)
people = pl.DataFrame({"b2b.personKey.sourceKey": keys})
dataset = build_dataset("Big", pl.DataFrame({"accountKey.sourceKey": keys}), people, {})
workspace.add_dataset(dataset, "", work=Work(lambda done, _: print(done, flush=True)))
"""


REPLACING = IMPORTING.replace('build_dataset("Big", ', 'build_dataset("Sample", ').replace(
    'workspace.add_dataset(dataset, "", ', 'workspace.add_dataset(dataset, "", replace=True, '
)
RESTORING = """
import sys
from engine.store.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
for turn in range(1_000_000):
    print(workspace.restore_version("Sample", 1 + turn % 2).version, flush=True)
"""


def run(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("milliseconds", [0, 3, 11, 40])
def test_killed_while_saving(path: Path, milliseconds: int) -> None:
    Workspace.create(path).close()
    with run(SAVING, path) as writer:
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        time.sleep(milliseconds / 1000)
        writer.kill()
        saved = [4, *(int(line) for line in writer.stdout if line.endswith("\n"))][-1]
    with Workspace.open(path) as workspace:
        found = int(workspace.journey("a").description)
    # What was said to be saved is there; the one under way may be too.
    assert saved <= found <= saved + 1
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("lines", [1, 3])
def test_killed_while_importing(path: Path, lines: int) -> None:
    Workspace.create(path).close()
    with run(IMPORTING, path) as writer:
        assert writer.stdout is not None
        for _ in range(lines):
            writer.stdout.readline()
        writer.kill()
    with Workspace.open(path) as workspace:
        assert workspace.datasets() == ()
        with workspace._db.reading() as connection:
            for table in ("dataset", "dataset_part", "dataset_blob"):
                count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
                assert count == 0
    assert path.stat().st_size < 1 << 20  # its room was given back


@pytest.mark.parametrize("lines", [1, 3])
def test_killed_while_a_newer_version_is_written(path: Path, dataset: Dataset, lines: int) -> None:
    with Workspace.create(path) as workspace:
        kept = workspace.add_dataset(dataset, "first")
    with run(REPLACING, path) as writer:
        assert writer.stdout is not None
        for _ in range(lines):
            writer.stdout.readline()
        writer.kill()
    with Workspace.open(path) as workspace:
        assert workspace.dataset_versions("Sample") == (kept,)
        assert replace(workspace.dataset("Sample")).content_hash == dataset.content_hash
        assert blobs(workspace) == 5  # three tables and two event types


@pytest.mark.parametrize("milliseconds", [0, 3, 11, 40])
def test_killed_while_restoring(path: Path, dataset: Dataset, milliseconds: int) -> None:
    other = replace(dataset, people=dataset.people.head(2), event_tables={})
    with Workspace.create(path) as workspace:
        workspace.add_dataset(dataset, "first")
        workspace.add_dataset(other, "second", replace=True)
        stored = blobs(workspace)
    with run(RESTORING, path) as writer:
        assert writer.stdout is not None
        for _ in range(3):
            writer.stdout.readline()
        time.sleep(milliseconds / 1000)
        writer.kill()
        told = [5, *(int(line) for line in writer.stdout if line.endswith("\n"))][-1]
    with Workspace.open(path) as workspace:
        versions = workspace.dataset_versions("Sample")
        # What was said to be restored is there; the one under way may be too.
        assert told <= versions[-1].version <= told + 1
        assert [entry.version for entry in versions] == list(range(1, versions[-1].version + 1))
        for entry in versions[-2:]:
            data = dataset if entry.version % 2 else other  # 1 and 2, restored in turn
            loaded = workspace.dataset("Sample", version=entry.version)
            assert replace(loaded).content_hash == data.content_hash
        assert blobs(workspace) == stored


def blobs(workspace: Workspace) -> int:
    with workspace._db.reading() as connection:
        query = "SELECT count(*) FROM dataset_blob"
        return int(connection.exec_driver_sql(query).scalar() or 0)
