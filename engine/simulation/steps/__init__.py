"""One step module for each kind of node; :data:`STEPS` finds them by node model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    BaseNode,
    CloseSplitNode,
    ListenNode,
    MergeNode,
    SplitNode,
    VariantNode,
    WaitNode,
)
from engine.simulation.steps import action, listen, passing, split, variant, wait
from engine.simulation.travel import JourneyRun

Step = Callable[[JourneyRun, Any, int], None]
"""``step(run, node, until)`` lets everything happen that is due at a node before ``until``."""

STEPS: dict[type[BaseNode], Step] = {
    AccountAudienceNode: passing.step,
    MergeNode: passing.step,
    CloseSplitNode: passing.step,
    ActionNode: action.step,
    ListenNode: listen.step,
    SplitNode: split.step,
    VariantNode: variant.step,
    WaitNode: wait.step,
}
