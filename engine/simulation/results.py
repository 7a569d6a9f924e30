"""What a run answers, as values: the trace, the messages, the effects, and counts made from them.

Everything a run knows is in three tables; all counts are questions to these tables, so that
every number can be traced to accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import polars as pl


class EndReason(StrEnum):
    """Why an entry ended (ruling 43)."""

    COMPLETED = "completed"
    NO_PATH_MATCHED = "no_path_matched"
    TIMED_OUT = "timed_out"
    JOURNEY_ENDED = "journey_ended"
    REMOVED = "removed"


class Outcome(StrEnum):
    """What became of a message (section 3.8, ruling 33)."""

    SENT = "sent"
    NO_CONSENT = "no_consent"
    BAD_STATUS = "bad_status"
    SUSPENDED = "suspended"
    DUPLICATE = "duplicate"
    NO_NUMBER = "no_number"


class Effect(StrEnum):
    """What an action did."""

    ATTRIBUTE_CHANGED = "attribute_changed"
    MOMENT_ADDED = "moment_added"
    LIST_JOINED = "list_joined"
    LIST_LEFT = "list_left"
    DESTINATION_JOINED = "destination_joined"
    DESTINATION_LEFT = "destination_left"
    EXTERNAL_AUDIENCE_JOINED = "external_audience_joined"
    MARKETO_LIST_JOINED = "marketo_list_joined"
    MARKETO_LIST_LEFT = "marketo_list_left"
    MARKETO_CAMPAIGN_JOINED = "marketo_campaign_joined"
    WEB_EXPERIENCE_SHOWN = "web_experience_shown"
    SCORE_CHANGED = "score_changed"
    SALES_ALERT = "sales_alert"
    JOURNEY_ENTERED = "journey_entered"
    JOURNEY_LEFT = "journey_left"
    NOTHING = "nothing"
    """The action changed nothing; ``note`` says why."""


class Note(StrEnum):
    """Why an action changed nothing."""

    SAME_VALUE = "same_value"
    ALREADY_IN = "already_in"
    NOT_IN = "not_in"
    NO_GROUP = "no_group"
    ENTRY_REFUSED = "entry_refused"
    NOT_IN_RUN = "not_in_run"
    """The other journey is not part of this run."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The window [start, end) and the zone whose midnights make the days (rulings 3 to 6).

    ``start`` and ``end`` are aware.
    """

    start: datetime
    end: datetime
    time_zone: str = "UTC"
    seed: int = 0


@dataclass(frozen=True)
class NodeCounts:
    """Section 9: what became of those who came to a node.

    Inside a split by people ``entered`` and the rest count people, and ``accounts`` the account
    entries with at least one person there (ruling 29); elsewhere both are the same. ``people``:
    at a split by people, the people that it led on, who are what ``left`` counts; None elsewhere.
    """

    node: str
    entered: int = 0
    accounts: int = 0
    here: int = 0
    left: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[EndReason, int] = field(default_factory=dict)
    people: int | None = None

    @property
    def choosing(self) -> int:
        """Of how many the counts in ``left`` are parts."""
        return self.entered if self.people is None else self.people


@dataclass(frozen=True)
class RunResult:
    """One run of one or several journeys over a dataset.

    ``steps``: a row for every visit of a node, in the order of processing, which is the same on
    every machine:

    ======== ================== =========================================================
    journey  Enum               journey id
    account  Int32              account row of the dataset
    person   Int32, null        person row; null where the account itself is the traveller
    entry    Int32              number of the entry of that account, from 1
    node     Enum               node id
    arrived  Datetime(us, UTC)  when it came
    left     Datetime, null     when it left or ended; null: still here
    path     Enum, null         the path it left by; null where it ended here or is here
    ended    Enum, null         the ``EndReason`` where the entry ended at this node
    trigger  Int16, null        at a listen: which trigger matched, from 0
    cause    Int32, null        at a listen: person row whose event matched
    seq      Int32              the place in the order of processing, shared by a batch
    ======== ================== =========================================================

    At a split (or variant) by people the account has a row of its own without a path, and each
    of its people a row with the path taken (none where it went straight to the close split).

    A node whose path has no edge ends the entry there: ``path`` is the path taken and ``ended``
    is completed. ``messages``: journey, account, person, entry, node, time, message (Enum of
    ids), outcome (Enum), seq. ``effects``: journey, account, person (null: the account), entry,
    node, time, effect (Enum), subject, previous, new (String, null), note (Enum, null), seq.
    """

    settings: RunSettings
    journeys: tuple[str, ...]
    steps: pl.DataFrame
    messages: pl.DataFrame
    effects: pl.DataFrame
    info: Mapping[str, str | int | float] = field(default_factory=dict)
    """``seconds``, ``seed``, ``tzdata``, ``journey_hash``, ``dataset_hash``, ``version``."""
