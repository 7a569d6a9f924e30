"""``audiences``: audiences and lists with their sizes, one of them in words, its members as a
file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import complain, long_work, tell, tell_json, tell_table, text
from app.commands.runs import only_dataset
from app.commands.workspace import AsJson, WorkspacePath, opened
from engine.errors import JornadaError
from engine.files import refuse_unwritable
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.accounts.audiences import Audience, EntityList
    from engine.accounts.dataset import Dataset
    from engine.accounts.membership import Membership
    from engine.background import Work
    from engine.journey.model import Definitions
    from engine.store.workspace import Workspace

FORMATS = ("csv", "parquet", "xlsx", "linkedin")


def _format(value: str | None) -> str | None:
    if value is not None and value not in FORMATS:
        raise typer.BadParameter(text("app.audiences.formats", formats=FORMATS))
    return value


def audiences(
    path: WorkspacePath,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help=text("app.argument.audience"))
    ] = None,
    dataset: Annotated[str | None, typer.Option(help=text("app.option.members_dataset"))] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help=text("app.option.members_export"))
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", callback=_format, help=text("app.option.members_format")
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD", help=text("app.option.members_column")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count audiences and lists, or write the members of one."""
    from engine.accounts.membership import Membership

    if export is not None and name is None:
        raise typer.BadParameter(text("app.audiences.export_what"))
    if export is not None:
        refuse_unwritable(export, (path,))
    with opened(path) as workspace, long_work() as work:
        definitions = workspace.definitions()
        every: list[Audience | EntityList] = [*definitions.audiences]
        every += definitions.lists
        chosen = every if name is None else [_named(every, name)]
        data = workspace.dataset(dataset or only_dataset(workspace), work)
        membership = Membership(data, definitions.lists, definitions.derived_attributes)
        rows = [(item, int(membership.members(item).sum())) for item in chosen]
        if export is not None:
            _write(export, data, membership, chosen[0], format_, tuple(columns or ()), work)
        if as_json:
            tell_json([_document(workspace, item, size) for item, size in rows])
        elif name is None:
            _table(workspace, rows)
        else:
            _tell(chosen[0], rows[0][1], definitions, data)
    if export is not None and not as_json:
        tell(text("app.written", path=str(export)))


def _named(every: list[Audience | EntityList], name: str) -> Audience | EntityList:
    """The audience or list of a name or an id, whatever the case of the name."""
    for item in every:
        if name == item.id or name.casefold() == item.name.casefold():
            return item
    raise JornadaError("lists.none", name=name)


def _kind(item: Audience | EntityList) -> str:
    kind = getattr(item, "kind", None)
    return text(f"app.audiences.kind.{kind or 'audience'}.{item.scope}")


def _document(workspace: Workspace, item: Audience | EntityList, size: int) -> dict[str, object]:
    dates = {one.id: one for one in workspace.definition_entries()}
    return {
        "id": item.id,
        "name": item.name,
        "kind": str(getattr(item, "kind", "audience")),
        "scope": str(item.scope),
        "status": str(getattr(item, "status", "live")),
        "size": size,
        "created": dates[item.id].created.isoformat(),
        "updated": dates[item.id].updated.isoformat(),
    }


def _table(workspace: Workspace, rows: list[tuple[Audience | EntityList, int]]) -> None:
    if not rows:
        tell(text("app.audiences.none", path=str(workspace.path)))
        return
    keys = ("definition", "id", "kind", "status", "size")
    tell_table(
        [(key, key == "size") for key in keys],
        [(item.name, item.id, _kind(item), _status(item), size) for item, size in rows],
    )


def _status(item: Audience | EntityList) -> str:
    status = getattr(item, "status", None)
    return "" if status is None else text(f"app.audiences.status.{status}")


def _tell(item: Audience | EntityList, size: int, definitions: Definitions, data: Dataset) -> None:
    """One audience or list in words."""
    from engine.accounts.names import CatalogueNames
    from engine.conditions.sentence import sentence

    counted = msg("many.accounts" if item.scope == "account" else "many.people", count=size)
    tell(text("app.audiences.one", name=item.name, kind=_kind(item), size=counted))
    if item.condition is not None:
        interests = {one.id: one.name for one in definitions.solution_interests}
        names = CatalogueNames.of(
            data, definitions.lists, interests, definitions.derived_attributes
        )
        tell(say(sentence(item.condition, item.scope, names)))


def _write(
    path: Path,
    data: Dataset,
    membership: Membership,
    item: Audience | EntityList,
    format_: str | None,
    columns: tuple[str, ...],
    work: Work,
) -> None:
    from engine.exchange.members import MembersFormat, write_members
    from engine.exchange.tables import format_of

    chosen = MembersFormat(format_ or format_of(path))
    flags = membership.members(item)
    written = write_members(path, data, item.scope, flags, chosen, columns, work=work)
    for warning in written.warnings:
        complain(say(warning))
