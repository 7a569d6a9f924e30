"""Generated data: fixed by the seed, as large as asked, and behaving as companies do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.generate import GeneratorSettings, generate, populate
from engine.accounts.generating.companies import EMPLOYEES, INDUSTRY, REVENUE, SEGMENT
from engine.background import Work
from engine.conditions.model import Scope
from engine.errors import Cancelled, JornadaError

TITLE = "extendedWorkDetails.jobTitle"
VIEWS, CLICKED, OPENED, SENT = (
    "web.webpagedetails.pageViews",
    "directMarketing.emailClicked",
    "directMarketing.emailOpened",
    "directMarketing.emailSent",
)


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Two thousand accounts over a year."""
    return generate(GeneratorSettings(accounts=2_000, start=date(2024, 1, 1), end=date(2025, 1, 1)))


def events(data: Dataset) -> pl.DataFrame:
    """All events with the account's row, by type and time."""
    account = pl.Series("account", data.account_of_person)
    return pl.concat(
        table.frame.select("person", f.EVENT_TIMESTAMP).with_columns(
            pl.lit(kind).alias("type"), account.gather(table.frame["person"])
        )
        for kind, table in data.event_tables.items()
    )


def test_the_seed_fixes_everything() -> None:
    settings = GeneratorSettings(accounts=80)
    once = generate(settings).content_hash
    assert generate(settings).content_hash == once
    assert generate(settings.model_copy(update={"seed": 2})).content_hash != once


@pytest.mark.parametrize("accounts", [1, 2, 3, 70])
def test_any_size(accounts: int) -> None:
    data = generate(GeneratorSettings(accounts=accounts))
    assert data.accounts.height == accounts
    assert data.accounts[f.ACCOUNT_KEY].is_unique().all()
    assert data.people[f.PERSON_KEY].is_unique().all()


def test_numbers_are_those_that_were_asked(data: Dataset) -> None:
    assert data.people.height / 2_000 == pytest.approx(5, rel=0.1)
    assert events(data).height / 2_000 == pytest.approx(50, rel=0.1)
    few = generate(GeneratorSettings(accounts=300, people_per_account=2, events_per_account=10))
    assert few.people.height / 300 == pytest.approx(2, rel=0.2)
    assert events(few).height / 300 == pytest.approx(10, rel=0.25)
    none = generate(GeneratorSettings(accounts=5, people_per_account=0, events_per_account=0))
    assert (none.people.height, len(none.event_tables)) == (0, 0)


def test_events_are_inside_the_window(data: Dataset) -> None:
    times = events(data)[f.EVENT_TIMESTAMP]
    assert times.is_between(
        datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), closed="left"
    ).all()


def test_companies_are_believable(data: Dataset) -> None:
    accounts = data.accounts
    assert accounts[f.ACCOUNT_NAME].n_unique() > 1_900
    median = dict(accounts.group_by(SEGMENT).agg(pl.col(REVENUE).median()).iter_rows())
    assert median["Small business"] * 5 < median["Mid-market"] < median["Enterprise"] / 5
    with_both = accounts.drop_nulls([REVENUE, EMPLOYEES])
    rank = with_both.select(pl.corr(REVENUE, EMPLOYEES, method="spearman")).item()
    assert rank > 0.8
    assert accounts["accountOrganization.website"].drop_nulls().str.ends_with(".example").all()
    assert accounts["accountOrganization.website"].drop_nulls().is_unique().all()


def test_titles_fit_roles(data: Dataset) -> None:
    roles = data.people.select(TITLE, f.PERSON_ROLES).drop_nulls().explode(f.PERSON_ROLES)
    chiefs = pl.col(TITLE).str.contains(r"(?i)chief|CEO|CFO|director|VP|president|head|owner")
    share = dict(roles.group_by(f.PERSON_ROLES).agg(chiefs.mean()).iter_rows())
    assert share["Decision Maker"] > 0.8
    assert share["Practitioner"] < 0.2


