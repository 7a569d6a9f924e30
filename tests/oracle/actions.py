"""What each action does, read from sections 3.1 and 3.8."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts.fields import (
    ACCOUNT_CHANGED,
    ACCOUNT_MOMENT,
    EMAIL,
    EMAIL_CONSENT,
    EMAIL_STATUS,
    INTERESTING_MOMENT,
    MARKETING_SUSPENDED,
    MOBILE_PHONE,
    MOMENT_DESCRIPTION,
    MOMENT_TYPE,
    PERSON_CHANGED,
    SMS_CONSENT,
    WHATSAPP_CONSENT,
    canonical_text,
)
from engine.conditions.model import Scope, ValueType
from engine.journey.actions import (
    AccountInterestingMoment,
    Action,
    ActivateToDestination,
    AddAccountToJourney,
    AddPersonToJourney,
    AddToAccountList,
    AddToExternalAudience,
    AddToMarketoCampaign,
    AddToMarketoList,
    AssignToGroup,
    ChangeScore,
    DeactivateFromDestination,
    PersonalizeWeb,
    PersonInterestingMoment,
    RemoveAccountFromJourney,
    RemoveFromAccountList,
    RemoveFromGroup,
    RemoveFromMarketoList,
    RemovePersonFromJourney,
    SendEmail,
    SendSalesAlert,
    SendSms,
    SendWhatsapp,
    UpdateAccountProfile,
    UpdateGroupStage,
    UpdateGroupStatus,
    UpdatePersonProfile,
)
from engine.journey.model import Email, EmailKind
from engine.simulation.results import Effect, Note, Outcome
from tests.oracle import entering
from tests.oracle.ledger import EffectRow, Entry, JourneyRun, Ledger, MessageRow, Sending, Traveller
from tests.oracle.world import World, plain

BAD_STATUS = ("invalid", "suspended", "blacklisted", "blocked", "incomplete")


@dataclass(frozen=True)
class Stage:
    """Where actions take place: the world, the journeys of the run, and what is written down."""

    world: World
    runs: dict[str, JourneyRun]
    ledger: Ledger


@dataclass(frozen=True)
class Happening:
    """An action on the account (``person`` None) or on one person, at an instant."""

    stage: Stage
    run: JourneyRun
    entry: Entry
    node: str
    time: int
    person: str | None

    @property
    def key(self) -> str:
        """The key of the one whom the action is about."""
        key = self.entry.traveller.account if self.person is None else self.person
        assert key is not None
        return key

    def note(
        self,
        effect: Effect,
        subject: str | None,
        previous: str | None = None,
        new: str | None = None,
        note: Note | None = None,
    ) -> None:
        """Write an effect down."""
        self.stage.ledger.effects.append(
            EffectRow(
                self.run.id,
                self.entry.traveller.account,
                self.person,
                self.entry.number,
                self.node,
                self.time,
                effect,
                subject,
                previous,
                new,
                note,
            )
        )

    def nothing(self, subject: str | None, why: Note) -> None:
        """Write down that nothing changed, and why."""
        self.note(Effect.NOTHING, subject, note=why)


def act(action: Action, at: Happening) -> None:  # noqa: C901 - one case an action, as in the table
    """Let an action take effect on the account, or on one person."""
    match action:
        case AccountInterestingMoment():
            _moment(action.moment_type.value, action.description, Scope.ACCOUNT, at)
        case PersonInterestingMoment():
            _moment(action.moment_type.value, action.description, Scope.PERSON, at)
        case UpdateAccountProfile(attribute=str(path)):
            _update(path, action.value, Scope.ACCOUNT, ACCOUNT_CHANGED, at)
        case UpdatePersonProfile(attribute=str(path)):
            _update(path, action.value, Scope.PERSON, PERSON_CHANGED, at)
        case ActivateToDestination():
            subject = f"{action.destination}: {action.audience_name}"
            _join("destination", subject, Effect.DESTINATION_JOINED, at)
        case DeactivateFromDestination():
            subject = f"{action.destination}: {action.audience_name}"
            _leave("destination", subject, Effect.DESTINATION_LEFT, at)
        case AddToAccountList(list=str(id_)):
            members = at.stage.world.lists[Scope.ACCOUNT, id_]
            if at.key in members:
                at.nothing(id_, Note.ALREADY_IN)
            else:
                members.add(at.key)
                at.note(Effect.LIST_JOINED, id_)
        case RemoveFromAccountList(list=str(id_)):
            members = at.stage.world.lists[Scope.ACCOUNT, id_]
            if at.key in members:
                members.remove(at.key)
                at.note(Effect.LIST_LEFT, id_)
            else:
                at.nothing(id_, Note.NOT_IN)
        case AddToExternalAudience():
            _join("audience", str(action.audience), Effect.EXTERNAL_AUDIENCE_JOINED, at)
        case AddToMarketoList():
            subject = f"{action.connection}: {action.list}"
            _join("marketo list", subject, Effect.MARKETO_LIST_JOINED, at)
        case RemoveFromMarketoList():
            subject = f"{action.connection}: {action.list}"
            _leave("marketo list", subject, Effect.MARKETO_LIST_LEFT, at)
        case AddToMarketoCampaign():
            subject = f"{action.connection}: {action.campaign}"
            _join("marketo campaign", subject, Effect.MARKETO_CAMPAIGN_JOINED, at)
        case PersonalizeWeb():
            _join("web", action.experience, Effect.WEB_EXPERIENCE_SHOWN, at)
        case ChangeScore():
            _score(action, at)
        case SendSalesAlert():
            # Without members (ruling 40).
            at.note(Effect.SALES_ALERT, action.solution_interest, new=action.email_to)
        case UpdateGroupStage() | UpdateGroupStatus() | AssignToGroup() | RemoveFromGroup():
            at.nothing(action.solution_interest, Note.NO_GROUP)
        case AddAccountToJourney(journey=str(id_)) | AddPersonToJourney(journey=str(id_)):
            _add_to_journey(id_, at)
        case RemoveAccountFromJourney(journey=str(id_)) | RemovePersonFromJourney(journey=str(id_)):
            _remove_from_journey(id_, at)
        case SendEmail(email=str(id_)):
            _email(id_, at)
        case SendSms(message=str(id_)):
            _text_message(id_, SMS_CONSENT, at)
        case SendWhatsapp(message=str(id_)):
            _text_message(id_, WHATSAPP_CONSENT, at)
        case _:
            raise AssertionError(f"an action with something not chosen: {action}")


def _moment(kind: str, description: str, scope: Scope, at: Happening) -> None:
    event_type = ACCOUNT_MOMENT if scope is Scope.ACCOUNT else INTERESTING_MOMENT
    fields = {MOMENT_TYPE: kind, MOMENT_DESCRIPTION: plain(description, ValueType.STRING)}
    at.stage.world.happen(scope, at.key, event_type, at.time, fields)
    at.note(Effect.MOMENT_ADDED, description, new=kind)


def _update(path: str, value: object, scope: Scope, event_type: str, at: Happening) -> None:
    change = at.stage.world.update(scope, at.key, path, value, at.time, event_type)
    if change is None:
        at.nothing(path, Note.SAME_VALUE)
    else:
        at.note(Effect.ATTRIBUTE_CHANGED, path, *change)


def _join(kind: str, subject: str, effect: Effect, at: Happening) -> None:
    inside = at.stage.world.memberships.setdefault(at.key, set())
    if (kind, subject) in inside:
        at.nothing(subject, Note.ALREADY_IN)
    else:
        inside.add((kind, subject))
        at.note(effect, subject)


def _leave(kind: str, subject: str, effect: Effect, at: Happening) -> None:
    inside = at.stage.world.memberships.setdefault(at.key, set())
    if (kind, subject) in inside:
        inside.remove((kind, subject))
        at.note(effect, subject)
    else:
        at.nothing(subject, Note.NOT_IN)


def _score(action: ChangeScore, at: Happening) -> None:
    scores = at.stage.world.scores
    previous = scores.get((at.key, action.score), 0)
    scores[at.key, action.score] = new = previous + action.change
    at.note(Effect.SCORE_CHANGED, action.score, canonical_text(previous), canonical_text(new))


def _other_traveller(at: Happening) -> Traveller:
    if at.person is None:
        return at.entry.traveller
    return Traveller(at.stage.world.account_of[at.person], at.person)


def _add_to_journey(id_: str, at: Happening) -> None:
    other = at.stage.runs.get(id_)
    if other is None:
        at.nothing(id_, Note.NOT_IN_RUN)
    elif entering.admit(other, _other_traveller(at), at.time, at.stage.world):
        at.note(Effect.JOURNEY_ENTERED, id_)
    else:
        at.nothing(id_, Note.ENTRY_REFUSED)


def _remove_from_journey(id_: str, at: Happening) -> None:
    other = at.stage.runs.get(id_)
    if other is None:
        at.nothing(id_, Note.NOT_IN_RUN)
    elif entering.remove(other, _other_traveller(at), at.time, at.stage.ledger):
        at.note(Effect.JOURNEY_LEFT, id_)
    else:
        at.nothing(id_, Note.NOT_IN)


def _message_row(message: str, outcome: Outcome, at: Happening) -> MessageRow:
    account = at.entry.traveller.account
    return MessageRow(
        at.run.id, account, at.key, at.entry.number, at.node, at.time, message, outcome
    )


def _email(id_: str, at: Happening) -> None:
    """Skipped for the first reason that holds (ruling 33); duplicates are settled at the end of
    the pass, in the order of sends."""
    world, person = at.stage.world, at.key
    email = world.definitions.find("emails", id_)
    assert isinstance(email, Email)
    operational = email.kind is EmailKind.OPERATIONAL
    if not operational and world.text(person, EMAIL_CONSENT) == "n":
        outcome = Outcome.NO_CONSENT
    elif world.text(person, EMAIL_STATUS) in BAD_STATUS:
        outcome = Outcome.BAD_STATUS
    elif not operational and world.value(Scope.PERSON, person, MARKETING_SUSPENDED) is True:
        outcome = Outcome.SUSPENDED
    elif at.run.journey.settings.email_deduplication:
        place = (at.run.order[at.node], at.time, at.entry.traveller.sort_key(), person)
        row = _message_row(id_, Outcome.SENT, at)
        at.run.sendings.append(Sending(place, at.entry, world.text(person, EMAIL), row))
        return
    else:
        outcome = Outcome.SENT
    at.stage.ledger.messages.append(_message_row(id_, outcome, at))


def _text_message(id_: str, consent: str, at: Happening) -> None:
    """No number, then no consent (ruling 33): an explicit ``y`` is needed."""
    world, person = at.stage.world, at.key
    if world.value(Scope.PERSON, person, MOBILE_PHONE) is None:
        outcome = Outcome.NO_NUMBER
    elif world.text(person, consent) != "y":
        outcome = Outcome.NO_CONSENT
    else:
        outcome = Outcome.SENT
    at.stage.ledger.messages.append(_message_row(id_, outcome, at))
