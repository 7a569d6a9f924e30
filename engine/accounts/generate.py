"""Synthetic data: believable companies, people and behaviour, fixed by a seed.

Everything is made up: domains end in ``.example``, phone numbers lie in ranges that are given to
nobody. The same settings give the same data; the numbers come from NumPy's PCG64.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.generating import companies, contacts
from engine.accounts.generating.behaviour import behaviour
from engine.accounts.generating.deals import deals
from engine.accounts.generating.settings import GeneratorSettings
from engine.accounts.generating.traits import traits_of
from engine.background import Work
from resources.catalogue import msg

__all__ = ["GeneratorSettings", "generate", "people_and_events_for"]


def generate(
    settings: GeneratorSettings,
    work: Work = Work(),  # noqa: B008 - frozen
) -> Dataset:
    """A dataset of made-up companies with people, events and opportunities.

    Raises :class:`JornadaError` where a setting is out of its range, ``Cancelled`` where the
    person wants it stopped.
    """
    settings.check()
    work.at(0, msg("generate.accounts"))
    accounts = companies.companies(settings)
    return people_and_events_for(
        accounts, settings, work.part(0.05, 1), custom=companies.CUSTOM_FIELDS
    )


def people_and_events_for(
    accounts: pl.DataFrame,
    settings: GeneratorSettings,
    work: Work = Work(),  # noqa: B008 - frozen
    custom: Sequence[Field] = (),
) -> Dataset:
    """A dataset of given accounts, for which people, events and opportunities are made up.

    ``accounts`` has XDM columns, those of ``custom``, and unique keys; what it says of industry,
    size, place and web domain is used. ``settings.accounts`` is not. Raises as ``generate`` does.
    """
    settings.check()
    accounts = accounts.sort(f.ACCOUNT_KEY)
    work.at(0, msg("generate.people"))
    start, end = settings.window
    traits = traits_of(accounts, settings.seed, (end - start) // 86_400_000_000)
    people = contacts.contacts(accounts, traits, settings)
    tables = behaviour(people, traits, settings, accounts.height, work.part(0.15, 0.85))
    work.at(0.85, msg("generate.putting_in_order"))
    dataset = build_dataset(
        settings.name,
        accounts,
        people.frame,
        tables.frames(),
        deals(accounts, traits, settings),
        {Entity.ACCOUNT: custom, Entity.PERSON: contacts.CUSTOM_FIELDS},
    )
    work.at(1)
    return dataset
