"""Mapping files: what they can say, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.accounts import fields as f
from engine.accounts.fields import Entity
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.mapping import (
    Mapping,
    Table,
    mapping_of,
    mapping_schema,
    read_mapping,
)
from engine.accounts.importing.preview import preview
from engine.conditions.model import ValueType
from engine.errors import JornadaError
from resources import read_text
from tests.engine.accounts.importing.files import ACCOUNTS, PEOPLE, aside, load, written

KEY, NAME = f.ACCOUNT_KEY, f.ACCOUNT_NAME
OF_EVENT = ("eventType", "timestamp", "personKey", "person")


def mapping(*sources: dict[str, Any], **more: Any) -> Mapping:
    document = {"format_version": 1, "name": "test", "sources": sources, **more}
    return mapping_of(json.dumps(document).encode(), "test.mapping.json")


def accounts(**more: Any) -> dict[str, Any]:
    return {"file": "crm*.csv", "table": "account", "fields": {KEY: "Id", NAME: "Company"}, **more}


def rule(**more: Any) -> dict[str, Any]:
    return accounts(fields={KEY: {"column": "Id", **more}})


def events(fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"eventType": {"constant": "x"}, "timestamp": "at", "personKey": "who", **fields}
    return {"file": "log.csv", "table": "event", "fields": given, **more}


def test_columns_are_named(tmp_path: Path) -> None:
    made = load(tmp_path, mapping(accounts()), crm="Id,Company,Tier\n1,Acme,3\n")
    assert made.dataset.accounts.rows() == [("1", "Acme", 3)]
    rest = mapping(accounts(keep_other_columns=False))
    made = load(tmp_path, rest, crm="Id,Company,Tier\n1,Acme,3\n")
    assert made.dataset.accounts.columns == [KEY, NAME]
    assert made.report.files[0].left == ("Tier",)


def test_values_are_cut_translated_prefixed_and_constant(tmp_path: Path) -> None:
    source = accounts()
    source["fields"] |= {
        KEY: {"column": "Id", "prefix": "crm-"},
        "accountBillingAddress.city": {"column": "Place", "split": {"at": ", ", "part": 1}},
        "accountBillingAddress.country": {
            "column": "Place",
            "split": {"at": ", ", "part": -1},
            "translate": {"DE": "Germany", "??": None},
        },
        "accountSourceType": {"constant": "CRM"},
    }
    text = 'Id,Company,Place\n1,A,"Bonn, DE"\n2,B,"Rome, Lazio, IT"\n3,C,"X, ??"\n4,D,\n'
    frame = load(tmp_path, mapping(source), crm=text).dataset.accounts
    assert frame[KEY].to_list() == ["crm-1", "crm-2", "crm-3", "crm-4"]
    assert frame["accountBillingAddress.city"].to_list() == ["Bonn", "Rome", "X", None]
    assert frame["accountBillingAddress.country"].to_list() == ["Germany", "IT", None, None]
    assert frame["accountSourceType"].to_list() == ["CRM"] * 4


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    kind = {"column": "kind", "translate": {"OPEN": "opened"}, "others": "leave_out"}
    where = [{"column": "bot", "is_none_of": ["true"]}]
    made = load(
        tmp_path,
        mapping(events({"eventType": kind}, where=where), people_source()),
        log="kind,at,who,bot\nOPEN,2025-01-01,P1,\nOPEN,2025-01-01,P1,true\nPRINT,2025-01-01,P1,\n",
        people=PEOPLE,
        accounts=ACCOUNTS,
    )
    assert aside(made)[:2] == [(3, "left_out", "bot", "true"), (4, "left_out", "kind", "PRINT")]
    assert list(made.dataset.event_tables) == ["opened"]


def people_source() -> dict[str, Any]:
    return {"file": "people.csv", "table": "person", "fields": {f.PERSON_KEY: f.PERSON_KEY}}


def test_others_may_be_kept_or_empty(tmp_path: Path) -> None:
    for others, expected in (("keep", ["One", "2"]), ("empty", ["One", None])):
        source = accounts()
        source["fields"][NAME] = {"column": "Company", "translate": {"1": "One"}, "others": others}
        made = load(tmp_path, mapping(source), crm="Id,Company\na,1\nb,2\n")
        assert made.dataset.accounts[NAME].to_list() == expected


def test_values_are_looked_up_in_other_files(tmp_path: Path) -> None:
    look_up = {"column": "mail", "look_up": {"file": "mails.csv", "key": "id", "value": "name"}}
    source = events({"directMarketing.mailingName": look_up})
    texts = {
        "log": "at,who,mail\n2025-01-01,P1,7\n2025-01-02,P1,8\n2025-01-03,P1,\n",
        "people": f"{f.PERSON_KEY}\nP1\n",
    }
    made = load(
        tmp_path, mapping(source, people_source()), mails="id,name\n7,Spring\n7,Fall\n", **texts
    )
    names = made.dataset.event_tables["x"].frame["directMarketing.mailingName"].to_list()
    assert names == ["Spring", None, None]
    assert made.report.warnings[0].key == "none_accounts"
    made = load(tmp_path, mapping(source, people_source()), **texts)
    assert made.report.warnings[0].params == {"file": "mails.csv"}


def test_people_may_be_made_from_their_events(tmp_path: Path) -> None:
    recipients = {
        "file": "log.csv",
        "table": "person",
        "keep_other_columns": False,
        "repeated": "first",
        "fields": {f.PERSON_KEY: {"column": "who", "prefix": "to:"}, f.EMAIL: "who"},
    }
    contacts = people_source()
    contacts["fields"][f.EMAIL] = f.EMAIL
    opened = events({f.EMAIL: "who"})
    del opened["fields"]["personKey"]
    made = load(
        tmp_path,
        mapping(contacts, recipients, opened),
        people=f"{f.PERSON_KEY},{f.EMAIL}\nP1,ann@x.example\n",
        log=(
            "at,who\n2025-01-01,ANN@x.example\n2025-01-02,new@x.example\n2025-01-03,new@x.example\n"
        ),
    )
    assert made.dataset.people[f.PERSON_KEY].to_list() == ["P1", "to:new@x.example"]
    assert [row[:2] for row in aside(made)] == [(2, "repeated"), (4, "repeated")]
    assert made.dataset.event_tables["x"].frame["person"].to_list() == [0, 1, 1]


def test_zones_of_timestamps(tmp_path: Path) -> None:
    text = {"log": "at,who\n2025-01-01 00:00,P1\n", "people": f"{f.PERSON_KEY}\nP1\n"}

    def first(rules: Mapping) -> str:
        made = load(tmp_path, rules, "Asia/Tokyo", **text)
        return str(made.dataset.event_tables["x"].frame["timestamp"][0])[:16]

    # Tokyo is 9 hours ahead of UTC, Berlin one in winter, New York 5 behind.
    assert first(mapping(events({}), people_source())) == "2024-12-31 15:00"
    berlin = mapping(events({}), people_source(), time_zone="Europe/Berlin")
    assert first(berlin) == "2024-12-31 23:00"
    own = {"timestamp": {"column": "at", "time_zone": "America/New_York"}}
    source = mapping(events(own), people_source(), time_zone="Europe/Berlin")
    assert first(source) == "2025-01-01 05:00"


def test_types_of_custom_attributes(tmp_path: Path) -> None:
    source = accounts()
    source["fields"] |= {
        "score": {"column": "s", "type": "number", "decimal_comma": True, "label": "Fit"},
        "tags": {"column": "t", "type": "strings", "separator": "/"},
        "code": {"column": "c", "type": "string"},
        "met": {"column": "m", "type": "date", "date_format": "%d %b %Y"},
    }
    made = load(
        tmp_path,
        mapping(source),
        crm='Id,Company,s,t,c,m\n1,A,"1.234,5",a / b,7,24 Dec 2024\n2,B,"x",,8,\n',
    )
    row = made.dataset.accounts.row(0, named=True)
    assert (row["score"], row["tags"], row["code"], str(row["met"])) == (
        1234.5,
        ["a", "b"],
        "7",
        "2024-12-24",
    )
    assert aside(made) == [(3, "bad_number", "s", "x")]
    field = made.dataset.field(Entity.ACCOUNT, "score")
    assert field is not None
    assert (field.label, field.type) == ("Fit", ValueType.NUMBER)


def test_the_first_rule_that_gives_a_value_counts(tmp_path: Path) -> None:
    source = accounts()
    source["fields"][NAME] = {
        "column": "Company",
        "translate": {"-": None},
        "otherwise": {"column": "Legal", "optional": True, "otherwise": {"constant": "Nameless"}},
    }
    text = "Id,Company,Legal\n1,A,L1\n2,-,L2\n3,,\n"
    made = load(tmp_path, mapping(source), crm=text)
    assert made.dataset.accounts[NAME].to_list() == ["A", "L2", "Nameless"]
    made = load(tmp_path, mapping(source), crm="Id,Company\n1,A\n2,-\n")
    assert made.dataset.accounts[NAME].to_list() == ["A", "Nameless"]


def test_a_rule_for_some_rows_only(tmp_path: Path) -> None:
    when = {"column": "Kind", "is_one_of": ["a", ""]}
    source = accounts(keep_other_columns=False)
    source["fields"]["own"] = {"column": "What", "when": when}
    text = "Id,Company,Kind,What\n1,A,a,x\n2,B,b,y\n3,C,,z\n"
    made = load(tmp_path, mapping(source), crm=text)
    assert made.dataset.accounts["own"].to_list() == ["x", None, "z"]


def test_look_ups_by_what_is_made_of_texts(tmp_path: Path) -> None:
    look_up = {
        "file": "known.csv",
        "key": "name",
        "value": "id",
        "key_make": "company_name",
        "value_make": "email",
    }
    source = accounts()
    source["fields"]["own"] = {"column": "Company", "make": "company_name", "look_up": look_up}
    made = load(
        tmp_path,
        mapping(source),
        crm="Id,Company\n1,Acme Inc.\n2,Other\n",
        known="name,id\nACME,\nAcme LLC,X@Y.io\nAcme,z@z.io\n",
    )
    # Of several rows the first with a value.
    assert made.dataset.accounts["own"].to_list() == ["x@y.io", None]


def test_a_file_is_named_as_it_is_before_patterns(tmp_path: Path) -> None:
    path = tmp_path / "crm [1].csv"
    path.write_text("Id,Company\n1,A\n")
    source = accounts()
    source["file"] = path.name
    assert import_files("x", [path], mapping(source)).report.accounts == 1


def test_optional_columns(tmp_path: Path) -> None:
    source = accounts()
    source["fields"]["accountPhone.number"] = {"column": "Phone", "optional": True}
    made = load(tmp_path, mapping(source), crm="Id,Company\n1,A\n")
    assert made.dataset.accounts.columns == [KEY, NAME]


def test_several_files_fit_one_source_and_others_are_told(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        mapping(accounts()),
        crm1="Id,Company\n1,A\n",
        CRM2="Id,Company\n2,B\n",
        other="x\n1\n",
    )
    assert made.report.accounts == 2
    first = made.report.warnings[0]
    assert (first.key, first.params) == ("not_used", {"file": "other.csv"})
    assert "other.csv was not read" in str(made.report.warnings[0].message)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format_version": 2}, "format version 2"),
        ({"format_version": None}, "format version None"),
        ({"sources": []}, "sources"),
        ({"surces": []}, "unknown setting surces"),
        ({"time_zone": "Mars/Olympus"}, "time zone “Mars/Olympus” at time_zone"),
        ({"name": 5}, "wrong at name"),
        ({"sources": [{**accounts(), "file": "../../etc/passwd"}]}, "without folders"),
        ({"sources": [{**accounts(), "file": "c:\\x.csv"}]}, "without folders"),
        ({"sources": [{**accounts(), "table": "robots"}]}, r"sources\[1\]\.table"),
        ({"sources": [{**accounts(), "colums": {}}]}, r"unknown setting sources\[1\]\.colums"),
        (
            {"sources": [{**accounts(), "fields": {KEY: {"column": "a", "colour": "b"}}}]},
            r"unknown setting sources\[1\]\.fields\.accountKey\.sourceKey\.colour",
        ),
        ({"sources": [{**accounts(), "fields": {"\0file": "a"}}]}, "field without a name"),
        (
            {"sources": [rule(split={"at": ",", "part": 0})]},
            "asks for part 0 at sources",
        ),
        ({"sources": [{**accounts(), "fields": {KEY: {}}}]}, "either a column or a constant"),
        (
            {"sources": [{**accounts(), "fields": {KEY: {"column": "a", "constant": "b"}}}]},
            "either a column or a constant",
        ),
    ],
)
def test_mappings_that_are_refused(change: dict[str, Any], sentence: str) -> None:
    document = {"format_version": 1, "name": "x", "sources": [accounts()], **change}
    with pytest.raises(JornadaError, match=sentence) as refused:
        mapping_of(json.dumps(document).encode(), "bad.mapping.json")
    assert "bad.mapping.json" in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000, b'{"name": NaN}', b"null", b"1"]
)
def test_what_is_no_mapping_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.mapping.json"
    path.write_bytes(content)
    with pytest.raises(JornadaError, match=r"bad\.mapping\.json"):
        read_mapping(path)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (accounts(fields={KEY: "Ident"}), "no_column|doesn't have"),
        (accounts(fields={NAME: "Company"}), "no account key"),
        (accounts(fields={KEY: "Id", NAME: {"column": "Company", "type": "number"}}), "always has"),
        (accounts(file="nothing.csv"), r"None of the files fits .* nothing\.csv"),
        (accounts(where=[{"column": "Gone"}]), "“Gone”"),
        (
            {"file": "crm*", "table": "event", "fields": dict.fromkeys(OF_EVENT, "Id")},
            "named “person”",
        ),
    ],
)
def test_mappings_that_do_not_fit_the_files(
    tmp_path: Path, source: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(JornadaError, match=sentence):
        load(tmp_path, mapping(source), crm="Id,Company\n1,A\n")


def test_the_preview_of_a_mapping(tmp_path: Path) -> None:
    paths = written(tmp_path, crm="Id,Company,Tier\n1,A,2\n")
    file = preview(paths, mapping(accounts(keep_other_columns=False))).files[0]
    assert file.table is Table.ACCOUNT
    assert [(c.name, c.target) for c in file.columns] == [
        ("Id", KEY),
        ("Company", NAME),
        ("Tier", None),
    ]


def test_the_published_schema_is_that_of_the_models() -> None:
    # make it anew: python -c "from engine.accounts.importing.mapping import mapping_schema; ..."
    published = json.loads(read_text("schemas", "mapping.schema.json"))
    assert published == mapping_schema()
