"""The vendors' own export headers, and that a preset says nothing that can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported, import_files
from engine.accounts.importing.mapping import Table
from engine.accounts.importing.proposing.presets import Preset, headers_of, normal, presets
from engine.accounts.importing.proposing.propose import propose
from engine.accounts.importing.report import Reason
from engine.accounts.importing.tabular import open_tables
from tests.engine.accounts.importing.files import opened, written

REVENUE = "accountOrganization.annualRevenue.amount"
SALESFORCE = {
    "accounts": (
        '"Account ID","Account Name","Account Owner","Billing City","Billing State/Province",'
        '"Industry","Annual Revenue","Employees","Website"\n'
        '"001A","Acme, Inc.","Jo","Boston","MA","Software","USD 1,200,000","250","acme.com"\n'
        '"001B","Beta GmbH","Jo","Berlin","","Retail","","","beta.de"\n'
    ),
    "contacts": (
        "First Name,Last Name,Title,Account Name,Email,Email Opt Out,Contact Owner\n"
        "Ann,Bee,CTO,ACME Inc,ann@acme.com,0,Jo\n"  # known by the name of her account
        "Bob,Cee,CEO,Gamma LLC,bob@gamma.io,1,Jo\n"  # of no account in the file
    ),
    "opportunities": (
        "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,IsClosed,IsWon,ForecastCategory\n"
        "006A,false,001A,Big deal,Closed Won,1200.5,2024-05-06,true,true,Closed\n"
        "006B,true,001A,Gone,Open,1,2024-05-06,false,false,Pipeline\n"
    ),
    "members": (
        "Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate\n"
        "00v1,701A,,ann@acme.com,Responded,true,2024-05-07,2024-05-06T10:00:00.000Z\n"
        "00v2,701A,bob@gamma.io,,Sent,false,,2024-05-06T10:00:00.000Z\n"
    ),
    "campaigns": "Id,Name,NumberOfLeads,BudgetedCost\n701A,Spring,5,100\n",
}
HUBSPOT = {
    "companies": (
        '"Record ID","Company name","Company owner","Create Date","City","Country/Region",'
        '"Company Domain Name","Number of Employees","Annual Revenue"\n'
        '"901","Acme","Jo","2024-05-06 10:00","Boston","United States","acme.com","250","5"\n'
        '"902","Beta","Jo","2024-05-06 10:00","Berlin","Germany","beta.de","","7"\n'
    ),
    "contacts": (
        '"Record ID","First Name","Last Name","Email","Associated Company",'
        '"Associated Company IDs","Lead Status","Create Date","Unsubscribed from all email"\n'
        '"11","Ann","Bee","ann@acme.com","Acme","901;902","OPEN","2024-05-06 10:00","Yes"\n'
        '"12","Bob","Cee","bob@x.io","New Co.","","","2024-05-06 10:00",""\n'
    ),
    "deals": (
        '"Record ID","Deal Name","Deal Stage","Close Date","Amount","Associated Company IDs"\n'
        '"71","D1","Closed Won","2024-05-06 10:00","1200","902"\n'
    ),
}
MARKETO = {
    "leads": (
        "Id,First Name,Last Name,Email Address,Company Name,Lead Score,Unsubscribed,Email Invalid\n"
        "1,Ann,Bee,ann@acme.com,Acme Inc.,10,0,0\n"
        "2,Bob,Cee,bob@beta.de,Beta GmbH,5,1,1\n"
    ),
    "bulk": (
        "marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,"
        "primaryAttributeValue,attributes\n"
        "a1,1,2024-05-06T10:00:00Z,10,7,33,Spring mail,{}\n"
        "a2,2,2024-05-06T10:00:00Z,22,7,44,Behaviour Score,{}\n"
        "a3,2,2024-05-06T10:00:00Z,999,7,44,Webinar,{}\n"
    ),
    "log": (
        "Lead ID,Activity Date,Activity Type,Primary Attribute Value,Campaign\n"
        "1,05/13/2024 3:04 PM,Open Email,Fall mail,7\n"
        "2,05/14/2024 3:04 PM,Fill Out Form,Demo,7\n"
    ),
}


def load(folder: Path, texts: dict[str, str]) -> Imported:
    return import_files("x", written(folder, **texts))


def test_salesforce(tmp_path: Path) -> None:
    made = load(tmp_path, SALESFORCE)
    accounts = made.dataset.accounts
    assert accounts.select(f.ACCOUNT_KEY, f.ACCOUNT_NAME, REVENUE).rows() == [
        ("001A", "Acme, Inc.", 1_200_000.0),
        ("001B", "Beta GmbH", None),
        ("gamma", "Gamma LLC", None),
    ]
    people = made.dataset.people
    assert people.select(f.PERSON_KEY, f.PERSON_ACCOUNT, f.EMAIL_CONSENT).rows() == [
        ("ann@acme.com", "001A", None),
        ("bob@gamma.io", "gamma", "n"),
    ]
    deals = made.dataset.opportunities
    assert deals.select(f.OPPORTUNITY_KEY, f.OPPORTUNITY_ACCOUNT, "isWon").rows() == [
        ("006A", "001A", True)
    ]
    events = made.dataset.event_tables
    assert set(events) == {"salesforce.campaignMember", "salesforce.campaignResponded"}
    responded = events["salesforce.campaignResponded"].frame
    assert responded["event.name"].to_list() == ["Spring"]
    assert str(responded["timestamp"][0])[:10] == "2024-05-07"


def test_hubspot(tmp_path: Path) -> None:
    made = load(tmp_path, HUBSPOT)
    people = made.dataset.people
    assert people.select(f.PERSON_KEY, f.PERSON_ACCOUNT, f.EMAIL_CONSENT).rows() == [
        ("11", "901", "n"),
        ("12", "new", None),
    ]
    assert made.report.people_with_several_accounts == 1
    deals = made.dataset.opportunities
    assert deals[f.OPPORTUNITY_ACCOUNT].to_list() == ["902"]
    assert str(deals["expectedCloseDate"][0]) == "2024-05-06"


def test_the_primary_company_of_hubspot_is_the_account(tmp_path: Path) -> None:
    """The others of the list are related, whatever their order there."""
    contacts = (
        "Record ID,First Name,Last Name,Email,Primary Associated Company ID,"
        "Associated Company IDs,Create Date\n"
        "11,Ann,Bee,ann@acme.com,902,901;902,2024-05-06 10:00\n"
        "12,Bob,Cee,bob@acme.com,,901;902,2024-05-06 10:00\n"
        "13,Cid,Dee,cid@acme.com,901,901,2024-05-06 10:00\n"
    )
    made = load(tmp_path, {"companies": HUBSPOT["companies"], "contacts": contacts})
    people = dict(made.dataset.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).iter_rows())
    assert people == {"11": "902", "12": "901", "13": "901"}
    related = made.dataset.relations.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows()
    assert sorted(related) == [("11", "901"), ("12", "902")]


def test_marketo(tmp_path: Path) -> None:
    made = load(tmp_path, MARKETO)
    people = made.dataset.people
    columns = (f.PERSON_KEY, f.PERSON_ACCOUNT, f.EMAIL_STATUS, f.EMAIL_CONSENT)
    assert people.select(columns).rows() == [
        ("1", "acme", None, None),
        ("2", "beta", "invalid", "n"),
    ]
    events = made.dataset.event_tables
    opened_mails = events["directMarketing.emailOpened"].frame
    assert opened_mails["directMarketing.mailingName"].to_list() == ["Spring mail", "Fall mail"]
    scores = events["leadOperation.scoreChanged"].frame
    assert scores["leadOperation.changeScore.scoreAttributeName"].to_list() == ["Behaviour Score"]
    # What an activity is about is the name of an email only for emails.
    assert "directMarketing.mailingName" not in scores.columns
    assert events["web.formFilledOut"].frame["web.fillOutForm.webFormName"].to_list() == ["Demo"]
    assert events["999"].frame.height == 1  # kept as it is called


@pytest.mark.parametrize("texts", [SALESFORCE, HUBSPOT, MARKETO])
def test_every_field_says_why(tmp_path: Path, texts: dict[str, str]) -> None:
    found = propose(opened(written(tmp_path, **texts)))
    assert found.mapping is not None
    for source, told in zip(found.mapping.sources, found.sources, strict=True):
        assert (source.file, source.table) == (told.file, told.table)
        assert [one.path for one in told.found] == list(source.fields)
        for one in told.found:
            assert one.column == source.rule(one.path).column
            assert 0 < one.confidence <= 1


def test_accounts_are_made_of_the_keys_of_people_where_no_file_has_them(tmp_path: Path) -> None:
    text = HUBSPOT["contacts"]
    made = load(tmp_path, {"contacts": text})
    # Of two companies of a person the first is her account; the other isn't there.
    assert made.dataset.accounts.select(f.ACCOUNT_KEY, f.ACCOUNT_NAME).rows() == [
        ("901", "Acme"),
        ("new", "New Co."),
    ]


def test_converted_leads_are_their_contacts(tmp_path: Path) -> None:
    leads = (
        "Id,FirstName,LastName,Company,Email,Status,IsConverted,ConvertedContactId,"
        "ConvertedAccountId,IsDeleted,LeadSource\n"
        "00Q1,Ann,Bee,Acme,ann@acme.com,Converted,true,003A,001A,false,Web\n"
        "00Q2,Bob,Cee,Acme Inc,bob@acme.com,Open,false,,,false,Web\n"
        "00Q3,Cid,Dee,Beta,c@beta.io,Converted,true,003C,001C,false,Web\n"
    )
    contacts = (
        "Id,AccountId,FirstName,LastName,Email,IsDeleted,SystemModstamp\n"
        "003A,001A,Ann,Bee,ann@acme.com,false,2024-05-06T10:00:00Z\n"
    )
    accounts = "Id,Name,BillingCity,Industry,AccountSource\n001A,Acme,Boston,Software,Web\n"
    made = load(tmp_path, {"a": accounts, "c": contacts, "l": leads})
    people = dict(made.dataset.people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).iter_rows())
    assert people == {"003A": "001A", "00Q2": "001A", "003C": "001C"}
    report = {(file.file, file.table): file for file in made.report.files}
    assert report["l.csv", Table.PERSON].set_aside == {Reason.REPEATED: 1}
    assert report["l.csv", Table.ACCOUNT].set_aside == {Reason.REPEATED: 2}


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_the_files_of_presets_hold_together(preset: Preset) -> None:
    ids = [sheet.id for sheet in preset.sheets]
    assert len(ids) == len(set(ids))
    for sheet in preset.sheets:
        content = sheet.content
        parts = [content, *content.get("also", ()), *content.get("fields_of", ())]
        for part in parts:
            table = Table(part["table"]) if "table" in part else sheet.table
            for path, rules in part.get("fields", {}).items():
                assert table is not None
                known = f.standard_field(table.entity, path) is not None
                typed = any(isinstance(rule, dict) and "type" in rule for rule in rules)
                assert known or typed or (table is Table.EVENT and path == f.EMAIL), path
                for rule in rules:
                    if isinstance(rule, dict):
                        assert rule.get("translate", "") in {"", *preset.words}
                        assert rule.get("look_up", {}).get("sheet", ids[0]) in ids
        if sheet.table is Table.EVENT:
            (constant, *_) = content["fields"][f.EVENT_TYPE]
            assert "constant" in constant or "columns" in constant


def test_the_types_of_events_are_known_ones_or_of_the_system() -> None:
    own = {"salesforce", "hubspot", "marketo"}
    for preset in presets():
        for group, words in preset.words.items():
            if group in ("email_events", "activity_ids", "activity_names", "engagements"):
                for kind in words.values():
                    assert f.standard_event_type(kind) or kind.split(".")[0] in own


def test_headers_are_known_in_all_their_spellings() -> None:
    spellings = ("Annual Revenue", "annual_revenue", "AnnualRevenue", "ANNUAL-REVENUE")
    assert {normal(header) for header in spellings} == {"annualrevenue"}
    assert headers_of(["property_annualrevenue"])["annualrevenue"] == "property_annualrevenue"
    # A column of that very name comes before one that only connectors call so.
    assert headers_of(["property_name", "Name"])["name"] == "Name"


def test_json_of_experience_platform(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text(
        '{"_id": "1", "eventType": "web.formFilledOut", "timestamp": "2025-01-02T03:04:05Z", '
        '"personKey": {"sourceKey": "P1"}, "web": {"fillOutForm": {"webFormName": "Demo"}}}\n'
    )
    people = tmp_path / "people.json"
    people.write_text('[{"personID": "P1", "workEmail": {"address": "a@acme.com"}}]')
    tables = [*open_tables(path), *open_tables(people)]
    assert propose(tables).preset == "Experience Platform"
    made = import_files("x", [path, people])
    frame = made.dataset.event_tables["web.formFilledOut"].frame
    assert frame["web.fillOutForm.webFormName"].to_list() == ["Demo"]
