"""One module a format, loaded by Alembic."""
