"""Conditions over everybody at one instant, each filter evaluated once.

While somebody types, one filter of a condition changes and the others stay; the total and the
count of every filter need the same answers. So the answers of single filters are kept, and what
combines them (all, any, not, people of the account) is computed anew each time, which is cheap.
The meaning is that of :func:`engine.conditions.evaluate.evaluate`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import reduce

import numpy as np

from engine.conditions.columns import Bools, Columns
from engine.conditions.evaluate import enough, evaluate
from engine.conditions.model import (
    ACCOUNT_ONLY,
    DERIVED,
    PERSON_ONLY,
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    Not,
    PeopleOfAccount,
    RoleInAccount,
    Scope,
)
from engine.conditions.segments import Ints

KEPT_BYTES = 64 * 2**20
"""How much memory the answers that are kept may take."""
_KEPT = (Attribute, RoleInAccount, EventHistory)
"""Filters whose answers depend on nothing but the data and the instant."""


class Memo:
    """The answers of filters over some data as of an instant; to be used by any thread.

    The data are those of ``columns``, of whom only the members of lists may change from question
    to question.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self._answers: OrderedDict[tuple[Scope, str], Bools] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def flags(
        self,
        condition: Condition,
        columns: Columns,
        scope: Scope,
        between: Callable[[], object] = lambda: None,
    ) -> Bools:
        """Where the condition holds: one flag for every row of the scope. The array is not to be
        changed. ``between`` is called before each filter and may raise, to stop the work."""
        if isinstance(condition, PERSON_ONLY if scope is Scope.ACCOUNT else ACCOUNT_ONLY):
            return np.zeros(_height(columns, scope), np.bool_)
        match condition:
            case AllOf() | AnyOf():
                every = isinstance(condition, AllOf)
                parts = (self.flags(part, columns, scope, between) for part in condition.conditions)
                start = np.full(_height(columns, scope), every)
                return reduce(np.logical_and if every else np.logical_or, parts, start)
            case Not():
                return ~self.flags(condition.condition, columns, scope, between)
            case PeopleOfAccount():
                meets = self.flags(condition.condition, columns, Scope.PERSON, between)
                return enough(condition, _per_account(meets, columns))
            case _:
                between()
                return self._filter(condition, columns, scope)

    def _filter(self, condition: Condition, columns: Columns, scope: Scope) -> Bools:
        rows = np.arange(_height(columns, scope))
        if not isinstance(condition, _KEPT) or _is_derived(condition):
            return evaluate(condition, columns, scope, rows, self.at)
        # As JSON, where true is not 1: as values they would be equal.
        key = (scope, condition.model_dump_json())
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
                return found
        found = evaluate(condition, columns, scope, rows, self.at)
        with self._lock:
            if key not in self._answers:
                self._answers[key] = found
                self._bytes += found.nbytes
            while self._bytes > KEPT_BYTES and len(self._answers) > 1:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.nbytes
        return found


def _is_derived(condition: Condition) -> bool:
    """Whether the answer depends on a definition as well."""
    return isinstance(condition, Attribute) and condition.attribute.startswith(DERIVED)


def _height(columns: Columns, scope: Scope) -> int:
    return len(columns.takes_part(scope))


def _per_account(meets: Bools, columns: Columns) -> Ints:
    """How many people of each account take part and are flagged."""
    offsets = columns.people_offsets()
    flags = meets & columns.takes_part(Scope.PERSON)
    before = np.concatenate(([0], np.cumsum(flags, dtype=np.int64)))
    return before[offsets[1:]] - before[offsets[:-1]]
