"""One contender at one scale, in a process of its own: ``python -m benchmarks.measure``.

Prints one JSON object: the seconds of every run, the peak memory of the process, and the counts.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import jornada, numpy_script, simpy_model
from benchmarks.counts import Counts
from benchmarks.data import dataset
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


def measure(contender: str, accounts: int, runs: int) -> Measured:
    """Measure in a process of its own. With one run only, that run is the measure."""
    command = [sys.executable, "-m", "benchmarks.measure", contender, str(accounts), str(runs)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return Measured(**{**found, "runs": tuple(found["runs"])})


def _main(name: str, accounts: int, runs: int) -> dict[str, Any]:
    contender = CONTENDERS[name]
    data = contender.prepare(dataset(accounts))
    gc.collect()
    gc.freeze()  # the data are not garbage: no contender pays for looking through them
    seconds = []
    counts = Counts()
    for _ in range(runs + (runs > 1)):
        started = perf_counter()
        result = contender.run(data)
        seconds.append(perf_counter() - started)
        counts = contender.counts(result)
        del result
    return {
        "contender": name,
        "accounts": accounts,
        "first": seconds[0],
        "runs": seconds[1:] or seconds,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "counts": _plain(counts),
    }


def _plain(counts: Counts) -> dict[str, dict[str, int]]:
    def texts(counter: Counter[Any]) -> dict[str, int]:
        return {
            key if isinstance(key, str) else " / ".join(key): int(times)
            for key, times in sorted(counter.items())
            if times
        }

    return {name: texts(counter) for name, counter in vars(counts).items()}


if __name__ == "__main__":
    print(json.dumps(_main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
