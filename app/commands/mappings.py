"""How files are read that come without a mapping: found out, shown, and kept for the next time."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.console import complain, tell_table, text
from engine.errors import JornadaError

if TYPE_CHECKING:
    from engine.accounts.importing.mapping import Mapping
    from engine.accounts.importing.proposing.proposal import FileFormat, Found, Proposal
    from engine.accounts.importing.tabular import TableFile

_SAMPLE_ROWS, _LONGEST_SAMPLE = 200, 40


class Dates(StrEnum):
    """What comes first in dates that read both ways."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


def found_out(
    tables: Sequence[TableFile],
    saved: Sequence[Mapping],
    dates: Dates | None,
    people_from_events: bool,
) -> Proposal:
    """What files hold; dates that read both ways are read as the person says."""
    from engine.accounts.importing.proposing.proposal import answered
    from engine.accounts.importing.proposing.propose import propose

    proposal = propose(tables, saved, people_from_events=people_from_events)
    mapping = proposal.mapping
    if dates is None or mapping is None:
        return proposal
    for question in proposal.questions:
        mapping = answered(mapping, question, dates is Dates.DAY_FIRST)
    return proposal.model_copy(update={"mapping": mapping, "questions": ()})


def tell_proposal(tables: Sequence[TableFile], proposal: Proposal) -> None:
    """Say of each file how it is written and what it holds, and of each column what it becomes
    and how sure that is."""
    tell_table(
        [(head, False) for head in ("file", "format", "dates", "time_zone")],
        [_format(file) for file in proposal.formats],
    )
    named = {table.name: table for table in tables}
    rows: list[tuple[object, ...]] = []
    for number, source in enumerate(proposal.sources):
        samples = _samples(named[source.file])
        for found in source.found:
            columns = _columns(proposal, number, found)
            rows.append(
                (
                    source.file,
                    text(f"import.table.{source.table}"),
                    columns,
                    found.path,
                    text("mapping.sure", percent=round(found.confidence * 100)),
                    text(f"mapping.why.{found.why}"),
                    samples.get(found.column or "", ""),
                )
            )
    heads = ("file", "holds", "column", "field", "sure", "why", "sample")
    tell_table([(head, False) for head in heads], rows)
    for file in proposal.unknown:
        complain(text("mapping.unknown", file=file))
    for file in proposal.unused:
        complain(text("mapping.unused", file=file))
    for question in proposal.questions:
        complain(
            text(
                "import.ask_dates",
                file=question.file,
                column=question.column,
                values=question.samples,
            )
        )


def _format(file: FileFormat) -> tuple[str, ...]:
    """How a file is written, in words."""
    written = " ".join((file.format, *file.details.values()))
    dates = "" if file.date_order is None else text(f"mapping.date_order.{file.date_order}")
    zone = "" if file.time_zone is None else text(f"mapping.time_zone.{file.time_zone}")
    return file.file, written, dates, zone


def write_mapping(path: Path, mapping: Mapping) -> None:
    """Write a mapping to a file, to be corrected in a text editor and used again."""
    from engine.files import replacing

    document = mapping.model_copy(update={"schema_": "mapping.schema.json"})
    content = document.model_dump_json(indent=2, by_alias=True, exclude_defaults=True)
    if not path.name.endswith(".json"):
        raise JornadaError("mapping.ending", file=path.name)
    with replacing(path) as file:
        file.write(f"{content}\n".encode())


def _columns(proposal: Proposal, number: int, found: Found) -> str:
    """The columns that a field comes from, or its constant."""
    assert proposal.mapping is not None  # noqa: S101 - it has the sources
    rules = proposal.mapping.sources[number].rule(found.path).chain
    names = [f"“{rule.constant}”" if rule.column is None else rule.column for rule in rules]
    return " / ".join(dict.fromkeys(names))


def _samples(table: TableFile) -> dict[str, str]:
    """A value of each column."""
    from engine.accounts.importing.values import as_text

    sample = table.sample(_SAMPLE_ROWS)
    found = {}
    for name in sample.columns:
        value = next(iter(as_text(sample[name]).drop_nulls()), "")
        found[name] = value if len(value) <= _LONGEST_SAMPLE else f"{value[:_LONGEST_SAMPLE]}…"
    return found
