"""Files of systems that nobody knows: what their columns are taken for, and what is not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported, import_files
from engine.accounts.importing.mapping import Table
from engine.accounts.importing.proposing.proposal import Proposal
from engine.accounts.importing.proposing.propose import propose
from engine.errors import JornadaError
from tests.engine.accounts.importing.files import opened, written

WEBSITE = "accountOrganization.website"


def proposed(folder: Path, **texts: str) -> Proposal:
    return propose(opened(written(folder, **texts)))


def columns(found: Proposal, number: int = -1) -> dict[str, str | None]:
    return {one.path: one.column for one in found.sources[number].found}


@pytest.mark.parametrize(
    "header",
    [
        "Vorname;Nachname;E-Mail-Adresse;Funktion;Telefon;Land",
        "Prénom;Nom;Adresse e-mail;Poste;Téléphone;Pays",
        "Nombre;Apellidos;Correo electrónico;Cargo;Teléfono;País",
        "Primeiro nome;Sobrenome;E-mail;Cargo;Telefone;País",
        "fname;lname;email_addr;JobTitle;tel;ctry",
        "FIRST_NAME;LAST_NAME;Work E-Mail;Position;Phone No.;Country",
    ],
)
def test_headers_in_several_languages(tmp_path: Path, header: str) -> None:
    rows = "Ann;Bee;ann@acme.com;CTO;+49 30 1234567;Germany\nBob;Cee;b@x.io;CEO;;France\n"
    found = proposed(tmp_path, kontakte=f"{header}\n{rows}")
    first, last, mail, title, phone, country = header.split(";")
    assert (
        columns(found).items()
        >= {
            "person.name.firstName": first,
            "person.name.lastName": last,
            f.EMAIL: mail,
            "extendedWorkDetails.jobTitle": title,
            "workPhone.number": phone,
            "workAddress.country": country,
        }.items()
    )
    assert found.sources[-1].table is Table.PERSON


def test_values_tell_where_names_do_not(tmp_path: Path) -> None:
    text = "Last name,X1,X2\nBee,ann@acme.com,Germany\nCee,bob@beta.io,France\n"
    found = proposed(tmp_path, a=text)
    why = {one.path: (one.column, one.why) for one in found.sources[-1].found}
    assert why[f.EMAIL] == ("X1", "content")
    assert why["workAddress.country"] == ("X2", "content")


def test_a_column_called_email_without_addresses_is_none(tmp_path: Path) -> None:
    text = "First name,Last name,Email,Mail 2\nAnn,Bee,yes,a@acme.com\nBob,Cee,no,b@beta.io\n"
    found = proposed(tmp_path, a=text)
    assert columns(found)[f.EMAIL] == "Mail 2"


def test_references_are_found_by_values(tmp_path: Path) -> None:
    found = proposed(
        tmp_path,
        firms="Company ID,Company,Industry\nF-1,Acme,Software\nF-2,Beta,Retail\n",
        people="Email,Last name,Ref\na@acme.com,Bee,F-1\nb@beta.io,Cee,F-2\n",
        deals="Deal ID,Deal name,Stage,Amount,Of\nD1,One,Open,5,F-1\nD2,Two,Won,6,F-2\n",
        log="When,Action,Somebody\n2025-01-02,Call,a@acme.com\n2025-01-03,Call,b@beta.io\n",
    )
    by_file = {one.file: {g.path: g for g in one.found} for one in found.sources}
    of = by_file["people.csv"][f.PERSON_ACCOUNT]
    assert (of.column, of.why) == ("Ref", "content")
    assert by_file["deals.csv"][f.OPPORTUNITY_ACCOUNT].column == "Of"
    assert by_file["log.csv"][f.EMAIL].column == "Somebody"


def test_kinds_of_events_that_are_known_by_another_name(tmp_path: Path) -> None:
    made = import_files(
        "x",
        written(
            tmp_path,
            people="Email,Last name\na@acme.com,Bee\n",
            log=(
                "Date,Activity,Email\n"
                "2025-01-02,Opened Email,a@acme.com\n2025-01-03,Lunch,a@acme.com\n"
            ),
        ),
    )
    assert set(made.dataset.event_tables) == {"directMarketing.emailOpened", "Lunch"}


def test_several_accounts_in_a_cell(tmp_path: Path) -> None:
    made: Imported = import_files(
        "x",
        written(
            tmp_path,
            firms="Company ID,Company,Industry\nF1,Acme,Software\nF2,Beta,Retail\n",
            people="Email,Last name,Company IDs\na@acme.com,Bee,F1;F2\nb@beta.io,Cee,F2\n",
        ),
    )
    people = made.dataset.people
    assert people.select(f.PERSON_KEY, f.PERSON_ACCOUNT).rows() == [
        ("a@acme.com", "F1"),
        ("b@beta.io", "F2"),
    ]
    assert made.report.people_with_several_accounts == 1


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n1,Table\n2,Chair\n",
        "sku,price,stock\nA,1.5,7\nB,2.5,8\n",
        "a,b\n1,2\n",
        "temperature,humidity,date\n20,30,2025-01-01\n",
    ],
)
def test_what_nobody_can_place_is_not_guessed(tmp_path: Path, text: str) -> None:
    found = proposed(tmp_path, things=text)
    assert (found.mapping, found.unknown, found.sources) == (None, ("things.csv",), ())
    with pytest.raises(JornadaError, match=r"things\.csv doesn't say what it holds"):
        import_files("x", written(tmp_path, things=text))


def test_columns_that_are_not_known_become_attributes(tmp_path: Path) -> None:
    text = 'Email,Company,Shoe size,Met on,Fit\na@acme.com,Acme,44,31/12/2024,"1,5"\n'
    made = import_files("x", written(tmp_path, a=text))
    row = made.dataset.people.row(0, named=True)
    assert (row["Shoe size"], str(row["Met on"]), row["Fit"]) == (44, "2024-12-31", 1.5)
    assert made.report.files[0].left == ()


def test_headers_of_xdm_are_read_as_they_are(tmp_path: Path) -> None:
    text = f"{f.ACCOUNT_KEY},accountName,Email\nA1,Acme,info@acme.com\n"
    found = proposed(tmp_path, a=text)
    assert found.preset == "Experience Platform"
    assert columns(found) == {f.ACCOUNT_KEY: f.ACCOUNT_KEY, "accountName": "accountName"}
    made = import_files("x", written(tmp_path, a=text))
    assert made.dataset.accounts["Email"].to_list() == ["info@acme.com"]


def test_xdm_without_keys_of_a_source(tmp_path: Path) -> None:
    """An export of profiles by their address: what lacks is found as elsewhere."""
    text = "eventType,timestamp,identity\nweb.formFilledOut,2025-01-02T03:04:05Z,a@acme.com\n"
    people = f"{f.PERSON_KEY},{f.EMAIL}\nP1,a@acme.com\n"
    made = import_files("x", written(tmp_path, events=text, people=people))
    frame = made.dataset.event_tables["web.formFilledOut"].frame
    assert frame.select("person").rows() == [(0,)]
    assert frame["timestamp"].dtype == pl.Datetime("us", "UTC")


def test_files_of_one_name_are_read_alike(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("january", "february", "march")]
    for number, folder in enumerate(folders):
        folder.mkdir()
        (folder / "a.csv").write_text(f"{f.ACCOUNT_KEY},accountName\nA{number},Acme\n")
    paths = [folder / "a.csv" for folder in folders]
    made = import_files("x", paths[:2])
    assert made.dataset.accounts[f.ACCOUNT_KEY].to_list() == ["A0", "A1"]
    paths[2].write_text(f"{f.ACCOUNT_KEY},name\nA1,Acme\n")
    with pytest.raises(JornadaError, match=r"Two files are named a\.csv"):
        import_files("x", paths)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ann Bee", ("Ann", "Bee")),
        ("Ann van der Bee", ("Ann", "Bee")),
        ('"Bee, Ann"', ("Ann", "Bee")),
    ],
)
def test_a_whole_name_is_cut(tmp_path: Path, cell: str, names: tuple[str, str]) -> None:
    text = f"Contact - Name,Contact - Email\n{cell},a@acme.com\n"
    people = import_files("x", written(tmp_path, a=text)).dataset.people
    assert people.select("person.name.firstName", "person.name.lastName").row(0) == names


def test_words_that_only_say_whose_it_is(tmp_path: Path) -> None:
    """As Pipedrive and ZoomInfo write them."""
    deals = (
        "Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Organization\n"
        "1,Big,1000,Won,Acme Inc.\n2,Small,5,Open,Beta\n"
    )
    people = (
        "Person ID,First name,Last name,Person City,Person State,Primary Email,Company City\n"
        "11,Ann,Bee,Boston,MA,a@acme.com,Berlin\n"
    )
    found = proposed(tmp_path, deals=deals, people=people)
    by_table = {one.table: {g.path: g.column for g in one.found} for one in found.sources}
    assert (
        by_table[Table.OPPORTUNITY].items()
        >= {
            "opportunityName": "Deal - Title",
            "opportunityAmount.amount": "Deal - Value",
            "opportunityStage": "Deal - Stage",
        }.items()
    )
    assert (
        by_table[Table.PERSON].items()
        >= {
            f.EMAIL: "Primary Email",
            "workAddress.city": "Person City",
            "workAddress.state": "Person State",
        }.items()
    )


def test_deals_make_the_accounts_that_they_name(tmp_path: Path) -> None:
    text = "Deal ID,Deal name,Value,Stage,Company\n1,A,5,Won,Acme Inc.\n2,B,6,Open,ACME\n"
    made = import_files("x", written(tmp_path, deals=text))
    assert made.dataset.accounts.select(f.ACCOUNT_KEY, f.ACCOUNT_NAME).rows() == [
        ("acme", "Acme Inc.")
    ]
    assert made.dataset.opportunities[f.OPPORTUNITY_ACCOUNT].to_list() == ["acme", "acme"]


def test_names_of_events_in_any_spelling(tmp_path: Path) -> None:
    text = "event_name,event_timestamp,user_email\npage_view,1735689600000,a@acme.com\n"
    people = "Email,Last name\na@acme.com,Bee\n"
    made = import_files("x", written(tmp_path, log=text, people=people))
    frame = made.dataset.event_tables["web.webpagedetails.pageViews"].frame
    assert str(frame["timestamp"][0])[:10] == "2025-01-01"
