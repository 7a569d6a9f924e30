"""The home page: the blueprint as a checklist with live state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from designer.icons import paint_icon
from designer.pages.project import Project
from designer.pages.report import report_of
from designer.theme import CAPTION, SEMIBOLD, ui_font
from designer.widgets.basics import Elided, Scroll, button
from designer.widgets.listing import page_head
from designer.widgets.look import clear, label, look, spaced
from designer.widgets.numbers import ago, whole
from designer.widgets.themed import color
from designer.widgets.words import words
from resources.catalogue import msg


@dataclass(frozen=True)
class Step:
    """A step of the blueprint: whether it is done, what is there or missing, where to do it."""

    name: str
    done: bool
    state: str
    page: str = ""


def steps(project: Project) -> Iterator[Step]:
    """The blueprint's steps as they stand in a workspace."""
    definitions = project.library.definitions
    datasets, journeys, runs = project.datasets(), project.journeys(), project.runs()
    accounts = sum(entry.accounts for entry in datasets)
    loaded = words(
        "home.data.done", datasets=len(datasets), accounts=msg("many.accounts", count=accounts)
    )
    yield Step("data", bool(datasets), loaded if datasets else words("home.data.todo"), "data")
    aside = [entry for entry in datasets if _set_aside(entry.report)]
    mapped = words("home.mapping.aside" if aside else "home.mapping.done", count=len(aside))
    yield Step(
        "mapping", bool(datasets), mapped if datasets else words("home.mapping.todo"), "data"
    )
    for name, found, page in (
        ("audience", definitions.audiences, "audiences"),
        ("template", definitions.role_templates, ""),
        ("interest", definitions.solution_interests, ""),
    ):
        names = tuple(item.name for item in found[:3])
        text = words(f"home.{name}.done", count=len(found), names=names)
        yield Step(name, bool(found), text if found else words(f"home.{name}.todo"), page)
    ready = bool(definitions.solution_interests and definitions.role_templates)
    yield Step("groups", ready, words(f"home.groups.{'done' if ready else 'todo'}"))
    count = words("home.journey.done", count=len(journeys))
    yield Step(
        "journey", bool(journeys), count if journeys else words("home.journey.todo"), "journeys"
    )
    last = words("home.simulate.done", count=len(runs), ago=ago(runs[0].created)) if runs else ""
    yield Step("simulate", bool(runs), last or words("home.simulate.todo"), "runs")
    made = project.last_export()
    said = words("home.export.todo") if made is None else words("home.export.done", ago=ago(made))
    yield Step("export", made is not None, said, "exports" if journeys else "")


def _set_aside(kept: dict[str, Any] | None) -> int:
    """How many rows an import set aside."""
    report = report_of(kept)
    return 0 if report is None else report.set_aside


class _Mark(QWidget):
    """A check for what is done, the number of the step for what is not."""

    def __init__(self, number: int, *, done: bool) -> None:
        super().__init__()
        self.setFixedSize(28, 28)
        self._number, self._done = number, done

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            disc = QRectF(2, 2, 24, 24)
            if self._done:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color("ok_ground"))
                painter.drawEllipse(disc)
                paint_icon(painter, "check", disc.adjusted(6, 6, -6, -6), color("ok"))
            else:
                painter.setPen(QPen(color("line_strong"), 1.5))
                painter.drawEllipse(disc)
                painter.setFont(ui_font(CAPTION, SEMIBOLD))
                painter.setPen(color("ink2"))
                painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))


class HomePage(QWidget):
    """Where one stands, and the next step."""

    page_wanted = Signal(str)

    def __init__(self, project: Project) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        content = QWidget()
        self._column = QVBoxLayout(content)
        spaced(self._column, (0, 0, 0, 6), 2)
        column = QVBoxLayout(self)
        spaced(column, (8, 6, 8, 0), 4)
        self.head = page_head(words("home.title"), words("home.about"))
        column.addWidget(self.head)
        self._figures = QHBoxLayout()
        spaced(self._figures, 0, 3)
        column.addLayout(self._figures)
        column.addWidget(label(words("home.blueprint"), "section"))
        column.addWidget(Scroll(content, "page"), 1)
        for changed in (
            project.datasets_changed,
            project.journeys_changed,
            project.runs_changed,
            project.library.changed,
            project.exported,
        ):
            changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how things stand now."""
        clear(self._figures)
        datasets = self.project.datasets()
        for name, number in (
            ("accounts", sum(entry.accounts for entry in datasets)),
            ("people", sum(entry.people for entry in datasets)),
            ("events", sum(entry.events for entry in datasets)),
            ("journeys", len(self.project.journeys())),
            ("runs", len(self.project.runs())),
        ):
            card = look(QFrame(), "card")
            inner = QVBoxLayout(card)
            spaced(inner, (3, 2, 3, 2), 0)
            inner.addWidget(label(words(f"home.figure.{name}"), "hint"))
            inner.addWidget(label(whole(number), "huge"))
            self._figures.addWidget(card, 1)
        clear(self._column)
        first_open = True
        for number, step in enumerate(steps(self.project), 1):
            urgent = first_open and not step.done
            first_open = first_open and step.done
            self._column.addWidget(self._card(number, step, urgent=urgent))
        self._column.addStretch(1)

    def _card(self, number: int, step: Step, *, urgent: bool) -> QFrame:
        card = look(QFrame(), "card")
        line = QHBoxLayout(card)
        spaced(line, (3, 2, 3, 2), 3)
        line.addWidget(_Mark(number, done=step.done), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        spaced(texts)
        texts.addWidget(label(words(f"home.{step.name}.title"), "heading"))
        texts.addWidget(Elided(step.state, "summary"))
        line.addLayout(texts, 1)
        if step.page:
            text = words(f"home.{step.name}.go")
            go = button(
                text,
                "primary" if urgent else "plain",
                clicked=lambda: self.page_wanted.emit(step.page),
            )
            go.setAccessibleName(f"{words(f'home.{step.name}.title')}: {text}")
            line.addWidget(go, 0, Qt.AlignmentFlag.AlignVCenter)
        return card
