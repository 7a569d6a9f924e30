"""E-mail addresses: what stands after the @ is the same in capitals, so it is written small."""

from __future__ import annotations

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.fixes.cells import Rewriting
from engine.accounts.quality.fixes.fixed import Fixed
from engine.accounts.quality.values import Fix
from engine.background import Work


def lower_domains(dataset: Dataset, work: Work | None = None) -> Fixed:
    """Write the domains of e-mail addresses in small letters. What stands before the @ stays:
    strictly it may depend on its case."""

    def rewrite(series: pl.Series) -> pl.Series:
        return series.to_frame().select(with_lower_domain(pl.first())).to_series()

    return Rewriting(dataset, Fix.EMAILS, work).fixed(rewrite, {Entity.PERSON: (f.EMAIL,)})


def with_lower_domain(emails: pl.Expr) -> pl.Expr:
    """E-mail addresses with a domain in small letters."""
    small = emails.str.extract(r"(?s)^(.*@)") + emails.str.extract("@([^@]*)$").str.to_lowercase()
    return pl.when(emails.str.contains(r"@[^@]*\p{Lu}[^@]*$")).then(small).otherwise(emails)
