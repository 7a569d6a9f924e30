"""Small, nasty data: blank names, shared addresses, refusals, and events at the same instants."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from engine.accounts.dataset import POLARS_TYPES, Dataset, build_dataset
from engine.accounts.fields import (
    ACCOUNT_KEY,
    ACCOUNT_NAME,
    CHANGED_ATTRIBUTE,
    CHANGED_NEW,
    CHANGED_PREVIOUS,
    EMAIL,
    EMAIL_CONSENT,
    EMAIL_STATUS,
    EVENT_PERSON,
    EVENT_TIMESTAMP,
    EVENT_TYPE,
    INTERESTING_MOMENT,
    MARKETING_SUSPENDED,
    MOBILE_PHONE,
    MOMENT_DESCRIPTION,
    MOMENT_TYPE,
    OPPORTUNITY_ACCOUNT,
    OPPORTUNITY_KEY,
    PERSON_ACCOUNT,
    PERSON_CHANGED,
    PERSON_KEY,
    PERSON_ROLES,
    SMS_CONSENT,
    STANDARD_FIELDS,
    WHATSAPP_CONSENT,
    Entity,
    Field,
)
from engine.conditions.model import ValueType
from tests.oracle.drawn_times import Times

INDUSTRY = "accountOrganization.industry"
REVENUE = "accountOrganization.annualRevenue.amount"
EMPLOYEES = "accountOrganization.numberOfEmployees"
TITLE = "extendedWorkDetails.jobTitle"
FORM, CLICK = "web.formFilledOut", "directMarketing.emailClicked"
FORM_NAME = "web.fillOutForm.webFormName"
MAILING, MAILING_KEY = "directMarketing.mailingName", "directMarketing.mailingKey.sourceKey"
VISIT = "shop.visited"

ACCOUNT_KEYS = ("A", "a", "10", "9", "é", "Z1")
PERSON_KEYS = ("p1", "P2", "p10", "p3", "ä", "q", "p2", "R", "p4", "p5", "0", "s")
ADDRESSES = ("ann@x.example", "ANN@X.example", "bob@x.example", "straße@x.example")
TEXTS = ("Steel", "STEEL", "Straße", "STRASSE", "Wood", "steel works")
BLANK = (None, "", " \u00a0")

_S, _I, _N = ValueType.STRING, ValueType.INTEGER, ValueType.NUMBER
_B, _D, _T, _L = ValueType.BOOLEAN, ValueType.DATE, ValueType.TIMESTAMP, ValueType.STRINGS


def _custom(*rows: tuple[str, ValueType]) -> tuple[Field, ...]:
    return tuple(Field(path=path, label=path, type=kind, custom=True) for path, kind in rows)


CUSTOM = {
    Entity.ACCOUNT: _custom(
        ("stage", _S),
        ("tier", _I),
        ("ratio", _N),
        ("target", _B),
        ("renewal", _D),
        ("contacted", _T),
        ("tags", _L),
    ),
    Entity.PERSON: _custom(
        ("segment", _S), ("points", _N), ("vip", _B), ("hired", _D), ("seen", _T), ("topics", _L)
    ),
    Entity.EVENT: _custom(
        ("shop.name", _S), ("shop.amount", _N), ("shop.first", _B), ("shop.due", _T)
    ),
}

TYPES: dict[Entity, dict[str, ValueType]] = {
    entity: {item.path: item.type for item in (*STANDARD_FIELDS[entity], *CUSTOM.get(entity, ()))}
    for entity in Entity
}

ACCOUNT_ATTRIBUTES = (
    INDUSTRY,
    "tier",
    "stage",
    REVENUE,
    "target",
    "renewal",
    "contacted",
    "tags",
    "ratio",
    EMPLOYEES,
    ACCOUNT_NAME,
    ACCOUNT_KEY,
)
PERSON_ATTRIBUTES = (
    "segment",
    TITLE,
    "points",
    "vip",
    "hired",
    "seen",
    "topics",
    EMAIL_CONSENT,
    EMAIL_STATUS,
    EMAIL,
    PERSON_KEY,
)
KNOWN_OF_ACCOUNTS = ACCOUNT_ATTRIBUTES[:-2]
KNOWN_OF_PEOPLE = (
    *PERSON_ATTRIBUTES[:-2],
    SMS_CONSENT,
    MOBILE_PHONE,
    PERSON_ROLES,
    MARKETING_SUSPENDED,
    WHATSAPP_CONSENT,
)
EVENT_FIELDS: Mapping[str, tuple[str, ...]] = {
    FORM: (FORM_NAME,),
    CLICK: (MAILING, MAILING_KEY),
    VISIT: ("shop.name", "shop.amount", "shop.first", "shop.due"),
    INTERESTING_MOMENT: (MOMENT_TYPE, MOMENT_DESCRIPTION),
    PERSON_CHANGED: (CHANGED_ATTRIBUTE, CHANGED_NEW, CHANGED_PREVIOUS),
}
OF_OPPORTUNITIES = ("opportunityStage", "opportunityAmount.amount", "expectedCloseDate", "isClosed")
EVENT_KINDS = (FORM, FORM, CLICK, FORM, CLICK, VISIT, INTERESTING_MOMENT, PERSON_CHANGED)
"""What people did; often the same few things."""


WRITTEN: dict[str, tuple[str, ...]] = {
    ACCOUNT_NAME: ("Acme", "acme"),
    ACCOUNT_KEY: ACCOUNT_KEYS,
    PERSON_KEY: PERSON_KEYS,
    EMAIL: ADDRESSES,
    EMAIL_CONSENT: ("y", "n", "N"),
    SMS_CONSENT: ("y", "Y", "n"),
    WHATSAPP_CONSENT: ("y", "n"),
    EMAIL_STATUS: ("active", "Blocked", "invalid"),
    MOBILE_PHONE: ("+1 555",),
    MOMENT_TYPE: ("Web", "Email", "web"),
    CHANGED_NEW: ("Steel", "5", "steel"),
    CHANGED_PREVIOUS: ("Wood", "0.5"),
    MAILING_KEY: ("m1", "M1"),
}
"""Texts that occur, where they are not any of ``TEXTS``."""


def value(path: str, kind: ValueType, times: Times) -> object:
    """A value of a type that is not missing, as it stands in a frame."""
    dice = times.dice
    match kind:
        case ValueType.STRING if path == CHANGED_ATTRIBUTE:
            return times.path(("segment", "points"))
        case ValueType.STRING:
            return dice.of(WRITTEN.get(path, TEXTS))
        case ValueType.INTEGER:
            return dice.of((0, 1, 5, -3))
        case ValueType.NUMBER:
            return dice.of((0.0, 5.0, 0.5, 1e9))
        case ValueType.BOOLEAN:
            return dice.chance(2)
        case ValueType.DATE:
            return times.moment().date()
        case ValueType.TIMESTAMP:
            return times.moment()
        case ValueType.STRINGS:
            return [dice.of((*TEXTS, "", " ")) for _ in range(dice.number(0, 3))]


def maybe(path: str, kind: ValueType, times: Times) -> object:
    """A value, or, once in five times, none."""
    if times.dice.chance(5):
        return times.dice.of(BLANK) if kind is ValueType.STRING else None
    return value(path, kind, times)


def dataset(times: Times) -> Dataset:
    """One to six accounts with up to four people each, and what people did."""
    dice = times.dice
    keys = dice.several(ACCOUNT_KEYS, 1, 6)
    accounts = [
        {ACCOUNT_KEY: key, ACCOUNT_NAME: dice.of(("Acme", "Acme", "acme") * 5 + BLANK)}
        | _attributes(Entity.ACCOUNT, KNOWN_OF_ACCOUNTS, times)
        for key in keys
    ]
    homes = [*keys, *keys, *keys, *keys]
    people: list[dict[str, object]] = []
    for key in dice.several(PERSON_KEYS, 0, 10):
        homeless = not homes or dice.chance(10)
        home = None if homeless else homes.pop(dice.number(0, len(homes) - 1))
        email = dice.of((*ADDRESSES, *ADDRESSES, *BLANK))
        person = {PERSON_KEY: key, PERSON_ACCOUNT: home, EMAIL: email}
        people.append(person | _attributes(Entity.PERSON, KNOWN_OF_PEOPLE, times))
    who = [str(person[PERSON_KEY]) for person in people]
    events = [_event(who, times) for _ in range(dice.number(0, 40))] if who else []
    return build_dataset(
        "drawn",
        _frame(Entity.ACCOUNT, accounts, (ACCOUNT_KEY, ACCOUNT_NAME)),
        _frame(Entity.PERSON, people, (PERSON_KEY, PERSON_ACCOUNT, EMAIL)),
        _frame(Entity.EVENT, events, (EVENT_PERSON, EVENT_TIMESTAMP, EVENT_TYPE)),
        _opportunities(keys, times),
        custom=CUSTOM,
    )


def _opportunities(accounts: list[str], times: Times) -> pl.DataFrame:
    """Up to five opportunities."""
    rows = [
        {OPPORTUNITY_KEY: f"o{number}", OPPORTUNITY_ACCOUNT: times.dice.of(accounts)}
        | {path: maybe(path, TYPES[Entity.OPPORTUNITY][path], times) for path in OF_OPPORTUNITIES}
        for number in range(times.dice.number(0, 5))
    ]
    return _frame(Entity.OPPORTUNITY, rows, (OPPORTUNITY_KEY, OPPORTUNITY_ACCOUNT))


def _attributes(entity: Entity, paths: tuple[str, ...], times: Times) -> dict[str, object]:
    chosen = times.dice.several(paths, 0, 6)
    return {path: maybe(path, TYPES[entity][path], times) for path in chosen}


def _event(who: list[str], times: Times) -> dict[str, object]:
    kind = times.dice.of(times.kinds)
    return {
        EVENT_PERSON: times.dice.of(who),
        EVENT_TIMESTAMP: times.moment(),
        EVENT_TYPE: kind,
    } | {path: maybe(path, TYPES[Entity.EVENT][path], times) for path in EVENT_FIELDS[kind]}


def _frame(entity: Entity, rows: list[dict[str, object]], always: tuple[str, ...]) -> pl.DataFrame:
    names = dict.fromkeys((*always, *(name for row in rows for name in row)))
    schema = {name: POLARS_TYPES[TYPES[entity][name]] for name in names}
    return pl.DataFrame([{name: row.get(name) for name in names} for row in rows], schema=schema)
