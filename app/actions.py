"""What can be done from menus and by keys, declared in one place.

An action is carried out by the method of the same name of the page in front or of one of its
helpers, else of the main window. Titles are in the catalogue, at ``designer.do.<id>``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """What the enabling of actions depends on."""

    page: str = ""
    writable: bool = False
    draft: bool = False
    """A journey that can be changed is in front."""
    selected: int = 0
    can_undo: bool = False
    can_redo: bool = False


@dataclass(frozen=True)
class Action:
    """``menu``: where it stands; empty: by key only. ``standard`` names a key of the platform
    (``QKeySequence.StandardKey``), ``keys`` are written ones."""

    id: str
    menu: str = ""
    icon: str = ""
    keys: tuple[str, ...] = ()
    standard: str = ""
    enabled: Callable[[State], bool] = lambda _: True
    separated: bool = False
    """A line stands above it in its menu."""


def _on_canvas(state: State) -> bool:
    return state.page == "journey"


def _editing(state: State) -> bool:
    return _on_canvas(state) and state.draft


def _selected(state: State) -> bool:
    return _on_canvas(state) and state.selected > 0


ACTIONS: tuple[Action, ...] = (
    Action("new_workspace", "file", "add", standard="New"),
    Action("open_workspace", "file", "open", standard="Open"),
    Action("import_journey", "file", "import", separated=True, enabled=lambda s: s.writable),
    Action("export_journey", "file", "export", ("Ctrl+E",), enabled=_on_canvas),
    Action("settings", "file", "settings", ("Ctrl+,",), separated=True),
    Action("about", "file", "info"),
    Action("quit", "file", "", ("Ctrl+Q",), separated=True),
    Action("undo", "edit", "undo", standard="Undo", enabled=lambda s: s.can_undo),
    Action("redo", "edit", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), enabled=lambda s: s.can_redo),
    Action(
        "cut",
        "edit",
        "cut",
        standard="Cut",
        separated=True,
        enabled=lambda s: _editing(s) and s.selected > 0,
    ),
    Action("copy", "edit", "copy", standard="Copy", enabled=_selected),
    Action("paste", "edit", "paste", standard="Paste", enabled=_editing),
    Action(
        "duplicate",
        "edit",
        "duplicate",
        ("Ctrl+D",),
        enabled=lambda s: _editing(s) and s.selected > 0,
    ),
    Action("select_all", "edit", "", standard="SelectAll", enabled=_on_canvas),
    Action("insert", "edit", "add", ("Ctrl+I", "Ins"), separated=True, enabled=_editing),
    Action("simulate", "run", "simulate", ("Ctrl+R", "F5"), enabled=_on_canvas),
    Action("fit", "view", "fit", ("Ctrl+0",), enabled=_on_canvas),
    Action("home", "go", "home", ("Alt+1",)),
    Action("data", "go", "data", ("Alt+2",)),
    Action("audiences", "go", "audiences", ("Alt+3",)),
    Action("journeys", "go", "journeys", ("Alt+4",)),
    Action("runs", "go", "runs", ("Alt+5",)),
    Action("exports", "go", "exports", ("Alt+6",)),
)

PAGES = tuple(action.id for action in ACTIONS if action.menu == "go")
"""The pages of the navigation, in its order."""
