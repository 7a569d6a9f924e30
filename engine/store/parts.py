"""Big data in parts: blobs of at most 64 MiB, one short transaction each.

Short transactions, so that an autosave never waits for an import; parts, so that neither memory
nor SQLite's limit for a value bounds a dataset. A checksum tells a damaged part from a good one.

The parts of a run hold their data. Those of a dataset refer to blobs, which versions share where
their tables are equal; a blob goes with the last part that refers to it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import polars as pl
import sqlalchemy as sa
import xxhash
from polars.exceptions import PanicException, PolarsError

from engine.errors import JornadaError
from engine.store import tables as t
from engine.store.connection import Database
from engine.store.failures import MalformedError, in_words

PART_BYTES = 64 << 20
"""The most that one part holds."""


def write(
    db: Database, table: sa.Table, owner: int, parts: Iterable[tuple[str, bytes]], first: int = 0
) -> None:
    """Keep the parts of an owner (a dataset or a run) in their order, from position ``first``."""
    for position, (name, data) in enumerate(parts, first):
        content = {"checksum": xxhash.xxh3_64_hexdigest(data), "data": data}
        place = {"owner_id": owner, "position": position, "name": name}
        with db.writing() as connection:
            if table is t.run_part:
                connection.execute(sa.insert(table), {**place, **content})
                continue
            kept = sa.insert(t.dataset_blob).values(**content).returning(t.dataset_blob.c.id)
            blob = connection.execute(kept).scalar_one()
            connection.execute(sa.insert(table), {**place, "blob_id": blob})


def share(db: Database, source: int, owner: int, wanted: Callable[[str], bool], first: int) -> int:
    """Give a dataset the parts of another whose name is ``wanted``, without copying their data,
    from position ``first`` on. Gives how many they were."""
    own = t.dataset_part.c
    with db.writing() as connection:
        found = connection.execute(
            sa.select(own.name, own.blob_id).where(own.owner_id == source).order_by(own.position)
        ).all()
        shared = [
            {"owner_id": owner, "position": position, "name": part.name, "blob_id": part.blob_id}
            for position, part in enumerate((part for part in found if wanted(part.name)), first)
        ]
        if shared:
            connection.execute(sa.insert(t.dataset_part), shared)
    return len(shared)


def names(connection: sa.Connection, table: sa.Table, owner: int) -> tuple[str, ...]:
    """The names of the parts of an owner, in their order."""
    found = connection.execute(
        sa.select(table.c.name).where(table.c.owner_id == owner).order_by(table.c.position)
    ).scalars()
    return tuple(str(name) for name in found)


def read(
    db: Database, table: sa.Table, owner: int, wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[tuple[str, bytes]]:
    """The parts of an owner whose name is ``wanted``, one at a time. Raises ``JornadaError`` for
    a damaged one."""
    own = table.c
    with db.reading() as connection:
        order = connection.execute(
            sa.select(own.position, own.name).where(own.owner_id == owner).order_by(own.position)
        ).all()
    held = table if table is t.run_part else t.dataset_blob
    rows = table if held is table else table.join(held)
    for position, name in order:
        if not wanted(str(name)):
            continue
        with db.reading() as connection:
            content = connection.execute(
                sa.select(held.c.checksum, held.c.data)
                .select_from(rows)
                .where(own.owner_id == owner, own.position == position)
            ).one_or_none()
        with in_words(db.path):
            if content is None or not _intact(content.data, content.checksum):
                raise MalformedError(f"{table.name} {owner}, {name}")
        yield str(name), content.data


def _intact(data: object, checksum: object) -> bool:
    return isinstance(data, bytes) and xxhash.xxh3_64_hexdigest(data) == checksum


def sweep(connection: sa.Connection) -> None:
    """Delete the blobs that no dataset refers to any more."""
    used = sa.select(t.dataset_part.c.blob_id)
    connection.execute(sa.delete(t.dataset_blob).where(t.dataset_blob.c.id.not_in(used)))


@contextmanager
def removed_unless_complete(db: Database, owner: sa.Table, id_: int) -> Iterator[None]:
    """An owner whose block fails or is cancelled leaves no trace."""
    try:
        yield
    except BaseException:
        # On a full disk even this may fail; the next opening removes what is left then.
        with suppress(JornadaError), db.writing() as connection:
            connection.execute(sa.delete(owner).where(owner.c.id == id_))
            sweep(connection)
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
