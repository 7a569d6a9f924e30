"""A mapping: which columns of which files are which fields, written down to be used again.

A mapping file is ``*.mapping.json``. It names files by name or pattern only, never by folder, so
that a mapping from anybody reads nothing but the files that the person has chosen.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from engine.accounts.fields import Entity
from engine.accounts.zones import zone_names
from engine.conditions.model import Model, ValueType
from engine.errors import JornadaError
from engine.files import read_file
from resources.catalogue import msg

FORMAT_VERSION = 1
LIMIT = 1024 * 1024
LONGEST_PATH, MOST_PARTS = 255, 100


class Table(StrEnum):
    """What the rows of a file are."""

    ACCOUNT = "account"
    PERSON = "person"
    EVENT = "event"
    OPPORTUNITY = "opportunity"
    RELATION = "relation"
    """A person in an account, with roles: an account-person relation."""

    @property
    def entity(self) -> Entity:
        """The table of the dataset that the rows go into."""
        return Entity.PERSON if self is Table.RELATION else Entity(self.value)


def _plain_name(name: str) -> str:
    if not name.strip() or any(letter in name for letter in "/\\\0") or name in (".", ".."):
        raise ValueError("file_name")
    return name


def _field_path(path: str) -> str:
    if not path.strip() or "\0" in path or len(path) > LONGEST_PATH:
        raise ValueError("field_path")
    return path


def _part(number: int) -> int:
    if not 1 <= abs(number) <= MOST_PARTS:
        raise ValueError("part")
    return number


def _zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError("zone")
    return name


FileName = Annotated[str, AfterValidator(_plain_name)]
"""A file's name without a folder; ``*`` and ``?`` stand for any letters."""
FieldPath = Annotated[str, AfterValidator(_field_path)]
ZoneName = Annotated[str, AfterValidator(_zone)]


Make = Literal["company_name", "email", "email_domain", "domain"]
"""What is made of a text, so that spellings of one thing are equal (``making.py`` says how): a
company's name without its legal form, an email address in small letters, the company's domain of
an email address (missing where anybody can have an address there), that of a website."""


class LookUp(Model):
    """The value beside this one in another of the files: where its column ``key`` has the value,
    its column ``value``. Of several rows the first with a value counts; without one the value is
    missing. ``key_make`` and ``value_make`` are made of the texts in these columns."""

    file: FileName
    key: str
    value: str
    key_make: Make | None = None
    value_make: Make | None = None


class Split(Model):
    """A part of the value: cut at ``at``, the ``part``-th piece, counted from 1, from the end
    where negative. Without such a piece the value is missing."""

    at: Annotated[str, Field(min_length=1)]
    part: Annotated[int, AfterValidator(_part)]


class Where(Model):
    """Rows count only where a column has one of the values ``is_one_of``, and none of
    ``is_none_of``; the others are left out and counted. A missing value is ``""``."""

    column: str
    is_one_of: tuple[str, ...] = ()
    is_none_of: tuple[str, ...] = ()


class Rule(Model):
    """Where a field's value comes from: a ``column`` or a ``constant``. It is cut (``split``),
    made (``make``), looked up, translated, prefixed, and read as the field's type, in this order.
    Where nothing comes of it, the rule ``otherwise`` says another place."""

    column: str | None = None
    optional: bool = False
    """Whether the column may be absent from a file, which then doesn't fill the field."""
    constant: str | None = None
    split: Split | None = None
    make: Make | None = None
    look_up: LookUp | None = None
    translate: dict[str, str | None] = Field(default_factory=dict)
    """Other words for values; null makes the value missing. Compared exactly."""
    others: Literal["keep", "empty", "leave_out"] = "keep"
    """What becomes of values that ``translate`` doesn't name: they stay, are missing, or the row
    is left out (and counted)."""
    prefix: str = ""
    type: ValueType | None = None
    """Of a custom attribute; found from the values where it is left out."""
    label: str | None = None
    date_format: str | None = None
    """As of ``strftime``, such as ``%d.%m.%Y %H:%M``; the usual forms are known without it."""
    day_first: bool = False
    epoch: Literal["seconds", "milliseconds"] | None = None
    time_zone: ZoneName | None = None
    """Of timestamps without an offset; the import's where it is left out."""
    decimal_comma: bool = False
    separator: str = ";"
    """Between the items of a list."""
    several: bool = False
    """Whether the cell holds several keys between separators: of a person's accounts. The first
    is their account, to the others they are related."""
    when: Where | None = None
    """Where the row is not so, nothing comes of the rule."""
    otherwise: Rule | None = None
    """Of it counts where the text comes from; how it is read is said by the first rule."""

    @model_validator(mode="after")
    def _one_origin(self) -> Rule:
        if (self.column is None) == (self.constant is None):
            raise ValueError("one_origin")
        return self

    @property
    def chain(self) -> tuple[Rule, ...]:
        """This rule, and those that are asked otherwise, in their order."""
        return (self, *(() if self.otherwise is None else self.otherwise.chain))


