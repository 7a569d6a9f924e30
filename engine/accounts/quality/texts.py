"""Texts brought to one form, so that the same thing written in two ways compares equal.

This is for comparing only; what is written back to data stands in ``fixes``.
"""

from __future__ import annotations

import polars as pl

LEGAL_FORMS = (
    *("ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "eurl", "gmbh"),
    *("gmbh and co kg", "inc", "incorporated", "kg", "kgaa", "limited", "llc", "llp", "lp"),
    *("ltd", "ltda", "nv", "oy", "oyj", "plc", "pte", "pty", "pvt", "sa", "sarl", "sas", "se"),
    *("spa", "srl"),
)
"""What may end the name of a company without telling it from another, without its points."""

_LEGAL_END = rf"(?: (?:{'|'.join(LEGAL_FORMS)}))+$"
_SCHEME = r"^(?:[a-z][a-z0-9+.-]*:)?//"
_USER = r"^[^/?#@\s]*@"
_AFTER_HOST = r"(?s)[/:?#@\s].*$"
_EMAIL = (
    r"^[^\s@<>()\[\],;:\x22\\]+@"
    r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]*\p{L}[\p{L}\p{N}-]*$"
)


def filled(texts: pl.Expr) -> pl.Expr:
    """Texts without the white space around them; nothing but white space is missing."""
    stripped = texts.str.strip_chars()
    return pl.when(stripped.str.len_bytes() > 0).then(stripped)


def host(websites: pl.Expr) -> pl.Expr:
    """The host of a website, ``https://www.Acme.com/about`` and ``acme.com`` alike as
    ``acme.com``; missing where there is none."""
    lower = websites.str.strip_chars().str.to_lowercase()
    bare = (
        lower.str.replace(_SCHEME, "")
        .str.replace(_USER, "")
        .str.replace(_AFTER_HOST, "")
        .str.strip_chars_end(".")
        .str.replace(r"^www\d*\.", "")
    )
    return pl.when(bare.str.contains(r"[^.]\.[^.]")).then(bare)


def company(names: pl.Expr) -> pl.Expr:
    """The name of a company without case, punctuation and legal form: ``ACME, Inc.`` and
    ``Acme`` alike as ``acme``; missing where no letter or figure is left."""
    plain = (
        names.str.to_lowercase()
        .str.replace_all(r"[.'’`]", "")
        .str.replace_all("&", " and ", literal=True)
        .str.replace_all(r"[^\p{L}\p{N}\p{M}]+", " ")
        .str.strip_chars()
    )
    bare = plain.str.replace(_LEGAL_END, "")
    return pl.when(bare.str.len_bytes() > 0).then(bare)


def address(emails: pl.Expr) -> pl.Expr:
    """An e-mail address without its case (ruling 34) and the white space around it."""
    return filled(emails).str.to_lowercase()


def is_malformed(emails: pl.Expr) -> pl.Expr:
    """Whether a text that is not missing can't be an e-mail address."""
    texts = filled(emails)
    sound = (
        texts.str.contains(_EMAIL)
        & ~texts.str.contains("..", literal=True)
        & ~texts.str.starts_with(".")
        & ~texts.str.contains(".@", literal=True)
    )
    return texts.is_not_null() & ~sound
