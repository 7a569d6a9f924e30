"""What conditions read: columns of accounts, people and events, and the protocol that gives them.

Entities are named by **row**: an account by its place in the accounts (sorted by account key), a
person by its place in the people (sorted by account key, then person key; people without an
account last). Instants are signed 64-bit microseconds since 1970-01-01 UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.conditions.model import Scope, ValueType

Rows = NDArray[np.int64] | NDArray[np.int32]
"""Rows of accounts or of people."""
Instants = NDArray[np.int64]
"""Microseconds since 1970-01-01 UTC."""
Bools = NDArray[np.bool_]

MISSING_INSTANT = np.iinfo(np.int64).min
"""A missing date or timestamp, and "not yet" in results."""


def fold(texts: pl.Series) -> pl.Series:
    """Texts with case folded; for ASCII, lower case is case folding."""
    lower = texts.str.to_lowercase()
    others = (texts.str.len_bytes() != texts.str.len_chars()).arg_true()
    if others.is_empty():
        return lower
    return lower.scatter(others, [text.casefold() for text in texts.gather(others)])


@dataclass(frozen=True)
class TextColumn:
    """Strings as codes into ``categories``; code -1 is missing (null, empty or white space)."""

    codes: NDArray[np.int32]
    categories: pl.Series
    type: ValueType = ValueType.STRING

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def folded(self) -> pl.Series:
        """The categories with case folded (Unicode case folding, ruling 16)."""
        return fold(self.categories)


@dataclass(frozen=True)
class NumberColumn:
    """Integers and numbers as 64-bit floats; NaN is missing. Integers are exact to 2**53."""

    values: NDArray[np.float64]
    type: ValueType = ValueType.NUMBER

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class BooleanColumn:
    """0, 1, or -1 for missing."""

    values: NDArray[np.int8]
    type: ValueType = ValueType.BOOLEAN

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class InstantColumn:
    """Timestamps, and dates as their midnight UTC; ``MISSING_INSTANT`` is missing."""

    values: Instants
    type: ValueType = ValueType.TIMESTAMP

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class StringsColumn:
    """Lists of strings: row i has the codes ``codes[offsets[i]:offsets[i + 1]]``.

    Blank items are left out; a row without items is missing (ruling 45).
    """

    offsets: NDArray[np.int64]
    codes: NDArray[np.int32]
    categories: pl.Series
    type: ValueType = ValueType.STRINGS

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def folded(self) -> pl.Series:
        """The categories with case folded (Unicode case folding, ruling 16)."""
        return fold(self.categories)


Column = TextColumn | NumberColumn | BooleanColumn | InstantColumn | StringsColumn


def empty_column(kind: ValueType, height: int) -> Column:
    """A column whose values are all missing."""
    match kind:
        case ValueType.STRING:
            return TextColumn(np.full(height, -1, np.int32), pl.Series([], dtype=pl.String))
        case ValueType.INTEGER | ValueType.NUMBER:
            return NumberColumn(np.full(height, np.nan), kind)
        case ValueType.BOOLEAN:
            return BooleanColumn(np.full(height, -1, np.int8))
        case ValueType.DATE | ValueType.TIMESTAMP:
            return InstantColumn(np.full(height, MISSING_INSTANT), kind)
        case ValueType.STRINGS:
            nothing = np.empty(0, np.int32)
            return StringsColumn(
                np.zeros(height + 1, np.int64), nothing, pl.Series([], dtype=pl.String)
            )


@dataclass(frozen=True)
class EventBlock:
    """Events of one type, sorted by account row, then timestamp, then order of loading.

    ``account`` is -1 for events of people without an account (these come last); ``person`` is -1
    for account events. ``offsets`` (one more than there are accounts) cuts the block by account
    row. ``fields`` holds a column for each field that occurs with this type.
    """

    event_type: str
    account: NDArray[np.int32]
    person: NDArray[np.int32]
    timestamp: Instants
    offsets: NDArray[np.int64]
    fields: dict[str, Column]

    def __len__(self) -> int:
        return len(self.timestamp)


class Columns(Protocol):
    """The state that conditions are evaluated on. Implemented by datasets and by running
    simulations; a block or column object that is the same object has the same content, so
    evaluation may cache by identity."""

    def attribute(self, scope: Scope, path: str) -> Column | None:
        """The current values of an attribute for all rows of the scope; None if unknown."""
        ...

    def people_offsets(self) -> NDArray[np.int64]:
        """Where each account's people start: account row i has the people rows
        ``offsets[i]`` up to, not including, ``offsets[i + 1]``."""
        ...

    def takes_part(self, scope: Scope) -> Bools:
        """Who takes part now (ruling 13): named accounts, people with an e-mail address."""
        ...

    def events(self, event_type: str) -> Sequence[EventBlock]:
        """The blocks of events of a type: the loaded ones, then those that actions added."""
        ...

    def members(self, scope: Scope, list_id: str) -> Bools | None:
        """Who is in an account list or a people list now; None if there is no such list."""
        ...
