"""Sentences: the one place where the engine's messages become words.

The engine speaks in :class:`Message` values, a key and its parameters. A language is a folder of
TOML files, each a table of ``key = "sentence with {parameters}"``; a sentence that depends on a
number is a table with the forms ``one`` and ``other`` and the name of the ``count`` parameter.
A parameter may itself be a message, or a tuple of messages or texts, which is joined with the
language's own list pattern (``list.comma``, or another named in the sentence: ``{items:and}``).
``{what:capital}`` begins a sentence: its first letter is a capital.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timezone
from functools import cache
from string import Formatter
from typing import Any, Union

from resources import resource

DEFAULT_LANGUAGE = "en"

Param = Union[str, int, float, bool, None, date, datetime, "Message", tuple["Param", ...]]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet said: ``key`` names it in the catalogue, ``params`` fill it."""

    key: str
    params: tuple[tuple[str, Param], ...] = ()

    def __str__(self) -> str:
        return say(self)

    def __getitem__(self, name: str) -> Param:
        return dict(self.params)[name]


def msg(key: str, /, **params: Param) -> Message:
    """A message with its parameters."""
    return Message(key, tuple(sorted(params.items())))


_FORMS = {"one", "other", "count"}
_TABLE = re.compile(r"^\[([\w.-]+)\]", re.MULTILINE)


Said = str | dict[str, str]
"""A sentence, or its forms by number."""


@cache
def sentences(language: str = DEFAULT_LANGUAGE) -> dict[str, Said]:
    """All sentences of a language by key. Raises ``ValueError`` where two files share a key."""
    found: dict[str, Said] = {}
    for name in _files(language):
        for key, sentence in _read(language, name).items():
            if key in found:
                raise ValueError(f"the catalogue says {key} twice")
            found[key] = sentence
    return found


@cache
def sentence(key: str, language: str = DEFAULT_LANGUAGE) -> Said | None:
    """The sentence of a key; None where the language has none. Only the files are read that have
    a table it may stand in: the first window needs few of them."""
    steps = key.split(".")
    tables = {".".join(steps[:count]) for count in range(1, len(steps) + 1)}
    for name, (_, heads) in _files(language).items():
        if tables & heads:
            found = _read(language, name).get(key)
            if found is not None:
                return found
    return None


@cache
def _files(language: str) -> dict[str, tuple[str, frozenset[str]]]:
    """The files of a language: their text, and the names of their tables."""
    found = {}
    for file in sorted(resource("catalogue", language).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            found[file.name] = (text, frozenset(_TABLE.findall(text)))
    return found


@cache
def _read(language: str, name: str) -> dict[str, Said]:
    return dict(_flatten(tomllib.loads(_files(language)[name][0])))


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and not set(value) <= _FORMS:
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def say(message: Param, language: str = DEFAULT_LANGUAGE) -> str:
    """The message in words. An unknown key is shown as itself, so that nothing is lost."""
    if not isinstance(message, Message):
        return _value(message, language, "comma")
    said = sentence(message.key, language)
    if said is None and language != DEFAULT_LANGUAGE:
        said = sentence(message.key, DEFAULT_LANGUAGE)
    params = dict(message.params)
    if said is None:
        return message.key
    if isinstance(said, dict):
        count = params.get(said.get("count", "count"))
        said = said["one"] if count == 1 and "one" in said else said["other"]
    return _Sentence(language).vformat(said, (), params)


def capital(text: str) -> str:
    """Text as it begins a sentence."""
    return text[:1].upper() + text[1:]


class _Sentence(Formatter):
    """``str.format`` without attribute or index access, which speaks messages and lists."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:  # noqa: ARG002
        return kwargs.get(field_name, "{" + field_name + "}"), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "capital":
            return capital(_value(value, self.language, "comma"))
        return _value(value, self.language, format_spec or "comma")


def _value(value: Param, language: str, style: str) -> str:
    if isinstance(value, Message):
        return say(value, language)
    if isinstance(value, tuple):
        return _joined([_value(item, language, style) for item in value], language, style)
    return _plain(value, language)


def _plain(value: str | float | bool | date | datetime | None, language: str) -> str:
    if value is None:
        return say(Message("value.missing"), language)
    if isinstance(value, bool):
        return say(Message("value.true" if value else "value.false"), language)
    if isinstance(value, int):
        return f"{value:,}" if language == "en" else f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
        return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _moment(value: datetime) -> str:
    """A date and time, to the minute where it is a whole one: ``2025-01-06 00:00``.

    UTC says so and a bare offset stays. A named zone is that of the reader, and is not repeated
    with every time.
    """
    exact = "seconds" if value.second else "minutes"
    exact = "microseconds" if value.microsecond else exact
    wall = value.replace(tzinfo=None).isoformat(sep=" ", timespec=exact)
    if str(value.tzinfo) == "UTC":
        return f"{wall} UTC"
    fixed = isinstance(value.tzinfo, timezone)
    return value.isoformat(sep=" ", timespec=exact) if fixed else wall


def _joined(items: list[str], language: str, style: str) -> str:
    between, last = (
        str(sentence(f"list.{style}.{part}", language)) for part in ("between", "last")
    )
    if len(items) < 2:
        return "".join(items)
    return between.join(items[:-1]) + last + items[-1]
