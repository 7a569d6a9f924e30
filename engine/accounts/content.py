"""Hashes of frames by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import polars as pl
import xxhash


@dataclass(frozen=True)
class Hashes:
    """``whole`` is the SHA-256 of named frames: names, heights, columns by name, values. It does
    not depend on the machine, on the order of columns or on how a library lays values out.
    ``of_table`` tells the frames of one workspace apart, the order and types of columns
    included (XXH3, 128 bits)."""

    whole: str
    of_table: dict[str, str]


def hashes_of(frames: Iterable[tuple[str, pl.DataFrame]]) -> Hashes:
    """The hashes of named frames, in one pass over their values."""
    whole = hashlib.sha256()
    of_table: dict[str, str] = {}
    for name, frame in frames:
        whole.update(f"{name} {frame.height}\n".encode())
        own = xxhash.xxh3_128(f"{frame.height} {_schema(frame)}".encode())
        both = _Both(whole, own)
        for column in sorted(frame.columns):
            both.update(f"{column}\n".encode())
            _hash_column(both, frame[column])
        of_table[name] = own.hexdigest()
    return Hashes(whole.hexdigest(), of_table)


def content_hash(frames: Iterable[tuple[str, pl.DataFrame]]) -> str:
    """The hash of all frames together, as :class:`Hashes` has it."""
    return hashes_of(frames).whole


class _Digest(Protocol):
    def update(self, data: Any, /) -> None: ...


@dataclass(frozen=True)
class _Both:
    """Two digests that are fed the same."""

    first: _Digest
    second: _Digest

    def update(self, data: Any, /) -> None:
        self.first.update(data)
        self.second.update(data)


def _schema(frame: pl.DataFrame) -> list[tuple[str, str]]:
    return [(name, str(dtype.base_type())) for name, dtype in frame.schema.items()]


def _hash_column(digest: _Digest, series: pl.Series) -> None:
    """Feed a column: which rows are null, then its values in a layout that no library changes."""
    digest.update(np.packbits(series.is_null().to_numpy()).data)
    if isinstance(series.dtype, pl.List):
        digest.update(series.list.len().fill_null(0).to_numpy().astype("<i8").data)
        series = series.explode(keep_nulls=False, empty_as_null=False)
    if isinstance(series.dtype, pl.Enum):
        _hash_column(digest, series.dtype.categories)
        series = series.to_physical()
    if series.dtype == pl.String:
        digest.update(series.str.len_bytes().fill_null(0).to_numpy().astype("<i8").data)
        for start in range(0, len(series), 1_000_000):
            digest.update(series.slice(start, 1_000_000).str.join("").item().encode())
    else:
        kind = "<f8" if series.dtype.is_float() else "<i8"
        digest.update(series.to_physical().fill_null(0).to_numpy().astype(kind).data)
