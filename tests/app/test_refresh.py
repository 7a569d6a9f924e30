"""Newer exports, versions and which of them a run used, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from engine.accounts.audiences import Audience
from engine.journey.model import Definitions, Edge, Journey
from engine.journey.nodes import AccountAudienceNode, WaitNode
from engine.store.workspace import Workspace
from tests.mappings import mapping_for, path_of

KEY, NAME = "accountKey.sourceKey", "accountName"
PERSON, OWNER = "b2b.personKey.sourceKey", "personComponents.sourceAccountKey.sourceKey"


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A workspace with the dataset ``Ours``: two accounts and a person with one event."""
    workspace = str(tmp_path / "w.jornada")
    assert main(["new", workspace]) == 0
    files = [
        written(tmp_path, "accounts.csv", f"{KEY},{NAME}\nA1,Acme\nA2,Bolt\n"),
        written(tmp_path, "people.csv", f"{PERSON},{OWNER}\nP1,A1\n"),
        written(tmp_path, "events.csv", "eventType,timestamp,personKey\nx,2025-01-01,P1\n"),
    ]
    assert main(["import", workspace, *files, "--name", "Ours"]) == 0
    return workspace


def written(folder: Path, name: str, content: str) -> str:
    file = folder / name
    file.write_text(content)
    return str(file)


@pytest.fixture
def newer(tmp_path: Path) -> list[str]:
    """A newer export: an account renamed, one that is new, a row that is wrong, two events."""
    folder = tmp_path / "newer"
    folder.mkdir()
    return [
        written(folder, "accounts.csv", f"{KEY},{NAME}\nA2,Bolt Ltd\nA3,Cord\n,Nobody\n"),
        written(
            folder,
            "events.csv",
            "eventType,timestamp,personKey\nx,2025-01-01,P1\nx,2025-02-01,P1\n",
        ),
    ]


def test_a_newer_export_says_what_it_changed(
    path: str, newer: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["refresh", path, "Ours", *newer]) == 0
    out = capsys.readouterr().out
    # A1 is named by the account of P1, whom an event names; nothing is news about it.
    assert "Accounts: 1 added, 1 updated, 1 as before, 0 not in the newer data and kept." in out
    assert "Events: 1 added, 1 known already." in out
    assert "Accounts, Name: 1 changed. A2: “Bolt” became “Bolt Ltd”." in out
    assert "Ours is now version 2." in out
    with Workspace.open(Path(path), read_only=True) as workspace:
        (entry,) = workspace.datasets()
        assert (entry.version, entry.accounts, entry.events, entry.set_aside) == (2, 3, 2, 1)
        assert workspace.set_aside("Ours")["reason"].to_list() == ["missing_key"]


