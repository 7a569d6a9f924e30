"""Events in canonical order, by the million."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

_BITS = 63
_FIRST, _SECOND = "\0first", "\0second"


def in_order(
    frame: pl.DataFrame, account: NDArray[np.int32], times: NDArray[np.int64]
) -> pl.DataFrame:
    """A frame of events by the account row (0 and up) and then the time of each; of equal ones in
    the order in which they are.

    One number a row sorts several times as fast as two, so both are put into one where 63 bits
    hold them: a century of microseconds and a thousand accounts, a year and two hundred thousand.
    """
    if not frame.height:
        return frame
    since = times - times.min()
    bits = int(since.max()).bit_length()
    if int(account.max()).bit_length() + bits <= _BITS:
        both = pl.Series(_FIRST, account.astype(np.int64) << bits | since)
        return frame.with_columns(both).sort(_FIRST, maintain_order=True).drop(_FIRST)
    keys = [pl.Series(_FIRST, account), pl.Series(_SECOND, since)]
    by = [key.name for key in keys]
    return frame.with_columns(keys).sort(by, maintain_order=True).drop(by)
