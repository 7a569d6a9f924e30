"""What every test runs under: no display, Hypothesis profiles, and nothing left behind by Qt."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# "dev" looks further on every run; "ci" tries the same examples each time, so that a submission
# is judged by its own change, and says at once what fails: to make a failing example small may take
# minutes, and is done by "dev" with the line that is printed. "thorough" is a long look by hand.
_slow_machines = [HealthCheck.too_slow]
settings.register_profile(
    "dev", deadline=None, print_blob=True, suppress_health_check=_slow_machines
)
settings.register_profile(
    "ci",
    settings.get_profile("dev"),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.target],
)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a real display where there is none (see the Makefile)."""
    if not os.environ.get("DISPLAY"):
        for item in items:
            if item.get_closest_marker("xvfb"):
                item.add_marker(pytest.mark.skip(reason="no display (xvfb-run gives one)"))


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread, background work or a visible window behind."""
    threads = _threads()
    windows = _windows()
    yield
    if "PySide6.QtWidgets" in sys.modules:
        left = _windows() - windows
        if left:
            gc.collect()
            left = _windows() - windows
        assert not left, f"windows left behind: {sorted(left)}"
        _finish_background_work()
    for thread in _threads() - threads:
        thread.join(timeout=5)
    running = [thread.name for thread in _threads() - threads]
    assert not running, f"threads left behind: {running}"


def _threads() -> set[threading.Thread]:
    """Python's own threads; the dummies stand for Qt's, which have a check of their own."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith("Dummy-")}


def _windows() -> set[str]:
    """The visible top-level widgets, said with their address, so that they are held by nobody."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {repr(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def _finish_background_work() -> None:
    from PySide6.QtCore import QThreadPool

    assert QThreadPool.globalInstance().waitForDone(5_000), "background work left behind"
