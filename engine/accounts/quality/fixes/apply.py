"""The fixes by name."""

from __future__ import annotations

from collections.abc import Callable

from engine.accounts.dataset import Dataset
from engine.accounts.quality.fixes.countries import name_countries
from engine.accounts.quality.fixes.duplicates import merge_duplicates
from engine.accounts.quality.fixes.emails import lower_domains
from engine.accounts.quality.fixes.fixed import Fixed
from engine.accounts.quality.fixes.trimming import trim
from engine.accounts.quality.values import Fix
from engine.background import Work

_FIXES: dict[Fix, Callable[[Dataset, Work | None], Fixed]] = {
    Fix.TRIM: trim,
    Fix.COUNTRIES: name_countries,
    Fix.EMAILS: lower_domains,
    Fix.DUPLICATES: merge_duplicates,
}


def fixed(dataset: Dataset, fix: Fix, work: Work | None = None) -> Fixed:
    """Mend a dataset: the mended one and what changed. The dataset given stays as it is; a fix
    that was made once changes nothing more. Raises :class:`Cancelled`."""
    return _FIXES[fix](dataset, work)
