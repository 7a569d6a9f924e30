"""Killed in the middle of writing, the workspace keeps everything that was committed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

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
