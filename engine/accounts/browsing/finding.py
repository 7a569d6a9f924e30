"""Which rows of a table are asked for: by constraints on fields, by words, by whom they are of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.browsing.tables import Table
from engine.accounts.dataset import Dataset
from engine.accounts.membership import data_end
from engine.accounts.rowset import event_starts
from engine.background import Work
from engine.conditions.columns import Bools, TextColumn
from engine.conditions.compare import holds_for_missing, matches
from engine.conditions.model import FieldConstraint, Scope


def which_meet(table: Table, constraints: Iterable[FieldConstraint]) -> Bools:
    """Which rows meet all constraints on fields: one flag a row."""
    at = data_end(table.dataset)
    flags = np.ones(len(table), np.bool_)
    for constraint in constraints:
        parts = []
        for each in table.found(constraint.field):
            if each.rows is None:
                parts.append(matches(constraint, each.column, slice(None), at))
            else:  # what is looked up at nobody (-1) is missing
                met = matches(constraint, each.column, slice(None), at)
                parts.append(np.append(met, holds_for_missing(constraint.operator))[each.rows])
        flags &= _whole(parts)
    return flags


def which_say(table: Table, words: str, work: Work) -> Bools:
    """Which rows have each of the words somewhere in their texts, whatever its case."""
    wanted = words.lower().split()
    flags = np.zeros((len(wanted), len(table)), np.bool_)
    paths = [each.path for each in table.columns]
    ends = np.cumsum([part.frame.height for part in table.parts])
    for number, path in enumerate(paths):
        work.at(number / len(paths))
        for end, each in zip(ends, table.found(path), strict=True):
            if isinstance(each.column, TextColumn):
                texts = each.column.categories.cast(pl.String).str.to_lowercase()
                for place, word in enumerate(wanted):
                    hits = texts.str.contains(word, literal=True).to_numpy()
                    if hits.any():
                        said = _said(each.column, each.rows, hits)
                        flags[place, end - len(said) : end] |= said
    found: Bools = np.logical_and.reduce(flags, axis=0)
    return found


def _said(column: TextColumn, rows: NDArray[np.int32] | None, hits: Bools) -> Bools:
    """Where a column has one of the texts that are flagged; ``rows`` as ``Found`` has them."""
    found: Bools = np.append(hits, False)[column.codes]
    return found if rows is None else np.append(found, False)[rows]


def _whole(parts: list[Bools]) -> Bools:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, np.bool_)


def events_of_account(dataset: Dataset, account: int) -> NDArray[np.int64]:
    """The numbers of the events of an account's people, type by type. Takes as long for five
    million events as for few: they stand together, and are looked up."""
    of_person = dataset.account_of_person.astype(np.uint32)  # without an account: last
    found = []
    for name, start in event_starts(dataset).items():
        persons = dataset.event_tables[name].frame["person"].to_numpy()

        def account_at(event: int, persons: NDArray[np.int32] = persons) -> int:
            return int(of_person[persons[event]])

        lo = bisect_left(range(len(persons)), account, key=account_at)
        hi = bisect_left(range(len(persons)), account + 1, lo, key=account_at)
        found.append(np.arange(start + lo, start + hi))
    return np.concatenate(found) if found else np.empty(0, np.int64)


def row_of(dataset: Dataset, scope: Scope, key: str) -> int | None:
    """The row of an account or a person by key."""
    frame, path = (
        (dataset.accounts, f.ACCOUNT_KEY)
        if scope is Scope.ACCOUNT
        else (dataset.people, f.PERSON_KEY)
    )
    found = (frame[path] == key).arg_true()
    return int(found[0]) if len(found) else None