class Source(Model):
    """What a file holds. ``fields``: a column's name or a rule for each XDM path or custom
    attribute. A person of an event may be named by ``workEmail.address`` instead of the key."""

    file: FileName
    table: Table
    fields: dict[FieldPath, str | Rule]
    where: tuple[Where, ...] = ()
    keep_other_columns: bool = True
    """Whether columns that are not named become custom attributes; else the report lists them."""
    headers: tuple[str, ...] = ()
    """All columns of the file that the source was made for: another file with the same ones is
    recognised by them, however it is named."""
    repeated: Literal["set_aside", "first"] = "set_aside"
    """What becomes of a row whose key came before: it is a mistake, or expected, for example
    where people are made from the rows of their events. Where it is expected, so is a person
    whose email address came before."""

    def rule(self, path: str) -> Rule:
        """The rule of a field."""
        found = self.fields[path]
        return Rule(column=found) if isinstance(found, str) else found


class Mapping(Model):
    """How files are read. ``time_zone`` is that of timestamps without an offset."""

    schema_: str | None = Field(default=None, alias="$schema")
    format_version: Literal[1]
    name: str
    description: str = ""
    time_zone: ZoneName | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises :class:`JornadaError` where it can't be read, is not a
    mapping, or comes from a newer version, with the place and the mend."""
    return mapping_of(read_file(path, LIMIT), path.name)


def mapping_of(content: bytes, where: str) -> Mapping:
    """The mapping in JSON (UTF-8). Raises :class:`JornadaError` as :func:`read_mapping`."""
    try:
        return Mapping.model_validate_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        raise _refusal(error, where) from error
    except (ValueError, RecursionError) as error:
        raise _not_json(str(error), where) from error


def mapping_schema() -> dict[str, Any]:
    """The JSON Schema of mapping files, as ``resources/schemas/mapping.schema.json`` has it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jornada:mapping:{FORMAT_VERSION}",
        **Mapping.model_json_schema(by_alias=True),
    }


_OWN = {"file_name", "zone", "one_origin", "field_path", "part"}


def _refusal(error: ValidationError, where: str) -> JornadaError:
    found = error.errors(include_url=False)
    # A field is a column's name or a rule: what is wrong with the rule says more.
    first = next((one for one in found if one["loc"][-1:] != ("str",)), found[0])
    kind, context = first["type"], first.get("ctx", {})
    if kind == "json_invalid":
        return _not_json(str(context["error"]), where)
    place = _place(first) or msg("import.mapping.whole")
    if first["loc"] and first["loc"][-1] == "format_version" and kind == "literal_error":
        return JornadaError("import.mapping.version", file=where, version=_short(first["input"]))
    if kind == "missing":
        return JornadaError("import.mapping.missing", file=where, place=place)
    if kind == "extra_forbidden":
        return JornadaError("import.mapping.unknown", file=where, place=place)
    cause = str(context.get("error", ""))
    if kind == "value_error" and cause in _OWN:
        got = _short(first["input"])
        return JornadaError(f"import.mapping.{cause}", file=where, place=place, got=got)
    return JornadaError("import.mapping.wrong", file=where, place=place, why=first["msg"])


def _not_json(said: str, where: str) -> JornadaError:
    """The refusal of a text that is no JSON, with the place where the parser said one."""
    at = re.search(r"line (\d+) column (\d+)", said)
    if at is None:
        return JornadaError("import.mapping.not_json", file=where)
    return JornadaError("import.mapping.not_json_at", file=where, line=at[1], column=at[2])


def _place(found: ErrorDetails) -> str:
    # Without how pydantic names the sides of a union.
    steps = [
        step
        for step in found["loc"]
        if step not in ("str", "Rule") and not str(step).startswith("function-")
    ]
    words = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in steps]
    return "".join(words).removeprefix(".")[:200]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
