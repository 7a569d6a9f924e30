"""What the inspector's editors need to know of the world around a node."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from designer.conditions.vocabulary import Vocabulary
from designer.document import Change, Document
from designer.inspector.fields import Reference
from designer.widgets.dialogs import show_error
from engine.accounts.audiences import Audience, EntityList, LibraryStatus, ListKind
from engine.conditions.model import Model, Scope
from engine.errors import JornadaError
from engine.journey.model import (
    Channel,
    Email,
    ExternalService,
    Journey,
    JourneyKind,
    NamedThing,
    TextMessage,
)

if TYPE_CHECKING:
    from engine.accounts.dataset import Dataset

Counts = dict[str, Any]

CREATABLE: dict[str, Callable[[str, str, Scope], Model]] = {
    "audiences": lambda id_, name, scope: Audience(id=id_, name=name, scope=scope),
    "lists": lambda id_, name, scope: EntityList(
        id=id_, name=name, scope=scope, kind=ListKind.STATIC, status=LibraryStatus.LIVE
    ),
    "emails": lambda id_, name, _: Email(id=id_, name=name, subject=name),
    "destinations": lambda id_, name, _: NamedThing(id=id_, name=name),
    "external_audiences": lambda id_, name, _: NamedThing(id=id_, name=name),
    "marketo_lists": lambda id_, name, _: NamedThing(id=id_, name=name),
    "marketo_campaigns": lambda id_, name, _: NamedThing(id=id_, name=name),
    "services": lambda id_, name, _: ExternalService(id=id_, name=name),
}
"""The kinds of definitions that can be made where they are needed, and what a new one is."""


def unused_id(name: str, taken: Iterable[str]) -> str:
    """An id made from a name that is not taken."""
    plain = "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split()) or "new"
    known, number, id_ = set(taken), 1, plain
    while id_ in known:
        number += 1
        id_ = f"{plain}-{number}"
    return id_


class Around(QObject):
    """The document, the loaded data, and the counts of the last run if there are any."""

    changed = Signal()
    """Definitions, data or counts are other ones now."""

    def __init__(self, document: Document, dataset: Dataset | None = None) -> None:
        super().__init__(document)
        self.document = document
        self.dataset = dataset
        self.counts: Counts = {}
        self.window: QWidget | None = None
        self._vocabulary: Vocabulary | None = None
        self._pending: list[Change] = []
        document.library.changed.connect(self._renew)

    def _renew(self) -> None:
        self._vocabulary = None
        self.changed.emit()

    def use_dataset(self, dataset: Dataset | None) -> None:
        """Offer the fields and values of another dataset."""
        self.dataset = dataset
        self._renew()

    def use_counts(self, counts: Counts) -> None:
        """Show the counts of a run (by node id); empty: of none."""
        self.counts = counts
        self.changed.emit()

    @property
    def vocabulary(self) -> Vocabulary:
        """The words for conditions, as definitions and data are now."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self.document.definitions, self.dataset)
        return self._vocabulary

    def of_kind(self, reference: Reference, channel: Channel | None = None) -> tuple[Any, ...]:
        """The definitions that a field may refer to."""
        found = getattr(self.document.definitions, reference.kind)
        if reference.kind == "journeys":
            kind = JourneyKind(reference.scope or Scope.ACCOUNT)
            own = self.document.journey.id
            return tuple(item for item in found if item.kind is kind and item.id != own)
        if reference.kind == "messages" and channel is not None:
            return tuple(item for item in found if item.channel is channel)
        if reference.scope is not None:
            return tuple(item for item in found if item.scope is reference.scope)
        return tuple(found)

    def create(self, reference: Reference, name: str, channel: Channel | None = None) -> str:
        """Make a new definition; it comes with the next edit, in the same step of undo."""
        same = getattr(self.document.definitions, reference.kind)
        id_ = unused_id(name, (item.id for item in same))
        if reference.kind == "messages":
            made: Model = TextMessage(id=id_, name=name, channel=channel or Channel.SMS, text=name)
        else:
            made = CREATABLE[reference.kind](id_, name, reference.scope or Scope.ACCOUNT)
        self._pending.append(Change(reference.kind, None, made))
        return id_

    def can_create(self, kind: str) -> bool:
        """Whether :meth:`create` knows the kind."""
        return kind in CREATABLE or kind == "messages"

    def take_changes(self) -> tuple[Change, ...]:
        """The definitions made since the last edit, to go with this one."""
        taken, self._pending = tuple(self._pending), []
        return taken

    def apply(self, text: str, edit: Callable[[Journey], Journey]) -> bool:
        """Make an edit as one step of undo; where the domain forbids it, say why."""
        try:
            self.document.edit(text, edit(self.document.journey), changes=self.take_changes())
        except JornadaError as error:
            self._pending = []
            show_error(self.window, error)
            return False
        return True
