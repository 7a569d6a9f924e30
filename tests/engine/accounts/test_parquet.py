"""Datasets as Parquet parts and back."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.accounts.parquet import DatasetMeta, from_parts, meta_of, to_parts
from engine.background import Work
from engine.conditions.model import ValueType
from engine.errors import Cancelled, JornadaError
from tests.engine.accounts.test_dataset import small


def assert_same(one: Dataset, other: Dataset) -> None:
    """Equal in everything, types and order of columns included."""
    assert (one.name, one.custom) == (other.name, other.custom)
    assert list(one.event_tables) == list(other.event_tables)
    pairs = [(one.accounts, other.accounts), (one.people, other.people)]
    pairs += [(one.opportunities, other.opportunities)]
    pairs += [(one.event_tables[n].frame, other.event_tables[n].frame) for n in one.event_tables]
    for first, second in pairs:
        assert first.schema == second.schema
        assert first.equals(second, null_equal=True)
    assert one.content_hash == other.content_hash


def large() -> Dataset:
    """Every type of value, 3,000 events with keys and names of their own, odd texts."""
    accounts = pl.DataFrame(
        {
            f.ACCOUNT_KEY: [f"a{i:03}" for i in range(300)],
            f.ACCOUNT_NAME: ["\x00", "", None, 'Zoë, “quoted”\n"x"'] * 75,
            "accountOrganization.annualRevenue.amount": [float("inf"), -0.0, 1e300, None] * 75,
            "founded": [datetime(1999, 1, 1, tzinfo=UTC), None, None] * 100,
            "tags": [["x", None, ""], [], None] * 100,
        },
        schema_overrides={"founded": pl.Datetime("us", "UTC")},
    )
    people = pl.DataFrame(
        {
            f.PERSON_KEY: [f"p{i:04}" for i in range(1000)],
            f.PERSON_ACCOUNT: [f"a{i % 310:03}" if i % 310 < 300 else None for i in range(1000)],
            "person.birthDate": [None] * 1000,
        }
    )
    start = datetime(2025, 1, 1, tzinfo=UTC)
    events = pl.DataFrame(
        {
            f.EVENT_TYPE: ["a/b", "web.formFilledOut", "a/b/1"] * 1000,
            f.EVENT_TIMESTAMP: [start + timedelta(minutes=i * 7919 % 3000) for i in range(3000)],
            f.EVENT_PERSON: [f"p{i * 31 % 1000:04}" for i in range(3000)],
            "directMarketing.mailingName": [f"Mailing {i % 7}" for i in range(3000)],
            "note": [None if i % 5 else f"note {i}" for i in range(3000)],
        }
    )
    custom = {
        Entity.ACCOUNT: (
            Field(path="founded", label="Founded", type=ValueType.TIMESTAMP, custom=True),
            Field(path="tags", label="Tags", type=ValueType.STRINGS, custom=True),
        ),
        Entity.EVENT: (Field(path="note", label="Note", type=ValueType.STRING, custom=True),),
    }
    return build_dataset("large", accounts, people, events, custom=custom)


WHOLE = 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("dataset", "part_bytes"),
    [(small(), WHOLE), (small(), 1), (large(), WHOLE), (large(), 16_384)],
)
def test_there_and_back(dataset: Dataset, part_bytes: int) -> None:
    parts = list(to_parts(dataset, part_bytes=part_bytes))
    names = [name for name, _ in parts]
    assert len(set(names)) == len(names)
    if part_bytes > 1:  # 1 makes every row a part of its own
        assert max(len(content) for _, content in parts) <= part_bytes
    random.Random(1).shuffle(parts)  # noqa: S311 - any order will do
    meta = DatasetMeta.model_validate_json(meta_of(dataset).model_dump_json())
    assert_same(from_parts(meta, parts), dataset)


def test_a_dataset_without_rows() -> None:
    nobody = build_dataset(
        "nobody",
        pl.DataFrame(schema={f.ACCOUNT_KEY: pl.String()}),
        pl.DataFrame(schema={f.PERSON_KEY: pl.String()}),
        {},
    )
    assert_same(from_parts(meta_of(nobody), to_parts(nobody)), nobody)


@pytest.mark.parametrize("damage", ["cut", "missing", "twice", "not numbered"])
def test_damage_is_noticed_and_named(damage: str) -> None:
    dataset = large()
    parts = dict(to_parts(dataset, part_bytes=8_000))
    assert "events/a/b/1/1" in parts  # the type "a/b/1", its second part
    if damage == "cut":
        parts["events/a/b/1/1"] = parts["events/a/b/1/1"][:-40]
    elif damage == "missing":
        del parts["events/a/b/1/1"]
    elif damage == "not numbered":
        parts["events/a/b/1/x"] = parts.pop("events/a/b/1/1")
    else:
        parts["events/a/b/1/99"] = parts["events/a/b/1/1"]
    with pytest.raises(JornadaError, match="“large” is damaged: its table “events/a/b/1” has"):
        from_parts(meta_of(dataset), parts.items())


def test_progress_and_cancel() -> None:
    seen: list[float] = []
    list(to_parts(large(), Work(lambda fraction, _: seen.append(fraction)), part_bytes=16_384))
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 1
    with pytest.raises(Cancelled):
        list(to_parts(small(), Work(cancelled=lambda: True)))
