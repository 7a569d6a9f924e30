"""What a look at files found, in words: how a file is written, what a column becomes and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from designer.importing.columns import ColumnUse, Offer
from designer.widgets.words import known, words
from engine.accounts.importing.mapping import Source, Table
from engine.accounts.importing.proposing.drawing import CONTACTS
from engine.accounts.importing.proposing.proposal import SURE, FileFormat, Found, Proposal
from engine.accounts.importing.remapping import choices, field_of, lacking
from resources.catalogue import msg, say

DETAILS = ("encoding", "delimiter", "sheet", "header_row", "rows")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BOTH = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}
"""How encodings are called that have names of more than one spelling."""


def table_name(table: Table) -> str:
    """What the rows of a table are."""
    return say(msg(f"import.table.{table}")).capitalize()


def format_sentence(told: FileFormat) -> str:
    """How a file is written: its format and what was found out about it."""
    parts = [words(f"import.format.{told.format}")]
    for name in DETAILS:
        value = told.details.get(name)
        if value is None or (name == "rows" and told.format == "csv"):
            continue
        if name == "delimiter":
            value = words(f"import.delimiter.{DELIMITERS.get(value, 'other')}", given=value)
        if name == "encoding":
            value = BOTH.get(value.lower(), value)
        if name == "rows":
            value = f"{int(value):,}"
        parts.append(words(f"import.detail.{name}", value=value))
    if told.date_order is not None:
        parts.append(words(f"import.date_order.{told.date_order}"))
    if told.decimal_comma:
        parts.append(words("import.decimal_comma"))
    if told.time_zone is not None:
        parts.append(words(f"import.times.{told.time_zone}"))
    return " · ".join(parts)


def offers(table: Table) -> tuple[Offer, ...]:
    """What a column of a table can become."""
    fields = [Offer(field.path, field.label, hint=field.path) for field in choices(table)]
    own = Offer("", words("import.own"), words("import.own_hint"))
    away = Offer(None, words("import.left_out"), words("import.left_out_hint"))
    if table is Table.RELATION:  # a relation has no attributes of its own
        return (*fields, away)
    return (*fields, own, away)


def uses(
    source: Source,
    columns: Sequence[str],
    samples: dict[str, tuple[str, ...]],
    found: Iterable[Found],
    changed: frozenset[str],
) -> tuple[ColumnUse, ...]:
    """What becomes of each column of a file. ``found`` says how fields came to their columns,
    ``changed`` are the columns that the person has decided."""
    told = {(each.path, each.column): each for each in found}
    paths: dict[str, list[str]] = {}
    for path in source.fields:
        for rule in source.rule(path).chain:
            if rule.column is not None:
                paths.setdefault(rule.column, []).append(path)
    keeps = source.keep_other_columns and source.table is not Table.RELATION
    return tuple(
        _use(source, column, samples.get(column, ()), paths.get(column, []), keeps, told, changed)
        for column in columns
    )


def _use(
    source: Source,
    column: str,
    samples: tuple[str, ...],
    paths: Sequence[str],
    keeps: bool,
    told: dict[tuple[str, str | None], Found],
    changed: frozenset[str],
) -> ColumnUse:
    filters = any(where.column == column for where in source.where)
    if not paths:
        if filters:
            return ColumnUse(column, samples, words("import.filters"), True, "")
        why = words("import.reason.you") if column in changed else ""
        if keeps:
            return ColumnUse(column, samples, words("import.custom", name=column), True, why)
        return ColumnUse(column, samples, words("import.left_out"), False, why)
    becomes = [_label(source, path) for path in paths]
    if column in changed:
        why = words("import.reason.you")
    else:
        reasons = [told[path, column] for path in paths if (path, column) in told]
        why = _why(min(reasons, key=lambda one: one.confidence)) if reasons else ""
    return ColumnUse(column, samples, ", ".join(dict.fromkeys(becomes)), True, why)


def _label(source: Source, path: str) -> str:
    field = field_of(source.table, path)
    if field is not None:
        return field.label
    label = source.rule(path).label
    return words("import.custom", name=label or path)


def _why(found: Found) -> str:
    """How a field came to its column, and how sure that is where it is not."""
    key = f"import.reason.{found.why}"
    if found.confidence >= SURE or not known(f"{key}_unsure"):
        return words(key)
    return words(f"{key}_unsure", percent=round(100 * found.confidence))


def about(source: Source, columns: int) -> str:
    """What a file is read as, in a line."""
    named = {rule.column for path in source.fields for rule in source.rule(path).chain} - {None}
    keeps = source.keep_other_columns and source.table is not Table.RELATION
    used = columns if keeps else len(named)
    table = msg(f"import.table.{source.table}")
    return words("import.about_source", table=table, used=used, count=columns)


def looked_up(sources: Iterable[Source]) -> frozenset[str]:
    """The files in which sources look values up."""
    rules = (rule for s in sources for path in s.fields for rule in s.rule(path).chain)
    return frozenset(rule.look_up.file for rule in rules if rule.look_up is not None)


def makes_accounts(source: Source) -> bool:
    """Whether accounts are made from what its rows say of their company."""
    return source.table is Table.ACCOUNT and source.repeated == "first"


def state(
    source: Source, confidence: float | None, *, asked: bool, touched: bool
) -> tuple[str, str] | None:
    """What a person should look at, with its tone: None where it is all right."""
    if lacking(source):
        return words("import.state.lacks"), "error"
    if asked:
        return words("import.state.asks"), "warning"
    if confidence is not None and confidence < SURE and not touched:
        return words("import.state.look"), "warning"
    return None


def lack_sentences(source: Source) -> tuple[str, ...]:
    """What a source still needs, one sentence a group of fields."""
    said = []
    for group in lacking(source):
        names = tuple(_label(source, path) for path in group)
        said.append(words("import.lacks", table=msg(f"import.table.{source.table}"), fields=names))
    return tuple(said)


def summary(proposal: Proposal) -> str:
    """Where the files come from, as far as that shows."""
    if proposal.preset == CONTACTS:
        return words("import.contacts")
    if proposal.preset is not None:
        return words("import.recognised", system=proposal.preset)
    return words("import.not_recognised")
