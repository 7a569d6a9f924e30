"""Events of one block of people while they are drawn, and how blocks become event tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.generating.block import Block
from engine.accounts.generating.drawing import Codes
from engine.conditions.columns import Instants

Values = Sequence[str] | None
"""The texts that a field's codes stand for; None where the codes are the values."""


@dataclass(frozen=True)
class Happening:
    """Events of one type: rows of people, instants, and each field as codes (-1 is missing)."""

    person: Codes
    time: Instants
    fields: Mapping[str, NDArray[np.signedinteger]]

    def rows(self, chosen: NDArray[np.bool_]) -> Happening:
        """Some of them."""
        fields = {name: codes[chosen] for name, codes in self.fields.items()}
        return Happening(self.person[chosen], self.time[chosen], fields)


@dataclass
class Tables:
    """Collects the events of block after block and gives them as frames for ``build_dataset``."""

    window: tuple[int, int]
    texts: Mapping[str, Values]
    _parts: dict[str, list[Happening]] = field(default_factory=lambda: defaultdict(list))

    def add(self, found: Mapping[str, Happening], block: Block) -> None:
        """Take a block's events that fall into the window, sorted by account and time."""
        start, end = self.window
        for event_type, happening in found.items():
            inside = happening.rows((happening.time >= start) & (happening.time < end))
            rank = block.account[inside.person] * (end - start) + (inside.time - start)
            ordered = np.argsort(rank, kind="stable")
            self._parts[event_type].append(
                Happening(
                    (inside.person[ordered] + block.first_person).astype(np.int32),
                    inside.time[ordered],
                    {name: _small(codes[ordered]) for name, codes in inside.fields.items()},
                )
            )

    def frames(self) -> dict[str, pl.DataFrame]:
        """``person`` (row), ``timestamp`` and the fields, by event type; given away once."""
        return {kind: self._frame(self._parts.pop(kind)) for kind in sorted(self._parts)}

    def _frame(self, parts: list[Happening]) -> pl.DataFrame:
        columns = [
            pl.Series("person", np.concatenate([part.person for part in parts])),
            pl.Series(f.EVENT_TIMESTAMP, np.concatenate([part.time for part in parts])).cast(
                pl.Datetime("us", "UTC")
            ),
        ]
        for name in parts[0].fields:
            codes = np.concatenate([part.fields[name] for part in parts])
            columns.append(_texts(name, codes, self.texts[name]))
        return pl.DataFrame(columns)


def _small(codes: NDArray[np.signedinteger]) -> NDArray[np.int16]:
    return codes.astype(np.int16)


def _texts(name: str, codes: NDArray[np.int16], values: Values) -> pl.Series:
    missing = pl.Series(codes < 0)
    if values is None:
        return pl.Series(name, codes).set(missing, None)
    words = sorted(set(values))
    kind = pl.Enum(words)
    places = np.array([words.index(value) for value in values])
    held = places[np.maximum(codes, 0)].astype(np.uint8 if len(words) <= 255 else np.uint16)
    return pl.Series(name, held).cat.to(kind).set(missing, None)
