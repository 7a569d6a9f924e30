"""Big data in parts: blobs of at most 64 MiB, one short transaction each.

Short transactions, so that an autosave never waits for an import; parts, so that neither memory
nor SQLite's limit for a value bounds a dataset. A checksum tells a damaged part from a good one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import polars as pl
import sqlalchemy as sa
import xxhash
from polars.exceptions import PanicException, PolarsError

from engine.errors import JornadaError
from engine.store.connection import Database
from engine.store.failures import MalformedError, in_words

PART_BYTES = 64 << 20
"""The most that one part holds."""


def write(db: Database, table: sa.Table, owner: int, parts: Iterable[tuple[str, bytes]]) -> None:
    """Keep the parts of an owner (a dataset or a run) in their order."""
    for position, (name, data) in enumerate(parts):
        values = {
            "owner_id": owner,
            "position": position,
            "name": name,
            "checksum": xxhash.xxh3_64_hexdigest(data),
            "data": data,
        }
        with db.writing() as connection:
            connection.execute(sa.insert(table), values)


def read(db: Database, table: sa.Table, owner: int) -> Iterator[tuple[str, bytes]]:
    """The parts of an owner, one at a time. Raises ``JornadaError`` for a damaged one."""
    with db.reading() as connection:
        positions = connection.execute(
            sa.select(table.c.position).where(table.c.owner_id == owner).order_by(table.c.position)
        ).scalars()
        order = list(positions)
    for position in order:
        with db.reading() as connection:
            part = connection.execute(
                sa.select(table.c.name, table.c.checksum, table.c.data).where(
                    table.c.owner_id == owner, table.c.position == position
                )
            ).one()
        with in_words(db.path):
            intact = isinstance(part.data, bytes) and (
                xxhash.xxh3_64_hexdigest(part.data) == part.checksum
            )
            if not intact:
                raise MalformedError(f"{table.name} {owner}, {part.name}")
        yield str(part.name), part.data


@contextmanager
def removed_unless_complete(db: Database, owner: sa.Table, id_: int) -> Iterator[None]:
    """An owner whose block fails or is cancelled leaves no trace."""
    try:
        yield
    except BaseException:
        # On a full disk even this may fail; the next opening removes what is left then.
        with suppress(JornadaError), db.writing() as connection:
            connection.execute(sa.delete(owner).where(owner.c.id == id_))
        with suppress(JornadaError):
            db.give_back_room()
        raise


def parquet(frame: pl.DataFrame) -> bytes:
    """A frame as Parquet; :func:`frame_of` gives the same frame back."""
    blob = io.BytesIO()
    frame.write_parquet(blob, compression="zstd", statistics=False)
    return blob.getvalue()


def frame_of(blob: bytes) -> pl.DataFrame:
    """The frame in a Parquet blob. Raises :class:`MalformedError`."""
    try:
        return pl.read_parquet(io.BytesIO(blob))
    except (PolarsError, PanicException, OSError, ValueError) as error:
        raise MalformedError(str(error).partition("\n")[0]) from error
