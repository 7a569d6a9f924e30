"""The steps of a form that stands alone, to be taken back and made again."""

from __future__ import annotations

from typing import Generic, TypeVar

V = TypeVar("V")


class History(Generic[V]):
    """Values one after another. Typing in one field stays one step."""

    def __init__(self, value: V) -> None:
        self._values = [value]
        self._at = 0
        self._typing = ""

    def note(self, value: V, path: str) -> None:
        """The value has changed; ``path`` names the field being typed in, empty where none is."""
        del self._values[self._at + 1 :]
        if path and path == self._typing:
            self._values[-1] = value
        else:
            self._values.append(value)
        self._at = len(self._values) - 1
        self._typing = path

    def back(self) -> V | None:
        """The value before; None where there is none."""
        return self._go(-1)

    def forth(self) -> V | None:
        """The value after; None where there is none."""
        return self._go(1)

    def _go(self, by: int) -> V | None:
        self._typing = ""
        if not 0 <= self._at + by < len(self._values):
            return None
        self._at += by
        return self._values[self._at]
