"""The workspace: one ``*.jornada`` file with journeys, definitions, datasets and runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from engine.background import Work
from engine.conditions.model import Model
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey
from engine.store import definitions as library
from engine.store import files, journeys
from engine.store import tables as t
from engine.store.connection import Database
from engine.store.lock import HeldError, Lock
from engine.store.values import (
    DatasetEntry,
    DefinitionEntry,
    JourneyEntry,
    RunEntry,
    StoredRun,
    VersionEntry,
)
from resources.catalogue import Message, msg

if TYPE_CHECKING:  # the window shows itself before the data libraries are loaded
    import polars as pl

    from engine.accounts.dataset import Dataset
    from engine.accounts.importing.mapping import Mapping
    from engine.simulation.results import RunResult

SUFFIX = ".jornada"


class Workspace:
    """An open workspace file. Any thread may use it; a context manager closes it.

    Every method that changes something commits before it returns, and raises
    :class:`JornadaError` without having changed anything.
    """

    def __init__(self, db: Database, lock: Lock | Message) -> None:
        """Use :meth:`create` or :meth:`open`."""
        self._db = db
        self._lock = lock

    # Opening and closing

    @classmethod
    def create(cls, path: Path | str, name: str | None = None) -> Self:
        """Make a workspace file and open it. ``name`` is the file's if None."""
        path = _absolute(path)
        if path.exists():
            raise JornadaError("store.exists", path=str(path))
        if not path.parent.is_dir():
            raise JornadaError("store.no_folder", path=str(path.parent))
        files.make(path, name or path.stem)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str, read_only: bool = False) -> Self:
        """Open a workspace file; read-only where another Jornada has it open or its folder
        cannot be written (:attr:`why_read_only`). An older file is migrated, after a backup
        beside it."""
        path = _absolute(path)
        if not path.is_file():
            raise JornadaError("store.missing", path=str(path))
        lock = msg("store.read_only", path=str(path)) if read_only else _lock(path)
        try:
            return cls(_opened(path, writable=isinstance(lock, Lock)), lock)
        except BaseException:
            if isinstance(lock, Lock):
                lock.release()
            raise

    def close(self) -> None:
        """Put everything into the one file and let others write. Closing again does nothing."""
        lock, self._lock = self._lock, msg("store.closed", path=str(self.path))
        if isinstance(lock, Lock):
            files.to_one_file(self._db)
        self._db.close()
        if isinstance(lock, Lock):
            lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._db.path

    @property
    def why_read_only(self) -> Message | None:
        """Why changes are refused; None where they are not."""
        return None if isinstance(self._lock, Lock) else self._lock

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        return self.why_read_only is not None

    def _writable(self) -> Database:
        if self.why_read_only is not None:
            raise JornadaError(self.why_read_only)
        return self._db

    # Name and settings

    @property
    def name(self) -> str:
        """The name that people see."""
        return self.setting("name") or self.path.stem

    def rename(self, name: str) -> None:
        """Give the workspace another name; the file keeps its own."""
        self.set_setting("name", name)

    def setting(self, key: str) -> str | None:
        """A setting of the workspace, None where it is not set."""
        with self._db.reading() as connection:
            query = sa.select(t.setting.c.value).where(t.setting.c.key == key)
            found = connection.execute(query).scalar()
        return None if found is None else str(found)

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of the workspace."""
        with self._writable().writing() as connection:
            connection.execute(sa.delete(t.setting).where(t.setting.c.key == key))
            connection.execute(sa.insert(t.setting).values(key=key, value=value))

    # Journeys

    def journeys(self) -> tuple[JourneyEntry, ...]:
        """The journeys by name, each with its newest version."""
        with self._db.reading() as connection:
            return journeys.entries(connection)

    def versions(self, id_: str) -> tuple[VersionEntry, ...]:
        """The versions of a journey, the oldest first."""
        with self._db.reading() as connection:
            return journeys.versions(connection, id_)

    def journey(self, id_: str, version: int | None = None) -> Journey:
        """A version of a journey, the newest if None."""
        with self._db.reading() as connection:
            return journeys.load(connection, id_, version)

    def find_journey(self, name: str) -> str:
        """The id of the journey with this id or name."""
        with self._db.reading() as connection:
            return journeys.find(connection, name)

    def save_journey(self, journey: Journey, definitions: Definitions | None = None) -> None:
        """Keep a journey version, and what it refers to where given; quick enough for every
        edit. A version that has left Draft keeps everything but its status, and never becomes
        a draft again: make a new version instead."""
        with self._writable().writing() as connection:
            journeys.save(connection, journey)
            if definitions is not None:
                library.save_all(connection, definitions)

    def delete_journey(self, id_: str, version: int | None = None) -> None:
        """Delete a version, or the whole journey if None. Refused for what is Live or Closed."""
        with self._writable().writing() as connection:
            journeys.delete(connection, id_, version)

    # Definitions

    def definitions(self) -> Definitions:
        """Everything that journeys can refer to, the workspace's own journeys among it."""
        with self._db.reading() as connection:
            return library.load(connection)

    def definition_entries(self) -> tuple[DefinitionEntry, ...]:
        """The definitions with their dates, by kind and name."""
        with self._db.reading() as connection:
            return library.entries(connection)

    def save_definition(self, kind: str, item: Model) -> None:
        """Keep a definition. ``kind`` is a field name of ``Definitions``."""
        with self._writable().writing() as connection:
            library.save(connection, kind, item)

    def delete_definition(self, kind: str, id_: str) -> None:
        """Delete a definition."""
        with self._writable().writing() as connection:
            library.delete(connection, kind, id_)

    # Datasets

    def datasets(self) -> tuple[DatasetEntry, ...]:
        """The datasets by name, each as its newest version."""
        from engine.store import datasets

        with self._db.reading() as connection:
            return datasets.entries(connection)

    def dataset_versions(self, name: str) -> tuple[DatasetEntry, ...]:
        """The versions of a dataset, the oldest first."""
        from engine.store import datasets

        with self._db.reading() as connection:
            return datasets.versions(connection, name)

    def dataset(
        self,
        name: str,
        work: Work = Work(),  # noqa: B008 - frozen
        version: int | None = None,
    ) -> Dataset:
        """Load a version of a dataset, the newest if None."""
        from engine.store import datasets

        return datasets.load(self._db, name, version, work)

    def dataset_of(self, run: RunEntry, work: Work = Work()) -> Dataset:  # noqa: B008 - frozen
        """Load the dataset that a run replayed: that very version, or its content under another
        name or number."""
        from engine.store import datasets

        with self._db.reading() as connection:
            place = datasets.place_of(
                connection, run.dataset, run.dataset_version, run.dataset_hash
            )
        if place is None:
            raise JornadaError("store.dataset_gone", run=str(run.id), name=run.dataset)
        return datasets.load(self._db, *place, work)

    def add_dataset(
        self,
        dataset: Dataset,
        source: str,
        report: dict[str, Any] | None = None,
        replace: bool = False,
        work: Work = Work(),  # noqa: B008 - frozen
        *,
        changes: dict[str, Any] | None = None,
        set_aside: pl.DataFrame | None = None,
        mapping: Mapping | None = None,
    ) -> DatasetEntry:
        """Keep a dataset under its name, complete or not at all. ``source``: where it came from,
        in words; ``report``: its import report as JSON. ``replace``: as the next version of a
        dataset of that name, whose versions stay; ``changes``: what is new in it, as JSON.
        ``set_aside``: the rows that the import set aside; ``mapping``: the one that was used."""
        from engine.store import datasets

        about = datasets.About(source, report, changes, set_aside, mapping)
        return datasets.add(self._writable(), dataset, about, replace, work)

    def restore_version(self, name: str, version: int) -> DatasetEntry:
        """Make an earlier version of a dataset the newest again: a new version with the same
        tables, which are not copied."""
        from engine.store import datasets

        return datasets.restore(self._writable(), name, version)

    def set_aside(self, name: str, version: int | None = None) -> pl.DataFrame:
        """The rows that the import of a version set aside (``report.ASIDE_SCHEMA``); none where
        they were not kept."""
        from engine.store import datasets

        return datasets.set_aside(self._db, name, version)

    def mapping_of(self, name: str, version: int | None = None) -> Mapping | None:
        """The mapping that read the files of a version; None where there was none."""
        from engine.store import datasets

        return datasets.mapping(self._db, name, version)

    def delete_dataset(self, name: str) -> None:
        """Delete a dataset with all its versions. Runs on it stay."""
        from engine.store import datasets

        db = self._writable()
        with db.writing() as connection:
            datasets.delete(connection, name)
        db.give_back_room()

    def delete_dataset_version(self, name: str, version: int) -> None:
        """Delete a version of a dataset that is not its newest. Runs on it stay."""
        from engine.store import datasets

        db = self._writable()
        with db.writing() as connection:
            datasets.delete_version(connection, name, version)
        db.give_back_room()

    # Mappings

    def mappings(self) -> tuple[Mapping, ...]:
        """The mappings that are kept, by name."""
        from engine.store import mappings

        with self._db.reading() as connection:
            return mappings.load(connection)

    def save_mapping(self, mapping: Mapping) -> None:
        """Keep a mapping under its name, in place of one that has it already."""
        from engine.store import mappings

        with self._writable().writing() as connection:
            mappings.save(connection, mapping)

    def delete_mapping(self, name: str) -> None:
        """Delete a mapping."""
        from engine.store import mappings

        with self._writable().writing() as connection:
            mappings.delete(connection, name)

    # Runs

    def runs(self) -> tuple[RunEntry, ...]:
        """The runs, the newest first."""
        from engine.store import runs

        with self._db.reading() as connection:
            return runs.entries(connection)

    def run(self, id_: int) -> StoredRun:
        """Load a run."""
        from engine.store import runs

        return runs.load(self._db, id_)

    def last_run(self, journey: str) -> RunEntry | None:
        """The newest run of a journey, by its id."""
        from engine.store import runs

        with self._db.reading() as connection:
            return runs.last(connection, journey)

    def add_run(
        self,
        result: RunResult,
        journeys: Sequence[Journey],
        definitions: Definitions,
        dataset: Dataset,
        work: Work = Work(),  # noqa: B008 - frozen
    ) -> RunEntry:
        """Keep a run with the journeys and definitions that it simulated, complete or not at
        all."""
        from engine.store import runs

        about = (dataset.name, dataset.content_hash)
        return runs.add(self._writable(), result, journeys, definitions, about, work)

    def delete_run(self, id_: int) -> None:
        """Delete a run."""
        from engine.store import runs

        db = self._writable()
        with db.writing() as connection:
            runs.delete(connection, id_)
        db.give_back_room()


def _absolute(path: Path | str) -> Path:
    """Two names of one file are one path, so that they share a lock."""
    return Path(path).expanduser().resolve()


def _lock(path: Path) -> Lock | Message:
    """The lock of a file, or the reason why it cannot be had."""
    try:
        return Lock(path)
    except HeldError as error:
        if error.holder is None:
            return msg("store.held_by_unknown", path=str(path))
        return msg("store.held", path=str(path), **asdict(error.holder))
    except OSError:
        return msg("store.folder_read_only", path=str(path))


def _opened(path: Path, writable: bool) -> Database:
    db = Database(path, "rw" if writable else "ro")
    try:
        files.bring_up(db, writable)
    except BaseException:
        db.close()
        raise
    return db
