"""The command line: what it answers, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app import logs
from app.cli import main
from engine.accounts.generate import GeneratorSettings, generate
from engine.exchange.native import read_journey, write_journey
from engine.journey.model import Journey, JourneyFile
from engine.journey.nodes import ActionNode
from engine.journey.templates import template
from engine.store.workspace import Workspace
from resources import read_text
from tests.mappings import path_of


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with eighty made-up accounts and the sample journey; not to be changed."""
    path = tmp_path_factory.mktemp("prepared") / "spring.jornada"
    sample = template("sample")
    assert sample is not None
    with Workspace.create(path) as workspace:
        workspace.add_dataset(generate(GeneratorSettings(name="Sample", accounts=80)), "made up")
        workspace.save_journey(sample.file.journey, sample.file.definitions)
    return path


@pytest.fixture
def spring(prepared: Path, tmp_path: Path) -> str:
    """A copy of the workspace, to be changed."""
    return str(shutil.copy(prepared, tmp_path))


@pytest.fixture
def sample_file(tmp_path: Path) -> str:
    """The sample journey as a file."""
    path = tmp_path / "sample.journey.json"
    sample = template("sample")
    assert sample is not None
    write_journey(path, sample.file)
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, and what was said on standard output and error."""
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The JSON that a command prints."""
    code, out, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    return json.loads(out)


