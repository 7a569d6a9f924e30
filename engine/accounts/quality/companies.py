"""What is looked for in accounts."""

from __future__ import annotations

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality import found, texts
from engine.accounts.quality.fixes.merging import same_accounts
from engine.accounts.quality.found import ACCOUNT_COUNTRY, WEBSITE, Found
from engine.conditions.model import Scope

PARENT = "accountParentKey.sourceKey"


def nameless(dataset: Dataset) -> Found:
    """Accounts without a name: they take no part (ruling 13)."""
    return Found(~dataset.takes_part(Scope.ACCOUNT))


def same(dataset: Dataset) -> Found:
    """Accounts with a name that are equal in everything but their key."""
    targets = same_accounts(dataset.accounts)
    return Found(targets.mask, targets.groups)


def same_domain(dataset: Dataset) -> Found:
    """Accounts whose websites have the same host."""
    return found.repeated(dataset.accounts, texts.host(pl.col(WEBSITE)), WEBSITE)


def same_name(dataset: Dataset) -> Found:
    """Accounts with the same name but for case, punctuation and legal form."""
    name = texts.company(pl.col(f.ACCOUNT_NAME))
    return found.repeated(dataset.accounts, name, f.ACCOUNT_NAME)


def lost_parent(dataset: Dataset) -> Found:
    """Accounts whose parent is not among the accounts."""
    keys = dataset.accounts[f.ACCOUNT_KEY].implode()
    lost = texts.filled(pl.col(PARENT)).is_not_null() & ~pl.col(PARENT).is_in(keys)
    return found.where(dataset.accounts, lost, PARENT)


def without_people(dataset: Dataset) -> Found:
    """Accounts that no person belongs to."""
    return Found(np.diff(dataset.offsets) == 0)


def spaced(dataset: Dataset) -> Found:
    """Accounts with a text that can be trimmed."""
    return found.spaced(Entity.ACCOUNT, dataset.accounts)


def country_form(dataset: Dataset) -> Found:
    """Accounts whose country is written in another way than its one name."""
    return found.country(dataset.accounts, ACCOUNT_COUNTRY, known=True)


def country_unknown(dataset: Dataset) -> Found:
    """Accounts with a country that the table of countries does not know."""
    return found.country(dataset.accounts, ACCOUNT_COUNTRY, known=False)
