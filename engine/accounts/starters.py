"""Audiences to start from: what marketers ask for most, filled with what the data hold."""

from __future__ import annotations

from collections.abc import Sequence

from engine.accounts import fields as f
from engine.accounts.audiences import Audience
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    Operator,
    PeopleOfAccount,
    Quantifier,
    Scope,
)
from resources.catalogue import msg, say

INDUSTRY = "accountOrganization.industry"
JOB_TITLE = "extendedWorkDetails.jobTitle"
_DECIDES = ("Chief", "Vice President", "VP", "Director", "Head of")
"""Words of job titles of people who decide."""


def starters(industries: Sequence[str]) -> tuple[Audience, ...]:
    """The audiences on offer; ``industries``: the most frequent ones of the loaded data."""
    conditions: dict[str, Condition] = {
        "target_industries": Attribute(
            attribute=INDUSTRY, operator=Operator.IS_ONE_OF, values=tuple(industries)
        ),
        "engaged": PeopleOfAccount(condition=_active(30)),
        "hand_raisers": PeopleOfAccount(
            condition=EventHistory(event_type="web.formFilledOut", look_back_days=14)
        ),
        "dormant": PeopleOfAccount(quantifier=Quantifier.NO, condition=_active(90)),
        "no_decision_maker": PeopleOfAccount(
            quantifier=Quantifier.NO,
            condition=AnyOf(
                conditions=tuple(
                    Attribute(attribute=JOB_TITLE, operator=Operator.CONTAINS, value=word)
                    for word in _DECIDES
                )
            ),
        ),
        "reachable": PeopleOfAccount(
            quantifier=Quantifier.AT_LEAST,
            count=3,
            condition=Attribute(attribute=f.EMAIL_CONSENT, operator=Operator.IS, value="y"),
        ),
    }
    return tuple(
        Audience(
            id=key.replace("_", "-"),
            name=say(msg(f"lists.starter.{key}")),
            description=say(msg(f"lists.starter_about.{key}")),
            scope=Scope.ACCOUNT,
            condition=AllOf(conditions=(condition,)),
        )
        for key, condition in conditions.items()
    )


def _active(days: int) -> Condition:
    """Whoever clicked an e-mail, filled out a form or saw three pages in the last days."""
    kinds = (
        ("directMarketing.emailClicked", 1),
        ("web.formFilledOut", 1),
        ("web.webpagedetails.pageViews", 3),
    )
    return AnyOf(
        conditions=tuple(
            EventHistory(event_type=kind, at_least=count, look_back_days=days)
            for kind, count in kinds
        )
    )
