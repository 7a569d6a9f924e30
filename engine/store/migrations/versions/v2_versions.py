"""The second format: datasets have versions that share what is equal, and mappings are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    """Every dataset becomes the first version of its name; the runs on it say so."""
    for column in (
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("changes", sa.String()),
        sa.Column("mapping", sa.String()),
        sa.Column("set_aside", sa.Integer(), nullable=False, server_default=sa.text("0")),
    ):
        # Not by a table made anew: dropping the old one would delete its parts with it.
        op.add_column("dataset", column)
    op.drop_index("uq_dataset_complete_name", "dataset")
    op.create_index(
        "uq_dataset_complete_name_version",
        "dataset",
        ["name", "version"],
        unique=True,
        sqlite_where=sa.text("complete = 1"),
    )
    op.add_column("run", sa.Column("dataset_version", sa.Integer()))
    op.execute(
        "UPDATE run SET dataset_version = 1 WHERE EXISTS (SELECT * FROM dataset WHERE complete = 1"
        " AND name = run.dataset_name AND content_hash = run.dataset_hash)"
    )
    op.create_table(
        "mapping",
        _text("name"),
        _text("document"),
        _text("created"),
        _text("updated"),
        sa.PrimaryKeyConstraint("name", name="pk_mapping"),
    )
    _take_blobs_out_of_parts()


def _take_blobs_out_of_parts() -> None:
    op.create_table(
        "dataset_blob",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("checksum"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dataset_blob"),
    )
    op.execute(
        "INSERT INTO dataset_blob (id, checksum, data)"
        " SELECT rowid, checksum, data FROM dataset_part"
    )
    op.create_table(
        "dataset_part_new",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("name"),
        sa.Column("blob_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "position", name="pk_dataset_part"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["dataset.id"], name="fk_dataset_part_dataset", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["blob_id"], ["dataset_blob.id"], name="fk_dataset_part_dataset_blob"
        ),
    )
    op.execute(
        "INSERT INTO dataset_part_new (owner_id, position, name, blob_id)"
        " SELECT owner_id, position, name, rowid FROM dataset_part"
    )
    op.drop_table("dataset_part")
    op.rename_table("dataset_part_new", "dataset_part")
    op.create_index("ix_dataset_part_blob_id", "dataset_part", ["blob_id"])
