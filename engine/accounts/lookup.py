"""Accounts and people found by what somebody has of them: keys, domains, names, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.conditions.columns import fold
from engine.conditions.model import Scope

_WEBSITE = "accountOrganization.website"


@dataclass(frozen=True)
class Found:
    """``keys`` of who was found, in the order they were named; ``unknown``: texts that name
    nobody."""

    keys: tuple[str, ...]
    unknown: tuple[str, ...]


def names_in(text: str) -> tuple[str, ...]:
    """The keys, domains or addresses in a pasted text: one a line, or between commas, semicolons
    and tabs; each once."""
    parts = (part.strip().strip("\"'") for part in re.split(r"[\n\r\t,;]+", text))
    return tuple(dict.fromkeys(filter(None, parts)))


def bare_domain(text: str) -> str:
    """The domain of a web address or an e-mail address, in lower case; other text as it is."""
    plain = text.strip().casefold()
    plain = re.sub(r"^[a-z][a-z0-9+.\-]*://", "", plain).rpartition("@")[2]
    return re.sub(r"[/?#:].*$", "", plain.removeprefix("www."))


def find(dataset: Dataset, scope: Scope, names: tuple[str, ...]) -> Found:
    """Who is meant by each name: by key exactly; else accounts by domain or name and people by
    e-mail address, whatever the case. A domain that several accounts share means all of them."""
    by_name: dict[str, list[str]] = {}
    for names_of, keys in _ways(dataset, scope, names):
        for name, key in zip(names_of, keys, strict=True):
            by_name.setdefault(name, []).append(key)
    found: dict[str, None] = {}
    unknown = []
    for name in names:
        hits = next((by_name[way] for way in _asked(scope, name) if way in by_name), None)
        if hits is None:
            unknown.append(name)
        else:
            found.update(dict.fromkeys(hits))
    return Found(tuple(found), tuple(unknown))


def _asked(scope: Scope, name: str) -> tuple[str, ...]:
    """The ways in which a name may be meant, the strictest first."""
    folded = name.casefold()
    if scope is Scope.PERSON:
        return f"key {name}", f"mail {folded}"
    return f"key {name}", f"domain {bare_domain(name)}", f"name {folded}"


def _ways(
    dataset: Dataset, scope: Scope, names: tuple[str, ...]
) -> list[tuple[list[str], list[str]]]:
    """What may be asked for and the keys it means, of those rows only that are asked for."""
    frame = dataset.accounts if scope is Scope.ACCOUNT else dataset.people
    key = frame[f.ACCOUNT_KEY if scope is Scope.ACCOUNT else f.PERSON_KEY]
    asked = pl.Series([way for name in names for way in _asked(scope, name)], dtype=pl.String)
    ways = {"key": key}
    if scope is Scope.PERSON:
        if f.EMAIL in frame.columns:
            ways["mail"] = fold(frame[f.EMAIL])
    else:
        ways["name"] = fold(frame[f.ACCOUNT_NAME])
        if _WEBSITE in frame.columns:
            ways["domain"] = pl.Series(
                [None if one is None else bare_domain(one) for one in frame[_WEBSITE]],
                dtype=pl.String,
            )
    result = []
    for kind, values in ways.items():
        said = pl.select(pl.concat_str(pl.lit(f"{kind} "), values.fill_null(""))).to_series()
        hits = said.is_in(asked.implode())
        result.append((said.filter(hits).to_list(), key.filter(hits).to_list()))
    return result
