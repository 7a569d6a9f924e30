"""The tables of a workspace file, and what identifies the file.

Documents are JSON text written by pydantic, instants are ISO 8601 text in UTC, big data are
Parquet blobs in parts. A row of ``dataset`` is one version of a dataset; versions whose tables are
equal share the blobs of these tables. A dataset or run whose ``complete`` is 0 is still being
written, or its writer died: nobody sees it and the next opening removes it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from engine.store.failures import understanding

APPLICATION_ID = 0x4A726E64
"""``Jrnd`` in the file's header (SQLite's ``application_id``): this is a Jornada workspace."""

HEAD = 2
"""The version of the file format that this programme writes: the last migration's number."""


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware date and time, kept as ISO 8601 text in UTC so that it sorts as text."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: sa.Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, _: sa.Dialect) -> datetime | None:
        with understanding("a date"):
            return None if value is None else datetime.fromisoformat(value)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMES)

format_version = sa.Table(  # Alembic's own, so apart from the tables that it compares
    "format_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), primary_key=True),
)


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String, nullable=False, **options)


def _number(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=False, **options)


def _instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, Instant, nullable=False)


setting = sa.Table(
    "setting",
    metadata,
    _text("key", primary_key=True),
    _text("value"),
)

journey = sa.Table(
    "journey",
    metadata,
    _text("id", primary_key=True),
    _text("name", unique=True),
    _text("kind"),
    _instant("created"),
)

journey_version = sa.Table(
    "journey_version",
    metadata,
    sa.Column(
        "journey_id", sa.String, sa.ForeignKey("journey.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("version", sa.Integer, primary_key=True),
    _text("status"),
    _text("document"),
    _instant("created"),
    _instant("updated"),
)

definition = sa.Table(
    "definition",
    metadata,
    _text("kind", primary_key=True),
    _text("id", primary_key=True),
    _text("name"),
    _text("document"),
    _instant("created"),
    _instant("updated"),
    sa.UniqueConstraint("kind", "name"),
)

dataset = sa.Table(
    "dataset",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("complete", sa.Integer, nullable=False),
    _text("name"),
    _text("content_hash"),
    _text("source"),
    _number("accounts"),
    _number("people"),
    _number("events"),
    _number("opportunities"),
    _text("meta"),
    sa.Column("report", sa.String),
    _instant("created"),
    _number("version", server_default=sa.text("1")),
    sa.Column("changes", sa.String),
    sa.Column("mapping", sa.String),
    _number("set_aside", server_default=sa.text("0")),
)
sa.Index(
    "uq_dataset_complete_name_version",
    dataset.c.name,
    dataset.c.version,
    unique=True,
    sqlite_where=dataset.c.complete == 1,
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("complete", sa.Integer, nullable=False),
    _text("dataset_name"),
    _text("dataset_hash"),
    _text("settings"),
    _text("info"),
    _text("journeys"),
    _text("definitions"),
    _instant("created"),
    sa.Column("dataset_version", sa.Integer),
    sqlite_autoincrement=True,  # the number of a deleted run is never given again
)

run_journey = sa.Table(
    "run_journey",
    metadata,
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    _text("journey_id", index=True),
    _text("name"),
    _number("version"),
)


mapping = sa.Table(
    "mapping",
    metadata,
    _text("name", primary_key=True),
    _text("document"),
    _instant("created"),
    _instant("updated"),
)


def _parts(owner: str, *columns: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        f"{owner}_part",
        metadata,
        sa.Column(
            "owner_id",
            sa.Integer,
            sa.ForeignKey(f"{owner}.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        _text("name"),
        *columns,
    )


def _content() -> tuple[sa.Column[Any], ...]:
    return _text("checksum"), sa.Column("data", sa.LargeBinary, nullable=False)


dataset_blob = sa.Table(
    "dataset_blob", metadata, sa.Column("id", sa.Integer, primary_key=True), *_content()
)
dataset_part = _parts(
    "dataset",
    sa.Column("blob_id", sa.Integer, sa.ForeignKey("dataset_blob.id"), nullable=False, index=True),
)
run_part = _parts("run", *_content())
