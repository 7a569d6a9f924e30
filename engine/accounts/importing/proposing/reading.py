"""How dates and numbers are written in a file, from its values; what can't be told is asked.

``05/06/2024`` reads both ways. Where one value of the column, or of another column of the same
file, has a first or second part above 12, that says the order of all. A comma is decimal where it
can't be anything else ("1,5", "1.234,50"); next to such values "1,234" is 1.234, else 1234.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from engine.accounts import fields as f
from engine.accounts.importing.mapping import Rule, Source, Table
from engine.accounts.importing.proposing.guessing import Looked
from engine.accounts.importing.proposing.proposal import (
    DateOrder,
    FileFormat,
    Question,
    short,
)
from engine.accounts.importing.remapping import field_of
from engine.accounts.importing.tabular import TableFile
from engine.conditions.model import ValueType

SAMPLES = 3
_PARTS = r"^(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?:\D|$)"
_ISO = r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\D|$)"
_DOTS = r"^\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?:\D|$)"
_DATE = r"^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))(?:[T, ]+\d{1,2}:\d{2}.*)?$"
_OFFSET = r":\d{2}(?:\.\d+)?\s*(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$"
_CLOCK = r"\d:\d{2}"
_COMMA = r"\d,\d{1,2}(?:\D|$)|\d,\d{4,}|\.\d{3},\d|^[-+]?0,\d"
_POINT = r"\d\.\d{1,2}(?:\D|$)|\d\.\d{4,}|,\d{3}\.\d|^[-+]?0\.\d"
_GROUPS = r"\d[.,]\d{3}(?:\D|$)"
_POINTS = r"^[-+]?\d{1,3}(?:\.\d{3})+$"
_FORMS = (
    (r"^\d{8}$", "%Y%m%d"),
    (r"^\d{1,2} \p{L}{3} \d{4}$", "%d %b %Y"),
    (r"^\d{1,2}-\p{L}{3}-\d{4}$", "%d-%b-%Y"),
    (r"^\d{1,2} \p{L}{4,} \d{4}$", "%d %B %Y"),
    (r"^\p{L}{3} \d{1,2}, \d{4}$", "%b %d, %Y"),
    (r"^\p{L}{4,} \d{1,2}, \d{4}$", "%B %d, %Y"),
)
"""Forms that nothing else could be; a column must have one only."""
_DATES = (ValueType.DATE, ValueType.TIMESTAMP)
_NUMBERS = (ValueType.NUMBER, ValueType.INTEGER)
_MOST, _MANY = 0.95, 0.5
"""The share of a column's values that must be numbers to make it one of numbers, and to say how
the file writes them: next to them may stand what means that there is none, such as "-"."""
_SHOWN: tuple[DateOrder, ...] = ("unclear", "day_first", "month_first", "iso")
"""Which of several orders in a file is shown: what matters most."""


def order_of(texts: pl.Series) -> DateOrder | None:
    """The order of day and month in texts; None where none is a date."""
    parts = texts.str.extract_groups(_PARTS).struct.unnest()
    first, second = (parts[name].cast(pl.Int32, strict=False) for name in ("1", "2"))
    read = first.is_not_null()
    if not read.any():
        if texts.str.contains(_DOTS).any():
            return "day_first"
        return "iso" if texts.str.contains(_ISO).any() else None
    days, months = int((first > 12).sum()), int((second > 12).sum())
    if days != months:
        return "day_first" if days > months else "month_first"
    if days:
        return "month_first"
    return "unclear" if (first != second).any() else "month_first"


def decimal_comma(texts: pl.Series) -> bool | None:
    """Whether a comma is decimal in texts; None where nothing tells."""
    commas, points = (int(texts.str.contains(p).sum()) for p in (_COMMA, _POINT))
    return None if commas == points else commas > points


@dataclass
class Formats:
    """What was found out about how one file is written, and its sources made to read it so."""

    file: TableFile
    looked: Looked
    sources: Sequence[Source]
    answers: Mapping[str, bool]
    questions: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._texts = {name: self.looked.values(name) for name in self._columns()}
        contents = self.looked.contents
        orders = {
            name: order_of(texts) if contents[name].share("date") else None
            for name, texts in self._texts.items()
        }
        said = {order for order in orders.values() if order in ("day_first", "month_first")}
        self._order: DateOrder | None = said.pop() if len(said) == 1 else None
        self._orders = orders
        commas = {
            decimal_comma(texts)
            for name, texts in self._texts.items()
            if contents[name].share("number") >= _MANY
        } - {None}
        self._comma = commas.pop() if len(commas) == 1 else None

    def told(self, sources: Sequence[Source]) -> FileFormat:
        """The format as it is shown, where the file is read by sources."""
        asked = {question.column for question in self.questions}
        rules = [source.rule(path) for source in sources for path in source.fields]
        orders = set[DateOrder]()
        for column, order in self._orders.items():
            if order == "unclear" and column not in asked:
                said = {rule.day_first for rule in rules if rule.column == column}
                orders |= {"day_first" if day_first else "month_first" for day_first in said}
            elif order is not None:
                orders.add(order)
        unclear = "unclear" in orders
        order = next((one for one in _SHOWN if one in orders), None)
        return FileFormat(
            file=self.file.name,
            format=self.file.reader.format,
            details=dict(self.file.reader.details),
            date_order=order,
            decimal_comma=self._comma,
            time_zone=self._zone(),
            confidence=0.5 if unclear else 1.0,
        )

    def read_so(self) -> Iterator[Source]:
        """The sources with rules that say how values are read."""
        for source in self.sources:
            fields = {path: source.rule(path) for path in source.fields}
            for path, rule in fields.items():
                known = field_of(source.table, path)
                kind = rule.type if known is None else known.type
                fields[path] = self._rule(rule, kind)
                if kind is None and rule == Rule(column=rule.column) and rule.column in self._texts:
                    fields[path] = self._typed(rule.column, self._texts[rule.column]) or rule
            if source.keep_other_columns:
                fields |= self._kept(source, fields)
            shown = {path: short(rule) for path, rule in fields.items()}
            yield source.model_copy(update={"fields": shown})

    def _columns(self) -> set[str]:
        return {name for name in self.looked.columns if name in self.looked.sample.columns}

    def _rule(self, rule: Rule, kind: ValueType | None) -> Rule:
        if kind in _DATES:
            return rule.model_copy(update=self._date(rule))
        if kind in _NUMBERS and rule.column in self._texts:
            whole = kind is ValueType.INTEGER
            if self._is_comma(rule.column) or (whole and _grouped(self._texts[rule.column])):
                return rule.model_copy(update={"decimal_comma": True})
        return rule

    def _date(self, rule: Rule) -> dict[str, object]:
        """How a date is read: of a chain of rules, as their first columns with dates say."""
        for column in [one.column for one in rule.chain]:
            if column not in self._texts:
                continue
            texts = self._texts[column]
            form = _form(texts)
            if form is not None:
                return {"date_format": form}
            order = self._orders.get(column)
            if order is not None:
                return {"day_first": self._day_first(column, order)} if order != "iso" else {}
        return {}

    def _day_first(self, column: str, order: DateOrder) -> bool:
        question = Question(
            file=self.file.name, column=column, samples=_samples(self._texts[column])
        )
        if question.key in self.answers:
            return self.answers[question.key]
        if order != "unclear":
            return order == "day_first"
        if self._order is not None:
            return self._order == "day_first"
        if question not in self.questions:
            self.questions.append(question)
        return False

    def _is_comma(self, column: str) -> bool:
        texts = self._texts[column]
        said = decimal_comma(texts)
        if said is None and texts.str.contains(_GROUPS).any():
            hint = self.file.reader.details.get("delimiter") in (";", "semicolon")
            said = self._comma if self._comma is not None else hint
        return bool(said)

    def _kept(self, source: Source, fields: Mapping[str, Rule]) -> dict[str, Rule]:
        """Other columns that are dates or numbers, but not as they are written in English."""
        used = {rule.column for first in fields.values() for rule in first.chain}
        taken = {one.path for one in f.STANDARD_FIELDS[source.table.entity]} | set(fields)
        found: dict[str, Rule] = {}
        for column in self.looked.columns:
            texts = self._texts.get(column)
            if texts is None or not len(texts) or column in used or column in taken:
                continue
            if source.table is Table.EVENT and column == "person":
                continue
            rule = self._typed(column, texts)
            if rule is not None:
                found[column] = rule
        return found

    def _typed(self, column: str, texts: pl.Series) -> Rule | None:
        order = self._orders.get(column)
        if order in ("day_first", "month_first", "unclear") and _most(texts, _DATE):
            day_first = self._day_first(column, order)
            clock = texts.str.contains(_CLOCK).any()
            kind = ValueType.TIMESTAMP if clock else ValueType.DATE
            return Rule(column=column, type=kind, day_first=day_first)
        numeric = self.looked.contents[column].share("number") >= _MOST
        if numeric and texts.str.contains(",").any() and self._is_comma(column):
            return Rule(column=column, type=ValueType.NUMBER, decimal_comma=True)
        return None

    def _zone(self) -> str | None:
        """Whether timestamps say their offset."""
        found: set[str] = set()
        for source in self.sources:
            for path in source.fields:
                rule, known = source.rule(path), field_of(source.table, path)
                kind = rule.type if known is None else known.type
                texts = self._texts.get(rule.column or "")
                if kind is ValueType.TIMESTAMP and texts is not None:
                    timed = texts.filter(texts.str.contains(_CLOCK))
                    if len(timed):
                        found.add("offset" if timed.str.contains(_OFFSET).all() else "none")
        return None if not found else "offset" if found == {"offset"} else "none"


def _grouped(texts: pl.Series) -> bool:
    """Whether points stand between groups of three digits in whole numbers, for which "1.200"
    can't be 1.2: no number has other digits after a point, and not all of them are 0, as whole
    numbers written with decimals have them."""
    pointed = texts.filter(texts.str.contains(".", literal=True))
    read = pointed.str.contains(_POINTS).all() if len(pointed) else False
    return bool(read) and not pointed.str.contains(r"\.0+$").all()


def _form(texts: pl.Series) -> str | None:
    return next((form for p, form in _FORMS if len(texts) and texts.str.contains(p).all()), None)


def _most(texts: pl.Series, pattern: str) -> bool:
    return float(texts.str.contains(pattern).mean() or 0) >= _MOST  # type: ignore[arg-type]


def _samples(texts: pl.Series) -> tuple[str, ...]:
    """Some values that read both ways, in their order."""
    parts = texts.str.extract_groups(_PARTS).struct.unnest()
    first, second = (parts[name].cast(pl.Int32, strict=False) for name in ("1", "2"))
    both = (first <= 12) & (second <= 12) & (first != second)
    return tuple(texts.filter(both.fill_null(value=False)).sort().head(SAMPLES))
