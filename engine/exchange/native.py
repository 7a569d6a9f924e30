"""The native format ``.journey.json``: readable, hand-writable JSON (exchange specification).

Reading trusts nothing: size, nesting, encoding, repeated names and every value are checked, and
what is wrong is one sentence that names the place and the mend. Writing is deterministic: fields
in the order of their models, and what is as by default is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python

from engine.exchange.json_text import json_text, load_json
from engine.exchange.mistakes import mistake, refusal
from engine.files import read_file, write_file
from engine.journey.actions import PeopleAction
from engine.journey.model import FORMAT_VERSION as FORMAT_VERSION
from engine.journey.model import Definitions, JourneyFile, JourneyKind
from resources.catalogue import msg

EXTENSION = ".journey.json"
SCHEMA_NAME = "journey.schema.json"
MAX_BYTES = 64 * 2**20

Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Migration] = {}
"""By format version: what turns a document of it into one of the next version."""


def read_journey(path: Path) -> JourneyFile:
    """The journey in a file. Raises :class:`JornadaError` with the place and the mend."""
    return parse_journey(read_file(path, MAX_BYTES), path.name)


def parse_journey(text: str | bytes, where: str) -> JourneyFile:
    """The journey in a text, called ``where`` in errors.

    Left out by hand and filled in here: a node's context where its action tells it, and "by
    people" in person journeys. Raises :class:`JornadaError` with the place and the mend.
    """
    document = load_json(text, where, MAX_BYTES)
    if not isinstance(document, dict):
        raise refusal(where, msg("journey.file.not_an_object"))
    document = _filled_in(_migrated(document, where))
    try:
        file = JourneyFile.model_validate_json(json.dumps(document), strict=True)
    except ValidationError as error:
        raise mistake(error, document, where, _field_names()) from error
    for kind, id_ in _repeated_ids(file):
        raise refusal(where, msg("journey.file.repeated_id", kind=kind, id=id_))
    return file


def write_journey(path: Path, file: JourneyFile) -> None:
    """Write a journey whole or not at all. Raises :class:`JornadaError`."""
    write_file(path, dump_journey(file))


def dump_journey(file: JourneyFile) -> str:
    """The journey as the text of a file; the same value gives the same text. Raises
    :class:`JornadaError` where a number in it is not finite."""
    document = {"$schema": SCHEMA_NAME, "format_version": FORMAT_VERSION, **_written(file)}
    return json_text(document)


@cache
def _schema_text() -> str:
    schema = JourneyFile.model_json_schema()
    for part in schema["$defs"].values():
        if "const" in part.get("properties", {}).get("type", {}):
            part["required"] = ["type", *part.get("required", ())]
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:jornada:journey:{FORMAT_VERSION}",
            **schema,
            "title": "Jornada journey",
        }
    )


def journey_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the native format, made from the models."""
    schema: dict[str, Any] = json.loads(_schema_text())
    return schema


def _migrated(document: dict[str, Any], where: str) -> dict[str, Any]:
    """The document in today's version of the format."""
    version = document.get("format_version", FORMAT_VERSION)
    if type(version) is not int or version < 1:
        raise refusal(where, msg("journey.file.bad_version", latest=FORMAT_VERSION))
    if version > FORMAT_VERSION:
        raise refusal(where, msg("journey.file.newer", version=version, latest=FORMAT_VERSION))
    for step in range(version, FORMAT_VERSION):
        document = MIGRATIONS[step](document)
    return {**document, "format_version": FORMAT_VERSION}


_PEOPLE_ACTIONS = [model.model_fields["type"].default for model in PeopleAction.__subclasses__()]


def _filled_in(document: dict[str, Any]) -> dict[str, Any]:
    """What a person may leave out because something else says it. Looks at well-formed parts
    only; what is malformed is left for the validation to name."""
    journey = document.get("journey")
    nodes = journey.get("nodes") if isinstance(journey, dict) else None
    if not isinstance(journey, dict) or not isinstance(nodes, list):
        return document
    person = journey.get("kind") == JourneyKind.PERSON
    filled = [_filled_in_node(node, person) if isinstance(node, dict) else node for node in nodes]
    return {**document, "journey": {**journey, "nodes": filled}}


def _filled_in_node(node: dict[str, Any], person: bool) -> dict[str, Any]:
    action = node.get("action")
    kind = action.get("type") if isinstance(action, dict) else None
    if node.get("type") == "action" and (person or kind in _PEOPLE_ACTIONS):
        return {"context": "people", **node}
    if node.get("type") in ("split", "variant") and person:
        return {"by": "people", **node}
    return node


_ALWAYS_WRITTEN = {"type", "context", "by"}
_FIRST = ("type", "id", "label", "attribute", "field")
"""What a reader wants to see first; all else comes in the order of the models."""


def _written(model: BaseModel) -> dict[str, Any]:
    """The fields of a model that say something."""
    fields = type(model).model_fields
    names = sorted(fields, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    return {
        fields[name].alias or name: _plain(value)
        for name in names
        if (value := getattr(model, name)) != fields[name].get_default(call_default_factory=True)
        or name in _ALWAYS_WRITTEN
    }


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return _written(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_jsonable_python(value, inf_nan_mode="constants")


def _repeated_ids(file: JourneyFile) -> Iterator[tuple[str, str]]:
    """Kinds and ids that two things of one kind have."""
    kinds: dict[str, tuple[Any, ...]] = {"nodes": file.journey.nodes}
    kinds |= {kind: getattr(file.definitions, kind) for kind in Definitions.model_fields}
    for kind, items in kinds.items():
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                yield kind, item.id
            seen.add(item.id)


@cache
def _field_names() -> frozenset[str]:
    """Every field name of the format, for "did you mean"."""
    schema = journey_schema()
    parts = (schema, *schema["$defs"].values())
    return frozenset(name for part in parts for name in part.get("properties", ()))