COMMANDS = (
    *("new", "generate", "list", "show", "validate", "simulate", "trace"),
    *("export", "schema", "open", "fields"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: jornada {command}")
    assert "app." not in out  # no key without its sentence


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--help")
    assert all(f"\n  {command} " in out for command in COMMANDS)
    assert "..." not in out.split("Commands:")[1]  # nothing is cut off


def test_new_adds_the_ending_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine"
    code, out, _ = run(capsys, "new", str(path), "--name", "Mine")
    assert (code, path.with_suffix(".jornada").is_file()) == (0, True)
    assert out.startswith(f"Made {path}.jornada.")
    code, out, err = run(capsys, "new", str(path))
    assert (code, out) == (1, "")
    assert "already exists" in err
    assert answer(capsys, "list", f"{path}.jornada", "--json")["name"] == "Mine"


def test_generate_keeps_what_was_asked(spring: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--accounts", "20", "--start", "2025-01-01", "--end", "2025-02-01", "--seed", "5")
    made = answer(capsys, "generate", spring, "--name", "Small", *options, "--json")
    assert (made["name"], made["accounts"]) == ("Small", 20)
    again = answer(capsys, "generate", spring, "--name", "Twin", *options, "--json")
    assert again["content_hash"] == made["content_hash"]
    code, _, err = run(capsys, "generate", spring, "--name", "Small", "--accounts", "5")
    assert code == 1
    assert "already a dataset Small" in err
    assert "--name" in err
    assert "--replace" in err
    replaced = answer(
        capsys, "generate", spring, "--name", "Small", "--accounts", "5", "--replace", "--json"
    )
    assert replaced["accounts"] == 5


def test_list_names_everything(spring: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "list", spring, "--json")
    assert [item["id"] for item in document["journeys"]] == ["sample"]
    assert [item["name"] for item in document["datasets"]] == ["Sample"]
    assert document["runs"] == []
    code, out, _ = run(capsys, "list", spring)
    assert code == 0
    for name in ("Qualify the Seeds buying group", "Sample", "Active agribusiness accounts"):
        assert name in out


def test_an_empty_workspace_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Workspace.create(tmp_path / "x.jornada").close()
    _, out, _ = run(capsys, "list", str(tmp_path / "x.jornada"))
    assert "Nothing is in" in out
    code, _, err = run(capsys, "show", str(tmp_path / "x.jornada"))
    assert code == 1
    assert "no journey yet" in err


def test_show_outlines_every_node(
    spring: str, sample_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "show", spring)
    assert code == 0
    journey = read_journey(Path(sample_file)).journey
    assert all(f"[{node.id}]" in out for node in journey.nodes)
    assert "Wait 3 days, then Mon–Fri 09:00 New York" in out
    assert run(capsys, "show", sample_file)[1] == out
    interests = read_journey(Path(sample_file)).definitions.solution_interests
    assert interests
    assert all(f"{item.id} group" not in out for item in interests)


def test_show_as_json_is_a_journey_file(
    spring: str, sample_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = answer(capsys, "show", spring, "sample", "--json")
    schema = answer(capsys, "schema")
    jsonschema.validate(shown, schema)
    assert JourneyFile.model_validate_json(json.dumps(shown)).journey == (
        read_journey(Path(sample_file)).journey
    )


def broken(path: str) -> str:
    """The sample with an action that is not chosen yet."""
    file = read_journey(Path(path))
    nodes = tuple(
        node.model_copy(update={"action": None}) if isinstance(node, ActionNode) else node
        for node in file.journey.nodes
    )
    journey = file.journey.model_copy(update={"nodes": nodes})
    write_journey(Path(path), file.model_copy(update={"journey": journey}))
    return path


def test_validate(spring: str, sample_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    (checked,) = answer(capsys, "validate", sample_file, "--json")
    assert [item for item in checked["problems"] if item["severity"] == "error"] == []
    code, out, _ = run(capsys, "validate", spring, "--dataset", "Sample")
    assert (code, out != "") == (0, True)
    code, out, _ = run(capsys, "validate", broken(sample_file))
    assert code == 1
    assert "email-briefing" in out
    code, out, _ = run(capsys, "validate", sample_file, "--json")
    assert code == 1
    assert {item["severity"] for item in json.loads(out)[0]["problems"]} >= {"error"}


SPAN = ("--start", "2024-10-01", "--end", "2024-12-31", "--time-zone", "UTC")


def test_simulate_a_journey_of_the_workspace(
    spring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out_path = tmp_path / "run.json"
    code, out, err = run(
        capsys, "simulate", spring, "sample", "--dataset", "Sample", *SPAN, "--json", str(out_path)
    )
    assert (code, err) == (0, "")
    assert "Kept as run 1." in out
    document = json.loads(out_path.read_text())
    assert document["id"] == 1
    # An end date counts to the end of its day.
    assert document["run"]["start"] == "2024-10-01T00:00:00+00:00"
    assert document["run"]["end"] == "2025-01-01T00:00:00+00:00"
    keys = {"entries", "accounts", "completed", "seconds", "seed", "journey_hash", "dataset_hash"}
    assert document["run"].keys() >= keys
    node_keys = {"id", "title", "type", "entered", "here", "left", "ended"}
    assert all(node.keys() >= node_keys for node in document["nodes"])
    entered = next(node for node in document["nodes"] if node["id"] == "audience")["entered"]
    assert entered == document["run"]["entries"] > 0
    assert [item["id"] for item in answer(capsys, "list", spring, "--json")["runs"]] == [1]


def test_simulate_a_file_is_the_same(
    spring: str, sample_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first = answer(capsys, "simulate", spring, "sample", *SPAN, "--json", "-")
    second = answer(capsys, "simulate", spring, sample_file, *SPAN, "--json", "-")
    assert first["nodes"] == second["nodes"]
    assert (first["id"], second["id"]) == (1, 2)


def test_the_window_comes_from_the_events_where_none_is_given(
    spring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Workspace.open(spring) as workspace:
        frames = [table.frame for table in workspace.dataset("Sample").event_tables.values()]
    first = min(str(frame["timestamp"].min())[:10] for frame in frames)
    ran = answer(capsys, "simulate", spring, "sample", "--time-zone", "UTC", "--json", "-")
    assert ran["run"]["start"] == f"{first}T00:00:00+00:00"


def test_simulate_refuses_what_is_wrong(
    spring: str, sample_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out_path = tmp_path / "run.json"
    code, out, _ = run(
        capsys, "simulate", spring, broken(sample_file), *SPAN, "--json", str(out_path)
    )
    assert code == 1
    assert "email-briefing" in out
    assert not out_path.exists()
    assert answer(capsys, "list", spring, "--json")["runs"] == []


def test_simulate_beside_another_jornada_answers_but_keeps_nothing(
    spring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Workspace.open(spring) as workspace:
        code, out, err = run(capsys, "simulate", spring, "sample", *SPAN, "--json", "-")
        assert (code, json.loads(out)["id"]) == (0, None)
        assert "The run is not kept." in err
        assert str(os.getpid()) in err
        assert workspace.runs() == ()
        code, _, err = run(capsys, "generate", spring)
        assert code == 1
        assert "open in another Jornada" in err


def test_trace(spring: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "simulate", spring, "sample", *SPAN, "--json", "-")
    with Workspace.open(spring) as workspace:
        data = workspace.dataset("Sample")
        entered = workspace.run(1).result.steps["account"]
    keys = data.accounts["accountKey.sourceKey"]
    inside = keys[entered[0]]
    outside = next(key for row, key in enumerate(keys) if row not in set(entered))
    steps = answer(capsys, "trace", spring, "1", inside, "--json")
    assert steps[0]["node"] == "audience"
    assert "Active agribusiness accounts" in steps[0]["reason"]
    assert steps[0]["details"]["holds"] is True
    _, plain, _ = run(capsys, "trace", spring, "sample", inside)
    _, detailed, _ = run(capsys, "trace", spring, "sample", inside, "--details")
    assert "Account audience" in plain
    assert "✓" in detailed
    assert plain.startswith("Times in UTC.\n")
    code, out, _ = run(capsys, "trace", spring, "1", outside)
    assert (code, out) == (0, f"The account {outside} never entered.\n")
    code, _, err = run(capsys, "trace", spring, "1", "nobody")
    assert code == 1
    assert "no account nobody in Sample" in err


def test_trace_without_an_account_lists_the_accounts(
    spring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = answer(capsys, "simulate", spring, "sample", *SPAN, "--json", "-")
    listed = answer(capsys, "trace", spring, "1", "--json")
    assert len(listed) == ran["run"]["entries"] > 0
    by_end = [item["ended"] for item in listed]
    assert by_end.count("completed") == ran["run"]["completed"]
    assert by_end.count(None) == ran["run"]["inside"]
    here = {node["id"]: node["here"] for node in ran["nodes"]}
    for id_ in {item["node"] for item in listed if item["ended"] is None}:
        assert sum(item["node"] == id_ for item in listed if item["ended"] is None) == here[id_]
    code, out, _ = run(capsys, "trace", spring, "sample")
    assert (code, listed[0]["account"] in out) == (0, True)
    assert out.startswith("Times in UTC.\n")
    assert out.endswith(f"Next: jornada trace {spring} 1 ACCOUNT-KEY\n")


def test_a_run_without_accounts_says_why(spring: str, capsys: pytest.CaptureFixture[str]) -> None:
    # The journey's audience asks for behaviour that nobody has shown a century ago.
    old = ("--start", "1924-10-01", "--end", "1924-10-02", "--time-zone", "America/New_York")
    code, out, err = run(capsys, "simulate", spring, "sample", *old)
    assert (code, err) == (0, "")
    with Workspace.open(spring) as workspace:
        names = workspace.dataset("Sample").accounts["accountName"]
    named = sum(bool(name and name.strip()) for name in names)
    why = (
        f"No account entered: the audience matched none of the {named} accounts that take part "
        "between 1924-10-01 and 1924-10-02. Look at the audience's condition, or choose other days."
    )
    assert out.endswith(f"\n{why}\nKept as run 1.\n")
    assert run(capsys, "trace", spring, "1") == (0, f"{why}\n", "")
    assert answer(capsys, "trace", spring, "1", "--json") == []
    _, listed, _ = run(capsys, "list", spring)
    assert re.search(r"Sample +1 +1924-10-01 +1924-10-02 ", listed)


def test_an_end_before_the_start_is_told_as_it_was_typed(
    spring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    days = ("--start", "2025-01-02", "--end", "2025-01-01", "--time-zone", "America/New_York")
    _, _, err = run(capsys, "simulate", spring, "sample", *days)
    assert "the end, 2025-01-01, is not after the start, 2025-01-02. See:" in err


def test_people_inside_a_split_are_counted_as_people(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from app.commands.counts import tell_counts
    from engine.journey.actions import Context, SendEmail
    from engine.journey.nodes import CloseSplitNode
    from engine.simulation.run import simulate
    from tests.engine.simulation.build import (
        account,
        action,
        attribute,
        data,
        definitions,
        draw,
        person,
        split,
        window,
    )

    journey = draw(
        "J",
        split("s", {"Boss": attribute("title", "Boss")}, other=False, by=Context.PEOPLE),
        action("mail", SendEmail(email="news")),
        CloseSplitNode(id="x", split="s"),
        edges="in > s, s[Boss] > mail, mail > x",
    )
    people = [person(key, "A", title="Boss") for key in ("a", "b")]
    dataset = data([account("A")], [*people, person("c", "A", title="Clerk")])
    result = simulate([journey], definitions(journey), dataset, window("03-01", "03-02"))
    assert tell_counts(result, journey, dataset)
    out = capsys.readouterr().out
    # One account comes to the split, its two bosses to the email, and it to the close split.
    assert re.search(r"Send email +mail +2 people +0 people +onward: 2 people", out)
    assert re.search(r"Close split +x +1 +0 ", out)


def test_trace_tells_the_time_of_the_zone(spring: str, capsys: pytest.CaptureFixture[str]) -> None:
    zone = ("--time-zone", "America/New_York")
    answer(capsys, "simulate", spring, "sample", *SPAN[:4], *zone, "--json", "-")
    with Workspace.open(spring) as workspace:
        data, result = workspace.dataset("Sample"), workspace.run(1).result
    first = data.accounts["accountKey.sourceKey"][result.steps["account"][0]]
    _, out, _ = run(capsys, "trace", spring, "1", first)
    assert out.startswith("Times in America/New_York.\n")
    # The run begins with the day in New York, which is 04:00 UTC.
    assert re.search(r"\n *1 +2024-1\d-\d\d 00:00 +Account audience", out)
    assert "UTC" not in out


def test_trace_without_a_run(spring: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "trace", spring, "sample", "x")
    assert code == 1
    assert "has no run yet" in err


def test_export_native_json_comes_back(
    spring: str, sample_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out_path = tmp_path / "out.journey.json"
    code, out, _ = run(capsys, "export", spring, "sample", str(out_path))
    assert (code, out) == (0, f"Wrote {out_path}\n")
    assert read_journey(out_path).journey == read_journey(Path(sample_file)).journey
    again = tmp_path / "again.journey.json"
    assert run(capsys, "export", str(out_path), str(again))[0] == 0
    assert again.read_bytes() == out_path.read_bytes()


def test_the_schema_of_mappings_is_the_one_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    schema = answer(capsys, "schema", "mapping")
    assert schema == json.loads(read_text("schemas", "mapping.schema.json"))
    for name in ("hubspot", "sp500"):
        jsonschema.validate(json.loads(path_of(name).read_text("utf-8")), schema)


def test_schema_is_written_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "schema.json"
    assert run(capsys, "schema", "--output", str(path))[0] == 0
    assert json.loads(path.read_text())["title"] == "Jornada journey"


WRONG_USE = [
    ("bogus",),
    ("list",),
    ("list", "--bogus"),
    ("list", "{spring}", "extra"),
    ("simulate", "{spring}", "sample", "--start", "yesterday"),
    ("simulate", "{spring}", "sample", "--start", "2024-13-01"),
    ("simulate", "{spring}", "sample", "--seed", "-1"),
    ("simulate", "{spring}", "sample", "--seed", "one"),
    ("simulate", "{spring}", "sample", "--time-zone", "Mars/Olympus"),
    ("simulate", "{spring}", "sample", "--start", "2025-01-01", "--end", "2024-01-01"),
    ("generate", "{spring}", "--start", "1.1.2024"),
    ("generate", "{spring}", "--accounts", "0"),
    ("generate", "{spring}", "--accounts", "-5"),
    ("generate", "{spring}", "--dirt", "7"),
    ("generate", "{spring}", "--start", "2024-02-01", "--end", "2024-02-01"),
    ("import", "{spring}", "a.csv", "--time-zone", "Mars/Olympus"),
    ("export", "{spring}", "sample"),
    ("export", "{spring}", "sample", "x.gif"),
    ("export", "{spring}", "a", "b", "c.png"),
    ("export", "{sample}", "x.png", "--run", "1"),
    ("validate", "{sample}", "--dataset", "Sample"),
    ("validate", "{sample}", "sample"),
    ("show", "{spring}", "--version", "0"),
]
PROBLEMS = [
    ("list", "{missing}"),
    ("list", "{sample}"),
    ("show", "{spring}", "nothing"),
    ("show", "{spring}", "--version", "7"),
    ("show", "{missing}.json"),
    ("validate", "{broken}"),
    ("simulate", "{spring}", "nothing"),
    ("simulate", "{spring}", "sample", "--dataset", "nothing"),
    ("simulate", "{spring}", "sample", "--json", "{missing}/run.json"),
    ("trace", "{spring}", "9", "x"),
    ("trace", "{spring}", "9"),
    ("export", "{spring}", "sample", "{missing}/x.journey.json"),
    ("export", "{spring}", "x.png", "--run", "9"),
    ("schema", "--output", "{missing}/x.json"),
    ("new", "{missing}/x.jornada"),
    ("generate", "{missing}"),
    ("open", "{missing}"),
]


@pytest.mark.parametrize(
    ("code", "arguments"),
    [*((2, arguments) for arguments in WRONG_USE), *((1, arguments) for arguments in PROBLEMS)],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_what_is_wrong_is_one_sentence(
    code: int,
    arguments: tuple[str, ...],
    prepared: Path,
    sample_file: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.journey.json").write_text('{"journey": {"nodes": 7}}')
    names = {
        "spring": str(prepared),
        "sample": sample_file,
        "broken": str(tmp_path / "broken.journey.json"),
        "missing": str(tmp_path / "missing"),
    }
    before = sorted(tmp_path.rglob("*"))
    found, out, err = run(capsys, *(argument.format(**names) for argument in arguments))
    assert (found, out) == (code, "")
    assert err.startswith("jornada: ")
    assert err.count("\n") == 1
    assert re.search(r"(\.|: jornada [^:]+)\n$", err)  # a sentence, or the command to go on with
    assert "Traceback" not in err
    assert sorted(tmp_path.rglob("*")) == before  # nothing half-written


def test_the_unexpected_is_a_sentence_with_details_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("one over nothing")

    monkeypatch.setattr(logs, "user_log_path", lambda *_, **__: tmp_path)
    monkeypatch.setattr(Workspace, "open", fail)
    logs.start.cache_clear()
    try:
        code, out, err = run(capsys, "list", "x.jornada")
    finally:
        for handler in list(logs.LOGGER.handlers):
            logs.LOGGER.removeHandler(handler)
            handler.close()
        logs.start.cache_clear()
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "one over nothing" in err
    assert str(tmp_path / "jornada.log") in err
    assert "ZeroDivisionError" in (tmp_path / "jornada.log").read_text()


def test_without_a_screen_the_window_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for arguments in ((), ("open",)):
        code, _, err = run(capsys, *arguments)
        assert code == 1
        assert "no screen" in err


def jornada(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_help_loads_nothing_slow() -> None:
    script = (
        "import sys; from app.cli import main; main(['--help']);"
        "slow = {'polars', 'numpy', 'sqlalchemy', 'pydantic', 'rich', 'PySide6', 'networkx'};"
        "sys.exit(', '.join(slow & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_cancels_cleanly(spring: str) -> None:
    with jornada("generate", spring, "--name", "Big", "--accounts", "200000") as process:
        lock = Path(spring).with_name(f".{Path(spring).name}.lock")
        while process.poll() is None and not lock.exists():
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == "jornada: Cancelled. Nothing was changed.\n"
    with Workspace.open(spring) as workspace:
        assert [entry.name for entry in workspace.datasets()] == ["Sample"]


def test_whoever_stops_reading_is_not_told_off(spring: str) -> None:
    with jornada("show", spring, "sample", "--json") as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(timeout=60)
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_the_outline_survives_circles_and_loose_ends() -> None:
    from app.commands.outline import in_order
    from engine.journey.model import Edge
    from engine.journey.nodes import WaitNode

    journey = Journey(
        id="j",
        name="J",
        nodes=tuple(WaitNode(id=name) for name in "abc"),
        edges=(
            Edge(source="a", target="b"),
            Edge(source="b", target="a"),
            Edge(source="gone", target="c"),
            Edge(source="c", target="gone"),
        ),
    )
    assert sorted(in_order(journey)) == ["a", "b", "c"]
