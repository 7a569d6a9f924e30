"""The counts of a run, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.console import tell, tell_table, text
from resources.catalogue import msg, say

if TYPE_CHECKING:
    from engine.journey.model import Journey
    from engine.simulation.results import RunResult


def tell_counts(result: RunResult, journey: Journey) -> None:
    """Print how many came to each node of a journey, stayed, left and ended there."""
    from app.commands.outline import in_order
    from engine.journey.describe import path_label, title
    from engine.simulation.counts import node_counts, totals

    counts = node_counts(result, journey)
    rows = []
    for id_ in in_order(journey):
        node, count = journey.by_id[id_], counts[id_]
        counted = "app.count" if count.people is None else "app.count_people"
        left = (
            say(msg(counted, what=path_label(node, path) or msg("app.onward"), count=number))
            for path, number in count.left.items()
        )
        ended = (
            text("app.count", what=msg(f"app.ended.{reason}"), count=number)
            for reason, number in count.ended.items()
        )
        rows.append(
            (say(title(node)), id_, count.entered, count.here, "\n".join(left), "\n".join(ended))
        )
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
