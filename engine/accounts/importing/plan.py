"""Which file is read as what: the mapping laid over the files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from engine.accounts import fields as f
from engine.accounts.fields import Entity
from engine.accounts.importing.headers import refuse_incomplete
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
        rules = [rule for target in self.targets for rule in target.rule.chain]
        used = {rule.column for rule in rules}
        used |= {rule.when.column for rule in rules if rule.when is not None}
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


def plan_import(
    files: Sequence[TableFile], mapping: Mapping, unknown: Collection[str] = ()
) -> ImportPlan:
    """Lay a mapping over files. ``unknown`` are those that nobody could place when the mapping was
    made. Raises :class:`JornadaError` where a file can't be read so, with the place and the mend.
    """
    plans: list[FilePlan] = []
    for source in mapping.sources:
        plans += [_plan(file, source) for file in _named(files, source.file)]
    if not plans:
        wanted = tuple(dict.fromkeys(source.file for source in mapping.sources))
        raise JornadaError("import.mapping.no_file", mapping=mapping.name, files=wanted)
    plans = _left_by_all(plans)
    look_ups, warnings = _look_ups(files, plans)
    used = {plan.file.name for plan in plans} | {file.name for file in look_ups.values()}
    notes = [note for file in files for note in file.notes]
    left = [
        Warned(
            key="unknown_part" if file.name in unknown else "not_used", params={"file": file.name}
        )
        for file in files
        if file.name not in used
    ]
    return ImportPlan(tuple(plans), look_ups, (*notes, *warnings, *left))


def _left_by_all(plans: Sequence[FilePlan]) -> list[FilePlan]:
    """Of a file that is read as several tables, columns are left that none of them takes; the
    first one tells of them."""
    left: dict[str, set[str]] = {}
    for plan in plans:
        own = set(plan.left)
        left[plan.file.name] = own & left.get(plan.file.name, own)
    told = []
    for plan in plans:
        still = left.pop(plan.file.name, set())
        told.append(replace(plan, left=tuple(name for name in plan.left if name in still)))
    return told


def _plan(file: TableFile, source: Source) -> FilePlan:
    refuse_incomplete(file.name, source)
    standard = {field.path: field.type for field in f.STANDARD_FIELDS[source.table.entity]}
    if source.table is Table.EVENT:
        standard[f.EMAIL] = ValueType.STRING
    targets = []
    for path in source.fields:
        if source.table is Table.EVENT and path in RESERVED:
            raise JornadaError("import.mapping.reserved", file=file.name, path=path)
        rule = _present(source.rule(path), file)
        if rule is None:
            continue
        if path == f.PERSON_ACCOUNT:
            rule = _several(rule, file)
        if path in standard and rule.type not in (None, standard[path]):
            raise JornadaError(
                "import.mapping.type", file=file.name, path=path, type=standard[path].value
            )
        several = any(one.several for one in rule.chain)
        if several and (source.table.entity, path) != (Entity.PERSON, f.PERSON_ACCOUNT):
            raise JornadaError("import.mapping.several", file=file.name, path=path)
        kind = standard.get(path, rule.type)
        targets.append(Target(path, rule, kind, path not in standard))
    for where in source.where:
        _refuse_unknown_column(file, where.column)
    named = {rule.column for target in targets for rule in target.rule.chain}
    named |= {where.column for where in source.where}
    rest = [name for name in file.columns if name not in named]
    if source.keep_other_columns and source.table is not Table.RELATION:
        taken = {target.path for target in targets} | set(standard)
        taken |= RESERVED if source.table is Table.EVENT else set()
        kept = [name for name in rest if name not in taken]
        targets += [Target(name, Rule(column=name), None, custom=True) for name in kept]
        rest = [name for name in rest if name in taken]
    return FilePlan(file, source, tuple(targets), (*rest, *file.reader.left))


def _several(rule: Rule, file: TableFile) -> Rule:
    """A rule that knows which columns of the file hold several keys."""
    otherwise = None if rule.otherwise is None else _several(rule.otherwise, file)
    several = {"several": True, "separator": ";"} if rule.column in file.several else {}
    return rule.model_copy(update={**several, "otherwise": otherwise})


def _present(rule: Rule, file: TableFile) -> Rule | None:
    """A rule without the optional columns that the file lacks; None where nothing is left."""
    otherwise = None if rule.otherwise is None else _present(rule.otherwise, file)
    if rule.optional and rule.column not in file.columns:
        return otherwise
    if rule.column is not None:
        _refuse_unknown_column(file, rule.column)
    if rule.when is not None:
        _refuse_unknown_column(file, rule.when.column)
    if otherwise is rule.otherwise:
        return rule
    return rule.model_copy(update={"otherwise": otherwise})


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
    """The files of a name or pattern; what is named as it is, brackets included, comes first."""
    exact = [file for file in files if file.name == pattern]
    return exact or [f for f in files if fnmatchcase(f.name.lower(), pattern.lower())]


def _look_ups(
    files: Sequence[TableFile], plans: Sequence[FilePlan]
) -> tuple[dict[LookUp, TableFile], list[Warned]]:
    found: dict[LookUp, TableFile] = {}
    missing: dict[str, None] = {}
    for plan in plans:
        for rule in (rule for target in plan.targets for rule in target.rule.chain):
            look_up = rule.look_up
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
