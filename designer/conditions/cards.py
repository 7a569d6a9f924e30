"""A condition among others as a card: what it is about, its count, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout

from designer.conditions.edits import bare
from designer.conditions.filters import filter_editor, filter_title
from designer.conditions.vocabulary import Vocabulary
from designer.widgets.basics import Chip, Elided, icon_button
from designer.widgets.editor import Editor
from designer.widgets.look import label, look, set_property, spaced
from designer.widgets.press import Press
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.conditions.model import Condition, Not, Scope

GRIP = 14


class Card(QFrame):
    """A card with a head to take it by, and an editor of what stands in it.

    The editor's value is the condition without its negation.
    """

    edited = Signal(object, str)
    """The card's new condition (perhaps negated), and the path of typing."""
    removed = Signal()
    duplicated = Signal()
    grouped = Signal()
    dragged = Signal(object)
    """The card itself: somebody began to drag it."""

    def __init__(self, condition: Condition, title: str, scope: Scope, editor: Editor) -> None:
        super().__init__()
        look(self, "card")
        self.scope = scope
        self.title = title
        self.editor = editor
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self._press = Press()
        grip = QLabel()
        set_icon(grip, "drag", "ink3", GRIP)
        grip.setToolTip(words("builder.grip"))
        grip.setCursor(Qt.CursorShape.OpenHandCursor)
        self.negation = Chip(words("condition.not"), "warning")
        self.count = label("", "hint")
        self.count.setAccessibleName(words("builder.count_of", name=title))
        more = icon_button("more", words("condition.more", name=title))
        more.clicked.connect(lambda: self._menu().popup(more.mapToGlobal(more.rect().bottomLeft())))
        remove = icon_button("close", words("condition.remove", name=title))
        remove.clicked.connect(self.removed)
        for each in (more, remove):  # the keyboard has Delete and the menu key
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        editor.setAccessibleName(title)
        editor.edited.connect(self._changed)
        column = QVBoxLayout(self)
        spaced(column, (2, 2, 2, 3), 1)
        head = QHBoxLayout()
        spaced(head, 0, 1)
        head.addWidget(grip)
        head.addWidget(self.negation)
        head.addWidget(Elided(title, "heading"), 1)
        head.addWidget(self.count)
        head.addWidget(more)
        head.addWidget(remove)
        column.addLayout(head)
        body = QVBoxLayout()
        spaced(body, (1, 0, 1, 0), 1)
        body.addWidget(editor)
        self.problem = label("", "warning", wrap=True)
        self.problem.hide()
        body.addWidget(self.problem)
        column.addLayout(body)
        self.show_condition(condition)

    def show_condition(self, condition: Condition) -> None:
        """Show a condition of the same shape."""
        self._negated = isinstance(condition, Not)
        self._inner = bare(condition)
        self.negation.setVisible(self._negated)
        self.editor.show_value(self._inner)

    def show_problem(self, text: str) -> None:
        """Say what is wrong with what stands here; nothing where nothing is."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _changed(self, inner: Condition, path: str) -> None:
        self._inner = inner
        self.edited.emit(Not(condition=inner) if self._negated else inner, path)

    def negate(self) -> None:
        """Turn the condition round."""
        self.edited.emit(self._inner if self._negated else Not(condition=self._inner), "")

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(
            words("condition.include" if self._negated else "condition.exclude"), self.negate
        )
        for text, keys, signal in (
            (words("condition.duplicate"), "Ctrl+D", self.duplicated),
            (words("condition.into_group"), "Ctrl+G", self.grouped),
            (words("condition.remove_plain"), "Del", self.removed),
        ):
            menu.addAction(f"{text}\t{keys}", signal.emit)
        menu.insertSeparator(menu.actions()[-1])
        return menu

    # --- the mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._press.begin(event)
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press.end()
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press.becomes_drag(event):
            self.dragged.emit(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        inside = event.reason() is QContextMenuEvent.Reason.Mouse
        at = event.globalPos() if inside else self.mapToGlobal(QPoint(8, 32))
        self._menu().popup(at)

    # --- the keyboard ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self.editor.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        set_property(self, "chosen", value=True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        set_property(self, "chosen", value=False)
        super().focusOutEvent(event)


class FilterCard(Card):
    """One filter."""

    def __init__(self, condition: Condition, scope: Scope, vocabulary: Vocabulary) -> None:
        inner = bare(condition)
        title = filter_title(inner, scope, vocabulary)
        super().__init__(condition, title, scope, filter_editor(inner, scope, vocabulary))
