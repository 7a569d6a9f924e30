"""The people of a run of accounts, whose behaviour is drawn at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.accounts.generating.calendar import instants
from engine.accounts.generating.contacts import Contacts
from engine.accounts.generating.drawing import Codes, Floats
from engine.accounts.generating.traits import ZONES, Traits
from engine.conditions.columns import Bools, Instants


@dataclass(frozen=True)
class Block:
    """A row each for the people of the accounts from ``first_account`` on, and their own
    random numbers, so that a block does not depend on those before it."""

    rng: np.random.Generator
    traits: Traits
    first_account: int
    first_person: int
    account: Codes
    """Rows of accounts, counted from ``first_account``."""
    interest: Floats
    bounces: Bools

    @property
    def keenness(self) -> Floats:
        """Interest between 0 and 1."""
        keen: Floats = self.interest / (self.interest + 1.5)
        return keen

    def local(self, person: Codes, times: Instants) -> Instants:
        """Wall-clock times of people as instants."""
        zones = self.traits.zone[self.account[person] + self.first_account]
        return instants(times, ZONES, zones)

    def happens(self, chance: Floats | float, rows: int) -> Bools:
        """For each row whether something of this chance happens."""
        return self.rng.random(rows) < chance

    def after(self, times: Instants, least: int, most: int) -> Instants:
        """A random while later, in seconds."""
        return times + self.rng.integers(least, most, len(times)) * 1_000_000


def mail_weights(people: Contacts) -> Floats:
    """How much mail each person gets beside others: none without an address, little against the
    person's will."""
    weight: Floats = people.has_email * np.where(people.opted_out, 0.15, 1.0)
    return weight * (1 + 0.3 * np.minimum(people.interest, 3))


def repeated(counts: Codes) -> tuple[Codes, Codes]:
    """Each row as often as it counts, and which time of it this is."""
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
