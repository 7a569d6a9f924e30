"""HubSpot: companies, contacts, deals and email events of a connector's export."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.cli import main
from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported, import_files
from engine.accounts.importing.report import Reason, save_set_aside
from engine.journey.templates import Template, template, templates
from engine.simulation.counts import node_counts, totals
from tests.mappings import mapping_for, path_of
from tests.real.exports import files, for_everybody, needs_exports, replay, rows

pytestmark = needs_exports

TYPES = {
    "SENT": "directMarketing.emailSent",
    "DELIVERED": "directMarketing.emailDelivered",
    "OPEN": "directMarketing.emailOpened",
    "CLICK": "directMarketing.emailClicked",
    "BOUNCE": "directMarketing.emailBounced",
    "STATUSCHANGE": "directMarketing.emailUnsubscribed",
}


@cache
def imported() -> Imported:
    return import_files("HubSpot", files("hubspot"), mapping_for("hubspot"))


def test_every_row_is_accounted_for() -> None:
    for file in imported().report.files:
        assert file.read == len(rows("hubspot", file.file)), file.file
        assert file.read == file.loaded + sum(file.set_aside.values()), file.file
    assert imported().set_aside.height == imported().report.set_aside


def test_companies() -> None:
    companies = [row for row in rows("hubspot", "company_data.csv") if row["is_deleted"] != "true"]
    accounts = imported().dataset.accounts
    assert accounts[f.ACCOUNT_KEY].to_list() == sorted(row["id"] for row in companies)
    expected = {row["id"]: row["property_name"] for row in companies}
    found = dict(accounts.select(f.ACCOUNT_KEY, f.ACCOUNT_NAME).iter_rows())
    assert found == expected
    revenue = dict(
        accounts.select(f.ACCOUNT_KEY, "accountOrganization.annualRevenue.amount").iter_rows()
    )
    for row in companies:
        cell = row["property_annualrevenue"]
        assert revenue[row["id"]] == (float(cell) if cell else None)


def test_contacts_and_recipients_become_people() -> None:
    contacts = {row["id"]: row["property_email"] for row in rows("hubspot", "contact_data.csv")}
    recipients = {row["recipient"] for row in rows("hubspot", "email_event_data.csv")}
    strangers = {f"recipient:{mail}": mail for mail in recipients - set(contacts.values())}
    people = dict(imported().dataset.people.select(f.PERSON_KEY, f.EMAIL).iter_rows())
    assert people == {key: mail or None for key, mail in (contacts | strangers).items()}


def test_email_events() -> None:
    given = rows("hubspot", "email_event_data.csv")
    wanted = [
        (TYPES[row["type"]], row["recipient"], row["created"])
        for row in given
        if row["type"] in TYPES and row["filtered_event"].lower() != "true"
    ]
    tables = imported().dataset.event_tables
    mails = imported().dataset.people[f.EMAIL]
    found = [
        (kind, mails[person], at.isoformat(sep=" ")[:19])
        for kind, table in tables.items()
        for person, at in table.frame.select("person", "timestamp").iter_rows()
    ]
    assert Counter(found) == Counter((kind, who, at[:19]) for kind, who, at in wanted)
    report = next(
        file
        for file in imported().report.files
        if (file.file, file.table) == ("email_event_data.csv", "event")
    )
    assert report.set_aside == {Reason.LEFT_OUT: len(given) - len(wanted)}


def test_the_name_of_an_email_is_looked_up() -> None:
    names = {row["id"]: row["name"] for row in rows("hubspot", "email_campaign_data.csv")}
    frame = imported().dataset.event_tables["directMarketing.emailOpened"].frame
    keys = frame["directMarketing.mailingKey.sourceKey"].to_list()
    expected = [names.get(key) or None for key in keys]
    found = (
        frame["directMarketing.mailingName"].to_list()
        if "directMarketing.mailingName" in frame.columns
        else [None] * frame.height
    )
    assert found == expected


def test_deals() -> None:
    deals = [row for row in rows("hubspot", "deal_data.csv") if row["is_deleted"] != "true"]
    report = next(file for file in imported().report.files if file.table == "opportunity")
    assert report.read == len(deals)
    assert imported().dataset.opportunities.height == len({row["deal_id"] for row in deals})


def test_form_submissions_of_strangers_are_set_aside(tmp_path: Path) -> None:
    people = set(imported().dataset.people[f.PERSON_KEY])
    submissions = rows("hubspot", "contact_form_submission_data.csv")
    strange = [row["contact_id"] for row in submissions if row["contact_id"] not in people]
    aside = imported().set_aside.filter(file="contact_form_submission_data.csv")
    assert aside["value"].to_list() == strange
    assert set(aside["reason"]) == {"unknown_person"}
    out = tmp_path / "aside.csv"
    save_set_aside(out, imported().set_aside)
    assert out.read_text(encoding="utf-8-sig").count("\n") == imported().set_aside.height + 1


@pytest.mark.parametrize("drawn", templates(), ids=lambda drawn: drawn.id)
def test_the_templates_run(drawn: Template) -> None:
    """Their audiences ask for industries that are not here; made to take everybody in, they do."""
    journey, data = drawn.file.journey, imported().dataset
    definitions = for_everybody(drawn.file.definitions)
    result = replay(journey, definitions, data, "2020-01-01", "2020-07-01")
    told = totals(result, journey)
    assert told.accounts <= data.accounts.height
    assert told.entries == told.completed + told.inside + sum(
        count for reason, count in told.ended.items() if reason != "completed"
    )


def test_every_company_goes_through_the_sample_journey() -> None:
    sample = template("sample")
    assert sample is not None
    journey, data = sample.file.journey, imported().dataset
    result = replay(
        journey, for_everybody(sample.file.definitions), data, "2020-01-01", "2020-07-01"
    )
    counts = node_counts(result, journey)
    # Revenues are 10,000,000 or missing: below both paths of the first split.
    given = {row["property_annualrevenue"] for row in rows("hubspot", "company_data.csv")}
    assert all(not cell or float(cell) < 12_000_000 for cell in given)
    assert counts["size"].left == {"Other": 24}
    # A month later nobody of theirs has done anything: no account has people.
    assert counts["qualify"].left == {"Other": 24}
    assert totals(result, journey).completed == 24


def test_the_command_line_imports_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = str(tmp_path / "w.jornada"), tmp_path / "aside.csv"
    assert main(["new", path]) == 0
    paths = [str(file) for file in files("hubspot")]
    options = ["--mapping", str(path_of("hubspot")), "--name", "CRM", "--set-aside", str(out)]
    assert main(["import", path, *paths, *options]) == 0
    said = capsys.readouterr()
    assert "CRM: 24 accounts, 41 people, 97 events, 44 opportunities" in said.out
    assert "5 rows set aside: there is no such person" in said.out
    assert "form_data.csv was not read" in said.err
    assert out.is_file()
