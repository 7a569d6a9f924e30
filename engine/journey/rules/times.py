"""Times: the journey's own, waits and timeouts, and e-mails sent again (sections 1, 2, 3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import cached_property, partial

from engine.accounts.zones import zone_info, zone_names
from engine.journey import graph
from engine.journey.actions import SendEmail
from engine.journey.describe import timing_words
from engine.journey.edits import update_node
from engine.journey.model import Journey
from engine.journey.nodes import TIMEOUT, ActionNode, ListenNode, WaitNode
from engine.journey.rules.problem import Fix, Ground, Problem, error, fix, warning
from engine.journey.timing import WEEKDAYS, Duration, Timing, Unit

MAX_YEARS = 3
AGAIN = timedelta(hours=24)
LENGTHS = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
    Unit.WEEKS: timedelta(weeks=1),
    Unit.MONTHS: timedelta(days=28),
}
"""The least that a unit lasts, clock changes aside."""


def settings(ground: Ground) -> Iterator[Problem]:
    """A known zone, and an end after the start and at most three years from it; an end is needed
    to publish (section 1)."""
    own = ground.journey.settings
    if own.time_zone not in zone_names():
        yield error("zone_unknown", None, "settings.time_zone", zone=own.time_zone)
        return
    if own.end is None:
        yield warning("end_missing", None, "settings.end")
        return
    start, end = start_of(ground.journey), end_of(ground.journey)
    if start is None or end is None:
        return
    if end <= start:
        yield error("end_before_start", None, "settings.end")
    elif end > years_after(start, MAX_YEARS):
        yield error("end_late", None, "settings.end", count=MAX_YEARS)


def timings(ground: Ground) -> Iterator[Problem]:
    """Durations above zero, a weekday at least, known zones (sections 2 and 3.5)."""
    for node in ground.journey.nodes:
        if isinstance(node, WaitNode):
            yield from _timing(node, "timing", node.timing)
        elif isinstance(node, ListenNode):
            if node.timeout is None:
                yield warning("timeout_missing", node.id, "timeout")
            else:
                yield from _timing(node, "timeout", node.timeout)


def _timing(node: WaitNode | ListenNode, field: str, timing: Timing) -> Iterator[Problem]:
    def mended(key: str, **update: object) -> Fix:
        changed = node.model_copy(update={field: timing.model_copy(update=update)})
        return fix(key, partial(update_node, node=changed))

    duration, end = timing.duration, timing.must_end_on
    if duration is None and end is None and timing.until is None:
        yield error(f"{field}_unset", node.id, field)
    if duration is not None and duration.amount == 0:
        mend = None if end is None else mended("drop_duration", duration=None)
        yield error(f"{field}_zero", node.id, f"{field}.duration.amount", mend)
    if end is not None and not end.days:
        every_day = end.model_copy(update={"days": WEEKDAYS})
        mend = mended("any_day", must_end_on=every_day)
        yield error("must_end_on_no_day", node.id, f"{field}.must_end_on.days", mend)
    if end is not None and end.time_zone is not None and end.time_zone not in zone_names():
        place = f"{field}.must_end_on.time_zone"
        yield error("zone_unknown", node.id, place, zone=end.time_zone)


def lengths(ground: Ground) -> Iterator[Problem]:
    """A wait longer than the journey; a timeout longer than what is left of it."""
    journey = ground.journey
    clock = _Elapsed(ground)
    end = end_of(journey)
    if end is None:
        return
    for node in journey.nodes:
        if isinstance(node, WaitNode):
            yield from _wait(journey, node, end)
        elif isinstance(node, ListenNode):
            timeout = node.timeout
            if timeout and _ends_late(journey, timeout, end, clock.before(node.id)):
                yield warning("timeout_long", node.id, "timeout", timing=timing_words(timeout))


def _wait(journey: Journey, node: WaitNode, end: datetime) -> Iterator[Problem]:
    if _ends_late(journey, node.timing, end, timedelta()):
        words = timing_words(node.timing)
        yield warning("wait_long", node.id, "timing", timing=words)
    until, start = node.timing.until, start_of(journey)
    if until is not None and start is not None:
        moment = instant(journey, until)
        if moment is not None and moment <= start:
            yield warning("wait_past", node.id, "timing.until")


def _ends_late(journey: Journey, timing: Timing, end: datetime, before: timedelta) -> bool:
    """Whether a wait that begins ``before`` after the start or later ends after the journey."""
    if timing.until is not None:
        moment = instant(journey, timing.until)
        return moment is not None and moment > end
    start = start_of(journey)
    return start is not None and before + least(timing) > end - start


def emails_again(ground: Ground) -> Iterator[Problem]:
    """An e-mail sent again to the same people within 24 hours."""
    sent: dict[str, dict[str, timedelta]] = {id_: {} for id_ in ground.order}
    for id_ in ground.order:
        node, since = ground.journey.by_id[id_], sent[id_]
        action = node.action if isinstance(node, ActionNode) else None
        if isinstance(action, SendEmail) and action.email:
            if action.email in since:
                name = _name_of_email(ground, action.email)
                yield warning("email_again", id_, "action.email", name=name)
            since = {**since, action.email: timedelta()}
        for path, target in graph.paths_of(ground.journey, id_):
            took = _taken(node, path)
            for email, ago in since.items():
                if target in sent and ago + took < AGAIN:
                    nearest = sent[target].get(email, AGAIN)
                    sent[target][email] = min(nearest, ago + took)


def _name_of_email(ground: Ground, id_: str) -> str:
    found = (item.name for item in ground.definitions.emails if item.id == id_)
    return next(found, id_)


class _Elapsed:
    """How long after its start the journey comes to each node at the earliest."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def before(self, node: str) -> timedelta:
        return self._times.get(node, timedelta())

    @cached_property
    def _times(self) -> dict[str, timedelta]:
        start = self.ground.journey.audience
        found = {} if start is None else {start.id: timedelta()}
        for id_ in self.ground.order:
            if id_ in found:
                node = self.ground.journey.by_id[id_]
                for path, target in graph.paths_of(self.ground.journey, id_):
                    if target is not None:
                        at = found[id_] + _taken(node, path)
                        found[target] = min(found.get(target, at), at)
        return found


