"""The quality of real exports, against their files and a plain reading of what was imported."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.accounts.importing.importer import import_files
from engine.accounts.quality.fixes.apply import fixed
from engine.accounts.quality.quality import quality
from engine.accounts.quality.values import Fix, Quality
from tests.mappings import mapping_for
from tests.real.exports import files, needs_exports, rows

pytestmark = needs_exports
NOW = datetime(2025, 1, 1, tzinfo=UTC)


@cache
def imported(system: str) -> Dataset:
    return import_files(system, files(system), mapping_for(system)).dataset


@cache
def found(system: str) -> Quality:
    return quality(imported(system), NOW)


def test_companies_of_hubspot() -> None:
    companies = [row for row in rows("hubspot", "company_data.csv") if row["is_deleted"] != "true"]
    result = found("hubspot")
    assert result.sizes[Entity.ACCOUNT] == len(companies)
    revenue = next(
        each
        for each in result.fields
        if each.field.path == "accountOrganization.annualRevenue.amount"
    )
    given = [row["property_annualrevenue"] for row in companies]
    assert revenue.filled == sum(bool(cell) for cell in given)
    assert revenue.distinct == len({float(cell) for cell in given if cell})


def test_addresses_of_hubspot_are_hashed() -> None:
    emails = imported("hubspot").people[f.EMAIL].to_list()
    wrong = [email for email in emails if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email)]
    assert wrong  # somebody has put a hash in place of each
    assert found("hubspot").check("people_email_malformed").count == len(wrong)
    assert found("hubspot").check("people_reachable").count == 0


def test_order_of_events_as_a_plain_reading_finds_it() -> None:
    data = imported("hubspot")
    sent: dict[tuple[int, str], datetime] = {}
    key = "directMarketing.mailingKey.sourceKey"
    first = data.event_tables["directMarketing.emailSent"].frame
    for person, moment, mailing in first.select("person", "timestamp", key).iter_rows():
        if mailing is not None:
            at = (person, mailing)
            sent[at] = min(moment, sent.get(at, moment))
    early = unsent = 0
    for name, table in data.event_tables.items():
        if not name.startswith("directMarketing.") or name.endswith("emailSent"):
            continue
        for person, moment, mailing in table.frame.select("person", "timestamp", key).iter_rows():
            if mailing is not None:
                began = sent.get((person, mailing))
                unsent += began is None
                early += began is not None and moment < began
    assert unsent > 0
    assert found("hubspot").check("events_without_cause").count == unsent
    assert found("hubspot").check("events_out_of_order").count == early


def test_companies_of_the_index() -> None:
    constituents = rows("sp500", "constituents.csv")
    result = found("sp500")
    assert result.sizes[Entity.ACCOUNT] == len(constituents) == 503
    assert result.check("accounts_without_people").count == 503
    sectors = next(
        each for each in result.fields if each.field.path == "accountOrganization.industry"
    )
    counts: dict[str, int] = {}
    for row in constituents:
        sector = row["GICS Sector"]
        counts[sector] = counts.get(sector, 0) + 1
    assert dict(sectors.values) == counts


def test_real_exports_need_no_mend_twice() -> None:
    for system in ("hubspot", "sp500"):
        for fix in Fix:
            once = fixed(imported(system), fix)
            assert fixed(once.dataset, fix).total == 0
