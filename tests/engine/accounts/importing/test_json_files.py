"""JSON: arrays, lines and objects that hold them; nested objects as paths; what is broken."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.importing import json_files, json_stream
from engine.accounts.importing.importer import import_files
from engine.errors import JornadaError
from tests.engine.accounts.importing.files import aside
from tests.engine.accounts.importing.tables import Seen, one, refused, seen


def written(folder: Path, content: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table_of(folder: Path, value: Any, name: str = "a.json") -> Seen:
    return one(written(folder, json.dumps(value), name))


def test_nested_objects_are_paths(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        [
            {
                "b2b": {"personKey": {"sourceKey": "P1"}, "isMarketingSuspended": True},
                "personComponents": [{"sourceAccountKey": {"sourceKey": "A1"}}],
                "personRoles": ["Champion", "User"],
                "extra": {},
                "none": None,
            },
            {"b2b": {"personKey": {"sourceKey": "P2"}}, "personRoles": []},
        ],
    )
    assert table.format == "json"
    assert table.columns == (
        *("b2b.personKey.sourceKey", "b2b.isMarketingSuspended"),
        *("personComponents.sourceAccountKey.sourceKey", "personRoles", "none"),
    )
    assert table.rows == [
        ("P1", True, "A1", ["Champion", "User"], None),
        ("P2", None, None, None, None),
    ]
    assert table.numbers == [1, 2]


def test_values_have_the_type_that_all_of_them_have(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        [
            {
                "whole": 1,
                "number": 1,
                "text": "007",
                "mixed": 1,
                "list": ["a"],
                "huge": 2**70,
                "e": "",
            },
            {
                "whole": 2,
                "number": 0.5,
                "text": "8",
                "mixed": "x",
                "list": "b",
                "huge": 5,
                "e": None,
            },
            {"mixed": True, "list": [1, None, False]},
        ],
    )
    assert table.types == [
        *("Int64", "Float64", "String", "String", "List(String)", "String", "String"),
    ]
    columns = list(zip(*table.rows, strict=True))
    assert columns[1] == (1.0, 0.5, None)
    assert columns[3] == ("1", "x", "true")
    assert columns[4] == (["a"], ["b"], ["1", "false"])
    assert columns[5] == (str(2**70), "5", None)
    assert columns[6] == (None, None, None)


def test_what_is_in_the_list_behind_the_first_is_said(tmp_path: Path) -> None:
    parts = [{"k": "A1"}, {"k": "A2"}]
    table = table_of(tmp_path, [{"id": 1, "part": parts}, {"id": 2, "part": parts[:1]}])
    assert table.rows == [(1, "A1"), (2, "A1")]
    assert table.notes == [
        "a.json has 1 row with several items in “part”; the first of them was read."
    ]


def test_of_several_accounts_the_first_is_the_account(tmp_path: Path) -> None:
    def person(key: str, *accounts: str | None) -> dict[str, Any]:
        components = [{"sourceAccountKey": {"sourceKey": account}} for account in accounts]
        return {"b2b": {"personKey": {"sourceKey": key}}, "personComponents": components}

    people = [person("P1", "A2", "A1"), person("P2", "A1"), person("P3"), person("P4", None, "A1")]
    accounts = [{f.ACCOUNT_KEY: "A1"}, {f.ACCOUNT_KEY: "A2"}]
    path = written(tmp_path, json.dumps({"accounts": accounts, "people": people}))
    (_, table) = seen(path)
    assert table.columns == (f.PERSON_KEY, f.PERSON_ACCOUNT)
    assert [row[1] for row in table.rows] == [["A2", "A1"], ["A1"], None, ["A1"]]
    assert table.notes == []
    made = import_files("test", [path])
    rows = made.dataset.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows()
    # The first component of P4 names no account, so the second is the first that does.
    assert rows == [("P2", "A1"), ("P4", "A1"), ("P1", "A2"), ("P3", None)]
    related = made.dataset.relations.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows()
    assert related == [("P1", "A1")]
    assert made.report.people_with_several_accounts == 1


def test_what_no_field_can_hold_is_left(tmp_path: Path) -> None:
    deep: Any = 1
    for _ in range(20):
        deep = {"x": deep}
    table = table_of(tmp_path, [{"id": 1, "points": [[1, 2]], "odd": [1, {}], "": 5, "deep": deep}])
    assert table.columns == ("id",)
    assert set(table.left) == {"points", "odd", "", "deep" + ".x" * 11}


@pytest.mark.parametrize("name", ["a.ndjson", "a.jsonl", "a.json", "a.txt"])
def test_one_object_a_line(tmp_path: Path, name: str) -> None:
    table = one(written(tmp_path, '{"a":1}\n\n  {"a":2,\n"b":"x"}\r\n{"a":3}', name))
    assert table.rows == [(1, None), (2, "x"), (3, None)]
    # A row is known by the line where it begins.
    assert table.numbers == [1, 3, 5]


def test_one_object_alone(tmp_path: Path) -> None:
    assert table_of(tmp_path, {"a": {"b": 1}}).rows == [(1,)]
    person = {"id": "P1", "personComponents": [{"k": "A1"}]}
    assert table_of(tmp_path, person).rows == [("P1", "A1")]


def test_an_object_holds_the_array(tmp_path: Path) -> None:
    table = table_of(tmp_path, {"total": 2, "value": [{"a": 1}, {"a": 2}], "next": None})
    assert (table.name, table.rows, table.numbers) == ("a.json", [(1,), (2,)], [1, 2])
    inner = table_of(tmp_path, {"hits": {"found": 1, "hits": [{"a": 1}]}})
    assert (inner.name, inner.rows) == ("a.json", [(1,)])
    # In newline-delimited JSON an object is a row, whatever it holds.
    lines = table_of(tmp_path, {"total": 2, "value": [{"a": 1}]}, "a.ndjson")
    assert lines.rows == [(2, 1)]


def test_an_object_holds_several_arrays(tmp_path: Path) -> None:
    value = {"accounts": [{"k": "A1"}], "people/all": [{"k": "P1"}, {"k": "P2"}], "names": ["x"]}
    tables = seen(written(tmp_path, json.dumps(value)))
    assert [(table.name, table.rows) for table in tables] == [
        ("a.json:accounts", [("A1",)]),
        ("a.json:people_all", [("P1",), ("P2",)]),
    ]


def test_an_object_too_long_to_be_held_is_walked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = {
        "meta": {"note": 'a "{[" b', "tags": ["x", [1]], "more": {}},
        "accounts": [{"k": f"A{n}"} for n in range(300)],
        "inner": {"people": [{"k": f"P{n}", "list": [{"x": 1}]} for n in range(300)]},
        "none": [],
    }
    monkeypatch.setattr(json_stream, "LONGEST_OBJECT", 400)
    monkeypatch.setattr(json_stream, "_CHUNK", 37)
    for indent in (None, 2):
        path = written(tmp_path, json.dumps(value, indent=indent))
        tables = seen(path)
        assert [table.name for table in tables] == ["a.json:accounts", "a.json:inner.people"]
        assert [len(table.rows) for table in tables] == [300, 300]
        assert tables[0].rows[299] == ("A299",)
        assert tables[1].rows[299] == ("P299", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, '[{"näme":"Ünïcode 東京"}]'.encode(encoding))
    assert one(path).rows == [("Ünïcode 東京",)]


def test_numbers_that_are_none_are_missing(tmp_path: Path) -> None:
    assert one(written(tmp_path, '[{"a":NaN},{"a":1.5}]')).rows == [(None,), (1.5,)]


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", "is empty"),
        ("  \n ", "is empty"),
        ("[{}]", "is empty"),
        ('[{"a":1},]', "line 1, column 10"),
        ('[{"a":1}\n{"a":2}]', "line 2, column 1"),
        ('[{"a":1},\n {"a" 2}]', "line 2, column 7"),
        ('[{"a":1},\n {"a": tru }] ' + " " * 50, "line 2, column 8"),
        ('[{"a":1}] x', "line 1, column 11"),
        ('[{"a":1},{"a":', "cut off"),
        ('[{"a":1},{"a":"abc', "cut off"),
        ('[{"a":1}', "cut off"),
        ('{"a":1}\n{"a":', "cut off"),
        ('{"a":1}\n[1]', "not JSON|something else than a record"),
        ("[1,2]", "something else than a record at row 1"),
        ('[{"a":1},null]', "something else than a record at row 2"),
        ('[{"a":1,"a":2}]', "has “a” twice in row 1"),
        ('[{"a":1},{"a.b":1,"a":{"b":2}}]', "has “a.b” twice in row 2"),
        ('[{"a":null},{"a":null,"a":2}]', "has “a” twice in row 2"),
        ("id,name\n1,x\n", "line 1, column 1"),
        ('[{"a":' + DEEP, "nested too deeply at line 1"),
        ('{"a":' * 100_000, "nested too deeply at line 1"),
        (
            '[{"a":"' + "x" * 200_000 + '"}]',
            "cell of more than 131,072 characters in row 1, column a",
        ),
        ('[{"a":' + "9" * 5_000 + "}]", "not JSON"),
        ('[{"a":"\\ud800"}]', "no text"),
        (b'[{"a":"\xff\xfe"}]', "no text in the encoding"),
        (json.dumps([{f"c{n}": n for n in range(3_000)}]), "2,001 columns"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    assert re.search(sentence, refused(written(tmp_path, content)))


def test_a_value_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LONGEST_OBJECT", 1_000_000)
    path = written(tmp_path, '[{"a":1},\n{"a":"' + "x" * 5_000_000 + '"}]')
    assert "more than 16 million characters at line 2" in refused(path)


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**60), 2**60),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1, max_size=3), min_size=1),
    st.sampled_from(["array", "lines", "object"]),
    st.integers(1, 40),
)
def test_any_records(records: list[dict[str, Any]], shape: str, chunk: int) -> None:
    """Each record is a row, however the text is cut; or a name stands for two things."""
    texts = {
        "array": json.dumps(records),
        "lines": "\n".join(map(json.dumps, records)),
        "object": json.dumps({"records": records}),
    }
    before = json_stream._CHUNK
    json_stream._CHUNK = chunk
    try:
        with tempfile.TemporaryDirectory() as folder:
            suffix = "ndjson" if shape == "lines" else "json"
            path = written(Path(folder), texts[shape], f"a.{suffix}")
            tables = seen(path)
    except JornadaError as error:
        assert error.message.key in (  # noqa: PT017 - some records are no table
            *("import.format.json_repeated", "import.file.empty", "import.file.not_text"),
        )
        return
    finally:
        json_stream._CHUNK = before
    (table,) = tables
    assert len(table.rows) == len(records)
    for place, path_ in enumerate(table.columns):
        if path_ in ("a", "b", "c") and table.types[place] in ("Int64", "Boolean"):
            given = [record.get(path_) for record in records]
            scalars = [None if isinstance(one, (dict, list, str)) else one for one in given]
            assert [row[place] for row in table.rows] == scalars


def test_many_rows_have_one_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_files, "ROWS_AT_ONCE", 7)
    records: list[dict[str, Any]] = [{"n": n, "late": None} for n in range(100)]
    records[50]["late"] = 0.5
    records[80]["n"] = "eighty"
    records[99]["last"] = ["x"]
    table = table_of(tmp_path, records)
    assert table.types == ["String", "Float64", "List(String)"]
    assert table.rows[3] == ("3", None, None)
    assert table.rows[80] == ("eighty", None, None)
    assert table.rows[99] == ("99", None, ["x"])


def test_json_becomes_a_dataset(tmp_path: Path) -> None:
    whole = {
        "accounts": [{"accountKey": {"sourceKey": "A1"}, "accountName": "Acme"}],
        "people": [
            {
                "b2b": {"personKey": {"sourceKey": "P1"}},
                "personComponents": [{"sourceAccountKey": {"sourceKey": "A1"}}],
                "workEmail": {"address": "ann@acme.example"},
                "person": {"birthDate": "1980-02-29"},
                "_acme": {"score": 7},
            },
            {"b2b": {}, "workEmail": {"address": "nobody@acme.example"}},
        ],
    }
    event = {
        "eventType": "web.formFilledOut",
        "timestamp": "2025-01-01T00:00:00Z",
        "personKey": {"sourceKey": "P1"},
        "web": {"fillOutForm": {"webFormName": "Demo"}},
    }
    files = [
        written(tmp_path, json.dumps(whole), "export.json"),
        written(
            tmp_path,
            json.dumps(event) + "\n" + json.dumps({**event, "timestamp": "then"}),
            "e.jsonl",
        ),
    ]
    made = import_files("test", files)
    assert made.dataset.accounts[f.ACCOUNT_NAME].to_list() == ["Acme"]
    assert made.dataset.people[f.PERSON_ACCOUNT].to_list() == ["A1"]
    assert made.dataset.people["_acme.score"].to_list() == [7]
    events = made.dataset.event_tables["web.formFilledOut"].frame
    assert events["web.fillOutForm.webFormName"].to_list() == ["Demo"]
    assert aside(made) == [
        (2, "bad_timestamp", "timestamp", "then"),
        (2, "missing_key", f.PERSON_KEY, None),
    ]
