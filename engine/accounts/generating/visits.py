"""Visits to the site and what comes with them: pages, links, forms, moments, scores, webinars,
chats and ads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.accounts import fields as f
from engine.accounts.generating import offers
from engine.accounts.generating.block import Block, repeated
from engine.accounts.generating.calendar import DAY, HOUR, SECOND, Calendar, instants
from engine.accounts.generating.drawing import Codes, choose
from engine.accounts.generating.happenings import Happening, Values
from engine.accounts.generating.settings import GeneratorSettings
from engine.conditions.columns import Instants

EVENTS_PER_VISIT = 3.6
"""How many events a visit brings about, on average over generated data."""

_PAGE, _URL, _REFERRER = "web.webPageDetails.name", "web.webPageDetails.URL", "web.webReferrer.URL"
_FORM, _LINK = "web.fillOutForm.webFormName", "web.webInteraction.linkURL"
_SCORE = "leadOperation.changeScore.scoreAttributeName"
_CHANGE = "leadOperation.changeScore.changeValue"
_WEBINAR, _DIALOGUE = "event.name", "chat.dialogueName"
_CAMPAIGN, _PLATFORM = "advertising.campaignName", "advertising.platform"

_FORM_NAMES = tuple(name for name, _, _ in offers.FORMS)
_STRONG = np.array([name in offers.STRONG_FORMS for name in _FORM_NAMES])
_CHANGES = np.array([change for _, _, change in offers.FORMS])

TEXTS: dict[str, Values] = {
    _PAGE: tuple(name for name, _, _ in offers.PAGES),
    _URL: tuple(url for _, url, _ in offers.PAGES),
    _REFERRER: tuple(url for url, _ in offers.REFERRERS),
    _LINK: offers.LINKS,
    _FORM: _FORM_NAMES,
    f.MOMENT_TYPE: ("Web", "Milestone"),
    f.MOMENT_DESCRIPTION: tuple(f"Filled out: {name}" for name in _FORM_NAMES),
    f.MOMENT_SOURCE: ("Website",),
    _SCORE: ("leadScore",),
    _CHANGE: None,
    _WEBINAR: offers.WEBINARS,
    _DIALOGUE: offers.DIALOGUES,
    _CAMPAIGN: offers.CAMPAIGNS,
    _PLATFORM: offers.PLATFORMS,
}


@dataclass(frozen=True)
class Webinars:
    """When webinars take place, in order."""

    times: Instants


def webinars(when: Calendar, settings: GeneratorSettings) -> Webinars:
    """A webinar about every three weeks, early in the afternoon."""
    rng = np.random.default_rng([settings.seed, 6])
    count = max(when.days // 21, 1)
    local = when.mornings(rng, count) // DAY * DAY + 13 * HOUR
    return Webinars(instants(local, ["America/Chicago"], np.zeros(count, np.int64)))


def visits(block: Block, rate: float, when: Calendar, held: Webinars) -> dict[str, Happening]:
    """Events of a block's visits; ``rate`` is the mean number of visits at an interest of 1."""
    person, _ = repeated(block.rng.poisson(rate * block.interest))
    account = block.account[person] + block.first_account
    local = when.draw(block.rng, block.traits.sows[account])
    centre = block.traits.burst[account]
    near = ~np.isnan(centre) & block.happens(0.65, len(person))
    local[near] = when.near(block.rng, local[near], centre[near])
    times = block.local(person, local)
    return {
        **_pages(block, person, times),
        **_forms(block, person, times),
        **_ads(block, person, times),
        **_chats(block, person, times),
        **_webinars(block, person, times, held),
    }


def _pages(block: Block, person: Codes, times: Instants) -> dict[str, Happening]:
    """One page or several a visit, half a minute to four minutes apart; now and then a link."""
    keen = block.keenness[person]
    row, which = repeated(1 + block.rng.poisson(0.5 + 1.4 * keen))
    total = len(row)
    page = choose(block.rng, [weight for _, _, weight in offers.PAGES], total)
    referrer = choose(block.rng, [weight for _, weight in offers.REFERRERS], total)
    referrer[(which > 0) | block.happens(0.45, total)] = -1
    at = block.after(times[row], 0, 25) + which * block.rng.integers(30, 240, total) * SECOND
    fields = {_PAGE: page, _URL: page, _REFERRER: referrer}
    linked = block.happens(0.25, len(person))
    links = block.rng.integers(0, len(offers.LINKS), int(linked.sum()))
    return {
        "web.webpagedetails.pageViews": Happening(person[row], at, fields),
        "web.webinteraction.linkClicks": Happening(
            person[linked], block.after(times[linked], 30, 400), {_LINK: links}
        ),
    }


