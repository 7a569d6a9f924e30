"""Where the cards of a condition lie: filters are dropped here, cards are dragged about."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from designer.conditions.edits import Path, fitting
from designer.conditions.groups import GroupEditor, PeopleCard
from designer.widgets.basics import Scroll
from designer.widgets.look import UNIT, look, spaced
from engine.conditions.model import Condition, Scope

FILTER = "application/x-jornada-filter"
"""A filter from the palette: whom it is about, a line end, and the condition as JSON."""
CARD = "application/x-jornada-card"
"""A card: which board it lies on and its path, as numbers with spaces between."""
THICK = 3
"""The line that shows where something would drop."""
EDGE = 32
"""So near to the upper and lower edge the board scrolls under what is dragged."""
_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def filter_data(condition: Condition, scope: Scope) -> QMimeData:
    """A filter to be dragged."""
    data = QMimeData()
    text = f"{scope}\n{_CONDITION.dump_json(condition).decode()}"
    data.setData(FILTER, QByteArray(text.encode()))
    return data


def dragged_filter(data: QMimeData) -> tuple[Condition, Scope] | None:
    """The filter that is dragged, and whom it is about; None where it is something else."""
    if not data.hasFormat(FILTER):
        return None
    scope, _, text = bytes(data.data(FILTER).data()).decode(errors="replace").partition("\n")
    try:
        return _CONDITION.validate_json(text), Scope(scope)
    except (ValidationError, ValueError):
        return None


def picture_of(widget: QWidget, most: int = 320) -> QPixmap:
    """A widget as it is dragged: as it looks, faint, and not too large."""
    whole = widget.grab(QRect(QPoint(0, 0), widget.size().boundedTo(QSize(most, 140))))
    made = QPixmap(whole.size())
    made.setDevicePixelRatio(whole.devicePixelRatio())
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setOpacity(0.8)
        painter.drawPixmap(0, 0, whole)
    return made


@dataclass(frozen=True)
class _Carried:
    """What is dragged: a filter from the palette, or a card, which has a path."""

    condition: Condition
    scope: Scope
    path: Path = ()


class Board(QWidget):
    """The root group on a ground that takes drops and shows where they would go."""

    filter_dropped = Signal(object, object, int)
    """A condition, the path of the group, and the place in it."""
    card_dropped = Signal(object, object, int, object)
    """The path of a card, the path of the group, the place in it, and the condition as it fits."""

    def __init__(self, group: GroupEditor) -> None:
        super().__init__()
        self.group = group
        self.setAcceptDrops(True)
        self._target: tuple[Path, int] | None = None
        self.line = look(QFrame(self), "dropline")
        self.line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.line.hide()
        column = QVBoxLayout(self)
        spaced(column, (0, 0, 2, 2), 2)
        column.addWidget(group)
        column.addStretch(1)
        group.dragged.connect(self._drag)

    def path_of(self, card: object) -> Path | None:
        """Where a card stands."""
        return next((each.path for each in self.group.places() if each.card is card), None)

    def _drag(self, card: QWidget) -> None:
        """Let a card be carried to another place."""
        path = self.path_of(card)
        if path is None:
            return
        data = QMimeData()
        data.setData(CARD, QByteArray(" ".join(map(str, (id(self), *path))).encode()))
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(picture_of(card))
        drag.setHotSpot(QPoint(4 * UNIT, 4 * UNIT))
        drag.exec(Qt.DropAction.MoveAction)

    # --- what may drop where ---

    def _groups(self) -> list[tuple[Path, GroupEditor]]:
        """Every group with its path, outside first."""
        found: list[tuple[Path, GroupEditor]] = [((), self.group)]
        for each in self.group.places():
            if isinstance(each.card, GroupEditor):
                found.append((each.path, each.card))
            elif isinstance(each.card, PeopleCard):
                found.append((each.path, each.card.editor.group))
        return found

    def _area(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self, QPoint(0, 0)), widget.size())

    def target(self, at: QPoint, data: QMimeData) -> tuple[Path, int] | None:
        """The group and the place in it where something would drop; None where it does not fit."""
        path: Path = ()
        group = self.group
        for inner_path, inner in self._groups()[1:]:
            if self._area(inner).contains(at):
                path, group = inner_path, inner
        if not self._fits(data, path, group.scope):
            return None
        tops = [self._area(card).center().y() for card in group.cards]
        return path, sum(at.y() > middle for middle in tops)

    def _fits(self, data: QMimeData, group: Path, scope: Scope) -> bool:
        carried = self._carried(data)
        if carried is None or (carried.path and group[: len(carried.path)] == carried.path):
            return False
        return fitting(carried.condition, carried.scope, scope) is not None

    def _carried(self, data: QMimeData) -> _Carried | None:
        """What is dragged; None where it is nothing for this board."""
        if data.hasFormat(CARD):
            text = bytes(data.data(CARD).data()).decode(errors="replace").split()
            board, *path = (int(part) if part.isdecimal() else -1 for part in text)
            for each in self.group.places():
                if board == id(self) and each.path == tuple(path):
                    return _Carried(each.condition, each.scope, each.path)
            return None
        found = dragged_filter(data)
        return None if found is None else _Carried(*found)

    def _show_line(self, target: tuple[Path, int] | None) -> None:
        self._target = target
        self.line.setVisible(target is not None)
        if target is None:
            return
        path, place = target
        group = next(one for each, one in self._groups() if each == path)
        areas = [self._area(card) for card in group.cards]
        if not areas:
            area = self._area(group.empty)
            y, left, width = area.center().y(), area.left(), area.width()
        else:
            left, width = areas[0].left(), areas[0].width()
            if place == 0:
                y = areas[0].top() - UNIT
            elif place == len(areas):
                y = areas[-1].bottom() + UNIT
            else:
                y = (areas[place - 1].bottom() + areas[place].top()) // 2
        self.line.setGeometry(left, max(y - THICK // 2, 0), width, THICK)
        self.line.raise_()

    def _scroll(self, at: QPoint) -> None:
        """Move on under what is dragged near the upper or lower edge."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, Scroll):
            around = around.parentWidget()
        if around is None:
            return
        y = self.mapTo(around, at).y()
        bar = around.verticalScrollBar()
        if y < EDGE:
            bar.setValue(bar.value() - 3 * UNIT)
        elif y > around.height() - EDGE:
            bar.setValue(bar.value() + 3 * UNIT)

    # --- what Qt tells while something is dragged ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._move(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._scroll(event.position().toPoint())
        self._move(event)

    def _move(self, event: QDragMoveEvent) -> None:
        data = event.mimeData()
        if not (data.hasFormat(FILTER) or data.hasFormat(CARD)):
            event.ignore()
            return
        target = self.target(event.position().toPoint(), data)
        self._show_line(target)
        event.accept()
        if target is None:
            event.setDropAction(Qt.DropAction.IgnoreAction)
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_line(None)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        target = self.target(event.position().toPoint(), data)
        self._show_line(None)
        if target is None:
            event.ignore()
            return
        event.acceptProposedAction()
        path, place = target
        carried = self._carried(data)
        group = next(one for each, one in self._groups() if each == path)
        if carried is None:
            return
        condition = fitting(carried.condition, carried.scope, group.scope)
        if carried.path:
            self.card_dropped.emit(carried.path, path, place, condition)
        else:
            self.filter_dropped.emit(condition, path, place)
