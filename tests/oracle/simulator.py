"""A deliberately plain simulator: section 7 read aloud, for small data only.

It shares the models and the dataset with the product, and nothing that decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.accounts.audiences import ListKind
from engine.accounts.dataset import Dataset
from engine.conditions.model import Scope
from engine.journey.model import Definitions, Journey, JourneyKind
from engine.journey.nodes import PersonAudienceNode
from engine.simulation.results import EndReason, Outcome, RunSettings
from tests.oracle.actions import Stage
from tests.oracle.conditions import holds
from tests.oracle.derived import evaluate_derived
from tests.oracle.entering import admit, end, take_entries
from tests.oracle.ledger import Entry, JourneyRun, Ledger, Step, Traveller
from tests.oracle.listening import triggers
from tests.oracle.local_time import NEVER, cycles, instant_of, zone
from tests.oracle.visiting import due, visit
from tests.oracle.world import Event, World


def simulate(
    journeys: Sequence[Journey],
    definitions: Definitions,
    dataset: Dataset,
    settings: RunSettings,
) -> Ledger:
    """What happens to everyone in the window [start, end)."""
    start, window_end = instant_of(settings.start), instant_of(settings.end)
    world = World(dataset, definitions)
    runs = [JourneyRun(journey, start) for journey in sorted(journeys, key=lambda one: one.id)]
    stage = Stage(world, {run.id: run for run in runs}, Ledger())

    days = cycles(start, window_end, zone(settings.time_zone))
    for cycle, next_cycle in zip(days, [*days[1:], window_end], strict=True):
        evaluate_derived(world, cycle)  # they see the lists of the last cycle (ruling 44)
        evaluate_lists(world, cycle)
        for run in runs:
            take_entries(run, cycle, world)
        # (2) and (3): no buying groups, no scores.
        something_happened = True
        while something_happened:  # one after another, until nothing more is due that day
            passes = [one_pass(run, cycle, next_cycle, stage) for run in runs]
            something_happened = any(passes)

    for run in runs:
        for entry in run.all_inside():
            stage.ledger.steps.append(still_here(run, entry))
    return stage.ledger


def evaluate_lists(world: World, cycle: int) -> None:
    """Ruling 18: a dynamic list is its members of the last cycle."""
    for entry in world.definitions.lists:
        if entry.kind is ListKind.DYNAMIC and entry.condition is not None:
            world.lists[entry.scope, entry.id] = {
                key
                for key in world.values[entry.scope]
                if holds(entry.condition, world, entry.scope, key, cycle)
            }


def one_pass(run: JourneyRun, cycle: int, next_cycle: int, stage: Stage) -> bool:
    """Let everything that is due in the journey happen, up to the next cycle, in the order of its
    instant, then node order, then entity key. Whether anything happened."""
    before = min(next_cycle, run.end)
    steps_so_far = len(stage.ledger.steps)

    def place(entry: Entry) -> tuple[int, int, tuple[bool, str, str]]:
        instant = due(run, entry, before, stage)
        return (instant, run.order[entry.node], entry.traveller.sort_key())

    while True:
        soonest = min(run.all_inside(), key=place, default=None)
        time = place(soonest)[0] if soonest is not None else NEVER
        chance = next_chance(run, cycle, before, stage.world)
        if chance is not None and chance.time <= time:
            # At the same instant the audience comes first in node order.
            run.chances.add(chance.number)
            admit(run, Traveller(chance.account, chance.person), chance.time, stage.world)
        elif soonest is not None and time < before:
            visit(run, soonest, time, before, stage)
        else:
            break
    if cycle <= run.end < next_cycle:
        for entry in run.all_inside():  # at the end instant everyone inside ends (ruling 1)
            end(run, entry, run.end, EndReason.JOURNEY_ENDED, stage.ledger)
    settle_sendings(run, cycle, stage.ledger)
    return len(stage.ledger.steps) > steps_so_far


def next_chance(run: JourneyRun, cycle: int, before: int, world: World) -> Event | None:
    """The next event of an event audience that has not had its chance (rulings 14, 49)."""
    node = run.journey.audience
    if run.journey.kind is not JourneyKind.PERSON or not isinstance(node, PersonAudienceNode):
        return None
    found = [
        event
        for person in world.values[Scope.PERSON]
        for event in world.events_of_person(person)
        if event.number not in run.chances
        and max(cycle, run.start) <= event.time < before
        and any(triggers(trigger, event, world) for trigger in node.events)
    ]
    return min(
        found,
        key=lambda event: (
            event.time,
            Traveller(event.account, event.person).sort_key(),
            event.number,
        ),
        default=None,
    )


def settle_sendings(run: JourneyRun, cycle: int, ledger: Ledger) -> None:
    """Deduplication (rulings 34, 51): an e-mail that an address has got keeps everyone with that
    address from it until the entry that got it has ended before the last cycle's instant."""
    for sending in sorted(run.sendings, key=lambda one: one.place):
        key = (sending.row.message, sending.address)
        holder = run.holders.get(key)
        if holder is None or (holder.ended is not None and holder.ended < cycle):
            run.holders[key] = sending.entry
            outcome = Outcome.SENT
        else:
            outcome = Outcome.DUPLICATE
        ledger.messages.append(sending.with_outcome(outcome))
    run.sendings.clear()


def still_here(run: JourneyRun, entry: Entry) -> Step:
    """The row of an entry that is inside when the window ends."""
    who = entry.traveller
    return Step(run.id, who.account, who.person, entry.number, entry.node, entry.arrived)
