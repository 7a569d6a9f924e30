"""``jornada audiences``: what it counts and what it writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from app.cli import main
from engine.accounts import fields as f
from engine.accounts.audiences import Audience, EntityList, LibraryStatus
from engine.accounts.generate import GeneratorSettings, generate
from engine.conditions.model import AllOf, Attribute, Operator, Scope
from engine.exchange.members import COMPANY_HEADER
from engine.store.workspace import Workspace

CONSENT = Attribute(attribute=f.EMAIL_CONSENT, operator=Operator.IS, value="y")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with two audiences and a list."""
    path = tmp_path / "spring.jornada"
    with Workspace.create(path) as workspace:
        workspace.add_dataset(generate(GeneratorSettings(name="Sample", accounts=40)), "made up")
        workspace.save_definition("audiences", Audience(id="all", name="Everybody"))
        people = Audience(
            id="agreed",
            name="Who agreed",
            scope=Scope.PERSON,
            condition=AllOf(conditions=(CONSENT,)),
        )
        workspace.save_definition("audiences", people)
        first = str(workspace.dataset("Sample").accounts[f.ACCOUNT_KEY][0])
        members = EntityList(
            id="named", name="Named", status=LibraryStatus.LIVE, members=(first, "gone")
        )
        workspace.save_definition("lists", members)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in ("audiences", *arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def found(path: Path) -> Any:
    with Workspace.open(path, read_only=True) as workspace:
        return workspace.dataset("Sample")


def test_all_are_counted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, path, "--json")
    assert code == 0
    sizes = {one["id"]: one["size"] for one in json.loads(out)}
    data = found(path)
    consents = data.people.select(f.EMAIL_CONSENT, f.EMAIL).iter_rows()
    agreed = sum(
        (consent or "").casefold() == "y" and bool((mail or "").strip())
        for consent, mail in consents
    )
    named = sum(bool((name or "").strip()) for name in data.accounts[f.ACCOUNT_NAME])
    # Of the two on the list one is in the data.
    assert sizes == {"all": named, "agreed": agreed, "named": 1}
    code, out, _ = run(capsys, path)
    assert code == 0
    assert "static account list" in out
    assert "Live" in out


def test_one_is_told_in_words(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, path, "WHO agreed")
    assert code == 0
    assert out.startswith("Who agreed: people audience, ")
    assert "Email consent is “y”" in out


def test_members_are_written(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.csv"
    asked = ("--export", target, "--column", f.ACCOUNT_NAME, "--column", f.ACCOUNT_KEY)
    code, out, err = run(capsys, path, "named", *asked)
    assert (code, err) == (0, "")
    assert str(target) in out
    data = found(path)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    first = (data.accounts[f.ACCOUNT_NAME][0] or "", data.accounts[f.ACCOUNT_KEY][0])
    assert rows == [[f.ACCOUNT_NAME, f.ACCOUNT_KEY], list(first)]
    code, _, err = run(capsys, path, "all", "--export", target, "--format", "linkedin")
    assert code == 0
    assert "LinkedIn needs at least 300" in err
    with target.open(newline="") as file:
        assert next(csv.reader(file)) == list(COMPANY_HEADER)


def test_the_ending_says_the_format(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--column", f.ACCOUNT_KEY, "--column", f.ACCOUNT_NAME)
    code, _, err = run(capsys, path, "all", "--export", tmp_path / "all.xlsx", *asked)
    assert (code, err) == (0, "")
    book = load_workbook(tmp_path / "all.xlsx")
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    code, _, err = run(capsys, path, "all", "--export", tmp_path / "all.parquet", *asked)
    assert (code, err) == (0, "")
    frame = pl.read_parquet(tmp_path / "all.parquet")
    assert rows == [(f.ACCOUNT_KEY, f.ACCOUNT_NAME), *frame.rows()]
    keys = found(path).accounts[f.ACCOUNT_KEY].to_list()
    assert frame.height > 0
    assert set(frame[f.ACCOUNT_KEY]) <= set(keys)
    # What is said beside it goes before the ending.
    code, *_ = run(capsys, path, "all", "--export", tmp_path / "all.txt", "--format", "csv")
    assert code == 0
    assert (tmp_path / "all.txt").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nobody",), 1, "no audience or list “nobody”"),
        (("--format", "xml"), 2, "csv, parquet"),
        (("all", "--export", "x.xls"), 1, ".csv, .xlsx (Excel) or .parquet"),
        (("--export", "x.csv"), 2, "say which audience or list"),
        (("all", "--export", "x.csv", "--column", "nope"), 1, "no field “nope”"),
        (("--dataset", "Other"), 1, "Other"),
    ],
)
def test_what_is_wrong_is_said(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    got, _, err = run(capsys, path, *arguments)
    assert got == code
    assert said in err
    assert not (tmp_path / "x.csv").exists()
