"""Where a sheet's column names are: below titles, in one row or two, some of their cells merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.accounts.importing.spool import Cell, as_words

LOOKED_AT = 60
"""Rows that are not empty among which the column names are."""
_FILLED = 0.75
"""The part of the widest row that the row of the names fills at least."""
_MOST_MERGED = 2_000
Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass(frozen=True)
class Header:
    """The row of the column names as its number in the sheet, the names by column, and how many
    of the rows that were looked at the data come after."""

    row: int
    names: Mapping[int, str]
    past: int


def find_header(
    rows: Sequence[Mapping[int, Cell]], numbers: Sequence[int], merged: Sequence[Merged]
) -> Header:
    """The header of a sheet, from its first rows that are not empty (there is one at least).

    It is the first row that is nearly as wide as the widest and has mostly texts, no two columns
    of a title that spans them all. Where merged cells stand above names, the names belong to
    them, and say so where they would not be distinct.
    """
    spread = _spread(rows, numbers, merged)
    width = max(map(len, rows))
    at = next((i for i, row in enumerate(spread) if _may_name(row, width)), 0)
    groups: Mapping[int, str] = {}
    spans = _spans(merged, numbers[at])
    below = at + 1
    follows = below < len(rows) and numbers[below] == numbers[at] + 1
    if spans and follows and _names_below(rows[at], rows[below], spans):
        groups, at = spread[at], below
    if not groups and at and numbers[at - 1] == numbers[at] - 1 and _spans(merged, numbers[at - 1]):
        above = spread[at - 1]
        groups = above if len(set(above.values())) > 1 else {}
    return Header(numbers[at], _named(spread[at], groups), at + 1)


def _spread(
    rows: Sequence[Mapping[int, Cell]], numbers: Sequence[int], merged: Sequence[Merged]
) -> list[dict[int, str]]:
    """The texts of rows, those of merged cells in all columns and rows that they span."""
    last_column = max(max(row) for row in rows)
    spread = [
        {column: text for column, cell in row.items() if (text := _text(cell))} for row in rows
    ]
    places = {number: place for place, number in enumerate(numbers)}
    near = [area for area in merged if area[0] <= numbers[-1]][:_MOST_MERGED]
    for first_row, first_column, last_row, last in near:
        own = spread[places[first_row]].get(first_column) if first_row in places else None
        if own is None:
            continue
        for number in range(first_row, min(last_row, numbers[-1]) + 1):
            if number in places:
                for column in range(first_column, min(last, last_column) + 1):
                    spread[places[number]].setdefault(column, own)
    return spread


def _text(cell: Cell) -> str:
    return " ".join((as_words(cell) or "").split())


def _may_name(row: Mapping[int, str], width: int) -> bool:
    texts = set(row.values())
    words = sum(not text.replace(".", "", 1).lstrip("-").isdigit() for text in texts)
    return len(texts) >= _FILLED * width and words * 2 >= len(texts)


def _spans(merged: Sequence[Merged], row: int) -> list[range]:
    """The columns of the merged cells of a row that span several."""
    return [
        range(first, last + 1)
        for top, first, _, last in merged[:_MOST_MERGED]
        if top == row and last > first
    ]


def _names_below(
    row: Mapping[int, Cell], below: Mapping[int, Cell], spans: Sequence[range]
) -> bool:
    """Whether the row below merged cells has names: texts below them, and nothing elsewhere."""
    spanned = {column for span in spans for column in span}
    others = [column for column in row if column not in spanned]
    return all(column not in below for column in others) and all(
        isinstance(below.get(column), str) for column in spanned
    )


def _named(names: Mapping[int, str], groups: Mapping[int, str]) -> dict[int, str]:
    own = {column: names.get(column) or groups.get(column, "") for column in {*names, *groups}}
    often = Counter(name.casefold() for name in own.values())
    found = {}
    for column in sorted(own):
        name, group = own[column], groups.get(column, "")
        joined = often[name.casefold()] > 1 and group and group != name
        found[column] = f"{group} / {name}" if joined else name
    return found
