"""The list of journeys: open, make, import, duplicate, delete."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from designer.inspector.around import unused_id
from designer.pages.adopting import Adopted, adopt, unused_name
from designer.pages.project import Project
from designer.widgets.basics import Empty, Scroll, button
from designer.widgets.dialogs import Sheet, ask_open, confirm, show_error, tell
from designer.widgets.listing import Item, ItemRow, Listing, page_head
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import ago
from designer.widgets.words import words
from engine.errors import JornadaError
from engine.exchange.native import read_journey
from engine.journey import edits
from engine.journey.model import Definitions, Journey, JourneyFile, JourneyKind, Status
from engine.journey.templates import templates

TONES = {Status.DRAFT: "neutral", Status.LIVE: "ok"}


class NewJourney(Sheet):
    """Choose what to start from: nothing, or a template."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, words("journeys.new"), words("journeys.new"))
        self.accept_button.hide()
        self.chosen: JourneyFile | JourneyKind | None = None
        content = QWidget()
        grid = QGridLayout(content)
        spaced(grid, (0, 0, 2, 0), 2)
        kinds: list[tuple[JourneyFile | JourneyKind, Item]] = [
            (
                kind,
                Item(
                    kind,
                    words(f"journeys.empty_{kind}"),
                    words(f"journeys.about_{kind}"),
                    f"{kind}_audience",
                    "audience",
                ),
            )
            for kind in JourneyKind
        ]
        ready: list[tuple[JourneyFile | JourneyKind, Item]] = [
            (each.file, Item(each.id, each.name, each.description, "template", "action"))
            for each in templates()
        ]
        grid.addWidget(label(words("journeys.from_nothing"), "section"), 0, 0)
        line = 1
        for chosen, item in [*kinds, *ready]:
            if line == len(kinds) + 1:
                grid.addWidget(label(words("journeys.from_template"), "section"), line, 0)
                line += 1
            made = ItemRow(item, menu=False, wrap=True)
            made.opened.connect(partial(self._choose, chosen))
            grid.addWidget(made, line, 0)
            line += 1
        grid.setRowStretch(line, 1)
        column = QVBoxLayout(self.body)
        spaced(column)
        column.addWidget(Scroll(content))
        self.resize(620, 620)

    def _choose(self, chosen: JourneyFile | JourneyKind) -> None:
        self.chosen = chosen
        self.accept()


