"""The state of a dataset before any journey has touched it, as conditions read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.accounts.dataset import Dataset
from engine.conditions.columns import Bools, Column, EventBlock
from engine.conditions.model import Scope


@dataclass(frozen=True)
class Snapshot:
    """A dataset, the members of its lists, by scope and list id (one flag a row), and the
    columns of the ``derived`` account attributes, by path."""

    dataset: Dataset
    lists: Mapping[tuple[Scope, str], Bools] = field(default_factory=dict)
    derived: Mapping[str, Column] = field(default_factory=dict)

    def attribute(self, scope: Scope, path: str) -> Column | None:
        """The loaded values of an attribute, or those derived from them."""
        if scope is Scope.ACCOUNT and path in self.derived:
            return self.derived[path]
        return self.dataset.attribute(scope, path)

    def people_offsets(self) -> NDArray[np.int64]:
        """Where each account's people start."""
        return self.dataset.offsets

    def takes_part(self, scope: Scope) -> Bools:
        """Named accounts, people with an e-mail address."""
        return self.dataset.takes_part(scope)

    def events(self, event_type: str) -> Sequence[EventBlock]:
        """The loaded events of a type."""
        block = self.dataset.events_of(event_type)
        return () if block is None else (block,)

    def members(self, scope: Scope, list_id: str) -> Bools | None:
        """Who is in a list."""
        return self.lists.get((scope, list_id))
