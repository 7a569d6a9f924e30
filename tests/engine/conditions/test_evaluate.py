"""Filters by hand: event history, people of the account, lists, roles, groups, and all/any/not."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from engine.conditions import history
from engine.conditions.columns import Bools, Column, Instants, Rows
from engine.conditions.evaluate import evaluate
from engine.conditions.history import event_counts
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    EventHistory,
    FieldConstraint,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
    ValueType,
)
from tests.engine.conditions.columns import WorldColumns, columns_of
from tests.engine.conditions.plain import Account, Event, Person, World, micros

T = datetime(2024, 3, 10, tzinfo=UTC)
AT = micros(T)
FORM, PAGE = "web.formFilledOut", "web.webPageDetails.name"
DAY = timedelta(days=1)
MICRO = timedelta(microseconds=1)


def form(when: datetime, page: str | None = None) -> Event:
    return Event(FORM, micros(when), {"page": page})


WORLD = World(
    accounts=[Account("A", "Alpha"), Account("B", "Beta"), Account("C", ""), Account("D", "Delta")],
    people=[
        # Forms at exactly t, at exactly t - 2 days, a microsecond later, and after t.
        Person("p1", "A", "p1@a.com", {}, ["CEO"], [form(T, "Price"), form(T - 2 * DAY, "Blog")]),
        Person("p2", "A", "p2@a.com", {}, [], [form(T - 2 * DAY + MICRO, "price list")]),
        Person("p3", "A", None, {}, ["ceo"], [form(T - DAY, "Price")]),  # takes no part
        Person("p4", "B", "p4@b.com", {}, None, [form(T + MICRO, "Price")]),
        Person("p5", "C", "p5@c.com", {}, ["CFO"], []),
        Person("p6", None, "p6@x.com", {}, ["CFO"], [form(T - DAY), form(T - DAY), form(T)]),
    ],
    types={"page": ValueType.STRING, "since": ValueType.TIMESTAMP},
    lists={(Scope.ACCOUNT, "l"): {"B", "C"}, (Scope.PERSON, "l"): {"p6"}},
)


@pytest.fixture(scope="module")
def columns() -> WorldColumns:
    return columns_of(WORLD)


@pytest.fixture(params=["scan or index", "near"], autouse=True)
def _ways(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "near":
            patch.setattr(history, "_FEW", 0)
        yield


def who(condition: Condition, columns: WorldColumns, scope: Scope, at: datetime = T) -> str:
    """The keys of those for whom the condition holds; asked in three ways."""
    keys = "ABCD" if scope is Scope.ACCOUNT else "123456"
    rows = np.arange(len(keys))
    answer = evaluate(condition, columns, scope, rows, micros(at))
    each = evaluate(condition, columns, scope, rows, np.full(len(keys), micros(at)))
    assert each.tolist() == answer.tolist()
    twice = np.array([3, 0, 3])
    some = evaluate(condition, columns, scope, twice, micros(at))
    assert some.tolist() == answer[twice].tolist()
    return "".join(key for key, flag in zip(keys, answer, strict=True) if flag)


def people(condition: Condition, columns: WorldColumns, at: datetime = T) -> str:
    return who(condition, columns, Scope.PERSON, at)


def accounts(condition: Condition, columns: WorldColumns, at: datetime = T) -> str:
    return who(condition, columns, Scope.ACCOUNT, at)


class TestEventHistory:
    def test_counts_events_up_to_the_instant_and_no_later(self, columns: WorldColumns) -> None:
        assert people(EventHistory(event_type=FORM), columns) == "1236"
        assert people(EventHistory(event_type=FORM), columns, T - MICRO) == "1236"
        assert people(EventHistory(event_type=FORM), columns, T - 2 * DAY) == "1"
        assert people(EventHistory(event_type=FORM), columns, T + MICRO) == "12346"
        # p1 has forms at t - 2 days and at t: two of them only from t on.
        assert people(EventHistory(event_type=FORM, at_least=2), columns) == "16"
        assert people(EventHistory(event_type=FORM, at_least=2), columns, T - MICRO) == "6"
        assert people(EventHistory(event_type=FORM, at_least=3), columns) == "6"

    def test_look_back_leaves_out_its_first_instant(self, columns: WorldColumns) -> None:
        # (t - 2 x 24 h, t]: p1's form at exactly t - 2 days is out, p2's a microsecond later is in.
        recent = EventHistory(event_type=FORM, look_back_days=2)
        assert people(recent, columns) == "1236"
        assert people(recent, columns, T - MICRO) == "1236"  # now p1's is in again, t's is not
        assert people(recent.model_copy(update={"at_least": 2}), columns) == "6"
        # At t + 2 days only p4's form, at t + 1 microsecond, is inside.
        assert people(recent, columns, T + 2 * DAY) == "4"

    def test_inactive_is_the_complement(self, columns: WorldColumns) -> None:
        assert people(EventHistory(event_type=FORM, inactive=True), columns) == "45"
        assert people(EventHistory(event_type=FORM, at_least=3, inactive=True), columns) == "12345"
        assert people(EventHistory(event_type="never", inactive=True), columns) == "123456"
        assert people(EventHistory(event_type="never"), columns) == ""

    def test_event_types_compare_exactly(self, columns: WorldColumns) -> None:
        assert people(EventHistory(event_type=FORM.upper()), columns) == ""

    def test_all_constraints_meet_on_one_event(self, columns: WorldColumns) -> None:
        price = FieldConstraint(field="page", operator=Operator.STARTS_WITH, value="PRICE")
        no_list = FieldConstraint(field="page", operator=Operator.DOES_NOT_CONTAIN, value="list")
        assert people(EventHistory(event_type=FORM, constraints=(price,)), columns) == "123"
        both = EventHistory(event_type=FORM, constraints=(price, no_list))
        assert people(both, columns) == "13"
        # The negative alone also holds where the page is missing (p6).
        negative = EventHistory(event_type=FORM, constraints=(no_list,))
        assert people(negative, columns) == "136"

    def test_an_unknown_field_is_missing(self, columns: WorldColumns) -> None:
        is_any = FieldConstraint(field="nothing", operator=Operator.IS_ANY)
        is_x = FieldConstraint(field="nothing", value="x")
        assert people(EventHistory(event_type=FORM, constraints=(is_any,)), columns) == "1236"
        assert people(EventHistory(event_type=FORM, constraints=(is_x,)), columns) == ""

    def test_each_row_at_its_own_instant(self, columns: WorldColumns) -> None:
        rows = np.array([0, 0, 0, 5, 3, 5])
        at = np.array([micros(T + step) for step in (-3 * DAY, -DAY, 0 * DAY, -DAY, MICRO, DAY)])
        counts = event_counts(EventHistory(event_type=FORM), columns, rows, at)
        assert counts.tolist() == [0, 1, 2, 2, 1, 3]

    def test_a_constraint_may_count_days_from_the_instant(self) -> None:
        # Each event says since when; "in the last 1 day" counts from the instant of evaluation.
        event = Event(FORM, AT, {"since": T})
        world = World(
            [], [Person(f"p{n}", None, "x", {}, None, [event]) for n in range(3)], WORLD.types
        )
        recent = FieldConstraint(field="since", operator=Operator.IN_LAST_DAYS, value=1)
        condition = EventHistory(event_type=FORM, constraints=(recent,))
        at = np.array([AT, micros(T + DAY - MICRO), micros(T + DAY)])
        answer = evaluate(condition, columns_of(world), Scope.PERSON, np.arange(3), at)
        assert answer.tolist() == [True, True, False]

    def test_account_events_are_nobodys(self, monkeypatch: pytest.MonkeyPatch) -> None:
        world = columns_of(WORLD)
        first, other = world.events(FORM)
        nobodys = replace(first, person=np.full(len(first), -1, dtype=np.int32))
        monkeypatch.setattr(WorldColumns, "events", lambda _self, _kind: (nobodys, other))
        for at in (AT, np.full(6, AT)):
            counts = event_counts(EventHistory(event_type=FORM), world, np.arange(6), at)
            # The other block has p1's and p6's second events.
            assert counts.tolist() == [1, 0, 0, 0, 0, 1]

    def test_what_is_kept_goes_with_the_block(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(history, "_FEW", 1000)
        history._indices.clear()
        world = columns_of(WORLD)
        instants = np.full(6, AT)
        event_counts(EventHistory(event_type=FORM), world, np.arange(6), instants)
        kept = [id(index) for index in history._indices.values()]
        assert len(kept) == len(world.events(FORM))
        event_counts(EventHistory(event_type=FORM, at_least=2), world, np.arange(6), instants)
        assert [id(index) for index in history._indices.values()] == kept  # used again
        del world
        gc.collect()
        assert not history._indices

    def test_only_a_few_indices_are_kept(self, columns: WorldColumns) -> None:
        instants = np.full(6, AT)
        for number in range(20):
            constraint = FieldConstraint(field="page", value=f"{number}")
            condition = EventHistory(event_type=FORM, constraints=(constraint,))
            event_counts(condition, columns, np.arange(6), instants)
        assert len(history._indices) <= history._KEPT


class TestPeopleOfAccount:
    CEO = RoleInAccount(value="ceo")

    def test_who_takes_no_part_is_not_counted(self, columns: WorldColumns) -> None:
        # p3 is a CEO of A too, but has no e-mail address.
        for quantifier, count, wanted in (
            (Quantifier.ANY, 1, "A"),
            (Quantifier.NO, 1, "BCD"),
            (Quantifier.EXACTLY, 1, "A"),
            (Quantifier.AT_LEAST, 2, ""),
            (Quantifier.AT_MOST, 0, "BCD"),
            (Quantifier.EXACTLY, 0, "BCD"),
            (Quantifier.AT_LEAST, 0, "ABCD"),
        ):
            condition = PeopleOfAccount(quantifier=quantifier, count=count, condition=self.CEO)
            assert accounts(condition, columns) == wanted, (quantifier, count)

    def test_without_people_any_is_false_and_no_is_true(self, columns: WorldColumns) -> None:
        assert accounts(PeopleOfAccount(), columns) == "ABC"
        assert accounts(PeopleOfAccount(quantifier=Quantifier.NO), columns) == "D"
        not_ceo = PeopleOfAccount(condition=Not(condition=self.CEO))
        assert accounts(not_ceo, columns) == "ABC"  # in A it is p2

    def test_people_are_asked_at_the_accounts_instant(self, columns: WorldColumns) -> None:
        condition = PeopleOfAccount(condition=EventHistory(event_type=FORM))
        rows = np.array([1, 1, 0, 0])
        at = np.array([micros(T), micros(T + MICRO), micros(T - 3 * DAY), micros(T - 2 * DAY)])
        answer = evaluate(condition, columns, Scope.ACCOUNT, rows, at)
        assert answer.tolist() == [False, True, False, True]


class TestOthers:
    def test_lists(self, columns: WorldColumns) -> None:
        assert accounts(InList(list="l"), columns) == "BC"
        assert accounts(InList(list="l", member=False), columns) == "AD"
        assert people(InList(list="l"), columns) == "6"
        answer = evaluate(InList(list="l"), columns, Scope.ACCOUNT, np.arange(4), AT)
        answer[:] = False  # the answer is the caller's, the members are the list's
        assert accounts(InList(list="l"), columns) == "BC"
        assert accounts(InList(list="none"), columns) == ""
        assert accounts(InList(list="none", member=False), columns) == "ABCD"

    def test_roles_compare_without_case(self, columns: WorldColumns) -> None:
        assert people(RoleInAccount(value="CeO"), columns) == "13"
        assert people(RoleInAccount(operator=Operator.IS_NOT, value="ceo"), columns) == "2456"
        assert people(RoleInAccount(operator=Operator.IS_EMPTY), columns) == "24"

    def test_whoever_is_asked_about_gets_an_answer(self, columns: WorldColumns) -> None:
        # C has no name and takes no part, and yet the question is answered for it.
        assert accounts(Attribute(attribute="accountKey.sourceKey", value="C"), columns) == "C"

    def test_an_unknown_attribute_is_missing(self, columns: WorldColumns) -> None:
        assert accounts(Attribute(attribute="no", value="x"), columns) == ""
        empty = Attribute(attribute="no", operator=Operator.IS_EMPTY)
        assert accounts(empty, columns) == "ABCD"
        negative = Attribute(attribute="no", operator=Operator.NOT_BETWEEN, values=(1, 2))
        assert accounts(negative, columns) == "ABCD"

    def test_nothing_at_all(self, columns: WorldColumns) -> None:
        assert accounts(AllOf(), columns) == "ABCD"
        assert accounts(AnyOf(), columns) == ""
        nobody = np.empty(0, dtype=np.int32)
        condition = PeopleOfAccount(condition=EventHistory(event_type=FORM))
        assert evaluate(condition, columns, Scope.ACCOUNT, nobody, AT).tolist() == []
        empty = columns_of(World([], [], {}))
        assert evaluate(condition, empty, Scope.ACCOUNT, nobody, AT).tolist() == []

    def test_a_filter_about_the_other_scope_never_holds(self, columns: WorldColumns) -> None:
        for condition in (
            RoleInAccount(operator=Operator.IS_ANY),
            EventHistory(event_type="never", inactive=True),
            MemberOfBuyingGroup(),
        ):
            assert accounts(condition, columns) == ""
        for other in (PeopleOfAccount(quantifier=Quantifier.AT_LEAST, count=0), HasBuyingGroup()):
            assert people(other, columns) == ""

    def test_no_buying_group_exists(self, columns: WorldColumns) -> None:
        assert accounts(HasBuyingGroup(), columns) == ""
        assert people(MemberOfBuyingGroup(is_removed=True), columns) == ""

    def test_columns_may_know_buying_groups(self) -> None:
        class WithGroups(WorldColumns):
            def in_buying_group(
                self,
                condition: HasBuyingGroup | MemberOfBuyingGroup,
                rows: Rows,
                at: int | Instants,
            ) -> Bools:
                return np.equal(rows, 1 if isinstance(condition, HasBuyingGroup) else 2)

        plain = columns_of(WORLD)
        columns = WithGroups(plain.dataset, plain.lists, added=plain.added, rows=plain.rows)
        assert accounts(HasBuyingGroup(), columns) == "B"
        assert accounts(AllOf(conditions=(InList(list="l"), HasBuyingGroup())), columns) == "B"
        assert people(Not(condition=MemberOfBuyingGroup()), columns) == "12456"


class TestOrderOfWork:
    def test_a_dear_filter_is_asked_only_about_rows_that_are_open(
        self, columns: WorldColumns, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[int] = []

        def counted(
            condition: EventHistory, columns: WorldColumns, rows: Rows, at: int | Instants
        ) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
            asked.append(len(rows))
            return event_counts(condition, columns, rows, at)

        monkeypatch.setattr("engine.conditions.evaluate.event_counts", counted)
        filled = EventHistory(event_type=FORM)
        is_p1 = Attribute(attribute="workEmail.address", value="P1@a.com")
        everyone, at = np.arange(6), AT
        dear_first = AllOf(conditions=(filled, is_p1))
        found = evaluate(dear_first, columns, Scope.PERSON, everyone, at)
        assert (found.tolist(), asked) == ([True, False, False, False, False, False], [1])
        asked.clear()
        never = AllOf(conditions=(filled, AnyOf()))
        assert not evaluate(never, columns, Scope.PERSON, everyone, at).any()
        assert not asked

    def test_the_whole_column_is_read_without_a_copy(
        self, columns: WorldColumns, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        selections = []

        def seen(comparison: Attribute, column: Column, rows: Rows | slice, at: int) -> Bools:
            selections.append(rows)
            return np.zeros(4, dtype=np.bool_)

        monkeypatch.setattr("engine.conditions.evaluate.matches", seen)
        condition = Attribute(attribute="accountName", value="x")
        evaluate(condition, columns, Scope.ACCOUNT, np.arange(4), AT)
        evaluate(condition, columns, Scope.ACCOUNT, np.array([0, 2, 1, 3]), AT)
        assert selections[0] == slice(None)
        assert not isinstance(selections[1], slice)
