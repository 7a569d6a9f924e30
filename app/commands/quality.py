"""``quality`` and ``fix``: what is wrong with a dataset, and mending it."""

from __future__ import annotations

import datetime as dt
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.console import long_work, tell, tell_json, tell_table, text
from app.commands.workspace import AsJson, WorkspacePath, opened
from engine.errors import JornadaError
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.accounts.quality.fixes.fixed import Fixed
    from engine.accounts.quality.values import Check, FieldQuality, Quality, Spread
    from engine.store.workspace import Workspace

FIXES = ("trim", "countries", "emails", "duplicates")
"""The names of ``Fix``, without loading the engine for the help."""
FREQUENT = 3
"""How many values of a field are named."""
CHANGES = 20
"""How many changes are shown."""


def known_fix(value: str) -> str:
    """The name of a fix. Raises ``BadParameter`` for another."""
    if value not in FIXES:
        raise typer.BadParameter(text("quality.no_fix", value=value, names=FIXES))
    return value


def quality(
    path: WorkspacePath,
    dataset: Annotated[
        str | None, typer.Argument(metavar="[DATASET]", help=text("app.argument.dataset"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a dataset, and how well its fields are filled."""
    from engine.accounts.quality.quality import quality as look

    with opened(path) as workspace:
        name = dataset or _only(workspace)
        with long_work() as work:
            data = workspace.dataset(name, work.part(0, 0.3))
            found = look(data, dt.datetime.now(dt.UTC), work.part(0.3, 1))
    if as_json:
        tell_json({"dataset": name, **_document(found)})
    else:
        _tell(found, str(path), name)


def _only(workspace: Workspace) -> str:
    """The name of the only dataset of a workspace."""
    names = tuple(entry.name for entry in workspace.datasets())
    if len(names) != 1:
        key = "quality.which_dataset" if names else "app.no_datasets"
        raise JornadaError(key, path=str(workspace.path), names=names)
    return names[0]


def _tell(found: Quality, path: str, name: str) -> None:
    told = [check for check in found.checks if check.count]
    tell_table(
        (("found", False), ("rows", True), ("of_all", True), ("mend", False)),
        [
            (
                say(check.title),
                check.count,
                _share(check.count, found.sizes[check.entity]),
                check.fix or "",
            )
            for check in told
        ],
    )
    tell_table(
        (
            *(("table", False), ("field", False), ("filled", True)),
            *(("different", True), ("filled_with", False)),
        ),
        [
            (
                text(f"quality.entity.{each.entity}"),
                each.field.label,
                _share(each.filled, each.rows),
                each.distinct,
                _values(each),
            )
            for each in found.fields
        ],
    )
    if found.spans:
        tell_table(
            (("kind", False), ("events", True), ("from", False), ("to", False)),
            [
                (span.event_type, span.count, span.first.date(), span.last.date())
                for span in found.spans
            ],
        )
    many = len(found.problems)
    tell(text("quality.problems", count=many) if many else text("designer.quality.all_well"))
    fixes = dict.fromkeys(str(check.fix) for check in told if check.fix is not None)
    for fix in fixes:
        tell(text("quality.next", path=quote(path), dataset=quote(name), fix=fix))


def _share(part: int, of: int) -> str:
    return f"{100 * part / of:.1f} %" if of else ""


def _values(found: FieldQuality) -> str:
    if found.spread is not None:
        low, high = found.spread.quantiles[0], found.spread.quantiles[-1]
        return text("quality.span", low=low, high=high)
    named = tuple(
        msg("app.count", what=value if isinstance(value, str) else msg(_key(value)), count=count)
        for value, count in found.values[:FREQUENT]
    )
    return say(named)


def _key(value: object) -> str:
    """Values without a spread are texts, or yes and no."""
    return "value.true" if value else "value.false"


def _document(found: Quality) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "rows": {str(entity): size for entity, size in found.sizes.items()},
        "checks": [_check(check) for check in found.checks],
        "fields": [_field(each) for each in found.fields],
        "events": [
            {
                "type": span.event_type,
                "events": span.count,
                "first": span.first.isoformat(),
                "last": span.last.isoformat(),
            }
            for span in found.spans
        ],
        "months": {month.isoformat()[:7]: count for month, count in found.months},
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "key": check.key,
        "title": say(check.title),
        "table": check.entity,
        "weight": check.weight,
        "rows": check.count,
        "groups": check.groups,
        "fix": check.fix,
    }


def _field(found: FieldQuality) -> dict[str, Any]:
    return {
        "table": found.entity,
        "path": found.field.path,
        "label": found.field.label,
        "type": found.field.type,
        "rows": found.rows,
        "filled": found.filled,
        "distinct": found.distinct,
        "values": [{"value": _plain(value), "rows": count} for value, count in found.values],
        "spread": _spread(found.spread),
        "lengths": _spread(found.lengths),
    }


def _spread(spread: Spread | None) -> dict[str, Any] | None:
    from engine.accounts.quality.values import QUANTILES

    if spread is None:
        return None
    quantiles = zip(QUANTILES, spread.quantiles, strict=True)
    return {
        "quantiles": {str(percent): _plain(value) for percent, value in quantiles},
        "bins": [
            {"from": _plain(bar.low), "to": _plain(bar.high), "rows": bar.count}
            for bar in spread.bins
        ],
    }


def _plain(value: object) -> object:
    """A value as JSON has it; numbers without an end as text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    endless = isinstance(value, float) and abs(value) == float("inf")
    return str(value) if endless else value


def fix(
    path: WorkspacePath,
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help=text("app.argument.dataset"))],
    what: Annotated[
        str,
        typer.Argument(metavar="|".join(FIXES), callback=known_fix, help=text("app.argument.fix")),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=text("app.option.dry_run"))] = False,
    as_json: AsJson = False,
) -> None:
    """Mend what is safe to mend; the dataset becomes its next version."""
    from engine.accounts.quality.fixes.apply import fixed
    from engine.accounts.quality.fixes.members import with_who_stays
    from engine.accounts.quality.values import Fix

    with opened(path, to_change=not dry_run) as workspace, long_work() as work:
        data = workspace.dataset(dataset, work.part(0, 0.2))
        made = fixed(data, Fix(what), work.part(0.2, 0.6))
        version = None
        if made.total and not dry_run:
            source = text(f"quality.did.{what}", count=made.total)
            entry = workspace.add_dataset(
                made.dataset, source, replace=True, work=work.part(0.6, 1)
            )
            version = entry.version
            for _, each in with_who_stays(workspace.definitions().lists, made.merged):
                workspace.save_definition("lists", each)
    if as_json:
        tell_json(_fixed(made, version))
    else:
        _tell_fixed(made, version)


def _fixed(made: Fixed, version: int | None) -> dict[str, Any]:
    return {
        "fix": made.fix,
        "changed": made.total,
        "version": version,
        "moved": {str(entity): count for entity, count in made.moved},
        "changes": [
            {
                "table": one.entity,
                "path": one.path,
                "before": one.before,
                "after": one.after,
                "rows": one.rows,
            }
            for one in made.changes
        ],
    }


def _tell_fixed(made: Fixed, version: int | None) -> None:
    if not made.total:
        tell(text("quality.nothing_to_mend"))
        return
    tell_table(
        (("field", False), ("before", False), ("after", False), ("rows", True)),
        [
            (one.path, f"“{one.before}”", f"“{one.after}”" if one.after else None, one.rows)
            for one in made.changes[:CHANGES]
        ],
    )
    more = made.kinds - min(len(made.changes), CHANGES)
    if more:
        tell(text("quality.more_changes", count=more))
    if version is None:
        tell(text(f"quality.would.{made.fix}", count=made.total))
    else:
        did = text(f"quality.did.{made.fix}", count=made.total)
        tell(text("quality.kept", did=did, version=version))
