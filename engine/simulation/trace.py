"""The trace of one account: every step, and a sentence that says why (domain section 9).

Decisions are explained by evaluating again, on the world as it was, the conditions that decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import polars as pl

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.names import CatalogueNames
from engine.accounts.zones import instant_of, zone_info
from engine.conditions.explain import Explanation, explain, why
from engine.conditions.model import Condition, Scope
from engine.journey.actions import Context
from engine.journey.model import Definitions, Journey
from engine.journey.nodes import (
    OTHER,
    AccountAudienceNode,
    ActionNode,
    ListenNode,
    Node,
    SplitNode,
    VariantNode,
    WaitNode,
)
from engine.journey.triggers import ExperienceEventTrigger
from engine.simulation.moments import AccountHistory
from engine.simulation.quota import quota_pattern
from engine.simulation.results import Effect, EndReason, Outcome, RunResult
from resources.catalogue import Message, Param, msg


@dataclass(frozen=True)
class TraceStep:
    """One visit of a node and why it ended as it did.

    ``person``: the person row where a person travels alone. ``details`` is the whole explanation
    where a condition decided: a part for each path that was tried. ``arrived`` and ``left`` are
    in UTC; ``reason`` and ``details`` tell times in the zone of the run.
    """

    journey: str
    node: str
    entry: int
    person: int | None
    arrived: datetime
    left: datetime | None
    path: str | None
    ended: EndReason | None
    reason: Message
    details: Explanation | None = None


def account_trace(
    result: RunResult,
    journeys: Sequence[Journey],
    definitions: Definitions,
    dataset: Dataset,
    account_row: int,
) -> tuple[TraceStep, ...]:
    """Every step of one account through all journeys of a run, in the order of time.

    ``journeys`` and ``dataset`` are those of the run.
    """
    teller = _Teller(result, journeys, definitions, dataset, account_row)
    steps = result.steps.filter(pl.col("account") == account_row).sort(
        "journey", "entry", "arrived", "seq", "person", nulls_last=False
    )
    return tuple(teller.tell(row) for row in steps.iter_rows(named=True))


class _Teller:
    """Tells the steps of one account."""

    def __init__(
        self,
        result: RunResult,
        journeys: Sequence[Journey],
        definitions: Definitions,
        dataset: Dataset,
        account: int,
    ) -> None:
        self.result = result
        self.journeys = {journey.id: journey for journey in journeys}
        self.definitions = definitions
        self.dataset = dataset
        self.account = account
        self.history = AccountHistory(result, journeys, definitions, dataset, account)
        self.names = CatalogueNames.of(
            dataset,
            definitions.lists,
            {item.id: item.name for item in definitions.solution_interests},
            definitions.derived_attributes,
        )
        self.messages = result.messages.filter(pl.col("account") == account)
        self.zone = zone_info(result.settings.time_zone)

    def tell(self, row: Mapping[str, Any]) -> TraceStep:
        """One row of the steps with its reason."""
        node = self.journeys[row["journey"]].by_id[row["node"]]
        ended = None if row["ended"] is None else EndReason(row["ended"])
        reason, details = self._reason(node, row, ended)
        return TraceStep(
            journey=row["journey"],
            node=node.id,
            entry=row["entry"],
            person=row["person"],
            arrived=row["arrived"],
            left=row["left"],
            path=row["path"],
            ended=ended,
            reason=_message_in(reason, self.zone),
            details=None if details is None else _explanation_in(details, self.zone),
        )

    def _reason(
        self, node: Node, row: Mapping[str, Any], ended: EndReason | None
    ) -> tuple[Message, Explanation | None]:
        if row["left"] is None:
            return msg("trace.here", arrived=row["arrived"]), None
        if ended in (EndReason.JOURNEY_ENDED, EndReason.REMOVED):
            return msg(f"trace.{ended}", at=row["left"]), None
        tells: dict[type[Node], Callable[..., tuple[Message, Explanation | None]]] = {
            AccountAudienceNode: self._audience,
            SplitNode: self._split,
            VariantNode: self._variant,
            WaitNode: self._wait,
            ListenNode: self._listen,
            ActionNode: self._action,
        }
        tell = tells.get(type(node))
        return (msg("trace.passed"), None) if tell is None else tell(node, row)

    def _explained(
        self, condition: Condition, row: Mapping[str, Any], person: int | None
    ) -> Explanation:
        """Why a condition held or not for the account, or the person, when it was decided."""
        instant = instant_of(row["arrived"])
        world = self.history.at(instant, row["seq"])
        if person is None:
            return explain(condition, world, Scope.ACCOUNT, 0, instant, self.names)
        local = self.history.person(person)
        return explain(condition, world, Scope.PERSON, local or 0, instant, self.names)

    # A reason for each kind of node.

    def _audience(
        self, node: AccountAudienceNode, row: Mapping[str, Any]
    ) -> tuple[Message, Explanation | None]:
        if node.list is not None:
            return msg("trace.list", list=self._name("lists", node.list)), None
        audience = next((a for a in self.definitions.audiences if a.id == node.audience), None)
        if audience is None:
            return msg("trace.entered"), None
        details = self._explained(audience.condition, row, None)
        if not details.holds:
            return msg("trace.added"), None
        return msg("trace.audience", audience=audience.name, why=why(details)), details

    def _split(self, node: SplitNode, row: Mapping[str, Any]) -> tuple[Message, Explanation | None]:
        person = row["person"]
        if node.by is Context.PEOPLE and person is None:
            return msg("trace.divided"), None
        tried: list[Explanation] = []
        for path in node.paths:
            found = self._explained(path.condition, row, person)
            tried.append(
                Explanation(found.holds, msg("trace.path", label=path.label), None, (found,))
            )
            if path.label == row["path"]:
                break
        details = Explanation(row["path"] is not None, msg("trace.tried"), None, tuple(tried))
        if row["path"] is None:
            return msg("trace.close" if person is not None else "trace.no_path"), details
        if row["path"] == OTHER:
            return msg("trace.other"), details
        return msg("trace.took", label=row["path"], why=why(tried[-1].parts[0])), details

    def _variant(
        self, node: VariantNode, row: Mapping[str, Any]
    ) -> tuple[Message, Explanation | None]:
        if row["path"] is None:
            return msg("trace.divided"), None
        share = next(path.percentage for path in node.paths if path.label == row["path"])
        if row["person"] is not None:
            return msg("trace.share", label=row["path"], share=share), None
        here = self.result.steps.filter(
            (pl.col("journey") == row["journey"]) & (pl.col("node") == node.id)
        )
        before = here.filter(
            (pl.col("seq") < self._pass_start(row))
            | (pl.col("arrived") < row["arrived"])
            | ((pl.col("arrived") == row["arrived"]) & (pl.col("account") < self.account))
        ).height
        if not before:
            return msg("trace.quota_first", share=share), None
        pattern = quota_pattern(tuple(path.percentage for path in node.paths))
        taken = [int(code) for code in pattern[: before % len(pattern)]]
        own = [path.label for path in node.paths].index(row["path"])
        rounds = before // len(pattern) * len(pattern) * share // 100
        return (
            msg(
                "trace.quota",
                label=row["path"],
                share=share,
                before=before,
                had=rounds + taken.count(own),
            ),
            None,
        )

    def _pass_start(self, row: Mapping[str, Any]) -> int:
        """Batches of one variant in one pass stand next to each other, one a path."""
        journey = self.journeys[row["journey"]]
        node = journey.by_id[row["node"]]
        paths = list(node.path_names())
        return int(row["seq"]) - paths.index(row["path"])

    def _wait(
        self,
        node: WaitNode,  # noqa: ARG002 - as every teller
        row: Mapping[str, Any],
    ) -> tuple[Message, Explanation | None]:
        return msg("trace.waited", left=row["left"]), None

    def _listen(
        self, node: ListenNode, row: Mapping[str, Any]
    ) -> tuple[Message, Explanation | None]:
        if row["trigger"] is None:
            return msg("trace.timeout", left=row["left"]), None
        trigger = node.triggers[row["trigger"]]
        event: Param = msg(f"trace.trigger.{trigger.type}")
        if isinstance(trigger, ExperienceEventTrigger):
            event = self.names.event_type(trigger.event_type or "")
        if row["cause"] is None:
            return msg("trace.heard", event=event, left=row["left"]), None
        key = "trace.heard_of" if trigger.at_least == 1 else "trace.heard_again"
        person = self._person(row["cause"])
        reason = msg(key, event=event, person=person, left=row["left"], count=trigger.at_least)
        if node.filters is None:
            return reason, None
        later = {**row, "arrived": row["left"]}
        return reason, self._explained(node.filters, later, row["cause"])

    def _action(
        self, node: ActionNode, row: Mapping[str, Any]
    ) -> tuple[Message, Explanation | None]:
        mine = (pl.col("node") == node.id) & (pl.col("entry") == row["entry"])
        mine &= (pl.col("time") == row["left"]) & (pl.col("journey") == row["journey"])
        if row["person"] is not None:
            mine &= pl.col("person") == row["person"]
        messages = self.messages.filter(mine)
        if messages.height:
            return self._sent(messages), None
        effects = self.history.effects.filter(mine)
        if not effects.height:
            return msg("trace.nobody"), None
        said = tuple(
            dict.fromkeys(self._effect(effect) for effect in effects.iter_rows(named=True))
        )
        return msg("trace.effects", effects=said), None

    def _sent(self, messages: pl.DataFrame) -> Message:
        counts = dict(messages.group_by("outcome").len().iter_rows())
        sent = counts.pop(str(Outcome.SENT), 0)
        skipped = tuple(
            msg(f"trace.skipped.{outcome}", count=counts[str(outcome)])
            for outcome in Outcome
            if str(outcome) in counts
        )
        name = self._name("emails", messages["message"][0])
        if name == messages["message"][0]:
            name = self._name("messages", name)
        if not skipped:
            return msg("trace.sent", message=name, count=sent)
        return msg("trace.sent_skipped", message=name, count=sent, skipped=skipped)

    def _effect(self, effect: Mapping[str, Any]) -> Message:
        subject: Param = effect["subject"] or ""
        kind = Effect(effect["effect"])
        if kind is Effect.ATTRIBUTE_CHANGED or effect["note"] == "same_value":
            scope = Scope.ACCOUNT if effect["person"] is None else Scope.PERSON
            subject = self.names.attribute(scope, str(subject))
        elif kind in (Effect.LIST_JOINED, Effect.LIST_LEFT):
            subject = self._name("lists", str(subject))
        elif kind is Effect.SALES_ALERT:
            subject = self._name("solution_interests", str(subject))
        key = f"nothing.{effect['note']}" if kind is Effect.NOTHING else str(kind)
        return msg(
            f"trace.effect.{key}", subject=subject, previous=effect["previous"], new=effect["new"]
        )

    def _person(self, row: int) -> str:
        people = self.dataset.people
        parts = [
            people[name][row]
            for name in ("person.name.firstName", "person.name.lastName")
            if name in people.columns
        ]
        name = " ".join(part for part in parts if part)
        return name or str(people[f.PERSON_KEY][row])

    def _name(self, kind: str, id_: str) -> str:
        return str(getattr(self.definitions.find(kind, id_), "name", id_))


def _message_in(message: Message, zone: tzinfo) -> Message:
    """The message with its times as the clock of a zone tells them."""
    return Message(message.key, tuple((key, _in(value, zone)) for key, value in message.params))


def _in(value: Param, zone: tzinfo) -> Param:
    if isinstance(value, Message):
        return _message_in(value, zone)
    if isinstance(value, tuple):
        return tuple(_in(item, zone) for item in value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone)
    return value


def _explanation_in(explanation: Explanation, zone: tzinfo) -> Explanation:
    seen = explanation.seen
    return Explanation(
        explanation.holds,
        _message_in(explanation.message, zone),
        None if seen is None else _message_in(seen, zone),
        tuple(_explanation_in(part, zone) for part in explanation.parts),
    )
