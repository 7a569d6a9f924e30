"""What is looked for in people."""

from __future__ import annotations

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality import found, texts
from engine.accounts.quality.fixes.emails import with_lower_domain
from engine.accounts.quality.fixes.merging import same_people
from engine.accounts.quality.found import PERSON_COUNTRY, Found
from engine.conditions.model import Scope

BOUNCED = "directMarketing.emailBounced"
BAD_STATUSES = ("invalid", "suspended", "blacklisted", "blocked", "incomplete")
"""With these no e-mail is sent (ruling 33)."""


def without_email(dataset: Dataset) -> Found:
    """People without an e-mail address: they take no part (ruling 13)."""
    return Found(~dataset.takes_part(Scope.PERSON))


def malformed(dataset: Dataset) -> Found:
    """People whose e-mail address can't be one."""
    return found.where(dataset.people, texts.is_malformed(pl.col(f.EMAIL)), f.EMAIL)


def without_account(dataset: Dataset) -> Found:
    """People who belong to no account."""
    return Found(dataset.account_of_person < 0)


def same(dataset: Dataset) -> Found:
    """People with one e-mail address who agree in everything that both have."""
    targets = same_people(dataset.people)
    return Found(targets.mask, targets.groups)


def same_email(dataset: Dataset) -> Found:
    """People with the same e-mail address, whatever its case."""
    return found.repeated(dataset.people, texts.address(pl.col(f.EMAIL)), f.EMAIL)


def opted_out(dataset: Dataset) -> Found:
    """People who do not want e-mail (case ignored, ruling 46)."""
    refused = pl.col(f.EMAIL_CONSENT).str.to_lowercase() == "n"
    return found.where(dataset.people, refused, f.EMAIL_CONSENT)


def bad_status(dataset: Dataset) -> Found:
    """People to whose address nothing is sent because of its status."""
    bad = pl.col(f.EMAIL_STATUS).str.to_lowercase().is_in(list(BAD_STATUSES))
    return found.where(dataset.people, bad, f.EMAIL_STATUS)


def bounced(dataset: Dataset) -> Found:
    """People with an e-mail that came back for good."""
    mask = np.zeros(dataset.people.height, np.bool_)
    table = dataset.event_tables.get(BOUNCED)
    if table is not None:
        mask[table.frame["person"].to_numpy()] = True
    return Found(mask)


def suspended(dataset: Dataset) -> Found:
    """People to whom marketing is suspended."""
    return found.where(dataset.people, pl.col(f.MARKETING_SUSPENDED), f.MARKETING_SUSPENDED)


def unknown_consent(path: str, dataset: Dataset) -> Found:
    """People whose consent is neither yes, no nor missing."""
    unknown = texts.filled(pl.col(path)).is_not_null() & ~(
        pl.col(path).str.to_lowercase().is_in(["y", "n"])
    )
    return found.where(dataset.people, unknown, path)


def reachable(dataset: Dataset) -> Found:
    """People of an account to whom a marketing e-mail would be sent (ruling 33), as far as is
    known."""
    mask = dataset.takes_part(Scope.PERSON) & (dataset.account_of_person >= 0)
    for refused in (malformed, opted_out, bad_status, suspended):
        mask = mask & ~refused(dataset).mask
    return Found(mask)


def spaced(dataset: Dataset) -> Found:
    """People with a text that can be trimmed."""
    return found.spaced(Entity.PERSON, dataset.people)


def email_case(dataset: Dataset) -> Found:
    """People whose e-mail address has capitals after the @."""
    lower = with_lower_domain(pl.col(f.EMAIL))
    return found.where(dataset.people, lower.ne_missing(pl.col(f.EMAIL)), f.EMAIL)


def country_form(dataset: Dataset) -> Found:
    """People whose country is written in another way than its one name."""
    return found.country(dataset.people, PERSON_COUNTRY, known=True)


def country_unknown(dataset: Dataset) -> Found:
    """People with a country that the table of countries does not know."""
    return found.country(dataset.people, PERSON_COUNTRY, known=False)
