"""Pages of tables against plain Python: whatever is filtered, searched and sorted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.browsing.finding import events_of_account, row_of
from engine.accounts.browsing.view import FIRST, Query, Sort, View, look
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity
from engine.accounts.rowset import RowSet, event_starts
from engine.conditions.model import Attribute, FieldConstraint, Operator, Scope
from resources.catalogue import msg

REVENUE = "accountOrganization.annualRevenue.amount"
MAILING, PAGE, SCORE = (
    "directMarketing.mailingName",
    "web.webPageDetails.name",
    "leadOperation.changeScore.changeValue",
)
SENT, VIEWED, SCORED = (
    "directMarketing.emailSent",
    "web.webpagedetails.pageViews",
    "leadOperation.scoreChanged",
)
FIELD_OF = {SENT: MAILING, VIEWED: PAGE, SCORED: SCORE}
START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
texts = st.sampled_from(["Ash", "ash", "Beech", "Ärle", "ärle B", " ", "Oak tree", None])


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    accounts = draw(st.integers(1, 6))
    names = draw(st.lists(texts, min_size=accounts, max_size=accounts))
    revenue = draw(
        st.lists(st.sampled_from([None, 0.0, -2.5, 7.0]), min_size=accounts, max_size=accounts)
    )
    people = draw(st.lists(st.integers(-1, accounts - 1), min_size=1, max_size=8))
    events = draw(
        st.lists(
            st.tuples(
                st.sampled_from([SENT, VIEWED, SCORED]),
                st.integers(0, 5),
                st.integers(0, len(people) - 1),
                texts,
            ),
            max_size=25,
        )
    )
    tables = {
        kind: pl.DataFrame(
            {
                f.EVENT_TIMESTAMP: [START + dt.timedelta(hours=one[1]) for one in own],
                f.EVENT_PERSON: [f"p{one[2]}" for one in own],
                FIELD_OF[kind]: pl.Series(
                    [len(one[3] or "") or None for one in own]
                    if kind == SCORED
                    else [one[3] for one in own],
                    dtype=pl.Float64 if kind == SCORED else pl.String,
                ),
            }
        )
        for kind in FIELD_OF
        if (own := [one for one in events if one[0] == kind])
    }
    return build_dataset(
        "drawn",
        pl.DataFrame(
            {
                f.ACCOUNT_KEY: [f"a{row}" for row in range(accounts)],
                f.ACCOUNT_NAME: pl.Series(names, dtype=pl.String),
                REVENUE: pl.Series(revenue, dtype=pl.Float64),
            }
        ),
        pl.DataFrame(
            {
                f.PERSON_KEY: [f"p{row}" for row in range(len(people))],
                f.PERSON_ACCOUNT: pl.Series(
                    [None if one < 0 else f"a{one}" for one in people], dtype=pl.String
                ),
                f.EMAIL: [f"P{row}@example.com" for row in range(len(people))],
            }
        ),
        tables,
    )


def plain_rows(data: Dataset, query: Query) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries, made one by one, in the order of the dataset."""
    accounts = data.accounts.to_dicts()
    people = data.people.to_dicts()
    names = {one[f.ACCOUNT_KEY]: one[f.ACCOUNT_NAME] for one in accounts}
    if query.entity is Entity.ACCOUNT:
        return accounts
    if query.entity is Entity.PERSON:
        own = f"account:{f.ACCOUNT_NAME}"
        return [{**one, own: names.get(one[f.PERSON_ACCOUNT])} for one in people]
    found = []
    for kind in sorted(data.event_tables):
        for event in data.event_tables[kind].frame.to_dicts():
            person = people[event["person"]]
            found.append(
                {
                    **{field: event.get(field) for field in FIELD_OF.values()},
                    f.EVENT_TIMESTAMP: event["timestamp"],
                    f.EVENT_TYPE: kind,
                    f.EVENT_PERSON: person[f.PERSON_KEY],
                    f"person:{f.EMAIL}": person[f.EMAIL],
                    f"account:{f.ACCOUNT_KEY}": person[f.PERSON_ACCOUNT],
                    f"account:{f.ACCOUNT_NAME}": names.get(person[f.PERSON_ACCOUNT]),
                }
            )
    return found


