"""``fields``: the fields and event types in use, and the XDM field report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import long_work, tell, tell_json, tell_table, text
from app.commands.workspace import AsJson, WorkspacePath, opened
from resources.catalogue import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.accounts.schema import Schema
    from engine.journey.field_uses import User, Uses


def fields(
    path: WorkspacePath,
    dataset: Annotated[
        str | None, typer.Argument(metavar="[DATASET]", help=text("app.argument.dataset"))
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", "--csv", metavar="FILE", help=text("app.option.field_report")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the fields that the data have or something uses, and the event types likewise."""
    from engine.accounts.schema import schema_of
    from engine.exchange.field_report import field_report, write_report
    from engine.journey.field_uses import field_uses

    with opened(path) as workspace, long_work() as work:
        names = tuple(entry.name for entry in workspace.datasets())
        name = dataset or (names[0] if len(names) == 1 else None)
        data = None if name is None else workspace.dataset(name, work.part(0, 0.4))
        definitions = workspace.definitions()
        journeys = [workspace.journey(entry.id) for entry in workspace.journeys()]
        schema = schema_of(data, definitions.derived_attributes, work.part(0.4, 1))
    uses = field_uses(journeys, definitions)
    if export is not None:
        write_report(export, schema, uses)
        tell(text("fields.written", path=str(export)))
    elif as_json:
        tell_json({"dataset": name, **field_report(schema, uses)})
    else:
        _tell(schema, uses)


def _tell(schema: Schema, uses: Uses) -> None:
    """What the data have or something uses."""
    shown = [
        (one, uses.fields.get((one.entity, one.path), ()))
        for one in schema.fields
        if one.filled is not None or (one.entity, one.path) in uses.fields or not one.xdm_class
    ]
    tell_table(
        (
            *(("table", False), ("label", False), ("path", False), ("type", False)),
            *(("origin", False), ("filled", True), ("set_by", False), ("used_by", False)),
        ),
        [
            (
                msg(f"quality.entity.{one.entity}"),
                one.field.label,
                one.path,
                msg(f"conditions.type.{one.field.type}"),
                msg(f"fields.origin.{one.origin}"),
                "" if one.filled is None else f"{100 * one.filled:.1f} %",
                msg(f"fields.{'updatable' if one.updatable else 'read_only'}"),
                _users(users),
            )
            for one, users in shown
        ],
    )
    tell_table(
        (("kind", False), ("label", False), ("events", True), ("used_by", False)),
        [
            (one.name, one.label, one.count, _users(uses.events.get(one.name, ())))
            for one in schema.events
            if one.count or one.name in uses.events
        ],
    )


def _users(users: Sequence[User]) -> str:
    return "; ".join(text(f"fields.user.{one.kind}", name=one.name) for one in users)
