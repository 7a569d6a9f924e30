"""The counts of a run, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.console import tell, tell_table, text
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.journey.model import Journey
    from engine.simulation.results import RunResult


def tell_counts(result: RunResult, journey: Journey, dataset: Dataset) -> bool:
    """Print how many came to each node of a journey, stayed, left and ended there; and why nobody
    came where that is so. Answers whether somebody did."""
    from app.commands.outline import in_order
    from engine.journey.describe import path_label, title
    from engine.journey.graph import inside_people_splits
    from engine.simulation.counts import node_counts, totals, why_nobody

    counts = node_counts(result, journey)
    inside = inside_people_splits(journey)
    rows = []
    for id_ in in_order(journey):
        node, count = journey.by_id[id_], counts[id_]
        of_people = id_ in inside or count.people is not None
        counted = "app.count_people" if of_people else "app.count"
        left = (
            say(msg(counted, what=path_label(node, path) or msg("app.onward"), count=number))
            for path, number in count.left.items()
        )
        ended = (
            text("app.count", what=msg(f"app.ended.{reason}"), count=number)
            for reason, number in count.ended.items()
        )
        came: list[object] = [
            msg("many.people", count=number) if id_ in inside else number
            for number in (count.entered, count.here)
        ]
        rows.append((say(title(node)), id_, *came, "\n".join(left), "\n".join(ended)))
    numbers = {"entered", "here"}
    columns = ("step", "id", "entered", "here", "left", "ended")
    tell_table([(key, key in numbers) for key in columns], rows)
    whole = totals(result, journey)
    tell(
        text(
            "app.totals",
            entries=msg("many.entries", count=whole.entries),
            accounts=msg("many.accounts", count=whole.accounts),
            completed=whole.completed,
            inside=whole.inside,
            seconds=round(float(result.info["seconds"]), 3),
        )
    )
    why = why_nobody(result, journey, dataset)
    if why is not None:
        tell(say(why))
    return why is None
