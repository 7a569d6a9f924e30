"""What a run writes down while it goes: batches of steps, messages and effects as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts.zones import moment_of
from engine.conditions.columns import MISSING_INSTANT
from engine.simulation.instants import only
from engine.simulation.results import Effect, EndReason, Note, Outcome

INSTANT = pl.Datetime("us", "UTC")
OUTCOMES = tuple(str(item) for item in Outcome)
ENDS = tuple(str(item) for item in EndReason)

Values = NDArray[np.int64] | NDArray[np.int32] | NDArray[np.int16] | NDArray[np.uint8]


@dataclass(frozen=True)
class Names:
    """The names that a run's tables may hold, as the categories of their Enum columns."""

    journeys: tuple[str, ...]
    nodes: tuple[str, ...]
    paths: tuple[str, ...]
    messages: tuple[str, ...]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The types of all columns of the three tables."""
        return {
            "journey": pl.Enum(self.journeys),
            "account": pl.Int32(),
            "person": pl.Int32(),
            "entry": pl.Int32(),
            "node": pl.Enum(self.nodes),
            "arrived": INSTANT,
            "left": INSTANT,
            "path": pl.Enum(self.paths),
            "ended": pl.Enum(ENDS),
            "trigger": pl.Int16(),
            "cause": pl.Int32(),
            "time": INSTANT,
            "message": pl.Enum(self.messages),
            "outcome": pl.Enum(OUTCOMES),
            "effect": pl.Enum([str(item) for item in Effect]),
            "subject": pl.String(),
            "previous": pl.String(),
            "new": pl.String(),
            "note": pl.Enum([str(item) for item in Note]),
            "seq": pl.Int32(),
        }


STEPS = (
    *("journey", "account", "person", "entry", "node", "arrived", "left"),
    *("path", "ended", "trigger", "cause", "seq"),
)
MESSAGES = ("journey", "account", "person", "entry", "node", "time", "message", "outcome", "seq")
EFFECTS = (
    *("journey", "account", "person", "entry", "node", "time"),
    *("effect", "subject", "previous", "new", "note", "seq"),
)

Cell = str | int | None
"""One value for all rows of a batch."""


@dataclass
class Table:
    """One of the three tables, growing batch by batch."""

    columns: tuple[str, ...]
    schema: dict[str, pl.DataType]
    batches: list[pl.DataFrame] = field(default_factory=list)

    def add(self, height: int, values: dict[str, Values | pl.Series | Cell]) -> None:
        """Add ``height`` rows; columns that are not given are null.

        Arrays of an Enum column are codes into its categories; -1, and ``MISSING_INSTANT`` for
        instants, are null.
        """
        if not height:
            return
        arrays: list[pl.Series] = []
        constants: list[pl.Expr] = []
        for name in self.columns:
            value, dtype = values.get(name), self.schema[name]
            if isinstance(value, np.ndarray) and only(value):
                constants.append(pl.lit(_cell(value[0], dtype), dtype).alias(name))
            elif isinstance(value, np.ndarray | pl.Series):
                arrays.append(_series(name, value, dtype))
            else:
                constants.append(pl.lit(value, dtype).alias(name))
        rows = pl.DataFrame(arrays) if arrays else pl.DataFrame({"": pl.zeros(height, eager=True)})
        batch = rows.with_columns(constants).select(self.columns)
        self.batches.append(batch)

    def frame(self) -> pl.DataFrame:
        """All rows so far."""
        if not self.batches:
            return pl.DataFrame(schema={name: self.schema[name] for name in self.columns})
        return pl.concat(self.batches, rechunk=False)


def _series(name: str, value: Values | pl.Series, dtype: pl.DataType) -> pl.Series:
    if isinstance(value, pl.Series):
        return value.cast(dtype).alias(name)
    series = pl.Series(name, value)
    null = MISSING_INSTANT if dtype == INSTANT else -1
    if value.dtype != np.uint8 and int(value.min()) == null:
        series = series.set(pl.Series(value == null), None)
    if isinstance(dtype, pl.Enum):
        return series.cast(_physical(dtype)).cat.to(dtype)
    return series.cast(dtype)


def _cell(value: np.generic, dtype: pl.DataType) -> Cell | datetime:
    """The one value that a whole column has."""
    if dtype != INSTANT:
        return None if value == -1 else int(value)
    return None if value == MISSING_INSTANT else moment_of(int(value))


def _physical(dtype: pl.Enum) -> pl.DataType:
    count = len(dtype.categories)
    return pl.UInt8() if count < 256 else pl.UInt16() if count < 65_536 else pl.UInt32()


@dataclass
class Log:
    """The three tables of a run and the running number of its batches."""

    names: Names
    steps: Table = field(init=False)
    messages: Table = field(init=False)
    effects: Table = field(init=False)
    seq: int = 0

    def __post_init__(self) -> None:
        schema = self.names.schema
        self.steps = Table(STEPS, schema)
        self.messages = Table(MESSAGES, schema)
        self.effects = Table(EFFECTS, schema)
