"""Properties of the evaluation over generated worlds and conditions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.conditions import history
from engine.conditions.evaluate import evaluate
from engine.conditions.model import (
    NEGATIONS,
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    Not,
    Operator,
    Scope,
)
from tests.engine.conditions.columns import columns_of, in_order
from tests.engine.conditions.plain import World, holds
from tests.engine.conditions.worlds import (
    CONDITIONS,
    account_conditions,
    attributes,
    instants,
    worlds,
)

scopes_and_conditions = st.sampled_from(Scope).flatmap(
    lambda scope: st.tuples(st.just(scope), CONDITIONS[scope])
)

# What follows from the two comparisons with the plain evaluator is tried less often.
few = settings(max_examples=max(1, settings().max_examples // 4))


@pytest.fixture(params=["index", "near"])
def _way_to_histories(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both ways to event histories: a world is too small for the second by itself."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "near":
            patch.setattr(history, "_FEW", 0)
        yield


@pytest.mark.usefixtures("_way_to_histories")
@given(worlds(), scopes_and_conditions, instants)
def test_one_instant_for_all_agrees_with_one_entity_at_a_time(
    world: World, asked: tuple[Scope, Condition], at: int
) -> None:
    scope, condition = asked
    columns = columns_of(world)
    entities = in_order(world, columns, scope)
    found = evaluate(condition, columns, scope, np.arange(len(entities)), at)
    assert found.dtype == np.bool_
    assert found.tolist() == [holds(condition, world, entity, at) for entity in entities]


@pytest.mark.usefixtures("_way_to_histories")
@given(worlds(), scopes_and_conditions, st.data())
def test_chosen_rows_at_their_own_instants_agree_with_one_entity_at_a_time(
    world: World, asked: tuple[Scope, Condition], data: st.DataObject
) -> None:
    scope, condition = asked
    columns = columns_of(world)
    entities = in_order(world, columns, scope)
    if entities:
        chosen = st.tuples(st.integers(0, len(entities) - 1), instants)
        asked_rows = data.draw(st.lists(chosen, max_size=6))
    else:
        asked_rows = []
    rows = np.array([row for row, _ in asked_rows], dtype=np.int32)
    at = np.array([instant for _, instant in asked_rows], dtype=np.int64)
    found = evaluate(condition, columns, scope, rows, at)
    wanted = [holds(condition, world, entities[row], instant) for row, instant in asked_rows]
    assert found.tolist() == wanted


@few
@given(worlds(), account_conditions, instants)
def test_one_instant_equals_the_same_instant_for_each_row(
    world: World, condition: Condition, at: int
) -> None:
    columns = columns_of(world)
    rows = np.arange(len(world.accounts))
    one = evaluate(condition, columns, Scope.ACCOUNT, rows, at)
    each = evaluate(condition, columns, Scope.ACCOUNT, rows, np.full(len(rows), at))
    assert one.tolist() == each.tolist()


@few
@given(worlds(), st.lists(account_conditions, max_size=3), instants)
def test_de_morgan(world: World, conditions: list[Condition], at: int) -> None:
    columns = columns_of(world)
    rows = np.arange(len(world.accounts))
    negated = tuple(Not(condition=condition) for condition in conditions)
    one = evaluate(
        Not(condition=AllOf(conditions=tuple(conditions))), columns, Scope.ACCOUNT, rows, at
    )
    other = evaluate(AnyOf(conditions=negated), columns, Scope.ACCOUNT, rows, at)
    assert one.tolist() == other.tolist()


@few
@given(worlds(), attributes(Scope.ACCOUNT), st.sampled_from(list(NEGATIONS)), instants)
def test_a_negative_operator_is_the_complement_of_its_positive_one(
    world: World, comparison: Attribute, operator: Operator, at: int
) -> None:
    columns = columns_of(world)
    negative = comparison.model_copy(update={"operator": operator})
    positive = comparison.model_copy(update={"operator": NEGATIONS[operator]})
    rows = np.arange(len(world.accounts))
    one = evaluate(negative, columns, Scope.ACCOUNT, rows, at)
    other = evaluate(positive, columns, Scope.ACCOUNT, rows, at)
    assert (one != other).all()


@few
@given(worlds(), account_conditions, instants)
def test_evaluation_leaves_the_columns_as_they_were(
    world: World, condition: Condition, at: int
) -> None:
    columns = columns_of(world)
    before = {key: flags.copy() for key, flags in columns.lists.items()}
    rows = np.arange(len(world.accounts))
    found = evaluate(condition, columns, Scope.ACCOUNT, rows, at)
    found[:] = ~found  # the answer is the caller's own
    again = evaluate(condition, columns, Scope.ACCOUNT, rows, at)
    assert (again != found).all()
    assert all((columns.lists[key] == flags).all() for key, flags in before.items())
