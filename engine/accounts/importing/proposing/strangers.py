"""People whom only events name, made from these events where a person wants it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.accounts import fields as f
from engine.accounts.importing.mapping import Rule, Source, Table
from engine.accounts.importing.proposing.expanding import Drawn
from engine.accounts.importing.proposing.proposal import Found, ProposedSource, short


def people_of_events(sources: Sequence[Source]) -> tuple[Drawn, ...]:
    """For each source of events one of people, who have the key or the address that the events
    name them by. Those who are among the people already are counted as repeated."""
    return tuple(
        _drawn(people_of(source))
        for source in sources
        if source.table is Table.EVENT and {f.EVENT_PERSON, f.EMAIL} & set(source.fields)
    )


def people_of(events: Source) -> Source:
    """The people whom a source of events names, by their key, else by their address. It stands
    behind the other sources of people, whose rows count first."""
    by_key = f.EVENT_PERSON in events.fields
    who = events.rule(f.EVENT_PERSON if by_key else f.EMAIL)
    fields: dict[str, Rule | str] = {f.PERSON_KEY: short(who)}
    if not by_key:
        # What is no address, because it is hidden, is a key as it is.
        key = who.model_copy(update={"make": "email", "otherwise": who})
        fields = {f.PERSON_KEY: key, f.EMAIL: short(who)}
    return Source(
        file=events.file,
        table=Table.PERSON,
        fields=fields,
        where=events.where,
        keep_other_columns=False,
        headers=events.headers,
        repeated="first",
    )


def _drawn(source: Source) -> Drawn:
    found = tuple(
        Found(path=path, column=source.rule(path).column, confidence=1, why="made")
        for path in source.fields
    )
    told = ProposedSource(
        file=source.file, table=Table.PERSON, preset=None, confidence=1, found=found
    )
    return Drawn(source, told)
