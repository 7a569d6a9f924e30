"""Datasets and runs: what was put in comes out, complete or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.accounts.dataset import Dataset, build_dataset
from engine.background import Work
from engine.errors import Cancelled, JornadaError
from engine.journey.model import Definitions, Journey
from engine.simulation.results import RunResult
from engine.store import parts, runs
from engine.store.values import RunJourney
from engine.store.workspace import Workspace


def stored_parts(workspace: Workspace) -> int:
    with workspace._db.reading() as connection:
        count = "SELECT (SELECT count(*) FROM dataset_blob) + (SELECT count(*) FROM run_part)"
        return int(connection.exec_driver_sql(count).scalar() or 0)


def test_a_dataset_comes_back_the_same(workspace: Workspace, dataset: Dataset) -> None:
    added = workspace.add_dataset(dataset, "three files", {"rows": 9})
    # Two accounts, three people, four events and no opportunity, by the fixture.
    assert (added.accounts, added.people, added.events, added.opportunities) == (2, 3, 4, 0)
    assert (added.source, added.report) == ("three files", {"rows": 9})
    assert workspace.datasets() == (added,)
    loaded = workspace.dataset("Sample")
    assert loaded.content_hash == dataset.content_hash == added.content_hash
    assert replace(loaded).content_hash == dataset.content_hash  # a new value reckons its own
    assert_frame_equal(loaded.people, dataset.people)
    assert list(loaded.event_tables) == list(dataset.event_tables)
    for kind, table in dataset.event_tables.items():
        assert_frame_equal(loaded.event_tables[kind].frame, table.frame)


def test_an_empty_dataset_comes_back(workspace: Workspace) -> None:
    nobody = build_dataset(
        "Nobody",
        pl.DataFrame(schema={"accountKey.sourceKey": pl.String}),
        pl.DataFrame(schema={"b2b.personKey.sourceKey": pl.String}),
        {},
    )
    workspace.add_dataset(nobody, "")
    assert replace(workspace.dataset("Nobody")).content_hash == nobody.content_hash


def test_names_of_datasets_are_unique_unless_replaced(
    workspace: Workspace, dataset: Dataset
) -> None:
    workspace.add_dataset(dataset, "first")
    with pytest.raises(JornadaError, match="already a dataset Sample"):
        workspace.add_dataset(dataset, "second")
    workspace.add_dataset(dataset, "third", replace=True)
    assert [entry.source for entry in workspace.datasets()] == ["third"]
    assert stored_parts(workspace) == 5  # three tables and two event types, once


def cancelling_at(fraction: float) -> Work:
    """Work whose person cancels when it has come so far."""
    seen = [0.0]

    def progress(now: float, _: object) -> None:
        seen.append(now)

    return Work(progress, lambda: max(seen) >= fraction)


def test_a_cancelled_import_leaves_no_trace(workspace: Workspace, dataset: Dataset) -> None:
    with pytest.raises(Cancelled):
        workspace.add_dataset(dataset, "", work=cancelling_at(0.4))
    assert (workspace.datasets(), stored_parts(workspace)) == ((), 0)
    workspace.add_dataset(dataset, "")


def test_a_failed_replacement_keeps_the_old(workspace: Workspace, dataset: Dataset) -> None:
    workspace.add_dataset(dataset, "old")
    kept = stored_parts(workspace)
    changed = replace(dataset, people=dataset.people.head(2))
    with pytest.raises(Cancelled):
        workspace.add_dataset(changed, "new", replace=True, work=cancelling_at(0.4))
    assert stored_parts(workspace) == kept
    assert workspace.datasets()[0].source == "old"
    assert replace(workspace.dataset("Sample")).content_hash == dataset.content_hash


def test_a_full_disk_leaves_no_trace(workspace: Workspace, dataset: Dataset) -> None:
    with workspace._db.reading() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
    noise = " ".join(str(hash((i, "jornada"))) for i in range(10_000))
    wide = dataset.accounts.with_columns(pl.Series("x", [noise, noise[::-1]]))
    large = build_dataset("Large", wide, dataset.people, {})
    with pytest.raises(JornadaError, match="no room left"):
        workspace.add_dataset(large, "")
    assert (workspace.datasets(), stored_parts(workspace)) == ((), 0)


def test_deleted_data_gives_its_room_back(workspace: Workspace) -> None:
    def incompressible() -> Iterator[str]:
        yield from (str(hash((i, "jornada"))) for i in range(100_000))

    keys = pl.Series("accountKey.sourceKey", [f"{i:06}" for i in range(100_000)])
    accounts = pl.DataFrame([keys, pl.Series("accountName", list(incompressible()))])
    people = pl.DataFrame(schema={"b2b.personKey.sourceKey": pl.String})
    workspace.add_dataset(build_dataset("Large", accounts, people, {}), "")
    with_data = workspace._db.outside("PRAGMA page_count")[0][0]
    workspace.delete_dataset("Large")
    assert workspace._db.outside("PRAGMA page_count")[0][0] < with_data / 2
    with pytest.raises(JornadaError, match="no dataset Large"):
        workspace.dataset("Large")


def test_a_damaged_part_is_named(workspace: Workspace, dataset: Dataset) -> None:
    workspace.add_dataset(dataset, "")
    with workspace._db.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE dataset_blob SET data = zeroblob(length(data)) WHERE id ="
            " (SELECT blob_id FROM dataset_part WHERE name = 'people/0')"
        )
    with pytest.raises(JornadaError, match=r"is damaged \(dataset_part 1, people/0\)"):
        workspace.dataset("Sample")


@pytest.mark.parametrize("rows", [runs.PART_ROWS, 1])
def test_a_run_comes_back_the_same(
    workspace: Workspace,
    journey: Journey,
    definitions: Definitions,
    dataset: Dataset,
    result: RunResult,
    monkeypatch: pytest.MonkeyPatch,
    rows: int,
) -> None:
    """Also in several parts: one row a part here."""
    monkeypatch.setattr(runs, "PART_ROWS", rows)
    added = workspace.add_run(result, [journey], definitions, dataset)
    stored = workspace.run(added.id)
    for name in runs.FRAMES:
        assert_frame_equal(getattr(stored.result, name), getattr(result, name))
    assert stored.result.settings == result.settings
    assert stored.result.info == result.info
    assert (stored.journeys, stored.definitions) == ((journey,), definitions)
    assert stored.entry == added
    assert (added.dataset, added.dataset_hash) == ("Sample", dataset.content_hash)
    assert added.journeys == (RunJourney(id="welcome", name="Welcome", version=1),)


def test_runs_outlive_edits_and_are_found_by_journey(
    workspace: Workspace,
    journey: Journey,
    definitions: Definitions,
    dataset: Dataset,
    result: RunResult,
) -> None:
    workspace.save_journey(journey, definitions)
    first = workspace.add_run(result, [journey], definitions, dataset)
    second = workspace.add_run(result, [journey], definitions, dataset)
    workspace.save_journey(journey.model_copy(update={"nodes": (), "edges": ()}))
    assert workspace.runs() == (second, first)
    assert workspace.last_run("welcome") == second
    assert workspace.run(second.id).journeys == (journey,)
    workspace.delete_run(second.id)
    assert workspace.last_run("welcome") == first
    assert workspace.last_run("other") is None
    for missing in (workspace.run, workspace.delete_run):
        with pytest.raises(JornadaError, match=f"no run {second.id} "):
            missing(second.id)
    # A deleted run's number is not given again.
    assert workspace.add_run(result, [journey], definitions, dataset).id > second.id


def test_a_run_finds_its_dataset_by_content(
    workspace: Workspace,
    journey: Journey,
    definitions: Definitions,
    dataset: Dataset,
    result: RunResult,
) -> None:
    run = workspace.add_run(result, [journey], definitions, dataset)
    with pytest.raises(JornadaError, match="The dataset Sample that run 1 replayed"):
        workspace.dataset_of(run)
    workspace.add_dataset(replace(dataset, name="Renamed"), "")
    assert workspace.dataset_of(run).name == "Renamed"


def test_a_cancelled_run_leaves_no_trace(
    workspace: Workspace,
    journey: Journey,
    definitions: Definitions,
    dataset: Dataset,
    result: RunResult,
) -> None:
    with pytest.raises(Cancelled):
        workspace.add_run(result, [journey], definitions, dataset, cancelling_at(0))
    assert (workspace.runs(), stored_parts(workspace)) == ((), 0)


def test_parts_stay_below_their_limit(workspace: Workspace) -> None:
    """The widest step row takes 40 bytes before compression, so a part of runs stays below."""
    assert runs.PART_ROWS * 40 < parts.PART_BYTES
