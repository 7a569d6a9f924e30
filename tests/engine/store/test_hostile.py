"""Files that are damaged or made with ill will give a sentence, never anything else."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xxhash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.accounts.dataset import RELATION_SCHEMA, Dataset
from engine.accounts.importing.report import ASIDE_SCHEMA
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey
from engine.simulation.results import RunResult
from engine.store import parts
from engine.store.workspace import Workspace
from tests.mappings import mapping_for

ASIDE = pl.DataFrame([("a.csv", 2, "missing_key", None, None)], schema=ASIDE_SCHEMA, orient="row")
MAPPING = mapping_for("sp500")


def related(dataset: Dataset, person: str = "p3") -> Dataset:
    """The dataset with a relation of a person to account b."""
    relation = pl.DataFrame([(person, "b", ["Buyer"])], schema=RELATION_SCHEMA, orient="row")
    return replace(dataset, name="Related", relations=relation)


@pytest.fixture
def full(
    path: Path,
    journey: Journey,
    definitions: Definitions,
    dataset: Dataset,
    result: RunResult,
) -> Path:
    """A workspace with one of everything."""
    with Workspace.create(path) as workspace:
        workspace.save_journey(journey, definitions)
        workspace.add_dataset(dataset, "", {"rows": 1}, set_aside=ASIDE, mapping=MAPPING)
        workspace.add_dataset(dataset, "", replace=True, changes={"restored": 1})
        workspace.add_dataset(related(dataset), "")
        workspace.save_mapping(MAPPING)
        workspace.add_run(result, [journey], definitions, dataset)
    return path


def read_everything(path: Path) -> None:
    """Open, read all there is, and write."""
    with Workspace.open(path) as workspace:
        for entry in workspace.journeys():
            workspace.journey(entry.id)
            workspace.versions(entry.id)
            workspace.last_run(entry.id)
        workspace.definitions()
        workspace.definition_entries()
        workspace.mappings()
        for newest in workspace.datasets():
            for dataset in workspace.dataset_versions(newest.name):
                workspace.dataset(dataset.name, version=dataset.version)
                workspace.set_aside(dataset.name, dataset.version)
                workspace.mapping_of(dataset.name, dataset.version)
        for run in workspace.runs():
            workspace.run(run.id)
        workspace.rename("x")


def test_a_full_workspace_reads(full: Path) -> None:
    read_everything(full)


def damage(full: Path, harm: Callable[[bytearray], object]) -> Path:
    content = bytearray(full.read_bytes())
    harm(content)
    victim = full.with_name("victim.jornada")
    for old in full.parent.glob("*victim*"):
        old.unlink()
    victim.write_bytes(content)
    return victim


def either_reads_or_says(path: Path) -> None:
    said = ["a sentence"]
    try:
        read_everything(path)
    except JornadaError as error:
        said.append(str(error))
    assert all(" " in sentence for sentence in said)  # not the key of a missing one
    assert not path.with_name(f"{path.name}-wal").exists()  # nobody has it open any more


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(data=st.data())
def test_random_bytes_within(full: Path, data: st.DataObject) -> None:
    def harm(content: bytearray) -> None:
        place = data.draw(st.integers(0, len(content) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=400))
        content[place : place + len(noise)] = noise

    either_reads_or_says(damage(full, harm))


def test_damage_that_sqlite_tells_in_broken_text(full: Path) -> None:
    # SQLite quotes what it cannot parse of the schema, and that is no UTF-8.
    def harm(content: bytearray) -> None:
        content[content.index(b"CREATE TABLE") + len("CREATE ")] = 0x80

    with pytest.raises(JornadaError, match="damaged"):
        read_everything(damage(full, harm))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_truncated(full: Path, data: st.DataObject) -> None:
    def harm(content: bytearray) -> None:
        del content[data.draw(st.integers(0, len(content) - 1)) :]

    either_reads_or_says(damage(full, harm))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_not_a_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.jornada"
    path.write_bytes(content)
    with pytest.raises(JornadaError, match=r"is not a Jornada workspace|is damaged"):
        Workspace.open(path)


WORDS = st.one_of(
    st.sampled_from(["null", "[]", "{}", '"x"', "[" * 5_000, '{"id": 1}', "", "9" * 5_000]),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
)
COLUMNS = [
    ("journey", "name"),
    ("journey", "kind"),
    ("journey", "created"),
    ("journey_version", "status"),
    ("journey_version", "document"),
    ("journey_version", "updated"),
    ("definition", "kind"),
    ("definition", "document"),
    ("definition", "created"),
    ("dataset", "name"),
    ("dataset", "accounts"),
    ("dataset", "meta"),
    ("dataset", "report"),
    ("dataset", "version"),
    ("dataset", "changes"),
    ("dataset", "mapping"),
    ("dataset", "set_aside"),
    ("mapping", "name"),
    ("mapping", "document"),
    ("run", "dataset_version"),
    ("dataset_part", "name"),
    ("dataset_part", "blob_id"),
    ("dataset_blob", "data"),
    ("run", "settings"),
    ("run", "info"),
    ("run", "journeys"),
    ("run", "definitions"),
    ("run_part", "name"),
    ("run_part", "data"),
    ("setting", "value"),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(column=st.sampled_from(COLUMNS), value=WORDS)
def test_any_value_anywhere(full: Path, column: tuple[str, str], value: object) -> None:
    """Whoever writes such a file also writes a fitting checksum."""
    victim = full.with_name("victim.jornada")
    shutil.copy(full, victim)
    database = sqlite3.connect(victim)
    database.execute(f"UPDATE OR IGNORE {column[0]} SET {column[1]} = ?", (value,))
    if column[1] == "data" and isinstance(value, bytes):
        database.execute(f"UPDATE {column[0]} SET checksum = ?", (xxhash.xxh3_64_hexdigest(value),))
    database.commit()
    database.close()
    either_reads_or_says(victim)


FRAMES = [
    pl.DataFrame(),
    pl.DataFrame({"x": [1]}),
    pl.DataFrame({"person": [99], "timestamp": [1]}),
    pl.DataFrame({"b2b.personKey.sourceKey": [None, "p"]}),
    pl.DataFrame({"accountKey.sourceKey": ["a", "a"]}),
    pl.DataFrame({"accountKey.sourceKey": [1, 2]}),
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: "-".join(frame.columns))
@pytest.mark.parametrize("table", ["dataset_blob", "run_part"])
def test_tables_of_another_shape(full: Path, table: str, frame: pl.DataFrame) -> None:
    blob = parts.parquet(frame)
    database = sqlite3.connect(full)
    rows = [row[0] for row in database.execute(f"SELECT rowid FROM {table}")]
    assert len(rows) > 2  # three frames of a run, three tables of a dataset and more
    database.close()
    for row in rows:
        victim = full.with_name("victim.jornada")
        shutil.copy(full, victim)
        database = sqlite3.connect(victim)
        database.execute(
            f"UPDATE {table} SET data = ?, checksum = ? WHERE rowid = ?",
            (blob, xxhash.xxh3_64_hexdigest(blob), row),
        )
        database.commit()
        database.close()
        with pytest.raises(JornadaError):
            read_everything(victim)


def test_relations_of_nobody(path: Path, dataset: Dataset) -> None:
    with Workspace.create(path) as workspace:
        workspace.add_dataset(related(dataset, "p9"), "")
        with pytest.raises(JornadaError, match=r"damaged \(dataset Related relations b2b"):
            workspace.dataset("Related")


def test_a_missing_table_is_said(full: Path) -> None:
    database = sqlite3.connect(full)
    database.execute("DROP TABLE run_journey")
    database.close()
    with pytest.raises(JornadaError, match=r"is damaged .run_journey.*Open a copy"):
        Workspace.open(full)
