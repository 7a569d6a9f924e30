"""Rows of a file as typed values, and the rows that are set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from engine.accounts import fields as f
from engine.accounts.importing.blocks import Block
from engine.accounts.importing.inference import type_of_column
from engine.accounts.importing.making import made
from engine.accounts.importing.mapping import LookUp, Rule, Table, Where
from engine.accounts.importing.plan import FilePlan, Target
from engine.accounts.importing.report import ASIDE_SCHEMA, Reason
from engine.accounts.importing.several import first_key, further_keys
from engine.accounts.importing.side_by_side import side_by_side
from engine.accounts.importing.values import as_text, compact, read, read_compact
from engine.background import Work
from engine.conditions.model import ValueType

FILE, ROW = "\0file", "\0row"
"""Columns beside the fields: the number of the plan, and the row in its file."""
LONGEST_NAME = 255
_LONGEST_VALUE = 200
KEYS = {
    f.ACCOUNT_KEY,
    f.PERSON_KEY,
    f.PERSON_ACCOUNT,
    f.EVENT_PERSON,
    f.OPPORTUNITY_KEY,
    "accountParentKey.sourceKey",
}
"""Texts without space around them, because keys compare exactly."""

OWN_KEY = {
    Table.ACCOUNT: f.ACCOUNT_KEY,
    Table.PERSON: f.PERSON_KEY,
    Table.OPPORTUNITY: f.OPPORTUNITY_KEY,
}


@dataclass
class Aside:
    """The rows set aside from one file, and how many had fewer cells than there are columns (the
    first of them ``first_short``). Only the import that made it adds to it."""

    name: str
    read: int = 0
    short: int = 0
    first_short: int | None = None
    counts: Counter[Reason] = field(default_factory=Counter)
    frames: list[pl.DataFrame] = field(default_factory=list)

    def note_short(self, rows: pl.Series) -> None:
        """Count rows that lack cells. They go on, with nothing in these."""
        self.short += len(rows)
        if self.first_short is None and len(rows):
            self.first_short = int(rows[0])

    def join(self, later: Aside) -> None:
        """Add what another one has, of rows that come later in the file."""
        self.read += later.read
        self.short += later.short
        self.first_short = later.first_short if self.first_short is None else self.first_short
        self.counts += later.counts
        self.frames += later.frames

    def add(
        self, rows: pl.Series, reason: Reason, column: str | None, values: pl.Series | None
    ) -> None:
        """Set rows aside, with the values that were wrong."""
        if not len(rows):
            return
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(rows))
        texts = nothing if values is None else as_text(values).str.slice(0, _LONGEST_VALUE)
        self.counts[reason] += len(rows)
        self.frames.append(
            pl.DataFrame(
                [
                    nothing.fill_null(self.name).alias("file"),
                    rows.alias("row"),
                    nothing.fill_null(reason.value).alias("reason"),
                    (nothing if column is None else nothing.fill_null(column)).alias("column"),
                    texts.alias("value"),
                ],
                schema=ASIDE_SCHEMA,
            )
        )


class Sieve:
    """Rows on their way through the checks: the first reason to set a row aside counts."""

    def __init__(self, rows: pl.Series, aside: Aside) -> None:
        self.rows, self.aside = rows, aside
        self.alive = pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(rows))

    def take(
        self, bad: pl.Series, reason: Reason, column: str | None, values: pl.Series | None
    ) -> None:
        """Set aside the marked rows that are not set aside yet."""
        now = bad.fill_null(value=False) & self.alive
        if now.any():
            shown = None if values is None else values.filter(now)
            self.aside.add(self.rows.filter(now), reason, column, shown)
            self.alive = self.alive & ~now


@dataclass(frozen=True)
class Reading:
    """What all files of an import are read with: the zone, and the tables to look up in."""

    time_zone: str
    tables: Mapping[LookUp, pl.DataFrame]


def pieces(
    plan: FilePlan, number: int, aside: Aside, reading: Reading, rows: int, work: Work
) -> Iterator[pl.DataFrame]:
    """The good rows of a file, block by block: a column a target, ``FILE`` and ``ROW``. Custom
    attributes whose type is to be found are as in the file."""

    def checked(block: Block) -> tuple[pl.DataFrame, Aside]:
        own = Aside(aside.name)
        return _piece(plan, number, own, reading, block), own

    for frame, own in side_by_side(checked, plan.file.reader.blocks(plan.columns, rows, work)):
        aside.join(own)
        yield frame


def _piece(
    plan: FilePlan, number: int, aside: Aside, reading: Reading, block: Block
) -> pl.DataFrame:
    aside.read += len(block.rows)
    sieve = Sieve(block.rows, aside)
    if block.crowded is not None:
        sieve.take(block.crowded, Reason.TOO_MANY_CELLS, None, None)
    if block.short is not None:
        aside.note_short(block.rows.filter(block.short))
    for where in plan.source.where:
        out, texts = _outside(where, block)
        sieve.take(out, Reason.LEFT_OUT, where.column, texts)
    columns = [_values(plan, target, block, sieve, reading) for target in plan.targets]
    columns += [
        _further(target, block, reading)
        for target in plan.targets
        if any(rule.several for rule in target.rule.chain)
    ]
    found = pl.DataFrame(columns)
    _check_required(plan, found, sieve)
    frame = found.with_columns(pl.lit(number, pl.Int32).alias(FILE), block.rows.alias(ROW))
    return frame if sieve.alive.all() else frame.filter(sieve.alive)


def _values(
    plan: FilePlan, target: Target, block: Block, sieve: Sieve, reading: Reading
) -> pl.Series:
    """The values of a target; rows whose cell is bad are set aside."""
    rule, kind = target.rule, target.kind
    given = _cells(rule, block)
    if rule.several:
        given = first_key(given, rule.separator)
    cells, left_out = transformed(given, rule, reading)
    for other in rule.chain[1:]:
        if not cells.null_count():
            break
        texts = _cells(other, block)
        if other.several:
            texts = first_key(texts, other.separator)
        texts = transformed(texts, other, reading)[0]
        cells, texts = as_text(cells), as_text(texts)
        cells = cells.zip_with(cells.is_not_null(), texts)
    if left_out is not None:
        sieve.take(left_out, Reason.LEFT_OUT, target.column, given)
    repeats = plan.table is Table.EVENT and target.path not in (*KEYS, f.EMAIL)
    if repeats and kind in (None, ValueType.STRING):
        cells = compact(cells)
    if kind is None:
        if type_of_column(cells.dtype) is not None:
            return cells.alias(target.path)
        kind = ValueType.STRING
    if repeats and kind is ValueType.STRING:
        found = read_compact(cells)
    else:
        found = read(cells, kind, rule, reading.time_zone)
    if found.bad is not None:
        sieve.take(found.bad, found.reason, target.column, given)
    values = found.values
    if target.path in KEYS:
        values = values.str.strip_chars()
    return values.alias(target.path)


def _further(target: Target, block: Block, reading: Reading) -> pl.Series:
    """The keys of further accounts in cells that hold several: all but the first, or, where the
    account itself comes from another column, all."""
    rule = next(rule for rule in target.rule.chain if rule.several)
    return further_keys(
        _cells(rule, block),
        rule.separator,
        lambda texts: transformed(texts, rule, reading)[0],
        1 if rule is target.rule else 0,
    )


def _cells(rule: Rule, block: Block) -> pl.Series:
    if rule.constant is not None:
        return pl.Series([rule.constant], dtype=pl.String).new_from_index(0, len(block.rows))
    cells = block.frame[str(rule.column)]
    if rule.when is None:
        return cells
    out, _ = _outside(rule.when, block)
    return cells.set(out, None) if cells.dtype != pl.List else as_text(cells).set(out, None)


def _outside(where: Where, block: Block) -> tuple[pl.Series, pl.Series]:
    """Which rows are not as said, and the texts that say so."""
    texts = as_text(block.frame[where.column]).fill_null("")
    out = texts.is_in(where.is_none_of)
    if where.is_one_of:
        out |= ~texts.is_in(where.is_one_of)
    return out, texts


def transformed(
    cells: pl.Series, rule: Rule, reading: Reading
) -> tuple[pl.Series, pl.Series | None]:
    """Cells cut, made, looked up, translated and prefixed as a rule says, and which are left
    out."""
    if not (rule.split or rule.make or rule.look_up or rule.translate or rule.prefix):
        return cells, None
    texts, left_out = as_text(cells), None
    if rule.split is not None:
        place = rule.split.part - 1 if rule.split.part > 0 else rule.split.part
        parts = texts.str.split(rule.split.at)
        texts = parts.list.get(place, null_on_oob=True).str.strip_chars()
    if rule.make is not None:
        texts = made(texts, rule.make)
    if rule.look_up is not None:
        table = reading.tables.get(rule.look_up)
        texts = _looked_up(texts, table)
    if rule.translate:
        known = texts.is_in(list(rule.translate))
        other = ~known & texts.is_not_null()
        old, new = list(rule.translate), list(rule.translate.values())
        translated = texts.replace(old, pl.Series(new, dtype=pl.String))
        if rule.others == "empty":
            translated = translated.set(other.fill_null(value=False), None)
        elif rule.others == "leave_out":
            left_out = other
        texts = translated
    return (rule.prefix + texts if rule.prefix else texts), left_out


def _looked_up(texts: pl.Series, table: pl.DataFrame | None) -> pl.Series:
    if table is None:
        return pl.Series(texts.name, [None], dtype=pl.String).new_from_index(0, len(texts))
    keys = texts.alias("key").to_frame()
    return keys.join(table, on="key", how="left", maintain_order="left")["value"]


def _check_required(plan: FilePlan, found: pl.DataFrame, sieve: Sieve) -> None:
    """What must be there, and what must not be too long."""

    def missing(path: str, reason: Reason) -> None:
        target = plan.target(path)
        if target is not None:
            sieve.take(found[path].is_null(), reason, target.column, None)

    if plan.table in OWN_KEY:
        # Of accounts that contacts make, a contact without a company is no mistake.
        of_contacts = plan.table is Table.ACCOUNT and plan.source.repeated == "first"
        reason = Reason.NO_COMPANY if of_contacts else Reason.MISSING_KEY
        missing(OWN_KEY[plan.table], reason)
    elif plan.table is Table.RELATION:
        missing(f.PERSON_KEY, Reason.MISSING_KEY)
        missing(f.PERSON_ACCOUNT, Reason.MISSING_KEY)
    else:
        missing(f.EVENT_PERSON if f.EVENT_PERSON in found else f.EMAIL, Reason.MISSING_KEY)
        missing(f.EVENT_TYPE, Reason.MISSING_VALUE)
        missing(f.EVENT_TIMESTAMP, Reason.MISSING_VALUE)
    name = plan.target(f.ACCOUNT_NAME)
    if plan.table is Table.ACCOUNT and name is not None:
        names = found[f.ACCOUNT_NAME]
        sieve.take(names.str.len_chars() > LONGEST_NAME, Reason.LONG_NAME, name.column, names)
