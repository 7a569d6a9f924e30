"""JSON as text: read with suspicion, written for people."""

from __future__ import annotations

import json
import math
from typing import Any

from engine.errors import JornadaError
from engine.exchange.mistakes import place, refusal
from resources.catalogue import Message, msg

MAX_DEPTH = 100
"""How deep lists and objects may stand in one another; far more than a person would write."""
WIDTH = 100


def load_json(text: str | bytes, where: str, limit: int) -> Any:
    """The document in a text of at most ``limit`` bytes, UTF-8, or UTF-16 and UTF-32 with a mark.

    Raises :class:`JornadaError` where it is not JSON, where a name stands twice in an object,
    where a number is not finite or too large to keep, or where it nests too deep.
    """
    if len(text) > limit:
        raise JornadaError("file.too_large", file=where, limit=f"{limit // 2**20} MiB")
    try:
        document = json.loads(_decoded(text, where), object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise refusal(
            where,
            msg("journey.file.not_json", line=error.lineno, column=error.colno, why=_why(error)),
        ) from error
    except RecursionError as error:
        raise refusal(where, msg("journey.file.too_deep", limit=MAX_DEPTH)) from error
    except ValueError as error:  # more digits than Python reads
        raise refusal(where, msg("journey.file.number_too_large")) from error
    _look_through(document, where)
    return document


def json_text(document: Any) -> str:
    """The document indented by two, what fits into a line on one line, with a final newline.

    Raises :class:`JornadaError` where a number is not finite.
    """
    try:
        return _lines(document, 0) + "\n"
    except ValueError as error:
        raise JornadaError("journey.file.not_finite") from error


class _Repeating(dict[str, Any]):
    """An object in which the name ``twice`` stands more than once."""

    twice: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeating, names = _Repeating(found), [name for name, _ in pairs]
    repeating.twice = next(name for name in names if names.count(name) > 1)
    return repeating


def _decoded(text: str | bytes, where: str) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    encoding = json.detect_encoding(text)
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusal(where, msg("journey.file.not_utf8", position=error.start + 1)) from error


_MISSING = (
    ("Expecting value", "value"),
    ("Expecting property name", "name"),
    ("Expecting ':'", "colon"),
    ("Expecting ','", "comma"),
    ("Unterminated string", "quote"),
    ("Invalid control character", "control"),
    ("Invalid \\", "escape"),
    ("Extra data", "more"),
    ("Illegal trailing comma", "trailing"),
)
"""How the parser's complaints begin, and their keys below ``journey.file.broken``."""


def _why(error: json.JSONDecodeError) -> Message:
    """What the parser missed, in words for people."""
    found = (key for start, key in _MISSING if error.msg.startswith(start))
    return msg(f"journey.file.broken.{next(found, 'other')}")


def _look_through(document: Any, where: str) -> None:
    """Refuse what JSON allows and a journey does not."""
    steps: list[tuple[Any, tuple[str | int, ...]]] = [(document, ())]
    while steps:
        value, path = steps.pop()
        if len(path) >= MAX_DEPTH and isinstance(value, dict | list):
            raise refusal(where, msg("journey.file.too_deep", limit=MAX_DEPTH))
        if isinstance(value, _Repeating):
            what = msg("journey.file.repeated_name", name=value.twice)
            raise refusal(where, what, place(document, path))
        if isinstance(value, dict):
            steps.extend((item, (*path, name)) for name, item in value.items())
            texts: tuple[str, ...] = tuple(value)
        elif isinstance(value, list):
            steps.extend((item, (*path, index)) for index, item in enumerate(value))
            texts = ()
        else:
            texts = (value,) if isinstance(value, str) else ()
            if not _finite(value):
                raise refusal(where, msg("journey.file.number_too_large"), place(document, path))
        if any(_broken(text) for text in texts):
            raise refusal(where, msg("journey.file.broken_text"), place(document, path))


def _finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _broken(text: str) -> bool:
    """Whether a text holds half a character (a lone surrogate)."""
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)


def _lines(value: Any, indent: int, before: int = 0) -> str:
    """A value whose lines are indented; ``before`` counts what its first line has before it."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not value or not isinstance(value, dict | list):
        return flat
    if indent and indent + before + len(flat) <= WIDTH and not _lists_objects(value):
        return flat
    if isinstance(value, dict):
        names = [f"{json.dumps(name, ensure_ascii=False)}: " for name in value]
        items = zip(names, value.values(), strict=True)
        parts = [name + _lines(item, indent + 2, len(name)) for name, item in items]
    else:
        parts = [_lines(item, indent + 2) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner = ",\n".join(" " * (indent + 2) + part for part in parts)
    return f"{opening}\n{inner}\n{' ' * indent}{closing}"


def _lists_objects(value: Any) -> bool:
    """Whether a list of several objects is in a value: they read better with one a line."""
    if isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict):
        return True
    items = value.values() if isinstance(value, dict) else value
    return any(_lists_objects(item) for item in items if isinstance(item, dict | list))
