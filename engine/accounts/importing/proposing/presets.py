"""The presets of source systems: what their exports look like, as data in ``resources/presets``.

A preset has sheets, one for each kind of file. A file is of a sheet where its headers say so: one
of each group of ``needs`` is there, none of ``never``, and at least ``least`` of ``signs`` (1 where
it is left out). Headers are compared without case, spaces and punctuation, and also without what
connectors put before them (``property_``), so "Annual Revenue", ``annual_revenue`` and
``AnnualRevenue`` are one. A sheet without a ``table`` is only looked up in, or not used.

``fields`` has for each path the headers it may have, or rules of which the first that gives a
value counts. A rule is that of a mapping with these differences: ``columns`` are the headers that
it may have; ``sheet`` in ``look_up`` names the sheet to look up in; ``translate`` names a table in
``words``; ``enough`` says that no other rule is needed where the column is there; ``unless`` that
it doesn't count where one of these headers is there. ``also`` are further tables read from the
same file, ``fields_of`` fields of events of some types only. ``skip`` are headers that nobody wants
as attributes; the other columns become attributes of their own unless ``others`` is false.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.accounts.importing.mapping import Table
from resources import read_text

NAMES = ("salesforce", "hubspot", "marketo", "sp500")
_PREFIX = re.compile(r"^(?:propert(?:y|ies)|attributes|fields)[_. ]+", re.IGNORECASE)
_SURE, _BY_SIGNS, _BY_COLUMNS, _MANY = 0.55, 0.25, 0.2, 5

Group = frozenset[str]


@dataclass(frozen=True)
class Sheet:
    """A kind of file of a source system; headers in it are as :func:`normal` writes them."""

    preset: str
    id: str
    table: Table | None
    needs: tuple[Group, ...]
    signs: Group
    never: Group
    least: int
    content: Mapping[str, Any]
    """As in the file: ``fields``, ``where``, ``also``…"""

    def likeness(self, headers: Mapping[str, str]) -> float:
        """How much a file with headers (see :func:`headers_of`) is of this kind; 0 where it is
        not."""
        found = headers.keys()
        if any(not group & found for group in self.needs) or self.never & found:
            return 0
        hits = len({headers[sign] for sign in self.signs & found})
        if hits < self.least:
            return 0
        columns = set(headers.values())
        known = {headers[name] for name in self.known & found}
        return _SURE + _BY_SIGNS * min(1, hits / _MANY) + _BY_COLUMNS * len(known) / len(columns)

    @property
    def known(self) -> Group:
        """All headers that the sheet speaks of."""
        return _known(self.preset, self.id)


@dataclass(frozen=True)
class Preset:
    """A source system."""

    name: str
    skip: Group
    words: Mapping[str, Mapping[str, str]]
    sheets: tuple[Sheet, ...]


def normal(header: str) -> str:
    """A header in small letters and without spaces and punctuation."""
    return re.sub(r"[\W_]+", "", header.casefold())


def bare(header: str) -> str:
    """A header without what a connector puts before it."""
    return _PREFIX.sub("", header) or header


def headers_of(columns: Sequence[str]) -> dict[str, str]:
    """The columns by the ways in which their headers may be known; of equal ones the first."""
    found: dict[str, str] = {}
    for way in (normal, lambda header: normal(bare(header))):
        for column in columns:
            found.setdefault(way(column), column)
    found.pop("", None)
    return found


@cache
def presets() -> tuple[Preset, ...]:
    """All presets."""
    return tuple(_preset(name) for name in NAMES)


def _preset(file: str) -> Preset:
    content = tomllib.loads(read_text("presets", f"{file}.toml"))
    name = content["name"]
    return Preset(
        name=name,
        skip=_group(content.get("skip", ())),
        words=content.get("words", {}),
        sheets=tuple(_sheet(name, sheet) for sheet in content["sheets"]),
    )


def _sheet(preset: str, content: Mapping[str, Any]) -> Sheet:
    return Sheet(
        preset=preset,
        id=content["id"],
        table=Table(content["table"]) if "table" in content else None,
        needs=tuple(_group(group) for group in content["needs"]),
        signs=_group(content["signs"]),
        never=_group(content.get("never", ())),
        least=content.get("least", 1),
        content=content,
    )


@cache
def _known(preset: str, sheet: str) -> Group:
    found = next(s for p in presets() if p.name == preset for s in p.sheets if s.id == sheet)
    names = [*found.signs, *(name for group in found.needs for name in group)]
    parts = [found.content, *found.content.get("also", ()), *found.content.get("fields_of", ())]
    for part in parts:
        for rules in part.get("fields", {}).values():
            for rule in rules:
                names += [rule] if isinstance(rule, str) else rule.get("columns", ())
    return _group(names)


def _group(headers: Iterable[str]) -> Group:
    return frozenset(normal(header) for header in headers)
