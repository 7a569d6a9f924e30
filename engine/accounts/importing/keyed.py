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
from engine.accounts.importing.several import FURTHER
from engine.accounts.importing.values import as_text
from engine.conditions.model import ValueType

_UNNAMED = "Column "


@dataclass(frozen=True)
class Keyed:
    """Rows that may be loaded, with ``FILE`` and ``ROW`` beside their fields, and the custom
    fields among them. ``again``: rows of people who came before, with another account; their key
    is that of the person."""

    frame: pl.DataFrame
    custom: tuple[Field, ...]
    again: pl.DataFrame

    def loaded(self) -> dict[int, int]:
        """The number of rows from each file, by the number of its plan."""
        return dict(self.frame[FILE].value_counts().iter_rows())

    def fields(self) -> pl.DataFrame:
        """The rows without what only an import needs."""
        return self.frame.drop(FILE, ROW, FURTHER, strict=False)


def put_together(
    plans: Mapping[int, FilePlan],
    pieces: Sequence[pl.DataFrame],
    asides: Mapping[int, Aside],
    key: str,
    time_zone: str,
) -> Keyed:
    """One table of all pieces; rows whose key came before are set aside, unless they name another
    account of the person."""
    whole = _concatenated(pieces, key)
    whole, custom = with_types(whole, list(plans.values()), time_zone)
    again = ~whole[key].is_first_distinct()
    expected = [number for number, plan in plans.items() if plan.source.repeated == "first"]
    if expected and key == f.PERSON_KEY and f.EMAIL in whole.columns:
        email = whole[f.EMAIL].str.strip_chars().str.to_lowercase()
        known = ~email.is_first_distinct() & email.is_not_null()
        again |= known & whole[FILE].is_in(expected)
    if not again.any():
        return Keyed(whole, custom, whole.clear())
    others = again & _with_another_account(whole, again, key)
    for number, plan in plans.items():
        here = again & ~others & (whole[FILE] == number)
        set_aside(whole, here, asides[number], reason_of_repeated(plan), plan, key)
    return Keyed(whole.filter(~again), custom, _of_their_person(whole, again, key).filter(others))


def reason_of_repeated(plan: FilePlan) -> Reason:
    """Why a row is set aside whose key came before."""
    return Reason.REPEATED if plan.source.repeated == "first" else Reason.DUPLICATE_KEY


def _with_another_account(whole: pl.DataFrame, again: pl.Series, key: str) -> pl.Series:
    """Which rows name an account that no row of the same person has named before."""
    if key != f.PERSON_KEY or f.PERSON_ACCOUNT not in whole.columns:
        return pl.repeat(value=False, n=whole.height, dtype=pl.Boolean, eager=True)
    pairs = _of_their_person(whole, again, key).select(key, f.PERSON_ACCOUNT)
    return pairs.to_struct().is_first_distinct() & pairs[f.PERSON_ACCOUNT].is_not_null()


def _of_their_person(whole: pl.DataFrame, again: pl.Series, key: str) -> pl.DataFrame:
    """All rows with the key of the person whose they are: where another key has the same email
    address, that of the first."""
    if key != f.PERSON_KEY or f.EMAIL not in whole.columns:
        return whole  # of an account, what is called so is an attribute of one's own
    email = pl.col(f.EMAIL).str.strip_chars().str.to_lowercase()
    first = whole.filter(~again).select(email.alias("email"), key=pl.col(key))
    by_email = first.drop_nulls("email").unique("email", keep="first", maintain_order=True)
    own = whole[key].is_in(first["key"].implode())
    found = whole.select(email.alias("email")).join(
        by_email, on="email", how="left", maintain_order="left"
    )["key"]
    return whole.with_columns(whole[key].zip_with(own | found.is_null(), found).alias(key))


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
        frame = frame.with_columns(pl.lit(None, pl.String).alias(path))
        return Keyed(frame, keyed.custom, keyed.again)
    unknown = ~frame[path].is_in(accounts.implode()) & frame[path].is_not_null()
    if unknown.any():
        for number, plan in plans.items():
            here = unknown & (frame[FILE] == number)
            set_aside(frame, here, asides[number], Reason.UNKNOWN_ACCOUNT, plan, path)
        frame = frame.filter(~unknown)
    return Keyed(frame, keyed.custom, keyed.again)


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
