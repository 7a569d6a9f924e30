"""The JSON of a run: what it was, its nodes, messages, effects and days."""

from __future__ import annotations

from typing import Any

import polars as pl

from engine.journey.describe import title
from engine.journey.model import Journey
from engine.simulation.counts import daily_series, message_counts, node_counts, totals
from engine.simulation.results import RunResult
from resources.catalogue import say


def run_document(result: RunResult, journey: Journey) -> dict[str, Any]:
    """The JSON of a run of one journey: the run, its nodes, messages, effects and days."""
    whole, counts = totals(result, journey), node_counts(result, journey)
    effects = result.effects.filter(pl.col("journey") == journey.id)
    counted = effects.group_by("node", "effect", "note").agg(count=pl.len())
    return {
        "journey": {"id": journey.id, "name": journey.name, "version": journey.version},
        "run": {
            "start": result.settings.start.isoformat(),
            "end": result.settings.end.isoformat(),
            "time_zone": result.settings.time_zone,
            "entries": whole.entries,
            "accounts": whole.accounts,
            "completed": whole.completed,
            "inside": whole.inside,
            "ended": {str(reason): count for reason, count in whole.ended.items()},
            **result.info,
        },
        "nodes": [
            {
                "id": node.id,
                "title": say(title(node)),
                "type": node.type,
                "entered": counts[node.id].entered,
                "accounts": counts[node.id].accounts,
                "people": counts[node.id].people,
                "here": counts[node.id].here,
                "left": {path: counts[node.id].left.get(path, 0) for path in node.path_names()},
                "ended": {str(key): count for key, count in counts[node.id].ended.items()},
            }
            for node in journey.nodes
        ],
        "messages": message_counts(result, journey).to_dicts(),
        "effects": counted.sort(pl.col("node").cast(pl.String), "effect", "note").to_dicts(),
        "days": [
            {**row, "day": row["day"].isoformat()}
            for row in daily_series(result, journey).iter_rows(named=True)
        ],
    }
