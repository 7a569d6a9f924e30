"""The rules: what is looked for, in which table, and how it is to be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality import companies, happenings, persons
from engine.accounts.quality.found import ACCOUNT_COUNTRY, PERSON_COUNTRY, WEBSITE, Found
from engine.accounts.quality.values import Check, Fix, Weight
from engine.accounts.rowset import RowSet
from resources.catalogue import msg

Find = Callable[[Dataset, dt.datetime], Found]


@dataclass(frozen=True)
class Rule:
    """One thing that is looked for. ``fields``: the paths that show it."""

    key: str
    entity: Entity
    weight: Weight
    find: Find
    fields: tuple[str, ...] = ()
    fix: Fix | None = None

    def check(self, dataset: Dataset, as_of: dt.datetime) -> Check:
        """Look for it."""
        found = self.find(dataset, as_of)
        count = int(found.mask.sum())
        return Check(self.key, self.entity, self.weight, count, found.groups, self.fix, as_of)


def _timeless(find: Callable[[Dataset], Found]) -> Find:
    return lambda dataset, _as_of: find(dataset)


def _rule(
    key: str,
    entity: Entity,
    weight: Weight,
    find: Callable[[Dataset], Found],
    *fields: str,
    fix: Fix | None = None,
) -> Rule:
    return Rule(key, entity, weight, _timeless(find), fields, fix)


_A, _P, _E, _O = Entity.ACCOUNT, Entity.PERSON, Entity.EVENT, Entity.OPPORTUNITY
_BAD, _FACT, _GOOD = Weight.PROBLEM, Weight.FACT, Weight.GOOD
_CONSENTS = {
    "email": f.EMAIL_CONSENT,
    "sms": f.SMS_CONSENT,
    "whatsapp": f.WHATSAPP_CONSENT,
}

RULES: tuple[Rule, ...] = (
    _rule("accounts_without_name", _A, _BAD, companies.nameless, f.ACCOUNT_NAME),
    _rule("accounts_same", _A, _BAD, companies.same, f.ACCOUNT_NAME, fix=Fix.DUPLICATES),
    _rule("accounts_same_domain", _A, _BAD, companies.same_domain, WEBSITE, f.ACCOUNT_NAME),
    _rule("accounts_same_name", _A, _BAD, companies.same_name, f.ACCOUNT_NAME, WEBSITE),
    _rule("accounts_parent_unknown", _A, _BAD, companies.lost_parent, companies.PARENT),
    _rule("accounts_without_people", _A, _FACT, companies.without_people, f.ACCOUNT_NAME),
    _rule("accounts_spaces", _A, _BAD, companies.spaced, f.ACCOUNT_NAME, fix=Fix.TRIM),
    _rule("accounts_country", _A, _BAD, companies.country_form, ACCOUNT_COUNTRY, fix=Fix.COUNTRIES),
    _rule("accounts_country_unknown", _A, _BAD, companies.country_unknown, ACCOUNT_COUNTRY),
    _rule("people_reachable", _P, _GOOD, persons.reachable, f.EMAIL, f.EMAIL_CONSENT),
    _rule("people_without_email", _P, _BAD, persons.without_email, f.EMAIL),
    _rule("people_email_malformed", _P, _BAD, persons.malformed, f.EMAIL),
    _rule("people_without_account", _P, _BAD, persons.without_account, f.PERSON_ACCOUNT),
    _rule("people_same", _P, _BAD, persons.same, f.EMAIL, fix=Fix.DUPLICATES),
    _rule("people_same_email", _P, _BAD, persons.same_email, f.EMAIL, f.PERSON_ACCOUNT),
    _rule("people_opted_out", _P, _FACT, persons.opted_out, f.EMAIL, f.EMAIL_CONSENT),
    _rule("people_bad_status", _P, _FACT, persons.bad_status, f.EMAIL, f.EMAIL_STATUS),
    _rule("people_bounced", _P, _FACT, persons.bounced, f.EMAIL, f.EMAIL_STATUS),
    _rule("people_suspended", _P, _FACT, persons.suspended, f.EMAIL, f.MARKETING_SUSPENDED),
    *(
        _rule(f"people_consent_{name}", _P, _BAD, partial(persons.unknown_consent, path), path)
        for name, path in _CONSENTS.items()
    ),
    _rule("people_spaces", _P, _BAD, persons.spaced, f.EMAIL, fix=Fix.TRIM),
    _rule("people_email_case", _P, _BAD, persons.email_case, f.EMAIL, fix=Fix.EMAILS),
    _rule("people_country", _P, _BAD, persons.country_form, PERSON_COUNTRY, fix=Fix.COUNTRIES),
    _rule("people_country_unknown", _P, _BAD, persons.country_unknown, PERSON_COUNTRY),
    Rule("events_future", _E, _BAD, happenings.future, (f.EVENT_TIMESTAMP,)),
    _rule("events_too_early", _E, _BAD, happenings.too_early, f.EVENT_TIMESTAMP),
    _rule("events_out_of_order", _E, _BAD, happenings.out_of_order, f.EVENT_TIMESTAMP),
    _rule("events_without_cause", _E, _FACT, happenings.without_cause, f.EVENT_TIMESTAMP),
    _rule("events_without_account", _E, _FACT, happenings.without_account, f.EVENT_TIMESTAMP),
    _rule("events_spaces", _E, _BAD, happenings.spaced, fix=Fix.TRIM),
    _rule("opportunities_without_account", _O, _BAD, happenings.lost_deals, f.OPPORTUNITY_ACCOUNT),
    _rule("opportunities_spaces", _O, _BAD, happenings.spaced_deals, fix=Fix.TRIM),
)
"""In the order in which they are told."""

_BY_KEY = {rule.key: rule for rule in RULES}


def rows_of(key: str, dataset: Dataset, as_of: dt.datetime) -> RowSet:
    """The rows that a rule holds for."""
    rule = _BY_KEY[key]
    rows = np.flatnonzero(rule.find(dataset, as_of).mask).astype(np.int64)
    return RowSet(rule.entity, rows, msg(f"quality.check.{key}"), rule.fields)
