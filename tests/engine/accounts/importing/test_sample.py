"""The sample data: what ships is what the script makes, and its import has something to report."""

from __future__ import annotations

from pathlib import Path

from engine.accounts.generate import generate
from engine.accounts.generating.sample import SETTINGS, write_sample
from engine.accounts.importing.report import Reason
from engine.accounts.importing.sample import FILES, import_sample
from resources import read_bytes


def test_the_files_are_those_that_the_script_makes(tmp_path: Path) -> None:
    # Made anew by: python -m engine.accounts.generating.sample resources/sample
    write_sample(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    for name in FILES:
        if name.endswith(".csv"):
            # Parquet bytes change with the library; what is in them is compared below.
            assert (tmp_path / name).read_bytes() == read_bytes("sample", name)


def test_what_is_loaded_is_what_was_generated() -> None:
    made = import_sample("Sample")
    assert made.dataset.content_hash == generate(SETTINGS).content_hash
    assert sum(len(read_bytes("sample", name)) for name in FILES) < 1_000_000


def test_the_report_has_something_to_say() -> None:
    report = import_sample("Sample").report
    aside = {file.file: file.set_aside for file in report.files}
    # As ``engine.accounts.generating.sample`` adds them.
    assert aside == {
        "accounts.csv": {
            Reason.BAD_NUMBER: 1,
            Reason.DUPLICATE_KEY: 2,
            Reason.MISSING_KEY: 1,
        },
        "people.csv": {Reason.DUPLICATE_KEY: 3, Reason.UNKNOWN_ACCOUNT: 6},
        "opportunities.csv": {Reason.UNKNOWN_ACCOUNT: 1},
        "events.parquet": {Reason.UNKNOWN_PERSON: 9},
    }
    assert report.read == report.loaded + 23
    assert report.accounts == 500
    assert report.accounts_without_name > 0
    assert report.people_without_email > 0
    assert report.warnings == ()
