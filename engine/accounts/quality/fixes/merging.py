"""Which accounts and people are the same, told without a guess.

Accounts are the same where they have a name and are equal in everything but their key. People are
the same where they have an e-mail address and are equal in everything but their key; and all
people with one address (its case ignored) where no two of them differ in a value that both have.
Missing values and texts of nothing but white space are alike (ruling 45).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.quality import texts
from engine.conditions.columns import Bools


@dataclass(frozen=True)
class Targets:
    """For each row of a table the row that stays in its place: itself, or the same one with the
    smallest key."""

    of: NDArray[np.int64]

    @property
    def gone(self) -> Bools:
        """The rows that do not stay."""
        return np.not_equal(self.of, np.arange(len(self.of)))

    @property
    def mask(self) -> Bools:
        """The rows that are the same as another."""
        found = self.gone
        found[self.of[found]] = True
        return found

    @property
    def groups(self) -> int:
        """How many rows stay in the place of others."""
        return len(np.unique(self.of[self.gone]))


def same_accounts(accounts: pl.DataFrame) -> Targets:
    """Which accounts are the same; ``accounts`` in canonical order."""
    if f.ACCOUNT_NAME not in accounts.columns:
        return _nobody(accounts)
    names = texts.filled(pl.col(f.ACCOUNT_NAME))
    rows = _candidates(accounts, names, f.ACCOUNT_KEY)
    return _targets(accounts, _equal(rows, f.ACCOUNT_KEY))


def same_people(people: pl.DataFrame) -> Targets:
    """Which people are the same."""
    if f.EMAIL not in people.columns:
        return _nobody(people)
    address = texts.address(pl.col(f.EMAIL))
    rows = _candidates(people, address, f.PERSON_KEY)
    equal = _equal(rows, f.PERSON_KEY)
    left = rows.join(equal.filter(pl.col(_ROW) != pl.col(_TARGET)), on=_ROW, how="anti")
    first = _targets(people, equal)
    agreeing = _targets(people, _agreeing(left))
    return Targets(agreeing.of[first.of])


_ROW, _TARGET, _BY = "\0row", "\0target", "\0by"


def _nobody(frame: pl.DataFrame) -> Targets:
    return Targets(np.arange(frame.height, dtype=np.int64))


def _candidates(frame: pl.DataFrame, by: pl.Expr, key: str) -> pl.DataFrame:
    """The rows that share what tells them, smallest key first, in a form in which missing values
    and lists can be compared."""
    rows = frame.select(by.alias(_BY)).with_row_index(_ROW).drop_nulls(_BY)
    shared = rows.filter(pl.col(_BY).is_duplicated())
    taken = frame[shared[_ROW]].select(_comparable(frame)).with_columns(shared[_ROW], shared[_BY])
    return taken.with_columns(pl.col(_ROW).cast(pl.Int64)).sort(key)


def _comparable(frame: pl.DataFrame) -> list[pl.Expr]:
    """The columns with missing values as null and lists as texts, different ones for different
    lists."""
    made = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.List):
            item = pl.element().str.replace_all("\x1e", "\x1e0").str.replace_all("\x1f", "\x1e1")
            items = column.list.eval(item.filter(pl.element().str.strip_chars() != ""))
            made.append(pl.when(items.list.len() > 0).then(items.list.join("\x1f")).alias(name))
        elif kind == pl.String:
            made.append(pl.when(column.str.strip_chars() != "").then(column).alias(name))
        elif kind.is_float():
            made.append(column.fill_nan(None))
        else:
            made.append(column)
    return made


def _equal(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """For each row the first that is equal in everything but its key."""
    over = [name for name in rows.columns if name not in (key, _ROW, _BY)]
    return rows.select(_ROW, pl.col(_ROW).first().over(over).alias(_TARGET))


def _agreeing(rows: pl.DataFrame) -> pl.DataFrame:
    """For each row of those that agree the first of them."""
    others = [name for name in rows.columns if name not in (f.PERSON_KEY, f.EMAIL, _ROW, _BY)]
    agree = pl.all_horizontal(
        pl.len() > 1, *(pl.col(name).drop_nulls().n_unique() <= 1 for name in others)
    )
    found = rows.group_by(_BY, maintain_order=True).agg(
        agree.alias("agree"), pl.col(_ROW), pl.col(_ROW).first().alias(_TARGET)
    )
    return found.filter("agree").select(_ROW, _TARGET).explode(_ROW)


def _targets(frame: pl.DataFrame, found: pl.DataFrame) -> Targets:
    targets = np.arange(frame.height, dtype=np.int64)
    targets[found[_ROW].to_numpy()] = found[_TARGET].to_numpy()
    return Targets(targets)


def filled_up(frame: pl.DataFrame, targets: Targets, key: str) -> pl.DataFrame:
    """The rows that stay, with their row number in ``_row``; what is missing in one comes from
    the rows it stands for, those with smaller keys first."""
    numbered = frame.with_row_index("_row").with_columns(pl.col("_row").cast(pl.Int64))
    alone = numbered.filter(pl.Series(~targets.gone & ~targets.mask))
    groups = numbered.with_columns(pl.Series(_TARGET, targets.of)).filter(pl.Series(targets.mask))
    columns = [name for name in frame.columns if name != key]
    merged = (
        groups.sort(key)
        .group_by(_TARGET, maintain_order=True)
        .agg(pl.col(key).first(), *(_first_sound(name, frame.schema[name]) for name in columns))
        .rename({_TARGET: "_row"})
    )
    return pl.concat([alone, merged.select(alone.columns)])


def _first_sound(name: str, kind: pl.DataType) -> pl.Expr:
    """The first value that is not missing, else the first."""
    column = pl.col(name)
    if isinstance(kind, pl.List):
        sound = column.list.eval(pl.element().str.strip_chars() != "").list.any()
    elif kind == pl.String:
        sound = column.str.strip_chars() != ""
    else:
        sound = column.is_not_null()
    return pl.coalesce(column.filter(sound.fill_null(value=False)).first(), column.first()).alias(
        name
    )


def keys_of(frame: pl.DataFrame, targets: Targets, key: str) -> tuple[Sequence[str], Sequence[str]]:
    """The keys that go, and those that stay in their places."""
    rows = np.flatnonzero(targets.gone)
    keys = frame[key]
    return keys.gather(rows).to_list(), keys.gather(targets.of[rows]).to_list()
