"""Every text that the window asks for by a literal key is in the catalogue."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions import ACTIONS, PAGES
from resources.catalogue import sentences

ROOT = Path(__file__).parents[2]
FUNCTIONS = {"words": "designer.", "text": "app.", "msg": "", "JornadaError": ""}
"""Who takes a key as the first argument, and what they put before it."""
FILES = sorted(
    path
    for room in ("app", "designer")
    for path in (ROOT / room).rglob("*.py")
    if "canvas" not in path.parts
)


def keys_in(path: Path) -> Iterator[str]:
    """The literal keys that a file asks for; those made at run time are tested where they are."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name)):
            continue
        first = node.args[0]
        if (
            node.func.id in FUNCTIONS
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            before = "" if node.func.id == "text" else FUNCTIONS[node.func.id]
            yield f"{before}{first.value}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_key_is_in_the_catalogue(path: Path) -> None:
    missing = [key for key in keys_in(path) if "." in key and key not in sentences()]
    assert missing == []


def test_every_action_and_page_has_a_title() -> None:
    wanted = {f"designer.do.{action.id}" for action in ACTIONS}
    wanted |= {f"designer.page.{page}" for page in PAGES}
    wanted |= {f"designer.menu.{action.menu}" for action in ACTIONS if action.menu != "go"}
    assert wanted - sentences().keys() == set()
