"""Run by Alembic: migrates the connection it was given, in that connection's transaction."""

from __future__ import annotations

from alembic import context

from engine.store.tables import format_version, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=format_version.name,
    version_table_pk=True,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite cannot alter a column in place
)
context.run_migrations()
