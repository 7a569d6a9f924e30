"""How many accounts or people belong to each audience and list, counted off the thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from designer.background import Latest
from engine.accounts.audiences import Audience, EntityList, ListKind
from engine.background import Work

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.journey.model import Definitions

Key = tuple[str, str]
"""The kind (``audiences`` or ``lists``) and the id."""


def keyed(definitions: Definitions) -> dict[Key, Audience | EntityList]:
    """The audiences and lists by their keys."""
    found: dict[Key, Audience | EntityList] = {}
    for audience in definitions.audiences:
        found["audiences", audience.id] = audience
    for each in definitions.lists:
        found["lists", each.id] = each
    return found


class Sizes(QObject):
    """The last known sizes; ``counted`` when there are newer ones."""

    counted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.of: dict[Key, int] = {}
        self._latest = Latest(self)
        self._latest.answered.connect(self._take)

    def ask(self, definitions: Definitions, dataset: Dataset | None) -> None:
        """Count all of them. Static lists have as many as are on them, whatever is loaded."""
        self.of = {
            key: len(item.members)
            for key, item in keyed(definitions).items()
            if isinstance(item, EntityList) and item.kind is ListKind.STATIC
        }
        if dataset is not None:
            self._latest.ask(partial(_count, definitions, dataset))

    def _take(self, found: dict[Key, int]) -> None:
        self.of |= found
        self.counted.emit()


def _count(definitions: Definitions, dataset: Dataset, work: Work) -> dict[Key, int]:
    from engine.accounts.membership import Membership

    membership = Membership(dataset, definitions.lists, definitions.derived_attributes)
    found = {}
    for key, item in keyed(definitions).items():
        work.at(0.5)
        if isinstance(item, Audience) or item.kind is ListKind.DYNAMIC:
            found[key] = int(np.count_nonzero(membership.members(item)))
    return found
