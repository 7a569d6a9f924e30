"""The guardrails of journeys: rules that find problems (domain sections 1 to 3, the rulings).

A rule is a small function over the whole journey; together they take time linear in its size.
Models keep whatever a person draws; here it is said what is wrong, and what to do.
"""

from __future__ import annotations

from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey
from engine.journey.rules import conditions, paths, references, settings, structure, times
from engine.journey.rules.problem import Facts, Fix, Ground, Problem, Rule, Severity

__all__ = ["Facts", "Fix", "Problem", "Severity", "apply_fix", "blocking", "problems"]

RULES: tuple[Rule, ...] = (
    structure.structure,
    structure.lonely_merges,
    references.audiences,
    references.references,
    references.groups,
    settings.actions,
    settings.updates,
    settings.listens,
    settings.triggers,
    settings.external,
    settings.prompts,
    conditions.node_conditions_checked,
    conditions.definitions_checked,
    conditions.mixed_attributes,
    paths.percentages,
    paths.shadowed,
    paths.unconditional,
    paths.without_other,
    paths.unused,
    times.settings,
    times.timings,
    times.lengths,
    times.emails_again,
)


def problems(
    journey: Journey, definitions: Definitions, facts: Facts | None = None
) -> tuple[Problem, ...]:
    """Everything to mend, errors first, then in node order; the journey's own come first.

    ``facts`` are what loaded data tell (:func:`engine.journey.rules.facts.facts_of`): with them
    attributes and event types must exist, and paths are counted.
    """
    ground = Ground(journey, definitions, facts)
    place = {id_: number for number, id_ in enumerate(ground.order)}
    found = dict.fromkeys(item for rule in RULES for item in rule(ground))
    return tuple(sorted(found, key=lambda item: (item.severity, place.get(item.node or "", -1))))


def blocking(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems that stop publishing and simulation."""
    return tuple(item for item in found if item.severity is Severity.ERROR)


def apply_fix(journey: Journey, problem: Problem) -> Journey:
    """The journey with a problem's one-click fix made. Raises :class:`JornadaError` where there is
    none."""
    if problem.fix is None:
        raise JornadaError("journey.edit.no_fix")
    return problem.fix.edit(journey)
