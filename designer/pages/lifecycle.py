"""What may become of audiences and lists, and why not where something stands against it."""

from __future__ import annotations

from typing import Any

from designer.conditions.vocabulary import Vocabulary
from designer.inspector.around import unused_id
from designer.pages.adopting import unused_name
from designer.pages.project import Project
from designer.pages.sizes import Key
from designer.pages.whereused import uses
from designer.widgets.words import words
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.conditions.check import check
from engine.conditions.model import AllOf, Condition, Scope
from engine.journey.model import Definitions


def used_by(project: Project, key: Key) -> tuple[str, ...]:
    """Where something is used, in all journeys of the workspace."""
    journeys = (project.document(entry.id).journey for entry in project.journeys())
    return uses(*key, journeys, project.library.definitions)


def condition_of(item: Audience | EntityList) -> Condition:
    """The condition of an audience or a dynamic list; nothing is asked where it has none."""
    return AllOf() if item.condition is None else item.condition


def is_dynamic(item: object) -> bool:
    """Whether it is a list that is a filter."""
    return isinstance(item, EntityList) and item.kind is ListKind.DYNAMIC


def why_not_live(item: EntityList, vocabulary: Vocabulary) -> str:
    """Why a list cannot be published as it is; empty where it can."""
    if item.kind is ListKind.STATIC:
        return ""  # journeys may fill it
    condition = condition_of(item)
    if condition == AllOf():
        return words("audiences.no_filter")
    findings = check(condition, item.scope, vocabulary, vocabulary.names, in_dynamic_list=True)
    return next((str(one.message) for one in findings if one.blocking), "")


def new_item(
    what: str, scope: Scope, kind: ListKind, definitions: Definitions
) -> Audience | EntityList:
    """A new audience (``audiences``) or list (``lists``), with a name and an id of its own."""
    same = getattr(definitions, what)
    name = unused_name(words(f"audiences.unnamed_{what}"), (one.name for one in same))
    id_ = unused_id(name, (one.id for one in same))
    if what == "audiences":
        return Audience(id=id_, name=name, scope=scope)
    condition = AllOf() if kind is ListKind.DYNAMIC else None
    return EntityList(id=id_, name=name, scope=scope, kind=kind, condition=condition)


def copy_of(item: Any, same: tuple[Any, ...], name: str) -> Any:
    """A copy under another name and id; a list starts as a draft again."""
    name = unused_name(name, (one.name for one in same))
    update: dict[str, Any] = {"name": name, "id": unused_id(name, (one.id for one in same))}
    if isinstance(item, EntityList):
        update["status"] = LibraryStatus.DRAFT
    return item.model_copy(update=update)
