"""The members of audiences and lists as files: CSV, Parquet, and the lists that LinkedIn takes
(exchange specification)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import ENTITY_OF_SCOPE, Dataset
from engine.conditions.columns import Bools
from engine.conditions.model import Scope
from engine.errors import JornadaError
from engine.files import replacing
from resources.catalogue import Message, msg

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
_FORMULA = r"^[=+\-@\t\r]"


class MembersFormat(StrEnum):
    """How members are written."""

    CSV = "csv"
    PARQUET = "parquet"
    LINKEDIN = "linkedin"
    """A company list of accounts, a contact list of people."""


@dataclass(frozen=True)
class Written:
    """What was written: how many rows, and what to know about it."""

    rows: int
    warnings: tuple[Message, ...] = ()


def write_members(
    path: Path,
    dataset: Dataset,
    scope: Scope,
    members: Bools,
    format_: MembersFormat = MembersFormat.CSV,
    columns: Sequence[str] = (),
) -> Written:
    """Write the flagged accounts or people to a file, whole or not at all.

    ``columns``: the paths of the fields, ``DEFAULT_COLUMNS`` where none are named; LinkedIn has
    its own. Raises :class:`JornadaError` where a field is unknown, where LinkedIn would not take
    so many rows, and where the file can't be written.
    """
    if format_ is MembersFormat.LINKEDIN:
        frame = (
            company_list(dataset, members)
            if scope is Scope.ACCOUNT
            else (contact_list(dataset, members))
        )
        if frame.height > MOST:
            raise JornadaError("lists.too_many", count=frame.height, most=MOST)
    else:
        frame = members_frame(dataset, scope, members, columns)
    with replacing(path) as file:
        if format_ is MembersFormat.PARQUET:
            frame.write_parquet(file)
        else:
            as_text(frame).write_csv(file)
    few = format_ is MembersFormat.LINKEDIN and frame.height < FEWEST
    warnings = (msg("lists.too_few", count=frame.height, fewest=FEWEST),) if few else ()
    return Written(frame.height, warnings)


def members_frame(
    dataset: Dataset, scope: Scope, members: Bools, columns: Sequence[str] = ()
) -> pl.DataFrame:
    """The flagged rows with these fields, named by path."""
    frame = dataset.accounts if scope is Scope.ACCOUNT else dataset.people
    wanted = tuple(columns) or DEFAULT_COLUMNS[scope]
    for path in wanted:
        if dataset.field(ENTITY_OF_SCOPE[scope], path) is None:
            raise JornadaError("lists.no_field", field=path)
    missing = [pl.lit(None, pl.String).alias(path) for path in wanted if path not in frame.columns]
    return frame.with_columns(missing).select(wanted).filter(pl.Series(members))


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


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame for CSV: lists joined with ``;``, and texts that a spreadsheet would run as a
    formula made text with an apostrophe; empty texts leave an empty cell."""
    columns = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.List):
            column = column.cast(pl.List(pl.String)).list.join("; ")
        if isinstance(kind, pl.List) or kind in (pl.String, pl.Enum, pl.Categorical):
            text = column.cast(pl.String)
            runs = text.str.contains(_FORMULA)
            column = (
                pl.when(runs).then(pl.concat_str(pl.lit("'"), text)).when(text != "").then(text)
            )
        columns.append(column.alias(name))
    return frame.select(columns)


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
