"""``refresh``: a newer export is taken into a dataset that is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import long_work, tell, tell_json, text
from app.commands.data import refuse_places, rules_of, source_of_files, tell_dataset, tell_report
from app.commands.mappings import Dates
from app.commands.times import known_zone
from app.commands.workspace import AsJson, WorkspacePath, opened
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.accounts.importing.mapping import Mapping
    from engine.accounts.refresh import Changes
    from engine.store.workspace import Workspace


def refresh(
    path: WorkspacePath,
    name: Annotated[str, typer.Argument(metavar="DATASET", help=text("app.argument.refresh"))],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help=text("app.argument.newer"))
    ],
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.refresh_mapping"))
    ] = None,
    time_zone: Annotated[
        str, typer.Option(metavar="ZONE", callback=known_zone, help=text("app.option.import_zone"))
    ] = "UTC",
    set_aside: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.set_aside"))
    ] = None,
    dates: Annotated[Dates | None, typer.Option(help=text("app.option.dates"))] = None,
    only_compare: Annotated[
        bool, typer.Option("--dry-run", help=text("app.option.only_compare"))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a newer export into a dataset, as its next version."""
    from engine.accounts.importing.importer import import_files
    from engine.accounts.importing.mapping import read_mapping
    from engine.accounts.importing.report import save_set_aside
    from engine.accounts.refresh import refresh as taken_in

    refuse_places((set_aside,), (path, *files))
    with opened(path, to_change=not only_compare) as workspace:
        if mapping is not None:
            rules = read_mapping(mapping)
        else:
            rules = rules_of(files, _saved(workspace, name), dates, False, False)
        entry = None
        with long_work() as work:
            before = workspace.dataset(name, work.part(0, 0.2))
            made = import_files(
                name, files, rules, time_zone=time_zone, known=before, work=work.part(0.2, 0.6)
            )
            dataset, changes = taken_in(before, made.dataset, work.part(0.6, 0.8))
            if changes.any and not only_compare:
                entry = workspace.add_dataset(
                    dataset,
                    source_of_files(files),
                    made.report.model_dump(mode="json"),
                    replace=True,
                    work=work.part(0.8, 1),
                    changes=changes.model_dump(mode="json"),
                    set_aside=made.set_aside,
                    mapping=rules,
                )
    if set_aside is not None:
        save_set_aside(set_aside, made.set_aside)
    if as_json:
        kept = None if entry is None else entry.model_dump(mode="json")
        tell_json({"version": kept, "changes": changes.model_dump(mode="json")})
        return
    tell_report(made.report)
    if set_aside is not None:
        tell(text("app.written", path=str(set_aside)))
    _tell(changes)
    if entry is not None:
        tell(text("app.refreshed", name=name, version=entry.version))
        tell_dataset(entry)
    else:
        tell(text("app.not_refreshed", name=name))


def _saved(workspace: Workspace, name: str) -> tuple[Mapping, ...]:
    """The mappings that may know the newer files: first that of the import before."""
    before = workspace.mapping_of(name)
    return (*(() if before is None else (before,)), *workspace.mappings())


def _tell(changes: Changes) -> None:
    from engine.accounts.refreshing.told import told

    for sentence in told(changes):
        tell(say(sentence))
