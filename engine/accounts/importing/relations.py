"""Account-person relations: to which accounts people belong, and in which roles.

A person belongs to one account: the one of their own row, else the first that another row or a
relation names. To the others they are related.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import RELATION_SCHEMA
from engine.accounts.importing.keyed import Keyed, reason_of_repeated, set_aside
from engine.accounts.importing.plan import FilePlan
from engine.accounts.importing.report import Reason, Warned
from engine.accounts.importing.rows import FILE, ROW, Aside
from engine.accounts.importing.several import FURTHER

_PAIR = [f.PERSON_KEY, f.PERSON_ACCOUNT]
_SCHEMA = {**RELATION_SCHEMA, FILE: pl.Int32(), ROW: pl.Int64(), FURTHER: pl.List(pl.String())}


@dataclass(frozen=True)
class Related:
    """``people`` with the accounts and roles that relations give them; the ``relations`` to
    further accounts; the number of rows ``loaded`` from each file for them; and what the report
    should say."""

    people: pl.DataFrame
    relations: pl.DataFrame
    loaded: dict[int, int]
    warnings: tuple[Warned, ...]


def related(
    keyed: Keyed,
    accounts: pl.Series,
    plans: Mapping[int, FilePlan],
    pieces: Sequence[pl.DataFrame],
    asides: Mapping[int, Aside],
) -> Related:
    """The relations of people: from cells with several keys, from rows of people who came before,
    and from files of relations (``pieces``). ``plans`` are those of people and of relations."""
    people = keyed.fields()
    again = _known(_shaped(keyed.again), people, accounts, plans, asides, None)
    given = pl.concat([pl.DataFrame(schema=_SCHEMA), *(_shaped(piece) for piece in pieces)])
    given = _known(given, people, accounts, plans, asides, Reason.UNKNOWN_PERSON)
    rows = pl.concat([again, given])
    loaded = dict(rows[FILE].value_counts().iter_rows())
    several = keyed.frame if FURTHER in keyed.frame.columns else keyed.frame.clear()
    further = _further(pl.concat([_shaped(several), rows]))
    unknown = ~further[f.PERSON_ACCOUNT].is_in(accounts.implode())
    warnings = tuple(_unknown(further.filter(unknown), plans))
    all_of_them = pl.concat([rows, further.filter(~unknown)]).select(*RELATION_SCHEMA)
    people, relations = _given(people, all_of_them)
    return Related(people, relations, loaded, warnings)


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the columns of ``_SCHEMA``, and no others."""
    lacking = [pl.lit(None, kind).alias(n) for n, kind in _SCHEMA.items() if n not in rows.columns]
    return rows.with_columns(lacking).select(*_SCHEMA)


def _known(
    rows: pl.DataFrame,
    people: pl.DataFrame,
    accounts: pl.Series,
    plans: Mapping[int, FilePlan],
    asides: Mapping[int, Aside],
    reason: Reason | None,
) -> pl.DataFrame:
    """The rows whose person and account are there; the others are set aside. ``reason``: for an
    unknown person; None for that of a repeated row."""
    for known, path, why in (
        (people[f.PERSON_KEY], f.PERSON_KEY, reason),
        (accounts, f.PERSON_ACCOUNT, Reason.UNKNOWN_ACCOUNT),
    ):
        bad = ~rows[path].is_in(known.implode())
        if bad.any():
            for number, plan in plans.items():
                here = bad & (rows[FILE] == number)
                set_aside(rows, here, asides[number], why or reason_of_repeated(plan), plan, path)
            rows = rows.filter(~bad)
    return rows


def _further(rows: pl.DataFrame) -> pl.DataFrame:
    """The further accounts of rows, as rows of their own without roles."""
    each = rows.filter(pl.col(FURTHER).list.len() > 0).explode(FURTHER)
    nothing = pl.lit(None, _SCHEMA[f.PERSON_ROLES]).alias(f.PERSON_ROLES)
    return each.with_columns(nothing, pl.col(FURTHER).alias(f.PERSON_ACCOUNT)).with_columns(
        pl.lit(None, _SCHEMA[FURTHER]).alias(FURTHER)
    )


def _unknown(further: pl.DataFrame, plans: Mapping[int, FilePlan]) -> Iterator[Warned]:
    """What to say of further accounts that are not there, for each file."""
    for number, plan in plans.items():
        here = further.filter(pl.col(FILE) == number)
        if here.height:
            yield Warned(
                key="unknown_further",
                params={
                    "file": plan.file.name,
                    "count": here.height,
                    "account": here[f.PERSON_ACCOUNT][0],
                    "row": str(here[ROW][0]),
                },
            )


def _given(people: pl.DataFrame, found: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """People with the accounts and roles that relations give them, and the other relations."""
    if not found.height:
        return people, found
    own = people.select(f.PERSON_KEY, own=f.PERSON_ACCOUNT)
    first = pl.col(f.PERSON_ACCOUNT).first().over(f.PERSON_KEY)
    both = found.join(own, on=f.PERSON_KEY, how="left", maintain_order="left").with_columns(
        belongs=pl.coalesce("own", first)
    )
    each = (
        both.group_by(*_PAIR, maintain_order=True)
        .agg(
            pl.col(f.PERSON_ROLES).explode().drop_nulls().unique(maintain_order=True),
            pl.col("belongs").first(),
        )
        .with_columns(_or_none(pl.col(f.PERSON_ROLES)).alias(f.PERSON_ROLES))
    )
    mine = pl.col(f.PERSON_ACCOUNT) == pl.col("belongs")
    return _joined(people, each.filter(mine)), each.filter(~mine).select(*RELATION_SCHEMA)


def _joined(people: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """People with what relations say of their own account."""
    if f.PERSON_ROLES not in people.columns:
        nothing = pl.lit(None, pl.List(pl.String))
        people = people.with_columns(nothing.alias(f.PERSON_ROLES))
    given = own.select(f.PERSON_KEY, account=f.PERSON_ACCOUNT, roles=f.PERSON_ROLES)
    both = people.join(given, on=f.PERSON_KEY, how="left", maintain_order="left")
    roles = pl.concat_list(pl.col(f.PERSON_ROLES).fill_null([]), pl.col("roles").fill_null([]))
    return both.with_columns(
        pl.coalesce(f.PERSON_ACCOUNT, "account").alias(f.PERSON_ACCOUNT),
        _or_none(roles.list.unique(maintain_order=True)).alias(f.PERSON_ROLES),
    ).drop("account", "roles")


def _or_none(roles: pl.Expr) -> pl.Expr:
    return pl.when(roles.list.len() > 0).then(roles)