class JourneysPage(QWidget):
    """All journeys of the workspace."""

    opened = Signal(str)

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        self.new = button(words("journeys.new"), "primary", "add", self.make)
        self.bring = button(words("journeys.import"), "plain", "import", self.import_file)
        empty = Empty("journeys", words("journeys.none"), words("journeys.new"), self.make)
        orders = (
            ("updated", words("list.by_updated"), True),
            ("name", words("list.by_name"), False),
            ("created", words("list.by_created"), True),
            ("status", words("list.by_status"), False),
        )
        self.list = Listing(words("journeys.search"), orders, empty=empty)
        self.list.opened.connect(self.opened.emit)
        self.list.menu_wanted.connect(self._menu)
        for each in (self.new, self.bring):
            each.setEnabled(not project.read_only)
        column = QVBoxLayout(self)
        spaced(column, (8, 6, 8, 4), 4)
        column.addWidget(
            page_head(words("page.journeys"), words("journeys.about"), self.bring, self.new)
        )
        column.addWidget(self.list, 1)
        project.journeys_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the journeys as they are now."""
        items = []
        for entry in self.project.journeys():
            status = words(f"status.{entry.status}")
            chips = (
                (
                    words("journey.version", status=status, version=entry.version),
                    TONES.get(entry.status, "warning"),
                ),
            )
            items.append(
                Item(
                    entry.id,
                    entry.name,
                    words(f"inspector.kind.{entry.kind}"),
                    "journey",
                    "accent",
                    chips,
                    (words("list.updated", ago=ago(entry.updated)),),
                    {
                        "updated": entry.updated,
                        "name": entry.name.casefold(),
                        "created": entry.created,
                        "status": tuple(Status).index(entry.status),
                    },
                )
            )
        self.list.show_items(items)

    def _menu(self, id_: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(words("journeys.open"), lambda: self.opened.emit(id_))
        if not self.project.read_only:
            copy = menu.addMenu(words("journeys.duplicate"))
            copy.addAction(words("journeys.everything"), lambda: self.duplicate(id_))
            copy.addAction(words("journeys.structure"), lambda: self.duplicate(id_, structure=True))
            menu.addSeparator()
            menu.addAction(words("journeys.delete"), lambda: self.delete(id_))
        menu.popup(at)

    def _taken(self) -> list[tuple[str, str]]:
        return [(entry.id, entry.name) for entry in self.project.journeys()]

    def make(self) -> None:
        """Make a journey from nothing or from a template, and open it."""
        dialog = NewJourney(self)
        if not dialog.exec() or dialog.chosen is None:
            return
        if isinstance(dialog.chosen, JourneyKind):
            name = unused_name(words("journeys.unnamed"), (one for _, one in self._taken()))
            id_ = unused_id(name, (one for one, _ in self._taken()))
            self._keep(edits.new_journey(id_, name, dialog.chosen), None)
        else:
            self._adopt(dialog.chosen)

    def import_file(self, path: Path | None = None) -> None:
        """Take in a journey file, and say what came with it."""
        path = path or ask_open(self, words("journeys.import"), words("journeys.files"))
        if path is None:
            return
        try:
            file = read_journey(path)
        except JornadaError as error:
            show_error(self, error)
            return
        adopted = self._adopt(file)
        if adopted is not None:
            tell(self, words("journeys.imported", name=adopted.journey.name), *_report(adopted))

    def _adopt(self, file: JourneyFile) -> Adopted | None:
        adopted = adopt(file, self.project.library.definitions, self._taken())
        added: dict[str, tuple[object, ...]] = {}
        for change in adopted.changes:
            added[change.kind] = (*added.get(change.kind, ()), change.after)
        definitions = Definitions().model_copy(update=added)
        return adopted if self._keep(adopted.journey, definitions) else None

    def _keep(self, journey: Journey, definitions: Definitions | None) -> bool:
        try:
            self.project.add_journey(journey, definitions)
        except JornadaError as error:
            show_error(self, error)
            return False
        self.opened.emit(journey.id)
        return True

    def duplicate(self, id_: str, *, structure: bool = False) -> None:
        """A draft of its own with everything, or with nodes and paths only."""
        journey = self.project.document(id_).journey
        name = unused_name(words("journeys.copy_of", name=journey.name), self._names())
        new = unused_id(name, (one for one, _ in self._taken()))
        copy = edits.duplicate(journey, new, name)
        self._keep(edits.structure_only(copy) if structure else copy, None)

    def _names(self) -> list[str]:
        return [name for _, name in self._taken()]

    def delete(self, id_: str) -> None:
        """Delete a journey with all its versions, after asking."""
        name = next(name for one, name in self._taken() if one == id_)
        sure = confirm(
            self,
            words("journeys.delete_title", name=name),
            (words("journeys.delete_text"),),
            words("journeys.delete"),
            danger=True,
        )
        if sure:
            try:
                self.project.delete_journey(id_)
            except JornadaError as error:
                show_error(self, error)


def _report(adopted: Adopted) -> list[str]:
    """What became of the definitions that came with a journey."""
    said = []
    if adopted.added:
        said.append(words("journeys.added", names=adopted.added, count=len(adopted.added)))
    if adopted.reused:
        said.append(words("journeys.reused", names=adopted.reused, count=len(adopted.reused)))
    said += [words("journeys.renamed", old=old, new=new) for old, new in adopted.renamed]
    return said or [words("journeys.nothing_else")]
