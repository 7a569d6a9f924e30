"""Account-person relations: to which account people belong, and in which roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from engine.accounts import fields as f
from engine.accounts.importing.keyed import set_aside
from engine.accounts.importing.plan import FilePlan
from engine.accounts.importing.report import Reason
from engine.accounts.importing.rows import FILE, Aside


def with_relations(
    people: pl.DataFrame,
    accounts: pl.Series,
    plans: Mapping[int, FilePlan],
    pieces: Sequence[pl.DataFrame],
    asides: Mapping[int, Aside],
) -> tuple[pl.DataFrame, dict[int, int]]:
    """People with the accounts and roles that relations give them, and the number of relations
    loaded from each file. A person belongs to one account: the one of their own row, else of
    their first relation; relations to others are set aside."""
    if not pieces:
        return people, {}
    relations = pl.concat(pieces, how="diagonal")
    for unknown, path, reason in (
        (people[f.PERSON_KEY], f.PERSON_KEY, Reason.UNKNOWN_PERSON),
        (accounts, f.PERSON_ACCOUNT, Reason.UNKNOWN_ACCOUNT),
    ):
        bad = ~relations[path].is_in(unknown.implode())
        relations = _sifted(relations, bad, plans, asides, reason, path)
    own = people.select(f.PERSON_KEY, own=f.PERSON_ACCOUNT)
    relations = relations.join(own, on=f.PERSON_KEY, how="left", maintain_order="left")
    first = pl.col(f.PERSON_ACCOUNT).first().over(f.PERSON_KEY)
    belongs = relations.select(pl.coalesce("own", first).alias("account"))["account"]
    relations = relations.drop("own")
    bad = relations[f.PERSON_ACCOUNT] != belongs
    relations = _sifted(relations, bad, plans, asides, Reason.OTHER_ACCOUNT, f.PERSON_ACCOUNT)
    loaded = dict(relations[FILE].value_counts().iter_rows())
    return _joined(people, relations), loaded


def _sifted(
    relations: pl.DataFrame,
    bad: pl.Series,
    plans: Mapping[int, FilePlan],
    asides: Mapping[int, Aside],
    reason: Reason,
    path: str,
) -> pl.DataFrame:
    if not bad.any():
        return relations
    for number, plan in plans.items():
        here = bad & (relations[FILE] == number)
        set_aside(relations, here, asides[number], reason, plan, path)
    return relations.filter(~bad)


def _joined(people: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, pl.List(pl.String))
    if f.PERSON_ROLES not in people.columns:
        people = people.with_columns(nothing.alias(f.PERSON_ROLES))
    if f.PERSON_ROLES not in relations.columns:
        relations = relations.with_columns(nothing.alias(f.PERSON_ROLES))
    given = relations.group_by(f.PERSON_KEY, maintain_order=True).agg(
        pl.col(f.PERSON_ACCOUNT).first().alias("account"),
        pl.col(f.PERSON_ROLES).explode().drop_nulls().alias("roles"),
    )
    both = people.join(given, on=f.PERSON_KEY, how="left", maintain_order="left")
    own, more = pl.col(f.PERSON_ROLES), pl.col("roles")
    roles = pl.concat_list(own.fill_null([]), more.fill_null([])).list.unique(maintain_order=True)
    return both.with_columns(
        pl.coalesce(f.PERSON_ACCOUNT, "account").alias(f.PERSON_ACCOUNT),
        pl.when(roles.list.len() > 0).then(roles).alias(f.PERSON_ROLES),
    ).drop("account", "roles")
