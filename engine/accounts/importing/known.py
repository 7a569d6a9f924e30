"""What a dataset knows already, beside the rows of a newer export of its source.

A newer export may hold less than the first one: only the events of last week, only the contacts.
Its rows may name accounts and people of the dataset, so these stand among the imported ones while
references are looked up, with no more than their key, name or address. Whom no row names is taken
out again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, EventTable
from engine.accounts.importing.keyed import Keyed

_TOLD = {
    f.ACCOUNT_KEY: (f.ACCOUNT_NAME,),
    f.PERSON_KEY: (f.PERSON_ACCOUNT, f.EMAIL),
}


def with_known(keyed: Keyed, known: pl.DataFrame, key: str) -> Keyed:
    """Imported accounts or people, and after them those that are known and were not imported."""
    told = known.select(key, *(name for name in _TOLD[key] if name in known.columns))
    others = told.filter(~told[key].is_in(keyed.frame[key].implode()))
    return replace(keyed, frame=pl.concat([keyed.frame, others], how="diagonal"))


def without_unmentioned(dataset: Dataset, accounts: pl.Series, people: pl.Series) -> Dataset:
    """The dataset without whom it only knew: accounts and people with other keys than these, whom
    nothing mentions."""
    mentioned = dataset.people[f.PERSON_KEY].is_in(people.implode()).to_numpy().copy()
    for table in dataset.event_tables.values():
        mentioned[table.frame["person"].to_numpy()] = True
    related = dataset.relations[f.PERSON_KEY].implode()
    mentioned |= dataset.people[f.PERSON_KEY].is_in(related).to_numpy()
    left = dataset.people.filter(pl.Series(mentioned))
    named = pl.concat(
        [
            accounts,
            left[f.PERSON_ACCOUNT],
            dataset.opportunities[f.OPPORTUNITY_ACCOUNT],
            dataset.relations[f.PERSON_ACCOUNT],
        ]
    ).drop_nulls()
    rows = np.cumsum(mentioned, dtype=np.int32) - 1
    tables = {
        kind: EventTable(
            kind,
            table.frame.with_columns(
                pl.Series("person", rows[table.frame["person"].to_numpy()], pl.Int32)
            ),
        )
        for kind, table in dataset.event_tables.items()
    }
    return replace(
        dataset,
        accounts=dataset.accounts.filter(pl.col(f.ACCOUNT_KEY).is_in(named.unique().implode())),
        people=left,
        event_tables=tables,
    )
