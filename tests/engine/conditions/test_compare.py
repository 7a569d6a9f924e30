"""Every operator for every type, by hand (rulings 15, 16, 45, 46 and domain section 3.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

from engine.accounts.dataset import POLARS_TYPES, column_of
from engine.conditions.columns import Column, NumberColumn, fold
from engine.conditions.compare import (
    holds_for_missing,
    matches,
    missing_column,
    parse_instant,
)
from engine.conditions.model import (
    NEGATIONS,
    Attribute,
    Comparison,
    FieldConstraint,
    Operator,
    ValueType,
)

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)
AT = int(NOW.timestamp()) * 1_000_000


def column(kind: ValueType, values: list[Any]) -> Column:
    return column_of(pl.Series(values, dtype=POLARS_TYPES[kind]), kind)


TEXT = column(ValueType.STRING, ["Banking", "STRASSE", None, "", "  ", "bank"])
NUMBER = column(ValueType.NUMBER, [1.0, 2.5, None, 4.0])
INTEGER = column(ValueType.INTEGER, [1, 2, None, 4])
BOOLEAN = column(ValueType.BOOLEAN, [True, False, None])
DATE = column(ValueType.DATE, [date(2024, 3, 9), date(2024, 3, 10), None, date(2024, 3, 12)])
TIME = column(
    ValueType.TIMESTAMP,
    [datetime(2024, 3, 9, 12, tzinfo=UTC), NOW, None, datetime(2024, 3, 11, 12, tzinfo=UTC)],
)
LIST = column(ValueType.STRINGS, [["CEO", "CFO"], ["cto"], [], None, ["", " "]])


def found(values: Column, operator: str, value: Any = None, several: tuple[Any, ...] = ()) -> str:
    """Who meets the comparison, as a string of 1 and 0; checks the complement on the way."""
    comparison = Comparison(operator=Operator(operator), value=value, values=several)
    answer = matches(comparison, values, slice(None), AT)
    for negative, positive in NEGATIONS.items():
        if positive is comparison.operator:
            opposite = comparison.model_copy(update={"operator": negative})
            assert (matches(opposite, values, slice(None), AT) != answer).all()
    rows = np.arange(len(values))[::-1]  # chosen rows answer the same
    assert matches(comparison, values, rows, AT).tolist() == answer.tolist()[::-1]
    assert matches(comparison, values, rows[:1], AT).tolist() == answer.tolist()[-1:]
    return "".join(str(int(flag)) for flag in answer)


@pytest.mark.parametrize(
    ("values", "operator", "value", "several", "wanted"),
    [
        # Text: case does not count, and ß folds to ss; null, empty and blank are missing.
        (TEXT, "is", "bAnKiNg", (), "100000"),
        (TEXT, "is", "straße", (), "010000"),
        (TEXT, "is", "", (), "000000"),
        (TEXT, "is", "  ", (), "000000"),
        (TEXT, "is", None, (), "000000"),
        (TEXT, "is", 5, (), "000000"),
        (TEXT, "is_one_of", None, ("BANK", "Strasse", 5), "010001"),
        (TEXT, "is_one_of", None, (), "000000"),
        (TEXT, "is_one_of", "bank", (), "000000"),
        (TEXT, "contains", "NK", (), "100001"),
        (TEXT, "contains", "a.k", (), "000000"),  # no pattern, a plain text
        (TEXT, "starts_with", "Bank", (), "100001"),
        (TEXT, "ends_with", "ing", (), "100000"),
        (TEXT, "greater", "a", (), "000000"),  # texts have no order here
        (TEXT, "between", None, ("a", "z"), "000000"),
        (TEXT, "in_last_days", 3, (), "000000"),
        (TEXT, "is_any", None, (), "111111"),
        (TEXT, "is_not_empty", None, (), "110001"),
        # Numbers: both ends belong to between; greater and less exclude equality.
        (NUMBER, "is", 1, (), "1000"),
        (NUMBER, "is", 2.5, (), "0100"),
        (NUMBER, "is", True, (), "0000"),
        (NUMBER, "is", "1", (), "0000"),
        (NUMBER, "is_one_of", None, (1, 4.0, True, "2.5"), "1001"),
        (NUMBER, "greater", 1, (), "0101"),
        (NUMBER, "at_least", 2.5, (), "0101"),
        (NUMBER, "less", 2.5, (), "1000"),
        (NUMBER, "at_most", 2.5, (), "1100"),
        (NUMBER, "less", 10**400, (), "1101"),  # greater than any number
        (NUMBER, "greater", -(10**400), (), "1101"),
        (NUMBER, "between", None, (1, 2.5), "1100"),
        (NUMBER, "between", None, (2.5, 1), "0000"),
        (NUMBER, "between", None, (1,), "0000"),
        (NUMBER, "between", None, (1, "9"), "0000"),
        (NUMBER, "contains", 1, (), "0000"),
        (NUMBER, "is_not_empty", None, (), "1101"),
        (INTEGER, "is", 1.0, (), "1000"),
        (INTEGER, "is", False, (), "0000"),
        (INTEGER, "greater", 1.5, (), "0101"),
        (INTEGER, "between", None, (2, 4), "0101"),
        (INTEGER, "is_any", None, (), "1111"),
        # Yes and no: only "is"; a number is another type.
        (BOOLEAN, "is", True, (), "100"),
        (BOOLEAN, "is", False, (), "010"),
        (BOOLEAN, "is", 1, (), "000"),
        (BOOLEAN, "is", "true", (), "000"),
        (BOOLEAN, "is_one_of", None, (True, False), "000"),
        (BOOLEAN, "greater", False, (), "000"),
        (BOOLEAN, "is_not_empty", None, (), "110"),
        # Dates are their midnight in UTC.
        (DATE, "is", "2024-03-10", (), "0100"),
        (DATE, "is", "2024-03-10T00:00:00Z", (), "0100"),
        (DATE, "is", "2024-03-10T01:00:00", (), "0000"),
        (DATE, "is", "10 March", (), "0000"),
        (DATE, "is", 5, (), "0000"),
        (DATE, "is_one_of", None, ("2024-03-09", "nonsense", "2024-03-12"), "1001"),
        (DATE, "greater", "2024-03-09", (), "0101"),
        (DATE, "at_least", "2024-03-10", (), "0101"),
        (DATE, "less", "2024-03-10", (), "1000"),  # a missing date is not less
        (DATE, "at_most", "2024-03-10", (), "1100"),
        (DATE, "between", None, ("2024-03-10", "2024-03-12"), "0101"),
        # At 10 March 12:00, the last 1 day is (9 March 12:00, 10 March 12:00].
        (DATE, "in_last_days", 1, (), "0100"),
        (DATE, "in_last_days", 2, (), "1100"),
        # The next 1 day ends on 11 March 12:00, the next 2 on 12 March 12:00.
        (DATE, "in_next_days", 1, (), "0000"),
        (DATE, "in_next_days", 2, (), "0001"),
        (DATE, "in_last_days", 10**400, (), "0000"),
        (DATE, "in_last_days", 10**30, (), "1100"),  # ever
        # Instants: the lower end is out, the upper one is in, for both directions.
        (TIME, "in_last_days", 1, (), "0100"),
        (TIME, "in_last_days", 1.5, (), "1100"),
        (TIME, "in_next_days", 1, (), "0001"),
        (TIME, "in_next_days", 0, (), "0000"),
        (TIME, "in_last_days", -1, (), "0000"),
        (TIME, "in_last_days", True, (), "0000"),
        (TIME, "in_last_days", "1", (), "0000"),
        (TIME, "is", "2024-03-10T12:00:00", (), "0100"),
        (TIME, "is", "2024-03-10T13:00:00+01:00", (), "0100"),
        (TIME, "is", "2024-03-10", (), "0000"),  # a date alone is its midnight
        (TIME, "at_most", "2024-03-10", (), "1000"),
        (TIME, "is_not_empty", None, (), "1101"),
        (TIME, "is_any", None, (), "1111"),
        # Lists of texts (ruling 45): some item equals; blank items are none.
        (LIST, "is", "ceo", (), "10000"),
        (LIST, "contains", "CTO", (), "01000"),
        (LIST, "contains", "CE", (), "00000"),
        (LIST, "is_one_of", None, ("cfo", "CTO"), "11000"),
        (LIST, "starts_with", "C", (), "00000"),
        (LIST, "greater", "a", (), "00000"),
        (LIST, "is", " ", (), "00000"),
        (LIST, "is_not_empty", None, (), "11000"),
        (LIST, "is_any", None, (), "11111"),
    ],
)
def test_comparison(
    values: Column, operator: str, value: Any, several: tuple[Any, ...], wanted: str
) -> None:
    assert found(values, operator, value, several) == wanted


def test_each_row_may_have_its_own_instant() -> None:
    comparison = Comparison(operator=Operator.IN_LAST_DAYS, value=1)
    day = 86_400_000_000
    rows = np.array([0, 0, 1])
    # The first value is 24 h before AT: out at AT, in a microsecond earlier.
    at = np.array([AT, AT - 1, AT + day - 1])
    assert matches(comparison, TIME, rows, at).tolist() == [False, True, True]


def test_keys_compare_exactly() -> None:
    keys = column(ValueType.STRING, ["a", "A"])
    rows = np.arange(2)
    for exact in (
        Attribute(attribute="accountKey.sourceKey", value="A"),
        FieldConstraint(field="directMarketing.mailingKey.sourceKey", value="A"),
        Attribute(attribute="x.sourceKey", operator=Operator.IS_ONE_OF, values=("A", "B")),
        Attribute(attribute="x.sourceKey", operator=Operator.STARTS_WITH, value="A"),
    ):
        assert matches(exact, keys, rows, AT).tolist() == [False, True]
    for folded in (
        Attribute(attribute="accountName", value="A"),
        FieldConstraint(field="directMarketing.mailingName", value="A"),
        Comparison(value="A"),
    ):
        assert matches(folded, keys, rows, AT).tolist() == [True, True]


def test_few_rows_of_many_texts_compare_like_all_of_them() -> None:
    many = column(ValueType.STRING, [f"Größe {number}" for number in range(50)])
    comparison = Comparison(operator=Operator.ENDS_WITH, value="E 7")
    everyone = matches(comparison, many, slice(None), AT)
    assert np.flatnonzero(everyone).tolist() == [7]
    assert matches(comparison, many, np.array([7, 8, 7]), AT).tolist() == [True, False, True]
    # A missing text is not taken for the first one.
    gaps = column(ValueType.STRING, [None, *(f"t{number}" for number in range(9))])
    first = Comparison(value="t0")
    assert matches(first, gaps, np.array([0, 1]), AT).tolist() == [False, True]


def test_missing_holds_only_for_negations_is_empty_and_is_any() -> None:
    nothing = missing_column(1)
    for operator in Operator:
        comparison = Comparison(operator=operator, value="x", values=("x", "y"))
        holds = bool(matches(comparison, nothing, slice(None), AT)[0])
        assert holds == holds_for_missing(operator)
        wanted = operator.startswith("is_not_one") or "not" in operator.split("_")
        wanted = (wanted and operator is not Operator.IS_NOT_EMPTY) or operator in (
            Operator.IS_EMPTY,
            Operator.IS_ANY,
        )
        assert holds == wanted, operator


def test_nothing_is_equal_to_not_a_number() -> None:
    values = NumberColumn(np.array([1.0, np.nan]))
    comparison = Comparison(operator=Operator.IS, value=float("nan"))
    assert matches(comparison, values, slice(None), AT).tolist() == [False, False]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1970-01-02", 86_400_000_000),
        (" 1970-01-01T00:00:01 ", 1_000_000),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1970-01-01T00:00:00+01:00", -3_600_000_000),
        ("0001-01-01T00:00:00+14:00", -62_135_596_800_000_000 - 14 * 3_600_000_000),
        ("yesterday", None),
        ("", None),
        ("2024-02-30", None),
    ],
)
def test_parse_instant(text: str, wanted: int | None) -> None:
    assert parse_instant(text) == wanted


def test_fold_is_unicode_case_folding() -> None:
    texts = ["ABC", "Straße", "ÅB", "İ", "ﬁ", ""]
    assert fold(pl.Series(texts)).to_list() == [text.casefold() for text in texts]
