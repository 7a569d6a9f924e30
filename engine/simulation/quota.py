"""The three rules of variant split paths (domain section 3.4, ruling 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import mmh3
import numpy as np
from numpy.typing import NDArray

_LONGEST = 10_000


@lru_cache(maxsize=256)
def quota_pattern(percentages: tuple[int, ...]) -> NDArray[np.int16]:
    """The paths of the first entities by quota, up to where everything is even again.

    With n entities assigned the next one goes to the path with the greatest
    ``percentage x (n + 1) - 100 x assigned``, the higher one where two are equal. When every
    path has exactly its share the sequence begins anew, after 100 entities at the latest.
    """
    owed = [0] * len(percentages)  # percentage x n - 100 x assigned
    sequence: list[int] = []
    while len(sequence) < _LONGEST:
        owed = [debt + share for debt, share in zip(owed, percentages, strict=True)]
        path = max(range(len(owed)), key=lambda index: (owed[index], -index))
        owed[path] -= 100
        sequence.append(path)
        if not any(owed):
            break
    return np.array(sequence, np.int16)


@dataclass
class Quota:
    """The quota of one variant node of one run."""

    percentages: tuple[int, ...]
    assigned: int = field(default=0)

    def assign(self, count: int) -> NDArray[np.int16]:
        """The paths of the next ``count`` entities, in order."""
        pattern = quota_pattern(self.percentages)
        places = np.arange(self.assigned, self.assigned + count) % len(pattern)
        self.assigned += count
        return pattern[places]


def shares(percentages: Sequence[int], people: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of each account's people take each path: ``(accounts, paths)``.

    Path i gets ``floor(percentage x people / 100)``, the last one the rest; an only person takes
    the first path (ruling 32).
    """
    counts = people[:, None] * np.array(percentages, np.int64)[None, :] // 100
    counts[:, -1] = people - counts[:, :-1].sum(axis=1)
    only = people == 1
    counts[only] = 0
    counts[only, 0] = 1
    return counts


def bucket(person_key: str, journey_id: str) -> int:
    """The bucket 0 to 9999 of a person in a person journey."""
    return (mmh3.hash(f"{person_key}:{journey_id}", 0, signed=False) * 10_000) >> 32


def path_of_bucket(number: int, percentages: Sequence[int]) -> int:
    """The path that a bucket is dealt to: percentages in order, 100 buckets a percent."""
    edges = np.cumsum(percentages) * 100
    return int(np.searchsorted(edges, number, side="right"))
