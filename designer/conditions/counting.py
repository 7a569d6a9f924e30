"""How many of the loaded accounts or people a condition matches, in all and filter by filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.background import Work
from engine.conditions.model import Condition, Scope

if TYPE_CHECKING:
    from engine.accounts.audiences import EntityList
    from engine.accounts.dataset import Dataset
    from engine.accounts.derived.model import DerivedAttribute
    from engine.accounts.membership import Count, Membership

Path = tuple[int, ...]
"""Where a condition stands: its place in each group from the root on."""


@dataclass(frozen=True)
class Question:
    """What is to be counted: the whole condition, and its filters and groups by their place."""

    condition: Condition
    scope: Scope
    parts: Mapping[Path, tuple[Condition, Scope]]


@dataclass(frozen=True)
class Counts:
    """The answer to a question: the whole, and each filter alone."""

    question: Question
    whole: Count
    parts: Mapping[Path, Count]


class Counter:
    """Counts on one dataset with its lists and derived attributes."""

    def __init__(
        self,
        dataset: Dataset,
        lists: tuple[EntityList, ...],
        derived: tuple[DerivedAttribute, ...] = (),
    ) -> None:
        self._dataset = dataset
        self._lists = lists
        self._derived = derived
        self._membership: Membership | None = None

    def answer(self, question: Question, work: Work) -> Counts:
        """Count, on any thread. Stops between two filters where the work is cancelled."""
        from engine.accounts.membership import Membership

        if self._membership is None:
            self._membership = Membership(self._dataset, self._lists, self._derived)

        def between() -> None:
            work.at(0.5)

        count = self._membership.count
        whole = count(question.condition, question.scope, between)
        parts = {
            place: count(condition, scope, between)
            for place, (condition, scope) in question.parts.items()
        }
        return Counts(question, whole, parts)
