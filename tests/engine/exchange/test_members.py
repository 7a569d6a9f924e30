"""Members of audiences and lists as files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity, Field
from engine.conditions.columns import Bools
from engine.conditions.model import Scope, ValueType
from engine.errors import JornadaError
from engine.exchange import members as m
from engine.exchange.members import MembersFormat, write_members

LINKEDIN = "LinkedIn page"


def small() -> Dataset:
    return build_dataset(
        "small",
        accounts=pl.DataFrame(
            {
                f.ACCOUNT_KEY: ["A1", "A2", "A3", "A4"],
                f.ACCOUNT_NAME: ["Acme", "ACME", "=1+1", "Left out"],
                m.WEBSITE: ["https://www.Acme.com:443/home?x=1", "acme.com", None, "left.example"],
                "accountBillingAddress.country": ["Brazil", "Brazil", "Chile", "Peru"],
                LINKEDIN: ["https://linkedin.com/company/acme", None, None, None],
            }
        ),
        people=pl.DataFrame(
            {
                f.PERSON_KEY: ["P1", "P2", "P3", "P4"],
                f.PERSON_ACCOUNT: ["A1", "A1", "A3", None],
                f.EMAIL: ["ana@acme.com", "ANA@acme.com", "+55@x.example", ""],
                "person.name.firstName": ["Ana", "Ana", "Bo", "Cy"],
                f.PERSON_ROLES: [["Buyer", "User"], None, None, None],
            }
        ),
        events={},
        custom={
            Entity.ACCOUNT: (
                Field(path=LINKEDIN, label=LINKEDIN, type=ValueType.STRING, custom=True),
            )
        },
    )


def flags(*values: int) -> Bools:
    return np.array(values, np.bool_)


def rows_of(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def test_a_company_list_has_the_header_and_one_row_a_company(tmp_path: Path) -> None:
    path = tmp_path / "companies.csv"
    members = flags(1, 1, 1, 0)
    written = write_members(path, small(), Scope.ACCOUNT, members, MembersFormat.LINKEDIN)
    # Acme and ACME share name and domain whatever the case: one company. "=1+1" stays a text.
    assert rows_of(path) == [
        list(m.COMPANY_HEADER),
        [
            "Acme",
            "https://www.Acme.com:443/home?x=1",
            "acme.com",
            "https://linkedin.com/company/acme",
            *("", "", "", "", "Brazil", ""),
        ],
        ["'=1+1", "", "", "", "", "", "", "", "Chile", ""],
    ]
    assert written.rows == 2
    assert ",".join(m.COMPANY_HEADER) == (
        "companyname,companywebsite,companyemaildomain,linkedincompanypageurl,stocksymbol,"
        "industry,city,state,companycountry,zipcode"
    )
    assert [one.key for one in written.warnings] == ["lists.too_few"]  # below 300 rows


def test_a_contact_list_has_one_row_an_address(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    write_members(path, small(), Scope.PERSON, flags(1, 1, 1, 1), MembersFormat.LINKEDIN)
    # P2 has the address of P1, P4 has none.
    assert rows_of(path) == [
        ["email", "firstname", "lastname", "jobtitle", "employeecompany", "country", "googleaid"],
        ["ana@acme.com", "Ana", "", "", "Acme", "", ""],
        ["'+55@x.example", "Bo", "", "", "'=1+1", "", ""],
    ]


def test_columns_are_chosen_and_lists_joined(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    columns = (f.PERSON_KEY, f.PERSON_ROLES, "extendedWorkDetails.jobTitle")
    write_members(path, small(), Scope.PERSON, flags(1, 0, 0, 1), columns=columns)
    assert rows_of(path, "utf-8-sig") == [list(columns), ["P1", "Buyer; User", ""], ["P4", "", ""]]
    parquet = tmp_path / "accounts.parquet"
    members = flags(0, 0, 1, 0)
    write_members(parquet, small(), Scope.ACCOUNT, members, MembersFormat.PARQUET)
    # Parquet is for programmes: nothing is put before the formula.
    assert pl.read_parquet(parquet)[f.ACCOUNT_NAME].to_list() == ["=1+1"]


def test_what_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "no.csv"
    with pytest.raises(JornadaError, match="nothing of that kind"):
        write_members(
            path, small(), Scope.ACCOUNT, flags(1, 0, 0, 0), columns=("nothing of that kind",)
        )
    monkeypatch.setattr(m, "MOST", 1)
    with pytest.raises(JornadaError, match="LinkedIn takes at most 1"):
        write_members(path, small(), Scope.ACCOUNT, flags(1, 0, 1, 0), MembersFormat.LINKEDIN)
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.example.com/a?b#c", "example.com"),
        (" WWW.Example.com ", "example.com"),
        ("example.com:8080", "example.com"),
        ("http://shop.example.com", "shop.example.com"),
        ("", ""),
    ],
)
def test_the_domain_of_an_address_is_bare(text: str, domain: str) -> None:
    found = pl.DataFrame({"x": [text]}).select(m.domain_of(pl.col("x"))).item()
    assert found == domain
