"""Sentences: the one place where the engine's messages become words.

The engine speaks in :class:`Message` values, a key and its parameters. A language is a folder of
TOML files, each a table of ``key = "sentence with {parameters}"``; a sentence that depends on a
number is a table with the forms ``one`` and ``other`` and the name of the ``count`` parameter.
A parameter may itself be a message, or a tuple of messages or texts, which is joined with the
language's own list pattern (``list.comma``, or another named in the sentence: ``{items:and}``).
``{what:capital}`` begins a sentence: its first letter is a capital.
"""

from __future__ import annotations

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


@cache
def sentences(language: str = DEFAULT_LANGUAGE) -> dict[str, str | dict[str, str]]:
    """All sentences of a language by key. Raises ``ValueError`` where two files share a key."""
    found: dict[str, str | dict[str, str]] = {}
    for file in sorted(resource("catalogue", language).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            for key, sentence in _flatten(tomllib.loads(file.read_text(encoding="utf-8"))):
                if key in found:
                    raise ValueError(f"the catalogue says {key} twice")
                found[key] = sentence
    return found


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
    sentence = sentences(language).get(message.key)
    if sentence is None and language != DEFAULT_LANGUAGE:
        sentence = sentences(DEFAULT_LANGUAGE).get(message.key)
    params = dict(message.params)
    if sentence is None:
        return message.key
    if isinstance(sentence, dict):
        count = params.get(sentence.get("count", "count"))
        sentence = sentence["one"] if count == 1 and "one" in sentence else sentence["other"]
    return _Sentence(language).vformat(sentence, (), params)


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
    words = sentences(language)
    between, last = str(words[f"list.{style}.between"]), str(words[f"list.{style}.last"])
    if len(items) < 2:
        return "".join(items)
    return between.join(items[:-1]) + last + items[-1]
