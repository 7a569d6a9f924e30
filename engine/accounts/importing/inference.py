"""What a custom attribute is: its type, from all its values, and its label, from its name."""

from __future__ import annotations

import re

import polars as pl

from engine.accounts.encoding import POLARS_TYPES
from engine.accounts.importing.mapping import Rule
from engine.accounts.importing.values import as_text, read
from engine.conditions.model import ValueType

_WHOLE = r"^-?(0|[1-9]\d{0,14})$"
_NUMBER = r"^-?(0|[1-9]\d{0,14})(\.\d+)?$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{1,2}:\d{2}"
_PATTERNS = (
    (ValueType.INTEGER, _WHOLE),
    (ValueType.NUMBER, _NUMBER),
    (ValueType.BOOLEAN, r"(?i)^(true|false)$"),
    (ValueType.DATE, _DAY),
    (ValueType.TIMESTAMP, _MOMENT),
)
"""Written strictly: a leading zero, a sign in front or a long row of digits is no number but a
code, a telephone number or a key, and stays text."""


def label_of(path: str) -> str:
    """A custom attribute's name as a person would write it: ``customerSince`` and
    ``_acme.customer_since`` are "Customer since". Names with spaces stay."""
    name = path if " " in path else path.rsplit(".", 1)[-1]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", name).replace("_", " ").split()
    lower = [word if word.isupper() or " " in path else word.lower() for word in words]
    label = " ".join(lower) or path
    return label[:1].upper() + label[1:]


def type_of_texts(texts: pl.Series) -> ValueType:
    """The narrowest type that all texts have; string where they have none in common."""
    values = texts.drop_nulls().unique().cast(pl.String)
    if not len(values):
        return ValueType.STRING
    for kind, pattern in _PATTERNS:
        if values.str.contains(pattern).all():
            found = read(values, kind, Rule(column=""), "UTC")
            return ValueType.STRING if found.bad is not None else kind
    return ValueType.STRING


def type_of_column(dtype: pl.DataType) -> ValueType | None:
    """The type that a typed column has by itself; None for texts, whose values tell."""
    if isinstance(dtype, pl.List):
        return ValueType.STRINGS
    if dtype == pl.Boolean:
        return ValueType.BOOLEAN
    if isinstance(dtype, pl.Date):
        return ValueType.DATE
    if isinstance(dtype, pl.Datetime):
        return ValueType.TIMESTAMP
    if dtype.is_integer():
        return ValueType.INTEGER
    return ValueType.NUMBER if dtype.is_numeric() else None


def common(kinds: set[ValueType | None]) -> ValueType | None:
    """The type of a column that comes from several files; None where its texts must tell."""
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds == {ValueType.INTEGER, ValueType.NUMBER}:
        return ValueType.NUMBER
    return None


def typed(values: pl.Series, kind: ValueType, time_zone: str) -> pl.Series:
    """Values that have a type, in the form that a dataset holds. Repeated texts are read once."""
    if values.dtype == POLARS_TYPES[kind]:
        return values
    if kind is ValueType.STRING:
        return as_text(values)
    if values.dtype != pl.String and not isinstance(values.dtype, pl.Categorical):
        return read(values, kind, Rule(column=""), time_zone).values
    distinct = values.drop_nulls().unique()
    meant = read(distinct.cast(pl.String), kind, Rule(column=""), time_zone).values
    table = pl.DataFrame([distinct.alias("text"), meant.alias("value")])
    found = (
        values.alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    )
    return found["value"].alias(values.name)
