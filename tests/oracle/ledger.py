"""What a run writes down, and the entries of its journeys."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from engine.journey.model import Journey
from engine.simulation.results import Effect, EndReason, Note, Outcome
from tests.oracle.listening import Hearing
from tests.oracle.local_time import journey_end, journey_start


@dataclass(frozen=True)
class Traveller:
    """Who travels: an account, or, in a person journey, a person (with or without an account)."""

    account: str | None
    person: str | None = None

    def sort_key(self) -> tuple[bool, str, str]:
        """Account key, then person key (ruling 8); people without an account last."""
        return (self.account is None, self.account or "", self.person or "")


@dataclass
class Entry:
    """One entry of a traveller into a journey."""

    traveller: Traveller
    number: int
    started: int
    node: str
    arrived: int
    ended: int | None = None


@dataclass(frozen=True)
class Step:
    """A visit of a node, in the words of :class:`engine.simulation.results.RunResult`."""

    journey: str
    account: str | None
    person: str | None
    entry: int
    node: str
    arrived: int
    left: int | None = None
    path: str | None = None
    ended: EndReason | None = None
    trigger: int | None = None
    cause: str | None = None


@dataclass(frozen=True)
class MessageRow:
    """What became of a message to a person."""

    journey: str
    account: str | None
    person: str
    entry: int
    node: str
    time: int
    message: str
    outcome: Outcome


@dataclass(frozen=True)
class EffectRow:
    """What an action did to the account, or to a person."""

    journey: str
    account: str | None
    person: str | None
    entry: int
    node: str
    time: int
    effect: Effect
    subject: str | None
    previous: str | None = None
    new: str | None = None
    note: Note | None = None


@dataclass
class Ledger:
    """The three tables of a run."""

    steps: list[Step] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)
    effects: list[EffectRow] = field(default_factory=list)


@dataclass
class Sending:
    """An e-mail on its way: whether it is a duplicate is settled at the end of the pass."""

    place: tuple[int, int, tuple[bool, str, str], str]
    """Node order, instant, account key, person key: the order of sends (rulings 34, 51)."""
    entry: Entry
    address: str
    row: MessageRow

    def with_outcome(self, outcome: Outcome) -> MessageRow:
        """The row, settled."""
        return replace(self.row, outcome=outcome)


def node_order(journey: Journey) -> list[str]:
    """Ruling 8: repeatedly the node with the lowest id whose predecessors all have a place."""
    order: list[str] = []
    while len(order) < len(journey.nodes):
        order.append(
            min(
                node.id
                for node in journey.nodes
                if node.id not in order
                and all(edge.source in order for edge in journey.edges if edge.target == node.id)
            )
        )
    return order


class JourneyRun:
    """A journey while it is simulated."""

    def __init__(self, journey: Journey, window_start: int) -> None:
        self.journey = journey
        self.id = journey.id
        self.start = journey_start(journey.settings, window_start)
        self.end = journey_end(journey.settings)
        self.order = {node: place for place, node in enumerate(node_order(journey))}
        self.entries: dict[Traveller, list[Entry]] = {}
        self.assigned: dict[str, list[int]] = {}
        """How many each path of a variant by accounts has got."""
        self.holders: dict[tuple[str, str], Entry] = {}
        """Which entry has got an e-mail at an address (folded) and keeps others from it."""
        self.sendings: list[Sending] = []
        self.hearings: defaultdict[str, Hearing] = defaultdict(Hearing)
        """What each listen has made of events."""
        self.chances: set[int] = set()
        """The events that have had their chance to enter someone (ruling 49)."""

    def inside(self, traveller: Traveller) -> Entry | None:
        """The entry of the traveller that has not ended."""
        entries = self.entries.get(traveller, [])
        return entries[-1] if entries and entries[-1].ended is None else None

    def all_inside(self) -> list[Entry]:
        """The entries that have not ended, by key of the traveller."""
        travellers = sorted(self.entries, key=Traveller.sort_key)
        return [entry for who in travellers if (entry := self.inside(who)) is not None]
