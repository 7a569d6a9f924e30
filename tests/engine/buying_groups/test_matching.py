"""Who a role template puts in which role: a person once, by the first card that takes them."""

from __future__ import annotations

import polars as pl

from engine.accounts import fields as f
from engine.accounts.audiences import EntityList, LibraryStatus
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.membership import Membership
from engine.buying_groups.matching import roles_of_account
from engine.buying_groups.model import RoleCard, RoleTemplate
from engine.conditions.model import Attribute, InList, Operator, Scope

TITLE = "extendedWorkDetails.jobTitle"


def data() -> Dataset:
    """Account a: a director, a director of finance, a manager, a director without an address, who
    takes no part. Account b: one director."""
    return build_dataset(
        "d",
        pl.DataFrame({f.ACCOUNT_KEY: ["a", "b"], f.ACCOUNT_NAME: ["A", "B"]}),
        pl.DataFrame(
            {
                f.PERSON_KEY: ["p1", "p2", "p3", "p4", "p5"],
                f.PERSON_ACCOUNT: ["a", "a", "a", "a", "b"],
                f.EMAIL: ["1@a.x", "2@a.x", "3@a.x", None, "5@b.x"],
                TITLE: ["Director", "Director, Finance", "Manager", "Director", "Director"],
            }
        ),
        {},
    )


def titled(word: str) -> Attribute:
    return Attribute(attribute=TITLE, operator=Operator.CONTAINS, value=word)


def test_a_person_gets_the_first_role_and_no_other() -> None:
    finance = RoleCard(role="Finance", condition=titled("finance"))
    boss = RoleCard(role="Boss", condition=titled("director"), members_required=2)
    by_hand = RoleCard(role="Champion")
    both = RoleTemplate(id="t", name="T", cards=(finance, boss, by_hand))
    membership = Membership(data())
    found = roles_of_account(membership, 0, both)
    assert [(one.card.role, one.people, one.missing) for one in found] == [
        ("Finance", (1,), 0),
        ("Boss", (0,), 1),  # the director of finance is taken; p4 takes no part (ruling 13)
        ("Champion", (), 1),  # a card without a condition assigns nobody (ruling 36)
    ]
    turned = RoleTemplate(id="t", name="T", cards=(boss, finance))
    found = roles_of_account(membership, 0, turned)
    assert [(one.card.role, one.people) for one in found] == [("Boss", (0, 1)), ("Finance", ())]
    assert [one.people for one in roles_of_account(membership, 1, turned)] == [(4,), ()]


def test_cards_may_ask_for_lists() -> None:
    known = EntityList(
        id="vip", name="VIP", scope=Scope.PERSON, status=LibraryStatus.LIVE, members=("p3",)
    )
    template = RoleTemplate(
        id="t", name="T", cards=(RoleCard(role="Champion", condition=InList(list="vip")),)
    )
    (filled,) = roles_of_account(Membership(data(), (known,)), 0, template)
    assert filled.people == (2,)
