"""The benchmark of other formats runs, at a small scale."""

from __future__ import annotations

from benchmarks import other_formats


def test_formats_are_measured() -> None:
    found = other_formats.measure(300, 1)
    assert set(found) == {"excel", "json"}
    for told in found.values():
        assert all(len(times) == 1 for times in told["seconds"].values())
        assert told["ratio"] > 0
