"""``show``: a journey in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands import found
from app.commands.console import tell, text
from app.commands.workspace import AsJson

if TYPE_CHECKING:
    from app.commands.outline import Line


def show(
    target: found.Target,
    journey: found.JourneyName = None,
    version: found.Version = None,
    as_json: AsJson = False,
) -> None:
    """Show a journey as an outline."""
    drawn = found.at(target, journey, version)
    if as_json:
        from engine.exchange.native import dump_journey

        tell(dump_journey(drawn.file()))
        return
    tell(
        text(
            "app.journey",
            name=drawn.journey.name,
            version=str(drawn.journey.version),
            status=text(f"journey.status.{drawn.journey.status}"),
        )
    )
    for line in _outline(drawn):
        tell(line)


def _outline(drawn: found.Found) -> list[str]:
    from app.commands.outline import outline
    from engine.accounts.names import CatalogueNames
    from engine.journey.describe import path_label, summary, title

    interests = {item.id: item.name for item in drawn.definitions.solution_interests}
    derived = drawn.definitions.derived_attributes
    names = CatalogueNames.of(None, drawn.definitions.lists, interests, derived)
    by_id = drawn.journey.by_id
    lines = []
    for line in outline(drawn.journey):
        if line.node is None:
            lines.append(_indented(line, text("app.outline.end")))
            continue
        node = by_id[line.node]
        if line.path is not None:
            said = text("app.outline.path", path=path_label(node, line.path))
        elif line.elsewhere:
            said = text("app.outline.elsewhere", title=title(node), id=node.id)
        else:
            about = summary(node, drawn.definitions, names)
            said = text("app.outline.node", title=title(node), id=node.id, about=about)
        lines.append(_indented(line, said))
    return lines


def _indented(line: Line, said: str) -> str:
    return "  " * (line.depth + 1) + said
