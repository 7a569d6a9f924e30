"""The members of audiences and lists as files: tables with chosen columns, and the lists that
LinkedIn takes (exchange specification)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
import polars as pl

from engine.accounts import fields as f
from engine.accounts.browsing.view import Query, look
from engine.accounts.dataset import ENTITY_OF_SCOPE, Dataset
from engine.accounts.rowset import RowSet
from engine.background import Work
from engine.conditions.columns import Bools
from engine.conditions.model import Scope
from engine.errors import JornadaError
from engine.exchange.tables import TableFormat, Written, write_table, write_view
from resources.catalogue import msg

WEBSITE = "accountOrganization.website"
COMPANY_HEADER = (
    "companyname",
    "companywebsite",
    "companyemaildomain",
    "linkedincompanypageurl",
    "stocksymbol",
    "industry",
    "city",
    "state",
    "companycountry",
    "zipcode",
)
CONTACT_HEADER = (
    "email",
    "firstname",
    "lastname",
    "jobtitle",
    "employeecompany",
    "country",
    "googleaid",
)
FEWEST, MOST = 300, 300_000
"""How many rows a list of LinkedIn needs, and how many it takes."""
DEFAULT_COLUMNS = {
    Scope.ACCOUNT: (f.ACCOUNT_KEY, f.ACCOUNT_NAME, WEBSITE),
    Scope.PERSON: (
        f.PERSON_KEY,
        f.EMAIL,
        "person.name.firstName",
        "person.name.lastName",
        f.PERSON_ACCOUNT,
    ),
}


class MembersFormat(StrEnum):
    """How members are written; ``LINKEDIN`` is CSV too: a company list of accounts, a contact list
    of people."""

    CSV = "csv"
    EXCEL = "xlsx"
    PARQUET = "parquet"
    LINKEDIN = "linkedin"


def write_members(
    path: Path,
    dataset: Dataset,
    scope: Scope,
    members: Bools,
    format_: MembersFormat = MembersFormat.CSV,
    columns: Sequence[str] = (),
    titles: Sequence[str] = (),
    work: Work = Work(),  # noqa: B008 - frozen
) -> Written:
    """Write the flagged accounts or people to a file, whole or not at all.

    ``columns``: the paths of the fields, or of the columns that a browsing :class:`Table` shows;
    ``DEFAULT_COLUMNS`` where none are named; LinkedIn has its own. ``titles``: what they are called
    in CSV and Excel, by their paths where there are none. Raises :class:`JornadaError` where a
    field is unknown, where LinkedIn or Excel would not take so many rows, and where the file can't
    be written; ``Cancelled`` when stopped.
    """
    if format_ is MembersFormat.LINKEDIN:
        return _write_linkedin(path, dataset, scope, members, work)
    entity = ENTITY_OF_SCOPE[scope]
    title = msg("lists.rows_title", name=dataset.name)
    view = look(dataset, Query(entity, rows=RowSet(entity, np.flatnonzero(members), title)))
    wanted = tuple(columns) or DEFAULT_COLUMNS[scope]
    for name in wanted:
        if dataset.field(entity, name) is None and view.table.column(name) is None:
            raise JornadaError("lists.no_field", field=name)
    named = dict(zip(wanted, titles or wanted, strict=True))
    return write_view(path, view, named, work, format_=TableFormat(format_))


def _write_linkedin(
    path: Path, dataset: Dataset, scope: Scope, members: Bools, work: Work
) -> Written:
    made = company_list if scope is Scope.ACCOUNT else contact_list
    frame = made(dataset, members)
    if frame.height > MOST:
        raise JornadaError("lists.too_many", count=frame.height, most=MOST)
    titles = {name: name for name in frame.columns}
    # LinkedIn wants exactly this header: nothing stands before it, no byte order mark either.
    written = write_table(path, frame, titles, work=work, format_=TableFormat.CSV, mark=False)
    few = frame.height < FEWEST
    warnings = (msg("lists.too_few", count=frame.height, fewest=FEWEST),) if few else ()
    return Written(written.rows, warnings)


def company_list(dataset: Dataset, members: Bools) -> pl.DataFrame:
    """Accounts as LinkedIn's company list: one row a company, by name and domain."""
    accounts = dataset.accounts.filter(pl.Series(members))
    paths = {
        "companyname": f.ACCOUNT_NAME,
        "companywebsite": WEBSITE,
        "companyemaildomain": WEBSITE,
        "linkedincompanypageurl": _own(dataset, f.Entity.ACCOUNT, "linkedin"),
        "stocksymbol": _own(dataset, f.Entity.ACCOUNT, "stocksymbol", "ticker"),
        "industry": "accountOrganization.industry",
        "city": "accountBillingAddress.city",
        "state": "accountBillingAddress.state",
        "companycountry": "accountBillingAddress.country",
        "zipcode": "accountBillingAddress.postalCode",
    }
    found = _filled(accounts, paths).with_columns(
        domain_of(pl.col("companyemaildomain")).alias("companyemaildomain")
    )
    same = [pl.col(name).str.to_lowercase() for name in ("companyname", "companyemaildomain")]
    return found.filter(pl.struct(same).is_first_distinct()).select(COMPANY_HEADER)


def contact_list(dataset: Dataset, members: Bools) -> pl.DataFrame:
    """People as LinkedIn's contact list: one row an e-mail address."""
    names = dataset.accounts.select(
        pl.col(f.ACCOUNT_KEY).alias(f.PERSON_ACCOUNT), pl.col(f.ACCOUNT_NAME).alias("\0company")
    )
    people = dataset.people.filter(pl.Series(members)).join(
        names, on=f.PERSON_ACCOUNT, how="left", maintain_order="left"
    )
    paths = {
        "email": f.EMAIL,
        "firstname": "person.name.firstName",
        "lastname": "person.name.lastName",
        "jobtitle": "extendedWorkDetails.jobTitle",
        "employeecompany": "\0company",
        "country": "workAddress.country",
        "googleaid": _own(dataset, f.Entity.PERSON, "googleaid", "advertisingid"),
    }
    found = _filled(people, paths).filter(pl.col("email") != "")
    return found.filter(pl.col("email").str.to_lowercase().is_first_distinct()).select(
        CONTACT_HEADER
    )


def domain_of(column: pl.Expr) -> pl.Expr:
    """The bare domain of web addresses: without scheme, ``www.``, port and path."""
    return (
        column.str.strip_chars()
        .str.to_lowercase()
        .str.replace(r"^[a-z][a-z0-9+.\-]*://", "")
        .str.replace(r"^www\.", "")
        .str.replace(r"[/?#:].*$", "")
    )


def _filled(frame: pl.DataFrame, paths: dict[str, str]) -> pl.DataFrame:
    """Texts under other names; what is not there is empty."""
    return frame.select(
        (
            pl.col(path).cast(pl.String).str.strip_chars().fill_null("")
            if path in frame.columns
            else pl.lit("")
        ).alias(name)
        for name, path in paths.items()
    )


def _own(dataset: Dataset, entity: f.Entity, *words: str) -> str:
    """The custom field whose path or label has one of these words; empty where there is none."""
    for item in dataset.custom.get(entity, ()):
        plain = "".join(c for c in f"{item.path} {item.label}".casefold() if c.isalnum())
        if any(word in plain for word in words):
            return item.path
    return ""
