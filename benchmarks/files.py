"""The reference data as another system would export them: Parquet with XDM headers, by time."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset

ROWS = 5_000_000
"""Events in a file."""


def write(data: Dataset, folder: Path) -> list[Path]:
    """Write the accounts, the people and the events, in several files; the files' paths."""
    accounts, people = folder / "accounts.parquet", folder / "people.parquet"
    data.accounts.write_parquet(accounts)
    data.people.write_parquet(people)
    kinds = pl.Enum(sorted(data.event_tables))
    events = pl.concat(
        [
            table.frame.with_columns(pl.lit(kind, kinds).alias(f.EVENT_TYPE))
            for kind, table in data.event_tables.items()
        ],
        how="diagonal",
    ).sort(f.EVENT_TIMESTAMP)
    keys = data.people[f.PERSON_KEY]
    paths = [accounts, people]
    for number, part in enumerate(events.iter_slices(ROWS)):
        paths.append(folder / f"events-{number:02}.parquet")
        part.with_columns(keys.gather(part["person"]).alias(f.EVENT_PERSON)).drop("person").cast(
            {pl.Enum: pl.String}
        ).write_parquet(paths[-1])
    return paths
