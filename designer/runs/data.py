"""What is said of the data that a run replayed."""

from __future__ import annotations

from designer.widgets.words import words
from engine.store.values import RunEntry


def data_of(entry: RunEntry) -> str:
    """The dataset that a run replayed, and which version of it where that was kept."""
    if entry.dataset_version is None:
        return entry.dataset
    return words("versions.of_run", dataset=entry.dataset, version=entry.dataset_version)
