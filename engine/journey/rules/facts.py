"""What the loaded data tell the rules: what exists in them, and which paths accounts take.

Accounts are led from the audience through the splits by what the data say now. Counted are the
splits that the data decide by themselves: on attributes and static lists that no action of the
journey changes, where neither events nor time, dynamic lists or buying groups have a say.
"""

from __future__ import annotations

import numpy as np

from engine.accounts import fields as f
from engine.accounts.audiences import ListKind
from engine.accounts.dataset import Dataset
from engine.accounts.snapshot import Snapshot
from engine.conditions.columns import Bools
from engine.conditions.evaluate import evaluate
from engine.conditions.model import Condition, Scope
from engine.conditions.reads import reads
from engine.journey import actions as act
from engine.journey import graph
from engine.journey.model import Definitions, Journey
from engine.journey.nodes import OTHER, ActionNode, SplitNode
from engine.journey.rules.problem import Facts

_KEYS = {Scope.ACCOUNT: f.ACCOUNT_KEY, Scope.PERSON: f.PERSON_KEY}


def facts_of(journey: Journey, definitions: Definitions, dataset: Dataset) -> Facts:
    """The facts about a journey in a dataset."""
    flow = _Flow(journey, definitions, dataset)
    flow.lead()
    return Facts(
        custom=dataset.custom,
        events={
            name: frozenset(table.frame.columns[2:]) for name, table in dataset.event_tables.items()
        },
        taken=flow.taken,
        unmatched=flow.unmatched,
    )


class _Flow:
    """The accounts that may come to each node, as one flag an account row."""

    def __init__(self, journey: Journey, definitions: Definitions, dataset: Dataset) -> None:
        self.journey = journey
        self.definitions = definitions
        self.taken: dict[tuple[str, str], int] = {}
        self.unmatched: dict[str, int] = {}
        static = [item for item in definitions.lists if item.kind is ListKind.STATIC]
        self.changed = _changed_by(journey)
        self.lists = {(item.scope, item.id) for item in static} - self.changed
        frames = {Scope.ACCOUNT: dataset.accounts, Scope.PERSON: dataset.people}
        members = {
            (item.scope, item.id): frames[item.scope][_KEYS[item.scope]]
            .is_in(list(item.members))
            .to_numpy()
            for item in static
        }
        self.snapshot = Snapshot(dataset, members)

    def lead(self) -> None:
        """Lead the accounts through the journey, counting at the splits."""
        nobody = np.zeros(len(self.snapshot.takes_part(Scope.ACCOUNT)), np.bool_)
        here = dict.fromkeys(self.journey.by_id, nobody)
        if self.journey.audience is not None:
            here[self.journey.audience.id] = self._entering()
        for id_ in graph.node_order(self.journey):
            node = self.journey.by_id[id_]
            leaving: dict[str, Bools] = {}
            if isinstance(node, SplitNode) and node.by is act.Context.ACCOUNTS:
                leaving = self._split(node, here[id_])
            for path, target in graph.paths_of(self.journey, id_):
                if target in here:
                    here[target] = here[target] | leaving.get(path, here[id_])

    def _entering(self) -> Bools:
        """Who takes part and is in the audience, or may come to be."""
        everyone = self.snapshot.takes_part(Scope.ACCOUNT)
        node = self.journey.audience
        if node is None or node.audience is None:
            listed = None if node is None else (Scope.ACCOUNT, node.list or "")
            return everyone & self.snapshot.lists[listed] if listed in self.lists else everyone
        found = (item for item in self.definitions.audiences if item.id == node.audience)
        audience = next(found, None)
        if audience is None or not self._decided(audience.condition):
            return everyone
        return everyone & self._where(audience.condition)

    def _split(self, node: SplitNode, coming: Bools) -> dict[str, Bools]:
        """Who leaves by which path; nothing where the data alone do not decide."""
        if not all(self._decided(path.condition) for path in node.paths):
            return {}
        leaving: dict[str, Bools] = {}
        left = coming
        for path in node.paths:
            matching = left & self._where(path.condition)
            leaving[path.label], left = matching, left & ~matching
        if node.other:
            leaving[OTHER] = left
        else:
            self.unmatched[node.id] = int(left.sum())
        if coming.any():  # with nobody coming the split is not to blame
            self.taken |= {(node.id, label): int(who.sum()) for label, who in leaving.items()}
        return leaving

    def _where(self, condition: Condition) -> Bools:
        rows = np.arange(len(self.snapshot.takes_part(Scope.ACCOUNT)))
        return evaluate(condition, self.snapshot, Scope.ACCOUNT, rows, 0)

    def _decided(self, condition: Condition) -> bool:
        read = reads(condition, Scope.ACCOUNT)
        unsteady = read.uses_groups or read.uses_time or read.event_types
        return not (unsteady or read.attributes & self.changed or read.lists - self.lists)


def _changed_by(journey: Journey) -> set[tuple[Scope, str]]:
    """The attributes and lists that actions of the journey change, by scope and path or id."""
    found: set[tuple[Scope, str]] = set()
    for node in journey.nodes:
        match node.action if isinstance(node, ActionNode) else None:
            case act.UpdateAccountProfile(attribute=path) if path:
                found.add((Scope.ACCOUNT, path))
            case act.UpdatePersonProfile(attribute=path) if path:
                found.add((Scope.PERSON, path))
            case act.AddToAccountList(list=id_) | act.RemoveFromAccountList(list=id_) if id_:
                found.add((Scope.ACCOUNT, id_))
    return found
