"""The field catalogue: XDM paths, their labels and types, and the standard event types.

Source: the data specification, sections 1 to 3. Any further column of a dataset is a custom
attribute, a :class:`Field` with ``custom=True`` whose path is the column's name.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from engine.conditions.model import Model, ValueType


class Entity(StrEnum):
    """The four tables of a dataset."""

    ACCOUNT = "account"
    PERSON = "person"
    EVENT = "event"
    OPPORTUNITY = "opportunity"


class Field(Model):
    """One attribute or event field."""

    path: str
    label: str
    type: ValueType
    custom: bool = False


ACCOUNT_KEY = "accountKey.sourceKey"
ACCOUNT_NAME = "accountName"
PERSON_KEY = "b2b.personKey.sourceKey"
PERSON_ACCOUNT = "personComponents.sourceAccountKey.sourceKey"
EMAIL = "workEmail.address"
EMAIL_STATUS = "workEmail.status"
EMAIL_CONSENT = "consents.marketing.email.val"
SMS_CONSENT = "consents.marketing.sms.val"
WHATSAPP_CONSENT = "consents.marketing.whatsApp.val"
MARKETING_SUSPENDED = "b2b.isMarketingSuspended"
MOBILE_PHONE = "mobilePhone.number"
PERSON_ROLES = "personRoles"

EVENT_TYPE = "eventType"
EVENT_TIMESTAMP = "timestamp"
EVENT_PERSON = "personKey"

OPPORTUNITY_KEY = "opportunityKey.sourceKey"
OPPORTUNITY_ACCOUNT = "accountKey.sourceKey"

# Events that journey actions add (domain 3.1).
INTERESTING_MOMENT = "leadOperation.interestingMoment"
PERSON_CHANGED = "leadOperation.dataValueChanged"
ACCOUNT_MOMENT = "account.interestingMoment"
ACCOUNT_CHANGED = "account.dataValueChanged"
MOMENT_TYPE = "leadOperation.interestingMoment.type"
MOMENT_DESCRIPTION = "leadOperation.interestingMoment.description"
MOMENT_SOURCE = "leadOperation.interestingMoment.source"
CHANGED_ATTRIBUTE = "dataValueChanged.attribute"
CHANGED_NEW = "dataValueChanged.newValue"
CHANGED_PREVIOUS = "dataValueChanged.previousValue"
"""Fields of both data-value-changed events; values are canonical text (see ``canonical_text``)."""

_S, _N, _I, _B = ValueType.STRING, ValueType.NUMBER, ValueType.INTEGER, ValueType.BOOLEAN
_D, _T, _L = ValueType.DATE, ValueType.TIMESTAMP, ValueType.STRINGS


def _fields(*rows: tuple[str, str, ValueType]) -> tuple[Field, ...]:
    return tuple(Field(path=path, label=label, type=kind) for path, label, kind in rows)


_ORG, _BILL = "accountOrganization", "accountBillingAddress"

STANDARD_FIELDS: dict[Entity, tuple[Field, ...]] = {
    Entity.ACCOUNT: _fields(
        (ACCOUNT_KEY, "Account key", _S),
        (ACCOUNT_NAME, "Name", _S),
        (f"{_ORG}.annualRevenue.amount", "Annual revenue", _N),
        (f"{_ORG}.numberOfEmployees", "Employee size", _I),
        (f"{_ORG}.industry", "Industry", _S),
        (f"{_ORG}.SICCode", "SIC code", _S),
        (f"{_ORG}.website", "Domain name", _S),
        (f"{_ORG}.logoUrl", "Logo URL", _S),
        (f"{_BILL}.street1", "Street 1", _S),
        (f"{_BILL}.city", "City", _S),
        (f"{_BILL}.state", "State", _S),
        (f"{_BILL}.region", "Region", _S),
        (f"{_BILL}.postalCode", "Postal code", _S),
        (f"{_BILL}.country", "Country", _S),
        ("accountPhone.number", "Phone number", _S),
        ("accountSourceType", "Source type", _S),
        ("accountParentKey.sourceKey", "Parent account", _S),
    ),
    Entity.PERSON: _fields(
        (PERSON_KEY, "Person key", _S),
        (PERSON_ACCOUNT, "Account key", _S),
        (EMAIL, "Email address", _S),
        (EMAIL_STATUS, "Email status", _S),
        ("person.name.firstName", "First name", _S),
        ("person.name.lastName", "Last name", _S),
        ("person.name.middleName", "Middle name", _S),
        ("person.name.courtesyTitle", "Salutation", _S),
        ("person.birthDate", "Date of birth", _D),
        ("extendedWorkDetails.jobTitle", "Job title", _S),
        ("workPhone.number", "Phone number", _S),
        (MOBILE_PHONE, "Mobile phone number", _S),
        ("faxPhone.number", "Fax number", _S),
        ("workAddress.street1", "Address", _S),
        ("workAddress.city", "City", _S),
        ("workAddress.state", "State", _S),
        ("workAddress.postalCode", "Postal code", _S),
        ("workAddress.country", "Country", _S),
        ("b2b.personStatus", "Lead status", _S),
        (MARKETING_SUSPENDED, "Marketing suspended", _B),
        ("b2b.marketingSuspendedCause", "Marketing suspended cause", _S),
        (EMAIL_CONSENT, "Email consent", _S),
        ("consents.marketing.email.reason", "Opt-out reason", _S),
        (SMS_CONSENT, "SMS consent", _S),
        (WHATSAPP_CONSENT, "WhatsApp consent", _S),
        (PERSON_ROLES, "Roles in the account", _L),
    ),
    Entity.EVENT: _fields(
        (EVENT_TYPE, "Event type", _S),
        (EVENT_TIMESTAMP, "Timestamp", _T),
        (EVENT_PERSON, "Person key", _S),
        ("directMarketing.mailingName", "Email name", _S),
        ("directMarketing.mailingKey.sourceKey", "Email key", _S),
        ("directMarketing.linkURL", "Link in email", _S),
        ("directMarketing.emailBouncedDetails", "Bounce details", _S),
        ("device.isMobileDevice", "Mobile device", _B),
        ("web.webPageDetails.name", "Page name", _S),
        ("web.webPageDetails.URL", "Page URL", _S),
        ("web.webReferrer.URL", "Referrer URL", _S),
        ("web.fillOutForm.webFormName", "Form name", _S),
        ("web.webInteraction.linkURL", "Link URL", _S),
        (MOMENT_TYPE, "Moment type", _S),
        (MOMENT_DESCRIPTION, "Moment description", _S),
        (MOMENT_SOURCE, "Moment source", _S),
        ("leadOperation.changeScore.scoreAttributeName", "Score name", _S),
        ("leadOperation.changeScore.changeValue", "Score change", _N),
        ("event.name", "Event name", _S),
        ("advertising.campaignName", "Campaign name", _S),
        ("advertising.platform", "Platform", _S),
        ("chat.dialogueName", "Dialogue name", _S),
        (CHANGED_ATTRIBUTE, "Changed attribute", _S),
        (CHANGED_NEW, "New value", _S),
        (CHANGED_PREVIOUS, "Previous value", _S),
    ),
    Entity.OPPORTUNITY: _fields(
        (OPPORTUNITY_KEY, "Opportunity key", _S),
        (OPPORTUNITY_ACCOUNT, "Account key", _S),
        ("opportunityName", "Name", _S),
        ("opportunityStage", "Stage", _S),
        ("opportunityAmount.amount", "Amount", _N),
        ("expectedCloseDate", "Expected close date", _D),
        ("actualCloseDate", "Actual close date", _D),
        ("isClosed", "Closed", _B),
        ("isWon", "Won", _B),
    ),
}

_MAIL = ("directMarketing.mailingName", "directMarketing.mailingKey.sourceKey")
_CHANGED = (CHANGED_ATTRIBUTE, CHANGED_NEW, CHANGED_PREVIOUS)
_MOMENT = (MOMENT_TYPE, MOMENT_DESCRIPTION, MOMENT_SOURCE)


class EventType(Model):
    """A standard event type, its label and the fields it carries."""

    name: str
    label: str
    fields: tuple[str, ...] = ()
    of_account: bool = False


EVENT_TYPES: tuple[EventType, ...] = tuple(
    EventType(name=name, label=label, fields=fields, of_account=name.startswith("account."))
    for name, label, fields in (
        ("directMarketing.emailSent", "Email sent", _MAIL),
        ("directMarketing.emailDelivered", "Email delivered", _MAIL),
        ("directMarketing.emailOpened", "Email opened", (*_MAIL, "device.isMobileDevice")),
        ("directMarketing.emailClicked", "Email clicked", (*_MAIL, "directMarketing.linkURL")),
        (
            "directMarketing.emailBounced",
            "Email bounced",
            (*_MAIL, "directMarketing.emailBouncedDetails"),
        ),
        (
            "directMarketing.emailBouncedSoft",
            "Email bounced (soft)",
            (*_MAIL, "directMarketing.emailBouncedDetails"),
        ),
        ("directMarketing.emailUnsubscribed", "Email unsubscribed", _MAIL),
        (
            "web.webpagedetails.pageViews",
            "Page view",
            ("web.webPageDetails.name", "web.webPageDetails.URL", "web.webReferrer.URL"),
        ),
        ("web.formFilledOut", "Form filled out", ("web.fillOutForm.webFormName",)),
        ("web.webinteraction.linkClicks", "Link click", ("web.webInteraction.linkURL",)),
        (INTERESTING_MOMENT, "Interesting moment", _MOMENT),
        (
            "leadOperation.scoreChanged",
            "Score changed",
            (
                "leadOperation.changeScore.scoreAttributeName",
                "leadOperation.changeScore.changeValue",
            ),
        ),
        ("event.registered", "Registered for event", ("event.name",)),
        ("event.attended", "Attended event", ("event.name",)),
        (
            "advertising.impressions",
            "Ad impression",
            ("advertising.campaignName", "advertising.platform"),
        ),
        ("advertising.clicks", "Ad click", ("advertising.campaignName", "advertising.platform")),
        ("chat.dialogueEngaged", "Chat engaged", ("chat.dialogueName",)),
        ("chat.meetingScheduled", "Meeting scheduled", ("chat.dialogueName",)),
        ("chat.goalReached", "Chat goal reached", ("chat.dialogueName",)),
        (PERSON_CHANGED, "Person profile changed", _CHANGED),
        (ACCOUNT_MOMENT, "Account interesting moment", _MOMENT),
        (ACCOUNT_CHANGED, "Account data value changed", _CHANGED),
    )
)


@cache
def standard_field(entity: Entity, path: str) -> Field | None:
    """The standard field at a path, or None."""
    return next((field for field in STANDARD_FIELDS[entity] if field.path == path), None)


@cache
def standard_event_type(name: str) -> EventType | None:
    """The standard event type of a name, or None."""
    return next((kind for kind in EVENT_TYPES if kind.name == name), None)


def canonical_text(value: str | float | bool | None) -> str | None:
    """A value as the text that data-value-changed events carry: ``true``/``false``, whole numbers
    without a point, other numbers as Python's shortest ``repr``; missing stays missing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
