"""Import files: all of them become one dataset, or none do.

The order of work is that of the references: accounts, people, relations, opportunities, events.
Accounts and people are held whole, since their keys must be theirs alone; events come block by
block and are made small at once, so that fifty million of them fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from polars.exceptions import PanicException, PolarsError

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.importing.events import Events
from engine.accounts.importing.keyed import Keyed, put_together, without_unknown_accounts
from engine.accounts.importing.known import with_known, without_unmentioned
from engine.accounts.importing.look_ups import look_up_tables
from engine.accounts.importing.mapping import Mapping, Table
from engine.accounts.importing.plan import FilePlan, ImportPlan, plan_import
from engine.accounts.importing.proposing.remembered import laid_over
from engine.accounts.importing.proposing.unasked import unasked
from engine.accounts.importing.relations import related
from engine.accounts.importing.report import (
    ASIDE_SCHEMA,
    FileReport,
    ImportReport,
    SetAside,
    Warned,
)
from engine.accounts.importing.rows import OWN_KEY, Aside, Reading, pieces
from engine.accounts.importing.tabular import TableFile, opened_tables
from engine.accounts.zones import zone_info
from engine.background import Work
from engine.conditions.columns import Bools
from engine.conditions.model import Scope
from engine.errors import JornadaError
from resources.catalogue import msg

BLOCK_ROWS = 500_000
EXAMPLES = 5
"""Rows set aside that the report of a file shows for each reason; all of them are in
``Imported.set_aside``."""
_READING = 0.85
_PARQUET_SPEED = 12
"""How much quicker a byte of Parquet is read than one of CSV, for the progress bar."""


@dataclass(frozen=True)
class Imported:
    """What an import made. ``set_aside`` has the columns of ``report.ASIDE_SCHEMA``."""

    dataset: Dataset
    report: ImportReport
    set_aside: pl.DataFrame


def import_files(
    name: str,
    files: Sequence[Path],
    mapping: Mapping | None = None,
    *,
    time_zone: str = "UTC",
    known: Dataset | None = None,
    work: Work = Work(),  # noqa: B008 - frozen
) -> Imported:
    """The dataset that files hold, and the report of every row.

    Without a mapping they are read as ``propose`` finds out. ``time_zone`` is that of timestamps
    without an offset, unless the mapping names one. ``known``: the dataset that this is a newer
    export of; rows may name its accounts and people, and those that they name are in the result
    with no more than their key, name or address. Raises :class:`JornadaError` where a file or the
    mapping can't be read, with the place and the mend, ``Cancelled`` where the person wants it
    stopped.
    """
    zone_info(time_zone)
    if not files:
        raise JornadaError("import.no_files")
    work.at(0, msg("import.looking"))
    try:
        with opened_tables(files, work.part(0, 0)) as tables:
            if mapping is None:
                plan = unasked(tables, work.part(0, 0))
            else:
                plan = plan_import(tables, laid_over(tables, mapping))
            if mapping is not None and mapping.time_zone is not None:
                time_zone = mapping.time_zone
            return _Import(name, plan, time_zone, known, work).run()
    except (PolarsError, PanicException) as error:
        why = str(error).partition("\n")[0]
        raise JornadaError("import.unreadable", name=name, why=why) from error
    except MemoryError as error:
        raise JornadaError("import.memory", name=name) from error


class _Import:
    """One import under way."""

    def __init__(
        self, name: str, plan: ImportPlan, time_zone: str, known: Dataset | None, work: Work
    ) -> None:
        self.name, self.plan, self.known, self.work = name, plan, known, work
        self.plans = dict(enumerate(plan.plans))
        self.asides = {number: Aside(item.file.name) for number, item in self.plans.items()}
        self.loaded: dict[int, int] = {}
        self.custom: dict[Entity, tuple[Field, ...]] = {}
        self.noticed: tuple[Warned, ...] = ()
        self.reading = Reading(time_zone, look_up_tables(plan.look_ups))
        self.shares = self._shares()

    def run(self) -> Imported:
        """Read everything and put it together."""
        accounts = self._keyed(Table.ACCOUNT)
        own_accounts = accounts.frame[f.ACCOUNT_KEY]
        if self.known is not None:
            accounts = with_known(accounts, self.known.accounts, f.ACCOUNT_KEY)
        keys = accounts.frame[f.ACCOUNT_KEY]
        of_accounts = self._of_accounts(Table.PERSON, f.PERSON_ACCOUNT, keys)
        own_people = of_accounts.frame[f.PERSON_KEY]
        if self.known is not None:
            of_accounts = with_known(of_accounts, self.known.people, f.PERSON_KEY)
        people, relations = self._related(of_accounts, keys)
        opportunities = self._of_accounts(Table.OPPORTUNITY, f.OPPORTUNITY_ACCOUNT, keys)
        events = Events(people)
        for number, plan in self._of(Table.EVENT).items():
            for piece in self._pieces(number, plan):
                events.take(piece, number, plan, self.asides[number])
        self.work.at(_READING, msg("import.putting_in_order"))
        plans = self._of(Table.EVENT)
        tables, self.custom[Entity.EVENT] = events.finished(plans, self.reading.time_zone)
        self.loaded |= events.loaded
        del events
        custom = {entity: found for entity, found in self.custom.items() if found}
        dataset = build_dataset(
            self.name,
            accounts.fields(),
            people,
            tables,
            opportunities.fields(),
            custom,
            relations,
            self.work.part(_READING + 0.05, 1),
        )
        if self.known is not None:
            dataset = without_unmentioned(dataset, own_accounts, own_people)
        report = self._report(dataset)
        self.work.at(1)
        return Imported(dataset, report, self._set_aside())

    def _keyed(self, table: Table) -> Keyed:
        """The rows of a table whose keys are theirs alone."""
        plans = self._of(table)
        found = [piece for number, plan in plans.items() for piece in self._pieces(number, plan)]
        zone = self.reading.time_zone
        keyed = put_together(plans, found, self.asides, OWN_KEY[table], zone)
        self.custom[table.entity] = keyed.custom
        self.loaded |= keyed.loaded()
        return keyed

    def _of_accounts(self, table: Table, path: str, accounts: pl.Series) -> Keyed:
        """The rows of a table whose account is known, or that name none."""
        keyed = without_unknown_accounts(
            self._keyed(table), accounts, self._of(table), self.asides, path
        )
        self.loaded |= dict.fromkeys(self._of(table), 0) | keyed.loaded()
        return keyed

    def _related(self, people: Keyed, accounts: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The people, and their relations to further accounts."""
        plans = self._of(Table.RELATION)
        pieces = [piece for number, plan in plans.items() for piece in self._pieces(number, plan)]
        plans |= self._of(Table.PERSON)
        found = related(people, accounts, plans, pieces, self.asides)
        for number in plans:
            self.loaded[number] = self.loaded.get(number, 0) + found.loaded.get(number, 0)
        self.noticed += found.warnings
        return found.people, found.relations

    def _of(self, table: Table) -> dict[int, FilePlan]:
        return {number: plan for number, plan in self.plans.items() if plan.table is table}

    def _pieces(self, number: int, plan: FilePlan) -> Iterator[pl.DataFrame]:
        share = self.shares[number]
        return pieces(plan, number, self.asides[number], self.reading, BLOCK_ROWS, share)

    def _shares(self) -> dict[int, Work]:
        """The part of the work that reading each file is, in the order of reading."""
        numbers = [number for table in _ORDER for number in self._of(table)]
        costs = [_cost(self.plans[number].file) for number in numbers]
        ends = np.cumsum([0.0, *costs]) / max(sum(costs), 1) * _READING
        return {
            number: self.work.part(float(ends[place]), float(ends[place + 1]))
            for place, number in enumerate(numbers)
        }

    def _set_aside(self) -> pl.DataFrame:
        frames = [frame for aside in self.asides.values() for frame in aside.frames]
        if not frames:
            return pl.DataFrame(schema=ASIDE_SCHEMA)
        return pl.concat(frames).sort("file", "row", maintain_order=True)

    def _report(self, dataset: Dataset) -> ImportReport:
        files = tuple(self._file_report(number) for number in self.plans)
        warnings = list(self.plan.warnings)
        warnings += [
            Warned(key="no_rows", params={"file": file.file}) for file in files if not file.read
        ]
        warnings += [*self._short_rows(), *self.noticed, *_of_relations(dataset)]
        if self.known is None:
            warnings += _of_nothing(dataset)
        named = self._takes_part(dataset, Scope.ACCOUNT)
        reachable = self._takes_part(dataset, Scope.PERSON)
        return ImportReport(
            files=files,
            accounts=dataset.accounts.height,
            people=dataset.people.height,
            events=sum(table.frame.height for table in dataset.event_tables.values()),
            opportunities=dataset.opportunities.height,
            accounts_without_name=int((~named).sum()),
            people_without_email=int((~reachable).sum()),
            people_without_account=int((~self._belongs(dataset)).sum()),
            people_with_several_accounts=dataset.relations[f.PERSON_KEY].n_unique(),
            relations=dataset.relations.height,
            warnings=tuple(warnings),
        )

    def _takes_part(self, dataset: Dataset, scope: Scope) -> Bools:
        """Who takes part now or, in a newer export, does already: what it leaves out stays."""
        takes_part = dataset.takes_part(scope)
        if self.known is not None:
            known = self.known.takes_part(scope)
            takes_part = takes_part | _among(dataset, self.known, scope, known)
        return takes_part

    def _belongs(self, dataset: Dataset) -> Bools:
        """Which people belong to an account, now or already."""
        belongs: Bools = dataset.account_of_person >= 0
        if self.known is not None:
            known = self.known.account_of_person >= 0
            belongs = belongs | _among(dataset, self.known, Scope.PERSON, known)
        return belongs

    def _short_rows(self) -> list[Warned]:
        """A warning for each file some of whose rows lack cells, once where it is read twice."""
        found = {
            aside.name: Warned(
                key="short_rows",
                params={"file": aside.name, "count": aside.short, "row": str(aside.first_short)},
            )
            for aside in self.asides.values()
            if aside.first_short is not None
        }
        return list(found.values())

    def _file_report(self, number: int) -> FileReport:
        plan, aside = self.plans[number], self.asides[number]
        return FileReport(
            file=plan.file.name,
            table=plan.table,
            read=aside.read,
            loaded=self.loaded.get(number, 0),
            set_aside=dict(sorted(aside.counts.items())),
            examples=_examples(aside),
            left=plan.left,
        )


