"""Answers of filters that are kept: the same as evaluating anew, whatever was asked before."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.dataset import build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.snapshot import Snapshot
from engine.conditions import memo as memo_module
from engine.conditions.evaluate import evaluate
from engine.conditions.memo import Memo
from engine.conditions.model import (
    AllOf,
    Attribute,
    Condition,
    EventHistory,
    PeopleOfAccount,
    Scope,
    ValueType,
)
from engine.errors import Cancelled
from tests.engine.conditions.columns import columns_of
from tests.engine.conditions.plain import World
from tests.engine.conditions.worlds import CONDITIONS, instants, worlds

asked = st.sampled_from(Scope).flatmap(lambda scope: st.tuples(st.just(scope), CONDITIONS[scope]))


@given(worlds(), st.lists(asked, min_size=1, max_size=4), instants)
def test_one_after_another_they_are_answered_as_each_alone(
    world: World, questions: list[tuple[Scope, Condition]], at: int
) -> None:
    columns = columns_of(world)
    memo = Memo(at)
    for scope, condition in [*questions, *questions]:
        rows = np.arange(len(columns.takes_part(scope)))
        wanted = evaluate(condition, columns, scope, rows, at)
        assert memo.flags(condition, columns, scope).tolist() == wanted.tolist()


def booleans() -> Snapshot:
    field = Field(path="vip", label="VIP", type=ValueType.BOOLEAN, custom=True)
    dataset = build_dataset(
        "small",
        accounts=pl.DataFrame(
            {f.ACCOUNT_KEY: ["a", "b"], f.ACCOUNT_NAME: ["A", "B"], "vip": [True, False]}
        ),
        people=pl.DataFrame({f.PERSON_KEY: ["p"], f.EMAIL: ["p@x.example"]}),
        events={},
        custom={Entity.ACCOUNT: (field,)},
    )
    return Snapshot(dataset)


def test_true_is_not_one() -> None:
    # As values the two conditions are equal, yet a number never equals a boolean (ruling 15).
    columns, memo = booleans(), Memo(0)
    for value, wanted in ((1, [False, False]), (True, [True, False]), (1, [False, False])):
        condition = Attribute(attribute="vip", value=value)
        assert memo.flags(condition, columns, Scope.ACCOUNT).tolist() == wanted


def test_each_filter_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[Condition] = []

    def watched(condition: Condition, *rest: object) -> object:
        evaluated.append(condition)
        return evaluate(condition, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(memo_module, "evaluate", watched)
    columns, memo = booleans(), Memo(0)
    vip = Attribute(attribute="vip", value=True)
    clicked = EventHistory(event_type="x")
    people = PeopleOfAccount(condition=clicked)
    whole = AllOf(conditions=(vip, people))
    for condition, scope in (
        (whole, Scope.ACCOUNT),
        (vip, Scope.ACCOUNT),
        (people, Scope.ACCOUNT),
        (clicked, Scope.PERSON),
    ):
        memo.flags(condition, columns, scope)
    assert evaluated == [vip, clicked]


def test_no_more_is_kept_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    columns, memo = booleans(), Memo(0)
    monkeypatch.setattr(memo_module, "KEPT_BYTES", 4)  # two answers of two rows
    for name in ("a", "b", "c", "d"):
        memo.flags(Attribute(attribute=f.ACCOUNT_NAME, value=name), columns, Scope.ACCOUNT)
    assert len(memo._answers) == 2
    assert memo._bytes == 4


def test_work_stops_between_two_filters() -> None:
    columns, memo = booleans(), Memo(0)
    asked_for: list[int] = []

    def between() -> None:
        asked_for.append(1)
        if len(asked_for) == 2:
            raise Cancelled

    two = AllOf(conditions=(Attribute(attribute="vip"), Attribute(attribute=f.ACCOUNT_NAME)))
    with pytest.raises(Cancelled):
        memo.flags(two, columns, Scope.ACCOUNT, between)
