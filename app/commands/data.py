"""``import`` and ``generate``: datasets come into a workspace."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import complain, long_work, tell, tell_json, tell_table, text
from app.commands.workspace import AsJson, WorkspacePath, opened
from engine.errors import JornadaError
from resources.catalogue import msg

if TYPE_CHECKING:
    from engine.accounts.importing.report import ImportReport
    from engine.store.values import DatasetEntry

DAY = ["%Y-%m-%d"]
Replace = Annotated[bool, typer.Option("--replace", help=text("app.option.replace"))]


def import_(
    path: WorkspacePath,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=text("app.argument.data"))],
    name: Annotated[str | None, typer.Option(help=text("app.option.dataset_name"))] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.mapping"))
    ] = None,
    time_zone: Annotated[
        str, typer.Option(metavar="ZONE", help=text("app.option.import_zone"))
    ] = "UTC",
    set_aside: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.set_aside"))
    ] = None,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Import files as one dataset."""
    from engine.accounts.importing.importer import import_files
    from engine.accounts.importing.mapping import chosen_mapping
    from engine.accounts.importing.report import save_set_aside

    name = files[0].stem if name is None else name
    rules = None if mapping is None else chosen_mapping(mapping)
    with opened(path, to_change=True) as workspace:
        if not replace and name in {entry.name for entry in workspace.datasets()}:
            raise JornadaError("store.dataset_taken", name=name)
        with long_work() as work:
            made = import_files(name, files, rules, time_zone=time_zone, work=work.part(0, 0.75))
            source = text("app.imported", files=tuple(file.name for file in files))
            report = made.report.model_dump(mode="json")
            entry = workspace.add_dataset(
                made.dataset, source, report, replace=replace, work=work.part(0.75, 1)
            )
    if set_aside is not None:
        save_set_aside(set_aside, made.set_aside)
    if as_json:
        tell_json(entry.model_dump(mode="json"))
        return
    tell_report(made.report)
    if set_aside is not None:
        tell(text("app.written", path=str(set_aside)))
    elif made.report.set_aside:
        tell(text("app.import.how_to_save"))
    tell_dataset(entry)


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
            example = next((item for item in file.examples if item.reason is reason), None)
            why = text(f"import.reason.{reason}")
            tell(text("app.import.aside", file=file.file, count=count, why=why))
            if example is not None:
                tell(
                    text(
                        "app.import.example",
                        row=str(example.row),
                        column=example.column or "",
                        value=example.value or "",
                    )
                )
        if file.left:
            tell(text("app.import.left", file=file.file, columns=file.left))
    for key in ("accounts_without_name", "people_without_email", "people_without_account"):
        if getattr(report, key):
            tell(text(f"app.import.{key}", count=getattr(report, key)))
    for warning in report.warnings:
        complain(str(warning.message))


def generate(
    path: WorkspacePath,
    name: Annotated[str, typer.Option(help=text("app.option.dataset_name"))] = "Generated accounts",
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
    with opened(path, to_change=True) as workspace, long_work() as work:
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
