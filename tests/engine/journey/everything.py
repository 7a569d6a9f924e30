"""A journey file in which everything there is occurs once: for formats, not for simulation."""

from __future__ import annotations

import datetime as dt

from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.accounts.derived.model import Aggregate, DerivedAttribute, Over
from engine.buying_groups.model import (
    RoleCard,
    RoleTemplate,
    SolutionInterest,
    Stage,
    StageKind,
    StageModel,
    Weighting,
)
from engine.conditions.model import (
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    EventHistory,
    FieldConstraint,
    HasBuyingGroup,
    InList,
    MemberOfBuyingGroup,
    Not,
    Operator,
    PeopleInRole,
    PeopleOfAccount,
    Quantifier,
    RoleInAccount,
    Scope,
)
from engine.journey.actions import ACTIONS
from engine.journey.model import (
    Channel,
    Definitions,
    Edge,
    Email,
    EmailKind,
    ExternalService,
    Journey,
    JourneyFile,
    JourneyKind,
    JourneyRef,
    NamedThing,
    Position,
    ReEntry,
    ReEntryFrom,
    Response,
    Settings,
    TextMessage,
)
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ExternalActionNode,
    ExternalPath,
    ExternalSplitNode,
    ListenNode,
    MergeNode,
    NextBestNode,
    NextBestPath,
    PersonAudienceNode,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
    WaitNode,
)
from engine.journey.timing import WORKDAYS, Duration, MustEndOn, Timing, Unit
from engine.journey.triggers import (
    AccountChangedTrigger,
    AccountMomentTrigger,
    AssignedToGroupTrigger,
    ExperienceEventTrigger,
    GroupCompletenessTrigger,
    GroupEngagementTrigger,
    GroupStageTrigger,
    GroupStatusTrigger,
    PersonChangedTrigger,
    RemovedFromGroupTrigger,
)

PERSON_CONDITION: Condition = AllOf(
    conditions=(
        AnyOf(conditions=(RoleInAccount(value="Buyer"), Not(condition=InList(list="friends")))),
        Attribute(attribute="person.birthDate", operator=Operator.LESS, value="2000-01-01"),
        EventHistory(
            event_type="web.formFilledOut",
            constraints=(
                FieldConstraint(field="web.fillOutForm.webFormName", value="Sementes – ação"),
            ),
            look_back_days=30,
            at_least=2,
            inactive=True,
        ),
        MemberOfBuyingGroup(solution_interest="seeds", role="Champion", is_removed=False),
    )
)
ACCOUNT_CONDITION: Condition = AllOf(
    conditions=(
        Attribute(
            attribute="accountOrganization.annualRevenue.amount",
            operator=Operator.BETWEEN,
            values=(1e6, 5_000_000),
        ),
        PeopleOfAccount(quantifier=Quantifier.AT_LEAST, count=3, condition=PERSON_CONDITION),
        HasBuyingGroup(
            solution_interest="seeds",
            completeness=Comparison(operator=Operator.AT_LEAST, value=50),
            people_in_role=(PeopleInRole(role="Influencer", count=2),),
        ),
        Attribute(attribute="derived.forms", operator=Operator.LESS, value=3),
        InList(list="named", member=False),
    )
)
CHANGE = Comparison(operator=Operator.IS_ANY)

NODES = (
    AccountAudienceNode(id="in", title="Start “here”", audience="big"),
    PersonAudienceNode(
        id="in people", events=(ExperienceEventTrigger(event_type="event.attended"),)
    ),
    *(
        ActionNode(id=f"act {index}", context=action.context, action=action())
        for index, action in enumerate(ACTIONS)
    ),
    ListenNode(
        id="listen",
        triggers=(
            AccountMomentTrigger(),
            AccountChangedTrigger(attribute="accountSourceType", new=CHANGE, previous=CHANGE),
            GroupStageTrigger(solution_interest="seeds"),
            GroupStatusTrigger(solution_interest="seeds"),
            GroupCompletenessTrigger(solution_interest="seeds"),
            GroupEngagementTrigger(solution_interest="seeds"),
            AssignedToGroupTrigger(solution_interest="seeds"),
            RemovedFromGroupTrigger(solution_interest="seeds"),
            PersonChangedTrigger(attribute="b2b.personStatus"),
            ExperienceEventTrigger(event_type="event.registered", at_least=2),
        ),
        filters=PERSON_CONDITION,
        timeout=Timing(until=dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)),
    ),
    SplitNode(id="split", paths=(SplitPath(label="Large", condition=ACCOUNT_CONDITION),)),
    VariantNode(id="variant", paths=(VariantPath(label="A", percentage=100),)),
    NextBestNode(
        id="best", paths=(NextBestPath(label="Keen", prompt="wants a demo", override=AllOf()),)
    ),
    WaitNode(
        id="wait",
        timing=Timing(
            duration=Duration(amount=3, unit=Unit.WEEKS),
            must_end_on=MustEndOn(days=WORKDAYS, time=dt.time(9, 30), time_zone="America/New_York"),
        ),
    ),
    MergeNode(id="merge"),
    CloseSplitNode(id="close", split="split"),
    ExternalActionNode(id="call", service="score"),
    ExternalSplitNode(
        id="ask",
        service="score",
        paths=(ExternalPath(label="Hot", accessor="grade", operator=Operator.GREATER, value=0.5),),
    ),
)

