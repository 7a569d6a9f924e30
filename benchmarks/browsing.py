"""How long the browser takes to show rows of 5,000,000 events: ``python -m benchmarks browse``.

First the pages alone: a page of a hundred rows under each question, beside the plain way, where
Polars has all events as one frame with the account's name in it, filters and sorts all of it and
takes its head. Then the window: from the click on Events to the painted page, how long the window
stands still while the table is sorted, searched and scrolled, and how its memory grows meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.data import EVENTS, dataset
from benchmarks.form_typing import STILL, TICK, Watch
from engine.accounts import fields as f
from engine.accounts.browsing.view import Query, Sort, View, look
from engine.accounts.dataset import Dataset
from engine.accounts.fields import Entity
from engine.conditions.model import FieldConstraint, Operator

GOAL = 0.2
"""Seconds until the first page."""
GROWTH = 32
"""MiB by which memory may grow while the table is scrolled from end to end."""
ROWS = 100
MAILING = "directMarketing.mailingName"
ACCOUNT = f"account:{f.ACCOUNT_NAME}"
PATHS = (f.EVENT_TIMESTAMP, f.EVENT_TYPE, MAILING, f.EVENT_PERSON, ACCOUNT)
NEWEST = Sort(f.EVENT_TIMESTAMP, descending=True)
_NAMED = pl.col(MAILING).str.to_lowercase().str.contains("name 1", literal=True)


@dataclass(frozen=True)
class Case:
    """A question: to the browser, and to a plain frame of all events."""

    query: Query
    plain: Callable[[pl.LazyFrame], pl.LazyFrame]


CASES = {
    "newest first": Case(
        Query(Entity.EVENT, sort=NEWEST),
        lambda frame: frame.sort(f.EVENT_TIMESTAMP, descending=True, maintain_order=True),
    ),
    "by a text": Case(
        Query(Entity.EVENT, sort=Sort(MAILING)),
        lambda frame: frame.sort(
            pl.col(MAILING).str.to_lowercase(), nulls_last=True, maintain_order=True
        ),
    ),
    "by the account's name": Case(
        Query(Entity.EVENT, sort=Sort(ACCOUNT)),
        lambda frame: frame.sort(
            pl.col(ACCOUNT).str.to_lowercase(), nulls_last=True, maintain_order=True
        ),
    ),
    "filtered, newest first": Case(
        Query(
            Entity.EVENT,
            constraints=(
                FieldConstraint(field=MAILING, operator=Operator.CONTAINS, value="NAME 1"),
            ),
            sort=NEWEST,
        ),
        lambda frame: frame.filter(_NAMED).sort(
            f.EVENT_TIMESTAMP, descending=True, maintain_order=True
        ),
    ),
}


def plain_frame(data: Dataset) -> pl.DataFrame:
    """All events as one frame, with the key of the person and the name of the account."""
    people = data.people.select(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("person"),
        pl.col(f.PERSON_KEY).alias(f.EVENT_PERSON),
        pl.col(f.PERSON_ACCOUNT).alias(f.ACCOUNT_KEY),
    )
    names = data.accounts.select(f.ACCOUNT_KEY, pl.col(f.ACCOUNT_NAME).alias(ACCOUNT))
    people = people.join(names, on=f.ACCOUNT_KEY, how="left", maintain_order="left")
    parts = []
    for kind in sorted(data.event_tables):
        frame = data.event_tables[kind].frame
        mailing = pl.col(MAILING) if MAILING in frame.columns else pl.lit(None)
        parts.append(
            frame.select(
                "person",
                f.EVENT_TIMESTAMP,
                pl.lit(kind).alias(f.EVENT_TYPE),
                mailing.cast(pl.String).alias(MAILING),
            )
        )
    joined = pl.concat(parts).join(people, on="person", how="left", maintain_order="left")
    return joined.select(PATHS)


def first_page(data: Dataset, query: Query) -> list[tuple[Any, ...]]:
    """The first rows, as the browser finds them."""
    return look(data, query).page(0, ROWS, PATHS)


def measure_pages(accounts: int, runs: int) -> dict[str, Any]:
    """The seconds of each case, ours and the plain way in turns, after a first run of each whose
    time stands apart; and the seconds until all rows are known in order."""
    data = dataset(accounts)
    plain = plain_frame(data)
    found: dict[str, Any] = {}
    for name, case in CASES.items():
        ours, theirs, whole = [], [], []
        for _ in range(runs + 1):
            begun = perf_counter()
            page = first_page(data, case.query)
            ours.append(perf_counter() - begun)
            begun = perf_counter()
            head = case.plain(plain.lazy()).collect().head(ROWS)
            theirs.append(perf_counter() - begun)
            if page != head.rows():
                raise RuntimeError(f"{name}: the browser shows other rows than Polars")
            view = look(data, case.query)
            begun = perf_counter()
            view.complete()
            whole.append(perf_counter() - begun)
        found[name] = {
            "first": ours[0],
            "page": median(ours[1:]),
            "plain": median(theirs[1:]),
            "complete": median(whole[1:]),
            "ratio": median(theirs[1:]) / median(ours[1:]),
        }
    return found


def measure_window(accounts: int) -> dict[str, Any]:
    """The seconds from the click on Events to the painted page, the longest gaps by what is done,
    and the MiB by which memory grows while the table is scrolled from end to end."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app import stylesheet
    from designer.background import running
    from designer.browse.view import BrowseView
    from designer.pages.project import Project
    from designer.theme import LIGHT
    from engine.store.workspace import Workspace

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    stylesheet.apply(application, LIGHT)
    data = dataset(accounts)
    watch = Watch()
    ticks = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    ticks.timeout.connect(watch.tick)

    def live(until: Callable[[], bool], most: float = 30.0) -> None:
        end = perf_counter() + most
        while not until() and perf_counter() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, TICK)

    with TemporaryDirectory() as folder:
        project = Project(Workspace.create(Path(folder) / "browse.jornada"))
        browser = BrowseView(project)
        tables = browser.tables
        browser.resize(1144, 600)
        browser.show()
        ticks.start()
        watch.begin("show the accounts")
        browser.show_dataset(data)
        live(lambda: not running())
        watch.begin("turn to the events")
        begun = perf_counter()
        place = list(Entity).index(Entity.EVENT)
        QTest.mouseClick(tables.entities.buttons[place], Qt.MouseButton.LeftButton)
        live(lambda: _shows_events(tables.model.view))
        tables.grid.viewport().repaint()
        seconds = perf_counter() - begun
        live(lambda: not running())
        for doing, sort in (("sort by a text", Sort("details")), ("sort by time", NEWEST)):
            watch.begin(doing)
            tables.sort(sort)
            live(lambda: not running())
        watch.begin("search")
        tables.search.setText("company 77")
        live(lambda: tables.query.search == "company 77")
        live(lambda: not running())
        tables.show_all()
        live(lambda: not running())
        watch.begin("scroll")
        bar = tables.grid.verticalScrollBar()
        grown: list[int] = []
        for round_ in range(2):  # the first fills caches of fonts and the like
            before = _resident()
            for step in range(200):
                bar.setValue(bar.maximum() * step // 199)
                QCoreApplication.processEvents()
            grown.append(_resident() - before if round_ else 0)
        ticks.stop()
        browser.hide()
        browser.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        project.close()
    return {"seconds": seconds, "gaps": watch.gaps, "grown_mib": grown[-1] / 2**20}


def _shows_events(view: View | None) -> bool:
    return view is not None and view.query.entity is Entity.EVENT


def _resident() -> int:
    """The bytes of memory that this process holds now; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def show(console: Console, accounts: int, runs: int) -> dict[str, Any]:
    """Measure, and print what was measured."""
    pages = measure_pages(accounts, runs)
    table = Table(title=f"A page of {ROWS} rows of {accounts * EVENTS:,} events, median of {runs}")
    table.add_column("")
    for heading in ("first ever", "page", "sort all with Polars", "times as fast", "all in order"):
        table.add_column(heading, justify="right")
    for name, of in pages.items():
        figures = [f"{of[key] * 1000:.0f} ms" for key in ("first", "page", "plain")]
        table.add_row(name, *figures, f"{of['ratio']:.1f}", f"{of['complete'] * 1000:.0f} ms")
    console.print(table)
    met = all(of["page"] <= GOAL for of in pages.values())
    console.print(f"  every page within {GOAL * 1000:.0f} ms: {_verdict(met=met)}\n")
    window = measure_window(accounts)
    table = Table(title="The window meanwhile", caption="the longest time that it stood still")
    table.add_column("")
    table.add_column("milliseconds", justify="right")
    for doing, gap in window["gaps"].items():
        table.add_row(doing, f"{gap * 1000:.1f}")
    console.print(table)
    met = window["seconds"] <= GOAL
    said = f"{window['seconds'] * 1000:.0f} ms"
    console.print(f"  from the click on Events to the painted page {said}: {_verdict(met=met)}")
    met = max(window["gaps"].values()) <= STILL
    console.print(f"  it never stands still for more than 50 ms: {_verdict(met=met)}")
    met = window["grown_mib"] <= GROWTH
    said = f"{window['grown_mib']:.1f} MiB"
    console.print(f"  scrolled from end to end, memory grows by {said}: {_verdict(met=met)}\n")
    return {"pages": pages, "window": window}


def _verdict(*, met: bool) -> str:
    return "[green]met[/]" if met else "[red]missed[/]"


if __name__ == "__main__":
    show(Console(), 100_000, 5)
