"""The daily cycle: journeys replayed over a dataset (domain section 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, ListKind
from engine.accounts.dataset import Dataset
from engine.accounts.derived.evaluation import derive
from engine.accounts.zones import instant_of, zone
from engine.background import Work
from engine.conditions.columns import Bools
from engine.conditions.evaluate import evaluate
from engine.conditions.model import Scope
from engine.conditions.reads import reads
from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey
from engine.journey.nodes import ListenNode
from engine.simulation.clock import midnights
from engine.simulation.instants import same
from engine.simulation.log import Log, Names
from engine.simulation.plan import (
    JourneyPlan,
    compile_journey,
    depends_on,
    dynamic_lists,
    list_condition,
    new_attributes,
)
from engine.simulation.results import RunResult, RunSettings
from engine.simulation.steps import STEPS
from engine.simulation.travel import JourneyRun
from engine.simulation.world import World
from resources.catalogue import msg


def simulate(
    journeys: Sequence[Journey],
    definitions: Definitions,
    dataset: Dataset,
    settings: RunSettings,
    work: Work | None = None,
) -> RunResult:
    """Replay journeys together over a dataset.

    The same journeys, definitions, dataset and settings give the same result to the bit. Raises
    :class:`JornadaError` where a journey can't be simulated, :class:`engine.errors.Cancelled`
    where ``work`` is cancelled. The journeys are to have no blocking problems.
    """
    began = perf_counter()
    start, end = instant_of(settings.start), instant_of(settings.end)
    if end <= start:
        raise JornadaError("simulation.window", start=settings.start, end=settings.end)
    ordered = sorted(journeys, key=lambda journey: journey.id)
    plans = [compile_journey(journey, definitions, start, end) for journey in ordered]
    run = _Run(plans, definitions, dataset, work or Work())
    cycles = midnights(zone(settings.time_zone, start, end), start, end)
    if run.may_stride():
        run.stride(cycles, end)
    else:
        run.days(cycles, end)
    steps, messages, effects = run.results()
    return RunResult(
        settings=settings,
        journeys=tuple(journey.id for journey in ordered),
        steps=steps,
        messages=messages,
        effects=effects,
        info={
            "seconds": perf_counter() - began,
            "seed": settings.seed,
            "tzdata": version("tzdata"),
            "journey_hash": definition_hash(ordered, definitions),
            "dataset": dataset.name,
            "dataset_hash": dataset.content_hash,
            "version": _version(),
        },
    )


def definition_hash(journeys: Sequence[Journey], definitions: Definitions) -> str:
    """SHA-256 of what is replayed: the journeys and everything that they may refer to."""
    digest = hashlib.sha256()
    for value in (*journeys, definitions):
        digest.update(value.model_dump_json(exclude_defaults=False).encode())
    return digest.hexdigest()


def _version() -> str:
    try:
        return version("jornada")
    except PackageNotFoundError:
        return "unknown"


class _Run:
    """The journeys of a run and the world that they share."""

    def __init__(
        self,
        plans: Sequence[JourneyPlan],
        definitions: Definitions,
        dataset: Dataset,
        work: Work,
    ) -> None:
        self.work = work
        self.world = World(dataset, new_attributes(plans, dataset))
        self.log = Log(_names(plans, definitions))
        self.runs: dict[str, JourneyRun] = {}
        for plan in plans:
            self.runs[plan.journey.id] = JourneyRun(plan, self.world, self.log, self.runs)
        used = frozenset().union(*(plan.lists for plan in plans))
        self.dynamic = tuple(item for item in dynamic_lists(definitions) if item.id in used)
        self.dynamic_ids = frozenset(item.id for item in self.dynamic)
        derived = {item.id: item for plan in plans for item in plan.derived}
        self.derived = tuple(derived[id_] for id_ in sorted(derived))
        for item in definitions.lists:
            if item.kind is ListKind.STATIC:
                self.world.lists[item.scope, item.id] = _members(dataset, item)
        for run in self.runs.values():
            run.at_arrival = self._known_at_arrival(run.plan)

    def _known_at_arrival(self, plan: JourneyPlan) -> frozenset[str]:
        """With one journey nothing changes for an account that waits, but dynamic lists."""
        if len(self.runs) > 1:
            return frozenset()
        listens = (node for node in plan.journey.nodes if isinstance(node, ListenNode))
        return frozenset(
            node.id
            for node in listens
            if node.filters is None
            or not any(
                list_id in self.dynamic_ids
                for _, list_id in reads(node.filters, Scope.PERSON).lists
            )
        )

    # The two ways through time, with the same results.

    def may_stride(self) -> bool:
        """Whether nothing couples the days, so that they may be taken in one stride: one journey
        without re-entry or deduplication, an audience that the journey does not change, and
        neither a list nor a derived attribute that is evaluated daily."""
        if len(self.runs) != 1 or self.dynamic or self.derived:
            return False
        (plan,) = (run.plan for run in self.runs.values())
        settings, written = plan.journey.settings, plan.writes
        if settings.re_entry is not None or settings.email_deduplication:
            return False
        if {path for _, path in written.attributes} & {f.EMAIL, f.ACCOUNT_NAME}:
            return False
        audience = plan.audience_condition
        if audience is None:
            return (Scope.ACCOUNT, plan.audience_list) not in written.lists
        read = reads(audience, Scope.ACCOUNT)
        return not (
            read.uses_groups
            or read.attributes & written.attributes
            or read.event_types & written.event_types
            or read.lists & written.lists
        )

    def stride(self, cycles: Sequence[int], end: int) -> None:
        """All entries first, then every node once, in order, over the whole window."""
        (run,) = self.runs.values()
        for number, cycle in enumerate(cycles):
            self.work.at(0.2 * number / len(cycles), msg("simulation.entering"))
            if number == 0 or self._enters_later(run.plan):
                self._enter(run, cycle)
        self._pass(run, end, self.work.part(0.2, 1.0))
        run.close()

    def days(self, cycles: Sequence[int], end: int) -> None:
        """Day by day: derived attributes, lists, entries, then passes over the journeys until
        nothing is due."""
        for number, (cycle, following) in enumerate(zip(cycles, [*cycles[1:], end], strict=True)):
            self.work.at(
                number / len(cycles), msg("simulation.day", day=number + 1, days=len(cycles))
            )
            self._evaluate_derived(cycle)
            self._evaluate_lists(cycle)
            for run in self.runs.values():
                run.cycle = cycle
                self._enter(run, cycle)
            self._passes(following)
        for run in self.runs.values():
            run.close()

    def _passes(self, until: int) -> None:
        """Journeys one after another, in order of id, until a pass changes nothing."""
        moved = True
        while moved:
            moved = False
            for run in self.runs.values():
                moved |= self._pass(run, until, Work(cancelled=self.work.cancelled))
            moved &= len(self.runs) > 1

    def _pass(self, run: JourneyRun, until: int, work: Work) -> bool:
        """Everything of one journey that is due before ``until``, node by node."""
        run.moved = False
        horizon = min(until, run.plan.end)
        order = run.plan.order
        for number, node_id in enumerate(order):
            work.at(number / len(order), msg("simulation.moving"))
            node = run.plan.journey.by_id[node_id]
            STEPS[type(node)](run, node, horizon)
        if run.plan.end < until:
            run.finish()
        return run.moved

    # The daily cycle, its first part.

    def _evaluate_derived(self, cycle: int) -> None:
        """Derived attributes, before the lists, of which they see the last cycle's (rulings 6,
        44)."""
        world = self.world
        found = {item.path: derive(item, world, world.dataset, cycle) for item in self.derived}
        for path, column in found.items():
            world.set_derived(path, column)

    def _evaluate_lists(self, cycle: int) -> None:
        """Dynamic lists are their members of the last cycle (rulings 18, 44)."""
        found = {}
        for item in self.dynamic:
            rows = np.arange(self.world.height(item.scope))
            found[item.scope, item.id] = evaluate(
                list_condition(item), self.world, item.scope, rows, cycle
            )
        self.world.lists.update(found)

    def _enters_later(self, plan: JourneyPlan) -> bool:
        """Whether the audience may be another at a later cycle, or the journey starts later."""
        audience = plan.audience_condition
        if plan.start > plan.clock.first:
            return True
        return audience is not None and depends_on(
            audience, Scope.ACCOUNT, plan.writes, self.dynamic_ids
        )

    def _enter(self, run: JourneyRun, cycle: int) -> None:
        """New entities enter (section 7): in the audience, named, by the entry rules."""
        plan = run.plan
        if not plan.start <= cycle < plan.end:
            return
        rows = np.arange(self.world.height(Scope.ACCOUNT))
        rows = rows[run.may_enter(rows, cycle)]
        if not len(rows):
            return
        if plan.audience_condition is None:
            members = self.world.members(Scope.ACCOUNT, plan.audience_list or "")
            inside = np.zeros(len(rows), np.bool_) if members is None else members[rows]
        else:
            inside = evaluate(plan.audience_condition, self.world, Scope.ACCOUNT, rows, cycle)
        rows = rows[inside]
        run.enter(rows, same(cycle, len(rows)))

    def results(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """The three tables."""
        return self.log.steps.frame(), self.log.messages.frame(), self.log.effects.frame()


def _names(plans: Sequence[JourneyPlan], definitions: Definitions) -> Names:
    nodes = sorted({node.id for plan in plans for node in plan.journey.nodes})
    paths = {name for plan in plans for node in plan.journey.nodes for name in node.path_names()}
    sent = {
        getattr(action, "email", None) or getattr(action, "message", None) or ""
        for plan in plans
        for action in plan.actions()
    }
    return Names(
        journeys=tuple(plan.journey.id for plan in plans),
        nodes=tuple(nodes),
        paths=tuple(sorted(paths)),
        messages=tuple(sorted(sent | {item.id for item in definitions.emails})),
    )


def _members(dataset: Dataset, item: EntityList) -> Bools:
    """The rows of a static list's members."""
    frame, key = (
        (dataset.accounts, f.ACCOUNT_KEY)
        if item.scope is Scope.ACCOUNT
        else (dataset.people, f.PERSON_KEY)
    )
    return frame[key].is_in(list(item.members)).to_numpy()
