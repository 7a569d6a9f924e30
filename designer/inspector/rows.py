"""The rows of a form: a caption, an editor, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.widgets.editor import Editor, SwitchEditor
from designer.widgets.look import label, look, set_property, spaced


class Warned(str):
    """A sentence about a field that warns and does not block."""

    __slots__ = ()


def show_sentence(place: QLabel, sentence: str) -> bool:
    """Show what is wrong, or what is to be minded, at a place; hide it where it is nothing. Gives
    whether it is wrong."""
    minor = isinstance(sentence, Warned)
    set_property(place, "look", "warning" if minor else "error")
    place.setText(sentence)
    place.setVisible(bool(sentence))
    return bool(sentence) and not minor


class FieldRow(QWidget):
    """One field of a form. The help is the caption's and the editor's tooltip, and a line below
    where ``explain`` is on."""

    def __init__(
        self, caption: str, editor: Editor, help_: str = "", *, explain: bool = False
    ) -> None:
        super().__init__()
        look(self, "bare")
        self.editor = editor
        column = QVBoxLayout(self)
        spaced(column, 0, 1)
        if caption:
            self.caption = label(caption, "caption")
            self.caption.setToolTip(help_)
            self.caption.setBuddy(editor)
            column.addWidget(self.caption)
        column.addWidget(editor)
        if help_ and explain:
            column.addWidget(label(help_, "hint", wrap=True))
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        name_editor(editor, caption, help_)

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong below the editor; empty: nothing is."""
        show_sentence(self.problem, sentence)


def name_editor(editor: Editor, name: str, help_: str = "") -> None:
    """Name an editor for screen readers, and what in it takes the keyboard."""
    editor.setToolTip(help_)
    target: QWidget | None = editor
    while target is not None:
        if not target.accessibleName():
            target.setAccessibleName(name)
        target = target.focusProxy()


class OptionalEditor(Editor):
    """A switch, and an editor below it while it is on. What was last there comes back when the
    switch is turned off and on again."""

    def __init__(self, title: str, inner: Editor, default: Any) -> None:
        super().__init__()
        self._last = default
        self.switch = SwitchEditor(title)
        self.switch.edited.connect(lambda on, _: self._turn(on))
        self.inner = inner
        inner.edited.connect(self.edited)
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        column.addWidget(self.switch)
        indent = QHBoxLayout()
        spaced(indent)
        indent.addWidget(inner)
        column.addLayout(indent)
        self.setFocusProxy(self.switch)

    def show_value(self, value: Any) -> None:
        self.switch.show_value(value is not None)
        self.inner.setVisible(value is not None)
        if value is not None:
            self._last = value
            self.inner.show_value(value)

    def show_problems(self, problems: Any) -> None:
        self.inner.show_problems(problems)

    def _turn(self, on: bool) -> None:
        value = self._last if on else None
        self.show_value(value)
        self.edited.emit(value, "")
