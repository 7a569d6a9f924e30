"""Files of systems that nobody knows: tables and fields by the names and values of columns.

Each column is compared with each field of a table, by name and by content, and the best pairs are
taken one by one, so that a column is one field and a field has one column. A file is the table
whose needs are met best; where that is not sure enough, the file stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from engine.accounts import fields as f
from engine.accounts.importing.mapping import Table
from engine.accounts.importing.proposing.contents import Content, content_of
from engine.accounts.importing.proposing.names import (
    COMPANY,
    WHOLE_NAME,
    Wanted,
    likeness,
    wanted,
    words_of,
)
from engine.accounts.importing.proposing.proposal import Why
from engine.accounts.importing.values import as_text

LEAST = 0.55
"""Below, a column is not taken for a field."""
_NAMED = 0.8
"""From here on a field is as good as named."""
_SAID = 0.95
"""From here on it is called just that."""
_OF_SEVERAL = 2
_FITS, _HALF, _UNFIT = 1.0, 0.85, 0.45
_TELLING = {"email", "url", "domain", "phone", "country", "date"}
"""Kinds of values that say by themselves what they are."""
_LAST_NAME = "person.name.lastName"
_OF_DEALS = ("opportunityStage", "opportunityAmount.amount", "expectedCloseDate", "isWon")
_DEAL_NAMES = (f.OPPORTUNITY_KEY, "opportunityName")


@dataclass(frozen=True)
class Pair:
    """A column that a field was found in."""

    path: str
    column: str
    confidence: float
    why: Why


@dataclass(frozen=True)
class Guess:
    """What a file is taken for."""

    name: str
    columns: tuple[str, ...]
    table: Table
    pairs: dict[str, Pair]
    company: dict[str, Pair]
    """The fields of the company that a contact's row has."""
    whole_name: Pair | None
    """The column with a person's first and last name."""


class Looked:
    """A file whose columns were looked at."""

    def __init__(self, name: str, columns: Sequence[str], sample: pl.DataFrame) -> None:
        self.name, self.columns = name, tuple(columns)
        self.sample = sample
        self.contents = {
            column: content_of(sample[column]) for column in columns if column in sample.columns
        }

    def guess(self) -> Guess | None:
        """What the file is, or None where nothing is sure enough."""
        found = {
            name: self.pairs(wanted(name)) for name in ("account", "person", "event", "opportunity")
        }
        table = _table(found)
        if table is None:
            return None
        pairs = found[table.value]
        company: dict[str, Pair] = {}
        if table is Table.PERSON:
            taken = {pair.column for pair in pairs.values() if pair.confidence >= _NAMED}
            company = self.pairs(wanted(COMPANY), taken)
            mine = {pair.column for pair in company.values()}
            pairs = {path: pair for path, pair in pairs.items() if pair.column not in mine}
        elif table is Table.OPPORTUNITY:
            company = self.pairs(wanted(COMPANY), {pair.column for pair in pairs.values()})
        taken = {pair.column for pair in (*pairs.values(), *company.values())}
        whole = self.pairs(wanted(WHOLE_NAME), taken).get(WHOLE_NAME)
        return Guess(self.name, self.columns, table, pairs, company, whole)

    def company(self) -> dict[str, Pair]:
        """The fields of the company that a contact's row has."""
        return self.pairs(wanted(COMPANY))

    def values(self, column: str) -> pl.Series:
        """The different values of a column in the first rows, as texts."""
        if column not in self.sample.columns:
            return pl.Series(column, [], dtype=pl.String)
        return as_text(self.sample[column]).drop_nulls().str.strip_chars().unique()

    def pairs(self, fields: Sequence[Wanted], without: set[str] | None = None) -> dict[str, Pair]:
        """The best pairs of columns and fields, one to one."""
        likely: list[tuple[float, int, Pair]] = []
        for place, column in enumerate(self.columns):
            if column in (without or ()):
                continue
            for field in fields:
                pair = self._pair(column, field)
                if pair is not None:
                    likely.append((-pair.confidence, place, pair))
        pairs: dict[str, Pair] = {}
        taken: set[str] = set()
        for _, _, pair in sorted(likely, key=lambda one: one[:2]):
            if pair.path not in pairs and pair.column not in taken:
                pairs[pair.path] = pair
                taken.add(pair.column)
        order = {column: place for place, column in enumerate(self.columns)}
        return dict(sorted(pairs.items(), key=lambda one: order[one[1].column]))

    def _pair(self, column: str, field: Wanted) -> Pair | None:
        content = self.contents.get(column)
        named = likeness(column, field)
        alone = 0.0
        if content is not None and content.count:
            named *= _fit(content, field.kinds)
            alone = field.content * max(
                (content.share(kind) for kind in field.kinds & _TELLING), default=0
            )
        score = max(named, alone)
        if score < LEAST:
            return None
        return Pair(field.path, column, round(score, 3), "name" if named >= alone else "content")


def _fit(content: Content, kinds: frozenset[str]) -> float:
    """How well values are what a field holds."""
    share = max(content.share(kind) for kind in kinds)
    if "key" in kinds and len(kinds) == 1 and content.distinct < 1 and content.shares["key"] > 0.9:
        return _HALF  # a few keys may come twice
    if share >= 0.8:
        return _FITS
    return _HALF if share >= 0.5 else _UNFIT


def _table(found: Mapping[str, Mapping[str, Pair]]) -> Table | None:
    """The table whose needs are met."""

    def sure(table: str, *paths: str) -> float:
        """How sure the best of fields is."""
        return max((found[table][p].confidence for p in paths if p in found[table]), default=0.0)

    named = min(sure("person", "person.name.firstName"), sure("person", _LAST_NAME))
    mail = sure("person", f.EMAIL)
    deal = sum(sure("opportunity", path) >= _NAMED for path in _OF_DEALS)
    if deal >= _OF_SEVERAL and mail < _NAMED and sure("opportunity", *_DEAL_NAMES) >= LEAST:
        return Table.OPPORTUNITY
    kind, at = sure("event", f.EVENT_TYPE), sure("event", f.EVENT_TIMESTAMP)
    who = sure("event", f.EVENT_PERSON, f.EMAIL)
    if min(kind, at, who) >= LEAST and (named < _NAMED or kind >= _SAID):
        return Table.EVENT
    keyed = sure("person", f.PERSON_KEY) >= _NAMED and sure("person", _LAST_NAME) >= _NAMED
    if mail >= LEAST or named >= _NAMED or keyed:
        return Table.PERSON
    return Table.ACCOUNT if _is_account(found["account"]) else None


def _is_account(pairs: Mapping[str, Pair]) -> bool:
    """Whether rows are companies: their name is called that of a company, or what is merely a
    name has enough beside it that only companies have."""
    name = pairs.get(f.ACCOUNT_NAME)
    signs = sum(
        pair.confidence >= _NAMED
        for path, pair in pairs.items()
        if path not in (f.ACCOUNT_KEY, f.ACCOUNT_NAME)
    )
    if name is None:
        return "accountOrganization.website" in pairs and signs >= _OF_SEVERAL
    plain = words_of(name.column) == ("name",)
    return signs >= (_OF_SEVERAL if plain else 1) or (not plain and f.ACCOUNT_KEY in pairs)
