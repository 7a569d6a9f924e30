"""What is looked for in events and opportunities.

An event is out of order where it came before the first of the events that it answers: an e-mail
opened before it was sent to this person. The order of the rows in a file says nothing: many
exports begin with the newest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.accounts import fields as f
from engine.accounts.dataset import Dataset
from engine.accounts.encoding import column_of
from engine.accounts.fields import Entity
from engine.accounts.quality import found
from engine.accounts.quality.found import Found
from engine.accounts.rowset import event_starts
from engine.conditions.columns import Bools, TextColumn
from engine.conditions.model import ValueType

EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Nobody has recorded marketing events before; an earlier moment is a wrong number, or a date that
stands for none, such as 1970-01-01 or 1900-01-01."""


@dataclass(frozen=True)
class Answer:
    """Events of the type ``answer`` follow one of the type ``cause`` of the same person about the
    same thing, which the first of the fields ``by`` that both carry tells."""

    answer: str
    cause: str
    by: tuple[str, ...]


_MAILING = ("directMarketing.mailingKey.sourceKey", "directMarketing.mailingName")
_TO_A_MAIL = ("Delivered", "Opened", "Clicked", "Bounced", "BouncedSoft", "Unsubscribed")

ANSWERS: tuple[Answer, ...] = (
    *(
        Answer(f"directMarketing.email{kind}", "directMarketing.emailSent", _MAILING)
        for kind in _TO_A_MAIL
    ),
    Answer("event.attended", "event.registered", ("event.name",)),
    Answer("chat.meetingScheduled", "chat.dialogueEngaged", ("chat.dialogueName",)),
    Answer("chat.goalReached", "chat.dialogueEngaged", ("chat.dialogueName",)),
)
_CAUSE_OF = {each.answer: each for each in ANSWERS}


def _of_tables(dataset: Dataset, holds: Callable[[str, pl.DataFrame], Bools]) -> Found:
    """The events that something holds for, asked table by table."""
    masks = [holds(name, dataset.event_tables[name].frame) for name in event_starts(dataset)]
    return Found(np.concatenate(masks) if masks else np.zeros(0, np.bool_))


def future(dataset: Dataset, as_of: dt.datetime) -> Found:
    """Events that have not happened yet."""
    return _of_tables(dataset, lambda _, frame: (frame["timestamp"] > as_of).to_numpy())


def too_early(dataset: Dataset) -> Found:
    """Events from before the time when such things were recorded."""
    return _of_tables(dataset, lambda _, frame: (frame["timestamp"] < EARLIEST).to_numpy())


def without_account(dataset: Dataset) -> Found:
    """Events of people who belong to no account."""
    alone = dataset.account_of_person < 0
    return _of_tables(dataset, lambda _, frame: alone[frame["person"].to_numpy()])


def out_of_order(dataset: Dataset) -> Found:
    """Events that came before the first of the events that they answer."""
    return _of_tables(dataset, lambda name, frame: _answers(dataset, name, frame)[0])


def without_cause(dataset: Dataset) -> Found:
    """Events that answer something which is not among the events of their person, although there
    are events of its type."""
    return _of_tables(dataset, lambda name, frame: _answers(dataset, name, frame)[1])


def _answers(dataset: Dataset, name: str, frame: pl.DataFrame) -> tuple[Bools, Bools]:
    """Which events of a type came before the first of the events that they answer, and which have
    none to answer; neither where that can't be told."""
    neither = np.zeros(frame.height, np.bool_)
    rule = _CAUSE_OF.get(name)
    table = None if rule is None else dataset.event_tables.get(rule.cause)
    if rule is None or table is None:
        return neither, neither
    causes = table.frame
    by = next((by for by in rule.by if by in frame.columns and by in causes.columns), None)
    if by is None:
        return neither, neither
    answered, caused, many = _codes(frame[by], causes[by])
    whose = frame["person"].to_numpy().astype(np.int64) * many + answered
    # The events of a person are in the order of time, so the first of equal ones is the earliest.
    theirs = causes["person"].to_numpy().astype(np.int64) * many + caused
    sound = np.flatnonzero(caused >= 0)
    known, first = np.unique(theirs[sound], return_index=True)
    place = np.searchsorted(known, whose)
    has = np.append(known, -1)[place] == whose
    instants = np.append(causes["timestamp"].to_physical().to_numpy()[sound[first]], 0)[place]
    early = frame["timestamp"].to_physical().to_numpy() < instants
    told = answered >= 0
    return told & has & early, told & ~has


def _codes(one: pl.Series, other: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Two text columns as numbers, equal texts as equal ones, -1 for missing; and how many
    different texts there are, at least one."""
    columns = [column_of(series, ValueType.STRING) for series in (one, other)]
    texts = [column for column in columns if isinstance(column, TextColumn)]
    index: dict[str, int] = {}
    numbers = []
    for column in texts:
        values = column.categories.to_list()
        own = np.array([*(index.setdefault(value, len(index)) for value in values), -1], np.int64)
        numbers.append(own[column.codes])
    return numbers[0], numbers[1], max(len(index), 1)


def spaced(dataset: Dataset) -> Found:
    """Events with a text that can be trimmed."""
    return _of_tables(dataset, lambda _, frame: found.spaced(Entity.EVENT, frame).mask)


def lost_deals(dataset: Dataset) -> Found:
    """Opportunities whose account is missing or not among the accounts."""
    keys = dataset.accounts[f.ACCOUNT_KEY].implode()
    lost = ~pl.col(f.OPPORTUNITY_ACCOUNT).is_in(keys).fill_null(value=False)
    return found.where(dataset.opportunities, lost, f.OPPORTUNITY_ACCOUNT)


def spaced_deals(dataset: Dataset) -> Found:
    """Opportunities with a text that can be trimmed."""
    return found.spaced(Entity.OPPORTUNITY, dataset.opportunities)
