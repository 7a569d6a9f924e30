"""Parquet: nested XDM, typed columns, damage and bombs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.accounts import fields as f
from engine.accounts.fields import Entity
from engine.accounts.importing import parquet_files
from engine.accounts.importing.importer import Imported, import_files
from engine.conditions.model import ValueType
from engine.errors import JornadaError
from tests.engine.accounts.importing.files import aside


def load(folder: Path, **tables: pl.DataFrame) -> Imported:
    paths = []
    for name, frame in tables.items():
        paths.append(folder / f"{name}.parquet")
        frame.write_parquet(paths[-1])
    imported = import_files("test", paths)
    for file in imported.report.files:
        assert file.read == file.loaded + sum(file.set_aside.values())
    return imported


def test_nested_structs_are_xdm_paths(tmp_path: Path) -> None:
    accounts = pl.DataFrame(
        {
            "accountKey": [{"sourceKey": "A1"}],
            "accountOrganization": [{"annualRevenue": {"amount": 5}, "industry": "Seeds"}],
        }
    )
    people = pl.DataFrame(
        {
            "b2b": [{"personKey": {"sourceKey": "P1"}, "isMarketingSuspended": True}],
            "personComponents": [[{"sourceAccountKey": {"sourceKey": "A1"}}]],
            "personRoles": [["Champion", " ", "Champion"]],
            "person": [{"birthDate": date(1980, 2, 29)}],
        }
    )
    events = pl.DataFrame(
        {
            "eventType": ["x"],
            "timestamp": [datetime(2025, 1, 1, tzinfo=UTC)],
            "personKey": [{"sourceKey": "P1"}],
            "device": [{"isMobileDevice": True}],
            "web": [{"webPageDetails": {"name": "Home"}}],
        }
    )
    made = load(tmp_path, accounts=accounts, people=people, events=events).dataset
    assert made.accounts["accountOrganization.annualRevenue.amount"].to_list() == [5.0]
    assert made.people[f.PERSON_ACCOUNT].to_list() == ["A1"]
    assert made.people[f.PERSON_ROLES].to_list() == [["Champion"]]
    assert made.people["person.birthDate"].to_list() == [date(1980, 2, 29)]
    row = made.event_tables["x"].frame.row(0, named=True)
    assert row["device.isMobileDevice"] is True
    assert row["web.webPageDetails.name"] == "Home"


def test_typed_columns(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            f.ACCOUNT_KEY: [1001, 1002, None],
            "accountOrganization.annualRevenue.amount": [1.5, float("nan"), 2.0],
            "accountOrganization.numberOfEmployees": [10.0, 10.5, 1.0],
            "accountBillingAddress.postalCode": [1234.0, None, 5.0],
            "wins": [3, 4, 5],
            "tags": [["a"], [], None],
            "met": [date(2025, 1, 1)] * 3,
        }
    )
    made = load(tmp_path, a=frame)
    # As a pandas export writes it: a whole number is a key, NaN is missing.
    assert made.dataset.accounts.row(0)[:4] == ("1001", 1.5, 10, "1234")
    assert aside(made) == [
        (2, "bad_number", "accountOrganization.numberOfEmployees", "10.5"),
        (3, "missing_key", f.ACCOUNT_KEY, None),
    ]
    types = {field.path: field.type for field in made.dataset.custom[Entity.ACCOUNT]}
    assert types == {
        "wins": ValueType.INTEGER,
        "tags": ValueType.STRINGS,
        "met": ValueType.DATE,
    }


@pytest.mark.parametrize(
    ("values", "instant"),
    [
        ([1735689600], "2025-01-01 00:00:00"),
        ([1735689600123], "2025-01-01 00:00:00.123000"),
        ([datetime(2025, 1, 1)], "2025-01-01 00:00:00"),  # noqa: DTZ001 - local on purpose
        (["2025-01-01T01:00:00+01:00"], "2025-01-01 00:00:00"),
        ([date(2025, 1, 1)], "2025-01-01 00:00:00"),
    ],
)
def test_timestamps_of_any_type(tmp_path: Path, values: list[Any], instant: str) -> None:
    people = pl.DataFrame({f.PERSON_KEY: ["P1"]})
    events = pl.DataFrame({"eventType": ["x"], "timestamp": values, "personKey": ["P1"]})
    made = load(tmp_path, people=people, events=events)
    found = made.dataset.event_tables["x"].frame["timestamp"][0]
    assert str(found) == f"{instant}+00:00"


def test_the_unit_of_each_number_is_its_own(tmp_path: Path) -> None:
    people = pl.DataFrame({f.PERSON_KEY: ["P1"]})
    times = [1735689600, 1735689600123, 12, 10**18, 1735689600123456]
    events = pl.DataFrame({"eventType": "x", "timestamp": times, "personKey": "P1"})
    made = load(tmp_path, people=people, events=events)
    found = made.dataset.event_tables["x"].frame["timestamp"].dt.epoch("us").to_list()
    assert found == [1735689600000000, 1735689600123000, 1735689600123456]
    assert [row[:2] for row in aside(made)] == [(3, "bad_timestamp"), (4, "bad_timestamp")]


def test_unknown_people_and_row_numbers(tmp_path: Path) -> None:
    people = pl.DataFrame({f.PERSON_KEY: ["P1"]})
    events = pl.DataFrame(
        {"eventType": ["x"] * 3, "timestamp": [1735689600] * 3, "personKey": ["P1", "P2", "P1"]}
    )
    made = load(tmp_path, people=people, events=events)
    assert aside(made) == [(2, "unknown_person", "personKey", "P2")]


def test_what_no_attribute_can_hold_is_left(tmp_path: Path) -> None:
    frame = pl.DataFrame({f.ACCOUNT_KEY: ["A1"], "blob": [b"\0\1"], "n": [[1, 2]]})
    made = load(tmp_path, a=frame)
    assert made.dataset.accounts.columns == [f.ACCOUNT_KEY]
    assert made.report.files[0].left == ("blob", "n")


def test_damage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({f.ACCOUNT_KEY: [f"A{n}" for n in range(10_000)]}).write_parquet(path)
    whole = path.read_bytes()
    for broken in (whole[:-20], whole[:2_000], b"PAR1" + whole[400:], whole[:4] + whole[:-4:-1]):
        path.write_bytes(broken)
        with pytest.raises(JornadaError, match=r"a\.parquet is no readable Parquet file"):
            import_files("x", [path])


def test_a_bomb_is_refused_by_what_it_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.parquet"
    pl.DataFrame({f.ACCOUNT_KEY: [f"A{n}" for n in range(10_000)]}).write_parquet(path)
    monkeypatch.setattr(parquet_files, "MOST_BYTES_AT_ONCE", 1_000)
    with pytest.raises(JornadaError, match=r"bomb\.parquet claims more data"):
        import_files("x", [path])


def test_a_giant_that_is_stored_once_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "giant.parquet"
    pl.DataFrame({f.ACCOUNT_KEY: ["A1", "x" * 200_000]}).write_parquet(path)
    assert path.stat().st_size < 2_000
    with pytest.raises(JornadaError, match=r"giant\.parquet has a cell .* at row 2"):
        import_files("x", [path])


def test_of_several_accounts_the_first_is_the_account(tmp_path: Path) -> None:
    accounts = pl.DataFrame({f.ACCOUNT_KEY: ["A1", "A2"]})
    both = [{"sourceAccountKey": {"sourceKey": key}} for key in ("A2", "A1")]
    people = pl.DataFrame({f.PERSON_KEY: ["P1", "P2"], "personComponents": [both, []]})
    made = load(tmp_path, accounts=accounts, people=people)
    rows = made.dataset.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows()
    assert rows == [("P1", "A2"), ("P2", None)]
    related = made.dataset.relations.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows()
    assert related == [("P1", "A1")]
    assert made.report.people_with_several_accounts == 1


def test_dictionary_columns_and_nested_ones_as_other_programmes_write_them(tmp_path: Path) -> None:
    """Texts by dictionary, also within structs and lists; texts, lists and moments of the wider
    kinds; decimals, maps and times of day."""
    seen = pa.array(["Seeds", "Tools", None, "Seeds"]).dictionary_encode()
    address = pa.StructArray.from_arrays(
        [seen, pa.array(["A", "B", "C", "D"], pa.large_string())], ["country", "city"]
    )
    roles = pa.array([["x", "y"], [], None, ["x"]], pa.list_(pa.dictionary(pa.int8(), pa.string())))
    moment = datetime(2025, 1, 1, 12, tzinfo=UTC)
    columns: dict[str, Any] = {
        f.ACCOUNT_KEY: pa.array(["A1", "A2", "A3", "A4"], pa.large_string()),
        "accountOrganization.industry": seen,
        "accountBillingAddress": address,
        "tags": roles,
        "amount": pa.array([Decimal("1.50"), Decimal(2), None, Decimal(3)], pa.decimal128(9, 2)),
        "when": pa.array([moment] * 4, pa.timestamp("ns", "America/New_York")),
        "pairs": pa.array([[("a", 1)]] * 4, pa.map_(pa.string(), pa.int8())),
        "vector": pa.array([[1.0, 2.0]] * 4, pa.list_(pa.float32(), 2)),
    }
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=2)
    made = import_files("test", [path])
    accounts = made.dataset.accounts
    assert accounts["accountOrganization.industry"].to_list() == ["Seeds", "Tools", None, "Seeds"]
    assert accounts["accountBillingAddress.country"].to_list() == ["Seeds", "Tools", None, "Seeds"]
    assert accounts["accountBillingAddress.city"].to_list() == ["A", "B", "C", "D"]
    assert accounts["tags"].to_list() == [["x", "y"], None, None, ["x"]]
    assert accounts["amount"].to_list() == [1.5, 2.0, None, 3.0]
    assert accounts["when"].to_list() == [moment] * 4
    assert made.report.files[0].left == ("pairs", "vector")
