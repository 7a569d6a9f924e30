"""The form of a node: the fields of its model, and what only this type of node needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from designer.inspector.action import ActionEditor
from designer.inspector.around import Around
from designer.inspector.fields import form_fields
from designer.inspector.forms import ModelForm
from designer.inspector.paths import PathsEditor
from designer.inspector.rows import FieldRow
from designer.inspector.triggers import TriggersEditor
from designer.widgets.basics import icon_button, row
from designer.widgets.combo import Combo
from designer.widgets.dialogs import confirm
from designer.widgets.editor import ChoiceEditor, Editor
from designer.widgets.look import clear, label, spaced
from designer.widgets.words import words
from engine.journey import edits, graph
from engine.journey.actions import Context
from engine.journey.describe import path_label, title
from engine.journey.model import JourneyKind
from engine.journey.nodes import (
    AccountAudienceNode,
    ActionNode,
    CloseSplitNode,
    ExternalSplitNode,
    ListenNode,
    MergeNode,
    NextBestNode,
    Node,
    PersonAudienceNode,
    SplitNode,
    VariantNode,
)
from resources.catalogue import say

CONTEXTS = tuple((context, words(f"choice.context {context}")) for context in Context)


class NodeForm(Editor):
    """The settings of a node, one below another. It tells the node as edited."""

    elsewhere: tuple[str, ...] = ()
    """Fields that :meth:`special` takes care of without a row."""

    def __init__(self, node: Node, around: Around) -> None:
        super().__init__()
        self.around = around
        self.node = node
        self.last_edited = ""
        self.rows: dict[str, FieldRow] = {}
        self.column = QVBoxLayout(self)
        spaced(self.column, 0, 4)
        self.form: ModelForm | None = None
        own = self.special()
        names = tuple(
            field.name
            for field in form_fields(type(node))
            if field.name not in own and field.name not in self.elsewhere
        )
        for name, (caption, editor) in own.items():
            self.add(name, caption, editor)
        if names:
            self.form = ModelForm(type(node), around, names)
            self.form.edited.connect(self._form_edited)
            self.column.addWidget(self.form)

    def special(self) -> dict[str, tuple[str, Editor]]:
        """The fields that are not built by their type: their captions and editors."""
        return {}

    def add(self, name: str, caption: str, editor: Editor) -> None:
        """Add a row for a field."""
        made = FieldRow(caption, editor)
        editor.edited.connect(partial(self.tell, name))
        self.rows[name] = made
        self.column.addWidget(made)

    def tell(self, name: str, value: Any, path: str) -> None:
        """Tell the node with another value of a field."""
        self.last_edited = name
        node = self.node.model_copy(update={name: value})
        self.edited.emit(node, path and f"{name}.{path}")

    def _form_edited(self, node: Any, path: str) -> None:
        self.last_edited = "" if self.form is None else self.form.last_edited
        names = () if self.form is None else tuple(self.form.rows)
        update = {name: getattr(node, name) for name in names}
        self.edited.emit(self.node.model_copy(update=update), path)

    def show_value(self, value: Any) -> None:
        self.node = value
        for name, each in self.rows.items():
            each.editor.show_value(getattr(value, name))
        if self.form is not None:
            self.form.show_value(value)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        for name, each in self.rows.items():
            each.show_problem(problems.get(name, ""))
            below = {
                path.removeprefix(f"{name}."): sentence
                for path, sentence in problems.items()
                if path.startswith(f"{name}.")
            }
            each.editor.show_problems(below)
        if self.form is not None:
            self.form.show_problems(problems)

    def focus_on(self, path: str) -> None:
        name, _, rest = path.partition(".")
        if name in self.rows:
            self.rows[name].editor.focus_on(rest)
        elif self.form is not None:
            self.form.focus_on(path)

    def switch_context(self, context: Context, _path: str = "") -> None:
        """Switch between accounts and people, after asking where that deletes nodes."""
        journey, id_ = self.around.document.journey, self.node.id
        gone = edits.what_set_context_removes(journey, id_)
        if gone and not confirm(
            self,
            words("context.title"),
            (
                words("context.text", node=title(self.node), count=len(gone)),
                ", ".join(say(title(journey.by_id[each])) for each in gone),
            ),
            words("context.accept"),
            danger=True,
        ):
            self.show_value(self.node)
            return
        text = words("edit.context", node=title(self.node))
        if not self.around.apply(text, lambda now: edits.set_context(now, id_, context)):
            self.show_value(self.node)


class AudienceForm(NodeForm):
    """Who enters: an audience, a list or, for people, events; one of them."""

    def special(self) -> dict[str, tuple[str, Editor]]:
        person = isinstance(self.node, PersonAudienceNode)
        kinds = ("audience", "list", "events") if person else ("audience", "list")
        self.source = ChoiceEditor([(kind, words(f"audience.{kind}")) for kind in kinds])
        self.source.edited.connect(lambda kind, _: self._show_source(kind))
        self.column.addWidget(FieldRow(words("audience.source"), self.source))
        if person:
            return {"events": ("", TriggersEditor(self.around, only_events=True))}
        return {}

    def show_value(self, value: Any) -> None:
        same = value.id == self.node.id and self.form is not None and self.form.rows
        super().show_value(value)
        chosen = next((name for name in ("list", "events") if getattr(value, name, None)), "")
        chosen = "audience" if value.audience else chosen
        if chosen or not same:
            self._show_source(chosen or "audience")

    def _show_source(self, kind: str) -> None:
        self.source.show_value(kind)
        rows = {**self.rows, **({} if self.form is None else self.form.rows)}
        for name, each in rows.items():
            each.setVisible(name == kind)

    def tell(self, name: str, value: Any, path: str) -> None:
        self.last_edited = name
        self._emit_only(name, value, path)

    def _form_edited(self, node: Any, path: str) -> None:
        name = "" if self.form is None else self.form.last_edited
        self.last_edited = name
        self._emit_only(name, getattr(node, name), path)

    def _emit_only(self, name: str, value: Any, path: str) -> None:
        """One source at a time: choosing one lets go of the others."""
        others: dict[str, Any] = {"audience": None, "list": None}
        if isinstance(self.node, PersonAudienceNode):
            others["events"] = ()
        node = self.node.model_copy(update={**others, name: value})
        self.edited.emit(node, path and f"{name}.{path}")


class ActionForm(NodeForm):
    """For whom, which action, and its settings."""

    elsewhere = ("context",)

    def special(self) -> dict[str, tuple[str, Editor]]:
        journey = self.around.document.journey
        inside = self.node.id in graph.inside_people_splits(journey)
        self.only_people = inside or journey.kind is JourneyKind.PERSON
        contexts = (Context.PEOPLE,) if self.only_people else tuple(Context)
        self.context = ChoiceEditor(CONTEXTS)
        self.context.edited.connect(self.switch_context)
        if not self.only_people:
            self.column.addWidget(FieldRow(words("label.context"), self.context))
        return {"action": (words("label.action"), ActionEditor(self.around, contexts))}

    def show_value(self, value: Any) -> None:
        super().show_value(value)
        self.context.show_value(value.context)

    def tell(self, name: str, value: Any, path: str) -> None:
        self.last_edited = name
        update: dict[str, Any] = {name: value}
        if name == "action" and value is not None:
            update["context"] = value.context  # an action of the others takes the node with it
        self.edited.emit(self.node.model_copy(update=update), path and f"{name}.{path}")


class ForkForm(NodeForm):
    """A split of any kind: by whom, and its paths."""

    elsewhere = ("by", "other", "paths")

    def __init__(self, node: Node, around: Around) -> None:
        super().__init__(node, around)
        self.paths = PathsEditor(around)
        self.paths.edited.connect(self._paths_edited)
        self.row_of_paths = FieldRow(words(f"paths.caption.{node.type}"), self.paths)
        self.column.addWidget(self.row_of_paths)

    def special(self) -> dict[str, tuple[str, Editor]]:
        self.by: ChoiceEditor | None = None
        person = self.around.document.journey.kind is JourneyKind.PERSON
        if isinstance(self.node, SplitNode | VariantNode) and not person:
            self.by = ChoiceEditor(CONTEXTS)
            self.by.edited.connect(self.switch_context)
            self.column.addWidget(FieldRow(words("label.by"), self.by))
        return {}

    def show_value(self, value: Any) -> None:
        super().show_value(value)
        if self.by is not None:
            self.by.show_value(value.by)
        self.paths.show_value(value)

    def _paths_edited(self, node: Any, path: str) -> None:
        self.last_edited = "paths"
        update = {name: getattr(node, name) for name in ("paths", "other") if hasattr(node, name)}
        self.edited.emit(self.node.model_copy(update=update), path and f"paths.{path}")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        super().show_problems(problems)
        own = problems.get("paths", "") or problems.get("other", "") or problems.get("by", "")
        self.row_of_paths.show_problem(own)
        prefix = "paths."
        self.paths.show_problems(
            {
                path.removeprefix(prefix): sentence
                for path, sentence in problems.items()
                if path.startswith(prefix)
            }
        )

    def focus_on(self, path: str) -> None:
        if path.startswith("paths"):
            self.paths.focus_on(path.removeprefix("paths").lstrip("."))
        else:
            super().focus_on(path)


class ListenForm(NodeForm):
    """What is listened for, whose events count, and how long."""

    def special(self) -> dict[str, tuple[str, Editor]]:
        return {"triggers": (words("label.triggers"), TriggersEditor(self.around))}

    def show_value(self, value: Any) -> None:
        super().show_value(value)
        if self.form is not None:
            self.form.rows["timeout_path"].setVisible(value.timeout is not None)


class MergeForm(NodeForm):
    """Which paths meet here; others that end can be led here too."""

    def special(self) -> dict[str, tuple[str, Editor]]:
        self.column.addWidget(label(words("merge.about"), "summary", wrap=True))
        self.column.addWidget(label(words("merge.joined"), "caption"))
        self._ends = QVBoxLayout()
        spaced(self._ends, 0, 1)
        self.column.addLayout(self._ends)
        self.more = Combo()
        self.more.setPlaceholderText(words("merge.add"))
        self.more.setAccessibleName(words("merge.add"))
        self.more.activated.connect(self._join)
        self.column.addWidget(self.more)
        return {}

    def show_value(self, value: Any) -> None:
        super().show_value(value)
        journey = self.around.document.journey
        clear(self._ends)
        joined = graph.incoming(journey).get(value.id, [])
        for edge in joined:
            remove = icon_button("close", words("merge.remove"))
            remove.clicked.connect(partial(self._part, edge.source, edge.path))
            remove.setEnabled(len(joined) > 1)
            name = label(self._end(edge.source, edge.path), "body", wrap=True)
            self._ends.addLayout(row(name, remove))
        below = graph.downstream(journey, value.id)
        self._open = [end for end in graph.ends(journey) if end[0] not in {*below, value.id}]
        self.more.clear()
        self.more.addItems([self._end(*end) for end in self._open])
        self.more.setCurrentIndex(-1)
        self.more.setVisible(bool(self._open))

    def _end(self, source: str, path: str) -> str:
        node = self.around.document.journey.by_id[source]
        if len(node.path_names()) == 1:
            return words("merge.after", node=title(node))
        return words("merge.path", node=title(node), path=path_label(node, path))

    def _join(self, index: int) -> None:
        source, path = self._open[index]
        self.around.apply(
            words("edit.merge"), lambda now: edits.connect(now, source, path, self.node.id)
        )

    def _part(self, source: str, path: str) -> None:
        self.around.apply(words("edit.part"), lambda now: edits.disconnect(now, source, path))


class CloseForm(NodeForm):
    """Nothing to set: where the people of a split meet again."""

    elsewhere = ("split",)

    def special(self) -> dict[str, tuple[str, Editor]]:
        self.column.addWidget(label(words("close_split.about"), "summary", wrap=True))
        return {}


FORMS: dict[type[Any], Callable[[Any, Around], NodeForm]] = {
    AccountAudienceNode: AudienceForm,
    PersonAudienceNode: AudienceForm,
    ActionNode: ActionForm,
    SplitNode: ForkForm,
    VariantNode: ForkForm,
    NextBestNode: ForkForm,
    ExternalSplitNode: ForkForm,
    ListenNode: ListenForm,
    MergeNode: MergeForm,
    CloseSplitNode: CloseForm,
}
"""Forms of nodes that need more than their fields."""


def node_form(node: Node, around: Around) -> NodeForm:
    """The form of a node."""
    return FORMS.get(type(node), NodeForm)(node, around)
