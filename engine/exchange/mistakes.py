"""What a validation found, as one sentence with the place in a person's words and the mend."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.errors import JornadaError
from resources.catalogue import Message, Param, msg

Steps = Sequence[str | int]


def refusal(where: str, what: Message, at: tuple[Param, ...] = ()) -> JornadaError:
    """The error that ``what`` is wrong in the document ``where``, perhaps at a place in it."""
    if at:
        return JornadaError("journey.file.at", where=where, place=at, what=what)
    return JornadaError("journey.file.whole", where=where, what=what)


def mistake(
    error: ValidationError, document: Any, where: str, names: Collection[str]
) -> JornadaError:
    """The first thing that a validation found wrong with a document. ``names`` are all field
    names there are, for "did you mean"."""
    first = error.errors(include_url=False)[0]
    path, missing = _path(document, first["loc"])
    kind = first["type"]
    if kind == "missing" or kind == "union_tag_not_found":
        what = msg("journey.file.missing_field", field=missing or "type")
    elif kind == "extra_forbidden":
        what, path = _unknown_field(str(path[-1]), names), path[:-1]
    else:
        what = _wrong_value(first, _value_at(document, path))
    return refusal(where, what, place(document, path))


def place(document: Any, path: Steps) -> tuple[Param, ...]:
    """A path into a document in words: fields by name, things by their id, other items by
    number."""
    words: list[Param] = []
    value = document
    for step in path:
        value = value[step]
        if isinstance(step, int):
            words[-1:] = [_item(str(words[-1]) if words else "", step, value)]
        else:
            words.append(step)
    return tuple(words)


def _item(list_name: str, index: int, value: Any) -> Message:
    id_ = value.get("id") if isinstance(value, dict) else None
    if isinstance(id_, str) and id_:
        return msg("journey.file.item_with_id", list=list_name, id=_short(id_))
    return msg("journey.file.item", list=list_name, number=index + 1)


def _path(document: Any, location: Steps) -> tuple[list[str | int], str | None]:
    """The steps of a validation's location that are in the document, without the names of types
    that it contains too, and the name of the field that is not there."""
    value, tagged, missing = document, False, None
    steps: list[str | int] = []
    for step in location:
        if isinstance(value, dict):
            if not tagged and isinstance(step, str) and value.get("type") == step:
                tagged = True  # a type's name, said once for each object
            elif step in value:
                value, tagged = value[step], False
                steps.append(step)
            else:
                missing = str(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value, tagged = value[step], False
            steps.append(step)
    return steps, missing


def _value_at(document: Any, path: Steps) -> Any:
    for step in path:
        document = document[step]
    return document


def _unknown_field(name: str, names: Collection[str]) -> Message:
    near = get_close_matches(name, names, n=1, cutoff=0.75)
    if near and near[0] != name:
        return msg("journey.file.unknown_field_near", field=_short(name), near=near[0])
    return msg("journey.file.unknown_field", field=_short(name))


_SIMPLE = {
    "string_type": "text",
    "bool_type": "flag",
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "tuple_type": "list",
    "list_type": "list",
    "model_type": "object",
    "dict_type": "object",
    "model_attributes_type": "object",
    "string_too_short": "not_empty",
    "value_error": "duration_or_date",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "datetime_type": "date",
    "datetime_parsing": "date",
    "datetime_from_date_parsing": "date",
    "time_type": "time",
    "time_parsing": "time",
}
"""What each of pydantic's findings asks for: a key below ``journey.file.want``."""


def _wrong_value(found: ErrorDetails, value: Any) -> Message:
    context, kind = found.get("ctx", {}), found["type"]
    got = _short(json.dumps(value, ensure_ascii=False))
    if kind in ("enum", "literal_error", "union_tag_invalid"):
        return _choice(str(context.get("expected", context.get("expected_tags"))), kind, value)
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return msg(f"journey.file.{kind}", got=got, bound=bound)
    if kind == "string_too_long":
        return msg("journey.file.too_long", limit=context["max_length"])
    want = "value" if found["loc"][-1] in ("bool", "int", "float", "str") else _SIMPLE.get(kind)
    return msg("journey.file.want." + (want or "valid"), got=got)


def _choice(expected: str, kind: str, value: Any) -> Message:
    choices = tuple(expected.replace(" or ", ", ").replace("'", "").split(", "))
    if kind == "union_tag_invalid":
        value = value.get("type") if isinstance(value, dict) else value
    got = _short(json.dumps(value, ensure_ascii=False))
    return msg("journey.file.choice", got=got, choices=choices)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
