"""The whole path, part by part: import from Parquet, keep, load, run, keep the run.

``python -m benchmarks.whole_path FOLDER`` goes it once over the files of a folder, in a process of
its own, and prints one JSON object: seconds and peak memory of every part.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from rich.console import Console
from rich.table import Table

from benchmarks import files, jornada
from benchmarks.data import EVENTS, dataset
from benchmarks.memory import forget_peak, peak
from benchmarks.reference import definitions, journey
from engine.accounts.importing.importer import import_files
from engine.store.workspace import Workspace

PARTS = (
    "import from Parquet",
    "keep the data in a workspace",
    "load the data",
    "run",
    "run again",
    "keep the run",
)
LIMIT = 24
"""The GiB of memory that the largest scale has."""
ONCE_FROM = 1_000_000

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass
class Parts:
    """Seconds and peak bytes by part, in the order they were gone through."""

    seconds: dict[str, float] = field(default_factory=dict)
    peak_bytes: dict[str, int] = field(default_factory=dict)

    def go(self, part: str, work: Callable[_P, _T], *args: _P.args, **how: _P.kwargs) -> _T:
        """Do a part and write down what it took."""
        forget_peak()
        started = perf_counter()
        result = work(*args, **how)
        self.seconds[part] = perf_counter() - started
        self.peak_bytes[part] = peak()
        return result


def go(folder: Path) -> dict[str, Any]:
    """The whole path over the Parquet files of a folder, with a workspace beside them."""
    parts, names = Parts(), iter(PARTS)
    path = folder / "whole path.jornada"
    sources = sorted(folder.glob("*.parquet"))
    imported = parts.go(next(names), import_files, "reference", sources).dataset
    with Workspace.create(path) as workspace:
        workspace.save_journey(journey(), definitions())
        parts.go(next(names), workspace.add_dataset, imported, "Parquet files")
    del imported
    with Workspace.open(path) as workspace:
        data = parts.go(next(names), workspace.dataset, "reference")
        parts.go(next(names), jornada.run, data)
        result = parts.go(next(names), jornada.run, data)
        parts.go(next(names), workspace.add_run, result, [journey()], definitions(), data)
    return {
        "seconds": parts.seconds,
        "peak_bytes": parts.peak_bytes,
        "source_bytes": sum(source.stat().st_size for source in sources),
        "workspace_bytes": path.stat().st_size,
        "steps": result.steps.height,
        "messages": result.messages.height,
    }


def show(console: Console, scales: Sequence[int], runs: int) -> dict[str, Any]:
    """Go the whole path at each scale and print a table of its parts."""
    found: dict[str, Any] = {}
    for accounts in scales:
        times = 1 if accounts >= ONCE_FROM else runs
        with tempfile.TemporaryDirectory() as folder:
            _apart("benchmarks.whole_path", "--write", str(accounts), folder)
            gone = []
            for _ in range(times):
                gone.append(json.loads(_apart("benchmarks.whole_path", folder)))
                (Path(folder) / "whole path.jornada").unlink()
        found[str(accounts)] = gone
        console.print(_table(accounts, gone))
        most = max(max(one["peak_bytes"].values()) for one in gone) / 2**30
        verdict = "[green]met[/]" if most <= LIMIT else "[red]missed[/]"
        console.print(f"  {most:.2f} GiB at the peak (at most {LIMIT}: {verdict})\n")
    return found


def _table(accounts: int, gone: list[dict[str, Any]]) -> Table:
    size = f"{gone[0]['source_bytes'] / 2**30:.2f} GiB of Parquet"
    kept = f"{gone[0]['workspace_bytes'] / 2**30:.2f} GiB of workspace"
    table = Table(
        title=f"The whole path, {accounts:,} accounts, {accounts * EVENTS:,} events",
        caption=f"{'one run' if len(gone) == 1 else f'median of {len(gone)} runs'}; "
        f"{size}, {kept}, {gone[0]['steps']:,} steps",
    )
    table.add_column("")
    for heading in ("seconds", "memory"):
        table.add_column(heading, justify="right")
    for part in PARTS:
        seconds = median(one["seconds"][part] for one in gone)
        memory = max(one["peak_bytes"][part] for one in gone)
        table.add_row(part, f"{seconds:.2f} s", f"{memory / 2**30:.2f} GiB")
    whole = median(sum(one["seconds"].values()) for one in gone)
    table.add_row("all", f"{whole:.2f} s", "")
    return table


def _apart(*command: str) -> bytes:
    """Run a module of the benchmarks in a process of its own; what it printed."""
    return subprocess.run(
        [sys.executable, "-m", *command], check=True, stdout=subprocess.PIPE, env=os.environ
    ).stdout


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        files.write(dataset(int(sys.argv[2])), Path(sys.argv[3]))
    else:
        print(json.dumps(go(Path(sys.argv[1]))))
