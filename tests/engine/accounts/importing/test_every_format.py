"""The same data in every format are the same dataset."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook

from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported, import_files

Rows = list[dict[str, Any]]
AMOUNT = "accountOrganization.annualRevenue.amount"


def accounts() -> Rows:
    return [
        {
            f.ACCOUNT_KEY: f"A{n:03d}",
            f.ACCOUNT_NAME: ["Acme", "Bölt & Co", None, 'Say "hi", Ltd'][n % 4],
            AMOUNT: [None, 1.5, 2_000_000, 0][n % 4],
            "accountOrganization.SICCode": f"{n:04d}",
            "accountBillingAddress.country": "DE" if n % 2 else None,
            "tier": n % 3,
        }
        for n in range(40)
    ]


def people() -> Rows:
    return [
        {
            f.PERSON_KEY: f"P{n}",
            f.PERSON_ACCOUNT: f"A{n % 45:03d}",  # five of them are nobody's
            f.EMAIL: f"p{n}@x.example" if n % 7 else None,
            "b2b.isMarketingSuspended": n % 5 == 0,
        }
        for n in range(90)
    ]


def events() -> Rows:
    return [
        {
            "eventType": "web.formFilledOut" if n % 3 else "directMarketing.emailOpened",
            "timestamp": f"2025-01-{n % 28 + 1:02d}T0{n % 10}:30:00Z",
            f.EVENT_PERSON: f"P{n % 95}",  # and five of nobody
            "web.fillOutForm.webFormName": f"Form {n % 4}" if n % 3 else None,
        }
        for n in range(200)
    ]


TABLES: dict[str, Callable[[], Rows]] = {"accounts": accounts, "people": people, "events": events}


def as_csv(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def nested(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, value in row.items():
        if value is None:
            continue
        inner = made
        *outer, last = path.split(".")
        for key in outer:
            inner = inner.setdefault(key, {})
        inner[last] = value
    return made


def workbook(tables: dict[str, Rows]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.save(file)
    return file.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def parquet(rows: Rows) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(file)
    return file.getvalue()


def load(folder: Path, files: dict[str, bytes]) -> Imported:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return import_files("test", [folder / name for name in files])


def made() -> dict[str, dict[str, bytes]]:
    """The files of each way to write the data down."""
    tables = {name: rows() for name, rows in TABLES.items()}
    lines = {
        f"{name}.ndjson": "\n".join(json.dumps(nested(row)) for row in rows).encode()
        for name, rows in tables.items()
    }
    whole = {name: [nested(row) for row in rows] for name, rows in tables.items()}
    texts = {f"{name}.csv": as_csv(rows) for name, rows in tables.items()}
    return {
        "gzip": {f"{name}.gz": gzip.compress(text) for name, text in texts.items()},
        "zip": {"export.zip": zipped(texts)},
        "excel": {"book.xlsx": workbook(tables)},
        "excel, one each": {
            f"{name}.xlsx": workbook({name: rows}) for name, rows in tables.items()
        },
        "excel in zip": {"export.zip": zipped({"book.xlsx": workbook(tables)})},
        "json": {"export.json": json.dumps(whole).encode()},
        "json lines": lines,
        "json lines in gzip": {f"{name}.gz": gzip.compress(text) for name, text in lines.items()},
        "parquet": {f"{name}.parquet": parquet(rows) for name, rows in tables.items()},
        "mixed": {
            "book.xlsx": workbook({"accounts": tables["accounts"]}),
            "people.csv.gz": gzip.compress(texts["people.csv"]),
            "events.zip": zipped({"in/events.ndjson": lines["events.ndjson"]}),
        },
    }


@pytest.mark.parametrize("way", list(made()))
def test_the_same_dataset(tmp_path: Path, way: str) -> None:
    tables = {f"{name}.csv": as_csv(rows()) for name, rows in TABLES.items()}
    plain, other = load(tmp_path / "plain", tables), load(tmp_path / "other", made()[way])
    assert other.dataset.accounts.equals(plain.dataset.accounts)
    assert other.dataset.people.equals(plain.dataset.people)
    assert other.dataset.custom == plain.dataset.custom
    assert other.dataset.content_hash == plain.dataset.content_hash
    # People of unknown accounts, and events of unknown people: n % 45 >= 40 for 10 of 90 people.
    counts = [dict(file.set_aside) for file in plain.report.files]
    assert counts[1] == {"unknown_account": 10}
    by_table = {file.table: file for file in other.report.files}
    for file in plain.report.files:
        found = by_table[file.table]
        assert (found.read, found.loaded, found.set_aside) == (
            *(file.read, file.loaded, file.set_aside),
        )