DEFINITIONS = Definitions(
    derived_attributes=(
        DerivedAttribute(
            id="forms",
            name="Sementes – formulários",
            description="Forms of friends",
            over=Over.EVENTS,
            aggregate=Aggregate.DISTINCT,
            field="web.fillOutForm.webFormName",
            event_type="web.formFilledOut",
            constraints=(FieldConstraint(field="web.fillOutForm.webFormName", value="Demo"),),
            people=InList(list="friends"),
            look_back_days=30,
        ),
    ),
    audiences=(Audience(id="big", name="Big", condition=ACCOUNT_CONDITION),),
    lists=(
        EntityList(id="named", name="Named", status=LibraryStatus.LIVE, members=("A1", "A2")),
        EntityList(
            id="friends",
            name="Friends",
            scope=Scope.PERSON,
            kind=ListKind.DYNAMIC,
            condition=PERSON_CONDITION,
        ),
    ),
    role_templates=(
        RoleTemplate(
            id="roles",
            name="Roles",
            status=LibraryStatus.LIVE,
            cards=(
                RoleCard(role="Champion", weighting=Weighting.VITAL, condition=PERSON_CONDITION),
                RoleCard(role="Influencer", required=False, members_required=2),
            ),
        ),
    ),
    solution_interests=(
        SolutionInterest(id="seeds", name="Seeds", role_template="roles", stage_model="stages"),
    ),
    stage_models=(
        StageModel(
            id="stages",
            name="Stages",
            stages=(
                Stage(name="New", kind=StageKind.ENTRY, next=("Won",)),
                Stage(name="Won", kind=StageKind.SUCCESS),
            ),
        ),
    ),
    emails=(Email(id="hello", name="Hello", subject="Olá!", kind=EmailKind.OPERATIONAL),),
    messages=(TextMessage(id="ping", name="Ping", channel=Channel.WHATSAPP, text="Oi"),),
    destinations=(NamedThing(id="linkedin", name="LinkedIn"),),
    external_audiences=(NamedThing(id="x", name="X"),),
    marketo_lists=(NamedThing(id="ml", name="ML"),),
    marketo_campaigns=(NamedThing(id="mc", name="MC"),),
    services=(
        ExternalService(
            id="score",
            name="Score",
            accessors=("grade",),
            latency_minutes=1.5,
            responses=(
                Response(
                    condition=ACCOUNT_CONDITION,
                    accessors={"grade": 0.75, "why": None, "ok": True, "text": "x"},
                ),
            ),
        ),
    ),
    journeys=(JourneyRef(id="other", name="Other journey", kind=JourneyKind.PERSON),),
)

EVERYTHING = JourneyFile(
    journey=Journey(
        id="all",
        name="Everything",
        description="All there is.\nOn two lines.",
        version=3,
        settings=Settings(
            start=dt.datetime(2025, 1, 1, 9),  # noqa: DTZ001 - local to the journey
            end=dt.date(2025, 12, 31),
            time_zone="America/Sao_Paulo",
            re_entry=ReEntry(timing=ReEntryFrom.START, delay=7, limit=4),
            email_deduplication=True,
        ),
        nodes=NODES,
        edges=(
            Edge(source="in", target="split"),
            Edge(source="split", path="Large", target="wait"),
        ),
        positions=(Position(node="in", x=-12.5, y=0),),
    ),
    definitions=DEFINITIONS,
)
