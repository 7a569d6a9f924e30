"""The native format: what is written is read back, and what is wrong is said in one sentence."""

from __future__ import annotations

import copy
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import JornadaError
from engine.exchange import native
from engine.exchange.native import (
    dump_journey,
    journey_schema,
    parse_journey,
    read_journey,
    write_journey,
)
from engine.journey.actions import ActivateToDestination, Context, SendEmail
from engine.journey.model import Journey, JourneyFile
from engine.journey.nodes import ActionNode, SplitNode, VariantNode
from resources import read_text
from tests.engine.journey.everything import EVERYTHING

DOCUMENT: dict[str, Any] = json.loads(dump_journey(EVERYTHING))
VALIDATOR = jsonschema.Draft202012Validator(journey_schema())


def refused(text: str | bytes | dict[str, Any]) -> str:
    """The sentence with which a text is refused."""
    if isinstance(text, dict):
        text = json.dumps(text)
    with pytest.raises(JornadaError) as caught:
        parse_journey(text, "my.journey.json")
    return str(caught.value)


def journey(**fields: Any) -> dict[str, Any]:
    return {"journey": {"id": "j", "name": "J", **fields}}


# --- what is written is read back --------------------------------------------------------------


def test_everything_is_read_back_as_it_was() -> None:
    found = parse_journey(dump_journey(EVERYTHING), "x")
    assert (found.journey, found.definitions) == (EVERYTHING.journey, EVERYTHING.definitions)
    assert dump_journey(found) == dump_journey(EVERYTHING)


def test_what_is_as_by_default_is_left_out_but_for_types() -> None:
    file = JourneyFile(
        journey=Journey(id="j", name="J", nodes=(ActionNode(id="a", action=SendEmail()),))
    )
    assert json.loads(dump_journey(file)) == {
        "$schema": "journey.schema.json",
        "format_version": 1,
        "journey": {
            "id": "j",
            "name": "J",
            "nodes": [
                {
                    "type": "action",
                    "id": "a",
                    "context": "accounts",
                    "action": {"type": "send_email"},
                }
            ],
        },
    }


def test_the_text_reads_like_one_written_by_hand() -> None:
    lines = dump_journey(EVERYTHING).splitlines()
    found = {line.strip() for line in lines}
    assert '{"source": "split", "path": "Large", "target": "wait"}' in found
    assert '{"type": "in_list", "list": "named", "member": false}' in found
    assert "Sementes – ação" in dump_journey(EVERYTHING)
    assert all(len(line) <= 120 for line in lines)


def test_a_hand_written_file_needs_few_fields() -> None:
    file = parse_journey(
        """{"journey": {"id": "j", "name": "J", "nodes": [
            {"type": "account_audience", "id": "in"},
            {"type": "action", "id": "mail", "action": {"type": "send_email", "email": "hello"}},
            {"type": "action", "id": "ads", "action": {"type": "activate_to_destination"}}],
            "edges": [{"source": "in", "target": "mail"}]}}""",
        "x",
    )
    assert file.journey.by_id["mail"] == ActionNode(
        id="mail", context=Context.PEOPLE, action=SendEmail(email="hello")
    )
    assert file.journey.by_id["ads"] == ActionNode(
        id="ads", context=Context.ACCOUNTS, action=ActivateToDestination()
    )


