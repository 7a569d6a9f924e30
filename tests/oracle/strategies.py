"""Whole cases for the comparison of the two simulators: small but nasty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from engine.accounts.audiences import ListKind
from engine.accounts.dataset import Dataset
from engine.journey.model import Definitions, Journey, JourneyKind
from engine.simulation.results import RunSettings
from tests.oracle.dice import Dice
from tests.oracle.drawn_actions import UPDATED_OF_ACCOUNT, UPDATED_OF_PERSON, definitions
from tests.oracle.drawn_data import EVENT_KINDS, dataset
from tests.oracle.drawn_derived import derived_attributes
from tests.oracle.drawn_journeys import Others, journey
from tests.oracle.drawn_times import Times, times


@dataclass(frozen=True)
class Case:
    """Everything that a simulation takes."""

    journeys: tuple[Journey, ...]
    definitions: Definitions
    dataset: Dataset
    settings: RunSettings

    def told(self) -> str:
        """The case in words that can be pasted into a hand-computed test."""
        tables = [self.dataset.accounts, self.dataset.people]
        tables += [table.frame for table in self.dataset.event_tables.values()]
        lines = [f"window {self.settings}"]
        lines += [one.model_dump_json(exclude_none=True) for one in self.journeys]
        lines.append(self.definitions.model_dump_json(include={"audiences", "lists"}))
        for table in tables:
            lines += [
                str({name: value for name, value in row.items() if value is not None})
                for row in table.to_dicts()
            ]
        return "\n".join(lines)


KINDS: dict[str, tuple[tuple[JourneyKind, ...], ...]] = {
    "one": ((JourneyKind.ACCOUNT,),),
    "several": ((JourneyKind.ACCOUNT,) * 2, (JourneyKind.ACCOUNT,) * 3),
    "people": (
        (JourneyKind.PERSON,),
        (JourneyKind.PERSON, JourneyKind.ACCOUNT),
        (JourneyKind.ACCOUNT, JourneyKind.PERSON),
        (JourneyKind.PERSON, JourneyKind.PERSON),
    ),
}
"""How many journeys of which kind are simulated together."""


THROWS = st.binary(min_size=700, max_size=2500)


def scene(dice: Dice, *, derived: bool = True) -> Times:
    """The times of a case, and what it is about."""
    about = replace(
        times(dice),
        kinds=tuple(dice.several(EVENT_KINDS, 1, 3)),
        paths=(*dice.several(UPDATED_OF_ACCOUNT, 1, 2), *dice.several(UPDATED_OF_PERSON, 1, 2)),
    )
    return replace(about, derived=derived_attributes(about)) if derived else about


def drawn(dice: Dice, together: str, *, calm: bool = False, derived: bool = True) -> Case:
    """A case of some :data:`KINDS`; ``calm``: nothing couples its days but ``derived`` attributes,
    so that without them they may be taken in one stride (no re-entry, no deduplication, no dynamic
    list)."""
    when = scene(dice, derived=derived)
    kinds = dice.of(KINDS[together])
    ids = dice.several(("J", "a", "K"), len(kinds), len(kinds))
    journeys = []
    for id_, kind in zip(ids, kinds, strict=True):
        others = Others(*(_but(id_, ids, kinds, wanted) for wanted in JourneyKind))
        journeys.append(journey(id_, kind, when, others))
    known = definitions(when, journeys)
    if calm:
        quiet = {"re_entry": None, "email_deduplication": False}
        journeys = [
            one.model_copy(update={"settings": one.settings.model_copy(update=quiet)})
            for one in journeys
        ]
        still = {"kind": ListKind.STATIC, "condition": None, "members": known.lists[0].members}
        lists = tuple(item.model_copy(update=still) for item in known.lists)
        known = known.model_copy(update={"lists": lists})
    return Case(tuple(journeys), known, dataset(when), when.settings)


@st.composite
def cases(
    draw: st.DrawFn, together: str = "one", *, calm: bool = False, derived: bool = True
) -> Case:
    """One account journey, ``several`` of them, or some with ``people``."""
    return drawn(Dice(draw(THROWS)), together, calm=calm, derived=derived)


def _but(
    id_: str, ids: Sequence[str], kinds: Sequence[JourneyKind], wanted: JourneyKind
) -> list[str]:
    """The journeys of a kind but this one."""
    return [
        other for other, kind in zip(ids, kinds, strict=True) if other != id_ and kind is wanted
    ]
