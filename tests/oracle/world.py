"""The world of the plain simulator: what is known of accounts, people, events and lists, as dicts.

Accounts and people go by their keys. A missing value (rulings 15, 45) is ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

from engine.accounts.dataset import Dataset
from engine.accounts.fields import (
    ACCOUNT_KEY,
    ACCOUNT_NAME,
    CHANGED_ATTRIBUTE,
    CHANGED_NEW,
    CHANGED_PREVIOUS,
    EMAIL,
    PERSON_ACCOUNT,
    PERSON_KEY,
    PERSON_ROLES,
    Entity,
    canonical_text,
)
from engine.conditions.model import Scope, ValueType
from engine.journey.model import Definitions
from tests.oracle.local_time import EPOCH, MICROSECOND, instant_of

__all__ = ["PERSON_ROLES", "Event", "Value", "World"]

Value = str | float | bool | list[str] | None
ENTITIES = {Scope.ACCOUNT: Entity.ACCOUNT, Scope.PERSON: Entity.PERSON}


@dataclass(frozen=True)
class Event:
    """Something that happened at a time to a person, or, without one, to an account.

    ``number`` tells events apart and orders those of one type at one instant: in the order of
    loading, loaded ones before those that actions add.
    """

    number: int
    type: str
    time: int
    account: str | None
    person: str | None
    fields: dict[str, Value] = field(default_factory=dict)


class World:
    """The state that conditions read and actions change."""

    def __init__(self, dataset: Dataset, definitions: Definitions) -> None:
        self.dataset = dataset
        self.definitions = definitions
        self.derived_types: dict[str, ValueType] = {}
        """The derived attributes by path, once they have been evaluated."""
        self.values: dict[Scope, dict[str, dict[str, Value]]] = {
            Scope.ACCOUNT: self._table(Scope.ACCOUNT, dataset.accounts.to_dicts(), ACCOUNT_KEY),
            Scope.PERSON: self._table(Scope.PERSON, dataset.people.to_dicts(), PERSON_KEY),
        }
        self.account_of = {
            person: str(values[PERSON_ACCOUNT]) if values[PERSON_ACCOUNT] is not None else None
            for person, values in self.values[Scope.PERSON].items()
        }
        self.people_of: dict[str, list[str]] = {key: [] for key in self.values[Scope.ACCOUNT]}
        for person, account in sorted(self.account_of.items()):
            if account is not None:
                self.people_of[account].append(person)
        self.lists: dict[tuple[Scope, str], set[str]] = {
            (entry.scope, entry.id): set(entry.members) for entry in definitions.lists
        }
        self.scores: dict[tuple[str, str], int] = {}
        """Lead scores by person and name."""
        self.memberships: dict[str, set[tuple[str, ...]]] = {}
        """What the entity (by key and kind) is in outside: destinations, audiences and so on."""
        self._numbers = count()
        self._by_person: dict[str, list[Event]] = {key: [] for key in self.values[Scope.PERSON]}
        self._by_account: dict[str, list[Event]] = {key: [] for key in self.values[Scope.ACCOUNT]}
        self._load_events()

    def _table(
        self, scope: Scope, rows: Iterable[dict[str, object]], key: str
    ) -> dict[str, dict[str, Value]]:
        return {
            str(row[key]): {
                path: plain(value, self.type_of(scope, path)) for path, value in row.items()
            }
            for row in rows
        }

    def _load_events(self) -> None:
        people = self.dataset.people[PERSON_KEY].to_list()
        for kind, table in self.dataset.event_tables.items():
            for row in table.frame.to_dicts():
                person = people[row.pop("person")]
                time = instant_of(row.pop("timestamp"))
                fields = {
                    path: plain(value, self.type_of_field(path)) for path, value in row.items()
                }
                number = next(self._numbers)
                event = Event(number, kind, time, self.account_of[person], person, fields)
                self._by_person[person].append(event)

    def type_of(self, scope: Scope, path: str) -> ValueType:
        """The type of an attribute."""
        if scope is Scope.ACCOUNT and path in self.derived_types:
            return self.derived_types[path]
        found = self.dataset.field(ENTITIES[scope], path)
        return ValueType.STRING if found is None else found.type

    def type_of_field(self, path: str) -> ValueType:
        """The type of an event's field."""
        found = self.dataset.field(Entity.EVENT, path)
        return ValueType.STRING if found is None else found.type

    def value(self, scope: Scope, key: str, path: str) -> Value:
        """The current value of an attribute."""
        return self.values[scope][key].get(path)

    def text(self, person: str, path: str) -> str:
        """A person's text with case folded; empty where it is missing."""
        value = self.value(Scope.PERSON, person, path)
        return value.casefold() if isinstance(value, str) else ""

    def takes_part(self, scope: Scope, key: str) -> bool:
        """Ruling 13: named accounts, people with an e-mail address, by current values."""
        by = ACCOUNT_NAME if scope is Scope.ACCOUNT else EMAIL
        return self.value(scope, key, by) is not None

    def synced_people(self, account: str) -> list[str]:
        """The account's people who take part, by person key."""
        return [key for key in self.people_of[account] if self.takes_part(Scope.PERSON, key)]

    def members(self, scope: Scope, list_id: str) -> set[str]:
        """Who is in a list now."""
        return self.lists.get((scope, list_id), set())

    def events_of_person(self, person: str) -> Sequence[Event]:
        """What the person did or what happened to them."""
        return self._by_person[person]

    def events_of_account(self, account: str) -> Sequence[Event]:
        """What happened to the account itself."""
        return self._by_account[account]

    def happen(
        self, scope: Scope, key: str, kind: str, time: int, fields: dict[str, Value]
    ) -> None:
        """Add an event that an action makes (domain 3.1)."""
        number = next(self._numbers)
        if scope is Scope.ACCOUNT:
            self._by_account[key].append(Event(number, kind, time, key, None, fields))
        else:
            event = Event(number, kind, time, self.account_of[key], key, fields)
            self._by_person[key].append(event)

    def update(
        self, scope: Scope, key: str, path: str, new: object, time: int, event_type: str
    ) -> tuple[str | None, str | None] | None:
        """Set an attribute and add the event that says so: previous and new as canonical text.

        None, and no event, where the value is exactly the same (rulings 24, 46).
        """
        kind = self.type_of(scope, path)
        value = plain(new, kind)
        previous = self.value(scope, key, path)
        if previous == value:
            return None
        self.values[scope][key][path] = value
        was, now = shown(previous, kind), shown(value, kind)
        fields: dict[str, Value] = {
            CHANGED_ATTRIBUTE: path,
            CHANGED_PREVIOUS: plain(was, ValueType.STRING),
            CHANGED_NEW: plain(now, ValueType.STRING),
        }
        self.happen(scope, key, event_type, time, fields)
        return was, now


def plain(value: object, kind: ValueType) -> Value:
    """A value of a frame, or as written in an action, as the world holds it."""
    if value is None:
        return None
    if isinstance(value, list):
        return [item for item in value if item is not None and item.strip()] or None
    if isinstance(value, datetime):
        return instant_of(value)
    if isinstance(value, date):
        return instant_of(datetime(value.year, value.month, value.day, tzinfo=UTC))
    if isinstance(value, str) and kind in (ValueType.DATE, ValueType.TIMESTAMP):
        moment = datetime.fromisoformat(value)
        return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return None if value != value else float(value)
    raise TypeError(value)


def shown(value: Value, kind: ValueType) -> str | None:
    """A value as the text that change events carry."""
    if isinstance(value, list):
        raise TypeError("actions do not change lists of text")
    if value is not None and kind in (ValueType.DATE, ValueType.TIMESTAMP):
        moment = EPOCH + int(value) * MICROSECOND
        return moment.date().isoformat() if kind is ValueType.DATE else moment.isoformat()
    return canonical_text(value)
