"""The real exports in one archive or as the sheets of one workbook are what they are as files."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from engine.accounts.importing.importer import import_files
from tests.real.exports import files, needs_exports

pytestmark = needs_exports


def archive(folder: Path, sources: list[Path]) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for source in sources:
            made.write(source, f"export/{source.name}")
    return path


def workbook(folder: Path, sources: list[Path]) -> Path:
    """A sheet a file, with all cells as texts."""
    book = Workbook(write_only=True)
    for source in sources:
        sheet = book.create_sheet(source.stem[:31])
        with source.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                sheet.append([cell or None for cell in row])
    path = folder / "export.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("pack", [archive, workbook])
@pytest.mark.parametrize("system", ["salesforce", "hubspot", "marketo", "sp500"])
def test_the_same_dataset(
    tmp_path: Path, system: str, pack: Callable[[Path, list[Path]], Path]
) -> None:
    plain = import_files("test", files(system))
    packed = import_files("test", [pack(tmp_path, files(system))])
    assert packed.dataset.content_hash == plain.dataset.content_hash
    counts = [(file.table, file.read, file.loaded, file.set_aside) for file in plain.report.files]
    assert counts == [
        (file.table, file.read, file.loaded, file.set_aside) for file in packed.report.files
    ]
    assert plain.report.read > 0
