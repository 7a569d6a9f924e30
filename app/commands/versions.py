"""``versions``: the versions of a dataset, one of them restored or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import tell, tell_json, tell_table, text
from app.commands.workspace import FIGURES, AsJson, WorkspacePath, day, opened
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.store.values import DatasetEntry


def versions(
    path: WorkspacePath,
    name: Annotated[str, typer.Argument(metavar="DATASET", help=text("app.argument.versions"))],
    restore: Annotated[
        int | None,
        typer.Option(min=1, metavar="VERSION", help=text("app.option.restore_version")),
    ] = None,
    delete: Annotated[
        int | None,
        typer.Option(min=1, metavar="VERSION", help=text("app.option.delete_version")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the versions of a dataset."""
    if restore is not None and delete is not None:
        raise typer.BadParameter(text("app.restore_or_delete"))
    with opened(path, to_change=restore is not None or delete is not None) as workspace:
        if restore is not None:
            workspace.restore_version(name, restore)
        if delete is not None:
            workspace.delete_dataset_version(name, delete)
        entries = workspace.dataset_versions(name)
    if as_json:
        tell_json([entry.model_dump(mode="json") for entry in entries])
        return
    tell_table(
        (
            *((key, True) for key in ("version", *FIGURES)),
            *((key, False) for key in ("source", "created")),
        ),
        [
            (
                *(entry.version, *(getattr(entry, figure) for figure in FIGURES)),
                *(entry.source, day(entry.created)),
            )
            for entry in entries
        ],
    )
    for entry in entries:
        _tell_changes(entry)


def _tell_changes(entry: DatasetEntry) -> None:
    """Say what a version changed, where that is known."""
    from engine.accounts.refreshing.changes import kept_changes
    from engine.accounts.refreshing.told import told

    changes = kept_changes(entry.changes)
    if changes is not None:
        tell(text("app.version", version=entry.version))
        for sentence in told(changes):
            tell(f"  {say(sentence)}")
