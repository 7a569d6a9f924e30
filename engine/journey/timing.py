"""Durations, deadlines and must-end-on as settings (domain sections 3.2 and 3.5)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from engine.conditions.model import Model


class Unit(StrEnum):
    """Minutes and hours are elapsed time; days, weeks and months are calendar steps."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Duration(Model):
    """An amount of time. Zero is kept (a problem says so), below zero is refused."""

    amount: int = Field(default=5, ge=0, le=1_000_000)
    unit: Unit = Unit.DAYS


class Weekday(StrEnum):
    """ISO week order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)
WORKDAYS = WEEKDAYS[:5]


class MustEndOn(Model):
    """Allowed weekdays, time of day, and the IANA zone of both (the journey's if None)."""

    days: tuple[Weekday, ...] = WEEKDAYS
    time: dt.time = dt.time(0, 0)
    time_zone: str | None = None


class Timing(Model):
    """When a wait ends or a listen times out.

    A duration, or a date and time ``until`` (without offset: in the journey's zone), not both;
    with must-end-on the duration may be left out and is then zero (ruling 26).
    """

    duration: Duration | None = None
    until: dt.datetime | None = None
    must_end_on: MustEndOn | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.until is not None and (self.duration is not None or self.must_end_on is not None):
            raise ValueError("give a duration (with must_end_on if wanted) or a date, not both")
        return self
