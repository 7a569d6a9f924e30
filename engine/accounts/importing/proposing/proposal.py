"""What was found out about files: which tables they are, which columns are which fields, what is
to be asked."""

from __future__ import annotations

from typing import Literal

from engine.accounts.importing.mapping import Mapping, Rule, Table
from engine.conditions.model import Model

Why = Literal["preset", "name", "content", "saved", "made"]
"""How a field came to its column: a preset of a source system names the column; their names are
alike; the values are such; a saved mapping says so; or it is made, from a constant or another
value."""
DateOrder = Literal["iso", "day_first", "month_first", "unclear"]
SURE = 0.75
"""A confidence from which on a person need not look twice."""


class Found(Model):
    """A field of a proposed source. ``column`` is None where its value is a constant."""

    path: str
    column: str | None
    confidence: float
    """From 0 to 1."""
    why: Why


class ProposedSource(Model):
    """A file read as one table; the sources stand in the order of ``mapping.sources``, and
    ``found`` has the fields in that of the source. ``preset`` is the source system's name."""

    file: str
    table: Table
    preset: str | None
    confidence: float
    found: tuple[Found, ...]


class Question(Model):
    """What must be asked, because the values read both ways: whether the day or the month comes
    first. ``samples`` are some of these values."""

    kind: Literal["date_order"] = "date_order"
    file: str
    column: str
    samples: tuple[str, ...]

    @property
    def key(self) -> str:
        """What answers are kept by."""
        return f"{self.file}\n{self.column}"


class FileFormat(Model):
    """How a file is written. ``details`` are the reader's (encoding, delimiter, header row…);
    ``date_order`` is None where nothing in it is a date; ``decimal_comma`` is None where it has
    no number that tells; ``time_zone`` is ``offset`` where all timestamps say their own, ``none``
    where some don't (they are in the import's zone) and None where there are none."""

    file: str
    format: str
    details: dict[str, str]
    date_order: DateOrder | None = None
    decimal_comma: bool | None = None
    time_zone: Literal["offset", "none"] | None = None
    confidence: float = 1.0


class Proposal(Model):
    """How files would be read. ``mapping`` is None where no file is recognised; ``preset`` names
    the source system, if one is recognised; ``unknown`` are files that nobody could place, and
    ``unused`` those that are known to hold nothing that is imported (such as lists of campaigns,
    where no event names one)."""

    mapping: Mapping | None
    preset: str | None
    sources: tuple[ProposedSource, ...]
    questions: tuple[Question, ...]
    unknown: tuple[str, ...]
    unused: tuple[str, ...] = ()
    formats: tuple[FileFormat, ...] = ()


def answered(mapping: Mapping, question: Question, day_first: bool) -> Mapping:
    """A mapping with a question answered: wherever the question's column of its file is read."""
    sources = []
    for source in mapping.sources:
        fields = dict(source.fields)
        if source.file == question.file:
            for path in fields:
                rule = source.rule(path)
                if rule.column == question.column:
                    fields[path] = rule.model_copy(update={"day_first": day_first})
        sources.append(
            source.model_copy(update={"fields": {p: short(r) for p, r in fields.items()}})
        )
    return mapping.model_copy(update={"sources": tuple(sources)})


def short(rule: Rule | str) -> Rule | str:
    """A rule as it is best written down: a column's name where it says nothing else."""
    if isinstance(rule, Rule) and rule.column is not None and rule == Rule(column=rule.column):
        return rule.column
    return rule
