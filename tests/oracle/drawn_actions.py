"""Actions, and the definitions that they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.accounts.fields import (
    ACCOUNT_NAME,
    EMAIL,
    EMAIL_CONSENT,
    EMAIL_STATUS,
    MARKETING_SUSPENDED,
    MOBILE_PHONE,
    SMS_CONSENT,
    Entity,
)
from engine.buying_groups.model import (
    RoleCard,
    RoleTemplate,
    SolutionInterest,
    Stage,
    StageKind,
    StageModel,
)
from engine.conditions.model import AllOf, Scalar, Scope
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
    MomentType,
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
from engine.journey.model import (
    Channel,
    Definitions,
    Email,
    EmailKind,
    Journey,
    JourneyKind,
    JourneyRef,
    NamedThing,
    TextMessage,
)
from tests.oracle.drawn_conditions import DYNAMIC, STATIC, condition, scalar
from tests.oracle.drawn_data import ACCOUNT_KEYS, PERSON_KEYS, TYPES
from tests.oracle.drawn_times import Times

ELSEWHERE = {JourneyKind.ACCOUNT: "elsewhere", JourneyKind.PERSON: "people-elsewhere"}
"""Journeys that are Live but not part of the run."""

UPDATED_OF_ACCOUNT = ("stage", "tier", "ratio", "target", "renewal", "contacted", ACCOUNT_NAME)
UPDATED_OF_PERSON = (
    "segment",
    "points",
    "vip",
    "hired",
    "seen",
    EMAIL,
    EMAIL_CONSENT,
    EMAIL_STATUS,
    MARKETING_SUSPENDED,
    MOBILE_PHONE,
    SMS_CONSENT,
)
DESCRIPTIONS = ("met", "Steel", "")
MOMENTS = tuple(MomentType)


def account_action(times: Times, others: Sequence[str]) -> Action:
    """An action on the account; ``others`` are the account journeys of the run but this one."""
    dice = times.dice
    if others and dice.chance(3):
        journey = dice.of(others)
        if dice.chance(2):
            return RemoveAccountFromJourney(journey=journey)
        return AddAccountToJourney(journey=journey)
    journey = ELSEWHERE[JourneyKind.ACCOUNT]
    listed = dice.of(STATIC[Scope.ACCOUNT])
    called = dice.of(("hot", "hot", "hot", "Hot"))
    choices: tuple[Callable[[], Action], ...] = (
        lambda: _update(times),
        lambda: _update(times),
        lambda: _update(times),
        lambda: AccountInterestingMoment(
            moment_type=dice.of(MOMENTS), description=dice.of(DESCRIPTIONS)
        ),
        lambda: AddToAccountList(list=listed),
        lambda: RemoveFromAccountList(list=listed),
        lambda: ActivateToDestination(destination="linkedin", audience_name=called),
        lambda: DeactivateFromDestination(destination="linkedin", audience_name=called),
        lambda: AccountInterestingMoment(moment_type=dice.of(MOMENTS)),
        lambda: SendSalesAlert(solution_interest="interest", email_to="s@x.example"),
        lambda: UpdateGroupStage(solution_interest="interest", stage="Open"),
        lambda: UpdateGroupStatus(solution_interest="interest", status="warm"),
        lambda: AddAccountToJourney(journey=journey),
        lambda: RemoveAccountFromJourney(journey=journey),
    )
    return dice.of(choices)()


def undoing(action: Action | None) -> Action | None:
    """The action that takes back a membership that another one gives; None for all others."""
    match action:
        case ActivateToDestination():
            return DeactivateFromDestination(
                destination=action.destination, audience_name=action.audience_name
            )
        case AddToAccountList():
            return RemoveFromAccountList(list=action.list)
        case AddToMarketoList():
            return RemoveFromMarketoList(connection=action.connection, list=action.list)
        case _:
            return None


def telling(times: Times) -> Action:
    """An action of which a trigger can hear."""
    match times.dice.of(("update", "moment", "update", "person update")):
        case "moment":
            return AccountInterestingMoment(moment_type=times.dice.of(MOMENTS))
        case "person update":
            return _person_update(times)
        case _:
            return _update(times)


def people_action(times: Times, others: Sequence[str]) -> Action:
    """An action on people; ``others`` are the person journeys of the run but this one."""
    dice = times.dice
    if others and dice.chance(3):
        journey = dice.of(others)
        if dice.chance(2):
            return RemovePersonFromJourney(journey=journey)
        return AddPersonToJourney(journey=journey)
    journey = ELSEWHERE[JourneyKind.PERSON]
    choices: tuple[Callable[[], Action], ...] = (
        lambda: SendEmail(email="news"),
        lambda: SendEmail(email=dice.of(("receipt", "news"))),
        lambda: _person_update(times),
        lambda: _person_update(times),
        lambda: PersonInterestingMoment(
            moment_type=dice.of(MOMENTS), description=dice.of(DESCRIPTIONS)
        ),
        lambda: SendEmail(email="news"),
        lambda: SendSms(message="sms"),
        lambda: SendWhatsapp(message="whatsapp"),
        lambda: ChangeScore(score=dice.of(("Lead score", "b")), change=dice.of((5, -7))),
        lambda: AddToExternalAudience(audience="external"),
        lambda: AddToMarketoList(connection="main", list="m-list"),
        lambda: RemoveFromMarketoList(connection="main", list="m-list"),
        lambda: AddToMarketoCampaign(connection="main", campaign="m-campaign"),
        lambda: PersonalizeWeb(experience="hello"),
        lambda: AddPersonToJourney(journey=journey),
        lambda: RemovePersonFromJourney(journey=journey),
        lambda: AssignToGroup(solution_interest="interest", role="Champion"),
        lambda: RemoveFromGroup(solution_interest="interest"),
    )
    return dice.of(choices)()


def _update(times: Times) -> Action:
    path = times.path(UPDATED_OF_ACCOUNT)
    return UpdateAccountProfile(attribute=path, value=_new(Entity.ACCOUNT, path, times))


def _person_update(times: Times) -> Action:
    path = times.path(UPDATED_OF_PERSON)
    return UpdatePersonProfile(attribute=path, value=_new(Entity.PERSON, path, times))


def _new(entity: Entity, path: str, times: Times) -> Scalar | None:
    return None if times.dice.chance(5) else scalar(path, TYPES[entity][path], times)


def definitions(times: Times, journeys: Sequence[Journey]) -> Definitions:
    """Everything that drawn journeys name, Live, with drawn audiences and lists."""
    refs = [JourneyRef(id=one.id, name=one.name, kind=one.kind) for one in journeys]
    refs += [JourneyRef(id=id_, name=id_, kind=kind) for kind, id_ in ELSEWHERE.items()]
    stages = (
        Stage(name="Open", kind=StageKind.ENTRY, next=("Won",)),
        Stage(name="Won", kind=StageKind.SUCCESS),
    )
    return Definitions(
        derived_attributes=times.derived,
        audiences=(
            Audience(id="all", name="All"),
            Audience(id="some", name="Some", condition=condition(Scope.ACCOUNT, times)),
            Audience(id="people-all", name="All", scope=Scope.PERSON),
            Audience(
                id="people-some",
                name="Some",
                scope=Scope.PERSON,
                condition=condition(Scope.PERSON, times),
            ),
        ),
        lists=(
            *(_static(Scope.ACCOUNT, id_, ACCOUNT_KEYS, times) for id_ in STATIC[Scope.ACCOUNT]),
            *(_static(Scope.PERSON, id_, PERSON_KEYS, times) for id_ in STATIC[Scope.PERSON]),
            *(_dynamic(scope, id_, times) for scope in Scope for id_ in DYNAMIC[scope]),
        ),
        role_templates=(
            RoleTemplate(
                id="template",
                name="Template",
                status=LibraryStatus.LIVE,
                cards=(RoleCard(role="Champion", condition=AllOf()),),
            ),
        ),
        solution_interests=(
            SolutionInterest(
                id="interest", name="Interest", role_template="template", stage_model="stages"
            ),
        ),
        stage_models=(
            StageModel(id="stages", name="Stages", status=LibraryStatus.LIVE, stages=stages),
        ),
        emails=(
            Email(id="news", name="News", subject="News"),
            Email(id="receipt", name="Receipt", subject="Receipt", kind=EmailKind.OPERATIONAL),
        ),
        messages=(
            TextMessage(id="sms", name="Text", text="Hello"),
            TextMessage(id="whatsapp", name="What", channel=Channel.WHATSAPP, text="Hello"),
        ),
        destinations=(NamedThing(id="linkedin", name="LinkedIn"),),
        external_audiences=(NamedThing(id="external", name="External"),),
        marketo_lists=(NamedThing(id="m-list", name="List"),),
        marketo_campaigns=(NamedThing(id="m-campaign", name="Campaign"),),
        journeys=tuple(refs),
    )


def _static(scope: Scope, id_: str, keys: tuple[str, ...], times: Times) -> EntityList:
    members = times.dice.several((*keys, "unknown"), 0, 5)
    return EntityList(
        id=id_, name=id_, scope=scope, status=LibraryStatus.LIVE, members=tuple(members)
    )


def _dynamic(scope: Scope, id_: str, times: Times) -> EntityList:
    return EntityList(
        id=id_,
        name=id_,
        scope=scope,
        kind=ListKind.DYNAMIC,
        status=LibraryStatus.LIVE,
        condition=condition(scope, times, dynamic=False),
    )
