"""The way of the Tab key, where widgets were not made in the order they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def order_tabs(root: QWidget) -> None:
    """Let Tab go through a widget as its layouts go: from the top, from the left."""
    stops = [one for one in _within(root) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for one, after in pairwise(stops):
        QWidget.setTabOrder(one, after)


def _within(widget: QWidget) -> Iterator[QWidget]:
    """A widget and what its layouts hold, in their order."""
    yield widget
    if isinstance(widget, QScrollArea) and (content := widget.widget()) is not None:
        yield from _within(content)
    elif widget.focusProxy() is not None and widget.layout() is None:
        return
    elif (layout := widget.layout()) is not None:
        yield from _of_layout(layout)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (inner := item.widget()) is not None:
            yield from _within(inner)
        elif (below := item.layout()) is not None:
            yield from _of_layout(below)
