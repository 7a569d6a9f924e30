"""The relations of people to accounts where accounts and people have been merged."""

from __future__ import annotations

import polars as pl

from engine.accounts import fields as f

_PAIR = [f.PERSON_KEY, f.PERSON_ACCOUNT]
_OWN = "\0own"


def related(relations: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Relations in which each pair stands once and none is a person's own account, and the
    people. The roles of what falls together are joined; those in a person's own account are
    the person's roles."""
    twice = relations.select(_PAIR).is_duplicated()
    if twice.any():
        joined = (
            relations.filter(twice)
            .group_by(_PAIR, maintain_order=True)
            .agg(_roles(pl.col(f.PERSON_ROLES)))
        )
        relations = pl.concat([relations.filter(~twice), joined.select(relations.columns)])
    accounts = people.select(f.PERSON_KEY, pl.col(f.PERSON_ACCOUNT).alias(_OWN))
    found = relations.join(accounts, on=f.PERSON_KEY, how="left", maintain_order="left")
    own = (found[f.PERSON_ACCOUNT] == found[_OWN]).fill_null(value=False)
    if not own.any():
        return relations, people
    return relations.filter(~own), _with_roles(people, relations.filter(own))


def _with_roles(people: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """People with the roles that they also have in their own account."""
    if f.PERSON_ROLES not in people.columns:
        missing = pl.lit(None, pl.List(pl.String)).alias(f.PERSON_ROLES)
        people = people.with_columns(missing)
    more = relations.select(f.PERSON_KEY, f.PERSON_ROLES).drop_nulls()
    mine = people.select(f.PERSON_KEY, f.PERSON_ROLES)
    joined = (
        pl.concat([mine.join(more, on=f.PERSON_KEY, how="semi"), more])
        .group_by(f.PERSON_KEY, maintain_order=True)
        .agg(_roles(pl.col(f.PERSON_ROLES)).alias(_OWN))
    )
    return (
        people.join(joined, on=f.PERSON_KEY, how="left", maintain_order="left")
        .with_columns(pl.coalesce(_OWN, f.PERSON_ROLES).alias(f.PERSON_ROLES))
        .drop(_OWN)
    )


def _roles(lists: pl.Expr) -> pl.Expr:
    """The items of several lists as one, each once."""
    items = lists.drop_nulls().explode(keep_nulls=False, empty_as_null=False)
    return items.unique(maintain_order=True)
