"""``jornada import``: what it prints, its exit codes, and that nothing is left half done."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.cli import main
from engine.store.workspace import Workspace

KEY = "accountKey.sourceKey"


@pytest.fixture
def path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """An empty workspace."""
    assert main(["new", str(tmp_path / "w.jornada")]) == 0
    capsys.readouterr()
    return str(tmp_path / "w.jornada")


@pytest.fixture
def accounts(tmp_path: Path) -> str:
    """A file with one row that can't be loaded."""
    file = tmp_path / "accounts.csv"
    file.write_text(f"{KEY},accountName,wins\nA1,Acme,1\nA1,Again,2\nA2,,3\n")
    return str(file)


def test_the_report_is_told(
    path: str, accounts: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "aside.csv"
    assert main(["import", path, accounts, "--name", "Spring", "--set-aside", str(out)]) == 0
    said = capsys.readouterr().out
    assert "accounts.csv: 1 row set aside: the key came before" in said
    assert "for example row 3, accountKey.sourceKey: A1" in said
    assert "1 account has no name. It is loaded but takes no part." in said
    assert "Spring: 2 accounts, 0 people, 0 events, 0 opportunities" in said
    assert out.read_text(encoding="utf-8-sig").splitlines()[1] == (
        "accounts.csv,3,the key came before,accountKey.sourceKey,A1"
    )


def test_the_report_is_kept_with_the_dataset(
    path: str, accounts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", path, accounts, "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)
    assert entry["name"] == "accounts"  # that of the file, where there is no mapping
    assert entry["source"] == "Imported from accounts.csv"
    assert entry["report"]["files"][0]["set_aside"] == {"duplicate_key": 1}
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.dataset("accounts").accounts[KEY].to_list() == ["A1", "A2"]


def test_a_mapping_names_the_dataset(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, more = tmp_path / "firms.csv", tmp_path / "more.csv"
    for each, key in ((file, "A"), (more, "B")):
        each.write_text(f"id,called\n{key},Acme\n")
    fields = {KEY: "id", "accountName": "called"}
    sources = [{"file": "*.csv", "table": "account", "fields": fields}]
    mapping = tmp_path / "crm.mapping.json"
    mapping.write_text(json.dumps({"format_version": 1, "name": "Our CRM", "sources": sources}))
    arguments = ["import", path, str(file), str(more), "--mapping", str(mapping)]
    assert main(arguments) == 0
    assert "Our CRM: 2 accounts" in capsys.readouterr().out
    with Workspace.open(Path(path), read_only=True) as workspace:
        (entry,) = workspace.datasets()
    assert entry.source == "Imported from firms.csv and 1 more"


def test_an_example_leaves_nothing_dangling(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(f"{KEY},accountName\nA1,Acme\n,Nameless\nA3,Three,more\n")
    assert main(["import", path, str(file)]) == 0
    said = capsys.readouterr().out
    assert f"  for example row 3: {KEY} is empty\n" in said
    assert "  for example row 4\n" in said


def test_custom_attributes_are_named(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts.csv"
    own = [f"own{number}" for number in range(12)]
    file.write_text(f"{KEY},accountName,{','.join(own)}\nA1,Acme{',1' * 12}\n")
    assert main(["import", path, str(file)]) == 0
    assert (
        "Columns that are no standard fields became custom attributes: "
        "own0, own1, own2, own3, own4, own5, own6, own7, own8, own9 and 2 more.\n"
    ) in capsys.readouterr().out


def test_a_name_that_is_taken(path: str, accounts: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", path, accounts]) == 0
    assert main(["import", path, accounts]) == 1
    err = capsys.readouterr().err
    assert "already a dataset accounts" in err
    assert "--name" in err
    assert "--replace" in err
    assert main(["import", path, accounts, "--replace"]) == 0


def test_what_goes_wrong_leaves_nothing(
    path: str, accounts: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.mapping.json"
    bad.write_text("{}")
    empty = tmp_path / "empty.csv"
    empty.touch()
    for arguments in (
        [str(empty)],
        [accounts, str(empty)],
        [accounts, "--mapping", str(bad)],
        [accounts, "--mapping", "nothing.mapping.json"],
    ):
        assert main(["import", path, *arguments]) == 1
        said = capsys.readouterr()
        assert said.err.count("\n") == 1
        assert said.err.startswith("jornada: ")
    assert main(["import", path, accounts, "--time-zone", "Mars/Olympus"]) == 2
    assert main(["import", path]) == 2
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.datasets() == ()


def test_a_mapping_that_is_no_json_says_where(
    path: str, accounts: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.mapping.json"
    broken.write_text('{"name":\n "x')
    assert main(["import", path, accounts, "--mapping", str(broken)]) == 1
    assert re.search(
        r"The mapping broken\.mapping\.json is not JSON: it can't be read from line 2, "
        r"column \d on\. Correct it in a text editor\.\n$",
        capsys.readouterr().err,
    )


def test_rows_that_lack_cells_are_told(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(f"{KEY},accountName,wins\nA1,Acme,1\nA2,Two\n")
    assert main(["import", path, str(file)]) == 0
    assert (
        "accounts.csv has 1 row with fewer cells than columns, row 3. What it lacks is empty."
    ) in capsys.readouterr().err


CONTACTS = (
    "Email,Company,Job title,Met on\n"
    'ann@acme.com,"Acme, Inc.",CTO,05/06/2024\n'
    "bob@acme.com,,Buyer,07/08/2024\n"
)


def test_a_flat_sheet_needs_no_mapping(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(CONTACTS)
    # An attribute of one's own is asked about, too: as a text it would be of no use.
    assert main(["import", path, str(file)]) == 1
    assert "The dates in “Met on”" in capsys.readouterr().err
    assert main(["import", path, str(file), "--dates", "month-first"]) == 0
    said = capsys.readouterr().out
    assert "contacts: 1 account, 2 people, 0 events, 0 opportunities" in said
    with Workspace.open(Path(path), read_only=True) as workspace:
        (mapping,) = workspace.mappings()
        data = workspace.dataset("contacts")
    assert data.accounts["accountName"].to_list() == ["Acme, Inc."]
    assert sorted(map(str, data.people["Met on"])) == ["2024-05-06", "2024-07-08"]
    assert mapping.name == "Contact sheet"


def test_dates_that_read_both_ways_are_asked(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(CONTACTS.replace("Met on", "Date of birth"))
    assert main(["import", path, str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "can be read in two ways: 05/06/2024, 07/08/2024" in said.err
    for dates, day in (("day-first", "2024-06-05"), ("month-first", "2024-05-06")):
        arguments = ["import", path, str(file), "--name", dates, "--dates", dates]
        assert main([*arguments, "--no-save-mapping"]) == 0
        with Workspace.open(Path(path), read_only=True) as workspace:
            people = workspace.dataset(dates).people
            assert workspace.mappings() == ()
        assert str(people["person.birthDate"][0]) == day


def test_what_was_answered_is_not_asked_again(path: str, tmp_path: Path) -> None:
    text = CONTACTS.replace("Met on", "Date of birth")
    first, second = tmp_path / "contacts.csv", tmp_path / "contacts-2.csv"
    first.write_text(text)
    second.write_text(text)
    assert main(["import", path, str(first), "--dates", "day-first"]) == 0
    assert main(["import", path, str(second)]) == 0
    with Workspace.open(Path(path), read_only=True) as workspace:
        people = workspace.dataset("contacts-2").people
    assert str(people["person.birthDate"][0]) == "2024-06-05"


def test_the_mapping_is_shown_and_nothing_imported(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, stranger = tmp_path / "contacts.csv", tmp_path / "strange.csv"
    file.write_text(CONTACTS)
    stranger.write_text("a,b\n1,2\n")
    saved = tmp_path / "contacts.mapping.json"
    shown = ["--show-mapping", "--save-mapping", str(saved)]
    assert main(["import", path, str(file), str(stranger), *shown]) == 0
    said = capsys.readouterr()
    (line,) = (line for line in said.out.splitlines() if "jobTitle" in line)
    assert line.split() == [
        *("contacts.csv", "people", "Job", "title", "extendedWorkDetails.jobTitle"),
        *("100", "%", "name", "CTO"),
    ]
    assert "strange.csv doesn't say what it holds" in said.err
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.datasets() == ()
        assert workspace.mappings() == ()
    # What was written down is used again, or corrected.
    assert main(["import", path, str(file), "--mapping", str(saved), "--name", "Again"]) == 0
    assert "Again: 1 account, 2 people" in capsys.readouterr().out


def test_people_whom_only_events_name(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.csv"
    file.write_text("Event type,Timestamp,Email\nCall,2024-05-06,ann@acme.com\n")
    assert main(["import", path, str(file), "--name", "one"]) == 0
    assert "one: 0 accounts, 0 people, 0 events" in capsys.readouterr().out
    arguments = ["import", path, str(file), "--name", "two", "--people-from-events"]
    assert main(arguments) == 0
    assert "two: 0 accounts, 1 person, 1 event" in capsys.readouterr().out


def test_what_is_written_replaces_nothing_that_is_read(
    path: str, accounts: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(accounts).read_bytes(), Path(path).read_bytes()
    for option in ("--set-aside", "--save-mapping"):
        for place in (accounts, path, str(tmp_path / "nowhere" / "x.json")):
            assert main(["import", path, accounts, option, place]) == 1
            said = capsys.readouterr().err
            assert "is one of the files that are read" in said or "can't be written" in said
    assert (Path(accounts).read_bytes(), Path(path).read_bytes()) == before
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.datasets() == ()


def test_a_mapping_that_is_saved_is_told(
    path: str, accounts: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "own.mapping.json")
    assert main(["import", path, accounts, "--save-mapping", file]) == 0
    assert f"Wrote {file}\n" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["import", "generate"])
def test_a_dataset_has_a_name(path: str, accounts: str, command: str) -> None:
    files = [accounts] if command == "import" else []
    assert main([command, path, *files, "--name", " "]) == 2
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.datasets() == ()


def test_all_columns_are_shown(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("Person ID,Event Type,Timestamp,Subject\nP1,x,2025-01-01,Hello\n")
    assert main(["import", path, str(file), "--show-mapping"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "Subject" in line]
    assert line.split() == [
        "visits.csv",
        "events",
        "Subject",
        "Subject",
        "of",
        "your",
        "own",
        "Hello",
    ]


def test_of_many_columns_that_are_left_some_are_named(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping = tmp_path / "firms.csv", tmp_path / "crm.mapping.json"
    columns = [f"c{number}" for number in range(12)]
    file.write_text(f"id,called,{','.join(columns)}\n1,Acme{',' * 12}\n")
    source = {
        "file": "firms.csv",
        "table": "account",
        "fields": {KEY: "id", "accountName": "called"},
        "keep_other_columns": False,
    }
    mapping.write_text(json.dumps({"format_version": 1, "name": "CRM", "sources": [source]}))
    arguments = ["import", path, str(file), "--mapping", str(mapping)]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "columns c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 2 more. Import with" in out
    assert main([*arguments, "--show-mapping"]) == 0
    assert "c9, c10, c11.\n" in capsys.readouterr().out


def test_a_mapping_of_ones_own_is_shown(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping = tmp_path / "firms.csv", tmp_path / "crm.mapping.json"
    file.write_text("id,called,size\n1,Acme,7\n")
    source = {
        "file": "firms.csv",
        "table": "account",
        "fields": {KEY: "id", "accountName": "called"},
        "keep_other_columns": False,
    }
    mapping.write_text(json.dumps({"format_version": 1, "name": "CRM", "sources": [source]}))
    assert main(["import", path, str(file), "--mapping", str(mapping), "--show-mapping"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"firms\.csv +accounts +called +accountName +Acme", said)
    assert "firms.csv: not imported are the columns size." in said
    with Workspace.open(Path(path), read_only=True) as workspace:
        assert workspace.datasets() == ()


def test_a_mapping_and_what_it_says_itself_are_not_given_together(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(CONTACTS)
    for option in (("--dates", "day-first"), ("--people-from-events",)):
        assert main(["import", path, str(file), "--mapping", "my.mapping.json", *option]) == 2
        assert "leave out --dates and --people-from-events" in capsys.readouterr().err


def test_of_equal_keys_the_first_file_counts_however_it_is_known(path: str, tmp_path: Path) -> None:
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    first.write_text(f"{KEY},accountName\nA1,First\n")
    second.write_text("Company ID,Company name,Industry\nA1,Second,Software\nA2,Other,Retail\n")
    assert main(["import", path, str(second), "--name", "Remembered"]) == 0
    for files, name in (((first, second), "First"), ((second, first), "Second")):
        given = [str(file) for file in files]
        assert main(["import", path, *given, "--name", name, "--no-save-mapping"]) == 0
        with Workspace.open(Path(path), read_only=True) as workspace:
            accounts = workspace.dataset(name).accounts
        assert accounts["accountName"].to_list() == [name, "Other"]
