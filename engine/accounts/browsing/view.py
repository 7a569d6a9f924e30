"""A table as somebody wants to see it: filtered, searched, in order, a page at a time.

Nothing is copied for what is only looked at: a view holds the numbers of its rows, and the values
of a page are fetched when it is shown. The first rows in order are known long before all rows are
sorted, so a view is made in two steps, :func:`look` and :meth:`View.complete`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.accounts.browsing import finding, ordering
from engine.accounts.browsing.ordering import Keys, Rows
from engine.accounts.browsing.tables import Ints, Table
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.membership import Membership
from engine.accounts.rowset import RowSet
from engine.background import Work
from engine.conditions.columns import Bools
from engine.conditions.model import Condition, FieldConstraint, Scope

FIRST = 512
"""How many rows in order are known at once."""
SCOPES = {Entity.ACCOUNT: Scope.ACCOUNT, Entity.PERSON: Scope.PERSON}


@dataclass(frozen=True)
class Sort:
    """An order: by a column of the table, whatever is missing last."""

    path: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """What is to be seen. ``condition`` serves accounts and people, ``constraints`` and
    ``event_type`` events, ``constraints`` opportunities too. ``rows``: only of these."""

    entity: Entity
    event_type: str | None = None
    condition: Condition | None = None
    constraints: tuple[FieldConstraint, ...] = ()
    search: str = ""
    sort: Sort | None = None
    rows: RowSet | None = None


@dataclass(frozen=True, eq=False)
class View:
    """The answer to a query. ``total``: how many rows the table has."""

    table: Table
    query: Query
    total: int
    _rows: Rows | None
    """The rows that match, as the table has them; None: all."""
    _keys: Keys | None
    """What they are sorted by; None where they are in order already."""
    _known: Rows | None
    """The first of them in order, or all; None: as the table has them."""

    def __len__(self) -> int:
        return self.total if self._rows is None else len(self._rows)

    @property
    def known(self) -> int:
        """How many rows, from the first, are known in order."""
        return len(self) if self._known is None else len(self._known)

    def complete(self) -> View:
        """This view with all of its rows in order."""
        if self._keys is None:
            return self
        found = _rows_at(self.table, self._rows, ordering.order(self._keys))
        return replace(self, _known=found, _keys=None)

    def rows(self, start: int, count: int) -> Ints:
        """The numbers of rows from a place on, as far as they are known."""
        end = min(start + count, self.known)
        start = min(start, end)
        if self._known is not None:
            return self._known[start:end].astype(np.int64)
        if self._rows is not None:
            return self._rows[start:end].astype(np.int64)
        return np.arange(self.table.start + start, self.table.start + end)

    def page(self, start: int, count: int, paths: Sequence[str]) -> list[tuple[Any, ...]]:
        """The values of rows from a place on, at ``paths`` of :attr:`Table.columns`."""
        return self.table.values(self.rows(start, count), paths)


def look(
    dataset: Dataset,
    query: Query,
    membership: Membership | None = None,
    work: Work = Work(),  # noqa: B008 - frozen
) -> View:
    """Find what is asked for, and its first rows. ``membership`` answers conditions; without one
    there are no lists and no derived attributes. Raises ``Cancelled`` when stopped."""
    table = Table(dataset, query.entity, query.event_type)
    rows = _matching(table, query, membership or Membership(dataset), work)
    work.at(0.8)
    if query.sort is None:
        return View(table, query, len(table), rows, None, None)
    keys = ordering.keys(table, query.sort.path, rows, descending=query.sort.descending)
    work.at(0.9)
    known = _rows_at(table, rows, ordering.first(keys, FIRST))
    complete = len(known) == len(keys)
    return View(table, query, len(table), rows, None if complete else keys, known)


def _matching(table: Table, query: Query, membership: Membership, work: Work) -> Rows | None:
    """The rows that are asked for; None: all."""
    flags: Bools | None = None
    if query.rows is not None:
        flags = np.zeros(len(table), np.bool_)
        wanted = query.rows.rows - table.start
        flags[wanted[(wanted >= 0) & (wanted < len(table))]] = True
    if query.condition is not None and query.entity in SCOPES:
        scope = SCOPES[query.entity]
        flags = _both(flags, membership.meets(query.condition, scope))
    work.at(0.3)
    if query.constraints:
        flags = _both(flags, finding.which_meet(table, query.constraints))
    work.at(0.4)
    if query.search.strip():
        flags = _both(flags, finding.which_say(table, query.search, work.part(0.4, 0.8)))
    if flags is None:
        return None
    return (np.flatnonzero(flags) + table.start).astype(np.uint32)


def _both(flags: Bools | None, more: Bools) -> Bools:
    return more if flags is None else flags & more


def _rows_at(table: Table, rows: Rows | None, places: Rows) -> Rows:
    if rows is not None:
        return rows[places]
    return places + np.uint32(table.start) if places.dtype == np.uint32 else places + table.start
