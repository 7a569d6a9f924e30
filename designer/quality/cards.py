"""The few numbers that matter most, each a way to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.quality.bars import Bars
from designer.widgets.basics import Elided
from designer.widgets.clickable import Clickable
from designer.widgets.look import spaced
from designer.widgets.numbers import day, share, whole
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.accounts.quality.values import Quality, Weight

SHOWN = (
    "people_reachable",
    "accounts_without_people",
    "accounts_same_domain",
    "people_same_email",
)
"""The rules that have a card, in their order."""

GOOD_SHARE = 0.75
"""From so many people on that can be reached, the data are called good."""
TIME = "time"
"""The card of the events' span of time."""


@dataclass(frozen=True)
class Told:
    """What a card says. ``tone``: ``ok``, ``warning`` or ``ink3``, with its icon."""

    number: str
    about: str
    icon: str
    tone: str


class Card(Clickable):
    """A number and what it is about. A click or Enter opens it."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__("item")
        self.key, self._title = key, title
        self.sign = QLabel()
        self.number = Elided("", "huge")
        self.about = Elided("", "hint")
        head = QHBoxLayout()
        spaced(head, 0, 2)
        head.addWidget(Elided(title, "summary"), 1)
        head.addWidget(self.sign)
        self.column = QVBoxLayout(self)
        spaced(self.column, (3, 2, 3, 2), 0)
        self.column.addLayout(head)
        self.column.addWidget(self.number)
        self.column.addWidget(self.about)

    def show_told(self, told: Told) -> None:
        """Say something else."""
        self.number.setText(told.number)
        self.about.setText(told.about)
        set_icon(self.sign, told.icon, told.tone, 16)
        said = words("quality.card", title=self._title, number=told.number, about=told.about)
        self.setAccessibleName(said)
        self.setToolTip(said)


class Cards(QWidget):
    """The cards side by side."""

    opened = Signal(str)
    """The key of a rule, or ``TIME``."""

    def __init__(self) -> None:
        super().__init__()
        self.cards = {key: Card(key, words(f"quality.cards.{key}")) for key in (*SHOWN, TIME)}
        self.months = Bars(20)
        time = self.cards[TIME]
        time.column.insertWidget(2, self.months)
        time.number.hide()
        line = QHBoxLayout(self)
        spaced(line, 0, 3)
        for card in self.cards.values():
            card.opened.connect(partial(self.opened.emit, card.key))
            line.addWidget(card, 1)

    def show_quality(self, quality: Quality) -> None:
        """Say how a dataset is."""
        for key in SHOWN:
            self.cards[key].show_told(told(quality, key))
        self.cards[TIME].show_told(_time(quality))
        self.months.show_counts([count for _, count in quality.months])


def told(quality: Quality, key: str) -> Told:
    """What the card of a rule says."""
    check = quality.check(key)
    of = quality.sizes[check.entity]
    if key == "people_reachable":
        part = check.count / of if of else 0.0
        good = part >= GOOD_SHARE
        about = words("quality.count_of", count=whole(check.count), of=whole(of))
        number = share(check.count, of) or "–"
        return Told(number, about, "ok" if good else "warning", "ok" if good else "warning")
    if not check.count:
        return Told("0", words("quality.none_of", count=of), "ok", "ok")
    if check.groups is not None:
        about = words(f"quality.sharing.{key}", groups=check.groups)
    else:
        about = words("quality.share_of", part=share(check.count, of))
    fact = check.weight is Weight.FACT
    icon, tone = ("info", "ink3") if fact else ("warning", "warning")
    return Told(whole(check.count), about, icon, tone)


def _time(quality: Quality) -> Told:
    """From when to when there are events, and whether one lies in the future."""
    if not quality.spans:
        return Told("", words("quality.no_events"), "info", "ink3")
    first = min(span.first for span in quality.spans)
    last = max(span.last for span in quality.spans)
    said = words("quality.from_to", low=day(first), high=day(last))
    wrong = [quality.check(key) for key in ("events_future", "events_too_early")]
    if any(check.count for check in wrong):
        return Told("", said, "warning", "warning")
    return Told("", said, "ok", "ok")
