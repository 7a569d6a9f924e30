"""The reference journey.

Entry, split by revenue and industry (3 paths and Other), e-mail, wait 3 days ending
Monday to Friday 09:00 New York, listen for an e-mail click or a filled-out form for 7 days
(timeout: wait 5 days, second e-mail), variant 50/30/20, update an attribute, merge, split on that
attribute, end. It starts on a Wednesday, so that the wait ends on the Monday after the clocks
have gone forward.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.accounts.audiences import Audience
from engine.conditions.model import AllOf, Attribute, Operator
from engine.journey.actions import Context, SendEmail, UpdateAccountProfile
from engine.journey.model import Definitions, Edge, Email, Journey, Settings
from engine.journey.nodes import (
    NEXT,
    TIMEOUT,
    AccountAudienceNode,
    ActionNode,
    ListenNode,
    MergeNode,
    Node,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
    WaitNode,
)
from engine.journey.timing import WORKDAYS, Duration, MustEndOn, Timing, Unit
from engine.journey.triggers import ExperienceEventTrigger
from engine.simulation.results import RunSettings

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 3, 4, tzinfo=ZONE)
DAYS = 90
END = START + timedelta(days=DAYS)

REVENUE = "accountOrganization.annualRevenue.amount"
INDUSTRY = "accountOrganization.industry"
TRACK = "nurtureTrack"
CLICKED, FORM = "directMarketing.emailClicked", "web.formFilledOut"

SHARES = {"A": 50, "B": 30, "C": 20}
NINE = time(9)
FARMING, SOFTWARE = ("Agriculture", "Food"), "Software"
SEGMENTS = ("Farming enterprises", "Growing software", "Large")
BAD_STATUSES = ("invalid", "suspended", "blacklisted", "blocked", "incomplete")
MILLION = 1_000_000


def definitions() -> Definitions:
    """What the reference journey refers to."""
    return Definitions(
        audiences=(Audience(id="everyone", name="All accounts"),),
        emails=(
            Email(id="invitation", name="Invitation"),
            Email(id="reminder", name="Reminder"),
        ),
    )


def journey() -> Journey:
    """The reference journey."""
    nodes: list[Node] = [
        AccountAudienceNode(id="entry", audience="everyone"),
        SplitNode(id="segment", paths=_segments()),
        MergeNode(id="segments-meet"),
        ActionNode(id="first-email", context=Context.PEOPLE, action=SendEmail(email="invitation")),
        WaitNode(
            id="office-hours",
            timing=_days(3, MustEndOn(days=WORKDAYS, time=NINE, time_zone=ZONE.key)),
        ),
        ListenNode(
            id="response",
            triggers=(
                ExperienceEventTrigger(event_type=CLICKED),
                ExperienceEventTrigger(event_type=FORM),
            ),
            timeout=_days(7),
        ),
        WaitNode(id="patience", timing=_days(5)),
        ActionNode(id="second-email", context=Context.PEOPLE, action=SendEmail(email="reminder")),
        MergeNode(id="responses-meet"),
        VariantNode(
            id="variant",
            paths=tuple(VariantPath(label=label, percentage=n) for label, n in SHARES.items()),
        ),
        *(
            ActionNode(id=f"set-{label}", action=UpdateAccountProfile(attribute=TRACK, value=label))
            for label in SHARES
        ),
        MergeNode(id="variants-meet"),
        SplitNode(
            id="track",
            paths=tuple(
                SplitPath(label=label, condition=Attribute(attribute=TRACK, value=label))
                for label in SHARES
            ),
        ),
    ]
    edges = [
        ("entry", NEXT, "segment"),
        *(("segment", path, "segments-meet") for path in nodes[1].path_names()),
        ("segments-meet", NEXT, "first-email"),
        ("first-email", NEXT, "office-hours"),
        ("office-hours", NEXT, "response"),
        ("response", NEXT, "responses-meet"),
        ("response", TIMEOUT, "patience"),
        ("patience", NEXT, "second-email"),
        ("second-email", NEXT, "responses-meet"),
        ("responses-meet", NEXT, "variant"),
        *(("variant", label, f"set-{label}") for label in SHARES),
        *((f"set-{label}", NEXT, "variants-meet") for label in SHARES),
        ("variants-meet", NEXT, "track"),
    ]
    return Journey(
        id="reference",
        name="Reference journey",
        settings=Settings(time_zone=ZONE.key),
        nodes=tuple(nodes),
        edges=tuple(Edge(source=source, path=path, target=to) for source, path, to in edges),
    )


def _days(amount: int, must_end_on: MustEndOn | None = None) -> Timing:
    return Timing(duration=Duration(amount=amount, unit=Unit.DAYS), must_end_on=must_end_on)


def _segments() -> tuple[SplitPath, ...]:
    farming = Attribute(attribute=INDUSTRY, operator=Operator.IS_ONE_OF, values=FARMING)
    software = Attribute(attribute=INDUSTRY, value=SOFTWARE)
    return (
        SplitPath(
            label=SEGMENTS[0],
            condition=AllOf(conditions=(_revenue(Operator.AT_LEAST, 1_000 * MILLION), farming)),
        ),
        SplitPath(
            label=SEGMENTS[1],
            condition=AllOf(
                conditions=(
                    _revenue(Operator.AT_LEAST, 50 * MILLION),
                    _revenue(Operator.LESS, 1_000 * MILLION),
                    software,
                )
            ),
        ),
        SplitPath(label=SEGMENTS[2], condition=_revenue(Operator.AT_LEAST, 500 * MILLION)),
    )


def _revenue(operator: Operator, value: int) -> Attribute:
    return Attribute(attribute=REVENUE, operator=operator, value=value)


def settings() -> RunSettings:
    """The window of 90 days that the data fill."""
    return RunSettings(start=START, end=END, time_zone=ZONE.key)
