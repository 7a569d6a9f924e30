"""Derived attributes to start from."""

from __future__ import annotations

from engine.accounts import fields as f
from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over
from engine.conditions.model import Attribute, FieldConstraint, Operator
from resources.catalogue import msg, say

TITLE = "extendedWorkDetails.jobTitle"
AMOUNT = "opportunityAmount.amount"
FORM, PAGE = "web.formFilledOut", "web.webpagedetails.pageViews"
MONTH = 30


def starters() -> tuple[DerivedAttribute, ...]:
    """Examples that marketers ask for most, named in their words."""
    return (
        _named(
            "forms_by_directors",
            over=Over.EVENTS,
            aggregate=Aggregate.COUNT,
            event_type=FORM,
            people=Attribute(attribute=TITLE, operator=Operator.CONTAINS, value="Director"),
            look_back_days=MONTH,
        ),
        _named(
            "active_people",
            over=Over.EVENTS,
            aggregate=Aggregate.DISTINCT,
            event_type=PAGE,
            field=f.EVENT_PERSON,
            look_back_days=MONTH,
        ),
        _named(
            "people_with_title",
            over=Over.PEOPLE,
            aggregate=Aggregate.COUNT,
            people=Attribute(attribute=TITLE, operator=Operator.IS_NOT_EMPTY),
        ),
        _named(
            "reachable_share",
            over=Over.PEOPLE,
            aggregate=Aggregate.SHARE,
            people=Attribute(attribute=f.EMAIL_CONSENT, operator=Operator.IS, value="y"),
        ),
        _named(
            "open_pipeline",
            over=Over.OPPORTUNITIES,
            aggregate=Aggregate.SUM,
            field=AMOUNT,
            constraints=(FieldConstraint(field="isClosed", operator=Operator.IS_NOT, value=True),),
        ),
        _named(
            "last_page_view",
            over=Over.EVENTS,
            aggregate=Aggregate.LATEST,
            event_type=PAGE,
            field=f.EVENT_TIMESTAMP,
        ),
    )


def _named(key: str, **fields: object) -> DerivedAttribute:
    name = say(msg(f"derived.starter.{key}"))
    return DerivedAttribute.model_validate({"id": key, "name": name, **fields})
