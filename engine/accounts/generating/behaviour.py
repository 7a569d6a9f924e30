"""All that people do, drawn block by block so that memory stays low."""

from __future__ import annotations

import numpy as np

from engine.accounts.generating.block import Block, mail_weights
from engine.accounts.generating.calendar import calendar
from engine.accounts.generating.contacts import Contacts
from engine.accounts.generating.happenings import Tables
from engine.accounts.generating.mail import EVENTS_PER_MAIL, mail, mailings
from engine.accounts.generating.settings import GeneratorSettings
from engine.accounts.generating.traits import Traits
from engine.accounts.generating.visits import EVENTS_PER_VISIT, TEXTS, visits, webinars
from engine.background import Work
from resources.catalogue import msg

_MAIL_SHARE = 0.55
"""The share of events that have to do with e-mail."""
_BLOCK = 20_000
"""Accounts drawn at once. The draws depend on it: a change of it changes the data."""


def behaviour(
    people: Contacts, traits: Traits, settings: GeneratorSettings, accounts: int, work: Work
) -> Tables:
    """All events of the people of a number of accounts."""
    when = calendar(*settings.window)
    weights = mail_weights(people)
    wanted = settings.events_per_account * accounts
    mails = wanted * _MAIL_SHARE / EVENTS_PER_MAIL
    visit_rate = _each(wanted * (1 - _MAIL_SHARE) / EVENTS_PER_VISIT, people.interest.sum())
    mail_rate = _each(mails, weights.sum())
    sent = mailings(when, settings, _each(mails, len(weights)))
    held = webinars(when, settings)
    tables = Tables(settings.window, {**sent.texts, **TEXTS})
    blocks = range(0, accounts, _BLOCK)
    for number, first in enumerate(blocks):
        work.at(number / len(blocks), msg("generate.events"))
        low, high = np.searchsorted(people.account, [first, first + _BLOCK]).tolist()
        block = Block(
            rng=np.random.default_rng([settings.seed, 4, number]),
            traits=traits,
            first_account=first,
            first_person=low,
            account=people.account[low:high] - first,
            interest=people.interest[low:high],
            bounces=people.bounces[low:high],
        )
        tables.add(mail(block, mail_rate * weights[low:high], sent), block)
        tables.add(visits(block, visit_rate, when, held), block)
    return tables


def _each(total: float, among: float) -> float:
    return total / among if among else 0.0
