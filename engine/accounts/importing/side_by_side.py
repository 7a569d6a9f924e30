"""Work on several things of a row at once, in threads, with the results in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_MOST_THREADS = 4


def side_by_side(make: Callable[[_Given], _Made], things: Iterator[_Given]) -> Iterator[_Made]:
    """What ``make`` makes of each thing, in order, while the next things are fetched.

    Few are under way at once, so memory stays bounded. An error of ``make`` or of ``things`` is
    raised where its result would have come; what is under way then comes to its end first.
    """
    threads = min(os.cpu_count() or 1, _MOST_THREADS)
    under_way = deque[Future[_Made]]()
    with ThreadPoolExecutor(threads, "side-by-side") as pool:
        try:
            for thing in things:
                under_way.append(pool.submit(make, thing))
                if len(under_way) > threads:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()
