"""Relations of people to further accounts, of two datasets as those of one."""

from __future__ import annotations

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import RELATION_SCHEMA, Dataset
from engine.accounts.refreshing.changes import RelationChanges
from engine.accounts.refreshing.kinds import is_missing

_PAIR = [f.PERSON_KEY, f.PERSON_ACCOUNT]


def with_roles_of_relations(old: Dataset, newer: pl.DataFrame) -> pl.DataFrame:
    """Newer people who now belong to an account that they were only related to: where their roles
    are missing, with those that they had there."""
    if not old.relations.height:
        return newer
    theirs = newer.join(
        old.relations.rename({f.PERSON_ROLES: "roles"}), on=_PAIR, how="left", maintain_order="left"
    )
    if f.PERSON_ROLES not in newer.columns:
        return theirs.rename({"roles": f.PERSON_ROLES})
    lacking = is_missing(theirs[f.PERSON_ROLES])
    roles = pl.when(lacking).then("roles").otherwise(f.PERSON_ROLES)
    return theirs.with_columns(roles.alias(f.PERSON_ROLES)).drop("roles")


def merged_relations(
    old: Dataset, newer: Dataset, people: pl.DataFrame
) -> tuple[pl.DataFrame, RelationChanges]:
    """The relations of both, with the newer roles where there are any. One to the account that
    the person now belongs to is none any more. ``people``: those of both, as they now are."""
    given = pl.col(_NEWER).list.len().fill_null(0) > 0
    both = (
        old.relations.with_columns(known=pl.lit(value=True))
        .join(newer.relations.rename({f.PERSON_ROLES: _NEWER}), on=_PAIR, how="full", coalesce=True)
        .join(people.select(*_PAIR, taken=pl.lit(value=True)), on=_PAIR, how="left")
        .with_columns(pl.col("known", "taken").fill_null(value=False))
        .with_columns(
            pl.when(given).then(_NEWER).otherwise(f.PERSON_ROLES).alias(f.PERSON_ROLES),
            updated=given & pl.col(_NEWER).ne_missing(pl.col(f.PERSON_ROLES)),
        )
    )
    known, taken = both["known"], both["taken"]
    changes = RelationChanges(
        added=int((~known & ~taken).sum()),
        updated=int((known & both["updated"] & ~taken).sum()),
        taken=int((known & taken).sum()),
    )
    return both.filter(~taken).select(*RELATION_SCHEMA), changes


_NEWER = "\0newer"
