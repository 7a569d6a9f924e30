"""Write the sample data that ship with the programme, as another system would export them.

    python -m engine.accounts.generating.sample resources/sample

makes the files anew, the same ones each time. They have XDM headers and what real exports have:
companies exported twice, people whose company was deleted, an amount that is no number. So the
import of the sample has something true to report.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.generate import generate
from engine.accounts.generating.companies import REVENUE
from engine.accounts.generating.settings import GeneratorSettings

SETTINGS = GeneratorSettings(name="Sample", seed=1, accounts=500)
"""Half a year, so that a run of its last quarter has history before it."""
_GONE_ACCOUNT, _GONE_PERSON = "A900001", "P900001"


def write_sample(folder: Path) -> None:
    """Write ``accounts.csv``, ``people.csv``, ``opportunities.csv`` and ``events.parquet``."""
    dataset = generate(SETTINGS)
    folder.mkdir(parents=True, exist_ok=True)
    _accounts(dataset).write_csv(folder / "accounts.csv")
    _people(dataset).write_csv(folder / "people.csv")
    _opportunities(dataset).write_csv(folder / "opportunities.csv")
    _events(dataset).write_parquet(
        folder / "events.parquet", compression="zstd", compression_level=19, statistics=False
    )


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells as a spreadsheet would write them."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    plain = frame.with_columns(pl.col(name).list.join(";") for name in lists)
    return plain.with_columns(
        pl.when(pl.col(name) == pl.col(name).round())
        .then(pl.col(name).cast(pl.Int64).cast(pl.String))
        .otherwise(pl.col(name).cast(pl.String))
        for name, kind in plain.schema.items()
        if kind.is_float()
    ).select(pl.all().cast(pl.String))


def _accounts(dataset: Dataset) -> pl.DataFrame:
    frame = _texts(dataset.accounts)
    nameless = frame.slice(40, 1).with_columns(pl.lit(None, pl.String).alias(f.ACCOUNT_KEY))
    unread = frame.slice(77, 1).with_columns(
        pl.lit("A900002").alias(f.ACCOUNT_KEY), pl.lit("on request").alias(REVENUE)
    )
    return pl.concat([frame, frame.slice(12, 2), nameless, unread])


def _people(dataset: Dataset) -> pl.DataFrame:
    frame = _texts(dataset.people)
    moved = frame.slice(300, 6).with_columns(
        (pl.lit("P90001") + pl.int_range(pl.len()).cast(pl.String)).alias(f.PERSON_KEY),
        pl.lit(_GONE_ACCOUNT).alias(f.PERSON_ACCOUNT),
    )
    return pl.concat([frame, frame.slice(50, 3), moved])


def _opportunities(dataset: Dataset) -> pl.DataFrame:
    frame = _texts(dataset.opportunities)
    lost = frame.slice(5, 1).with_columns(
        pl.lit("O900001").alias(f.OPPORTUNITY_KEY),
        pl.lit(_GONE_ACCOUNT).alias(f.OPPORTUNITY_ACCOUNT),
    )
    return pl.concat([frame, lost])


def _events(dataset: Dataset) -> pl.DataFrame:
    keys = dataset.people[f.PERSON_KEY]
    tables = []
    for kind, table in dataset.event_tables.items():
        frame = table.frame
        texts = [name for name in frame.columns if isinstance(frame[name].dtype, pl.Enum)]
        tables.append(
            frame.select(
                pl.lit(kind).alias(f.EVENT_TYPE),
                pl.col(f.EVENT_TIMESTAMP),
                keys.gather(frame["person"]).alias(f.EVENT_PERSON),
                *frame.drop("person", f.EVENT_TIMESTAMP).columns,
            ).with_columns(pl.col(name).cast(pl.String) for name in texts)
        )
    whole = pl.concat(tables, how="diagonal").sort(f.EVENT_TIMESTAMP, maintain_order=True)
    strangers = whole.slice(2_000, 9).with_columns(pl.lit(_GONE_PERSON).alias(f.EVENT_PERSON))
    return pl.concat([whole, strangers]).sort(f.EVENT_TIMESTAMP, maintain_order=True)


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]))
