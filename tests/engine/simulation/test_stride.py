"""When a run may take its days in one stride. That it comes to the same is shown by the comparison
with the plain simulator (``tests/oracle``), which knows of no strides."""

from __future__ import annotations

from typing import Any

import pytest

from engine.accounts.audiences import Audience
from engine.accounts.derived.model import DerivedAttribute
from engine.accounts.fields import ACCOUNT_NAME
from engine.conditions.model import Attribute, InList, Operator
from engine.journey.actions import AddToAccountList
from engine.journey.model import Journey
from engine.journey.nodes import AccountAudienceNode
from engine.simulation import run
from tests.engine.simulation.build import (
    FORM,
    account,
    account_list,
    action,
    anyone,
    attribute,
    data,
    definitions,
    did,
    draw,
    split,
    update,
    wait,
    window,
)

HOT = attribute("stage", "hot")
FILTERED = account_list("filtered", condition=HOT)
RE_ENTRY = {"timing": "end", "delay": 1, "unit": "days", "limit": 2}
WAIT = wait("w", 2)


def audience(condition: Any) -> dict[str, Any]:
    return {"audiences": (Audience(id="them", name="Them", condition=condition),)}


FORMS = DerivedAttribute(id="forms", name="Forms", event_type=FORM)
MANY = Attribute(attribute=FORMS.path, operator=Operator.AT_LEAST, value=1)
DERIVED_AUDIENCE = audience(MANY) | {"derived_attributes": (FORMS,)}


def listed(*nodes: Any) -> Journey:
    return draw("J", *nodes, entry=AccountAudienceNode(id="in", list="picked"))


@pytest.mark.parametrize(
    ("journeys", "known", "strides"),
    [
        ([draw("J", WAIT)], {}, True),
        ([draw("J", WAIT, re_entry=RE_ENTRY)], {}, False),
        ([draw("J", WAIT, email_deduplication=True)], {}, False),
        ([draw("J", WAIT), draw("K", WAIT)], {}, False),
        # A dynamic list couples the days only where it is asked for.
        ([draw("J", WAIT)], {"lists": (FILTERED,)}, True),
        ([draw("J", split("s", {"In": InList(list="filtered")}))], {"lists": (FILTERED,)}, False),
        (
            [draw("J", WAIT, audience="them")],
            {"lists": (FILTERED,)} | audience(InList(list="filtered")),
            False,
        ),
        # A derived attribute is worked out daily; it couples the days where it is asked for.
        ([draw("J", WAIT)], {"derived_attributes": (FORMS,)}, True),
        ([draw("J", split("s", {"Yes": MANY}))], {"derived_attributes": (FORMS,)}, False),
        ([draw("J", WAIT, audience="them")], DERIVED_AUDIENCE, False),
        # What the journey changes must not decide who enters.
        ([draw("J", WAIT, audience="them")], audience(HOT), True),
        ([draw("J", update("u", "stage", "hot"), audience="them")], audience(HOT), False),
        ([draw("J", update("u", "tier", 1), audience="them")], audience(HOT), True),
        ([draw("J", update("u", ACCOUNT_NAME, None))], {}, False),
        ([draw("J", WAIT, audience="them")], audience(anyone(did())), True),  # loaded events only
        ([listed(WAIT)], {"lists": (account_list("picked", "A"),)}, True),
        (
            [listed(action("a", AddToAccountList(list="picked")))],
            {"lists": (account_list("picked", "A"),)},
            False,
        ),
    ],
)
def test_days_are_taken_at_once_only_where_nothing_couples_them(
    monkeypatch: pytest.MonkeyPatch, journeys: list[Journey], known: dict[str, Any], strides: bool
) -> None:
    taken = []
    for way in ("stride", "days"):
        whole = getattr(run._Run, way)

        def noted(self: Any, *args: Any, way: str = way, whole: Any = whole) -> None:
            taken.append(way)
            whole(self, *args)

        monkeypatch.setattr(run._Run, way, noted)
    dataset = data([account("A")])
    run.simulate(journeys, definitions(*journeys, **known), dataset, window("03-01", "03-05"))
    assert taken == ["stride" if strides else "days"]
