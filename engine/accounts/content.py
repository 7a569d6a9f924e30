"""The hash of frames by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import polars as pl


def content_hash(frames: Iterable[tuple[str, pl.DataFrame]]) -> str:
    """SHA-256 of named frames: names, heights, columns by name, values. It does not depend on the
    machine, on the order of columns or on how a library lays values out."""
    digest = hashlib.sha256()
    for name, frame in frames:
        digest.update(f"{name} {frame.height}\n".encode())
        for column in sorted(frame.columns):
            digest.update(f"{column}\n".encode())
            _hash_column(digest, frame[column])
    return digest.hexdigest()


def _hash_column(digest: hashlib._Hash, series: pl.Series) -> None:
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