def test_behaviour_depends_on_the_segment(data: Dataset) -> None:
    segment = data.accounts[SEGMENT]
    views = events(data).filter(type=VIEWS)["account"]
    each = (
        pl.DataFrame({"segment": segment.gather(views)})["segment"].value_counts(name="views")
    ).join(segment.value_counts(name="accounts"), on="segment")
    rate = {name: n / all_ for name, n, all_ in each.iter_rows()}
    assert rate["Enterprise"] > rate["Mid-market"] > rate["Small business"]


def test_mail_goes_out_before_it_is_opened_before_it_is_clicked(data: Dataset) -> None:
    counts = dict(events(data)["type"].value_counts().iter_rows())
    assert counts[SENT] > counts["directMarketing.emailDelivered"] > counts[OPENED]
    assert counts[OPENED] > counts[CLICKED] > 0
    mailing = "directMarketing.mailingName"
    first = {
        kind: data.event_tables[kind]
        .frame.with_columns(pl.col(mailing).cast(pl.String))
        .group_by("person", mailing)
        .agg(pl.col(f.EVENT_TIMESTAMP).min())
        for kind in (SENT, OPENED)
    }
    both = first[OPENED].join(first[SENT], on=["person", mailing], suffix="_sent")
    late = both.filter(pl.col(f.EVENT_TIMESTAMP) > pl.col(f"{f.EVENT_TIMESTAMP}_sent"))
    assert late.height == both.height > 0


def test_people_work_on_weekdays_and_rest_at_the_turn_of_the_year(data: Dataset) -> None:
    views = events(data).filter(type=VIEWS)[f.EVENT_TIMESTAMP]
    weekend = (views.dt.weekday() > 5).mean()
    assert isinstance(weekend, float)
    assert weekend < 0.15  # two days of seven would be 0.29
    december = int(views.dt.date().is_between(date(2024, 12, 23), date(2024, 12, 31)).sum())
    october = int(views.dt.date().is_between(date(2024, 10, 7), date(2024, 10, 15)).sum())
    assert december < 0.7 * october


def test_dirt(data: Dataset) -> None:
    named, reachable = data.takes_part(Scope.ACCOUNT), data.takes_part(Scope.PERSON)
    assert 0.97 < named.mean() < 1
    assert 0.9 < reachable.mean() < 0.999
    assert 0 < data.accounts[REVENUE].null_count() < 200
    assert (data.accounts[f.ACCOUNT_NAME] != data.accounts[f.ACCOUNT_NAME].str.strip_chars()).any()
    clean = generate(GeneratorSettings(accounts=300, dirt=0))
    assert clean.takes_part(Scope.ACCOUNT).all()
    assert clean.accounts[REVENUE].null_count() == 0


def test_people_for_given_accounts(data: Dataset) -> None:
    bare = pl.DataFrame(
        {
            f.ACCOUNT_KEY: ["b", "a"],
            f.ACCOUNT_NAME: ["Green Farms", "Blue Bank"],
            INDUSTRY: ["Farming", None],
        }
    )
    from engine.accounts.dataset import build_dataset

    given = build_dataset("mine", bare, pl.DataFrame({f.PERSON_KEY: ["old"]}), {})
    made = populate(given, GeneratorSettings(people_per_account=40, events_per_account=100))
    assert made.name == "mine"
    assert made.accounts.equals(given.accounts)
    assert "old" not in made.people[f.PERSON_KEY]
    assert set(made.people[f.PERSON_ACCOUNT]) == {"a", "b"}
    domains = made.people[f.EMAIL].drop_nulls().str.split("@").list.last().str.strip_chars()
    assert set(domains) >= {"greenfarms.example", "bluebank.example"}


@pytest.mark.parametrize(
    "change",
    [
        {"accounts": 0},
        {"accounts": 1_000_001},
        {"dirt": 1.5},
        {"people_per_account": 0},
        {"end": date(2024, 10, 1)},
        {"seed": -1},
    ],
)
def test_what_cannot_be_made_is_said(change: dict[str, object]) -> None:
    with pytest.raises(JornadaError):
        generate(GeneratorSettings().model_copy(update=change))


def test_it_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        generate(GeneratorSettings(accounts=50), Work(cancelled=lambda: True))
