"""An import as it stands in the wizard: the mapping, and what the person has decided of it."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from functools import partial

from engine.accounts.importing.mapping import Mapping, Rule, Source, Table
from engine.accounts.importing.proposing.proposal import Proposal, Question, answered
from engine.accounts.importing.remapping import (
    with_rule,
    with_source,
    with_table,
    without_column,
    without_source,
)
from engine.accounts.importing.tabular import TableFile


@dataclass(frozen=True)
class Draft:
    """``mapping`` None: no file is read as anything. ``touched``: the files whose sources the
    person has changed; ``changed``: their columns, by file and table."""

    mapping: Mapping | None = None
    touched: frozenset[str] = frozenset()
    changed: frozenset[tuple[str, Table, str]] = frozenset()
    answers: MappingOf[str, bool] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is read as what."""
        return () if self.mapping is None else self.mapping.sources

    def columns_changed(self, number: int) -> frozenset[str]:
        """The columns of a source that the person has decided."""
        source = self.sources[number]
        place = (source.file, source.table)
        return frozenset(column for file, table, column in self.changed if (file, table) == place)


def proposed(draft: Draft, proposal: Proposal, files: tuple[str, ...]) -> Draft:
    """A new proposal, in which the files that the person has changed are read as before."""
    kept = [source for source in draft.sources if source.file in draft.touched]
    new = () if proposal.mapping is None else proposal.mapping.sources
    both = [*kept, *(source for source in new if source.file not in draft.touched)]
    sources = sorted((s for s in both if s.file in files), key=partial(_order, files))
    mapping = proposal.mapping or draft.mapping
    if mapping is not None:
        mapping = mapping.model_copy(update={"sources": tuple(sources)}) if sources else None
    return replace(draft, mapping=mapping)


_ORDER = (Table.ACCOUNT, Table.PERSON, Table.RELATION, Table.OPPORTUNITY, Table.EVENT)


def _order(files: tuple[str, ...], source: Source) -> tuple[int, bool, int]:
    """Of equal keys the first counts: rows with a key of their own go before those that are
    made."""
    made = source.repeated == "first"
    place = files.index(source.file) if source.file in files else 0
    return _ORDER.index(source.table), made, place


def answer(draft: Draft, question: Question, day_first: bool) -> Draft:
    """A question answered."""
    answers = {**draft.answers, question.key: day_first}
    mapping = None if draft.mapping is None else answered(draft.mapping, question, day_first)
    return replace(draft, mapping=mapping, answers=answers)


def pick(draft: Draft, number: int, table: TableFile, column: str, path: str | None) -> Draft:
    """A column that becomes another field; its own attribute with an empty ``path``; nothing with
    None."""
    if draft.mapping is None:
        return draft
    mapping = _explicit(draft.mapping, number, table.columns)
    mapping = without_column(mapping, number, column)
    if path is not None:
        mapping = with_rule(mapping, number, path or column, Rule(column=column))
    source = mapping.sources[number]
    place = (source.file, source.table, column)
    return replace(
        draft,
        mapping=mapping,
        touched=draft.touched | {source.file},
        changed=draft.changed | {place},
    )


def _explicit(mapping: Mapping, number: int, columns: tuple[str, ...]) -> Mapping:
    """A source whose own attributes are all named, so that single ones can be left out."""
    source = mapping.sources[number]
    if not source.keep_other_columns or source.table is Table.RELATION:
        return mapping
    named = {rule.column for path in source.fields for rule in source.rule(path).chain}
    named |= {where.column for where in source.where}
    for column in columns:
        if column not in named and column not in source.fields:
            mapping = with_rule(mapping, number, column, Rule(column=column))
    changed = mapping.sources[number].model_copy(update={"keep_other_columns": False})
    sources = (*mapping.sources[:number], changed, *mapping.sources[number + 1 :])
    return mapping.model_copy(update={"sources": sources})


def read_as(draft: Draft, number: int | None, source: Source | None, kind: Table | None) -> Draft:
    """A source whose rows are something else; with ``kind`` None it is left out. ``source`` is how
    the file would be read as that, where nothing read it before (``number`` None)."""
    if number is None:
        return draft if source is None else add(draft, source)
    if draft.mapping is None:
        return draft
    file = draft.sources[number].file
    if kind is None:
        mapping = without_source(draft.mapping, number)
    elif source is not None:
        sources = (*draft.sources[:number], source, *draft.sources[number + 1 :])
        mapping = draft.mapping.model_copy(update={"sources": sources})
    else:
        mapping = with_table(draft.mapping, number, kind)
    return replace(draft, mapping=mapping, touched=draft.touched | {file})


def add(draft: Draft, source: Source) -> Draft:
    """A file read as one more table."""
    if draft.mapping is None:
        mapping = Mapping(format_version=1, name=source.file, sources=(source,))
    else:
        mapping = with_source(draft.mapping, source)
        sources = sorted(mapping.sources, key=lambda one: _order((), one)[:2])
        mapping = mapping.model_copy(update={"sources": tuple(sources)})
    return replace(draft, mapping=mapping, touched=draft.touched | {source.file})
