"""What the rules share: what a rule answers, and ways to find it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from engine.accounts.fields import Entity
from engine.accounts.quality.fixes.cells import changes, rewritable
from engine.accounts.quality.fixes.countries import known_country
from engine.accounts.quality.fixes.trimming import is_untrimmed, trimmed
from engine.conditions.columns import Bools

WEBSITE = "accountOrganization.website"
ACCOUNT_COUNTRY = "accountBillingAddress.country"
PERSON_COUNTRY = "workAddress.country"


@dataclass(frozen=True)
class Found:
    """The rows of a table that a rule holds for. ``groups``: see ``Check``."""

    mask: Bools
    groups: int | None = None


def nobody(frame: pl.DataFrame) -> Found:
    """No row of a table."""
    return Found(np.zeros(frame.height, np.bool_))


def where(frame: pl.DataFrame, holds: pl.Expr, *needed: str) -> Found:
    """The rows that an expression holds for; none where the table lacks a column it needs."""
    if not set(needed) <= set(frame.columns):
        return nobody(frame)
    mask = frame.select(holds.fill_null(value=False).alias("mask"))["mask"]
    return Found(mask.to_numpy())


def repeated(frame: pl.DataFrame, value: pl.Expr, path: str) -> Found:
    """The rows whose value occurs more than once; missing values are not compared."""
    if path not in frame.columns:
        return Found(np.zeros(frame.height, np.bool_), 0)
    values = frame.select(value.alias("value"))["value"]
    mask = values.is_duplicated() & values.is_not_null()
    return Found(mask.to_numpy(), values.filter(mask).n_unique())


def spaced(entity: Entity, frame: pl.DataFrame) -> Found:
    """The rows with a text that has white space around it or doubled within."""
    paths = rewritable(entity, frame)
    texts = [path for path in paths if frame[path].dtype == pl.String]
    mask = np.zeros(frame.height, np.bool_)
    if texts:
        needing = [is_untrimmed(pl.col(path)).fill_null(value=False) for path in texts]
        mask |= frame.select(pl.any_horizontal(needing).alias("mask"))["mask"].to_numpy()
    for path in set(paths) - set(texts):
        mask |= changes(frame[path], trimmed).to_numpy()
    return Found(mask)


def country(frame: pl.DataFrame, path: str, *, known: bool) -> Found:
    """The rows whose country is known but not called by its one name; or is not known."""
    if path not in frame.columns:
        return nobody(frame)
    wanted = []
    for value in frame[path].drop_nulls().unique().to_list():
        name = known_country(value)
        if value.strip() and (name is not None and name != value if known else name is None):
            wanted.append(value)
    mask = frame[path].is_in(pl.Series(wanted, dtype=pl.String).implode())
    return Found(mask.fill_null(value=False).to_numpy())