def test_in_a_person_journey_nodes_are_about_people_unless_they_say_otherwise() -> None:
    nodes = [
        {"type": "action", "id": "a"},
        {"type": "split", "id": "s"},
        {"type": "variant", "id": "v", "by": "accounts"},
    ]
    found = parse_journey(json.dumps(journey(kind="person", nodes=nodes)), "x").journey
    assert found.nodes == (
        ActionNode(id="a", context=Context.PEOPLE),
        SplitNode(id="s", by=Context.PEOPLE),
        VariantNode(id="v", by=Context.ACCOUNTS),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    text = json.dumps(journey(description="Olá"), ensure_ascii=False)
    assert parse_journey(text.encode(encoding), "x").journey.description == "Olá"


def test_a_mark_at_the_start_of_a_text_is_skipped() -> None:
    assert parse_journey("\ufeff" + json.dumps(journey()), "x").journey.id == "j"


# --- files --------------------------------------------------------------------------------------


def test_a_file_is_written_whole_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "é.journey.json"
    write_journey(path, EVERYTHING)
    assert read_journey(path).journey == EVERYTHING.journey
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_number_that_json_lacks_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "x.journey.json"
    write_journey(path, EVERYTHING)
    before = path.read_bytes()
    position = EVERYTHING.journey.positions[0].model_copy(update={"x": math.nan})
    broken = EVERYTHING.journey.model_copy(update={"positions": (position,)})
    with pytest.raises(JornadaError, match="not finite"):
        write_journey(path, EVERYTHING.model_copy(update={"journey": broken}))
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_files_that_can_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(JornadaError, match=r"There is no file “.*none\.json”"):
        read_journey(tmp_path / "none.json")
    with pytest.raises(JornadaError, match="is not a file"):
        read_journey(tmp_path)
    large = tmp_path / "large.json"
    large.write_text(" " * 101)
    monkeypatch.setattr(native, "MAX_BYTES", 100)
    with pytest.raises(JornadaError, match="is larger than"):
        read_journey(large)
    assert "is larger than" in refused(" " * 101)


# --- what is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "my.journey.json: This is not JSON: at line 1, column 1, a value is missing. Mend"),
        # From Python 3.13 on the parser points at the comma, before that behind it.
        (
            '{"journey": {},\n}',
            "at line 1, column 15, a comma stands before a closing bracket"
            if sys.version_info >= (3, 13)
            else "at line 2, column 1, a name in double quotes is missing",
        ),
        ('{"journey" 1}', "at line 1, column 12, a colon is missing after the name"),
        ('{"a": 1 "b": 2}', "at line 1, column 9, a comma or a closing bracket is missing"),
        ('{"a": "b', "at line 1, column 7, a text begins that never ends, for want of a closing"),
        ('{"a": "b\n"}', "at line 1, column 9, a text holds a line break or a tab, which is"),
        ('{"a": "\\x"}', "at line 1, column 8, a backslash stands before something"),
        ("{} {}", "at line 1, column 4, something follows after the end"),
        ("[1]", "This is not a journey. A journey file is a JSON object with the field “journey”"),
        (b'{"x": "\xe9"}', "This is not text in UTF-8 (byte 8 is not). Save the file as UTF-8."),
        ("[" * 100_000, "more than 100 deep"),
        ("[" * 101 + "]" * 101, "more than 100 deep"),
        ("9" * 5000, "not finite or too large"),
        ('{"a": {"b": 1, "b": 2}}', "at a: The field “b” stands here twice. Remove one."),
        ('{"a": [NaN]}', "at a no. 1: This number is not finite"),
        ('{"a": -Infinity}', "at a: This number is not finite"),
        ('{"a": 1e999}', "at a: This number is not finite"),
        ('{"a": 9223372036854775808}', "too large to keep"),
        ('{"a": "\\ud800"}', "at a: This text holds half a character"),
        ('{"\\udc00": 1}', "This text holds half a character"),
    ],
)
def test_what_is_no_sound_json_is_refused(text: str | bytes, sentence: str) -> None:
    assert sentence in refused(text)


def test_deep_but_not_too_deep_is_left_to_the_validation() -> None:
    assert "no field “x”" in refused({**journey(), "x": json.loads("[" * 98 + "]" * 98)})


def node(**fields: Any) -> dict[str, Any]:
    return journey(nodes=[{"id": "n", **fields}])


