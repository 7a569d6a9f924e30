"""Countries: one name for each, for the ways of writing it that can mean no other."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache

import polars as pl

from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.fixes.cells import Rewriting
from engine.accounts.quality.fixes.fixed import Fixed
from engine.accounts.quality.values import Fix
from engine.background import Work
from resources import read_text

COUNTRY_FIELDS = {
    Entity.ACCOUNT: ("accountBillingAddress.country",),
    Entity.PERSON: ("workAddress.country",),
}


def name_countries(dataset: Dataset, work: Work | None = None) -> Fixed:
    """Call every country that the table of countries knows by its one name; leave the others."""

    def rewrite(series: pl.Series) -> pl.Series:
        names = {
            value: name
            for value in series.drop_nulls().unique().to_list()
            if (name := known_country(value)) not in (None, value)
        }
        return series.replace(list(names), list(names.values())) if names else series

    return Rewriting(dataset, Fix.COUNTRIES, work).fixed(rewrite, COUNTRY_FIELDS)


def known_country(text: str) -> str | None:
    """The one name of the country that a text names; None where the table does not know it."""
    return _names().get(_folded(text))


@cache
def _names() -> dict[str, str]:
    """The names of countries by every folded way of writing them. Raises ``ValueError`` where two
    countries share one."""
    found: dict[str, str] = {}
    for name, others in tomllib.loads(read_text("countries.toml")).items():
        for written in (name, *others):
            if found.setdefault(_folded(written), name) != name:
                raise ValueError(f"{written} stands for two countries")
    return found


def _folded(text: str) -> str:
    """A text without case, accents, points, a leading “the”, and with one space between words."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace(".", ""))
    plain = re.sub(r"[\W_]+", " ", "".join(c for c in letters if not unicodedata.combining(c)))
    return re.sub(r"^the | the$", "", plain.replace(" and ", " ").strip())