def _of_nothing(dataset: Dataset) -> list[Warned]:
    """Says which of the tables that journeys need have no rows."""
    counts = {
        "accounts": dataset.accounts.height,
        "people": dataset.people.height,
        "events": len(dataset.event_tables),
    }
    return [Warned(key=f"none_{table}") for table, count in counts.items() if not count]


def _among(dataset: Dataset, known: Dataset, scope: Scope, which: Bools) -> Bools:
    """The accounts or people of a dataset whose keys some of those of a known one have."""
    key = f.ACCOUNT_KEY if scope is Scope.ACCOUNT else f.PERSON_KEY
    ours, theirs = (
        each.accounts[key] if scope is Scope.ACCOUNT else each.people[key]
        for each in (dataset, known)
    )
    found: Bools = ours.is_in(theirs.filter(pl.Series(which)).implode()).to_numpy()
    return found


def _of_relations(dataset: Dataset) -> list[Warned]:
    """Says of people who belong to several accounts what becomes of them."""
    people = dataset.relations[f.PERSON_KEY].n_unique()
    return [Warned(key="several_accounts", params={"count": people})] if people else []


_ORDER = (Table.ACCOUNT, Table.PERSON, Table.RELATION, Table.OPPORTUNITY, Table.EVENT)


def _examples(aside: Aside) -> tuple[SetAside, ...]:
    """The first rows of each reason, in the order of the file."""
    if not aside.frames:
        return ()
    columns = ("row", "reason", "column", "value")
    whole = pl.concat(aside.frames).select(columns)
    first = whole.group_by("reason", maintain_order=True).head(EXAMPLES).sort("row")
    return tuple(SetAside(**row) for row in first.select(columns).iter_rows(named=True))


def _cost(file: TableFile) -> float:
    return file.size * (_PARQUET_SPEED if file.reader.format == "parquet" else 1)
