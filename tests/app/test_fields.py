"""``jornada fields``: what is told, written and printed as JSON."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from app.cli import main

REVENUE = "accountOrganization.annualRevenue.amount"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> str:
    """A copy of the sample workspace."""
    return str(shutil.copy(sample_file, tmp_path / "mine.jornada"))


def test_what_the_data_have_and_who_uses_it(
    sample: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "fields", sample)
    assert (code, err) == (0, "")
    assert "Annual revenue" in out
    assert "Logo URL" not in out  # neither there nor in use
    assert "app." not in out
    assert "fields." not in out  # no key without its sentence


def test_as_json(sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "fields", sample, "Sample accounts", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["dataset"] == "Sample accounts"
    (revenue,) = [one for one in document["fields"] if one["path"] == REVENUE]
    assert revenue["field_group"] == "XDM Business Account Details"
    assert revenue["used_by"][0]["kind"] == "journey"
    assert 0 < revenue["filled"] < 1


def test_the_report_as_a_file(
    sample: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fields.csv"
    code, out, _ = run(capsys, "fields", sample, "--export", str(path))
    assert (code, out) == (0, f"Written: {path}\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    assert rows[REVENUE]["type"] == "number"


def test_an_unknown_dataset_is_said(sample: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "fields", sample, "No such")
    assert (code, out) == (1, "")
    assert "No such" in err
