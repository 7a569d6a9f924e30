"""Journeys drawn as text, so that tests can be read.

``draw("in > s; s.A > w; s.Other > e", s=split("A"), w=WaitNode)``: ``a > b`` joins the path
``next`` of a to b, ``a.Label > b`` the path ``Label``. A node that is not given is a wait; the
node ``in`` is an account audience.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from engine.conditions.model import Attribute, Condition, Operator
from engine.journey.actions import Action, Context, UpdatePersonProfile
from engine.journey.model import Edge, Journey
from engine.journey.nodes import (
    NEXT,
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ListenNode,
    MergeNode,
    Node,
    SplitNode,
    SplitPath,
    VariantNode,
    VariantPath,
    WaitNode,
)
from engine.journey.timing import Duration, Timing, Unit

INDUSTRY = "accountOrganization.industry"


def industry(value: str) -> Condition:
    """The account's industry is ``value``."""
    return Attribute(attribute=INDUSTRY, operator=Operator.IS, value=value)


def split(*labels: str, by: Context = Context.ACCOUNTS, other: bool = True) -> SplitNode:
    """A split with a path a label; by accounts each asks for the industry of its label."""
    ask = industry if by is Context.ACCOUNTS else title_is
    paths = tuple(SplitPath(label=label, condition=ask(label)) for label in labels)
    return SplitNode(id="?", by=by, paths=paths, other=other)


def title_is(value: str) -> Condition:
    """The person's job title is ``value``."""
    return Attribute(attribute="extendedWorkDetails.jobTitle", operator=Operator.IS, value=value)


def people_split(*labels: str, other: bool = True) -> SplitNode:
    """A split by people."""
    return split(*labels, by=Context.PEOPLE, other=other)


def variant(*shares: int, by: Context = Context.ACCOUNTS) -> VariantNode:
    """A variant with paths A, B, C… and their shares."""
    paths = tuple(
        VariantPath(label="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index], percentage=share)
        for index, share in enumerate(shares)
    )
    return VariantNode(id="?", by=by, paths=paths)


def close(of: str) -> CloseSplitNode:
    """The close split of a split by people."""
    return CloseSplitNode(id="?", split=of)


def merge() -> MergeNode:
    """A merge."""
    return MergeNode(id="?")


def listen(**fields: Any) -> ListenNode:
    """A listen node."""
    return ListenNode(id="?", **fields)


def people_action(action: Action | None = None) -> ActionNode:
    """An action on people."""
    default = UpdatePersonProfile(attribute="b2b.personStatus", value="Engaged")
    return ActionNode(id="?", context=Context.PEOPLE, action=action or default)


def act(action: Action) -> ActionNode:
    """A node that takes an action."""
    return ActionNode(id="?", context=action.context, action=action)


def wait(amount: int = 5, unit: Unit = Unit.DAYS) -> WaitNode:
    """A wait of some duration."""
    return WaitNode(id="?", timing=Timing(duration=Duration(amount=amount, unit=unit)))


def draw(lines: str, **nodes: Node) -> Journey:
    """The journey drawn by ``lines``, its nodes in the order in which the lines name them."""
    names: dict[str, None] = {}
    edges = []
    for line in filter(None, (part.strip() for part in lines.split(";"))):
        chain = [part.strip() for part in line.split(">")]
        for name in chain:
            names.setdefault(name.split(".")[0])
        for start, end in pairwise(chain):
            source, _, path = start.partition(".")
            edges.append(Edge(source=source, path=path or NEXT, target=end.split(".")[0]))
    found = tuple(_drawn(name, nodes.get(name)) for name in names)
    return Journey(id="j", name="Test", nodes=found, edges=tuple(edges))


def named(id_: str, node: Node) -> Node:
    """The node with an id."""
    return node.model_copy(update={"id": id_})


def _drawn(name: str, node: Node | None) -> Node:
    if node is not None:
        return named(name, node)
    if name == "in":
        return AccountAudienceNode(id="in", audience="everyone")
    return WaitNode(id=name)


def drawn(journey: Journey) -> str:
    """The edges of a journey as ``draw`` reads them, sorted, one a part."""
    parts = (
        f"{edge.source}{'' if edge.path == NEXT else '.' + edge.path} > {edge.target}"
        for edge in journey.edges
    )
    return "; ".join(sorted(parts))
