"""The journey page: canvas, inspector, problems, and the run on top of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.background import Job, while_alive
from designer.canvas.view import CanvasView
from designer.inspector.around import Around
from designer.inspector.panel import WIDTH, Inspector
from designer.pages.bottom import OPEN, Bottom
from designer.pages.editing import Editing
from designer.pages.exports import make_export, save_export
from designer.pages.header import JourneyHeader
from designer.pages.project import Project, RunView
from designer.problems import ProblemsPanel, problems_title
from designer.runs.accounts import AccountsPanel
from designer.runs.banner import RunBanner
from designer.runs.simulate import SimulatePanel
from designer.runs.summary import RunSummary
from designer.runs.trace import TracePanel
from designer.widgets import themed
from designer.widgets.dialogs import confirm, show_error, tell
from designer.widgets.look import look, spaced
from designer.widgets.toast import Toast, show
from designer.widgets.words import words
from engine.background import Work
from engine.journey.model import Journey
from engine.journey.rules import Problem, apply_fix, blocking
from resources.catalogue import say

STALE_AFTER = 200
"""Milliseconds after an edit when it is looked whether the run is still one of this journey."""


class JourneyPage(QWidget):
    """One journey."""

    data_wanted = Signal()
    exports_wanted = Signal(str)
    state_changed = Signal()
    """What can be done now may be something else."""

    def __init__(self, project: Project, id_: str) -> None:
        super().__init__()
        look(self, "page")
        self.project = project
        self.document = project.document(id_)
        self.around = Around(self.document, project.dataset)
        self.around.window = self
        self.run: RunView | None = None
        self._run_job: Job | None = None
        self._trace_job: Job | None = None

        self.header = JourneyHeader(self.document)
        self.canvas = CanvasView(themed.theme())
        self.canvas.setAccessibleName(words("journey.canvas"))
        self.inspector = Inspector(self.document, self.around)
        self.trace = TracePanel()
        self.editing = Editing(self, self.canvas, self.inspector, self.simulate)
        self.helpers = (self.editing,)
        """Who else carries out actions."""
        self.side = QStackedWidget()
        self.side.setFixedWidth(WIDTH)
        self.side.addWidget(self.inspector)
        self.side.addWidget(self.trace)
        self.problems = ProblemsPanel()
        self.summary = RunSummary()
        self.accounts = AccountsPanel()
        self.bottom = Bottom()
        self.bottom.add("problems", problems_title(()), self.problems)
        self.bottom.add("run", words("bottom.run"), self.summary)
        self.bottom.add("accounts", words("bottom.accounts"), self.accounts)
        self.banner = RunBanner()
        self.simulate_panel = SimulatePanel(project, self)
        self.toast = Toast(self)
        self._lay_out()
        self.setFocusProxy(self.canvas)
        self._connect()
        self._stale_timer = QTimer(self, interval=STALE_AFTER, singleShot=True)
        self._stale_timer.timeout.connect(self._look_whether_stale)
        self._forget_run()
        self.canvas.set_journey(
            self.document.journey, self.document.definitions, self.document.problems
        )
        self._show_problems()
        self.canvas.show_start()
        self._open_last_run()
        if project.last_run(id_) is None and blocking(self.document.problems_now()):
            self.bottom.show_tab("problems")

    # --- building ---

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        above = look(QWidget(), "canvas")
        column = QVBoxLayout(above)
        spaced(column)
        column.addWidget(self.banner)
        column.addWidget(self.canvas, 1)
        self.splitter.addWidget(above)
        self.splitter.addWidget(self.bottom)
        self.splitter.setStretchFactor(0, 1)
        body = QHBoxLayout()
        spaced(body)
        body.addWidget(self.splitter, 1)
        body.addWidget(self.side)
        whole = QVBoxLayout(self)
        spaced(whole)
        whole.addWidget(self.header)
        whole.addLayout(body, 1)

    def _connect(self) -> None:
        document, canvas = self.document, self.canvas
        document.changed.connect(self._changed)
        document.library.changed.connect(self._definitions_changed)
        document.problems_changed.connect(self._show_problems)
        self.project.dataset_changed.connect(self._use_dataset)
        themed.changed.connect(self._use_theme)
        canvas.node_selected.connect(self._selected)
        canvas.insert_requested.connect(self.editing.offer_insertions)
        canvas.connect_requested.connect(self.editing.lead)
        canvas.delete_requested.connect(self.editing.delete)
        canvas.edit_requested.connect(self.editing.edit_node)
        canvas.count_clicked.connect(self._count_clicked)
        canvas.menu_requested.connect(self.editing.menu)
        canvas.selection_changed.connect(self._tell_state)
        self.inspector.delete_wanted.connect(lambda id_: self.editing.delete((id_,)))
        self.inspector.count_clicked.connect(self.show_accounts)
        for name in (self.header.name, self.inspector.title):
            name.returnPressed.connect(self._to_canvas)
        self.header.problems_clicked.connect(lambda: self.bottom.show_tab("problems"))
        self.header.simulate_clicked.connect(self.simulate)
        self.header.export_clicked.connect(self.export_journey)
        self.problems.chosen.connect(self._go_to_problem)
        self.problems.fix_wanted.connect(self._fix)
        self.simulate_panel.finished.connect(self.show_run)
        self.simulate_panel.no_data.connect(self._no_data)
        self.accounts.account_chosen.connect(self.show_trace)
        self.accounts.closed.connect(self._close_accounts)
        self.trace.closed.connect(lambda: self.side.setCurrentWidget(self.inspector))
        self.side.currentChanged.connect(self._side_changed)
        self.trace.node_clicked.connect(self.editing.show_node)
        self.banner.again.connect(self.simulate)
        self.banner.dropped.connect(self._forget_run)
        self.bottom.folded_changed.connect(self._folded)
        document.stack.indexChanged.connect(self._tell_state)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _folded(self, folded: bool) -> None:
        if not folded:
            height = self.splitter.height()
            self.splitter.setSizes([height - OPEN, OPEN])

    def _focus_moved(self, _old: QWidget | None, _now: QWidget | None) -> None:
        self.document.seal()

    def _to_canvas(self) -> None:
        """Give the keyboard back to the canvas."""
        self.canvas.setFocus()

    def _tell_state(self) -> None:
        self.state_changed.emit()

    def _use_dataset(self) -> None:
        self.around.use_dataset(self.project.dataset)

    def _use_theme(self) -> None:
        self.canvas.set_theme(themed.theme())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()
        self._place_toast()

    def _place_panel(self) -> None:
        panel = self.simulate_panel
        panel.move(self.width() - panel.width() - 16, self.header.height() + 8)

    # --- the journey ---

    def _changed(self, _before: Journey, after: Journey) -> None:
        self.canvas.set_journey(after, self.document.definitions, self.document.problems)
        if self.run is not None:
            self._stale_timer.start()
        self.state_changed.emit()

    def _definitions_changed(self) -> None:
        journey = self.document.journey
        self.canvas.set_journey(journey, self.document.definitions, self.document.problems)
        if self.run is not None:
            self._stale_timer.start()

    def _show_problems(self) -> None:
        found = self.document.problems
        self.canvas.set_problems(found)
        self.problems.show_problems(found, self.document.journey)
        self.bottom.set_title("problems", problems_title(found))

    def _selected(self, id_: str | None) -> None:
        self.inspector.select(id_)
        if id_ is not None:
            self.side.setCurrentWidget(self.inspector)

    def _go_to_problem(self, node: str | None, field: str | None) -> None:
        self.canvas.select(() if node is None else (node,))
        if node is not None:
            self.canvas.reveal(node)
        self.side.setCurrentWidget(self.inspector)
        self.inspector.show_field(node, field)

    def _fix(self, problem: Problem) -> None:
        name = words("edit.fix") if problem.fix is None else say(problem.fix.label)
        self.around.apply(name, lambda journey: apply_fix(journey, problem))

    def fit(self) -> None:
        """Show the whole journey."""
        self.canvas.fit()

    # --- exporting ---

    def export_journey(self) -> None:
        """Offer the ways to export this journey."""
        menu = QMenu(self)
        for name in ("json", "png", "svg"):
            menu.addAction(f"{words(f'exports.{name}')}…", partial(self._save_export, name))
        menu.addSeparator()
        id_ = self.document.journey.id
        menu.addAction(words("exports.more"), lambda: self.exports_wanted.emit(id_))
        place = self.header.export
        menu.popup(place.mapToGlobal(QPoint(0, place.height() + 4)))

    def _save_export(self, name: str) -> None:
        """Save the journey as it looks now: in these colours, with the counts that are shown."""
        document, dark = self.document, themed.theme().dark
        export = make_export(
            name, document.journey, document.definitions, self.run, counts=True, dark=dark
        )
        path = save_export(self, self.project, export)
        if path is not None:
            self._place_toast()
            self.toast.say(
                words("exports.saved", file=path.name), words("exports.show"), partial(show, path)
            )

    def _place_toast(self) -> None:
        area = self.canvas.mapTo(self, QPoint())
        self.toast.hang(QPoint(area.x() + self.canvas.width() // 2, area.y() + 12))

    # --- running ---

    def simulate(self) -> None:
        """Open the panel that starts a run; say first what stops it."""
        if blocking(self.document.problems_now()):
            self.bottom.show_tab("problems")
            count = len(blocking(self.document.problems))
            tell(self, words("simulate.blocked"), words("simulate.blocked_by", count=count))
            return
        self._place_panel()
        self.simulate_panel.open(self.document.journey)

    def _no_data(self) -> None:
        if confirm(
            self, words("simulate.no_data"), (words("simulate.load"),), words("simulate.to_data")
        ):
            self.data_wanted.emit()

    def _open_last_run(self) -> None:
        entry = self.project.last_run(self.document.journey.id)
        if entry is not None:
            self.open_run(entry)

    def open_run(self, entry: Any) -> None:
        """Load a run of this journey and show it."""
        job = self.project.open_run(entry, self.document.journey.id)
        self._run_job = job
        job.done.connect(while_alive(self, partial(self._run_loaded, job)))
        job.failed.connect(self._complain)

    def _run_loaded(self, job: Job, run: RunView) -> None:
        if self._run_job is job:
            self.show_run(run)

    def _complain(self, error: BaseException) -> None:
        show_error(self, error)

    def show_run(self, run: RunView) -> None:
        """Show the counts of a run on the canvas, in the inspector and below."""
        self._run_job = None
        self.run = run
        self._show_counts()
        self.summary.show_run(run)
        self.bottom.set_visible("run", visible=True)
        self.bottom.set_visible("accounts", visible=False)
        self.side.setCurrentWidget(self.inspector)
        self.bottom.show_tab("run")
        self._look_whether_stale()
        self.state_changed.emit()

    def _show_counts(self) -> None:
        here = self.document.journey.by_id
        counts = {} if self.run is None else self.run.counts
        shown = {id_: count for id_, count in counts.items() if id_ in here}
        self.canvas.set_counts(shown or None)
        self.around.use_counts(shown)

    def _look_whether_stale(self) -> None:
        if self.run is not None:
            fresh = self.run.is_of(self.document.journey, self.document.definitions)
            self.banner.show_run(self.run, stale=not fresh)
            self._show_counts()

    def _forget_run(self) -> None:
        self.run = self._run_job = None
        self.banner.hide()
        self.bottom.set_visible("run", visible=False)
        self.bottom.set_visible("accounts", visible=False)
        self.side.setCurrentWidget(self.inspector)
        self._show_counts()
        self.state_changed.emit()

    def _count_clicked(self, node: str, what: str) -> None:
        kind, _, which = what.partition(":")
        self.show_accounts(node, (kind, which) if which else kind)

    def show_accounts(self, node: str, what: Any) -> None:
        """Show the accounts behind a count of the run."""
        if self.run is not None and node in self.run.journey.by_id:
            self.accounts.show_accounts(self.run, self.run.journey.by_id[node], what)
            self.bottom.set_visible("accounts", visible=True)
            self.bottom.show_tab("accounts")

    def _close_accounts(self) -> None:
        self.bottom.set_visible("accounts", visible=False)
        self.side.setCurrentWidget(self.inspector)

    def show_trace(self, account: int) -> None:
        """Show what became of an account, by its row in the data."""
        run = self.run
        if run is None:
            return
        if run.dataset is None:
            tell(self, words("trace.no_data"), words("trace.no_data_text"))
            return
        dataset = run.dataset

        def task(_work: Work) -> object:
            from engine.simulation.trace import account_trace

            return account_trace(run.result, (run.journey,), run.definitions, dataset, account)

        job = Job(task)
        self._trace_job = job
        job.done.connect(while_alive(self, partial(self._trace_made, job, run, account)))
        job.failed.connect(self._complain)
        job.start()

    def _trace_made(self, job: Job, run: RunView, account: int, steps: Any) -> None:
        if self._trace_job is job and self.run is run:
            self.canvas.select(())
            self.trace.show_trace(run, account, steps)
            self.side.setCurrentWidget(self.trace)
            gone = {(step.node, step.path) for step in steps if step.path is not None}
            self.canvas.mark_way({step.node for step in steps}, gone)

    def _side_changed(self) -> None:
        if self.side.currentWidget() is not self.trace:
            self.canvas.clear_way()
