"""The way from each file format to the next."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

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