def _taken(node: object, path: str) -> timedelta:
    """The least time from coming to a node to leaving it by a path."""
    if isinstance(node, WaitNode):
        return least(node.timing)
    if isinstance(node, ListenNode) and node.timeout is not None and path == TIMEOUT:
        return least(node.timeout)
    return timedelta()


def least(timing: Timing) -> timedelta:
    """The least that a wait lasts. A date may have passed: nothing."""
    return timedelta() if timing.duration is None else length(timing.duration)


def length(duration: Duration) -> timedelta:
    """The least that a duration lasts."""
    try:
        return LENGTHS[duration.unit] * duration.amount
    except OverflowError:
        return timedelta.max / 4


def start_of(journey: Journey) -> datetime | None:
    """The start as an instant; None where it is at publish, or beyond what a calendar holds."""
    start = journey.settings.start
    return None if start is None else instant(journey, start)


def end_of(journey: Journey) -> datetime | None:
    """The end as an instant; a date alone is the first instant of the next day (ruling 1)."""
    end = journey.settings.end
    if end is None:
        return None
    try:
        return instant(journey, end if isinstance(end, datetime) else end + timedelta(days=1))
    except OverflowError:
        return None


def instant(journey: Journey, moment: datetime | date) -> datetime | None:
    """A moment of the journey's calendar in UTC; None where the zone is unknown or the moment lies
    beyond what a calendar holds."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        if journey.settings.time_zone not in zone_names():
            return None
        moment = moment.replace(tzinfo=zone_info(journey.settings.time_zone))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def years_after(moment: datetime, years: int) -> datetime:
    """The same day some years later; 28 February for a 29th that there is not."""
    year = min(moment.year + years, MAXYEAR)
    try:
        return moment.replace(year=year)
    except ValueError:
        return moment.replace(year=year, day=28)
