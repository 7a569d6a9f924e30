"""The accounts that an import would make from contacts, to be looked at before they are made."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from engine.accounts import fields as f
from engine.accounts.importing.look_ups import look_up_tables
from engine.accounts.importing.mapping import Mapping, Table
from engine.accounts.importing.plan import FilePlan, plan_import
from engine.accounts.importing.rows import OWN_KEY, Aside, Reading, pieces
from engine.accounts.importing.tabular import TableFile
from engine.background import Work

SCHEMA: dict[str, pl.DataType] = {
    "key": pl.String(),
    "name": pl.String(),
    "domain": pl.String(),
    "people": pl.UInt32(),
    "spellings": pl.List(pl.String()),
}
"""``name`` is the first spelling, ``domain`` the one that most of the people have, ``people`` the
number of rows, ``spellings`` all ways in which the name is written."""
_ROWS = 500_000
_WEBSITE = "accountOrganization.website"
_OF_ACCOUNTS = (f.ACCOUNT_KEY, f.ACCOUNT_NAME, _WEBSITE)


def makes_accounts(plan: FilePlan) -> bool:
    """Whether the rows of contacts become accounts by what they say of their company."""
    key = plan.target(f.ACCOUNT_KEY)
    return plan.table is Table.ACCOUNT and plan.source.repeated == "first" and key is not None


def accounts_from_contacts(
    tables: Sequence[TableFile],
    mapping: Mapping,
    work: Work = Work(),  # noqa: B008 - frozen
) -> pl.DataFrame:
    """The accounts that contacts make, those of most people first, then by key: a frame with the
    columns of ``SCHEMA``. Accounts that a file of accounts has are not among them; rows that
    name no company make none.

    Raises :class:`JornadaError` as the import would, ``Cancelled`` when stopped.
    """
    plan = plan_import(tables, mapping)
    reading = Reading(mapping.time_zone or "UTC", look_up_tables(plan.look_ups))
    making = [item for item in plan.plans if makes_accounts(item)]
    parts = 1 + len(making)
    found = []
    for number, item in enumerate(making, 1):
        found += _columns(item, reading, work.part(number / parts, (number + 1) / parts))
    if not found:
        return pl.DataFrame(schema=SCHEMA)
    others = [item for item in plan.of(Table.ACCOUNT) if not makes_accounts(item)]
    known = [part for item in others for part in _columns(item, reading, work.part(0, 1 / parts))]
    whole = pl.concat(found)
    if known:
        whole = whole.join(pl.concat(known), on=f.ACCOUNT_KEY, how="anti", maintain_order="left")
    grouped = whole.group_by(f.ACCOUNT_KEY, maintain_order=True).agg(
        pl.col(f.ACCOUNT_NAME).drop_nulls().first().alias("name"),
        pl.col(_WEBSITE).drop_nulls().mode(maintain_order=True).first().alias("domain"),
        pl.len().cast(pl.UInt32).alias("people"),
        pl.col(f.ACCOUNT_NAME).drop_nulls().unique(maintain_order=True).alias("spellings"),
    )
    made = grouped.rename({f.ACCOUNT_KEY: "key"}).select(*SCHEMA)
    return made.sort("people", "key", descending=[True, False])


def _columns(plan: FilePlan, reading: Reading, work: Work) -> list[pl.DataFrame]:
    """Key, name and domain of the rows that have a key."""
    key = OWN_KEY[Table.ACCOUNT]
    found = []
    for piece in pieces(plan, 0, Aside(plan.file.name), reading, _ROWS, work):
        columns = [
            (pl.col(path) if path in piece.columns else pl.lit(None)).cast(pl.String).alias(path)
            for path in _OF_ACCOUNTS
        ]
        found.append(piece.select(columns).filter(pl.col(key).is_not_null()))
    return found
