"""How much the name of a column is like that of a field.

Names are compared as words: without case, accents and punctuation, with short forms written out
("Acct Nr" is "account number"). The names that fields are known by in several languages are in
``resources/presets/names.toml``, beside their XDM paths and labels.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from engine.accounts import fields as f
from engine.accounts.fields import Entity
from engine.accounts.importing.proposing.presets import bare
from resources import read_text

COMPANY = "company_of_person"
"""The group of fields of the company that a contact's row has."""
WHOLE_NAME = "whole_name_of_person"
"""The group, and its only field: a person's first and last name in one column."""
_EQUAL, _SAME_WORDS, _WITHIN, _ALIKE = 1.0, 0.97, 0.62, 0.86
_WHOSE = 0.95
"""How much less counts what follows a word that only says whose it is."""
_WHATEVER = frozenset(("primary", "main", "current"))
_PERSON = frozenset(("person", "contact", "lead", "prospect", "member", "user", "attendee"))
_BEFORE = {
    "account": frozenset(("account", "company", "customer", "organization")),
    "person": _PERSON,
    "event": _PERSON | {"event", "activity"},
    "opportunity": frozenset(("deal", "opportunity")),
    WHOLE_NAME: _PERSON,
    COMPANY: _PERSON | {"deal", "opportunity", "company", "account"},
}
_SHORTEST = 5
"""Letters that a misspelt name must have."""
_FILLING = {
    "the",
    "of",
    "de",
    "du",
    "des",
    "la",
    "le",
    "del",
    "do",
    "da",
    "der",
    "die",
    "das",
    "l",
    "d",
}


@dataclass(frozen=True, eq=False)
class Name:
    """A name as words, as one word, and as words in any order."""

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "joined", "".join(self.words))
        object.__setattr__(self, "bag", frozenset(self.words))

    joined: str = field(init=False)
    bag: frozenset[str] = field(init=False)


@dataclass(frozen=True, eq=False)
class Wanted:
    """A field to be found. ``names`` are its names as words; ``before`` are words that may stand
    before them, because they only say whose field it is; ``content`` is how sure its values alone
    make it."""

    path: str
    names: tuple[Name, ...]
    before: frozenset[str]
    kinds: frozenset[str]
    content: float


def folded(text: str) -> str:
    """A text in small letters, without accents and points."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    bare_text = "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "")
    return bare_text.strip().removeprefix("the ")


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, short forms written out."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    # "e-mail" is one word, as is "xyz-nr." two.
    apart = re.sub(r"(?i)\be[- ]mail", "email", apart)
    raw = [word for word in re.split(r"[\W_]+", folded(apart)) if word]
    short: dict[str, str] = _content()["short"]
    found = [part for word in raw for part in short.get(word, word).split()]
    return tuple(word for word in found if word not in _FILLING) or tuple(found)


@cache
def wanted(group: str) -> tuple[Wanted, ...]:
    """The fields of a table (by its name), or of ``COMPANY``."""
    found = []
    for path, content in _content()[group].items():
        names = [words_of(name) for name in content["names"]]
        known = None if group in (COMPANY, WHOLE_NAME) else f.standard_field(Entity(group), path)
        if known is not None:
            names.append(words_of(known.label))
            names.append(words_of(path))
        found.append(
            Wanted(
                path=path,
                names=tuple(Name(name) for name in dict.fromkeys(names)),
                before=_WHATEVER | _BEFORE[group],
                kinds=frozenset(content["kinds"]),
                content=content.get("content", 0.0),
            )
        )
    return tuple(found)


@cache
def likeness(header: str, wanted_field: Wanted) -> float:
    """How much a header is like the names of a field, from 0 to 1; of equal ones, what comes
    first among the names counts a little more."""
    words = words_of(bare(header))
    best = _best(_name(words), wanted_field)
    if len(words) > 1 and words[0] in wanted_field.before:
        best = max(best, _best(_name(words[1:]), wanted_field) * _WHOSE)
    return best


def _best(name: Name, wanted_field: Wanted) -> float:
    scores = (
        _compared(name, other) - min(place, 20) * 0.003
        for place, other in enumerate(wanted_field.names)
    )
    return max(scores, default=0.0)


@cache
def _name(words: tuple[str, ...]) -> Name:
    return Name(words)


def _compared(mine: Name, theirs: Name) -> float:
    if mine.joined == theirs.joined:
        return _EQUAL
    if mine.bag == theirs.bag:
        return _SAME_WORDS
    if len(theirs.bag) > 1 and theirs.bag < mine.bag:
        return _WITHIN + 0.25 * len(theirs.bag) / len(mine.bag)
    if len(mine.words) == len(theirs.words) and mine.joined[:1] == theirs.joined[:1]:
        least, most = sorted((len(mine.joined), len(theirs.joined)))
        if least >= _SHORTEST and 2 * least / (least + most) >= _ALIKE:
            alike = SequenceMatcher(None, mine.joined, theirs.joined).ratio()
            return alike * 0.9 if alike >= _ALIKE else 0.0
    return 0.0


@cache
def _content() -> dict[str, dict[str, Any]]:
    return tomllib.loads(read_text("presets", "names.toml"))
