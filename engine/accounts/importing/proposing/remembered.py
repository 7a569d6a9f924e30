"""Mappings that were saved, recognised by the headers of files and laid over them anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase

from engine.accounts.importing.mapping import LookUp, Mapping, Rule, Source
from engine.accounts.importing.proposing.expanding import Drawn
from engine.accounts.importing.proposing.proposal import Found, ProposedSource, short
from engine.accounts.importing.tabular import TableFile

MOST = 200
"""Sources of other files that are remembered beside those of now."""
LIKE = 0.8
"""The share of equal headers from which on a file is another export of the same."""


@dataclass(frozen=True)
class Remembered:
    """Sources of a saved mapping with the files of now. ``looked_up`` are those that only values
    are looked up in."""

    name: str
    drawn: tuple[Drawn, ...]
    looked_up: frozenset[str]


def remembered(tables: Sequence[TableFile], mapping: Mapping) -> Remembered:
    """What a saved mapping says of files: of those with the headers that its sources were made
    for, or, where it was written by hand, with the names and columns that it reads."""
    names = {source.file for source in mapping.sources}
    by_name = {name: _files(tables, mapping, name) for name in names}
    drawn, looked_up = [], set[str]()
    for source in mapping.sources:
        for table, sure in by_name[source.file]:
            there = _looking_up(source, tables)
            looked_up |= set(there.values())
            renamed = _renamed(source, table, there)
            drawn.append(Drawn(renamed, _told(renamed, mapping.name, sure)))
    return Remembered(mapping.name, tuple(drawn), frozenset(looked_up))


def added_to(before: Mapping, now: Mapping) -> Mapping:
    """A mapping to be kept in place of one of the same name: what it says, and of the one before
    what it says of other files, as long as they are no more than ``MOST``."""
    told = {(frozenset(source.headers), source.table) for source in now.sources}
    files = {source.file for source in now.sources}
    rest = tuple(
        source
        for source in before.sources
        if source.file not in files and (frozenset(source.headers), source.table) not in told
    )
    return now.model_copy(update={"sources": (*now.sources, *rest[:MOST])})


def laid_over(tables: Sequence[TableFile], mapping: Mapping) -> Mapping:
    """A mapping for files that are named otherwise than those that it was made for: where
    none has a name that it reads, they are known by their headers."""
    names = [table.name.lower() for table in tables]

    def fits(source: Source) -> bool:
        return any(fnmatchcase(name, source.file.lower()) for name in names) or any(
            table.name == source.file for table in tables
        )

    if any(fits(source) for source in mapping.sources):
        return mapping
    found = tuple(one.source for one in remembered(tables, mapping).drawn)
    return mapping.model_copy(update={"sources": found}) if found else mapping


def _files(
    tables: Sequence[TableFile], mapping: Mapping, name: str
) -> list[tuple[TableFile, float]]:
    """The files that a name of a mapping stands for now, and how sure that is."""
    sources = [source for source in mapping.sources if source.file == name]
    found = []
    for table in tables:
        likeness = min(_likeness(table, source) for source in sources)
        if likeness >= LIKE:
            found.append((table, likeness))
    # Sources of like headers were told apart by the names of their files.
    best = {
        table.name: max(
            {s.file for s in mapping.sources if _likeness(table, s) >= LIKE},
            key=lambda file: (fnmatchcase(table.name, file), _alike(table.name, file)),
        )
        for table, _ in found
    }
    return [(table, sure) for table, sure in found if best[table.name] == name]


def _likeness(table: TableFile, source: Source) -> float:
    columns = set(table.columns)
    needed = {
        rule.column
        for path in source.fields
        for rule in source.rule(path).chain
        if rule.column is not None and not rule.optional
    }
    needed |= {where.column for where in source.where}
    if not needed <= columns:
        return 0
    if not source.headers:
        return LIKE if fnmatchcase(table.name.lower(), source.file.lower()) else 0
    headers = set(source.headers)
    return len(headers & columns) / len(headers | columns)


def _looking_up(source: Source, tables: Sequence[TableFile]) -> dict[str, str]:
    """The files to look up in: what they were called, and are now."""
    there: dict[str, str] = {}
    for path in source.fields:
        for rule in source.rule(path).chain:
            look_up = rule.look_up
            if look_up is None or look_up.file == source.file:
                continue
            fit = [t for t in tables if {look_up.key, look_up.value} <= set(t.columns)]
            if fit:
                best = max(fit, key=lambda table: _alike(table.name, look_up.file))
                there[look_up.file] = best.name
    return there


def _renamed(source: Source, table: TableFile, there: dict[str, str]) -> Source:
    there = {**there, source.file: table.name}
    fields = {path: short(_rule(source.rule(path), there)) for path in source.fields}
    return source.model_copy(
        update={"file": table.name, "fields": fields, "headers": table.columns}
    )


def _rule(rule: Rule, there: dict[str, str]) -> Rule:
    look_up = rule.look_up
    if look_up is not None:
        look_up = _look_up(look_up, there)
    otherwise = None if rule.otherwise is None else _rule(rule.otherwise, there)
    return rule.model_copy(update={"look_up": look_up, "otherwise": otherwise})


def _look_up(look_up: LookUp, there: dict[str, str]) -> LookUp:
    return look_up.model_copy(update={"file": there.get(look_up.file, look_up.file)})


def _told(source: Source, name: str, sure: float) -> ProposedSource:
    return ProposedSource(
        file=source.file,
        table=source.table,
        preset=name,
        confidence=round(sure, 3),
        found=tuple(
            Found(
                path=path, column=source.rule(path).column, confidence=round(sure, 3), why="saved"
            )
            for path in source.fields
        ),
    )


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()
