"""Versions of a dataset: kept, found, restored and deleted; what is equal is stored once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.importing.report import ASIDE_SCHEMA
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey
from engine.simulation.results import RunResult
from engine.store.workspace import Workspace
from tests.mappings import mapping_for


def blobs(workspace: Workspace) -> int:
    with workspace._db.reading() as connection:
        query = "SELECT count(*) FROM dataset_blob"
        return int(connection.exec_driver_sql(query).scalar() or 0)


def renamed(dataset: Dataset, name: str) -> Dataset:
    """The same data, whose first account has another name."""
    names = pl.Series("accountName", [name, *dataset.accounts["accountName"][1:]])
    return replace(dataset, accounts=dataset.accounts.with_columns(names))


def test_a_replacement_is_the_next_version(workspace: Workspace, dataset: Dataset) -> None:
    workspace.add_dataset(dataset, "first", {"rows": 1})
    changed = renamed(dataset, "Alpha")
    second = workspace.add_dataset(changed, "second", replace=True, changes={"fields": 1})
    assert (second.version, second.source, second.report) == (2, "second", None)
    assert workspace.datasets() == (second,)
    first, newest = workspace.dataset_versions("Sample")
    assert newest == second
    assert (first.version, first.source, first.report, first.changes) == (
        1,
        "first",
        {"rows": 1},
        None,
    )
    assert second.changes == {"fields": 1}
    assert workspace.dataset("Sample").accounts["accountName"].to_list() == ["Alpha", "Beta"]
    old = workspace.dataset("Sample", version=1)
    assert old.accounts["accountName"].to_list() == ["Älpha", "Beta"]
    assert replace(old).content_hash == first.content_hash


def test_equal_tables_are_stored_once(workspace: Workspace, dataset: Dataset) -> None:
    workspace.add_dataset(dataset, "")
    assert blobs(workspace) == 5  # accounts, people, opportunities, and events of two types
    workspace.add_dataset(renamed(dataset, "Alpha"), "", replace=True)
    assert blobs(workspace) == 6  # the accounts anew
    workspace.add_dataset(dataset, "", replace=True)
    assert blobs(workspace) == 6  # as in the first version
    assert_frame_equal(workspace.dataset("Sample").people, dataset.people)
    workspace.delete_dataset_version("Sample", 2)
    assert blobs(workspace) == 5
    workspace.delete_dataset("Sample")
    assert blobs(workspace) == 0


def test_columns_in_another_order_are_another_table(workspace: Workspace, dataset: Dataset) -> None:
    """The order does not count for the content, but it is what people see."""
    workspace.add_dataset(dataset, "")
    turned = replace(
        dataset, accounts=dataset.accounts.select("accountName", pl.all().exclude("accountName"))
    )
    assert turned.content_hash == dataset.content_hash
    workspace.add_dataset(turned, "", replace=True)
    assert workspace.dataset("Sample").accounts.columns == turned.accounts.columns


def test_what_is_damaged_is_not_shared(workspace: Workspace, dataset: Dataset) -> None:
    workspace.add_dataset(dataset, "")
    with workspace._db.writing() as connection:
        connection.exec_driver_sql("UPDATE dataset_blob SET data = zeroblob(length(data))")
    workspace.add_dataset(dataset, "imported again", replace=True)
    assert_frame_equal(workspace.dataset("Sample").people, dataset.people)
    with pytest.raises(JornadaError, match="is damaged"):
        workspace.dataset("Sample", version=1)


def test_a_version_is_restored_as_the_newest(workspace: Workspace, dataset: Dataset) -> None:
    aside = pl.DataFrame([("a.csv", 2, "bad_date", "day", "?")], schema=ASIDE_SCHEMA, orient="row")
    workspace.add_dataset(dataset, "accounts.csv", {"rows": 1}, set_aside=aside)
    workspace.add_dataset(renamed(dataset, "Alpha"), "newer", replace=True)
    kept = blobs(workspace)
    restored = workspace.restore_version("Sample", 1)
    assert (restored.version, restored.source) == (3, "Version 1 again: accounts.csv")
    assert (restored.report, restored.changes) == ({"rows": 1}, {"restored": 1})
    assert blobs(workspace) == kept
    assert replace(workspace.dataset("Sample")).content_hash == dataset.content_hash
    assert_frame_equal(workspace.set_aside("Sample"), aside)
    workspace.delete_dataset_version("Sample", 1)  # what is shared stays
    assert replace(workspace.dataset("Sample")).content_hash == dataset.content_hash
    assert [entry.version for entry in workspace.dataset_versions("Sample")] == [2, 3]


def test_the_newest_version_goes_only_with_the_dataset(
    workspace: Workspace, dataset: Dataset
) -> None:
    workspace.add_dataset(dataset, "")
    workspace.add_dataset(renamed(dataset, "Alpha"), "", replace=True)
    with pytest.raises(JornadaError, match="Version 2 is the newest of Sample"):
        workspace.delete_dataset_version("Sample", 2)
    for refused in (workspace.restore_version, workspace.delete_dataset_version):
        with pytest.raises(JornadaError, match="The dataset Sample has no version 7"):
            refused("Sample", 7)
        with pytest.raises(JornadaError, match="There is no dataset Other"):
            refused("Other", 1)
    with pytest.raises(JornadaError, match="There is no dataset Other"):
        workspace.dataset_versions("Other")


def test_numbers_are_not_given_again(workspace: Workspace, dataset: Dataset) -> None:
    for name in ("a", "b", "c"):
        workspace.add_dataset(renamed(dataset, name), "", replace=True)
    workspace.delete_dataset_version("Sample", 2)
    assert workspace.add_dataset(renamed(dataset, "d"), "", replace=True).version == 4


def test_the_rows_set_aside_and_the_mapping_are_kept(
    workspace: Workspace, dataset: Dataset
) -> None:
    aside = pl.DataFrame(
        [("a.csv", 2, "bad_date", "day", "?"), ("a.csv", 9, "missing_key", None, None)],
        schema=ASIDE_SCHEMA,
        orient="row",
    )
    mapping = mapping_for("sp500")
    entry = workspace.add_dataset(dataset, "", set_aside=aside, mapping=mapping)
    assert (entry.set_aside, entry.keeps_set_aside) == (2, True)
    plain = workspace.add_dataset(dataset, "", replace=True)
    assert (plain.set_aside, plain.keeps_set_aside) == (0, False)
    assert_frame_equal(workspace.set_aside("Sample", 1), aside)
    assert_frame_equal(workspace.set_aside("Sample"), aside.clear())
    assert workspace.mapping_of("Sample", 1) == mapping
    assert workspace.mapping_of("Sample") is None


def test_a_run_keeps_the_version_that_it_used(
    workspace: Workspace,
    journey: Journey,
    definitions: Definitions,
    dataset: Dataset,
    result: RunResult,
) -> None:
    changed = renamed(dataset, "Alpha")
    workspace.add_dataset(dataset, "")
    workspace.add_dataset(changed, "", replace=True)
    on_old = workspace.add_run(result, [journey], definitions, dataset)
    on_new = workspace.add_run(result, [journey], definitions, changed)
    elsewhere = workspace.add_run(result, [journey], definitions, renamed(dataset, "Omega"))
    versions = [run.dataset_version for run in (on_old, on_new, elsewhere)]
    assert versions == [1, 2, None]
    workspace.add_dataset(replace(dataset, name="Another"), "")  # of equal content
    for run, data in ((on_old, dataset), (on_new, changed)):
        found = workspace.dataset_of(run)
        assert (found.name, found.content_hash) == ("Sample", data.content_hash)
    workspace.restore_version("Sample", 1)
    workspace.delete_dataset_version("Sample", 1)
    # The version is gone; its content is here as version 3.
    assert workspace.dataset_of(on_old).name == "Sample"
    workspace.delete_dataset_version("Sample", 2)
    with pytest.raises(JornadaError, match="that run 2 replayed is no longer"):
        workspace.dataset_of(on_new)


def test_relations_are_kept(workspace: Workspace, dataset: Dataset) -> None:
    related = build_dataset(
        "Related",
        dataset.accounts,
        dataset.people,
        {},
        relations=pl.DataFrame(
            {
                "b2b.personKey.sourceKey": ["p3", "p1"],
                "personComponents.sourceAccountKey.sourceKey": ["b", "b"],
                "personRoles": [["Buyer"], None],
            }
        ),
    )
    workspace.add_dataset(related, "")
    loaded = workspace.dataset("Related")
    assert_frame_equal(loaded.relations, related.relations)
    assert loaded.relations["b2b.personKey.sourceKey"].to_list() == ["p1", "p3"]
    assert replace(loaded).content_hash == related.content_hash


def test_mappings_are_kept_by_name(workspace: Workspace) -> None:
    hubspot, sp500 = mapping_for("hubspot"), mapping_for("sp500")
    workspace.save_mapping(sp500)
    workspace.save_mapping(hubspot)
    changed = sp500.model_copy(update={"description": "ours"})
    workspace.save_mapping(changed)
    assert workspace.mappings() == tuple(sorted((hubspot, changed), key=lambda item: item.name))
    workspace.delete_mapping(hubspot.name)
    assert workspace.mappings() == (changed,)
    with pytest.raises(JornadaError, match=f"There is no mapping {hubspot.name}"):
        workspace.delete_mapping(hubspot.name)


def test_other_datasets_are_left_alone(workspace: Workspace, dataset: Dataset) -> None:
    other = replace(dataset, name="Other")
    workspace.add_dataset(dataset, "")
    workspace.add_dataset(other, "")
    workspace.add_dataset(renamed(dataset, "Alpha"), "", replace=True)
    assert [(entry.name, entry.version) for entry in workspace.datasets()] == [
        ("Other", 1),
        ("Sample", 2),
    ]
    workspace.delete_dataset("Sample")
    assert replace(workspace.dataset("Other")).content_hash == dataset.content_hash


def test_entries_say_when(workspace: Workspace, dataset: Dataset) -> None:
    before = datetime.now(UTC)
    entry = workspace.add_dataset(dataset, "")
    assert before <= entry.created <= datetime.now(UTC)


def test_versions_that_are_made_at_once_get_numbers_of_their_own(
    workspace: Workspace, dataset: Dataset
) -> None:
    def add(name: str) -> int:
        return workspace.add_dataset(renamed(dataset, name), name, replace=True).version

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(add, "abcdefgh"))
    assert sorted(numbers) == list(range(1, 9))
    for number, name in zip(numbers, "abcdefgh", strict=True):
        kept = workspace.dataset("Sample", version=number)
        assert kept.accounts["accountName"][0] == name
    assert blobs(workspace) <= 8 * 5
