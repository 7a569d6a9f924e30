"""Small files to import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.accounts.importing.importer import Imported, import_files
from engine.accounts.importing.mapping import Mapping
from engine.accounts.importing.tabular import TableFile, open_tables

ACCOUNTS = "accountKey.sourceKey,accountName\nA1,Acme\nA2,Bolt\n"
PEOPLE = (
    "b2b.personKey.sourceKey,personComponents.sourceAccountKey.sourceKey,workEmail.address\n"
    "P1,A1,Ann@acme.example\nP2,A2,bob@bolt.example\n"
)
EVENTS = "eventType,timestamp,personKey\n"

Load = Callable[..., Imported]


def written(folder: Path, **texts: str | bytes) -> list[Path]:
    """Files by name (without ``.csv``) with texts in UTF-8, or bytes as they are."""
    paths = []
    for name, content in texts.items():
        path = folder / f"{name}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(path)
    return paths


def opened(paths: Sequence[Path]) -> list[TableFile]:
    """Files as tables; nothing of them is unpacked."""
    return [table for path in paths for table in open_tables(path)]


def load(
    folder: Path, mapping: Mapping | None = None, zone: str = "UTC", /, **texts: str | bytes
) -> Imported:
    """Import files that have these texts; every row of them is accounted for."""
    imported = import_files("test", written(folder, **texts), mapping, time_zone=zone)
    for file in imported.report.files:
        assert file.read == file.loaded + sum(file.set_aside.values())
    assert imported.set_aside.height == imported.report.set_aside
    return imported


def aside(imported: Imported) -> list[tuple[object, ...]]:
    """Row, reason, column and value of the rows set aside."""
    return imported.set_aside.select("row", "reason", "column", "value").rows()
