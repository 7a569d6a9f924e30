"""The life cycle of a journey version (domain section 1): Draft, Live, Closed to new entries,
Finished, Aborted. Who publishes, closes or aborts gets a new value; a Live version is frozen."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.errors import JornadaError
from engine.journey.model import Definitions, Journey, Status
from engine.journey.rules import Facts, blocking, problems
from engine.journey.rules.times import MAX_YEARS, end_of, start_of, years_after
from resources.catalogue import Message, msg

NEXT: dict[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.LIVE,),
    Status.LIVE: (Status.CLOSED, Status.FINISHED, Status.ABORTED),
    Status.CLOSED: (Status.FINISHED, Status.ABORTED),
    Status.FINISHED: (),
    Status.ABORTED: (),
}
"""What a journey may become."""

DELETABLE = (Status.DRAFT, Status.ABORTED, Status.FINISHED)


def status_words(status: Status) -> Message:
    """A status as marketers say it."""
    return msg(f"journey.status.{status}")


def why_not_publish(
    journey: Journey, definitions: Definitions, now: datetime, facts: Facts | None = None
) -> tuple[Message, ...]:
    """Why the journey can't be published at the (aware) instant ``now``; nothing: it can.

    It must be a draft, end in the future and at most three years after its start, which is at
    publish unless it has a date, and have no blocking problem.
    """
    if journey.status is not Status.DRAFT:
        return (msg("journey.publish.not_draft", status=status_words(journey.status)),)
    return (
        *_why_not_by_dates(journey, now.astimezone(UTC)),
        *(
            msg("journey.publish.problem", what=found.message)
            for found in blocking(problems(journey, definitions, facts))
        ),
    )


def _why_not_by_dates(journey: Journey, now: datetime) -> tuple[Message, ...]:
    if journey.settings.end is None:
        return (msg("journey.publish.no_end"),)
    end = end_of(journey)
    if end is None:
        return ()  # an unknown zone, which is a blocking problem
    if end <= now:
        return (msg("journey.publish.over"),)
    if start_of(journey) is None and end > years_after(now, MAX_YEARS):
        return (msg("journey.publish.late", count=MAX_YEARS),)
    return ()


def publish(
    journey: Journey, definitions: Definitions, now: datetime, facts: Facts | None = None
) -> Journey:
    """The Live version. Raises :class:`JornadaError` with the first reason why not."""
    reasons = why_not_publish(journey, definitions, now, facts)
    if reasons:
        raise JornadaError("journey.publish.refused", journey=journey.name, why=reasons[0])
    return _with(journey, Status.LIVE)


def close(journey: Journey) -> Journey:
    """Close a Live journey to new entries; who is inside goes on."""
    return _changed(journey, Status.CLOSED)


def finish(journey: Journey) -> Journey:
    """A journey that has come to its end."""
    return _changed(journey, Status.FINISHED)


def abort(journey: Journey) -> Journey:
    """Stop a journey before its end."""
    return _changed(journey, Status.ABORTED)


def new_draft(journey: Journey, latest: int | None = None) -> Journey:
    """A draft of the next version, made from this one. ``latest`` is the highest version there is,
    if this is not it. Raises :class:`JornadaError` for a draft, which can be edited itself."""
    if journey.status is Status.DRAFT:
        raise JornadaError("journey.lifecycle.is_draft", journey=journey.name)
    version = max(journey.version, latest or 0) + 1
    return journey.model_copy(update={"status": Status.DRAFT, "version": version})


def check_delete(journey: Journey) -> None:
    """Raise :class:`JornadaError` where a journey can't be deleted: it is running."""
    if journey.status not in DELETABLE:
        raise JornadaError(
            "journey.lifecycle.not_deletable",
            journey=journey.name,
            status=status_words(journey.status),
        )


def _changed(journey: Journey, status: Status) -> Journey:
    if status not in NEXT[journey.status]:
        raise JornadaError(
            "journey.lifecycle.not_possible",
            journey=journey.name,
            now=status_words(journey.status),
            wanted=status_words(status),
        )
    return _with(journey, status)


def _with(journey: Journey, status: Status) -> Journey:
    return journey.model_copy(update={"status": status})
