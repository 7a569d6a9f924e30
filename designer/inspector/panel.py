"""The inspector: the head of the selected node, its form, and what the last run says about it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from designer.document import Document
from designer.inspector.around import Around
from designer.inspector.counts import CountsPanel
from designer.inspector.nodes import NodeForm, node_form
from designer.inspector.rows import Warned
from designer.inspector.settings import JourneyForm
from designer.widgets.basics import Scroll, button, row
from designer.widgets.listing import Tile
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.journey import edits
from engine.journey.describe import category, context_line, type_title
from engine.journey.model import Journey, Status
from engine.journey.nodes import Node
from engine.journey.rules.problem import Problem, Severity
from resources.catalogue import say

WIDTH = 332


class Inspector(QWidget):
    """Shows and edits what is selected; the journey itself where nothing is."""

    delete_wanted = Signal(str)
    count_clicked = Signal(str, object)

    def __init__(self, document: Document, around: Around) -> None:
        super().__init__()
        look(self, "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.document = document
        self.around = around
        self.node: str | None = None
        self.form: NodeForm | JourneyForm | None = None
        self.tile = Tile()
        self.title = look(QLineEdit(), "title")
        self.title.setMaxLength(255)
        self.title.setAccessibleName(words("inspector.title"))
        self.title.textEdited.connect(self._rename)
        self.about = label("", "hint")
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.notice = label("", "warning", wrap=True)
        self.notice.hide()

        content = QWidget()
        self._column = QVBoxLayout(content)
        spaced(self._column, (4, 4, 4, 6), 4)
        names = QVBoxLayout()
        spaced(names)
        names.addWidget(self.title)
        about = QVBoxLayout()
        about.setContentsMargins(8, 0, 0, 0)
        about.addWidget(self.about)
        names.addLayout(about)
        head = row(self.tile, spacing=2)
        head.addLayout(names, 1)
        self._column.addLayout(head)
        self._column.addWidget(self.notice)
        self._body = QVBoxLayout()
        spaced(self._body)
        self._column.addLayout(self._body)
        self.counts = CountsPanel(around)
        self.counts.clicked.connect(self.count_clicked)
        self._column.addWidget(self.counts)
        self._column.addStretch(1)
        self.delete = button(words("inspector.delete"), "quiet", "delete", self._delete)
        self._column.addLayout(row(self.delete, None))
        outer = QVBoxLayout(self)
        spaced(outer)
        outer.addWidget(Scroll(content))

        document.changed.connect(self._changed)
        document.problems_changed.connect(self._show_problems)
        around.changed.connect(self._world_changed)
        self.select(None)

    def select(self, node: str | None) -> None:
        """Show a node by id; None: the journey."""
        self.document.seal()
        self.node = node if node in self.document.journey.by_id else None
        self._build()

    def _selected(self) -> Node | None:
        return None if self.node is None else self.document.journey.by_id.get(self.node)

    def _build(self) -> None:
        clear(self._body)
        node = self._selected()
        if node is None:
            self.form = JourneyForm(self.around)
        else:
            self.form = node_form(node, self.around)
            self.form.edited.connect(self._edited)
        self._body.addWidget(self.form)
        read_only = self.document.why_read_only
        frozen = read_only is not None or self.document.journey.status is not Status.DRAFT
        self.form.setEnabled(not frozen)
        self.title.setEnabled(not frozen)
        self.notice.setVisible(frozen)
        said = words("inspector.frozen") if read_only is None else say(read_only)
        self.notice.setText(said if frozen else "")
        self._show()

    def _show(self) -> None:
        node = self._selected()
        journey = self.document.journey
        if node is None:
            self.tile.show_icon("journey", "accent")
            title, placeholder = journey.name, words("inspector.journey")
            self.about.setText(words(f"inspector.kind.{journey.kind}"))
        else:
            self.tile.show_icon(node_icon(node), str(category(node)))
            title, placeholder = node.title, say(type_title(node))
            kind, context = say(type_title(node)), say(context_line(node, journey.kind))
            self.about.setText(" · ".join(filter(None, (kind, context))) if node.title else context)
        if self.title.text() != title:
            self.title.setText(title)
        self.title.setPlaceholderText(placeholder)
        self.delete.setVisible(node is not None and journey.audience is not node)
        if isinstance(self.form, NodeForm) and node is not None:
            self.form.show_value(node)
        elif isinstance(self.form, JourneyForm):
            self.form.show_journey(journey)
        self.counts.show_node(node)
        self._show_problems()

    def _changed(self, before: Journey, after: Journey) -> None:
        node = self._selected()
        if self.node is not None and node is None:
            self.select(None)
        elif before.status != after.status:
            self._build()
        else:
            self._show()

    def _world_changed(self) -> None:
        self.counts.show_node(self._selected())

    def _rename(self, text: str) -> None:
        node = self._selected()
        try:
            if node is None:
                journey = edits.set_name(self.document.journey, text)
                said = words("edit.name")
            else:
                journey = edits.set_title(self.document.journey, node.id, text)
                said = words("edit.title")
        except JornadaError as error:
            self.notice.setText(say(error.message))
            self.notice.show()
            return
        self.notice.hide()
        self.document.edit(said, journey, merge=f"{self.node} title")

    def _edited(self, node: Node, path: str) -> None:
        try:
            journey = edits.update_node(self.document.journey, node)
        except JornadaError as error:
            self.around.take_changes()
            name = path.rpartition(".number")[0] or path
            name = name.removesuffix(".text") or getattr(self.form, "last_edited", "")
            if self.form is not None:
                self.form.show_problems({name or "title": say(error.message)})
            if not path and isinstance(self.form, NodeForm):
                current = self._selected()
                if current is not None:
                    self.form.show_value(current)
            return
        merge = f"{node.id} {path}" if path else None
        text = words("edit.node", node=type_title(node))
        changes = self.around.take_changes()
        self.document.edit(text, journey, merge=merge, changes=changes)

    def _show_problems(self) -> None:
        if self.form is not None:
            mine = [p for p in self.document.problems if p.node == self.node and p.field]
            self.form.show_problems({p.field: _sentence(p) for p in reversed(mine)})

    def show_field(self, node: str | None, field: str | None) -> None:
        """Select a node and put the keyboard into one of its fields."""
        if self.node != node:
            self.select(node)
        if field and self.form is not None:
            self.form.focus_on(field)

    def _delete(self) -> None:
        if self.node is not None:
            self.delete_wanted.emit(self.node)


def _sentence(problem: Problem) -> str:
    said = say(problem.message)
    return said if problem.severity is Severity.ERROR else Warned(said)


def node_icon(node: Any) -> str:
    """The icon of a node: its action's where it has one."""
    action = getattr(node, "action", None)
    return str(node.type if action is None else action.type)
