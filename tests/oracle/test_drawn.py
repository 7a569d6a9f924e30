"""The drawn cases reach what they are drawn for: a comparison that never gets there proves nothing.

The cases come from a random generator of its own with a fixed seed, so that this test always sees
the same ones; the shares are those of the cases that Hypothesis draws.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from engine.simulation.results import Effect, EndReason, Note, Outcome
from engine.simulation.run import simulate
from tests.oracle.dice import Dice
from tests.oracle.features import reached
from tests.oracle.strategies import Case, drawn

CASES = 600


def _case(random: Random, together: str, *, calm: bool = False) -> Case:
    return drawn(Dice(random.randbytes(random.randint(700, 2500))), together, calm=calm)


def _expected() -> list[str]:
    """What account journeys can come to in a replay without buying groups."""
    nodes = ("account_audience", "action", "listen", "split", "variant", "wait", "merge")
    heard = (
        *("experience_event", "account_interesting_moment"),
        *("account_value_changed", "person_profile_changed"),
        *("at least", "filtered", "not the first trigger", "constraints", "new or previous value"),
    )
    timings = (
        *("minutes", "hours", "days", "weeks", "months", "until", "must end on"),
        "across a change of clocks",
    )
    return [
        *(f"node {node}" for node in (*nodes, "close_split")),
        *(f"person at {node}" for node in ("split", "variant", "action")),
        "person straight to the close split",
        *(f"{node} path {place}" for node in ("split", "variant") for place in range(4)),
        "split other",
        *("derived value accepted", "derived value refused"),
        *(f"merge after {node}" for node in (*nodes[1:], "close_split")),
        *(f"listen {one}" for one in heard),
        *(f"{node} {one}" for node in ("wait", "timeout") for one in timings),
        *(f"effect {one}" for one in Effect),
        *(f"note {one}" for one in Note),
        *(f"message {one}" for one in (*Outcome, "news", "receipt", "sms", "whatsapp")),
        *(f"ended {one}" for one in EndReason),
        *("re-entry", "several journeys", "still here"),
    ]


def test_drawn_cases_reach_every_feature() -> None:
    random = Random(1)  # noqa: S311 - no secret
    counted: Counter[str] = Counter()
    for number in range(CASES):
        case = _case(random, "several" if number % 2 else "one")
        result = simulate(case.journeys, case.definitions, case.dataset, case.settings)
        counted.update(reached(case, result))
    assert [feature for feature in _expected() if not counted[feature]] == []
