"""The e-mails that people get and what they do with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.accounts.generating import offers
from engine.accounts.generating.block import Block, repeated
from engine.accounts.generating.calendar import HOUR, SECOND, Calendar, instants
from engine.accounts.generating.drawing import Codes, Floats
from engine.accounts.generating.happenings import Happening, Values
from engine.accounts.generating.settings import GeneratorSettings
from engine.conditions.columns import Bools, Instants

EVENTS_PER_MAIL = 2.28
"""How many events a mail brings about, on average over generated data."""

_MAILING_NAME, _MAILING_KEY = "directMarketing.mailingName", "directMarketing.mailingKey.sourceKey"
_LINK, _DETAILS = "directMarketing.linkURL", "directMarketing.emailBouncedDetails"
_HOME = ["America/Chicago"]


@dataclass(frozen=True)
class Mailings:
    """The mailings of the window, in the order of their times. There is a prime number of them,
    so that steps of any size visit each of them once."""

    names: tuple[str, ...]
    keys: tuple[str, ...]
    times: Instants

    @property
    def texts(self) -> dict[str, Values]:
        """The texts of the fields of mail events."""
        return {
            _MAILING_NAME: self.names,
            _MAILING_KEY: self.keys,
            _LINK: offers.LINKS,
            _DETAILS: (*offers.BOUNCES_HARD, *offers.BOUNCES_SOFT),
            "device.isMobileDevice": None,
        }


def mailings(when: Calendar, settings: GeneratorSettings, mails_per_person: float) -> Mailings:
    """Enough mailings that hardly anyone gets all of them, two a week at least."""
    rng = np.random.default_rng([settings.seed, 5])
    count = _prime(max(23, when.days * 2 // 7, int(mails_per_person * 3)))
    local = when.mornings(rng, count)
    kinds = [kind.format(theme=theme) for theme in offers.THEMES for kind in offers.MAILING_KINDS]
    months = (local // (24 * HOUR)).astype("datetime64[D]").astype("datetime64[M]").astype(str)
    names = [
        f"{kinds[number % len(kinds)]} ({months[number]}, {number + 1})" for number in range(count)
    ]
    keys = [f"M{number + 1:04}" for number in range(count)]
    return Mailings(tuple(names), tuple(keys), instants(local, _HOME, np.zeros(count, np.int64)))


def mail(block: Block, rate: Floats, sent: Mailings) -> dict[str, Happening]:
    """E-mail events of a block. ``rate`` is the mean number of mails of each person."""
    count = len(sent.times)
    mails = np.minimum(block.rng.poisson(rate), count)
    person, which = repeated(mails)
    first = block.rng.integers(0, count, len(rate))
    step = block.rng.integers(1, count, len(rate))
    mailing = (first[person] + which * step[person]) % count
    times = block.after(sent.times[mailing], 0, 5_400)
    keen = block.keenness[person]

    def event(times: Instants, rows: Bools | slice = slice(None), **fields: Codes) -> Happening:
        common = {_MAILING_NAME: mailing[rows], _MAILING_KEY: mailing[rows]}
        return Happening(person[rows], times[rows], {**common, **fields})

    total = len(person)
    bounced = block.happens(np.where(block.bounces[person], 0.9, 0.012), total)
    hard = bounced & (block.bounces[person] | block.happens(0.4, total))
    delivered = block.after(times, 2, 90)
    opened = ~bounced & block.happens(0.05 + 0.5 * keen, total)
    delay = block.rng.lognormal(np.log(2.2 * HOUR), 1.3, total)
    opened_at = delivered + (delay // SECOND).astype(np.int64) * SECOND
    clicked = opened & block.happens(0.04 + 0.22 * keen, total)
    left = opened & block.happens(0.009 * (1 - keen), total)
    at_bounce = block.after(times, 2, 900)
    reason = block.rng.integers(0, len(offers.BOUNCES_HARD), total)
    return {
        "directMarketing.emailSent": event(times),
        "directMarketing.emailDelivered": event(delivered, ~bounced),
        "directMarketing.emailBounced": _with(event(at_bounce, hard), _DETAILS, reason[hard]),
        "directMarketing.emailBouncedSoft": _with(
            event(at_bounce, bounced & ~hard),
            _DETAILS,
            reason[bounced & ~hard] + len(offers.BOUNCES_HARD),
        ),
        "directMarketing.emailOpened": _with(
            event(opened_at, opened),
            "device.isMobileDevice",
            block.happens(0.4, total)[opened].astype(np.int64),
        ),
        "directMarketing.emailClicked": _with(
            event(block.after(opened_at, 4, 200), clicked),
            _LINK,
            mailing[clicked] % len(offers.LINKS),
        ),
        "directMarketing.emailUnsubscribed": event(block.after(opened_at, 5, 120), left),
    }


def _with(happening: Happening, field: str, codes: Codes) -> Happening:
    fields = {**happening.fields, field: codes}
    return Happening(happening.person, happening.time, fields)


def _prime(least: int) -> int:
    """The first prime number from ``least`` (above 1) on."""
    number = least
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number
