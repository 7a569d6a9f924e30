"""``import`` and ``generate``: datasets come into a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import complain, long_work, tell, tell_json, tell_table, text
from app.commands.mappings import Dates, found_out, tell_mapping, tell_proposal, write_mapping
from app.commands.times import known_zone
from app.commands.workspace import AsJson, WorkspacePath, opened
from engine.errors import JornadaError
from engine.files import refuse_unwritable
from resources.catalogue import msg

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.accounts.importing.importer import Imported
    from engine.accounts.importing.mapping import Mapping
    from engine.accounts.importing.report import ImportReport, SetAside
    from engine.store.values import DatasetEntry
    from engine.store.workspace import Workspace

DAY = ["%Y-%m-%d"]
MOST_NAMED = 10
"""How many custom attributes, and how many columns that are not imported, a report names; all of
them stand in the mapping that is shown."""
Replace = Annotated[bool, typer.Option("--replace", help=text("app.option.replace"))]


def _said(name: str | None) -> str | None:
    """A name that says something. Raises ``BadParameter`` for nothing but white space."""
    if name is not None and not name.strip():
        raise typer.BadParameter(text("app.empty_name"))
    return name


def import_(
    path: WorkspacePath,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=text("app.argument.data"))],
    name: Annotated[
        str | None, typer.Option(callback=_said, help=text("app.option.import_name"))
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.mapping"))
    ] = None,
    time_zone: Annotated[
        str, typer.Option(metavar="ZONE", callback=known_zone, help=text("app.option.import_zone"))
    ] = "UTC",
    set_aside: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.set_aside"))
    ] = None,
    replace: Replace = False,
    dates: Annotated[Dates | None, typer.Option(help=text("app.option.dates"))] = None,
    people_from_events: Annotated[
        bool, typer.Option("--people-from-events", help=text("app.option.people_from_events"))
    ] = False,
    show_mapping: Annotated[
        bool, typer.Option("--show-mapping", help=text("app.option.show_mapping"))
    ] = False,
    save_mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.save_mapping"))
    ] = None,
    keep_mapping: Annotated[
        bool, typer.Option("--keep-mapping/--no-save-mapping", help=text("app.option.keep_mapping"))
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Import files as one dataset."""
    from engine.accounts.importing.importer import import_files
    from engine.accounts.importing.mapping import read_mapping
    from engine.accounts.importing.report import save_set_aside

    refuse_places((set_aside, save_mapping), (path, *files))
    _refuse_two_ways(mapping, dates, people_from_events)
    rules = None if mapping is None else read_mapping(mapping)
    if name is None:
        name = files[0].stem if rules is None else rules.name
    with opened(path, to_change=not show_mapping) as workspace:
        if not show_mapping:
            _refuse_taken(workspace, name, replace)
        if rules is None:
            rules = rules_of(files, workspace.mappings(), dates, people_from_events, show_mapping)
        elif show_mapping:
            tell_mapping(files, rules)
        if save_mapping is not None:
            write_mapping(save_mapping, rules)
        if show_mapping:
            return
        with long_work() as work:
            made = import_files(name, files, rules, time_zone=time_zone, work=work.part(0, 0.75))
            source = source_of_files(files)
            report = made.report.model_dump(mode="json")
            entry = workspace.add_dataset(
                made.dataset,
                source,
                report,
                replace=replace,
                work=work.part(0.75, 1),
                set_aside=made.set_aside,
                mapping=rules,
            )
            if keep_mapping:
                _keep(workspace, rules)
    if set_aside is not None:
        save_set_aside(set_aside, made.set_aside)
    if as_json:
        tell_json(entry.model_dump(mode="json"))
        return
    tell_report(made.report)
    _tell_custom(made.dataset)
    for out in (set_aside, save_mapping):
        if out is not None:
            tell(text("app.written", path=str(out)))
    _tell_options(made, set_aside is None, not people_from_events)
    tell_dataset(entry)


def refuse_places(places: Sequence[Path | None], read: Sequence[Path]) -> None:
    """Refuse places to write to that can't be, or that are read, before any work is done."""
    for place in places:
        if place is not None:
            refuse_unwritable(place, read)


def _tell_options(made: Imported, not_saved: bool, only_known: bool) -> None:
    """Say what more can be done about the rows set aside."""
    if not_saved and made.report.set_aside:
        tell(text("app.import.how_to_save"))
    if only_known and "unknown_person" in made.set_aside["reason"]:
        tell(text("app.import.strangers"))


def rules_of(
    files: Sequence[Path],
    saved: Sequence[Mapping],
    dates: Dates | None,
    people_from_events: bool,
    show: bool,
) -> Mapping:
    """How files are read that come without a mapping; told where the person wants to see it."""
    from engine.accounts.importing.proposing.unasked import settled
    from engine.accounts.importing.tabular import opened_tables

    if not files:
        raise JornadaError("import.no_files")
    with opened_tables(files) as tables:
        proposal = found_out(tables, saved, dates, people_from_events)
        if show and proposal.mapping is not None:
            tell_proposal(tables, proposal)
            return proposal.mapping
        return settled(tables, proposal)


