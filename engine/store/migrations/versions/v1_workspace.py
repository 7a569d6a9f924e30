"""The first format: journeys, definitions, datasets and runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "setting", _text("key"), _text("value"), sa.PrimaryKeyConstraint("key", name="pk_setting")
    )
    op.create_table(
        "journey",
        _text("id"),
        _text("name"),
        _text("kind"),
        _text("created"),
        sa.PrimaryKeyConstraint("id", name="pk_journey"),
        sa.UniqueConstraint("name", name="uq_journey_name"),
    )
    op.create_table(
        "journey_version",
        _text("journey_id"),
        _number("version"),
        _text("status"),
        _text("document"),
        _text("created"),
        _text("updated"),
        sa.PrimaryKeyConstraint("journey_id", "version", name="pk_journey_version"),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name="fk_journey_version_journey", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "definition",
        _text("kind"),
        _text("id"),
        _text("name"),
        _text("document"),
        _text("created"),
        _text("updated"),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_definition"),
        sa.UniqueConstraint("kind", "name", name="uq_definition_kind_name"),
    )
    op.create_table(
        "dataset",
        _number("id"),
        _number("complete"),
        _text("name"),
        _text("content_hash"),
        _text("source"),
        _number("accounts"),
        _number("people"),
        _number("events"),
        _number("opportunities"),
        _text("meta"),
        _text("report", nullable=True),
        _text("created"),
        sa.PrimaryKeyConstraint("id", name="pk_dataset"),
    )
    op.create_index(
        "uq_dataset_complete_name",
        "dataset",
        ["name"],
        unique=True,
        sqlite_where=sa.text("complete = 1"),
    )
    op.create_table(
        "run",
        _number("id"),
        _number("complete"),
        _text("dataset_name"),
        _text("dataset_hash"),
        _text("settings"),
        _text("info"),
        _text("journeys"),
        _text("definitions"),
        _text("created"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run_journey",
        _number("run_id"),
        _number("position"),
        _text("journey_id"),
        _text("name"),
        _number("version"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_run_journey"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name="fk_run_journey_run", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_run_journey_journey_id", "run_journey", ["journey_id"])
    for owner in ("dataset", "run"):
        op.create_table(
            f"{owner}_part",
            _number("owner_id"),
            _number("position"),
            _text("name"),
            _text("checksum"),
            sa.Column("data", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("owner_id", "position", name=f"pk_{owner}_part"),
            sa.ForeignKeyConstraint(
                ["owner_id"],
                [f"{owner}.id"],
                name=f"fk_{owner}_part_{owner}",
                ondelete="CASCADE",
            ),
        )
