"""Arrays of instants that are often all the same.

Whoever enters together travels together for a while. Such an array is a view of one value
(``numpy.broadcast_to``), which costs nothing to make, to choose from and to write down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from engine.conditions.columns import Bools, Instants, Rows


def same(instant: int, count: int) -> Instants:
    """``count`` times the same instant."""
    return np.broadcast_to(np.array([instant], np.int64), count)


def only(instants: NDArray[np.generic]) -> bool:
    """Whether the array is a view of one value."""
    return len(instants) > 1 and instants.strides == (0,)


def chosen(instants: Instants, which: Bools | Rows, count: int) -> Instants:
    """``instants[which]``, of which there are ``count``."""
    if only(instants) and count:
        return np.broadcast_to(instants[:1], count)
    return instants[which]


def places(which: Bools | Rows) -> Rows:
    """Where a mask holds; places as they are. NumPy chooses from several arrays by places far
    quicker than by a mask."""
    return np.flatnonzero(which) if which.dtype == np.bool_ else cast("Rows", which)


def order_by(instants: Instants, keys: Rows) -> NDArray[np.int64]:
    """The order by instant, then key, then place.

    NumPy's quickest sort leaves open how it orders equals, so the keys settle that in a second
    one; where both are equal too, a slow but stable sort is asked.
    """
    if only(instants):
        instants = instants[:1].repeat(len(keys))
    first = np.argsort(instants)
    sorted_ = instants[first]
    group = np.cumsum(np.diff(sorted_, prepend=sorted_[:1]) != 0)
    both = (group << 32) | keys[first]
    second = np.argsort(both)
    if (np.diff(both[second]) == 0).any():
        return np.lexsort((keys, instants))
    return first[second]


def after_one_another(parts: Sequence[Instants]) -> Instants:
    """The concatenation."""
    first = next((part for part in parts if len(part)), np.empty(0, np.int64))
    if all(
        not len(part) or ((only(part) or len(part) == 1) and part[0] == first[0]) for part in parts
    ):
        return np.broadcast_to(first[:1], sum(map(len, parts)))
    return np.concatenate(parts)


def at_most(instants: Instants, latest: int) -> Instants:
    """The earlier of each and ``latest``."""
    if only(instants):
        return np.broadcast_to(np.minimum(instants[:1], latest), len(instants))
    return np.minimum(instants, latest)