def test_an_export_without_news_makes_no_version(
    path: str, newer: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refresh", path, "Ours", *newer]) == 0
    capsys.readouterr()
    assert main(["refresh", path, "Ours", *newer]) == 0
    out = capsys.readouterr().out
    assert "Nothing in it is new." in out
    assert "Ours stays as it is." in out
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.datasets()[0].version == 2


def test_looking_before_it_is_done(
    path: str, newer: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["refresh", path, "Ours", *newer, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["version"] is None
    assert told["changes"]["accounts"]["added"] == 1
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.datasets()[0].version == 1


def test_a_refresh_needs_the_dataset(path: str, newer: list[str]) -> None:
    assert main(["refresh", path, "Theirs", *newer]) == 1


def test_versions_are_listed_restored_and_deleted(
    path: str, newer: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refresh", path, "Ours", *newer]) == 0
    assert main(["versions", path, "Ours", "--restore", "1"]) == 0
    capsys.readouterr()
    assert main(["versions", path, "Ours"]) == 0
    out = capsys.readouterr().out
    assert "Version 2:\n  Accounts: 1 added, 1 updated" in out
    assert "Version 3:\n  The same as version 1." in out
    assert main(["versions", path, "Ours", "--delete", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(entry["version"], entry["accounts"]) for entry in told] == [(1, 2), (3, 2)]
    assert main(["versions", path, "Ours", "--delete", "3"]) == 1
    assert "Version 3 is the newest of Ours" in capsys.readouterr().err
    assert main(["versions", path, "Ours", "--delete", "1", "--restore", "1"]) == 2
    assert main(["versions", path, "Theirs"]) == 1


def test_the_list_says_versions(
    path: str, newer: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refresh", path, "Ours", *newer]) == 0
    capsys.readouterr()
    assert main(["list", path, "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["datasets"]
    assert (entry["name"], entry["version"]) == ("Ours", 2)
    assert main(["list", path]) == 0
    assert "Version" in capsys.readouterr().out


def test_the_mapping_of_the_import_reads_the_newer_files(tmp_path: Path) -> None:
    workspace = str(tmp_path / "w.jornada")
    assert main(["new", workspace]) == 0
    header = (
        "Symbol,Security,GICS Sector,GICS Sub-Industry,Headquarters Location,"
        "Date added,CIK,Founded\n"
    )
    rows = (
        "MMM,3M,Industrials,Industrial Conglomerates,"
        '"Saint Paul, Minnesota",1957-03-04,66740,1902\n'
    )
    file = written(tmp_path, "constituents.csv", header + rows)
    how = ["--mapping", str(path_of("sp500")), "--name", "S&P"]
    assert main(["import", workspace, file, *how]) == 0
    written(tmp_path, "constituents.csv", header + rows.replace(",3M,", ",3M Company,"))
    assert main(["refresh", workspace, "S&P", file]) == 0
    with Workspace.open(Path(workspace), read_only=True) as opened:
        assert opened.dataset("S&P").accounts[NAME].to_list() == ["3M Company"]
        kept = opened.mapping_of("S&P")
        assert kept is not None
        assert kept.name == mapping_for("sp500").name


def test_newer_files_may_have_other_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are known by their headers: columns named as nobody would guess stay what they were."""
    workspace = str(tmp_path / "w.jornada")
    assert main(["new", workspace]) == 0
    mapping = written(
        tmp_path,
        "own.mapping.json",
        json.dumps(
            {
                "format_version": 1,
                "name": "Own",
                "sources": [
                    {
                        "file": "q1.csv",
                        "table": "account",
                        "fields": {KEY: "xq", NAME: "zz"},
                        "headers": ["xq", "zz"],
                    }
                ],
            }
        ),
    )
    first = written(tmp_path, "q1.csv", "xq,zz\nA1,Acme\n")
    assert main(["import", workspace, first, "--mapping", mapping, "--name", "Ours"]) == 0
    newer = written(tmp_path, "q2.csv", "xq,zz\nA1,Acme Ltd\n")
    assert main(["refresh", workspace, "Ours", newer]) == 0
    assert "A1: “Acme” became “Acme Ltd”" in capsys.readouterr().out


def test_an_earlier_version_is_replayed(
    path: str, newer: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refresh", path, "Ours", *newer]) == 0
    journey = Journey(
        id="welcome",
        name="Welcome",
        nodes=(AccountAudienceNode(id="a", audience="all"), WaitNode(id="w")),
        edges=(Edge(source="a", target="w"),),
    )
    with Workspace.open(Path(path)) as workspace:
        audience = Audience(id="all", name="All accounts")
        workspace.save_journey(journey, Definitions(audiences=(audience,)))
    days = ["--start", "2025-01-01", "--end", "2025-01-31"]
    assert main(["simulate", path, "welcome", *days, "--dataset-version", "1"]) == 0
    assert main(["simulate", path, "welcome", *days]) == 0
    assert main(["simulate", path, "welcome", *days, "--dataset-version", "9"]) == 1
    assert "The dataset Ours has no version 9." in capsys.readouterr().err
    with Workspace.open(Path(path), read_only=True) as workspace:
        newest, first = workspace.runs()
        assert (first.dataset_version, newest.dataset_version) == (1, 2)
        assert workspace.dataset_of(first).accounts.height == 2


@pytest.mark.parametrize("command", ["refresh", "versions"])
def test_the_commands_explain_themselves(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Usage: jornada {command}")
    assert "app." not in out  # no key without its sentence
