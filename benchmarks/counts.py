"""What all contenders must agree on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Counts:
    """Counts by node: who entered, who left by which path, whose entry ended and why, and what
    became of the messages. Equal where all counts are equal."""

    entered: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: Counter[tuple[str, str]] = field(default_factory=Counter)

    def visit(self, node: str, path: str, times: int = 1) -> None:
        """A traveller, or several, came to a node and left it by a path."""
        self.entered[node] += times
        self.left[node, path] += times