def plain_order(rows: list[dict[str, Any]], sort: Sort | None) -> list[dict[str, Any]]:
    if sort is None:
        return rows

    def missing(value: Any) -> bool:
        return value is None or (isinstance(value, str) and not value.strip())

    def key(row: dict[str, Any]) -> Any:
        value = row[sort.path]
        if sort.path == f.EVENT_TYPE:
            kind = f.standard_event_type(value)
            value = kind.label if kind else value
        return value.lower() if isinstance(value, str) else value

    known = [row for row in rows if not missing(row.get(sort.path))]
    # Python's sort is stable both ways: with ``reverse`` equal rows keep their order as well.
    known.sort(key=key, reverse=sort.descending)
    return known + [row for row in rows if missing(row.get(sort.path))]


def shown(view: View, paths: list[str]) -> list[dict[str, Any]]:
    """The whole view, fetched in pages of three."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(view), 3):
        found += [dict(zip(paths, row, strict=True)) for row in view.page(start, 3, paths)]
    return found


def only(rows: list[dict[str, Any]], paths: list[str]) -> list[dict[str, Any]]:
    return [{path: row.get(path) for path in paths} for row in rows]


@given(datasets(), st.data())
def test_events_are_what_a_sorted_list_is(data: Dataset, more: st.DataObject) -> None:
    kind = more.draw(st.sampled_from([None, *data.event_tables]))
    paths = [f.EVENT_TIMESTAMP, f.EVENT_TYPE, f.EVENT_PERSON, f"person:{f.EMAIL}"]
    paths += [f"account:{f.ACCOUNT_KEY}", f"account:{f.ACCOUNT_NAME}", MAILING]
    path = more.draw(st.sampled_from([*paths, SCORE, None]))
    sort = None if path is None else Sort(path, more.draw(st.booleans()))
    word = more.draw(st.sampled_from(["", "ASH", "ärle", "oak TREE", "p1@", "page view", "zz"]))
    constraint = more.draw(
        st.sampled_from([None, (Operator.CONTAINS, "a"), (Operator.IS_NOT, "ash")])
    )
    constraints: tuple[FieldConstraint, ...] = ()
    if constraint is not None:
        constraints = (FieldConstraint(field=MAILING, operator=constraint[0], value=constraint[1]),)
    query = Query(Entity.EVENT, kind, None, constraints, word, sort)
    rows = [one for one in plain_rows(data, query) if kind in (None, one[f.EVENT_TYPE])]
    for part in word.lower().split():
        rows = [
            one
            for one in rows
            if any(
                part in value.lower()
                for name, value in one.items()
                if isinstance(value, str) and name != f.EVENT_TYPE
            )
            or part in f.standard_event_type(one[f.EVENT_TYPE]).label.lower()  # type: ignore[union-attr]
        ]
    if constraint is not None:
        name = [(one[MAILING] or "").strip().lower() for one in rows]
        keep = ["a" in one if constraint[0] is Operator.CONTAINS else one != "ash" for one in name]
        rows = [one for one, kept in zip(rows, keep, strict=True) if kept]
    view = look(data, query).complete()
    assert len(view) == len(rows)
    assert view.total == sum(
        table.frame.height for name, table in data.event_tables.items() if kind in (None, name)
    )
    assert shown(view, paths) == only(plain_order(rows, sort), paths)


@given(datasets(), st.data())
def test_accounts_and_people_too(data: Dataset, more: st.DataObject) -> None:
    entity = more.draw(st.sampled_from([Entity.ACCOUNT, Entity.PERSON]))
    paths = {
        Entity.ACCOUNT: [f.ACCOUNT_KEY, f.ACCOUNT_NAME, REVENUE],
        Entity.PERSON: [f.PERSON_KEY, f.PERSON_ACCOUNT, f.EMAIL, f"account:{f.ACCOUNT_NAME}"],
    }[entity]
    sort = Sort(more.draw(st.sampled_from(paths)), more.draw(st.booleans()))
    path = f.ACCOUNT_NAME if entity is Entity.ACCOUNT else f.EMAIL
    condition = more.draw(
        st.sampled_from([None, Attribute(attribute=path, operator=Operator.CONTAINS, value="a")])
    )
    query = Query(entity, condition=condition, sort=sort)
    rows = plain_rows(data, query)
    if condition is not None:
        rows = [one for one in rows if "a" in (one[path] or "").lower()]
    assert shown(look(data, query).complete(), paths) == only(plain_order(rows, sort), paths)


def many(count: int) -> Dataset:
    """Accounts whose revenue has three values, in turn; every tenth has none."""
    return build_dataset(
        "many",
        pl.DataFrame(
            {
                f.ACCOUNT_KEY: [f"a{row:05}" for row in range(count)],
                REVENUE: [None if row % 10 == 9 else float(row % 3) for row in range(count)],
            }
        ),
        pl.DataFrame({f.PERSON_KEY: ["p"]}),
        {},
    )


def test_first_rows_are_known_before_all_are_sorted() -> None:
    data = many(4 * FIRST)
    for descending in (False, True):
        view = look(data, Query(Entity.ACCOUNT, sort=Sort(REVENUE, descending)))
        assert view.known == FIRST
        assert len(view) == 4 * FIRST
        assert view.rows(FIRST, 5).tolist() == []  # not known yet
        whole = view.complete()
        assert whole.known == 4 * FIRST
        assert view.rows(0, FIRST).tolist() == whole.rows(0, FIRST).tolist()
        value = 2 if descending else 0
        rows = [row for row in range(4 * FIRST) if row % 10 != 9]
        # Equal values as the data have them: the first are the rows of the smallest (largest) one.
        assert whole.rows(0, 5).tolist() == [row for row in rows if row % 3 == value][:5]
        assert whole.rows(4 * FIRST - 2, 9).tolist()[-1] % 10 == 9  # missing last, either way


def test_rows_that_a_number_counts() -> None:
    data = many(30)
    rows = RowSet(Entity.ACCOUNT, np.array([3, 9, 12]), msg("x"))
    query = Query(Entity.ACCOUNT, rows=rows, sort=Sort(REVENUE, descending=True))
    # 3 and 12 have 0, 9 none.
    assert look(data, query).rows(0, 9).tolist() == [3, 12, 9]


@given(datasets())
def test_events_of_an_account(data: Dataset) -> None:
    starts = event_starts(data)
    for row, key in enumerate(data.accounts[f.ACCOUNT_KEY]):
        expected = [
            starts[kind] + place
            for kind in sorted(data.event_tables)
            for place, person in enumerate(data.event_tables[kind].frame["person"])
            if data.people[f.PERSON_ACCOUNT][person] == key
        ]
        assert events_of_account(data, row).tolist() == expected


def test_rows_by_key() -> None:
    data = many(3)
    assert row_of(data, Scope.ACCOUNT, "a00002") == 2
    assert row_of(data, Scope.ACCOUNT, "nobody") is None
    assert row_of(data, Scope.PERSON, "p") == 0


def test_tables_without_rows() -> None:
    data = many(1)
    for query in (
        Query(Entity.EVENT, sort=Sort(f.EVENT_TIMESTAMP, descending=True)),
        Query(Entity.OPPORTUNITY, search="a", sort=Sort(f"account:{f.ACCOUNT_NAME}")),
        Query(Entity.EVENT, search="a"),
    ):
        view = look(data, query).complete()
        assert len(view) == 0
        assert view.page(0, 10, [each.path for each in view.table.columns]) == []
