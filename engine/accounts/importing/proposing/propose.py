"""From files to a proposal."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from engine.accounts.importing.headers import source_of, table_of
from engine.accounts.importing.mapping import Mapping, Source
from engine.accounts.importing.proposing.proposal import (
    FileFormat,
    Found,
    Proposal,
    ProposedSource,
)
from engine.accounts.importing.tabular import TableFile

XDM = "Experience Platform"


def propose(
    tables: Sequence[TableFile],
    saved: Sequence[Mapping] = (),
    *,
    answers: MappingOf[str, bool] | None = None,
    people_from_events: bool = False,
) -> Proposal:
    """What files hold, and the mapping that reads them so.

    ``saved`` are the mappings used before, the latest first: files with the same headers are read
    as then. ``answers`` says, by ``Question.key``, whether the day comes first; what is answered
    is not asked. With ``people_from_events``, people whom only events name are made, too.
    """
    sources: list[Source] = []
    told: list[ProposedSource] = []
    unknown: list[str] = []
    for file in tables:
        if table_of(file.columns) is None:
            unknown.append(file.name)
            continue
        source = source_of(file.name, file.columns)
        found = tuple(
            Found(path=path, column=source.rule(path).column, confidence=1, why="name")
            for path in source.fields
        )
        sources.append(source)
        told.append(
            ProposedSource(
                file=file.name, table=source.table, preset=XDM, confidence=1, found=found
            )
        )
    mapping = None
    if sources:
        mapping = Mapping(format_version=1, name=XDM, sources=tuple(sources))
    return Proposal(
        mapping=mapping,
        preset=XDM if sources else None,
        sources=tuple(told),
        questions=(),
        unknown=tuple(unknown),
        formats=tuple(
            FileFormat(file=file.name, format=file.reader.format, details=dict(file.reader.details))
            for file in tables
        ),
    )
