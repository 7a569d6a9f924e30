"""The problems of a journey, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import found
from app.commands.console import tell, tell_json, tell_table, text
from app.commands.workspace import AsJson, opened
from resources.catalogue import say

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.journey.model import Journey
    from engine.journey.rules import Problem


def validate(
    target: found.Target,
    journey: found.JourneyName = None,
    dataset: Annotated[str | None, typer.Option(help=text("app.option.facts"))] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a journey, or with every journey of a workspace."""
    checked = list(_checked(target, journey, dataset))
    if as_json:
        tell_json([_document(drawn, problems) for drawn, problems in checked])
    else:
        for drawn, problems in checked:
            tell_problems(drawn, problems)
    if any(blocking(problems) for _, problems in checked):
        raise typer.Exit(1)


def _checked(
    target: Path, name: str | None, dataset: str | None
) -> Iterator[tuple[Journey, Sequence[Problem]]]:
    """The journeys that are meant, and their problems."""
    if found.is_journey_file(target):
        if dataset is not None:
            raise typer.BadParameter(text("app.dataset_needs_workspace"), param_hint="--dataset")
        drawn = found.at(target, name)
        yield drawn.journey, problems_of(drawn)
        return
    with opened(target) as workspace:
        data = None if dataset is None else workspace.dataset(dataset)
        names = [entry.id for entry in workspace.journeys()] if name is None else [name]
        for each in names or [found.only_journey(workspace)]:
            drawn = found.in_workspace(workspace, each)
            yield drawn.journey, problems_of(drawn, data)


def problems_of(drawn: found.Found, dataset: Dataset | None = None) -> Sequence[Problem]:
    """The problems of a journey, as the data show them where there are any."""
    from engine.journey.rules import problems
    from engine.journey.rules.facts import facts_of

    journey, definitions = drawn.journey, drawn.definitions
    facts = None if dataset is None else facts_of(journey, definitions, dataset)
    return problems(journey, definitions, facts)


def blocking(problems: Sequence[Problem]) -> bool:
    """Whether a problem stops publishing and simulation."""
    from engine.journey.rules import Severity

    return any(problem.severity is Severity.ERROR for problem in problems)


def tell_problems(journey: Journey, problems: Sequence[Problem]) -> None:
    """Print the problems of a journey."""
    if not problems:
        tell(text("app.no_problems", name=journey.name))
        return
    tell(text("app.problems", name=journey.name, count=len(problems)))
    tell_table(
        (("severity", False), ("node", False), ("problem", False)),
        [
            (text(f"app.severity.{problem.severity}"), problem.node, problem.message)
            for problem in problems
        ],
    )


def _document(journey: Journey, problems: Sequence[Problem]) -> dict[str, Any]:
    return {
        "journey": {"id": journey.id, "name": journey.name, "version": journey.version},
        "problems": [
            {
                "severity": str(problem.severity),
                "code": problem.code,
                "node": problem.node,
                "field": problem.field,
                "message": say(problem.message),
                "fixable": problem.fix is not None,
            }
            for problem in problems
        ],
    }
