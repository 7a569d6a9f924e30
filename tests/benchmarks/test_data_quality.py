"""The benchmark of data quality runs, at a small scale."""

from __future__ import annotations

from benchmarks import data_quality
from benchmarks.data import dataset
from engine.accounts.quality.values import Fix


def test_quality_is_measured() -> None:
    found = data_quality.measure(300, 1)
    assert set(found["seconds"]) == {"counts alone", "quality", *map(str, Fix)}
    assert all(len(times) == 1 for times in found["seconds"].values())
    assert found["ratio"] > 0


def test_the_baseline_counts_every_column() -> None:
    data = dataset(100)
    frames = [data.accounts, data.people, data.opportunities]
    columns = sum(frame.width for frame in frames if frame.height)
    columns += sum(table.frame.width - 1 for table in data.event_tables.values())
    assert data_quality.counts_alone(data) == columns
