"""Exports of other systems, given without a mapping: the presets know what they hold.

The expectations are counted in the files by the csv module, by rules that are said beside them.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.cli import main
from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported, import_files
from engine.accounts.importing.mapping import Mapping, Table
from engine.accounts.importing.proposing.proposal import Proposal
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.report import Reason
from engine.accounts.importing.tabular import opened_tables
from engine.errors import JornadaError
from tests.mappings import mapping_for
from tests.real.exports import FOLDER, files, needs_exports, rows

pytestmark = needs_exports

SYSTEMS = {
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "marketo": "Marketo Engage",
    "sp500": "S&P 500 companies",
}
LEFT_OUT, UNKNOWN_PERSON = Reason.LEFT_OUT, Reason.UNKNOWN_PERSON
Report = dict[tuple[str, str], tuple[int, int, dict[Reason, int]]]


@cache
def imported(system: str) -> Imported:
    return import_files(system, files(system))


@cache
def proposed(system: str, people_from_events: bool = False) -> Proposal:
    with opened_tables(files(system)) as tables:
        return propose(tables, people_from_events=people_from_events)


def report(made: Imported) -> Report:
    return {
        (file.file, file.table.value): (file.read, file.loaded, file.set_aside)
        for file in made.report.files
    }


def not_used(made: Imported) -> set[str]:
    return {str(w.params["file"]) for w in made.report.warnings if w.key == "not_used"}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_system_is_known_and_no_file_is_a_riddle(system: str) -> None:
    found = proposed(system)
    assert found.preset == SYSTEMS[system]
    assert found.unknown == ()
    assert found.questions == ()  # all dates there begin with the year
    assert all(source.confidence > 0.75 for source in found.sources)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_row_is_accounted_for(system: str) -> None:
    made = imported(system)
    for file in made.report.files:
        assert file.read == len(rows(system, file.file)), file.file
        assert file.read == file.loaded + sum(file.set_aside.values()), file.file
    assert made.set_aside.height == made.report.set_aside


def test_salesforce() -> None:
    accounts = rows("salesforce", "sf_account_data.csv")
    live = {row["id"]: row["name"] for row in accounts if row["is_deleted"] == "false"}
    assert list(live.values()) == ["Eric's Test"]
    (lead,) = rows("salesforce", "sf_lead_data.csv")
    assert (lead["is_converted"], lead["company"]) == ("TRUE", "Z")
    made = imported("salesforce")
    # A converted lead is the contact and belongs to the account that it was converted to.
    names = dict(made.dataset.accounts.select(f.ACCOUNT_KEY, f.ACCOUNT_NAME).iter_rows())
    assert names == {**live, lead["converted_account_id"]: "Z"}
    contacts = rows("salesforce", "sf_contact_data.csv")
    known = [row for row in contacts if row["account_id"] in ("", *live)]
    people = dict(made.dataset.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).iter_rows())
    assert people == {
        **{row["id"]: row["account_id"] or None for row in known},
        lead["converted_contact_id"]: lead["converted_account_id"],
    }
    # Nobody of the tasks and events is among the contacts and leads.
    assert {row["is_deleted"] for row in rows("salesforce", "sf_opportunity_data.csv")} == {"true"}
    who = {
        row["who_id"] for n in ("task", "event") for row in rows("salesforce", f"sf_{n}_data.csv")
    }
    assert not who & set(people)
    assert report(made) == {
        ("sf_account_data.csv", "account"): (10, 1, {LEFT_OUT: 9}),
        ("sf_lead_data.csv", "account"): (1, 1, {}),
        ("sf_contact_data.csv", "person"): (4, 1, {Reason.UNKNOWN_ACCOUNT: 3}),
        ("sf_lead_data.csv", "person"): (1, 1, {}),
        ("sf_opportunity_data.csv", "opportunity"): (10, 0, {LEFT_OUT: 10}),
        ("sf_task_data.csv", "event"): (10, 0, {UNKNOWN_PERSON: 10}),
        ("sf_event_data.csv", "event"): (10, 0, {UNKNOWN_PERSON: 10}),
    }


def test_tasks_and_events_of_salesforce() -> None:
    mapping = proposed("salesforce", people_from_events=True).mapping
    made = import_files("x", files("salesforce"), mapping)
    # All of them have a date and a person, and nothing is deleted.
    assert {k: t.frame.height for k, t in made.dataset.event_tables.items()} == {
        "salesforce.event": 10,
        "salesforce.task": 10,
    }
    frame = made.dataset.event_tables["salesforce.event"].frame
    given = Counter(row["type"] for row in rows("salesforce", "sf_event_data.csv"))
    assert Counter(frame["salesforce.type"].cast(str).to_list()) == given
    assert {str(at)[:19] for at in frame["timestamp"]} == {"2019-11-11 17:23:34"}


def test_hubspot() -> None:
    made = imported("hubspot")
    companies = rows("hubspot", "company_data.csv")
    contacts = rows("hubspot", "contact_data.csv")
    assert {row["is_deleted"] for row in companies} == {"false"}
    assert [row["property_company"] for row in contacts if row["property_company"]] == [
        "SampleCompany"
    ]
    assert "SampleCompany" not in {row["property_name"] for row in companies}
    # The company of a contact that is none of the companies becomes an account.
    accounts = dict(made.dataset.accounts.select(f.ACCOUNT_KEY, f.ACCOUNT_NAME).iter_rows())
    named = {row["id"]: row["property_name"] for row in companies}
    assert accounts == {**named, "samplecompany": "SampleCompany"}
    emails = Counter(row["type"] for row in rows("hubspot", "email_event_data.csv"))
    assert emails == {"OPEN": 90, "SENT": 4, "DELIVERED": 3, "PROCESSED": 3}
    people = set(made.dataset.people[f.PERSON_KEY])
    submissions = rows("hubspot", "contact_form_submission_data.csv")
    assert not people & {row["contact_id"] for row in submissions}
    engaged = {row["engagement_id"] for row in rows("hubspot", "engagement_contact_data.csv")}
    meetings = rows("hubspot", "engagement_meeting_data.csv")
    assert not engaged & {row["engagement_id"] for row in meetings}
    assert report(made) == {
        ("company_data.csv", "account"): (24, 24, {}),
        ("contact_data.csv", "account"): (22, 1, {Reason.NO_COMPANY: 21}),
        ("contact_data.csv", "person"): (22, 22, {}),
        ("deal_data.csv", "opportunity"): (44, 44, {}),
        ("email_event_data.csv", "event"): (100, 0, {LEFT_OUT: 3, UNKNOWN_PERSON: 97}),
        ("contact_form_submission_data.csv", "event"): (5, 0, {UNKNOWN_PERSON: 5}),
        ("engagement_meeting_data.csv", "event"): (100, 0, {Reason.MISSING_KEY: 100}),
    }
    assert not_used(made) == {
        "contact_list_data.csv",
        "contact_list_member_data.csv",
        "deal_contact_data.csv",
        "email_event_delivered_data.csv",
        "email_event_open_data.csv",
        "email_event_sent_data.csv",
        "engagement_company_data.csv",
        "engagement_data.csv",
    }


def test_recipients_of_hubspot_become_people_where_that_is_wanted() -> None:
    mapping = proposed("hubspot", people_from_events=True).mapping
    made = import_files("x", files("hubspot"), mapping)
    mails = {row["recipient"] for row in rows("hubspot", "email_event_data.csv")}
    submitted = {row["contact_id"] for row in rows("hubspot", "contact_form_submission_data.csv")}
    contacts = {row["id"]: row["property_email"] for row in rows("hubspot", "contact_data.csv")}
    strangers = mails - set(contacts.values())
    assert made.report.people == len(contacts) + len(strangers) + len(submitted)
    heights = {kind: t.frame.height for kind, t in made.dataset.event_tables.items()}
    assert heights == {
        "directMarketing.emailDelivered": 3,
        "directMarketing.emailOpened": 90,
        "directMarketing.emailSent": 4,
        "web.formFilledOut": 5,
    }
    forms = {row["guid"]: row["name"] for row in rows("hubspot", "form_data.csv")}
    given = rows("hubspot", "contact_form_submission_data.csv")
    frame = made.dataset.event_tables["web.formFilledOut"].frame
    names = frame["web.fillOutForm.webFormName"].cast(str).to_list()
    assert Counter(names) == Counter(forms[row["form_id"]] for row in given)


TYPES = {
    "6": "directMarketing.emailSent",
    "7": "directMarketing.emailDelivered",
    "8": "directMarketing.emailBounced",
    "9": "directMarketing.emailUnsubscribed",
    "10": "directMarketing.emailOpened",
    "11": "directMarketing.emailClicked",
    "13": "leadOperation.dataValueChanged",
}


def activities() -> list[dict[str, str]]:
    names = [path.name for path in files("marketo") if "activity" in path.name]
    return [row for name in names for row in rows("marketo", name)]


def test_marketo() -> None:
    made = imported("marketo")
    leads = {row["id"]: row["email"] for row in rows("marketo", "marketo_lead_data.csv")}
    assert dict(made.dataset.people.select(f.PERSON_KEY, f.EMAIL).iter_rows()) == leads
    assert not set(leads) & {row["lead_id"] for row in activities()}
    # Two emails were not sent, but skipped.
    skipped = sum(row.get("action_result") == "skipped" for row in activities())
    assert skipped == 2
    found = {key: value for key, value in report(made).items() if key[1] == "event"}
    send = ("marketo_activity_send_email_data.csv", "event")
    assert found.pop(send) == (100, 0, {LEFT_OUT: 2, UNKNOWN_PERSON: 98})
    assert len(found) == 6
    assert all(value == (100, 0, {UNKNOWN_PERSON: 100}) for value in found.values())
    assert not_used(made) == {"marketo_campaign_data.csv", "marketo_program_data.csv"}


def test_activities_of_marketo_by_their_type() -> None:
    mapping = proposed("marketo", people_from_events=True).mapping
    made = import_files("x", files("marketo"), mapping)
    given = [row for row in activities() if row.get("action_result") != "skipped"]
    heights = {kind: t.frame.height for kind, t in made.dataset.event_tables.items()}
    assert heights == Counter(TYPES[row["activity_type_id"]] for row in given)
    leads = {row["lead_id"] for row in given}
    known = {row["id"] for row in rows("marketo", "marketo_lead_data.csv")}
    assert set(made.dataset.people[f.PERSON_KEY]) == leads | known
    clicks = made.dataset.event_tables["directMarketing.emailClicked"].frame
    links = Counter(row["link"] or None for row in given if row["activity_type_id"] == "11")
    assert Counter(clicks["directMarketing.linkURL"].cast(str).to_list()) == links
    changes = made.dataset.event_tables["leadOperation.dataValueChanged"].frame
    names = [row["primary_attribute_value"] for row in given if row["activity_type_id"] == "13"]
    assert Counter(changes[f.CHANGED_ATTRIBUTE].cast(str).to_list()) == Counter(names)
    # What an activity is about is the name of an email only where there is one.
    assert "directMarketing.mailingName" not in changes.columns


def test_sp500() -> None:
    made = imported("sp500").dataset
    same = import_files("S&P 500", files("sp500"), mapping_for("sp500")).dataset
    columns = [name for name in same.accounts.columns if name != "accountSourceType"]
    assert made.accounts.select(columns).equals(same.accounts.select(columns))


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_saved_mapping_knows_the_next_export(system: str, tmp_path: Path) -> None:
    """Other names of files, the same headers: read as before, and said so."""
    mapping = proposed(system).mapping
    assert isinstance(mapping, Mapping)
    renamed = []
    for path in files(system):
        renamed.append(tmp_path / f"2025-{path.name}")
        renamed[-1].write_bytes(path.read_bytes())
    with opened_tables(renamed) as tables:
        again = propose(tables, (mapping,))
    assert {found.why for source in again.sources for found in source.found} == {"saved"}
    tables_of = [(source.file, source.table) for source in mapping.sources]
    assert [(s.file.removeprefix("2025-"), s.table) for s in again.sources] == tables_of
    before, now = imported(system), import_files("x", renamed, again.mapping)
    assert now.dataset.content_hash == before.dataset.content_hash
    by_name = import_files("x", renamed, mapping)  # such as on a refresh
    assert by_name.dataset.content_hash == before.dataset.content_hash


ALONE = [path for system in SYSTEMS for path in files(system)] if FOLDER.is_dir() else []


@pytest.mark.parametrize("path", ALONE, ids=lambda path: path.name)
def test_any_file_alone(path: Path) -> None:
    """One by one they are known, too, or it is said that nothing is in them to import."""
    with opened_tables([path]) as tables:
        found = propose(tables)
    assert found.unknown == ()
    if found.mapping is None:
        assert found.unused == (path.name,)
        with pytest.raises(JornadaError, match=rf"Nothing in {path.name} is account data"):
            import_files("x", [path])
    else:
        made = import_files("x", [path])
        assert {file.file for file in made.report.files} == {path.name}


def test_contacts_alone_make_the_accounts_that_they_name() -> None:
    made = import_files("x", [FOLDER / "salesforce" / "sf_contact_data.csv"])
    contacts = rows("salesforce", "sf_contact_data.csv")
    keys = {row["account_id"] for row in contacts} - {""}
    assert set(made.dataset.accounts[f.ACCOUNT_KEY]) == keys
    assert made.report.people == len(contacts)
    assert {file.table for file in made.report.files} == {Table.ACCOUNT, Table.PERSON}


@pytest.mark.parametrize("system", ["salesforce", "marketo"])
def test_a_mapping_for_other_files_says_which_it_reads(system: str) -> None:
    with pytest.raises(JornadaError, match=r"company_data\*"):
        import_files("x", files(system), mapping_for("hubspot"))


def test_a_mapping_laid_over_columns_that_are_not_there() -> None:
    mapping = mapping_for("hubspot")
    first = mapping.sources[0].model_copy(update={"file": "sf_account*"})
    wrong = mapping.model_copy(update={"sources": (first,)})
    with pytest.raises(JornadaError, match=r"sf_account_data\.csv doesn't have"):
        import_files("x", files("salesforce"), wrong)


def test_the_command_line_imports_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "w.jornada")
    assert main(["new", path]) == 0
    paths = [str(file) for file in files("hubspot")]
    assert main(["import", path, *paths, "--people-from-events", "--name", "CRM"]) == 0
    said = capsys.readouterr()
    assert "CRM: 25 accounts, 46 people, 102 events, 44 opportunities" in said.out
    assert "contact_list_data.csv was not read" in said.err