def _forms(block: Block, person: Codes, times: Instants) -> dict[str, Happening]:
    """Forms filled out, the change of score they bring, and a moment for the strong ones."""
    filled = np.flatnonzero(block.happens(0.03 + 0.14 * block.keenness[person], len(person)))
    form = choose(block.rng, [weight for _, weight, _ in offers.FORMS], len(filled))
    who, at = person[filled], block.after(times[filled], 120, 900)
    strong = _STRONG[form]
    same = np.zeros(len(form), np.int64)
    return {
        "web.formFilledOut": Happening(who, at, {_FORM: form}),
        "leadOperation.scoreChanged": Happening(
            who, at + SECOND, {_SCORE: same, _CHANGE: _CHANGES[form]}
        ),
        f.INTERESTING_MOMENT: Happening(
            who[strong],
            at[strong] + SECOND,
            {
                f.MOMENT_TYPE: same[strong],
                f.MOMENT_DESCRIPTION: form[strong],
                f.MOMENT_SOURCE: same[strong],
            },
        ),
    }


def _ads(block: Block, person: Codes, times: Instants) -> dict[str, Happening]:
    """Ads seen in the days before the visit, some of them clicked."""
    row, _ = repeated(block.rng.poisson(0.45, len(person)))
    before = (block.rng.exponential(5 * DAY, len(row)) // SECOND).astype(np.int64) * SECOND
    at = times[row] - before
    campaign = choose(block.rng, (4, 3, 2, 1), len(row))
    platform = choose(block.rng, (6, 3, 1), len(row))
    clicked = block.happens(0.06, len(row))

    def event(rows: np.ndarray, at: Instants) -> Happening:
        return Happening(
            person[row][rows], at, {_CAMPAIGN: campaign[rows], _PLATFORM: platform[rows]}
        )

    return {
        "advertising.impressions": event(np.ones(len(row), np.bool_), at),
        "advertising.clicks": event(clicked, block.after(at[clicked], 1, 20)),
    }


def _chats(block: Block, person: Codes, times: Instants) -> dict[str, Happening]:
    """Conversations on the site; some reach their goal, some end with a meeting."""
    engaged = np.flatnonzero(block.happens(0.04, len(person)))
    dialogue = choose(block.rng, (6, 3, 1), len(engaged))
    who, at = person[engaged], block.after(times[engaged], 20, 300)
    goal = block.happens(0.35, len(engaged))
    meeting = goal & block.happens(0.5, len(engaged))
    return {
        "chat.dialogueEngaged": Happening(who, at, {_DIALOGUE: dialogue}),
        "chat.goalReached": Happening(
            who[goal], block.after(at[goal], 60, 300), {_DIALOGUE: dialogue[goal]}
        ),
        "chat.meetingScheduled": Happening(
            who[meeting], block.after(at[meeting], 300, 500), {_DIALOGUE: dialogue[meeting]}
        ),
    }


def _webinars(block: Block, person: Codes, times: Instants, held: Webinars) -> dict[str, Happening]:
    """Registrations for the next webinar, and who came."""
    asked = np.flatnonzero(block.happens(0.03, len(person)))
    at = block.after(times[asked], 60, 600)
    following = np.searchsorted(held.times, at, side="right")
    there = following < len(held.times)
    who, at, webinar = person[asked][there], at[there], following[there]
    name = webinar % len(offers.WEBINARS)
    came = block.happens(0.45, len(who))
    return {
        "event.registered": Happening(who, at, {_WEBINAR: name}),
        "event.attended": Happening(
            who[came], block.after(held.times[webinar[came]], 0, 900), {_WEBINAR: name[came]}
        ),
    }
