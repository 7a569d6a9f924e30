"""The sample journey on generated data: something happens on every path."""

from __future__ import annotations

import datetime as dt

from engine.accounts.generate import GeneratorSettings, generate
from engine.accounts.zones import zone_info
from engine.journey.rules import problems
from engine.journey.rules.facts import facts_of
from engine.journey.templates import templates
from engine.simulation.counts import node_counts
from engine.simulation.results import RunSettings
from engine.simulation.run import simulate


def test_the_sample_flows_everywhere() -> None:
    file = templates()[0].file
    data = generate(GeneratorSettings(accounts=500))
    assert (
        problems(file.journey, file.definitions, facts_of(file.journey, file.definitions, data))
        == ()
    )
    zone = zone_info("America/New_York")
    window = RunSettings(
        start=dt.datetime(2025, 1, 1, tzinfo=zone),
        end=dt.datetime(2025, 4, 1, tzinfo=zone),
        time_zone="America/New_York",
    )
    counts = node_counts(simulate([file.journey], file.definitions, data, window), file.journey)
    taken = {
        (node.id, path): counts[node.id].left.get(path, 0)
        for node in file.journey.nodes
        for path in node.path_names()
    }
    # By the default seed 104 accounts enter; the smallest path is taken by five.
    assert min(taken.values()) >= 1, {end: count for end, count in taken.items() if not count}
    assert 50 < counts["audience"].entered < 250
    assert sum(count.here for count in counts.values()) > 0
