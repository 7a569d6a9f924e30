"""Which columns are shown: a list to tick, kept with the workspace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from designer.browse.ticking import ColumnTicks
from designer.pages.project import Project
from designer.widgets.basics import button, row
from designer.widgets.look import look, spaced
from designer.widgets.words import words
from engine.accounts import fields as f
from engine.accounts.browsing.tables import DETAILS, ShownColumn, Table
from engine.accounts.fields import Entity
from engine.errors import JornadaError

WIDE, HIGH = 300, 420
SHOWN, EXPORTED = "browse", "export"
"""What columns are chosen for; each choice is kept."""

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


def kept_columns(project: Project, table: Table, purpose: str = SHOWN) -> tuple[ShownColumn, ...]:
    """The columns to show: those that somebody chose in this workspace for this ``purpose``, as far
    as the table has them."""
    text = project.workspace.setting(_setting(table, purpose))
    paths = json.loads(text) if text else ()
    found = [table.column(path) for path in paths]
    known = tuple(each for each in found if each is not None)
    if known:
        return known
    return tuple(each for path in first_columns(table) if (each := table.column(path)))


def keep_columns(
    project: Project, table: Table, paths: Sequence[str], purpose: str = SHOWN
) -> None:
    """Remember the choice with the workspace, where it can be written."""
    if not project.read_only:
        try:
            project.workspace.set_setting(_setting(table, purpose), json.dumps(list(paths)))
        except JornadaError as error:
            project.saving_failed.emit(error)


def _setting(table: Table, purpose: str) -> str:
    kind = "" if table.event_type is None else f" {table.event_type}"
    return f"{purpose}.columns.{table.entity}{kind}"


class ColumnChooser(QFrame):
    """A popup list of all columns of a table, to be ticked; type to find one."""

    chosen = Signal(tuple)
    """The paths of the columns, in order."""

    def __init__(self, parent: QWidget, table: Table, paths: Sequence[str]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        look(self, "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.ticks = ColumnTicks(table, paths)
        self.ticks.chosen.connect(self.chosen)
        self.search, self.items = self.ticks.search, self.ticks.items
        usual = partial(self.ticks.tick, first_columns(table))
        self.first = button(words("browse.first_columns"), "link", clicked=usual)
        column = QVBoxLayout(self)
        spaced(column, 2, 2)
        column.addWidget(self.ticks, 1)
        column.addLayout(row(self.first, None))
        self.resize(WIDE, HIGH)
        self.setFocusProxy(self.search)

    def open_at(self, place: QPoint) -> None:
        """Open below a place, within the screen."""
        room = self.screen().availableGeometry()
        x = min(place.x(), room.right() - self.width())
        y = min(place.y(), room.bottom() - self.height())
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        self.search.setFocus()