def wait(**timing: Any) -> dict[str, Any]:
    return node(type="wait", timing=timing)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({}, "my.journey.json: The field “journey” is missing. Add it."),
        ({"journey": {"name": "J"}}, "at journey: The field “id” is missing. Add it."),
        ({"journey": {"id": "", "name": "J"}}, "at journey, id: The text is empty."),
        (journey(name="x" * 256), "at journey, name: The text is too long. Use at most 255"),
        (journey(nmae=1), "at journey: There is no field “nmae” here. Did you mean “name”?"),
        (journey(xyzzy=1), "There is no field “xyzzy”. Remove it or correct its name."),
        (journey(description=5), "at journey, description: 5 is not text."),
        (journey(nodes={}), "at journey, nodes: {} is not a list."),
        (journey(nodes=[7]), "at journey, nodes no. 1: 7 is not an object."),
        (node(), "at journey, nodes “n”: The field “type” is missing."),
        (node(type="wiat"), 'at journey, nodes “n”: "wiat" is not known. Use one of account_'),
        (
            node(type="action", action={"type": "send_email", "email": 7}),
            "at journey, nodes “n”, action, email: 7 is not text.",
        ),
        (
            node(type="action", action={"type": "update_account_profile", "value": [1]}),
            "at journey, nodes “n”, action, value: [1] is not a value.",
        ),
        (
            wait(duration={"amount": "3"}),
            'at journey, nodes “n”, timing, duration, amount: "3" is not a whole number.',
        ),
        (wait(duration={"amount": -3}), "amount: -3 is too small. Use 0 or more."),
        (
            wait(must_end_on={"days": ["monday", "funday"]}),
            'timing, must_end_on, days no. 2: "funday" is not known. Use one of monday,',
        ),
        (wait(must_end_on={"time": "noon"}), 'time: "noon" is not a time of day.'),
        (
            wait(duration={}, until="2025-01-01T00:00"),
            "nodes “n”, timing: Both a date and a duration are given.",
        ),
        (journey(settings={"end": 5}), "at journey, settings, end: 5 is not a date."),
        (journey(settings={"end": "soon"}), 'settings, end: "soon" is not a date.'),
        (
            journey(settings={"email_deduplication": "yes"}),
            'settings, email_deduplication: "yes" is neither true nor false.',
        ),
        (
            journey(nodes=[{"id": "n", "type": "wait"}, {"id": "n", "type": "merge"}]),
            "Two nodes have the id “n”. Give each its own.",
        ),
        (
            {**journey(), "definitions": {"emails": [{"id": "e", "name": "a"}] * 2}},
            "Two emails have the id “e”.",
        ),
        ({**journey(), "format_version": 2}, "has format version 2 and this Jornada reads up to 1"),
        ({**journey(), "format_version": 0}, "“format_version” is not a version of the format."),
        ({**journey(), "format_version": True}, "“format_version” is not a version"),
    ],
)
def test_what_is_no_journey_is_refused_with_place_and_mend(
    document: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(document)


def test_long_values_are_shortened_in_sentences() -> None:
    assert len(refused(journey(settings={"end": "x" * 10_000}))) < 200


# --- older versions ------------------------------------------------------------------------------


def test_older_versions_migrate_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    # As if this were version 3: version 1 said "title" for "name", version 2 had "text" for
    # "description".
    def renamed(old: str, new: str) -> native.Migration:
        def step(document: dict[str, Any]) -> dict[str, Any]:
            found = dict(document["journey"])
            found[new] = found.pop(old)
            return {**document, "journey": found}

        return step

    monkeypatch.setattr(native, "FORMAT_VERSION", 3)
    steps = {1: renamed("title", "name"), 2: renamed("text", "description")}
    monkeypatch.setattr(native, "MIGRATIONS", steps)
    old = {"format_version": 1, "journey": {"id": "j", "title": "J", "text": "D"}}
    found = parse_journey(json.dumps(old), "x")
    assert (found.journey.name, found.journey.description) == ("J", "D")
    assert found.format_version == 3
    newer = {"format_version": 4, "journey": {"id": "j", "title": "J", "text": "D"}}
    assert "format version 4 and this Jornada reads up to 3" in refused(newer)


def test_every_version_before_this_one_has_a_migration() -> None:
    assert set(native.MIGRATIONS) == set(range(1, native.FORMAT_VERSION))


# --- the published schema ------------------------------------------------------------------------


def test_the_published_schema_is_the_one_made_from_the_models() -> None:
    published = read_text("schemas", "journey.schema.json")
    assert published == json.dumps(journey_schema(), indent=2, ensure_ascii=False) + "\n"


def test_the_schema_is_sound_and_knows_everything() -> None:
    jsonschema.Draft202012Validator.check_schema(journey_schema())
    VALIDATOR.validate(DOCUMENT)
    for wrong in (journey(nodes=[{"id": "n"}]), journey(nmae=1), node(type="wiat"), {}):
        assert not VALIDATOR.is_valid(wrong)


# --- fuzz ----------------------------------------------------------------------------------------

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["people", "all", "wait", "action", "in", "2025-01-01", "monday"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    found = [path] if path else []
    for key, item in items:
        found += places(item, (*path, key))
    return found


PLACES = places(DOCUMENT)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Everything, with one to three places replaced, removed, doubled, renamed or moved."""
    document = copy.deepcopy(DOCUMENT)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(PLACES))
        parent: Any = document
        try:
            for step in path[:-1]:
                parent = parent[step]
            value = parent[path[-1]]
        except (LookupError, TypeError):  # an earlier change took it away
            continue
        kind = draw(st.sampled_from(["replace", "remove", "double", "add", "move"]))
        if kind == "replace" or (kind == "add" and not isinstance(value, dict)):
            parent[path[-1]] = draw(VALUES)
        elif kind == "remove":
            del parent[path[-1]]
        elif kind == "add":
            value[draw(st.text(max_size=5))] = draw(VALUES)
        elif kind == "double" and isinstance(path[-1], int):
            parent[path[-1] :] = [value, *parent[path[-1] :]]
        else:
            source: Any = DOCUMENT
            for step in draw(st.sampled_from(PLACES)):
                source = source[step]
            parent[path[-1]] = copy.deepcopy(source)
    return json.dumps(document)


UNFILLED = re.compile(r"\{(where|place|what|list|number|field|near|got|choices|bound|limit)\W")


def parsed(text: str | bytes) -> JourneyFile | None:
    """The file, or None where it is refused with a sentence."""
    try:
        return parse_journey(text, "fuzz")
    except JornadaError as error:
        sentence = str(error)
        assert sentence.startswith("fuzz")
        assert "journey.file" not in sentence
        assert not UNFILLED.search(sentence)
        return None


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_mutated_files_are_read_or_refused_and_what_is_read_is_written(text: str) -> None:
    file = parsed(text)
    if file is not None:
        written = dump_journey(file)
        again = parse_journey(written, "again")
        assert (again.journey, again.definitions) == (file.journey, file.definitions)
        VALIDATOR.validate(json.loads(written))


@settings(max_examples=150, deadline=None)
@given(st.text() | st.binary() | VALUES.map(json.dumps))
@example(b"\xff\xfe")
@example(b"\x00{\x00}")
@example("\x00")
@example('{"journey": null}')
@example('{"journey": {"id": "a", "name": "b", "nodes": null}}')
def test_any_text_or_bytes_are_read_or_refused(text: str | bytes) -> None:
    parsed(text)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cut_or_overwritten_bytes_are_read_or_refused(data: st.DataObject) -> None:
    text = dump_journey(EVERYTHING).encode()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 50))
    parsed(text[:start] + data.draw(st.binary(max_size=5)) + text[start + length :])
