"""What a run answers: counts, days and the JSON of a run, worked out by hand (domain section 9)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine.accounts.dataset import Dataset
from engine.journey.actions import Context, SendEmail
from engine.journey.model import Journey
from engine.journey.nodes import CloseSplitNode
from engine.simulation.counts import (
    What,
    accounts_at,
    daily_at_nodes,
    daily_series,
    message_counts,
    node_counts,
    totals,
    visits,
)
from engine.simulation.document import run_document
from engine.simulation.results import EndReason, NodeCounts, RunResult
from engine.simulation.run import definition_hash, simulate
from tests.engine.simulation.build import (
    account,
    action,
    attribute,
    data,
    definitions,
    draw,
    event,
    listen,
    person,
    split,
    timing,
    wait,
    window,
)

# A and B are Steel, C is Wood, D has no industry, E has no name and never enters. A's person fills
# out a form on the 2nd, so that A leaves the listen then; B's listen times out on the 4th. C waits
# from the 1st until after the window. D matches no path.
JOURNEY = draw(
    "J",
    split(
        "s",
        {"Steel": attribute("industry", "Steel"), "Wood": attribute("industry", "Wood")},
        other=False,
    ),
    listen("l", timeout=timing(3)),
    wait("w", 60),
    edges="in > s, s[Steel] > l, s[Wood] > w",
)
DATA = data(
    [
        account("A", industry="Steel"),
        account("B", industry="Steel"),
        account("C", industry="Wood"),
        account("D"),
        account("E", None, industry="Steel"),
    ],
    [person("a", "A")],
    [event("a", "03-02 10:00")],
)


def run(journey: Journey = JOURNEY, dataset: Dataset = DATA) -> RunResult:
    return simulate([journey], definitions(journey), dataset, window("03-01", "03-06"))


def test_counts_of_nodes() -> None:
    assert node_counts(run(), JOURNEY) == {
        "in": NodeCounts("in", entered=4, accounts=4, left={"next": 4}),
        "s": NodeCounts(
            "s",
            entered=4,
            accounts=4,
            left={"Steel": 2, "Wood": 1},
            ended={EndReason.NO_PATH_MATCHED: 1},
        ),
        "l": NodeCounts(
            "l",
            entered=2,
            accounts=2,
            left={"next": 1, "Timeout": 1},
            ended={EndReason.COMPLETED: 2},
        ),
        "w": NodeCounts("w", entered=1, accounts=1, here=1),
    }


def test_totals() -> None:
    whole = totals(run(), JOURNEY)
    assert (whole.entries, whole.accounts, whole.completed, whole.inside) == (4, 4, 2, 1)
    assert whole.ended == {EndReason.COMPLETED: 2, EndReason.NO_PATH_MATCHED: 1}


@pytest.mark.parametrize(
    ("node", "what", "rows"),
    [
        ("in", "entered", [0, 1, 2, 3]),
        ("s", ("left", "Steel"), [0, 1]),
        ("s", ("ended", EndReason.NO_PATH_MATCHED), [3]),
        ("l", ("left", "Timeout"), [1]),
        ("w", "here", [2]),
    ],
)
def test_every_count_leads_to_its_accounts(node: str, what: What, rows: list[int]) -> None:
    assert accounts_at(run(), JOURNEY, node, what).tolist() == rows
    assert visits(run(), JOURNEY, node, what).height == len(rows)


def test_days() -> None:
    # All four enter on the 1st, when D ends early; A completes on the 2nd, B on the 4th.
    assert daily_series(run(), JOURNEY).rows() == [
        (date(2024, 3, 1), 4, 0, 1, 3),
        (date(2024, 3, 2), 0, 1, 0, 2),
        (date(2024, 3, 3), 0, 0, 0, 2),
        (date(2024, 3, 4), 0, 1, 0, 1),
        (date(2024, 3, 5), 0, 0, 0, 1),
    ]


def test_days_at_nodes() -> None:
    rows = daily_at_nodes(run(), JOURNEY).rows()
    # At the listen two stay over the first midnight, one over the 2nd and 3rd; one waits on.
    assert [(day.day, here) for day, node, here in rows if node == "l"] == [
        (1, 2),
        (2, 1),
        (3, 1),
        (4, 0),
        (5, 0),
    ]
    assert [here for _, node, here in rows if node == "w"] == [1] * 5
    assert {node for _, node, _ in rows} == {"l", "w"}


def test_a_split_by_people_counts_people_inside_and_accounts_with_one_of_them() -> None:
    # A has two bosses and a clerk, B a clerk, C nobody (ruling 29).
    journey = draw(
        "J",
        split("s", {"Boss": attribute("title", "Boss")}, other=False, by=Context.PEOPLE),
        action("mail", SendEmail(email="news")),
        CloseSplitNode(id="x", split="s"),
        edges="in > s, s[Boss] > mail, mail > x",
    )
    people = [
        person("a", "A", title="Boss"),
        person("b", "A", title="Boss", consent="n"),
        person("c", "A", title="Clerk"),
        person("d", "B", title="Clerk"),
    ]
    result = run(journey, data([account("A"), account("B"), account("C")], people))
    counts = node_counts(result, journey)
    assert counts["s"] == NodeCounts("s", entered=3, accounts=3, people=4, left={"Boss": 2})
    assert counts["s"].choosing == 4  # 2 of 4 people took the path, not 2 of 3 accounts
    assert counts["mail"].choosing == 2
    assert counts["mail"] == NodeCounts("mail", entered=2, accounts=1, left={"next": 2})
    assert counts["x"] == NodeCounts(
        "x", entered=3, accounts=3, left={"next": 3}, ended={EndReason.COMPLETED: 3}
    )
    assert message_counts(result, journey).rows() == [
        ("mail", "news", "sent", 1),
        ("mail", "news", "no_consent", 1),
    ]


def test_two_entries_of_an_account_are_two_entries_and_one_account() -> None:
    rule = {"timing": "end", "delay": 0, "unit": "hours", "limit": 2}
    journey = draw("J", wait("w", 1, "hours"), re_entry=rule)
    whole = totals(run(journey, data([account("A")])), journey)
    assert (whole.entries, whole.accounts, whole.completed) == (2, 1, 2)


def test_the_document_of_a_run() -> None:
    result = run()
    document = json.loads(json.dumps(run_document(result, JOURNEY)))
    about = document["run"]
    assert (about["entries"], about["accounts"], about["completed"], about["inside"]) == (
        4,
        4,
        2,
        1,
    )
    assert about["ended"] == {"completed": 2, "no_path_matched": 1}
    assert about["seconds"] > 0
    assert about["seed"] == 0
    assert about["dataset_hash"] == DATA.content_hash
    assert about["journey_hash"] == definition_hash([JOURNEY], definitions(JOURNEY))
    assert (about["start"], about["end"], about["time_zone"]) == (
        "2024-03-01T00:00:00+00:00",
        "2024-03-06T00:00:00+00:00",
        "UTC",
    )
    nodes = {node["id"]: node for node in document["nodes"]}
    assert list(nodes) == ["in", "s", "l", "w"]
    assert nodes["s"] == {
        "id": "s",
        "title": "Split paths",
        "type": "split",
        "entered": 4,
        "accounts": 4,
        "people": None,
        "here": 0,
        "left": {"Steel": 2, "Wood": 1},
        "ended": {"no_path_matched": 1},
    }
    assert nodes["w"]["here"] == 1
    assert nodes["w"]["left"] == {"next": 0}  # every path, also where nobody took it
    assert document["days"][0] == {
        "day": "2024-03-01",
        "entered": 4,
        "completed": 0,
        "ended_early": 1,
        "in_journey": 3,
    }


def test_the_hash_of_a_run_is_that_of_what_is_replayed() -> None:
    known = definitions(JOURNEY)
    same = definition_hash([JOURNEY], known)
    assert definition_hash([JOURNEY.model_copy(deep=True)], known) == same
    assert definition_hash([JOURNEY.model_copy(update={"name": "Other"})], known) != same
    assert definition_hash([JOURNEY], definitions()) != same
