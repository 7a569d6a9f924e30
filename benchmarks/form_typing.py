"""Somebody types into the condition form on 100,000 accounts and 5,000,000 events.

``python -m benchmarks.form_typing``: a timer of 5 ms ticks while the form is made, opened, typed
into, and its values are dropped down; the longest time between two ticks is how long the window
would have stood still. The time from the last key to the count that answers it is measured too.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.condition_counts import CONDITION
from benchmarks.data import EVENTS, dataset

TICK = 5
"""Milliseconds between two ticks."""
STILL = 0.05
"""Seconds that the window may stand still."""
COUNTED = 0.1
"""Seconds from the last key to the count."""
BETWEEN_KEYS = 40
"""Milliseconds: a quick typist."""
TEXT = "company 1234"


@dataclass
class Watch:
    """The longest gaps between ticks, by what was done; and the most that the window's own thread
    worked between two ticks, which a machine that is busy with something else does not change."""

    gaps: dict[str, float] = field(default_factory=dict)
    worked: dict[str, float] = field(default_factory=dict)
    doing: str = ""
    _last: float = 0.0
    _own: float = 0.0

    def begin(self, doing: str) -> None:
        """What is done from now on."""
        self.doing, self._last, self._own = doing, perf_counter(), thread_time()
        self.gaps.setdefault(doing, 0.0)
        self.worked.setdefault(doing, 0.0)

    def tick(self) -> None:
        """The window lives."""
        now, own = perf_counter(), thread_time()
        self.gaps[self.doing] = max(self.gaps[self.doing], now - self._last - TICK / 1000)
        self.worked[self.doing] = max(self.worked[self.doing], own - self._own)
        self._last, self._own = now, own


def measure(accounts: int) -> dict[str, Any]:
    """The longest gap of each thing done, in seconds, and the waits for counts."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app import stylesheet
    from designer.background import running
    from designer.conditions.editor import ConditionForm
    from designer.conditions.vocabulary import Vocabulary
    from designer.theme import LIGHT
    from designer.widgets.suggest import SuggestEdit
    from engine.conditions.model import Attribute, Operator, Scope
    from engine.journey.model import Definitions

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    stylesheet.apply(application, LIGHT)
    data = dataset(accounts)
    watch = Watch()
    ticks = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
    ticks.timeout.connect(watch.tick)

    def live(until: Callable[[], bool], most: float = 20.0) -> None:
        end = perf_counter() + most
        while not until() and perf_counter() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, TICK)

    def rest(seconds: float) -> None:
        end = perf_counter() + seconds
        live(lambda: perf_counter() >= end)

    watch.begin("make the form")
    ticks.start()
    form = ConditionForm(Scope.ACCOUNT, Vocabulary(Definitions(), data))
    form.resize(1100, 800)
    form.show()
    form.activateWindow()
    rest(0.2)
    watch.begin("show five filters")
    form.show_condition(CONDITION)
    live(lambda: form.counts is not None and not running())
    waits: list[float] = []
    name = Attribute(attribute="accountName", operator=Operator.CONTAINS)
    mail = Attribute(attribute="workEmail.address", operator=Operator.CONTAINS)
    for doing, group, attribute in (
        ("type a name", form.group, name),
        ("type an address of people", _people(form), mail),
    ):
        watch.begin(f"{doing}: add the filter")
        group.insert(attribute)
        rest(0.3)
        line = group.cards[-1].findChildren(SuggestEdit)[-1]
        watch.begin(f"{doing}: drop the values down")
        line.setFocus(Qt.FocusReason.MouseFocusReason)
        live(lambda: not running())
        rest(0.2)
        watch.begin(doing)
        for character in TEXT if group is form.group else "p0012":
            QTest.keyClicks(line, character)
            begun = perf_counter()
            live(lambda: form.counts is not None)
            waits.append(perf_counter() - begun)
            rest(BETWEEN_KEYS / 1000)
        watch.begin(f"{doing}: take it all back")
        for _ in range(5):
            QTest.keyClick(line, Qt.Key.Key_Backspace)
            rest(BETWEEN_KEYS / 1000)
        live(lambda: form.counts is not None and not running())
    ticks.stop()
    form.hide()
    form.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {"accounts": accounts, "gaps": watch.gaps, "worked": watch.worked, "waits": waits}


def _people(form: Any) -> Any:
    """The group of people inside the last card that has one."""
    from designer.conditions.groups import PeopleCard

    cards = [each.card for each in form.group.places() if isinstance(each.card, PeopleCard)]
    return cards[-1].editor.group


def show(console: Console, accounts: int) -> dict[str, Any]:
    """Measure and print a table."""
    found = measure(accounts)
    table = Table(
        title=f"The condition form over {accounts:,} accounts and {accounts * EVENTS:,} events",
        caption="milliseconds: the longest that the window stood still, and worked itself",
    )
    table.add_column("")
    table.add_column("still", justify="right")
    table.add_column("own work", justify="right")
    for doing, gap in found["gaps"].items():
        table.add_row(doing, f"{gap * 1000:.1f}", f"{found['worked'][doing] * 1000:.1f}")
    console.print(table)
    waits = found["waits"]
    console.print(
        f"  from a key to its count: {median(waits) * 1000:.0f} ms, at most"
        f" {max(waits) * 1000:.0f} ms"
    )
    typed = [gap for doing, gap in found["gaps"].items() if doing.startswith("type")]
    met = max(typed) <= STILL and median(waits) <= COUNTED
    verdict = "[green]met[/]" if met else "[red]missed[/]"
    console.print(f"  nothing typed holds the window for more than 50 ms: {verdict}\n")
    return found


if __name__ == "__main__":
    show(Console(), 100_000)
