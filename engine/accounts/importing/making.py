"""Keys of accounts made from what contacts say: a company's name, the domain of an address.

Spellings of one company are made equal: small letters, no accents, no punctuation, and without
the legal form at the end ("Acme, Inc.", "ACME Inc" and "Acme" are one; so are "Nestlé S.A." and
"Nestle SA"). Accents are dropped because the same company comes with and without them far more
often than two companies differ by them; the spellings are shown before accounts are made.

Of a domain the part counts that a company registers: ``mail.acme.co.uk`` is ``acme.co.uk``. Where
anybody can have an address (free and disposable mail), the domain says nothing of the company.
"""

from __future__ import annotations

import tomllib
from functools import cache

import polars as pl

from engine.accounts.importing.mapping import Make
from resources import read_text

_LETTERS = (
    ("ß", "ss"),
    ("ø", "o"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ł", "l"),
    ("đ", "d"),
    ("&", " and "),
)
"""What Unicode doesn't take apart."""


def made(texts: pl.Series, make: Make) -> pl.Series:
    """What is made of texts; missing where nothing is. Equal texts are looked at once."""
    distinct = texts.drop_nulls().unique()
    found = _MAKERS[make](distinct)
    table = pl.DataFrame([distinct.alias("text"), found.alias("made")])
    asked = texts.alias("text").to_frame()
    joined = asked.join(table, on="text", how="left", maintain_order="left")
    return joined["made"].alias(texts.name)


@cache
def public_suffixes() -> frozenset[str]:
    """Endings of two parts below which companies register domains, such as ``co.uk``."""
    return frozenset(_domains()["suffixes"])


@cache
def everybodys_domains() -> frozenset[str]:
    """Domains at which anybody can have an address: free mail and disposable addresses."""
    return frozenset(_domains()["free"]) | frozenset(_domains()["disposable"])


@cache
def legal_forms() -> frozenset[str]:
    """Words that say a company's legal form, as ``made`` writes names."""
    return frozenset(_read("company_names.toml")["legal_forms"])


def _company_names(texts: pl.Series) -> pl.Series:
    lower = texts.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{Mn}", "")
    for letter, instead in _LETTERS:
        lower = lower.str.replace_all(letter, instead, literal=True)
    # "S. A." and "l.l.c" are one word each.
    joined = lower.str.replace_all(r"['’`´]", "")
    for _ in range(3):
        joined = joined.str.replace_all(
            r"(^|[\s,(])(\p{L}+)\.\s?(\p{L})(\.|\s|,|\)|$)", "${1}${2}${3}${4}"
        )
    plain = joined.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    words = plain.str.replace(r"^the (.)", "${1}")
    forms = "|".join(sorted(legal_forms(), key=lambda form: (-len(form), form)))
    bare = words.str.replace(rf"(?: (?:{forms}|and))+$", "")
    kept = bare.zip_with((bare != "").fill_null(value=False), words)
    return _nothing_as_missing(kept)


def _emails(texts: pl.Series) -> pl.Series:
    bare = texts.str.strip_chars().str.to_lowercase()
    bare = bare.str.replace(r"^mailto:", "").str.replace(r"^.*<([^<>]+)>$", "${1}")
    return bare.set(~bare.str.contains("@", literal=True), None)


def _email_domains(texts: pl.Series) -> pl.Series:
    mails = _emails(texts)
    domains = _registered(mails.str.extract(r"^[^@\s]+@([^@\s]+)$", 1))
    return domains.set(domains.is_in(everybodys_domains()).fill_null(value=False), None)


def _web_domains(texts: pl.Series) -> pl.Series:
    hosts = texts.str.strip_chars().str.to_lowercase()
    return _registered(hosts.str.extract(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?([^/?#@:\s]+)", 1))


def _registered(hosts: pl.Series) -> pl.Series:
    """The part of host names that is registered; missing where they are none."""
    hosts = hosts.str.strip_chars(".")
    hosts = hosts.set(
        ~hosts.str.contains(r"^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.\p{L}[\p{L}\p{N}-]+$"), None
    )
    parts = hosts.str.split(".")
    two = parts.list.tail(2).list.join(".")
    three = parts.list.tail(3).list.join(".")
    return three.zip_with(two.is_in(public_suffixes()).fill_null(value=False), two)


def _nothing_as_missing(texts: pl.Series) -> pl.Series:
    return texts.set((texts == "").fill_null(value=False), None)


_MAKERS = {
    "company_name": _company_names,
    "email": _emails,
    "email_domain": _email_domains,
    "domain": _web_domains,
}


def _domains() -> dict[str, list[str]]:
    return _read("domains.toml")


@cache
def _read(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(read_text("presets", name))
    return found
