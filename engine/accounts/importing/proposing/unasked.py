"""How files are read where nobody is there to be asked."""

from __future__ import annotations

from collections.abc import Sequence

from engine.accounts.importing.headers import source_of
from engine.accounts.importing.mapping import Mapping
from engine.accounts.importing.plan import ImportPlan, plan_import
from engine.accounts.importing.proposing.proposal import Proposal
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.tabular import TableFile
from engine.background import Work
from engine.errors import JornadaError


def unasked(
    tables: Sequence[TableFile],
    work: Work = Work(),  # noqa: B008 - frozen
) -> ImportPlan:
    """How files are read by what is found out. Raises as :func:`settled`, ``Cancelled`` when
    stopped."""
    proposal = propose(tables, work=work)
    return plan_import(tables, settled(tables, proposal), proposal.unknown)


def settled(tables: Sequence[TableFile], proposal: Proposal) -> Mapping:
    """The mapping of a proposal. Raises :class:`JornadaError` where something is to be asked, or
    where a file can't be placed: it is named, and what can be done. Parts of a file that nobody
    can place are left out, as long as there are others."""
    for question in proposal.questions:
        raise JornadaError(
            "import.ask_dates",
            file=question.file,
            column=question.column,
            values=question.samples,
        )
    whole = {table.name for table in tables if table.part is None}
    for table in tables:
        if table.name in proposal.unknown and table.name in whole:
            source_of(table.name, table.columns)
    if proposal.mapping is None:
        if proposal.unused:
            raise JornadaError("import.nothing_to_import", files=proposal.unused)
        source_of(tables[0].name, tables[0].columns)
        raise AssertionError("a file with the headers of a table is no mystery")
    return proposal.mapping
