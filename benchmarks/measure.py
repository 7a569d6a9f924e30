"""Contenders at one scale, each in a process of its own: seconds, peak memory, counts."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import jornada, numpy_script, simpy_model
from benchmarks.counts import Counts
from benchmarks.data import dataset
from benchmarks.memory import peak
from engine.accounts.dataset import Dataset


@dataclass(frozen=True)
class Contender:
    """How data are put into the form it holds them in, how it runs, and what it counted."""

    prepare: Callable[[Dataset], Any]
    run: Callable[[Any], Any]
    counts: Callable[[Any], Counts] = lambda result: result


CONTENDERS = {
    "Jornada": Contender(lambda data: data, jornada.run, jornada.counts),
    "NumPy script": Contender(numpy_script.arrays, numpy_script.run),
    "SimPy model": Contender(simpy_model.accounts, simpy_model.run),
}


@dataclass(frozen=True)
class Measured:
    """What a contender needed at a scale. The first run, which also fills caches, stands apart
    where there are several; ``seconds`` is the median of the others."""

    contender: str
    accounts: int
    first: float
    runs: tuple[float, ...]
    peak_bytes: int
    counts: dict[str, dict[str, int]]

    @property
    def seconds(self) -> float:
        """The median run."""
        return median(self.runs)


class Apart:
    """A contender in a process of its own, ready to run whenever it is told to."""

    def __init__(self, contender: str, accounts: int) -> None:
        self.contender, self.accounts = contender, accounts
        self.seconds: list[float] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.measure", contender, str(accounts)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._hear()  # it has its data

    def run(self) -> None:
        """Run once more."""
        assert self._process.stdin is not None
        self._process.stdin.write("run\n")
        self._process.stdin.flush()
        self.seconds.append(float(self._hear()))

    def finish(self) -> Measured:
        """What all runs needed. With one run only, that run is the measure."""
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()
            found = json.loads(self._hear())
        return Measured(
            contender=self.contender,
            accounts=self.accounts,
            first=self.seconds[0],
            runs=tuple(self.seconds[1:] or self.seconds),
            **found,
        )

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.contender} has stopped; what it said stands above")
        return line


def measure(times: Mapping[str, int], accounts: int) -> dict[str, Measured]:
    """Measure contenders side by side: so many runs of each, after a first one where there are
    several. They take turns, so that a busy moment of the machine meets all of them."""
    ready = {name: Apart(name, accounts) for name in times}
    for turn in range(max(times.values()) + 1):
        for name, runs in times.items():
            if turn < runs + (runs > 1):
                ready[name].run()
    return {name: contender.finish() for name, contender in ready.items()}


def _main(name: str, accounts: int) -> None:
    """Say when the data are there, run once for each line that comes in and say the seconds; at
    the end say the peak memory and the counts."""
    contender = CONTENDERS[name]
    data = contender.prepare(dataset(accounts))
    gc.collect()
    gc.freeze()  # the data are not garbage: no contender pays for looking through them
    print("ready", flush=True)
    counts = Counts()
    for _ in sys.stdin:
        started = perf_counter()
        result = contender.run(data)
        print(perf_counter() - started, flush=True)
        counts = contender.counts(result)
        del result
    print(json.dumps({"peak_bytes": peak(), "counts": _plain(counts)}))


def _plain(counts: Counts) -> dict[str, dict[str, int]]:
    def texts(counter: Counter[Any]) -> dict[str, int]:
        return {
            key if isinstance(key, str) else " / ".join(key): int(times)
            for key, times in sorted(counter.items())
            if times
        }

    return {name: texts(counter) for name, counter in vars(counts).items()}


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
