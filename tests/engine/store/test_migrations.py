"""The way from each file format to the next."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
import xxhash
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.accounts.dataset import Dataset
from engine.accounts.parquet import meta_of, to_parts
from engine.errors import JornadaError
from engine.journey.model import Journey
from engine.store import migrations
from engine.store import tables as t
from engine.store.connection import Database
from engine.store.workspace import Workspace


def old_file(path: Path) -> None:
    """A workspace file from before the first format: marked as one, and empty."""
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA application_id = {t.APPLICATION_ID}")
    database.execute("CREATE TABLE note (text)")
    database.execute("INSERT INTO note VALUES ('kept')")
    database.commit()
    database.close()


def schema(path: Path) -> dict[str, object]:
    """Every table's columns, keys and indexes, whatever the words that made them."""
    database = sqlite3.connect(path)

    def rows(query: str) -> list[tuple[object, ...]]:
        return database.execute(query).fetchall()

    tables = [row[0] for row in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: dict[str, object] = {}
    for table in tables:
        indexes = (
            (unique, origin, partial, str(rows(f"PRAGMA index_info('{name}')")))
            for _, name, unique, origin, partial in rows(f"PRAGMA index_list('{table}')")
        )
        found[str(table)] = (
            rows(f"PRAGMA table_info('{table}')"),
            rows(f"PRAGMA foreign_key_list('{table}')"),
            sorted(indexes, key=str),
        )
    database.close()
    return found


def test_the_migrations_chain_from_empty_to_head() -> None:
    scripts = ScriptDirectory.from_config(migrations.configuration())
    chain = [script.revision for script in scripts.walk_revisions()]
    # One line of numbers, from the newest to the first.
    assert chain == [str(number) for number in range(t.HEAD, 0, -1)]
    assert scripts.get_heads() == [str(t.HEAD)]


def test_the_models_match_the_head(tmp_path: Path) -> None:
    db = Database(tmp_path / "migrated.db", "rwc")
    with db.writing() as connection:
        migrations.upgrade(connection)
    with db.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "format_version", "compare_type": True}
        )
        assert compare_metadata(context, t.metadata) == []
    db.close()


def test_a_made_file_is_what_the_migrations_make(tmp_path: Path) -> None:
    made, migrated = tmp_path / "made.jornada", tmp_path / "migrated.db"
    Workspace.create(made).close()
    db = Database(migrated, "rwc")
    with db.writing() as connection:
        migrations.upgrade(connection)
    db.close()
    assert schema(made) == schema(migrated)


def test_an_older_file_is_migrated_after_a_backup(tmp_path: Path, journey: Journey) -> None:
    path = tmp_path / "old.jornada"
    old_file(path)
    with Workspace.open(path) as workspace:
        workspace.save_journey(journey)
        assert workspace.name == "old"
    (backup,) = set(tmp_path.iterdir()) - {path}
    assert backup.name.startswith("old.backup-")
    assert backup.suffix == ".jornada"
    database = sqlite3.connect(backup)
    assert database.execute("SELECT text FROM note").fetchall() == [("kept",)]
    assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    database.close()
    with Workspace.open(path) as workspace:  # now current: no second backup
        assert workspace.journey("welcome") == journey
    assert len(list(tmp_path.iterdir())) == 2


def test_an_older_file_is_not_migrated_by_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "old.jornada"
    old_file(path)
    before = path.read_bytes()
    with pytest.raises(JornadaError, match="written by an older Jornada"):
        Workspace.open(path, read_only=True)
    assert path.read_bytes() == before


def test_a_failed_migration_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.jornada"
    old_file(path)
    before = schema(path)

    def fail(connection: object) -> None:
        real(connection)  # type: ignore[arg-type]
        raise sqlite3.OperationalError("the disk is gone")

    real = migrations.upgrade
    monkeypatch.setattr(migrations, "upgrade", fail)
    with pytest.raises(JornadaError, match=r"is damaged .the disk is gone.* Open the backup old"):
        Workspace.open(path)
    assert schema(path) == before


def first_format(path: Path, dataset: Dataset) -> None:
    """A workspace file of the first format: a dataset, a run on it and a run on another, written
    as the programme of that time wrote them."""
    db = Database(path, "rwc")
    with db.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {t.APPLICATION_ID}")
        migrations.upgrade(connection, "1")
        meta = meta_of(dataset).model_dump(mode="json", exclude={"hashes"})
        told = {
            "name": "Sample",
            "hash": dataset.content_hash,
            "meta": json.dumps(meta),
            "at": "2026-01-05T00:00:00.000000+00:00",
        }
        connection.execute(
            sa.text(
                "INSERT INTO dataset (id, complete, name, content_hash, source, accounts, people,"
                " events, opportunities, meta, report, created) VALUES"
                " (4, 1, :name, :hash, 'three files', 2, 3, 4, 0, :meta, '{\"rows\": 9}', :at)"
            ),
            told,
        )
        for place, (name, data) in enumerate(to_parts(dataset)):
            connection.execute(
                sa.text("INSERT INTO dataset_part VALUES (4, :place, :name, :checksum, :data)"),
                {
                    "place": place,
                    "name": name,
                    "checksum": xxhash.xxh3_64_hexdigest(data),
                    "data": data,
                },
            )
        for hash_ in (dataset.content_hash, "of something else"):
            connection.execute(
                sa.text(
                    "INSERT INTO run (complete, dataset_name, dataset_hash, settings, info,"
                    " journeys, definitions, created) VALUES"
                    " (1, :name, :hash, '{}', '{}', '[]', '{}', :at)"
                ),
                {**told, "hash": hash_},
            )
        connection.exec_driver_sql("INSERT INTO run_journey VALUES (1, 0, 'welcome', 'Welcome', 1)")
    db.close()


def test_datasets_of_the_first_format_become_first_versions(
    tmp_path: Path, dataset: Dataset
) -> None:
    path = tmp_path / "old.jornada"
    first_format(path, dataset)
    with Workspace.open(path) as workspace:
        (entry,) = workspace.dataset_versions("Sample")
        assert (entry.version, entry.source, entry.report) == (1, "three files", {"rows": 9})
        assert (entry.changes, entry.keeps_set_aside) == (None, False)
        assert replace(workspace.dataset("Sample")).content_hash == dataset.content_hash
        other, run = workspace.runs()
        assert (run.dataset_version, other.dataset_version) == (1, None)
        assert [item.id for item in run.journeys] == ["welcome"]
        assert workspace.dataset_of(run).content_hash == dataset.content_hash
        # What was there before can be changed, and deleted with everything that is its own.
        workspace.add_dataset(dataset, "again", replace=True)
        workspace.delete_dataset("Sample")
        with workspace._db.reading() as connection:
            count = "SELECT count(*) FROM dataset_blob"
            assert connection.exec_driver_sql(count).scalar() == 0
    (backup,) = set(tmp_path.iterdir()) - {path}
    assert backup.name.endswith("-v1.jornada")
    database = sqlite3.connect(backup)
    assert database.execute("SELECT count(*) FROM dataset_part").fetchone() == (5,)
    database.close()
