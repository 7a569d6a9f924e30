"""Messages in a replay: who gets them, who does not and why (section 3.8, rulings 33, 34, 51)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.conditions.columns import MISSING_INSTANT, BooleanColumn, Column, TextColumn
from engine.conditions.model import Scope
from engine.journey.actions import SendEmail, SendSms, SendWhatsapp
from engine.journey.model import Email, EmailKind
from engine.simulation.log import OUTCOMES
from engine.simulation.results import Outcome
from engine.simulation.travel import Batch, JourneyRun, in_order
from engine.simulation.world import World

BAD_STATUSES = ("invalid", "suspended", "blacklisted", "blocked", "incomplete")

_CODE = {outcome: np.uint8(code) for code, outcome in enumerate(OUTCOMES)}


def send_email(run: JourneyRun, node: str, action: SendEmail, batch: Batch) -> None:
    """Send an e-mail to the people of a batch."""
    assert batch.people is not None  # noqa: S101 - a people action
    email = next((item for item in run.plan.definitions.emails if item.id == action.email), None)
    kind = EmailKind.MARKETING if email is None else email.kind
    outcomes = run.world.derived(("email", kind), lambda: _email_outcomes(run.world, kind))
    if run.plan.journey.settings.email_deduplication:
        batch = in_order(run, batch)
        assert batch.people is not None  # noqa: S101 - as before
        found = outcomes[batch.people]
        _deduplicate(run, email, action.email or "", batch, found)
    else:
        found = outcomes[batch.people]
    _record(run, node, action.email, batch, found)


def send_text(run: JourneyRun, node: str, action: SendSms | SendWhatsapp, batch: Batch) -> None:
    """Send a text or WhatsApp message to the people of a batch."""
    consent = f.SMS_CONSENT if isinstance(action, SendSms) else f.WHATSAPP_CONSENT
    outcomes = run.world.derived(("text", consent), lambda: _text_outcomes(run.world, consent))
    _record(run, node, action.message, batch, outcomes[batch.people])


def _record(
    run: JourneyRun, node: str, message: str | None, batch: Batch, outcomes: NDArray[np.uint8]
) -> None:
    run.log.messages.add(
        len(batch),
        {
            "journey": run.plan.journey.id,
            "account": run.accounts(batch.entries),
            "person": batch.people,
            "entry": run.numbers(batch.entries),
            "node": node,
            "time": batch.at,
            "message": message,
            "outcome": outcomes,
            "seq": run.log.seq,
        },
    )
    run.log.seq += 1


def _email_outcomes(world: World, kind: EmailKind) -> NDArray[np.uint8]:
    """What an e-mail of a kind would become for every person, but for duplicates."""
    outcomes = np.full(world.height(Scope.PERSON), _CODE[Outcome.SENT])
    suspended = _person(world, f.MARKETING_SUSPENDED)
    if kind is EmailKind.MARKETING and isinstance(suspended, BooleanColumn):
        outcomes[suspended.values == 1] = _CODE[Outcome.SUSPENDED]
    outcomes[_is_one_of(world, f.EMAIL_STATUS, BAD_STATUSES)] = _CODE[Outcome.BAD_STATUS]
    if kind is EmailKind.MARKETING:
        outcomes[_is_one_of(world, f.EMAIL_CONSENT, ("n",))] = _CODE[Outcome.NO_CONSENT]
    return outcomes


def _text_outcomes(world: World, consent: str) -> NDArray[np.uint8]:
    outcomes = np.full(world.height(Scope.PERSON), _CODE[Outcome.NO_CONSENT])
    outcomes[_is_one_of(world, consent, ("y",))] = _CODE[Outcome.SENT]
    number = _person(world, f.MOBILE_PHONE)
    if isinstance(number, TextColumn):
        outcomes[number.codes < 0] = _CODE[Outcome.NO_NUMBER]
    return outcomes


def _person(world: World, path: str) -> Column | None:
    return world.attribute(Scope.PERSON, path)


def _is_one_of(world: World, path: str, texts: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whose attribute is one of some texts, without regard to case (ruling 46)."""
    column = _person(world, path)
    if not isinstance(column, TextColumn):
        return np.zeros(world.height(Scope.PERSON), np.bool_)
    fits = np.append(column.folded.is_in(texts).to_numpy(), False)  # the last one for code -1
    return fits[column.codes]


def _deduplicate(
    run: JourneyRun, email: Email | None, name: str, batch: Batch, outcomes: NDArray[np.uint8]
) -> None:
    """Mark duplicates in ``outcomes``: an address whose holder (the entry that first got the
    e-mail) had not ended at the last midnight, and all but the first of an address here."""
    assert batch.people is not None  # noqa: S101 - a people action
    key = name if email is None else email.id
    codes = run.world.derived(("addresses",), lambda: _addresses(run.world))
    would = np.flatnonzero(outcomes == _CODE[Outcome.SENT])
    addresses = codes[batch.people[would]]
    holders = run.holders.setdefault(key, np.empty(0, np.int32))
    size = int(codes.max(initial=-1)) + 1
    if len(holders) < size:
        fresh = np.full(size - len(holders), -1, np.int32)
        run.holders[key] = holders = np.concatenate((holders, fresh))
    holder = holders[addresses]
    held = holder >= 0
    ended = run.entries.ended[holder[held]]
    held[held] = (ended == MISSING_INSTANT) | (ended >= run.cycle)
    free = np.flatnonzero(~held)
    _, first = np.unique(addresses[free], return_index=True)
    gets = free[first]
    duplicate = np.ones(len(would), np.bool_)
    duplicate[gets] = False
    outcomes[would[duplicate]] = _CODE[Outcome.DUPLICATE]
    holders[addresses[gets]] = batch.entries[would[gets]]


def _addresses(world: World) -> NDArray[np.int32]:
    """A number for each person's e-mail address: the same for every case of it, and the same for
    the whole run. -1 without an address."""
    column = _person(world, f.EMAIL)
    if not isinstance(column, TextColumn):
        return np.full(world.height(Scope.PERSON), -1, np.int32)
    world.addresses = world.addresses.of(column.categories)
    return np.append(world.addresses.numbers, np.int32(-1))[column.codes]
