"""The steps from each file format to the next, run by Alembic without a configuration file."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def configuration(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration for this package, working on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Bring the file to a format, within the transaction of the connection."""
    command.upgrade(configuration(connection), to)
