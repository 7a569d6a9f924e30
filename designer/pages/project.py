"""The open workspace as the pages see it: what is in it, what is loaded, and who must be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from designer.background import Job
from designer.document import Document, Library
from engine.background import Work
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey

if TYPE_CHECKING:
    import polars as pl

    from engine.accounts.dataset import Dataset
    from engine.accounts.importing.mapping import Mapping
    from engine.accounts.refresh import Changes
    from engine.simulation.results import NodeCounts, RunResult, RunSettings
    from engine.store.values import DatasetEntry, JourneyEntry, RunEntry
    from engine.store.workspace import Workspace


EXPORTED = "exported"
"""The setting of a workspace that keeps when something was exported last."""


@dataclass(frozen=True)
class RunView:
    """A run of one journey, ready to be shown. ``entry`` None: it could not be kept."""

    entry: RunEntry | None
    result: RunResult
    journey: Journey
    definitions: Definitions
    dataset: Dataset | None
    """The data that was replayed; None where the workspace has it no more."""
    counts: dict[str, NodeCounts] = field(default_factory=dict)

    def is_of(self, journey: Journey, definitions: Definitions) -> bool:
        """Whether a journey would still give this run."""
        from engine.journey.references import used_definitions

        if _replayed(journey) != _replayed(self.journey):
            return False
        return used_definitions(journey, definitions) == used_definitions(
            self.journey, self.definitions
        )


@dataclass(frozen=True)
class NewData:
    """A dataset that somebody made, to be kept under its name. ``source``: where it came from, in
    words; ``report``: its import report, and ``changes`` to the version before, as JSON;
    ``set_aside``: the rows that its import set aside; ``mapping``: the one that read its files."""

    dataset: Dataset
    source: str
    report: dict[str, Any] | None = None
    set_aside: pl.DataFrame | None = None
    mapping: Mapping | None = None
    changes: dict[str, Any] | None = None


def _replayed(journey: Journey) -> Journey:
    """A journey without what a run does not depend on."""
    nodes = tuple(node.model_copy(update={"title": ""}) for node in journey.nodes)
    plain: dict[str, Any] = {"name": "-", "description": "", "status": "draft", "version": 1}
    return journey.model_copy(update={**plain, "nodes": nodes, "positions": ()})


class Project(QObject):
    """An open workspace. Everything that pages change goes through here."""

    journeys_changed = Signal()
    datasets_changed = Signal()
    runs_changed = Signal()
    dataset_changed = Signal()
    """Another dataset is in memory, for values and counts."""
    refreshed = Signal(str, object)
    """A newer export was taken into a dataset: its name, and the ``Changes``."""
    saving_failed = Signal(object)
    exported = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.dataset: Dataset | None = None
        self._kept = workspace.definitions()
        self.library = Library(self._kept, self._save_definitions, self)
        self.library.autosave.failed.connect(self.saving_failed)
        self._documents: dict[str, Document] = {}

    # What is in the workspace

    @property
    def name(self) -> str:
        """The workspace's name."""
        return self.workspace.name

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed."""
        return self.workspace.read_only

    def journeys(self) -> tuple[JourneyEntry, ...]:
        """The journeys by name."""
        return self.workspace.journeys()

    def datasets(self) -> tuple[DatasetEntry, ...]:
        """The datasets by name."""
        return self.workspace.datasets()

    def dataset_versions(self, name: str) -> tuple[DatasetEntry, ...]:
        """The versions of a dataset, the oldest first."""
        return self.workspace.dataset_versions(name)

    def runs(self) -> tuple[RunEntry, ...]:
        """The runs, the newest first."""
        return self.workspace.runs()

    # Definitions

    def _save_definitions(self, definitions: Definitions) -> None:
        """Save what has changed since the last time, kind by kind."""
        for kind in Definitions.model_fields:
            before = {item.id: item for item in getattr(self._kept, kind)}
            after = {item.id: item for item in getattr(definitions, kind)}
            if kind == "journeys" or before == after:
                continue
            for id_ in before.keys() - after.keys():
                self.workspace.delete_definition(kind, id_)
            for id_, item in after.items():
                if before.get(id_) != item:
                    self.workspace.save_definition(kind, item)
        self._kept = definitions

    def reload_definitions(self) -> None:
        """Take in what something else than the library has written."""
        self.library.autosave.flush()
        self._kept = self.workspace.definitions()
        self.library.reset(self._kept)

    # Journeys

    def document(self, id_: str) -> Document:
        """The open document of a journey; its undo lasts as long as the workspace is open."""
        if id_ not in self._documents:
            document = Document(
                self.workspace.journey(id_),
                self.library,
                self._save_journey,
                self._problems,
                self,
            )
            document.autosave.failed.connect(self.saving_failed)
            document.why_read_only = self.workspace.why_read_only
            self._documents[id_] = document
        return self._documents[id_]

    def _save_journey(self, journey: Journey) -> None:
        self.library.autosave.flush()  # what it refers to first
        self.workspace.save_journey(journey)
        self.journeys_changed.emit()

    def _problems(self, journey: Journey, definitions: Definitions) -> tuple[Any, ...]:
        from engine.journey.rules import problems
        from engine.journey.rules.facts import facts_of

        dataset = self.dataset
        facts = None if dataset is None else facts_of(journey, definitions, dataset)
        return problems(journey, definitions, facts)

    def add_journey(self, journey: Journey, definitions: Definitions | None = None) -> str:
        """Keep a new journey, and what comes with it. Gives its id."""
        self.workspace.save_journey(journey, definitions)
        self.reload_definitions()
        self.journeys_changed.emit()
        return journey.id

    def delete_journey(self, id_: str) -> None:
        """Delete a journey with all its versions."""
        self.workspace.delete_journey(id_)
        document = self._documents.pop(id_, None)
        if document is not None:
            document.deleteLater()
        self.reload_definitions()
        self.journeys_changed.emit()

    # Data

    def load(self, name: str) -> Job:
        """Load a dataset off the thread of the window; it becomes the one in memory."""
        job = Job(lambda work: self.workspace.dataset(name, work))
        job.done.connect(self.use_dataset)
        return job.start()

    def use_dataset(self, dataset: Dataset | None) -> None:
        """Offer values and count on this dataset."""
        self.dataset = dataset
        for document in self._documents.values():
            document.look_again()
        self.dataset_changed.emit()

    def add_dataset(self, make: Callable[[Work], NewData]) -> Job:
        """Make a dataset and keep it under a new name, off the thread of the window; it becomes
        the one in memory, and is what the job gives."""

        def task(work: Work) -> Dataset:
            return self._keep(make(work.part(0, 0.7)), False, work.part(0.7, 1))

        return self._adding(task)

    def new_version(self, make: Callable[[Work], NewData]) -> Job:
        """Make a changed dataset and keep it as the next version of its name; else as
        :meth:`add_dataset`."""

        def task(work: Work) -> Dataset:
            return self._keep(make(work.part(0, 0.7)), True, work.part(0.7, 1))

        return self._adding(task)

    def refresh_dataset(self, name: str, make: Callable[[Work, Dataset], NewData]) -> Job:
        """Make a newer export of a dataset, which ``make`` gets as it is now: what the export adds
        and updates becomes the next version, and nothing else changes (see
        ``engine.accounts.refresh``). Where it brings nothing new, no version is kept."""
        loaded = self.dataset
        found: list[Changes] = []

        def task(work: Work) -> Dataset:
            from engine.accounts.refresh import refresh

            before = loaded
            if before is None or before.name != name or not self._is_newest(before):
                before = self.workspace.dataset(name, work.part(0, 0.2))
            newer = make(work.part(0.2, 0.6), before)
            dataset, changes = refresh(before, newer.dataset, work.part(0.6, 0.75))
            found.append(changes)
            if not changes.any:
                return before
            told = replace(newer, dataset=dataset, changes=changes.model_dump(mode="json"))
            return self._keep(told, True, work.part(0.75, 1))

        job = self._adding(task)
        job.done.connect(lambda _: self.refreshed.emit(name, found[-1]))
        return job

    def restore_version(self, name: str, version: int) -> Job:
        """Make an earlier version of a dataset the newest again, and load it."""

        def task(work: Work) -> Dataset:
            self.workspace.restore_version(name, version)
            return self.workspace.dataset(name, work)

        return self._adding(task)

    def _keep(self, made: NewData, next_version: bool, work: Work) -> Dataset:
        self.workspace.add_dataset(
            made.dataset,
            made.source,
            made.report,
            next_version,
            work,
            changes=made.changes,
            set_aside=made.set_aside,
            mapping=made.mapping,
        )
        return made.dataset

    def _is_newest(self, dataset: Dataset) -> bool:
        """Whether a dataset in memory is what the workspace keeps as the newest of its name."""
        return any(
            entry.name == dataset.name and entry.content_hash == dataset.content_hash
            for entry in self.workspace.datasets()
        )

    def _adding(self, task: Callable[[Work], Dataset]) -> Job:
        job = Job(task)
        job.done.connect(self._dataset_added)
        return job.start()

    def _dataset_added(self, dataset: Dataset) -> None:
        self.use_dataset(dataset)
        self.datasets_changed.emit()

    def kept_mappings(self, dataset: str | None = None) -> tuple[Mapping, ...]:
        """The mappings that may know files: first the one that read those of ``dataset``."""
        kept = self.workspace.mappings()
        before = None if dataset is None else self.workspace.mapping_of(dataset)
        return kept if before is None else (before, *kept)

    def dataset_like(self, mapping: Mapping) -> str | None:
        """The dataset whose files had the columns that a mapping reads: these may be newer ones
        of it."""
        wanted = {(frozenset(source.headers), source.table) for source in mapping.sources}
        for entry in sorted(self.datasets(), key=lambda one: one.created, reverse=True):
            before = self.workspace.mapping_of(entry.name)
            sources = () if before is None else before.sources
            known = {(frozenset(source.headers), source.table) for source in sources}
            if wanted and wanted <= known:
                return entry.name
        return None

    def remember(self, mapping: Mapping) -> None:
        """Keep how files were read for the next ones like them, beside what is kept of other
        files of the same source."""
        from engine.accounts.importing.proposing.remembered import added_to

        kept = self.workspace.mappings()
        before = next((each for each in kept if each.name == mapping.name), None)
        self.workspace.save_mapping(mapping if before is None else added_to(before, mapping))

    def delete_dataset(self, name: str) -> None:
        """Delete a dataset with all its versions; runs on it stay."""
        self.workspace.delete_dataset(name)
        if self.dataset is not None and self.dataset.name == name:
            self.use_dataset(None)
        self.datasets_changed.emit()

    def delete_version(self, name: str, version: int) -> None:
        """Delete an earlier version of a dataset; runs on it stay."""
        self.workspace.delete_dataset_version(name, version)
        self.datasets_changed.emit()

    # Runs

    def simulate(self, journey: Journey, dataset: str, settings: RunSettings) -> Job:
        """Replay a dataset through a journey and keep the run; the job gives a :class:`RunView`."""
        definitions = self.library.definitions
        loaded = self.dataset

        def task(work: Work) -> RunView:
            from engine.simulation.counts import node_counts
            from engine.simulation.run import simulate

            data = loaded
            if data is None or data.name != dataset or not self._is_newest(data):
                data = self.workspace.dataset(dataset, work.part(0, 0.2))
            result = simulate([journey], definitions, data, settings, work.part(0.2, 0.9))
            entry = None
            if not self.workspace.read_only:
                entry = self.workspace.add_run(
                    result, [journey], definitions, data, work.part(0.9, 1)
                )
            counts = node_counts(result, journey)
            return RunView(entry, result, journey, definitions, data, counts)

        job = Job(task)
        job.done.connect(self._run_made)
        return job.start()

    def _run_made(self, run: RunView) -> None:
        if run.dataset is not self.dataset:
            self.use_dataset(run.dataset)
        self.runs_changed.emit()

    def open_run(self, entry: RunEntry, journey: str) -> Job:
        """Load a run, and the data it was made on where that is still there."""
        loaded = self.dataset

        def task(work: Work) -> RunView:
            from engine.simulation.counts import node_counts

            stored = self.workspace.run(entry.id)
            drawn = next(item for item in stored.journeys if item.id == journey)
            data = self._data_of(stored.entry, loaded, work)
            counts = node_counts(stored.result, drawn)
            return RunView(stored.entry, stored.result, drawn, stored.definitions, data, counts)

        return Job(task).start()

    def _data_of(self, entry: RunEntry, loaded: Dataset | None, work: Work) -> Dataset | None:
        if loaded is not None and loaded.content_hash == entry.dataset_hash:
            return loaded
        try:
            return self.workspace.dataset_of(entry, work)
        except JornadaError:  # the counts are true without the data; only traces need it
            return None

    def last_run(self, journey: str) -> RunEntry | None:
        """The newest run of a journey."""
        return self.workspace.last_run(journey)

    def delete_run(self, id_: int) -> None:
        """Delete a run."""
        self.workspace.delete_run(id_)
        self.runs_changed.emit()

    # Exports

    def note_export(self) -> None:
        """Remember that something has been exported, for the checklist."""
        if not self.read_only:
            self.workspace.set_setting(EXPORTED, dt.datetime.now(dt.UTC).isoformat())
            self.exported.emit()

    def last_export(self) -> dt.datetime | None:
        """When something was exported last."""
        found = self.workspace.setting(EXPORTED)
        return None if found is None else dt.datetime.fromisoformat(found)

    # The end

    def flush(self) -> bool:
        """Save everything now. False where something could not be saved."""
        parts: Sequence[Any] = [self.library, *self._documents.values()]
        return all([part.autosave.flush() for part in parts])  # noqa: C419 - every one

    def close(self) -> None:
        """Save and close the file."""
        self.flush()
        try:
            self.workspace.close()
        except JornadaError as error:
            self.saving_failed.emit(error)
