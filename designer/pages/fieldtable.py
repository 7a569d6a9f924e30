"""The fields of a dataset: how well they are filled, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from designer.conditions.suggestions import of_attribute, span
from designer.conditions.vocabulary import ENTITIES, Vocabulary
from designer.widgets.numbers import plain, share
from designer.widgets.table import Column
from designer.widgets.words import words
from engine.conditions.model import Scope
from engine.journey.model import Definitions

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

EXAMPLES = 4
"""How many frequent values are shown."""

COLUMNS = (
    Column("field", words("fields.field"), width=210),
    Column("type", words("fields.type"), width=130),
    Column("filled", words("fields.filled"), lambda part: share(part, 1), number=True, width=84),
    Column("examples", words("fields.examples")),
)


def fields_frame(dataset: Dataset, scope: Scope) -> pl.DataFrame:
    """A row for each field of accounts or people that the data has: label, type, the part that is
    filled, and the most frequent values or the span of numbers."""
    frame = dataset.accounts if scope is Scope.ACCOUNT else dataset.people
    known = Vocabulary(Definitions(), dataset).fields(ENTITIES[scope])
    rows = []
    for item in known:
        if item.path not in frame.columns:
            continue
        column = frame[item.path]
        empty = column.null_count()
        if column.dtype == pl.String:
            empty += int((column.str.strip_chars() == "").sum())
        rows.append(
            {
                "field": item.label,
                "type": words(f"type.{item.type}"),
                "filled": (len(column) - empty) / max(len(column), 1),
                "examples": _examples(dataset, scope, item.path),
            }
        )
    schema = {"field": pl.String, "type": pl.String, "filled": pl.Float64, "examples": pl.String}
    return pl.DataFrame(rows, schema=schema)


def _examples(dataset: Dataset, scope: Scope, path: str) -> str:
    found = span(dataset.attribute(scope, path))
    if found is not None:
        return words("fields.span", low=plain(found[0]), high=plain(found[1]))
    offers = of_attribute(dataset, scope, path)[:EXAMPLES]
    return ", ".join(offer.value for offer in offers)
