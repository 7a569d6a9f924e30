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

__all__ = ["GeneratorSettings", "generate", "populate"]


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
    return _populated(accounts, settings, work.part(0.05, 1), companies.CUSTOM_FIELDS)


def populate(
    dataset: Dataset,
    settings: GeneratorSettings,
    work: Work = Work(),  # noqa: B008 - frozen
) -> Dataset:
    """A dataset's accounts with people, events and opportunities made up for them, in place of
    its own; under the dataset's name.

    What the accounts say of industry, size, place and web domain is used; ``settings.accounts``
    and ``settings.name`` are not. Raises as :func:`generate` does.
    """
    custom = dataset.custom.get(Entity.ACCOUNT, ())
    settings = settings.model_copy(update={"name": dataset.name})
    return _populated(dataset.accounts, settings, work, custom)


def _populated(
    accounts: pl.DataFrame,
    settings: GeneratorSettings,
    work: Work,
    custom: Sequence[Field],
) -> Dataset:
    """The dataset of accounts (XDM columns and those of ``custom``, keys unique)."""
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
