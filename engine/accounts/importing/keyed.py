"""Accounts, people and opportunities: rows that have a key, which must be theirs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from engine.accounts import fields as f
from engine.accounts.encoding import POLARS_TYPES
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

_UNNAMED = "Column "


@dataclass(frozen=True)
class Keyed:
    """Rows that may be loaded, with ``FILE`` and ``ROW`` beside their fields, and the custom
    fields among them."""

    frame: pl.DataFrame
    custom: tuple[Field, ...]

    def loaded(self) -> dict[int, int]:
        """The number of rows from each file, by the number of its plan."""
        return dict(self.frame[FILE].value_counts().iter_rows())

    def fields(self) -> pl.DataFrame:
        """The rows without what only an import needs."""
        return self.frame.drop(FILE, ROW)


def put_together(
    plans: Mapping[int, FilePlan],
    pieces: Sequence[pl.DataFrame],
    asides: Mapping[int, Aside],
    key: str,
    time_zone: str,
) -> Keyed:
    """One table of all pieces; rows whose key came before are set aside."""
    whole = _concatenated(pieces, key)
    whole, custom = with_types(whole, list(plans.values()), time_zone)
    expected = [number for number, plan in plans.items() if plan.source.repeated == "first"]
    again = ~whole[key].is_first_distinct()
    if expected and f.EMAIL in whole.columns:
        email = whole[f.EMAIL].str.strip_chars().str.to_lowercase()
        known = ~email.is_first_distinct() & email.is_not_null()
        again |= known & whole[FILE].is_in(expected)
    if again.any():
        for number, plan in plans.items():
            reason = Reason.REPEATED if number in expected else Reason.DUPLICATE_KEY
            set_aside(whole, again & (whole[FILE] == number), asides[number], reason, plan, key)
        whole = whole.filter(~again)
    return Keyed(whole, custom)


def set_aside(
    frame: pl.DataFrame, bad: pl.Series, aside: Aside, reason: Reason, plan: FilePlan, path: str
) -> None:
    """Set aside rows of a file for the value of a field."""
    rows = frame.filter(bad)
    target = plan.target(path)
    column = path if target is None else target.column
    aside.add(rows[ROW], reason, column, rows[path])


def without_unknown_accounts(
    keyed: Keyed,
    accounts: pl.Series,
    plans: Mapping[int, FilePlan],
    asides: Mapping[int, Aside],
    path: str,
) -> Keyed:
    """The rows whose account is among the accounts, or that name none."""
    frame = keyed.frame
    if path not in frame.columns:
        return Keyed(frame.with_columns(pl.lit(None, pl.String).alias(path)), keyed.custom)
    unknown = ~frame[path].is_in(accounts.implode()) & frame[path].is_not_null()
    if unknown.any():
        for number, plan in plans.items():
            here = unknown & (frame[FILE] == number)
            set_aside(frame, here, asides[number], Reason.UNKNOWN_ACCOUNT, plan, path)
        frame = frame.filter(~unknown)
    return Keyed(frame, keyed.custom)


def with_types(
    frame: pl.DataFrame, plans: Sequence[FilePlan], time_zone: str
) -> tuple[pl.DataFrame, tuple[Field, ...]]:
    """Custom attributes with the type that their values have, and the fields that they are."""
    labels: dict[str, str] = {}
    stated: dict[str, ValueType] = {}
    for plan in plans:
        for target in plan.targets:
            if target.custom:
                labels.setdefault(target.path, target.rule.label or label_of(target.path))
                if target.kind is not None:
                    stated.setdefault(target.path, target.kind)
    fields, columns, unused = [], [], []
    for path, label in labels.items():
        if path not in frame.columns:  # a file without rows
            frame = frame.with_columns(pl.lit(None, pl.String).alias(path))
        values = frame[path]
        if path.startswith(_UNNAMED) and values.null_count() == len(values):
            unused.append(path)
            continue
        own = None if values.dtype == pl.Null else type_of_column(values.dtype)
        kind = own or stated.get(path) or type_of_texts(values)
        columns.append(typed(values, kind, time_zone).alias(path).cast(POLARS_TYPES[kind]))
        fields.append(Field(path=path, label=label, type=kind, custom=True))
    return frame.with_columns(columns).drop(unused), tuple(fields)


def _concatenated(pieces: Sequence[pl.DataFrame], key: str) -> pl.DataFrame:
    """The pieces one below the other; columns of unlike types become text."""
    if not pieces:
        columns = {key: pl.String(), FILE: pl.Int32(), ROW: pl.Int64()}
        return pl.DataFrame(schema=columns)
    kinds: dict[str, set[ValueType | None]] = {}
    for piece in pieces:
        for name, dtype in piece.schema.items():
            if name not in (FILE, ROW) and dtype != pl.Null:
                kinds.setdefault(name, set()).add(type_of_column(dtype))
    agreed = {name: common(found) for name, found in kinds.items()}
    return pl.concat([_agreeing(piece, agreed) for piece in pieces], how="diagonal", rechunk=True)


def _agreeing(piece: pl.DataFrame, agreed: Mapping[str, ValueType | None]) -> pl.DataFrame:
    columns = []
    for name in piece.columns:
        if name in (FILE, ROW):
            continue
        kind = agreed.get(name)
        values = piece[name]
        if kind is None:
            columns.append(as_text(values))
        elif values.dtype != POLARS_TYPES[kind]:
            columns.append(typed(values, kind, "UTC").cast(POLARS_TYPES[kind]))
    return piece.with_columns(columns) if columns else piece
