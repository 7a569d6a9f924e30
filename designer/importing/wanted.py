"""What the wizard was asked to do: an import, to be made on any thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from designer.pages.project import NewData
from designer.widgets.words import words
from engine.accounts.importing.mapping import Mapping

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset
    from engine.background import Work

NAMED = 3
"""How many files a dataset's source names."""


@dataclass(frozen=True)
class Wanted:
    """Files to be imported under a name, by a mapping. ``refresh``: as newer ones of the dataset
    of that name; ``remembers``: the mapping is kept for the next files of this kind."""

    name: str
    files: tuple[Path, ...]
    mapping: Mapping
    time_zone: str
    refresh: bool
    remembers: bool

    def make(self, work: Work, known: Dataset | None = None) -> NewData:
        """Import the files. ``known`` is the dataset that they may refer to. Raises as
        ``import_files`` does."""
        from engine.accounts.importing.importer import import_files

        made = import_files(
            self.name,
            self.files,
            self.mapping,
            time_zone=self.time_zone,
            known=known,
            work=work,
        )
        return NewData(
            made.dataset,
            source_sentence(self.files, refresh=self.refresh),
            made.report.model_dump(mode="json"),
            made.set_aside,
            self.mapping,
        )


def source_sentence(files: Sequence[Path], *, refresh: bool) -> str:
    """Where data came from, in words."""
    names, more = tuple(path.name for path in files), len(files) - NAMED
    one, many = ("refreshed", "refreshed_more") if refresh else ("source", "source_more")
    if more > 0:
        return words(f"import.{many}", files=names[:NAMED], count=more)
    return words(f"import.{one}", files=names)
