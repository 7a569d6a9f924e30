"""What each action does to the world (domain section 3.1, rulings 9, 12, 24, 25, 40)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from engine.accounts import fields as f
from engine.conditions.columns import Bools, Rows
from engine.conditions.model import Scope
from engine.journey import actions as act
from engine.simulation.messages import send_email, send_text
from engine.simulation.plan import typed_value
from engine.simulation.results import Effect, Note
from engine.simulation.travel import Batch, JourneyRun
from engine.simulation.values import text_of

Act = Callable[[JourneyRun, str, Any, Batch], None]
"""``act(run, node id, action, batch)``; for people actions the batch has people."""


def _rows(run: JourneyRun, batch: Batch) -> tuple[Scope, Rows]:
    if batch.people is None:
        return Scope.ACCOUNT, run.accounts(batch.entries)
    return Scope.PERSON, batch.people


def _update(
    run: JourneyRun,
    node: str,
    action: act.UpdateAccountProfile | act.UpdatePersonProfile,
    batch: Batch,
) -> None:
    """Set an attribute; an equal value changes nothing (ruling 24)."""
    scope, rows = _rows(run, batch)
    path = action.attribute or ""
    column = run.world.attribute(scope, path)
    if column is None:
        return
    value = typed_value(run.plan.journey.id, action, column.type)
    new = text_of(value, column.type)
    before = run.world.texts_at(scope, path, rows)
    same = before.eq_missing(pl.Series([new], dtype=pl.String)).to_numpy()
    run.effect(node, batch.where(same), Effect.NOTHING, subject=path, note=Note.SAME_VALUE)
    changed = batch.where(~same)
    if not len(changed):
        return
    previous = before.filter(~pl.Series(same))
    run.effect(node, changed, Effect.ATTRIBUTE_CHANGED, subject=path, previous=previous, new=new)
    run.world.set_attribute(scope, path, rows[~same], value)
    run.world.add_events(
        f.ACCOUNT_CHANGED if scope is Scope.ACCOUNT else f.PERSON_CHANGED,
        run.accounts(changed.entries),
        changed.people,
        changed.at,
        {f.CHANGED_ATTRIBUTE: path, f.CHANGED_NEW: new, f.CHANGED_PREVIOUS: previous},
    )


def _moment(
    run: JourneyRun,
    node: str,
    action: act.AccountInterestingMoment | act.PersonInterestingMoment,
    batch: Batch,
) -> None:
    kind = str(action.moment_type)
    run.effect(node, batch, Effect.MOMENT_ADDED, subject=action.description, new=kind)
    run.world.add_events(
        f.ACCOUNT_MOMENT if batch.people is None else f.INTERESTING_MOMENT,
        run.accounts(batch.entries),
        batch.people,
        batch.at,
        {f.MOMENT_TYPE: kind, f.MOMENT_DESCRIPTION: action.description},
    )


def _note_changes(
    run: JourneyRun,
    node: str,
    batch: Batch,
    changed: Bools,
    effect: Effect,
    subject: str,
    unchanged: Note,
) -> None:
    run.effect(node, batch.where(changed), effect, subject=subject)
    run.effect(node, batch.where(~changed), Effect.NOTHING, subject=subject, note=unchanged)


def _list(effect: Effect) -> Act:
    joins = effect is Effect.LIST_JOINED

    def change(
        run: JourneyRun,
        node: str,
        action: act.AddToAccountList | act.RemoveFromAccountList,
        batch: Batch,
    ) -> None:
        name = action.list or ""
        scope, rows = _rows(run, batch)
        changed = run.world.set_members(scope, name, rows, joins)
        note = Note.ALREADY_IN if joins else Note.NOT_IN
        _note_changes(run, node, batch, changed, effect, name, note)

    return change


def _outside(effect: Effect, name_of: Callable[[Any], str], *, joins: bool = True) -> Act:
    """Membership of something outside, named by what it is and ``name_of`` the action."""
    kind = str(effect).rsplit("_", 1)[0]

    def change(run: JourneyRun, node: str, action: Any, batch: Batch) -> None:
        name = name_of(action)
        scope, rows = _rows(run, batch)
        changed = run.world.mark(scope, (kind, name), rows, joins)
        note = Note.ALREADY_IN if joins else Note.NOT_IN
        _note_changes(run, node, batch, changed, effect, name, note)

    return change


def _destination(action: act.ActivateToDestination | act.DeactivateFromDestination) -> str:
    return f"{action.destination}: {action.audience_name}"


def _marketo(action: act.AddToMarketoList | act.RemoveFromMarketoList) -> str:
    return f"{action.connection}: {action.list}"


def _campaign(action: act.AddToMarketoCampaign) -> str:
    return f"{action.connection}: {action.campaign}"


def _enter(run: JourneyRun, node: str, action: act.AddAccountToJourney, batch: Batch) -> None:
    """Enter another journey by its entry rules, but for its audience (rulings 12, 48)."""
    other = run.peers.get(action.journey or "")
    if other is None:
        run.effect(node, batch, Effect.NOTHING, subject=action.journey, note=Note.NOT_IN_RUN)
        return
    accounts = run.accounts(batch.entries)
    open_ = (batch.at >= other.plan.start) & (batch.at < other.plan.end)
    allowed = open_ & other.may_enter(accounts, batch.at)
    _note_changes(
        run, node, batch, allowed, Effect.JOURNEY_ENTERED, other.plan.journey.id, Note.ENTRY_REFUSED
    )
    other.enter(accounts[allowed], batch.at[allowed])


def _leave(run: JourneyRun, node: str, action: act.RemoveAccountFromJourney, batch: Batch) -> None:
    """Leave another journey (rulings 9, 48)."""
    other = run.peers.get(action.journey or "")
    if other is None:
        run.effect(node, batch, Effect.NOTHING, subject=action.journey, note=Note.NOT_IN_RUN)
        return
    inside = other.remove(run.accounts(batch.entries), batch.at)
    _note_changes(run, node, batch, inside, Effect.JOURNEY_LEFT, other.plan.journey.id, Note.NOT_IN)


def _alert(run: JourneyRun, node: str, action: act.SendSalesAlert, batch: Batch) -> None:
    """Without a group the alert is recorded without members (ruling 40)."""
    run.effect(
        node, batch, Effect.SALES_ALERT, subject=action.solution_interest, new=action.email_to
    )


def _no_group(run: JourneyRun, node: str, action: Any, batch: Batch) -> None:
    """Without a group nothing happens (ruling 40)."""
    run.effect(node, batch, Effect.NOTHING, subject=action.solution_interest, note=Note.NO_GROUP)


def _score(run: JourneyRun, node: str, action: act.ChangeScore, batch: Batch) -> None:
    assert batch.people is not None  # noqa: S101 - a people action
    before, after = run.world.change_score(action.score, batch.people, action.change)
    run.effect(
        node,
        batch,
        Effect.SCORE_CHANGED,
        subject=action.score,
        previous=pl.Series(before).cast(pl.String),
        new=pl.Series(after).cast(pl.String),
    )


def _person_journey(run: JourneyRun, node: str, action: Any, batch: Batch) -> None:
    """Person journeys are not part of a run of account journeys."""
    run.effect(node, batch, Effect.NOTHING, subject=action.journey, note=Note.NOT_IN_RUN)


ACCOUNT_ACTIONS: dict[type[act.AccountAction], Act] = {
    act.AccountInterestingMoment: _moment,
    act.ActivateToDestination: _outside(Effect.DESTINATION_JOINED, _destination),
    act.DeactivateFromDestination: _outside(Effect.DESTINATION_LEFT, _destination, joins=False),
    act.AddAccountToJourney: _enter,
    act.RemoveAccountFromJourney: _leave,
    act.AddToAccountList: _list(Effect.LIST_JOINED),
    act.RemoveFromAccountList: _list(Effect.LIST_LEFT),
    act.SendSalesAlert: _alert,
    act.UpdateAccountProfile: _update,
    act.UpdateGroupStage: _no_group,
    act.UpdateGroupStatus: _no_group,
}

PEOPLE_ACTIONS: dict[type[act.PeopleAction], Act] = {
    act.SendEmail: send_email,
    act.SendSms: send_text,
    act.SendWhatsapp: send_text,
    act.AssignToGroup: _no_group,
    act.RemoveFromGroup: _no_group,
    act.PersonInterestingMoment: _moment,
    act.UpdatePersonProfile: _update,
    act.ChangeScore: _score,
    act.AddToExternalAudience: _outside(
        Effect.EXTERNAL_AUDIENCE_JOINED, lambda action: action.audience or ""
    ),
    act.AddToMarketoList: _outside(Effect.MARKETO_LIST_JOINED, _marketo),
    act.RemoveFromMarketoList: _outside(Effect.MARKETO_LIST_LEFT, _marketo, joins=False),
    act.AddToMarketoCampaign: _outside(Effect.MARKETO_CAMPAIGN_JOINED, _campaign),
    act.AddPersonToJourney: _person_journey,
    act.RemovePersonFromJourney: _person_journey,
    act.PersonalizeWeb: _outside(Effect.WEB_EXPERIENCE_SHOWN, lambda action: action.experience),
}
