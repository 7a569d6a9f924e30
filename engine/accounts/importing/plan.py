"""Which file is read as what: the mapping, or the headers, laid over the files."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from engine.accounts import fields as f
from engine.accounts.fields import Entity
from engine.accounts.importing.headers import refuse_incomplete, source_of, table_of
from engine.accounts.importing.mapping import LookUp, Mapping, Rule, Source, Table
from engine.accounts.importing.report import Warned
from engine.accounts.importing.tabular import TableFile
from engine.conditions.model import ValueType
from engine.errors import JornadaError

RESERVED = {"person"}
"""What events have beside their fields."""


@dataclass(frozen=True)
class Target:
    """A field that a file fills. ``kind`` is None for a custom attribute whose values tell."""

    path: str
    rule: Rule
    kind: ValueType | None
    custom: bool

    @property
    def column(self) -> str:
        """The column as reports name it; the path of a constant."""
        return self.rule.column if self.rule.column is not None else self.path


@dataclass(frozen=True)
class FilePlan:
    """How one file is read as one table. ``left`` are the columns that nobody takes."""

    file: TableFile
    source: Source
    targets: tuple[Target, ...]
    left: tuple[str, ...]

    @property
    def table(self) -> Table:
        """What the rows are."""
        return self.source.table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to read, in the file's order."""
        used = {target.rule.column for target in self.targets}
        used |= {where.column for where in self.source.where}
        return tuple(name for name in self.file.columns if name in used)

    def target(self, path: str) -> Target | None:
        """The target of a path."""
        return next((target for target in self.targets if target.path == path), None)


@dataclass(frozen=True)
class ImportPlan:
    """The whole import: each file as each table, and the files to look values up in."""

    plans: tuple[FilePlan, ...]
    look_ups: MappingOf[LookUp, TableFile]
    warnings: tuple[Warned, ...]

    def of(self, *tables: Table) -> tuple[FilePlan, ...]:
        """The plans of tables, in the order of the files."""
        return tuple(plan for plan in self.plans if plan.table in tables)


def plan_import(files: Sequence[TableFile], mapping: Mapping | None) -> ImportPlan:
    """Lay a mapping over files; without one their headers say what they hold.

    Raises :class:`JornadaError` where a file can't be read so, with the place and the mend.
    """
    notes = [note for file in files for note in file.notes]
    if mapping is None:
        known = [file for file in files if file.part is None or table_of(file.columns)] or files
        plans = [_plan(file, source_of(file.name, file.columns)) for file in known]
        return ImportPlan(tuple(plans), {}, (*notes, *_left_out(files, known, "unknown_part")))
    plans, used = [], set[str]()
    for source in mapping.sources:
        for file in _named(files, source.file):
            plans.append(_plan(file, source))
            used.add(file.name)
    if not plans:
        wanted = tuple(dict.fromkeys(source.file for source in mapping.sources))
        raise JornadaError("import.mapping.no_file", mapping=mapping.name, files=wanted)
    look_ups, warnings = _look_ups(files, plans)
    used |= {file.name for file in look_ups.values()}
    warnings += _left_out(files, [file for file in files if file.name in used], "not_used")
    return ImportPlan(tuple(plans), look_ups, (*notes, *warnings))


def _left_out(files: Sequence[TableFile], used: Sequence[TableFile], key: str) -> list[Warned]:
    names = {file.name for file in used}
    return [Warned(key=key, params={"file": file.name}) for file in files if file.name not in names]


def _plan(file: TableFile, source: Source) -> FilePlan:
    refuse_incomplete(file.name, source)
    standard = {field.path: field.type for field in f.STANDARD_FIELDS[source.table.entity]}
    if source.table is Table.EVENT:
        standard[f.EMAIL] = ValueType.STRING
    targets = []
    for path in source.fields:
        if source.table is Table.EVENT and path in RESERVED:
            raise JornadaError("import.mapping.reserved", file=file.name, path=path)
        rule = source.rule(path)
        if rule.optional and rule.column not in file.columns:
            continue
        if rule.column is not None:
            _refuse_unknown_column(file, rule.column)
        if path in standard and rule.type not in (None, standard[path]):
            raise JornadaError(
                "import.mapping.type", file=file.name, path=path, type=standard[path].value
            )
        if rule.several and (source.table.entity, path) != (Entity.PERSON, f.PERSON_ACCOUNT):
            raise JornadaError("import.mapping.several", file=file.name, path=path)
        kind = standard.get(path, rule.type)
        targets.append(Target(path, rule, kind, path not in standard))
    for where in source.where:
        _refuse_unknown_column(file, where.column)
    named = {target.rule.column for target in targets}
    named |= {where.column for where in source.where}
    rest = [name for name in file.columns if name not in named]
    if source.keep_other_columns and source.table is not Table.RELATION:
        taken = {target.path for target in targets} | set(standard)
        taken |= RESERVED if source.table is Table.EVENT else set()
        kept = [name for name in rest if name not in taken]
        targets += [Target(name, Rule(column=name), None, custom=True) for name in kept]
        rest = [name for name in rest if name in taken]
    return FilePlan(file, source, tuple(targets), (*rest, *file.reader.left))


def _refuse_unknown_column(file: TableFile, column: str) -> None:
    if column in file.columns:
        return
    near = get_close_matches(column, file.columns, 1)
    if near:
        raise JornadaError(
            "import.mapping.no_column_near", file=file.name, column=column, near=near[0]
        )
    raise JornadaError("import.mapping.no_column", file=file.name, column=column)


def _named(files: Sequence[TableFile], pattern: str) -> list[TableFile]:
    return [file for file in files if fnmatchcase(file.name.lower(), pattern.lower())]


def _look_ups(
    files: Sequence[TableFile], plans: Sequence[FilePlan]
) -> tuple[dict[LookUp, TableFile], list[Warned]]:
    found: dict[LookUp, TableFile] = {}
    missing: dict[str, None] = {}
    for plan in plans:
        for target in plan.targets:
            look_up = target.rule.look_up
            if look_up is None or look_up in found:
                continue
            file = next(iter(_named(files, look_up.file)), None)
            if file is None:
                missing[look_up.file] = None
                continue
            _refuse_unknown_column(file, look_up.key)
            _refuse_unknown_column(file, look_up.value)
            found[look_up] = file
    return found, [Warned(key="no_look_up", params={"file": name}) for name in missing]
