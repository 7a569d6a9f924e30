"""How files are read that come without a mapping: found out, shown, and kept for the next time."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.console import complain, tell, tell_table, text
from engine.errors import JornadaError

if TYPE_CHECKING:
    from engine.accounts.importing.mapping import Mapping, Rule, Table
    from engine.accounts.importing.plan import ImportPlan, Target
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
    from engine.accounts.importing.plan import plan_import

    tell_table(
        [(head, False) for head in ("file", "format", "dates", "time_zone")],
        [_format(file) for file in proposal.formats],
    )
    assert proposal.mapping is not None  # noqa: S101 - the caller has looked
    told = {
        (source.file, source.table, found.path): found
        for source in proposal.sources
        for found in source.found
    }
    tell_plan(plan_import(tables, proposal.mapping, proposal.unknown), told)
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


def tell_mapping(files: Sequence[Path], mapping: Mapping) -> None:
    """Say what a mapping that was given makes of files."""
    from engine.accounts.importing.plan import plan_import
    from engine.accounts.importing.proposing.remembered import laid_over
    from engine.accounts.importing.tabular import opened_tables

    with opened_tables(files) as tables:
        tell_plan(plan_import(tables, laid_over(tables, mapping)), {})


def tell_plan(plan: ImportPlan, told: MappingOf[tuple[str, Table, str], Found]) -> None:
    """Say of each column what it becomes, a value of it, and, as far as that is ``told``, how sure
    it is; and which columns are not imported."""
    samples = {one.file.name: _samples(one.file) for one in plan.plans}
    rows: dict[tuple[object, ...], None] = {}
    for one in plan.plans:
        for target in one.targets:
            found = told.get((one.file.name, one.table, target.path))
            row = (
                one.file.name,
                text(f"import.table.{one.table}"),
                _columns(target.rule),
                target.path,
                *_sure(target, found),
                samples[one.file.name].get(target.rule.column or "", ""),
            )
            rows[row] = None  # files of one name are told once
    heads = ("file", "holds", "column", "field", "sure", "why", "sample")
    tell_table([(head, False) for head in heads], tuple(rows))
    for file, left in dict.fromkeys((one.file.name, one.left) for one in plan.plans if one.left):
        tell(text("app.import.left", file=file, columns=left))


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


def _sure(target: Target, found: Found | None) -> tuple[str, str]:
    """How sure it is that a field comes from its column, and because of what."""
    if found is None:
        return "", text("mapping.why.own") if target.custom else ""
    percent = round(found.confidence * 100)
    return text("mapping.sure", percent=percent), text(f"mapping.why.{found.why}")


def _columns(rule: Rule) -> str:
    """The columns that a field comes from, or its constant."""
    names = [f"“{one.constant}”" if one.column is None else one.column for one in rule.chain]
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
