"""Timestamps in every known form, as instants computed by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from engine.accounts.importing.instants import timestamps
from engine.accounts.importing.mapping import Rule

RULE = Rule(column="t")


def read(text: str, rule: Rule = RULE, zone: str = "UTC") -> datetime | None:
    found = timestamps(pl.Series([text, None], dtype=pl.String), rule, zone).to_list()
    assert found[1] is None
    return found[0]  # type: ignore[no-any-return]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-01-02", at(2025, 1, 2)),
        ("2025-01-02T03:04", at(2025, 1, 2, 3, 4)),
        ("2025-01-02 03:04:05", at(2025, 1, 2, 3, 4, 5)),
        ("2025-01-02 3:04:05", at(2025, 1, 2, 3, 4, 5)),
        ("2025-01-02T03:04:05Z", at(2025, 1, 2, 3, 4, 5)),
        ("2025-01-02T03:04:05.678Z", at(2025, 1, 2, 3, 4, 5, 678_000)),
        ("2025-01-02T03:04:05.123456+00:00", at(2025, 1, 2, 3, 4, 5, 123_456)),
        ("2025-01-02T03:04:05+02:00", at(2025, 1, 2, 1, 4, 5)),
        ("2025-01-02T03:04:05-0530", at(2025, 1, 2, 8, 34, 5)),
        ("2025-01-02T03:04:05-05", at(2025, 1, 2, 8, 4, 5)),
        ("2025-01-02 03:04:05 UTC", at(2025, 1, 2, 3, 4, 5)),
        ("2025/01/02 03:04", at(2025, 1, 2, 3, 4)),
        ("1/2/2025", at(2025, 1, 2)),
        ("01/02/2025 15:04", at(2025, 1, 2, 15, 4)),
        ("1/2/2025 3:04:05 PM", at(2025, 1, 2, 15, 4, 5)),
        ("1/2/2025 12:04 AM", at(2025, 1, 2, 0, 4)),
        ("31.12.2024 23:59", at(2024, 12, 31, 23, 59)),
        ("1/2/25", at(2025, 1, 2)),
        ("1/2/25 3:04 pm", at(2025, 1, 2, 15, 4)),
        ("1/2/25 3:04PM", at(2025, 1, 2, 15, 4)),
        ("12/31/99, 23:59", at(1999, 12, 31, 23, 59)),
        ("31.12.69", at(2069, 12, 31)),  # 1970 to 2069
        ("31.12.70", at(1970, 12, 31)),
        ("1735689600", at(2025, 1, 1)),
        ("1735689600.5", at(2025, 1, 1, 0, 0, 0, 500_000)),
        ("1735689600123", at(2025, 1, 1, 0, 0, 0, 123_000)),
        ("1735689600123456", at(2025, 1, 1, 0, 0, 0, 123_456)),
    ],
)
def test_known_forms(text: str, instant: datetime) -> None:
    assert read(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "2025-02-30", "2025-13-01", "25:00", "2025-01-01T24:30", "12", "1/2/250"),
        *("0001-01-01", "9999-12-31", "99999999999999999", "-", "2025-01-01T00:00:00+"),
        *("13/1/2025", "2025-01-01T00:00:00+99:99", "2025-01-01T00:00+05:60"),
    ],
)
def test_what_is_no_timestamp(text: str) -> None:
    assert read(text) is None


def test_settings_of_a_mapping() -> None:
    assert read("2/1/2025", Rule(column="t", day_first=True)) == at(2025, 1, 2)
    assert read("86400", Rule(column="t", epoch="seconds")) == at(1970, 1, 2)
    assert read("86400000", Rule(column="t", epoch="milliseconds")) == at(1970, 1, 2)
    assert read("20250102 0304", Rule(column="t", date_format="%Y%m%d %H%M")) == at(
        2025, 1, 2, 3, 4
    )
    assert read("20250102", Rule(column="t", date_format="%Y%m%d")) == at(2025, 1, 2)
    berlin = Rule(column="t", time_zone="Europe/Berlin")
    assert read("2025-01-02 03:04", berlin, "America/New_York") == at(2025, 1, 2, 2, 4)


def test_local_times_by_the_rule_for_gaps_and_folds() -> None:
    # New York 2025: 02:00 EST -> 03:00 EDT on 9 March (07:00 UTC); 02:00 EDT -> 01:00 EST on
    # 2 November (06:00 UTC). A time in the gap is the change itself, in the fold the first.
    zone = "America/New_York"
    assert read("2025-03-09 01:59", zone=zone) == at(2025, 3, 9, 6, 59)
    assert read("2025-03-09 02:30", zone=zone) == at(2025, 3, 9, 7)
    assert read("2025-03-09 03:00", zone=zone) == at(2025, 3, 9, 7)
    assert read("2025-11-02 01:30", zone=zone) == at(2025, 11, 2, 5, 30)
    assert read("2025-11-02 01:30-05:00", zone=zone) == at(2025, 11, 2, 6, 30)


def test_forms_may_be_mixed_in_a_column() -> None:
    texts = ["2025-01-01", "1735689600", "1/2/2025 1:00 PM", "2025-01-01T01:00:00+01:00", "x"]
    found = timestamps(pl.Series(texts), RULE, "UTC").to_list()
    assert found == [at(2025, 1, 1), at(2025, 1, 1), at(2025, 1, 2, 13), at(2025, 1, 1), None]
