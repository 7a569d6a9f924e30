"""The reference journey as a SimPy model: a process an account, timeouts, sorted event look-up.

It is written as one would write it for SimPy and to be quick: an account waits for the earlier of
its next response, found by bisection, and the deadline, in one timeout. Time is microseconds since
1970 as whole numbers, so that instants are exact. Processes that fall due at the same instant go
in the order of their start, which is that of the account keys.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import simpy

from benchmarks.counts import Counts
from benchmarks.reference import (
    BAD_STATUSES,
    CLICKED,
    END,
    FARMING,
    FORM,
    INDUSTRY,
    NINE,
    REVENUE,
    SEGMENTS,
    SHARES,
    SOFTWARE,
    START,
    ZONE,
)
from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.journey.nodes import NEXT, OTHER, TIMEOUT
from engine.simulation.results import EndReason, Outcome

SECOND = 1_000_000


@dataclass(slots=True)
class Person:
    """Someone with an e-mail address."""

    consent: str | None
    status: str | None
    suspended: bool


@dataclass(slots=True)
class Account:
    """An account with a name: its people and their responses, in order of time."""

    revenue: float | None
    industry: str | None
    people: list[Person]
    responses: list[int]
    track: str | None = None


def accounts(dataset: Dataset) -> list[Account]:
    """The data in memory, as such a model would hold them (not part of what is measured)."""
    found = [
        Account(revenue, industry, [], [])
        for revenue, industry in dataset.accounts.select(REVENUE, INDUSTRY).iter_rows()
    ]
    account_of = dataset.account_of_person.tolist()
    columns = (f.EMAIL, f.EMAIL_CONSENT, f.EMAIL_STATUS, f.MARKETING_SUSPENDED)
    takes_part: list[bool] = []
    for row, (email, consent, status, suspended) in enumerate(
        dataset.people.select(columns).iter_rows()
    ):
        takes_part.append(email is not None)
        if email is not None:
            found[account_of[row]].people.append(Person(consent, status, suspended))
    for event_type in (CLICKED, FORM):
        block = dataset.events_of(event_type)
        assert block is not None
        for person, time in zip(block.person.tolist(), block.timestamp.tolist(), strict=True):
            if takes_part[person]:
                found[account_of[person]].responses.append(time)
    for account in found:
        account.responses.sort()
    named = dataset.accounts[f.ACCOUNT_NAME].is_not_null()
    return [account for account, has_name in zip(found, named, strict=True) if has_name]


class Model:
    """The journey and what it has counted."""

    def __init__(self) -> None:
        self.env = simpy.Environment(initial_time=_instant(START))
        self.counts = Counts()
        self.assigned = dict.fromkeys(SHARES, 0)

    def travel(self, account: Account) -> Generator[simpy.Timeout, None, None]:
        """One account's way through the journey."""
        env, visit = self.env, self.counts.visit
        visit("entry", NEXT)
        visit("segment", segment(account))
        visit("segments-meet", NEXT)
        self.mail("first-email", account)

        self.counts.entered["office-hours"] += 1
        yield env.timeout(office_hours(_local(env.now) + timedelta(days=3)) - env.now)
        self.counts.left["office-hours", NEXT] += 1

        self.counts.entered["response"] += 1
        deadline = _instant(_local(env.now) + timedelta(days=7))
        place = bisect_right(account.responses, env.now)
        if place < len(account.responses) and account.responses[place] <= deadline:
            yield env.timeout(account.responses[place] - env.now)
            self.counts.left["response", NEXT] += 1
        else:
            yield env.timeout(deadline - env.now)
            self.counts.left["response", TIMEOUT] += 1
            self.counts.entered["patience"] += 1
            yield env.timeout(_instant(_local(env.now) + timedelta(days=5)) - env.now)
            self.counts.left["patience", NEXT] += 1
            self.mail("second-email", account)

        visit("responses-meet", NEXT)
        label = self.variant()
        visit("variant", label)
        account.track = label
        visit(f"set-{label}", NEXT)
        visit("variants-meet", NEXT)
        visit("track", account.track)
        self.counts.ended["track", EndReason.COMPLETED] += 1

    def mail(self, node: str, account: Account) -> None:
        """Send an e-mail to everyone of the account who may get it."""
        self.counts.visit(node, NEXT)
        for person in account.people:
            self.counts.messages[node, outcome(person)] += 1

    def variant(self) -> str:
        """The path that is furthest below its share."""
        comers = sum(self.assigned.values()) + 1
        label = max(SHARES, key=lambda path: SHARES[path] * comers - 100 * self.assigned[path])
        self.assigned[label] += 1
        return label


def run(everyone: list[Account]) -> Counts:
    """The counts of the reference journey."""
    model = Model()
    for account in everyone:
        model.env.process(model.travel(account))
    model.env.run(until=_instant(END))
    return model.counts


def segment(account: Account) -> str:
    """The first segment of revenue and industry that holds."""
    revenue = account.revenue
    if revenue is None:
        return OTHER
    if revenue >= 1_000e6 and account.industry in FARMING:
        return SEGMENTS[0]
    if 50e6 <= revenue < 1_000e6 and account.industry == SOFTWARE:
        return SEGMENTS[1]
    return SEGMENTS[2] if revenue >= 500e6 else OTHER


def outcome(person: Person) -> Outcome:
    """Whether a marketing e-mail goes out to a person, or why not."""
    if person.consent == "n":
        return Outcome.NO_CONSENT
    if person.status in BAD_STATUSES:
        return Outcome.BAD_STATUS
    return Outcome.SUSPENDED if person.suspended else Outcome.SENT


def office_hours(moment: datetime) -> int:
    """The first Monday to Friday 09:00 at or after a moment."""
    day = moment.date() + timedelta(days=moment.time() > NINE)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return _instant(datetime.combine(day, NINE, ZONE))


def _local(now: float) -> datetime:
    return datetime.fromtimestamp(now // SECOND, UTC).astimezone(ZONE)


def _instant(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND
