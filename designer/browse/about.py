"""What the page of an account asks the engine: pure functions of a dataset, for any thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from designer.browse.attributes import Group, grouped
from designer.widgets.numbers import plain
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.fields import Entity
from engine.conditions.model import Scope
from resources.catalogue import Message

if TYPE_CHECKING:
    from engine.accounts.audiences import Audience, EntityList
    from engine.accounts.dataset import Dataset
    from engine.accounts.membership import Membership
    from engine.background import Work
    from engine.buying_groups.matching import RoleFilled
    from engine.buying_groups.model import SolutionInterest
    from engine.journey.model import Definitions
    from engine.simulation.participation import Participation
    from engine.store.values import RunEntry, StoredRun

RUNS = 10
"""How many runs are looked through, from the newest."""

_NAMES = ("person.name.firstName", "person.name.lastName")
_TITLE = "extendedWorkDetails.jobTitle"
_DOMAIN = "accountOrganization.website"


@dataclass(frozen=True)
class Head:
    """An account in short. ``outside``: it takes no part in journeys."""

    row: int
    key: str
    name: str
    domain: str
    outside: bool
    groups: tuple[Group, ...]


def head_of(dataset: Dataset, row: int) -> Head:
    """An account in short, by its row."""
    values = dataset.accounts.row(row, named=True)
    key, name = str(values[f.ACCOUNT_KEY]), (values.get(f.ACCOUNT_NAME) or "").strip()
    return Head(
        row,
        key,
        name or key,
        values.get(_DOMAIN) or "",
        not name,  # ruling 13
        grouped(dataset, Entity.ACCOUNT, row),
    )


def people_of(dataset: Dataset, row: int) -> pl.DataFrame:
    """The people of an account, then those who work with it besides their own: ``key``, ``name``,
    ``title``, ``email``, ``roles``, ``consent``, ``account`` (the name of their own account; null
    for those of this one)."""
    start, end = int(dataset.offsets[row]), int(dataset.offsets[row + 1])
    own = dataset.people[start:end].with_columns(account=pl.lit(None, pl.String))
    key = dataset.accounts[f.ACCOUNT_KEY][row]
    related = dataset.relations.filter(pl.col(f.PERSON_ACCOUNT) == key)
    if related.height:
        there = related.select(f.PERSON_KEY, there=f.PERSON_ROLES)
        names = dataset.accounts.select(
            pl.col(f.ACCOUNT_KEY).alias(f.PERSON_ACCOUNT),
            account=pl.coalesce(f.ACCOUNT_NAME, f.ACCOUNT_KEY)
            if f.ACCOUNT_NAME in dataset.accounts.columns
            else pl.col(f.ACCOUNT_KEY),
        )
        others = dataset.people.join(there, on=f.PERSON_KEY, maintain_order="left").join(
            names, on=f.PERSON_ACCOUNT, how="left", maintain_order="left"
        )
        others = others.with_columns(pl.col("there").alias(f.PERSON_ROLES)).drop("there")
        own = pl.concat(
            [own, others.with_columns(pl.col("account").fill_null("–"))], how="diagonal"
        )
    return _told(own)


def _told(people: pl.DataFrame) -> pl.DataFrame:
    def text(path: str) -> pl.Expr:
        return pl.col(path) if path in people.columns else pl.lit(None, pl.String)

    roles = (
        pl.col(f.PERSON_ROLES).list.join(", ")
        if f.PERSON_ROLES in people.columns
        else pl.lit(None, pl.String)
    )
    parts = [text(path).fill_null("") for path in _NAMES]
    name = pl.concat_str(parts, separator=" ").str.strip_chars()
    return people.select(
        key=pl.col(f.PERSON_KEY),
        name=pl.when(name != "")
        .then(name)
        .otherwise(text(f.EMAIL).fill_null(pl.col(f.PERSON_KEY))),
        title=text(_TITLE),
        email=text(f.EMAIL),
        roles=roles,
        consent=text(f.EMAIL_CONSENT),
        account=pl.col("account"),
    )


def opportunities_of(dataset: Dataset, row: int) -> pl.DataFrame:
    """The opportunities of an account: ``name``, ``stage``, ``amount``, ``closes``, ``state``."""
    key = dataset.accounts[f.ACCOUNT_KEY][row]
    own = dataset.opportunities.filter(pl.col(f.OPPORTUNITY_ACCOUNT) == key)

    def value(path: str, kind: pl.DataType) -> pl.Expr:
        return pl.col(path) if path in own.columns else pl.lit(None, kind)

    closed, won = value("isClosed", pl.Boolean()), value("isWon", pl.Boolean())
    state = (
        pl.when(won)
        .then(pl.lit(words("browse.won")))
        .when(closed)
        .then(pl.lit(words("browse.lost")))
        .otherwise(pl.lit(words("browse.open")))
    )
    return own.select(
        name=pl.coalesce(value("opportunityName", pl.String()), f.OPPORTUNITY_KEY),
        stage=value("opportunityStage", pl.String()),
        amount=value("opportunityAmount.amount", pl.Float64()),
        closes=pl.coalesce(
            value("actualCloseDate", pl.Date()), value("expectedCloseDate", pl.Date())
        ),
        state=state,
    )


def name_of(dataset: Dataset, person: int) -> str:
    """What a person is called, by row: the name, else the e-mail address, else the key."""
    values = dataset.people.row(person, named=True)
    name = " ".join(filter(None, ((values.get(path) or "").strip() for path in _NAMES)))
    return name or plain(values.get(f.EMAIL)).strip() or str(values[f.PERSON_KEY])


# --- buying groups, lists, journeys ---


def membership_of(dataset: Dataset, definitions: Definitions) -> Membership:
    """What conditions are asked with: the lists and derived attributes of the workspace."""
    from engine.accounts.membership import Membership

    return Membership(dataset, definitions.lists, definitions.derived_attributes)


@dataclass(frozen=True)
class GroupOf:
    """What the buying group of an account for a solution interest would be now."""

    interest: SolutionInterest
    roles: tuple[RoleFilled, ...]
    names: dict[int, tuple[str, str]]
    """The key and the name of each person in it, by row."""


def groups_of(
    dataset: Dataset, row: int, definitions: Definitions, work: Work
) -> tuple[GroupOf, ...]:
    """The buying groups of an account, for every solution interest whose role template is there."""
    from engine.buying_groups.matching import roles_of_account

    membership = membership_of(dataset, definitions)
    templates = {item.id: item for item in definitions.role_templates}
    found = []
    for interest in definitions.solution_interests:
        work.at(0)
        template = templates.get(interest.role_template)
        if template is not None:
            roles = roles_of_account(membership, row, template)
            members = [person for role in roles for person in role.people]
            keys = dataset.people[f.PERSON_KEY]
            names = {one: (str(keys[one]), name_of(dataset, one)) for one in members}
            found.append(GroupOf(interest, roles, names))
    return tuple(found)


def derived_of(membership: Membership, row: int, definitions: Definitions) -> tuple[Group, ...]:
    """The derived attributes of an account that have a value at the end of the data, as a group;
    not those whose definition is not finished yet."""
    from designer.conditions.vocabulary import Vocabulary
    from engine.accounts.derived.check import check_derived
    from engine.conditions.explain import value_of

    vocabulary = Vocabulary(definitions, membership.dataset)
    rows: list[tuple[str, str]] = []
    for item in definitions.derived_attributes:
        if any(one.blocking for one in check_derived(item, vocabulary, vocabulary.names)):
            continue
        column = membership.attribute(Scope.ACCOUNT, item.path)
        value = None if column is None else value_of(column, row)
        if isinstance(value, Message):  # a text in quotation marks
            value = value["text"]
        if value is not None:
            rows.append((item.name, plain(value)))
    return (("derived", tuple(rows)),) if rows else ()


def memberships(
    dataset: Dataset, scope: Scope, row: int, definitions: Definitions
) -> tuple[list[Audience], list[EntityList]]:
    """The audiences and lists that an account or a person is in now."""
    from engine.accounts.browsing.belonging import belongs_to

    membership = membership_of(dataset, definitions)
    return belongs_to(membership, scope, row, definitions.audiences, definitions.lists)


@dataclass(frozen=True)
class Took:
    """An entry of an account into a journey in a run that is kept."""

    run: StoredRun
    what: Participation


@dataclass(frozen=True)
class Journeys:
    """The entries of an account, of the newest runs first; ``elsewhere``: how many of the runs that
    were looked at used other data, or another version of these."""

    took: tuple[Took, ...]
    elsewhere: int


def journeys_of(
    dataset: Dataset,
    row: int,
    entries: Sequence[RunEntry],
    load: Callable[[int], StoredRun],
    work: Work,
) -> Journeys:
    """Look through the newest runs for an account. Rows of accounts are the same only in the same
    version of the data."""
    from engine.simulation.participation import participations

    took: list[Took] = []
    elsewhere = 0
    newest: Sequence[Any] = entries[:RUNS]
    for number, entry in enumerate(newest):
        work.at(number / len(newest))
        if entry.dataset_hash != dataset.content_hash:
            elsewhere += 1
            continue
        run = load(entry.id)
        took += [Took(run, one) for one in participations(run.result, row)]
    return Journeys(tuple(took), elsewhere)
