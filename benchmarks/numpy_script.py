"""The reference journey by hand in NumPy: what it costs with no generality at all.

Everyone enters at one instant, so that the arrivals at the first wait, the listen and the second
e-mail are three numbers; what differs by account is its segment, its first response and its
variant. Nothing is traced: only the counts come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.counts import Counts
from benchmarks.reference import (
    BAD_STATUSES,
    CLICKED,
    FARMING,
    FORM,
    INDUSTRY,
    NINE,
    REVENUE,
    SEGMENTS,
    SHARES,
    SOFTWARE,
    START,
)
from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.conditions.columns import BooleanColumn, NumberColumn, TextColumn
from engine.conditions.model import Scope
from engine.journey.nodes import NEXT, OTHER, TIMEOUT
from engine.simulation.results import EndReason, Outcome

OUTCOMES = (Outcome.SENT, Outcome.NO_CONSENT, Outcome.BAD_STATUS, Outcome.SUSPENDED)
NOBODY = len(OUTCOMES)
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Responses:
    """Events of one type, by account, then time."""

    account: NDArray[np.int32]
    person: NDArray[np.int32]
    time: NDArray[np.int64]


@dataclass(frozen=True)
class Arrays:
    """The data in memory, as such a script would hold them: flags, numbers, codes."""

    named: NDArray[np.bool_]
    revenue: NDArray[np.float64]
    industry: NDArray[np.int32]
    industries: list[str]
    account_of_person: NDArray[np.int32]
    has_email: NDArray[np.bool_]
    consent: NDArray[np.int32]
    consents: list[str]
    status: NDArray[np.int32]
    statuses: list[str]
    suspended: NDArray[np.bool_]
    clicks: Responses
    forms: Responses


def arrays(dataset: Dataset) -> Arrays:
    """The columns that the script needs, from a dataset (not part of what is measured)."""

    def text(scope: Scope, path: str) -> TextColumn:
        column = dataset.attribute(scope, path)
        assert isinstance(column, TextColumn)
        return column

    revenue = dataset.attribute(Scope.ACCOUNT, REVENUE)
    suspended = dataset.attribute(Scope.PERSON, f.MARKETING_SUSPENDED)
    assert isinstance(revenue, NumberColumn)
    assert isinstance(suspended, BooleanColumn)
    industry = text(Scope.ACCOUNT, INDUSTRY)
    consent = text(Scope.PERSON, f.EMAIL_CONSENT)
    status = text(Scope.PERSON, f.EMAIL_STATUS)
    return Arrays(
        named=text(Scope.ACCOUNT, f.ACCOUNT_NAME).codes >= 0,
        revenue=revenue.values,
        industry=industry.codes,
        industries=industry.categories.to_list(),
        account_of_person=dataset.account_of_person,
        has_email=text(Scope.PERSON, f.EMAIL).codes >= 0,
        consent=consent.codes,
        consents=consent.categories.to_list(),
        status=status.codes,
        statuses=status.categories.to_list(),
        suspended=suspended.values == 1,
        clicks=_responses(dataset, CLICKED),
        forms=_responses(dataset, FORM),
    )


def _responses(dataset: Dataset, event_type: str) -> Responses:
    block = dataset.events_of(event_type)
    assert block is not None
    return Responses(block.account, block.person, block.timestamp)


def run(data: Arrays) -> Counts:
    """The counts of the reference journey."""
    counts = Counts()
    everyone = int(np.count_nonzero(data.named))
    counts.visit("entry", NEXT, everyone)
    split = np.bincount(_segment(data)[data.named], minlength=len(SEGMENTS) + 1)
    for path, times in zip((*SEGMENTS, OTHER), split, strict=True):
        counts.visit("segment", path, int(times))
    counts.visit("segments-meet", NEXT, everyone)

    outcome = _outcomes(data)
    _mail(counts, data, "first-email", outcome, data.named)
    listening = _office_hours(START + timedelta(days=3))
    counts.visit("office-hours", NEXT, everyone)

    deadline = listening + timedelta(days=7)
    moment = np.minimum(
        _first(data, data.clicks, listening, deadline),
        _first(data, data.forms, listening, deadline),
    )
    responded = data.named & (moment < NEVER)
    late = data.named & ~responded
    in_time = int(np.count_nonzero(responded))
    counts.visit("response", NEXT, in_time)
    counts.visit("response", TIMEOUT, everyone - in_time)
    counts.visit("patience", NEXT, everyone - in_time)
    _mail(counts, data, "second-email", outcome, late)
    counts.visit("responses-meet", NEXT, everyone)

    # The late ones all come at one instant after the last response; ties go by key.
    first = np.flatnonzero(responded)
    order = np.concatenate((first[np.argsort(moment[first], kind="stable")], np.flatnonzero(late)))
    track = np.full(len(data.named), len(SHARES), dtype=np.int8)
    track[order] = np.resize(_quota(), everyone)
    variants = np.bincount(track[data.named], minlength=len(SHARES))
    for label, times in zip(SHARES, variants, strict=True):
        counts.visit("variant", label, int(times))
        counts.visit(f"set-{label}", NEXT, int(times))
        counts.visit("track", label, int(times))
    counts.visit("variants-meet", NEXT, everyone)
    counts.ended["track", EndReason.COMPLETED] = everyone
    return counts


def _segment(data: Arrays) -> NDArray[np.int8]:
    """The first of the three segments that holds, 3 for Other."""
    revenue = data.revenue
    farming = np.array([name in FARMING for name in data.industries] + [False])[data.industry]
    software = data.industry == data.industries.index(SOFTWARE)
    segment = np.full(len(revenue), 3, dtype=np.int8)
    segment[revenue >= 500e6] = 2
    segment[(revenue >= 50e6) & (revenue < 1_000e6) & software] = 1
    segment[(revenue >= 1_000e6) & farming] = 0
    return segment


def _outcomes(data: Arrays) -> NDArray[np.int8]:
    """What becomes of any marketing e-mail to a person: a place in OUTCOMES, or NOBODY."""
    opted_out = np.array([value == "n" for value in data.consents] + [False])[data.consent]
    bad = np.array([value in BAD_STATUSES for value in data.statuses] + [False])[data.status]
    outcome = np.zeros(len(bad), dtype=np.int8)
    outcome[data.suspended] = 3
    outcome[bad] = 2
    outcome[opted_out] = 1
    outcome[~data.has_email] = NOBODY
    return outcome


def _mail(
    counts: Counts,
    data: Arrays,
    node: str,
    outcome: NDArray[np.int8],
    accounts: NDArray[np.bool_],
) -> None:
    counts.visit(node, NEXT, int(np.count_nonzero(accounts)))
    found = np.bincount(outcome[accounts[data.account_of_person]], minlength=NOBODY + 1)
    for name, times in zip(OUTCOMES, found, strict=False):
        counts.messages[node, name] = int(times)


def _office_hours(moment: datetime) -> datetime:
    """The first Monday to Friday 09:00 at or after a moment."""
    day = moment.date() + timedelta(days=moment.time() > NINE)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, NINE, moment.tzinfo)


def _first(data: Arrays, events: Responses, after: datetime, until: datetime) -> NDArray[np.int64]:
    """Each account's first event in (after, until] by a person with an address, or NEVER."""
    low, high = _instant(after), _instant(until)
    rows = np.flatnonzero((events.time > low) & (events.time <= high))
    rows = rows[data.has_email[events.person[rows]]][::-1]
    first = np.full(len(data.named), NEVER)
    first[events.account[rows]] = events.time[rows]  # the last one written is the earliest
    return first


def _quota() -> NDArray[np.int8]:
    """Whom each of a hundred comers in turn goes to, by the quota; then it starts anew."""
    shares, assigned, places = list(SHARES.values()), [0] * len(SHARES), []
    for number in range(1, 101):
        behind = [share * number - 100 * own for share, own in zip(shares, assigned, strict=True)]
        place = behind.index(max(behind))
        assigned[place] += 1
        places.append(place)
    return np.array(places, dtype=np.int8)


def _instant(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000
