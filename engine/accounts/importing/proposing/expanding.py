"""A preset's sheet made to sources with the very columns of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from engine.accounts import fields as f
from engine.accounts.importing.headers import REQUIRED
from engine.accounts.importing.mapping import LookUp, Rule, Source, Split, Table, Where
from engine.accounts.importing.proposing.guessing import Looked
from engine.accounts.importing.proposing.names import wanted
from engine.accounts.importing.proposing.presets import (
    Preset,
    Sheet,
    bare,
    headers_of,
    normal,
)
from engine.accounts.importing.proposing.proposal import Found, ProposedSource, Why, short
from engine.accounts.importing.values import as_text

_OWN = 0.6
"""How sure it is that a column which no preset knows should be an attribute of its own."""
_NAMED = 0.9
"""How alike a name must be where a preset doesn't have it."""
_CONNECTOR = "_fivetran"
_KEYS = (f.ACCOUNT_KEY, f.PERSON_KEY, f.OPPORTUNITY_KEY)


@dataclass(frozen=True)
class Recognised:
    """A file that is of a sheet."""

    looked: Looked
    preset: Preset
    sheet: Sheet
    confidence: float

    @property
    def name(self) -> str:
        """The file's name."""
        return self.looked.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return self.looked.columns

    @property
    def sample(self) -> pl.DataFrame:
        """Its first rows."""
        return self.looked.sample


@dataclass(frozen=True)
class Drawn:
    """A source and what is told of it."""

    source: Source
    told: ProposedSource


