"""The one shape of long work: a function that takes a :class:`Work`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.errors import Cancelled
from resources.catalogue import Message


def _silent(fraction: float, doing: Message | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Work:
    """How long work reports and is stopped.

    ``progress(fraction, doing)`` is told how far the work is, 0 to 1, and what it does;
    ``cancelled()`` answers whether the person wants it stopped.
    """

    progress: Callable[[float, Message | None], None] = _silent
    cancelled: Callable[[], bool] = lambda: False

    def at(self, fraction: float, doing: Message | None = None) -> None:
        """Report progress. Raises :class:`Cancelled` where the person wants the work stopped."""
        if self.cancelled():
            raise Cancelled
        self.progress(min(max(fraction, 0.0), 1.0), doing)

    def part(self, start: float, end: float) -> Work:
        """The work seen by a part of it, whose 0 to 1 is this work's ``start`` to ``end``."""

        def within(fraction: float, doing: Message | None) -> None:
            self.progress(start + (end - start) * fraction, doing)

        return Work(within, self.cancelled)
