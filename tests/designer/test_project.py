"""The open workspace as the pages see it: datasets and their versions, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
from pytestqt.qtbot import QtBot

from designer.background import Job
from designer.pages.project import NewData, Project
from engine.accounts.dataset import Dataset
from engine.accounts.importing.report import ASIDE_SCHEMA
from engine.accounts.refresh import Changes
from engine.background import Work
from tests.mappings import mapping_for
from tests.samples import settle

NAME = "Sample accounts"


def finished(qtbot: QtBot, job: Job) -> Dataset:
    """What a job gave."""
    found: list[Dataset] = []
    job.done.connect(found.append)
    settle(qtbot)
    return found[0]


def making(made: NewData) -> Callable[..., NewData]:
    return lambda *_: made


def named(dataset: Dataset, name: str) -> Dataset:
    """The dataset whose first account has another name."""
    names = pl.Series("accountName", [name, *dataset.accounts["accountName"][1:]])
    return replace(dataset, accounts=dataset.accounts.with_columns(names))


def first_name(dataset: Dataset) -> object:
    return dataset.accounts["accountName"][0]


def test_a_new_dataset_is_kept_with_all_that_came_with_it(project: Project, qtbot: QtBot) -> None:
    assert project.dataset is not None
    aside = pl.DataFrame([("a.csv", 2, "bad_date", "day", "?")], schema=ASIDE_SCHEMA, orient="row")
    mapping = mapping_for("sp500")
    made = NewData(replace(project.dataset, name="Mine"), "a.csv", {"rows": 1}, aside, mapping)
    with qtbot.waitSignal(project.datasets_changed):
        found = finished(qtbot, project.add_dataset(making(made)))
    assert project.dataset is found
    entry = next(item for item in project.datasets() if item.name == "Mine")
    assert (entry.version, entry.source, entry.report) == (1, "a.csv", {"rows": 1})
    assert entry.keeps_set_aside
    assert project.workspace.set_aside("Mine").rows() == aside.rows()
    assert project.workspace.mapping_of("Mine") == mapping


def test_a_changed_dataset_is_the_next_version_and_can_be_undone(
    project: Project, qtbot: QtBot
) -> None:
    before = project.dataset
    assert before is not None
    changed = named(before, "Ours")
    finished(qtbot, project.new_version(making(NewData(changed, "trimmed", changes={"trim": 1}))))
    assert project.dataset is changed
    assert [entry.version for entry in project.dataset_versions(NAME)] == [1, 2]
    assert project.datasets()[0].changes == {"trim": 1}
    restored = finished(qtbot, project.restore_version(NAME, 1))
    assert project.dataset is restored
    assert first_name(restored) == first_name(before)
    assert [entry.version for entry in project.dataset_versions(NAME)] == [1, 2, 3]
    project.delete_version(NAME, 2)
    assert [entry.version for entry in project.dataset_versions(NAME)] == [1, 3]


def test_a_newer_export_becomes_the_next_version(project: Project, qtbot: QtBot) -> None:
    before = project.dataset
    assert before is not None
    newer = named(before, "Ours")
    found = finished(qtbot, project.refresh_dataset(NAME, making(NewData(newer, "newer.csv"))))
    entry = project.datasets()[0]
    assert (entry.version, entry.source) == (2, "newer.csv")
    changes = Changes.model_validate(entry.changes)
    assert (changes.accounts.updated, changes.accounts.unchanged) == (1, before.accounts.height - 1)
    assert changes.events.added == 0
    assert first_name(found) == "Ours"
    # The same once more brings nothing new.
    again = finished(qtbot, project.refresh_dataset(NAME, making(NewData(newer, "again.csv"))))
    assert again.content_hash == found.content_hash
    assert [item.version for item in project.dataset_versions(NAME)] == [1, 2]


def test_a_refresh_is_of_the_newest_version_whatever_is_loaded(
    project: Project, qtbot: QtBot
) -> None:
    before = project.dataset
    assert before is not None
    changed = replace(
        before, people=before.people.with_columns(pl.lit("x").alias("faxPhone.number"))
    )
    project.workspace.add_dataset(changed, "elsewhere", replace=True)
    newer = named(before, "Ours")
    found = finished(qtbot, project.refresh_dataset(NAME, making(NewData(newer, "newer.csv"))))
    assert found.people["faxPhone.number"].unique().to_list() == ["x"]
    assert first_name(found) == "Ours"


def test_a_version_that_fails_leaves_the_loaded_one(project: Project, qtbot: QtBot) -> None:
    before = project.dataset

    def make(_: Work) -> NewData:
        raise ValueError("no")

    failures: list[object] = []
    job = project.new_version(make)
    job.failed.connect(failures.append)
    settle(qtbot)
    assert len(failures) == 1
    assert project.dataset is before
    assert [entry.version for entry in project.dataset_versions(NAME)] == [1]