class Expansion:
    """The sources of one file."""

    def __init__(self, file: Recognised, others: Sequence[Recognised]) -> None:
        self.file, self.headers = file, headers_of(file.columns)
        self.others = {
            other.sheet.id: other for other in reversed(others) if other.preset is file.preset
        }

    def sources(self) -> Iterator[Drawn]:
        """The sources, accounts made from the rows first; none where a field that a table needs
        has no column."""
        sheet, content = self.file.sheet, self.file.sheet.content
        if sheet.table is None:
            return
        fields = self._fields(content["fields"])
        also = [
            drawn
            for part in content.get("also", ())
            if not self._has(part.get("unless", ()))
            for drawn in self._source(
                Table(part["table"]), "first", self._of_contacts(part, fields)
            )
        ]
        yield from also
        for part in content.get("fields_of", ()):
            self._add_fields_of(part, fields)
        if content.get("others", True) and sheet.table is not Table.EVENT:
            taken = {
                rule.column
                for d in also
                for p in d.source.fields
                for rule in d.source.rule(p).chain
            }
            fields |= self._others(fields, taken)
        yield from self._source(sheet.table, content.get("repeated", "set_aside"), fields)

    def _source(
        self,
        table: Table,
        repeated: Literal["set_aside", "first"],
        fields: Mapping[str, Rule],
    ) -> Iterator[Drawn]:
        if any(not any(path in fields for path in group) for group in REQUIRED[table]):
            return
        source = Source(
            file=self.file.name,
            table=table,
            fields={path: short(rule) for path, rule in fields.items()},
            where=tuple(self._wheres(self.file.sheet.content.get("where", ()))),
            keep_other_columns=False,
            headers=self.file.columns,
            repeated=repeated,
        )
        known = self.file.sheet.known
        found = tuple(
            Found(path=path, column=rule.column, confidence=sure, why=why)
            for path, rule in fields.items()
            for sure, why in (self._how(rule, known),)
        )
        told = ProposedSource(
            file=self.file.name,
            table=table,
            preset=self.file.preset.name,
            confidence=self.file.confidence,
            found=found,
        )
        yield Drawn(source, told)

    def _of_contacts(
        self, content: Mapping[str, Any], person: Mapping[str, Rule]
    ) -> dict[str, Rule]:
        """The fields of accounts that contacts make. Where no file has accounts, all that they
        name is made."""
        fields = self._fields(content["fields"])
        accounts = any(other.sheet.table is Table.ACCOUNT for other in self.others.values())
        if f.PERSON_ACCOUNT in person and not accounts:
            fields[f.ACCOUNT_KEY] = first_of_several(person[f.PERSON_ACCOUNT])
        return fields

    def _how(self, rule: Rule, known: frozenset[str]) -> tuple[float, Why]:
        if rule.column is None or rule.make is not None:
            return self.file.confidence, "made"
        if normal(rule.column) in known or normal(bare(rule.column)) in known:
            return max(self.file.confidence, 0.9), "preset"
        return _OWN, "name"

    def _fields(self, content: Mapping[str, Any]) -> dict[str, Rule]:
        fields = {}
        for path, rules in content.items():
            rule = self._chain(rules)
            if rule is not None:
                fields[path] = rule
        return fields

    def _chain(self, rules: Sequence[Any], when: Where | None = None) -> Rule | None:
        """Rules, of which the first that gives a value counts, as one."""
        if rules and isinstance(rules[0], str):
            rules = [{"columns": rules}]
        found = []
        for content in rules:
            rule = self._rule(content, when)
            if rule is not None:
                found.append(rule)
                if content.get("enough"):
                    break
        chain: Rule | None = None
        for rule in reversed(found):
            chain = rule.model_copy(update={"otherwise": chain})
        return chain

    def _rule(self, content: Mapping[str, Any], when: Where | None) -> Rule | None:
        rest = {k: v for k, v in content.items() if k not in ("columns", "enough", "unless")}
        if self._has(content.get("unless", ())):
            return None
        if "columns" in content:
            column = self._column(content["columns"])
            if column is None:
                return None
            rest["column"] = column
        if "translate" in rest:
            rest["translate"] = dict(self.file.preset.words[rest["translate"]])
        if "look_up" in rest:
            look_up = self._look_up(rest["look_up"])
            if look_up is None:
                return None
            rest["look_up"] = look_up
        return Rule(**rest, when=when)

    def _look_up(self, content: Mapping[str, Any]) -> LookUp | None:
        other = self.others.get(content["sheet"])
        if other is None:
            return None
        headers = headers_of(other.columns)
        key = _first(content["key"], headers)
        value = _first(content["value"], headers)
        if key is None or value is None:
            return None
        return LookUp(file=other.name, key=key, value=value, key_make=content.get("key_make"))

    def _wheres(self, content: Sequence[Mapping[str, Any]]) -> Iterator[Where]:
        for where in content:
            rest = {key: value for key, value in where.items() if key != "columns"}
            for header in where["columns"]:
                column = self.headers.get(normal(header))
                if column is not None:
                    yield Where(column=column, **rest)

    def _add_fields_of(self, content: Mapping[str, Any], fields: dict[str, Rule]) -> None:
        """Fields that only events of some types have, where such events are in the file."""
        kind = fields.get(f.EVENT_TYPE)
        if kind is None or kind.column is None:
            return
        types = tuple(content["types"])
        if kind.column in self.file.sample.columns:
            here = as_text(self.file.sample[kind.column]).drop_nulls().unique()
            if not here.is_in(types).any():
                return
        when = Where(column=kind.column, is_one_of=types)
        for path, rules in content["fields"].items():
            rule = self._chain(rules, when)
            if rule is not None:
                before = fields.get(path)
                fields[path] = rule if before is None else _appended(before, rule)

    def _others(self, fields: Mapping[str, Rule], taken: set[str | None]) -> dict[str, Rule]:
        """The columns that nothing is known of, as attributes of their own."""
        sheet = self.file.sheet
        skip = self.file.preset.skip | {normal(name) for name in sheet.content.get("skip", ())}
        used = taken | {rule.column for first in fields.values() for rule in first.chain}
        used |= {where.column for where in self._wheres(sheet.content.get("where", ()))}
        assert sheet.table is not None  # noqa: S101 - only tables have attributes
        without = {c for c in self.file.columns if c in used or {normal(c), normal(bare(c))} & skip}
        named = self.file.looked.pairs(wanted(sheet.table.value), without)
        alike = {
            path: Rule(column=pair.column)
            for path, pair in named.items()
            if path not in fields and path not in _KEYS and pair.confidence >= _NAMED
        }
        used |= {rule.column for rule in alike.values()}
        paths = {field.path for field in f.STANDARD_FIELDS[sheet.table.entity]} | set(fields)
        found: dict[str, Rule] = {}
        for column in self.file.columns:
            path = bare(column)
            if column in used or column.startswith(_CONNECTOR) or path in paths or path in found:
                continue
            if {normal(column), normal(path)} & skip or not _has_values(self.file.sample, column):
                continue
            found[path] = Rule(column=column)
        return alike | found

    def _has(self, headers: Sequence[str]) -> bool:
        return _first(headers, self.headers) is not None

    def _column(self, headers: Sequence[str]) -> str | None:
        return _first(headers, self.headers)


def first_of_several(rule: Rule) -> Rule:
    """A rule for a cell with several keys that takes the first one only."""
    otherwise = None if rule.otherwise is None else first_of_several(rule.otherwise)
    split = Split(at=rule.separator, part=1) if rule.several else rule.split
    return rule.model_copy(update={"several": False, "split": split, "otherwise": otherwise})


def _first(wanted: Sequence[str], headers: Mapping[str, str]) -> str | None:
    names = (headers.get(normal(name)) for name in wanted)
    return next((name for name in names if name is not None), None)


def _appended(first: Rule, last: Rule) -> Rule:
    rest = last if first.otherwise is None else _appended(first.otherwise, last)
    return first.model_copy(update={"otherwise": rest})


def _has_values(sample: pl.DataFrame, column: str) -> bool:
    return column in sample.columns and as_text(sample[column]).null_count() < sample.height
