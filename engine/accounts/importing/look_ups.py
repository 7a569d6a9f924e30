"""The files that values are looked up in."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

import polars as pl

from engine.accounts.importing.making import made
from engine.accounts.importing.mapping import LookUp, Make
from engine.accounts.importing.tabular import TableFile
from engine.accounts.importing.values import as_text
from engine.background import Work

_ROWS = 2_000_000


def look_up_tables(look_ups: MappingOf[LookUp, TableFile]) -> dict[LookUp, pl.DataFrame]:
    """For each look-up its ``key`` and ``value`` as texts; of equal keys the first with a value."""
    tables = {}
    for look_up, file in look_ups.items():
        wanted = tuple(dict.fromkeys((look_up.key, look_up.value)))
        blocks = [block.frame for block in file.reader.blocks(wanted, _ROWS, Work())]
        frames = [
            pl.DataFrame(
                [
                    _texts(frame[look_up.key], look_up.key_make).alias("key"),
                    _texts(frame[look_up.value], look_up.value_make).alias("value"),
                ]
            )
            for frame in blocks
        ]
        schema = {"key": pl.String(), "value": pl.String()}
        whole = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
        whole = whole.drop_nulls()
        tables[look_up] = whole.unique("key", keep="first", maintain_order=True)
    return tables


def _texts(cells: pl.Series, make: Make | None) -> pl.Series:
    texts = as_text(cells)
    return texts if make is None else made(texts, make)
