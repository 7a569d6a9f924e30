"""``import`` and ``generate``: datasets come into a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.console import long_work, tell, tell_json, text
from app.commands.workspace import AsJson, WorkspacePath, opened

if TYPE_CHECKING:
    from engine.store.values import DatasetEntry

DAY = ["%Y-%m-%d"]
Replace = Annotated[bool, typer.Option("--replace", help=text("app.option.replace"))]


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
    tell(
        text(
            "app.dataset",
            name=entry.name,
            accounts=entry.accounts,
            people=entry.people,
            events=entry.events,
            opportunities=entry.opportunities,
        )
    )
