"""The actions of "Take an action" (domain section 3.1), one frozen model an action.

References are ids of definitions; ``None`` or empty text means "not chosen yet" and is a problem,
not an error, so that a draft can always be kept.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine.conditions.model import Model, Scalar


class Context(StrEnum):
    """Whom a node works on."""

    ACCOUNTS = "accounts"
    PEOPLE = "people"


class MomentType(StrEnum):
    """The kinds of interesting moment."""

    EMAIL = "Email"
    MILESTONE = "Milestone"
    WEB = "Web"


class AccountAction(Model):
    """An action on the account."""

    context: ClassVar[Context] = Context.ACCOUNTS


class PeopleAction(Model):
    """An action on every taking-part person of the account that is on the path."""

    context: ClassVar[Context] = Context.PEOPLE


class AccountInterestingMoment(AccountAction):
    """Adds an account event."""

    type: Literal["account_interesting_moment"] = "account_interesting_moment"
    moment_type: MomentType = MomentType.MILESTONE
    description: str = ""


class ActivateToDestination(AccountAction):
    """The account joins the virtual audience of a destination."""

    type: Literal["activate_to_destination"] = "activate_to_destination"
    destination: str | None = None
    audience_name: str = ""


class DeactivateFromDestination(AccountAction):
    """The account leaves the virtual audience of a destination."""

    type: Literal["deactivate_from_destination"] = "deactivate_from_destination"
    destination: str | None = None
    audience_name: str = ""


class AddAccountToJourney(AccountAction):
    """The account enters another Live account journey, by its entry rules, at that instant."""

    type: Literal["add_account_to_journey"] = "add_account_to_journey"
    journey: str | None = None


class RemoveAccountFromJourney(AccountAction):
    """The account leaves a Live account journey."""

    type: Literal["remove_account_from_journey"] = "remove_account_from_journey"
    journey: str | None = None


class AddToAccountList(AccountAction):
    """The account joins a Live static account list."""

    type: Literal["add_to_account_list"] = "add_to_account_list"
    list: str | None = None


class RemoveFromAccountList(AccountAction):
    """The account leaves a Live static account list."""

    type: Literal["remove_from_account_list"] = "remove_from_account_list"
    list: str | None = None


class SendSalesAlert(AccountAction):
    """Records an alert with a snapshot of the buying group."""

    type: Literal["send_sales_alert"] = "send_sales_alert"
    solution_interest: str | None = None
    email_to: str = ""


class UpdateAccountProfile(AccountAction):
    """Sets an account attribute; ``value`` None clears it. Adds a data-value-changed event."""

    type: Literal["update_account_profile"] = "update_account_profile"
    attribute: str | None = None
    value: Scalar | None = None


class UpdateGroupStage(AccountAction):
    """Moves the buying group to a stage, where the stage model allows it."""

    type: Literal["update_group_stage"] = "update_group_stage"
    solution_interest: str | None = None
    stage: str | None = None


class UpdateGroupStatus(AccountAction):
    """Sets the buying group's status text (at most 50 characters)."""

    type: Literal["update_group_status"] = "update_group_status"
    solution_interest: str | None = None
    status: str = ""


class SendEmail(PeopleAction):
    """Sends an e-mail; the e-mail itself says whether it is operational or marketing."""

    type: Literal["send_email"] = "send_email"
    email: str | None = None


class SendSms(PeopleAction):
    """Sends a text message."""

    type: Literal["send_sms"] = "send_sms"
    message: str | None = None


class SendWhatsapp(PeopleAction):
    """Sends a WhatsApp message."""

    type: Literal["send_whatsapp"] = "send_whatsapp"
    message: str | None = None


class AssignToGroup(PeopleAction):
    """The person becomes a member of the account's group in a role."""

    type: Literal["assign_to_group"] = "assign_to_group"
    solution_interest: str | None = None
    role: str | None = None


class RemoveFromGroup(PeopleAction):
    """The person is marked removed from the account's group."""

    type: Literal["remove_from_group"] = "remove_from_group"
    solution_interest: str | None = None


class PersonInterestingMoment(PeopleAction):
    """Adds a person event."""

    type: Literal["person_interesting_moment"] = "person_interesting_moment"
    moment_type: MomentType = MomentType.MILESTONE
    description: str = ""


class UpdatePersonProfile(PeopleAction):
    """Sets a person attribute; ``value`` None clears it. Adds a data-value-changed event."""

    type: Literal["update_person_profile"] = "update_person_profile"
    attribute: str | None = None
    value: Scalar | None = None


class ChangeScore(PeopleAction):
    """Changes a lead score, the number kept under ``score`` for the person (0 to begin with)."""

    type: Literal["change_score"] = "change_score"
    score: str = "Lead score"
    change: int = 0


class AddToExternalAudience(PeopleAction):
    """The person joins an external customer audience."""

    type: Literal["add_to_external_audience"] = "add_to_external_audience"
    audience: str | None = None


class AddToMarketoList(PeopleAction):
    """The person joins a Marketo list of a connection."""

    type: Literal["add_to_marketo_list"] = "add_to_marketo_list"
    connection: str = ""
    list: str | None = None


class RemoveFromMarketoList(PeopleAction):
    """The person leaves a Marketo list of a connection."""

    type: Literal["remove_from_marketo_list"] = "remove_from_marketo_list"
    connection: str = ""
    list: str | None = None


class AddToMarketoCampaign(PeopleAction):
    """The person joins a Marketo request campaign of a connection."""

    type: Literal["add_to_marketo_campaign"] = "add_to_marketo_campaign"
    connection: str = ""
    campaign: str | None = None


class AddPersonToJourney(PeopleAction):
    """The person enters a Live person journey."""

    type: Literal["add_person_to_journey"] = "add_person_to_journey"
    journey: str | None = None


class RemovePersonFromJourney(PeopleAction):
    """The person leaves a Live person journey."""

    type: Literal["remove_person_from_journey"] = "remove_person_from_journey"
    journey: str | None = None


class PersonalizeWeb(PeopleAction):
    """Marks the person as exposed to a web experience."""

    type: Literal["personalize_web"] = "personalize_web"
    experience: str = ""


Action = Annotated[
    AccountInterestingMoment
    | ActivateToDestination
    | DeactivateFromDestination
    | AddAccountToJourney
    | RemoveAccountFromJourney
    | AddToAccountList
    | RemoveFromAccountList
    | SendSalesAlert
    | UpdateAccountProfile
    | UpdateGroupStage
    | UpdateGroupStatus
    | SendEmail
    | SendSms
    | SendWhatsapp
    | AssignToGroup
    | RemoveFromGroup
    | PersonInterestingMoment
    | UpdatePersonProfile
    | ChangeScore
    | AddToExternalAudience
    | AddToMarketoList
    | RemoveFromMarketoList
    | AddToMarketoCampaign
    | AddPersonToJourney
    | RemovePersonFromJourney
    | PersonalizeWeb,
    Field(discriminator="type"),
]

ACTIONS: tuple[type[AccountAction | PeopleAction], ...] = (
    *AccountAction.__subclasses__(),
    *PeopleAction.__subclasses__(),
)
"""Every action model, account actions first, in the order of the domain page."""
