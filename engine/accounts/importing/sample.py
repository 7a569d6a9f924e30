"""The sample data that ship with the programme, imported as a person's own files are."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.resources import as_file

from engine.accounts.importing.importer import Imported, import_files
from engine.background import Work
from resources import resource

FILES = ("accounts.csv", "people.csv", "opportunities.csv", "events.parquet")


def import_sample(
    name: str,
    work: Work = Work(),  # noqa: B008 - frozen
) -> Imported:
    """The sample data under a name. Raises ``Cancelled`` where the person wants it stopped."""
    with ExitStack() as stack:
        paths = [stack.enter_context(as_file(resource("sample", file))) for file in FILES]
        return import_files(name, paths, work=work)
