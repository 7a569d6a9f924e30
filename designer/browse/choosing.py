"""Which columns are shown: a list to tick, kept with the workspace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from designer.browse.rows import Index, title_of
from designer.icons import paint_icon
from designer.pages.project import Project
from designer.widgets.basics import SearchField, button, row
from designer.widgets.look import CONTROL, look, spaced
from designer.widgets.themed import color
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.browsing.tables import DETAILS, ShownColumn, Table
from engine.accounts.fields import Entity
from engine.errors import JornadaError

WIDE, HIGH = 300, 420

_FIRST = {
    Entity.ACCOUNT: (
        f.ACCOUNT_NAME,
        "accountOrganization.website",
        "accountOrganization.industry",
        "accountOrganization.numberOfEmployees",
        "accountOrganization.annualRevenue.amount",
        "accountBillingAddress.country",
        f.ACCOUNT_KEY,
    ),
    Entity.PERSON: (
        "person.name.firstName",
        "person.name.lastName",
        f.EMAIL,
        "extendedWorkDetails.jobTitle",
        f"account:{f.ACCOUNT_NAME}",
        f.EMAIL_CONSENT,
        f.PERSON_KEY,
    ),
    Entity.EVENT: (
        f.EVENT_TIMESTAMP,
        f.EVENT_TYPE,
        DETAILS,
        f"person:{f.EMAIL}",
        f"account:{f.ACCOUNT_NAME}",
        f.EVENT_PERSON,
    ),
    Entity.OPPORTUNITY: (
        "opportunityName",
        f"account:{f.ACCOUNT_NAME}",
        "opportunityStage",
        "opportunityAmount.amount",
        "expectedCloseDate",
        "isWon",
        f.OPPORTUNITY_KEY,
    ),
}
"""The columns that are shown until somebody chooses others."""


def first_columns(table: Table) -> tuple[str, ...]:
    """The paths of the columns that are shown until somebody chooses others."""
    wanted = _FIRST[table.entity]
    if table.entity is Entity.EVENT and table.event_type is not None:
        own = tuple(each.path for each in table.columns if each.of is None)
        fields = tuple(path for path in own if path not in (*wanted, DETAILS))
        rest = tuple(path for path in wanted if path not in (f.EVENT_TYPE, DETAILS))
        wanted = (rest[0], *fields, *rest[1:])
    known = {each.path for each in table.columns}
    return tuple(path for path in wanted if path in known)


def kept_columns(project: Project, table: Table) -> tuple[ShownColumn, ...]:
    """The columns to show: those that somebody chose in this workspace, as far as the table has
    them."""
    text = project.workspace.setting(_setting(table))
    paths = json.loads(text) if text else ()
    found = [table.column(path) for path in paths]
    known = tuple(each for each in found if each is not None)
    if known:
        return known
    return tuple(each for path in first_columns(table) if (each := table.column(path)))


def keep_columns(project: Project, table: Table, paths: Sequence[str]) -> None:
    """Remember the choice with the workspace, where it can be written."""
    if not project.read_only:
        try:
            project.workspace.set_setting(_setting(table), json.dumps(list(paths)))
        except JornadaError as error:
            project.saving_failed.emit(error)


def _setting(table: Table) -> str:
    kind = "" if table.event_type is None else f" {table.event_type}"
    return f"browse.columns.{table.entity}{kind}"


class _Ticks(QStyledItemDelegate):
    """Paints a row with a box that is ticked or not, in the colours of the theme."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        on = _ticked(index)
        here = option.state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if here:
            painter.setBrush(color("hover"))
            painter.drawRoundedRect(option.rect, 6, 6)
        box = QRectF(option.rect.left() + 7, option.rect.center().y() - 7.5, 16, 16)
        painter.setPen(QPen(color("accent" if on else "line_strong"), 1))
        painter.setBrush(color("accent" if on else "panel"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            paint_icon(painter, "check", box.adjusted(2, 2, -2, -2), color("on_accent"))
        painter.setPen(color("ink1"))
        room = option.rect.adjusted(32, 0, -6, 0)
        text = option.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

    def sizeHint(self, *_: Any) -> QSize:
        return QSize(0, CONTROL - 2)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click anywhere on a row, or space, ticks it."""
        space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        pressed = event.type() is QEvent.Type.KeyPress and space
        if pressed or event.type() is QEvent.Type.MouseButtonRelease:
            after = Qt.CheckState.Unchecked if _ticked(index) else Qt.CheckState.Checked
            return model.setData(index, after, Qt.ItemDataRole.CheckStateRole)
        return False


def _ticked(index: Index) -> bool:
    state = index.data(Qt.ItemDataRole.CheckStateRole)
    return Qt.CheckState(state) is Qt.CheckState.Checked


class ColumnChooser(QFrame):
    """A popup list of all columns of a table, to be ticked; type to find one."""

    chosen = Signal(tuple)
    """The paths of the columns, in order."""

    def __init__(self, parent: QWidget, table: Table, paths: Sequence[str]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        look(self, "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._table = table
        self._paths = list(paths)
        self.search = SearchField(words("browse.search_columns"))
        self.search.textChanged.connect(self._narrow)
        self.items = look(QListWidget(), "list")
        self.items.setAccessibleName(words("browse.columns"))
        self.items.setItemDelegate(_Ticks(self.items))
        self.items.setMouseTracking(True)
        self.items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for each in self._in_order():
            item = QListWidgetItem(title_of(each))
            item.setData(Qt.ItemDataRole.UserRole, each.path)
            item.setToolTip(each.field.path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            shown = each.path in self._paths
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.items.addItem(item)
        self.items.itemChanged.connect(self._changed)
        self.first = button(words("browse.first_columns"), "link", clicked=self._reset)
        column = QVBoxLayout(self)
        spaced(column, 2, 2)
        column.addWidget(self.search)
        column.addWidget(self.items, 1)
        column.addLayout(row(self.first, None))
        self.resize(WIDE, HIGH)
        self.setFocusProxy(self.search)

    def _in_order(self) -> list[ShownColumn]:
        """The shown columns from left to right, then the others."""
        shown = [each for path in self._paths if (each := self._table.column(path))]
        return shown + [each for each in self._table.columns if each.path not in self._paths]

    def open_at(self, place: QPoint) -> None:
        """Open below a place, within the screen."""
        room = self.screen().availableGeometry()
        x = min(place.x(), room.right() - self.width())
        y = min(place.y(), room.bottom() - self.height())
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        self.search.setFocus()

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        for place in range(self.items.count()):
            item = self.items.item(place)
            said = f"{item.text()} {item.toolTip()}".casefold()
            item.setHidden(not all(word in said for word in wanted))

    def _changed(self, item: QListWidgetItem) -> None:
        path = item.data(Qt.ItemDataRole.UserRole)
        on = item.checkState() is Qt.CheckState.Checked
        if on and path not in self._paths:
            self._paths.append(path)
        elif not on and path in self._paths:
            if len(self._paths) == 1:  # a table has at least one column
                item.setCheckState(Qt.CheckState.Checked)
                return
            self._paths.remove(path)
        self.chosen.emit(tuple(self._paths))

    def _reset(self) -> None:
        self._paths = list(first_columns(self._table))
        self.items.blockSignals(True)
        for place in range(self.items.count()):
            item = self.items.item(place)
            shown = item.data(Qt.ItemDataRole.UserRole) in self._paths
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.items.blockSignals(False)
        self.chosen.emit(tuple(self._paths))
