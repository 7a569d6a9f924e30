"""Events: rows by the million, made small as soon as they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from engine.accounts import fields as f
from engine.accounts.fields import Field
from engine.accounts.importing.inference import (
    common,
    label_of,
    type_of_column,
    type_of_texts,
    typed,
)
from engine.accounts.importing.plan import FilePlan
from engine.accounts.importing.report import Reason
from engine.accounts.importing.rows import FILE, ROW, Aside
from engine.accounts.importing.values import as_text
from engine.conditions.model import ValueType
from engine.errors import JornadaError

MOST_TYPES = 1_000
"""Different event types; more of them mean that a column was taken for another."""
ROWS_AT_ONCE = 2_000_000
"""Every lot of events looks its people up once, among all of them."""
_SKIPPED = (f.EVENT_TYPE, f.EVENT_PERSON, f.EMAIL, FILE, ROW)


@dataclass(frozen=True)
class _Piece:
    """Rows of a file whose people are still to be looked up."""

    frame: pl.DataFrame
    number: int
    plan: FilePlan
    aside: Aside

    @property
    def by_email(self) -> bool:
        return f.EVENT_PERSON not in self.frame.columns

    @property
    def path(self) -> str:
        return f.EMAIL if self.by_email else f.EVENT_PERSON

    @property
    def who(self) -> pl.Series:
        """What names the people."""
        keys = self.frame[self.path]
        return keys.str.strip_chars().str.to_lowercase() if self.by_email else keys


@dataclass
class Events:
    """The events of an import as they come in: frames by event type with ``person`` (the row in
    ``people``), ``timestamp`` and the fields that occur."""

    people: pl.DataFrame
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    loaded: Counter[int] = field(default_factory=Counter)
    _waiting: list[_Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        row = pl.int_range(pl.len(), dtype=pl.Int32).alias("person")
        self._by_key = self.people.select(pl.col(f.PERSON_KEY).alias("who"), row)
        self._by_email: pl.DataFrame | None = None

    def take(self, piece: pl.DataFrame, number: int, plan: FilePlan, aside: Aside) -> None:
        """Take rows in; those of people whom nobody knows are set aside. People are looked up for
        many rows at once, so this is done for all by :meth:`finished` only."""
        self._waiting.append(_Piece(piece, number, plan, aside))
        if sum(waiting.frame.height for waiting in self._waiting) >= ROWS_AT_ONCE:
            self._settle()

    def _settle(self) -> None:
        """Look up the people of the rows that wait."""
        for by_email in (False, True):
            waiting = [piece for piece in self._waiting if piece.by_email is by_email]
            if not waiting:
                continue
            index = self._emails() if by_email else self._by_key
            who = pl.concat([piece.who for piece in waiting]).alias("who").to_frame()
            person = who.join(index, on="who", how="left", maintain_order="left")["person"]
            start = 0
            for piece in waiting:
                self._keep(piece, person.slice(start, piece.frame.height))
                start += piece.frame.height
        self._waiting.clear()

    def _keep(self, piece: _Piece, person: pl.Series) -> None:
        """Keep rows whose people are looked up."""
        plan, known = piece.plan, piece.frame.with_columns(person)
        unknown = person.is_null()
        if unknown.any():
            path = piece.path
            target = plan.target(path)
            column = path if target is None else target.column
            strangers = piece.frame.filter(unknown)
            piece.aside.add(strangers[ROW], Reason.UNKNOWN_PERSON, column, strangers[path])
            known = known.filter(~unknown)
        self.loaded[piece.number] += known.height
        small = known.select(f.EVENT_TYPE, "person", f.EVENT_TIMESTAMP, *_fields_of(known))
        for key, frame in small.partition_by(
            f.EVENT_TYPE, as_dict=True, include_key=False, maintain_order=True
        ).items():
            used = [c for c in frame.columns if frame[c].null_count() < frame.height]
            self.frames.setdefault(str(key[0]), []).append(frame.select(used))
        if len(self.frames) > MOST_TYPES:
            target = plan.target(f.EVENT_TYPE)
            column = f.EVENT_TYPE if target is None else target.column
            raise JornadaError(
                "import.too_many_types", file=plan.file.name, column=column, limit=MOST_TYPES
            )

    def finished(
        self, plans: Mapping[int, FilePlan], time_zone: str
    ) -> tuple[dict[str, pl.DataFrame], tuple[Field, ...]]:
        """The events by type, and their custom fields. What was taken in is given up."""
        self._settle()
        labels = {
            target.path: target.rule.label or label_of(target.path)
            for plan in plans.values()
            for target in plan.targets
            if target.custom
        }
        stated = {
            target.path: target.kind
            for plan in plans.values()
            for target in plan.targets
            if target.custom and target.kind is not None
        }
        kinds = {path: stated.get(path) or self._kind(path) for path in labels}
        whole = {}
        while self.frames:
            name, frames = self.frames.popitem()
            whole[name] = _whole(frames, kinds, time_zone)
        fields = tuple(
            Field(path=path, label=label, type=kinds[path] or ValueType.STRING, custom=True)
            for path, label in labels.items()
        )
        return whole, fields

    def _kind(self, path: str) -> ValueType:
        """The type of a custom field, from its values in all events."""
        found = [
            frame[path]
            for frames in self.frames.values()
            for frame in frames
            if path in frame.columns
        ]
        own = common({type_of_column(values.dtype) for values in found})
        if own is not None or not found:
            return own or ValueType.STRING
        distinct = [
            as_text(values.unique().cast(pl.String))
            if _is_text(values)
            else as_text(values.unique())
            for values in found
        ]
        return type_of_texts(pl.concat(distinct))

    def _emails(self) -> pl.DataFrame:
        if self._by_email is None:
            row = pl.int_range(pl.len(), dtype=pl.Int32).alias("person")
            email = pl.lit(None, pl.String)
            if f.EMAIL in self.people.columns:
                email = pl.col(f.EMAIL).str.strip_chars().str.to_lowercase()
            index = self.people.select(email.alias("who"), row)
            self._by_email = index.drop_nulls().unique("who", keep="first", maintain_order=True)
        return self._by_email


def _fields_of(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in (*_SKIPPED, "person", f.EVENT_TIMESTAMP)]


def _is_text(values: pl.Series) -> bool:
    return isinstance(values.dtype, pl.String | pl.Categorical)


def _whole(
    frames: list[pl.DataFrame], kinds: Mapping[str, ValueType], time_zone: str
) -> pl.DataFrame:
    """All events of a type, in the order in which they came."""
    dtypes: dict[str, set[pl.DataType]] = {}
    for frame in frames:
        for name, dtype in frame.schema.items():
            dtypes.setdefault(name, set()).add(dtype)
    unlike = {name for name, found in dtypes.items() if len(found) > 1}
    alike = [
        frame.with_columns(
            [as_text(_plain(frame[name])) for name in frame.columns if name in unlike]
        )
        for frame in frames
    ]
    frames.clear()
    whole = pl.concat(alike, how="diagonal", rechunk=True)
    alike.clear()
    return whole.with_columns(
        [
            typed(whole[name], kind, time_zone).alias(name)
            for name, kind in kinds.items()
            if name in whole.columns and not (kind is ValueType.STRING and _is_text(whole[name]))
        ]
    )


def _plain(values: pl.Series) -> pl.Series:
    return values.cast(pl.String) if isinstance(values.dtype, pl.Categorical) else values