def _keep(workspace: Workspace, rules: Mapping) -> None:
    """Remember how files were read, beside what is remembered of others of the same system."""
    from engine.accounts.importing.proposing.remembered import added_to

    before = next((one for one in workspace.mappings() if one.name == rules.name), None)
    workspace.save_mapping(rules if before is None else added_to(before, rules))


def _refuse_two_ways(mapping: Path | None, dates: Dates | None, people_from_events: bool) -> None:
    """Refuse to say in two ways how files are read."""
    if mapping is not None and (dates is not None or people_from_events):
        raise typer.BadParameter(text("app.import.mapping_says"))


def _refuse_taken(workspace: Workspace, name: str, replace: bool) -> None:
    """Refuse a name that another dataset has, before any work is done."""
    if not replace and name in {entry.name for entry in workspace.datasets()}:
        raise JornadaError("app.dataset_taken", name=name)


def source_of_files(files: Sequence[Path]) -> str:
    """Where a dataset came from: the first file, and how many more."""
    if len(files) == 1:
        return text("app.imported", file=files[0].name)
    return text("app.imported_more", file=files[0].name, count=len(files) - 1)


def _tell_custom(dataset: Dataset) -> None:
    """Name the columns that are no standard field and became custom attributes."""
    labels = tuple(
        dict.fromkeys(field.path for fields in dataset.custom.values() for field in fields)
    )
    if not labels:
        return
    more = len(labels) - MOST_NAMED
    if more > 0:
        tell(text("app.import.custom_more", names=labels[:MOST_NAMED], count=more))
    else:
        tell(text("app.import.custom", names=labels, count=len(labels)))


def tell_report(report: ImportReport) -> None:
    """Say what an import did with every row."""
    tell_table(
        (("file", False), ("holds", False), ("read", True), ("loaded", True), ("aside", True)),
        [
            (
                file.file,
                text(f"import.table.{file.table}"),
                file.read,
                file.loaded,
                sum(file.set_aside.values()),
            )
            for file in report.files
        ],
    )
    for file in report.files:
        for reason, count in file.set_aside.items():
            why = text(f"import.reason.{reason}")
            tell(text("app.import.aside", file=file.file, count=count, why=why))
            for example in file.examples:
                if example.reason is reason:
                    tell(_example(example))
                    break
        more = len(file.left) - MOST_NAMED
        if more > 0:
            named = file.left[:MOST_NAMED]
            tell(text("app.import.left_more", file=file.file, columns=named, count=more))
        elif file.left:
            tell(text("app.import.left", file=file.file, columns=file.left))
    for key in ("accounts_without_name", "people_without_email", "people_without_account"):
        if getattr(report, key):
            tell(text(f"app.import.{key}", count=getattr(report, key)))
    for warning in report.warnings:
        complain(str(warning.message))


def _example(example: SetAside) -> str:
    """A row that was set aside: the cell that was wrong, where it was one."""
    row = str(example.row)
    if example.column is None:
        return text("app.import.example_row", row=row)
    if not example.value:
        return text("app.import.example_empty", row=row, column=example.column)
    return text("app.import.example", row=row, column=example.column, value=example.value)


def generate(
    path: WorkspacePath,
    name: Annotated[
        str, typer.Option(callback=_said, help=text("app.option.dataset_name"))
    ] = "Generated accounts",
    accounts: Annotated[int, typer.Option(help=text("app.option.accounts"))] = 500,
    people: Annotated[
        float, typer.Option("--people-per-account", help=text("app.option.people"))
    ] = 5.0,
    events: Annotated[
        float, typer.Option("--events-per-account", help=text("app.option.events"))
    ] = 50.0,
    start: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help=text("app.option.from"))
    ] = None,
    end: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DATE", help=text("app.option.to"))
    ] = None,
    dirt: Annotated[float, typer.Option(help=text("app.option.dirt"))] = 1.0,
    seed: Annotated[int, typer.Option(help=text("app.option.seed"))] = 1,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Make up a dataset."""
    from engine.accounts.generate import GeneratorSettings
    from engine.accounts.generate import generate as make_up

    days = {key: day.date() for key, day in (("start", start), ("end", end)) if day is not None}
    settings = GeneratorSettings(
        name=name,
        seed=seed,
        accounts=accounts,
        people_per_account=people,
        events_per_account=events,
        dirt=dirt,
        **days,
    )
    try:
        settings.check()
    except JornadaError as error:
        raise typer.BadParameter(str(error)) from error
    with opened(path, to_change=True) as workspace:
        _refuse_taken(workspace, name, replace)
        with long_work() as work:
            dataset = make_up(settings, work.part(0, 0.7))
            source = text("app.generated", seed=str(seed))
            entry = workspace.add_dataset(dataset, source, replace=replace, work=work.part(0.7, 1))
    if as_json:
        tell_json(entry.model_dump(mode="json"))
    else:
        tell_dataset(entry)


def tell_dataset(entry: DatasetEntry) -> None:
    """Say what a dataset holds."""
    kinds = ("accounts", "people", "events", "opportunities")
    holds = tuple(msg(f"many.{kind}", count=getattr(entry, kind)) for kind in kinds)
    tell(text("app.dataset", name=entry.name, holds=holds))
