"""A table as an Excel workbook of one sheet, written row by row in little memory.

The sheet is put together by Polars, whole columns at a time, and goes into the archive as it comes:
no workbook stands in memory, and the same rows make the same bytes, for nothing in it says when it
was written. Texts are texts to Excel too: what begins like a formula does not run, and leading
zeros stay, also where somebody edits the cell.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO

import polars as pl

from engine.errors import JornadaError
from resources.catalogue import msg, say

MOST_ROWS = 1_048_575
"""The rows of a sheet below its titles."""
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""The characters of a cell, as UTF-16 counts them."""

_CELLS = 200_000
"""As many cells are put together at once, at most."""
_SHEET_BYTES = 2**31 - 1
"""The most that a part of an archive holds in its plain form, which every programme reads."""
_EXACT = 10**15
"""Whole numbers from here on do not fit Excel's fifteen digits: they are written as text."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel counts a day that never was before this one, and none before 1900."""
_EPOCH = 25_569
"""The number of 1970-01-01."""
_DAY = 86_400_000_000
"""Microseconds."""
_TEXT, _DATE, _TIME, _LOCAL_TIME, _TITLE = 1, 2, 3, 4, 5
_NARROW, _WIDE = 8, 48

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="3">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss&quot; UTC&quot;"/>'
        '<numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="6">'
        + "".join(
            f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" '
            f'applyNumberFormat="1" applyFont="1"/>'
            for number, font in ((0, 0), (49, 0), (164, 0), (165, 0), (166, 0), (49, 1))
        )
        + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    ),
}
_REFUSED = [chr(code) for code in range(32) if chr(code) not in "\t\n"]
"""Characters that XML does not hold, or not unchanged; Excel has its own way to write them."""
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    **{each: f"_x{ord(each):04X}_" for each in _REFUSED},
    "\ufffe": "\ufffd",
    "\uffff": "\ufffd",
}


def write_excel(file: IO[bytes], frames: Iterable[pl.DataFrame], titles: Sequence[str]) -> int:
    """Write frames of one schema below each other, under ``titles``, into an empty file.

    Dates are dates, instants are dates with a time (in UTC where the column has a zone). Whole
    numbers that Excel would round are texts, and so are days before March 1900. Empty texts leave
    an empty cell. Returns how many texts were cut to what a cell holds. Raises
    :class:`JornadaError` where a sheet does not hold so many rows or columns.
    """
    if len(titles) > MOST_COLUMNS:
        raise JornadaError("tables.too_many_columns", count=len(titles), most=MOST_COLUMNS)
    name = _escaped(say(msg("tables.sheet")))
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in (*_PARTS.items(), ("xl/workbook.xml", book)):
            archive.writestr(_entry(path), _HEAD + text)
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as part:
            sheet = _Sheet(part, titles)
            for frame in frames:
                sheet.add(frame)
            sheet.end()
    return sheet.cut


def _entry(path: str) -> zipfile.ZipInfo:
    """A part of the archive, from no time in particular."""
    entry = zipfile.ZipInfo(path)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


class _Sheet:
    """The sheet as it grows. ``cut``: how many texts were too long."""

    def __init__(self, part: IO[bytes], titles: Sequence[str]) -> None:
        self.cut = 0
        self._part = part
        self._titles = titles
        self._letters = [letters_of(place) for place in range(len(titles))]
        self._rows = 0
        self._bytes = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Write more rows."""
        if self._rows + frame.height > MOST_ROWS:
            raise JornadaError("tables.too_many_rows", most=MOST_ROWS)
        if self._bytes == 0:
            self._begin(frame)
        size = max(_CELLS // max(frame.width, 1), 1)
        for some in frame.iter_slices(size):
            self._write(self._rows_of(some))
            self._rows += some.height

    def _begin(self, frame: pl.DataFrame) -> None:
        widths = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(_widths(frame, self._titles), start=1)
        )
        cells = "".join(
            f'<c r="{letters}1" s="{_TITLE}" t="inlineStr"><is><t xml:space="preserve">'
            f"{_escaped(title[:MOST_CHARACTERS])}</t></is></c>"
            for letters, title in zip(self._letters, self._titles, strict=True)
        )
        self._write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews><cols>{widths}</cols>"
            f'<sheetData><row r="1">{cells}</row>'
        )

    def _rows_of(self, frame: pl.DataFrame) -> str:
        first = self._rows + 2
        texts, cut = _as_texts(frame)
        self.cut += cut
        number = pl.int_range(first, first + frame.height).cast(pl.String)
        cells = [
            _cell(name, kind, letters)
            for (name, kind), letters in zip(texts.schema.items(), self._letters, strict=True)
        ]
        row = pl.concat_str(
            pl.lit('<row r="'), _NUMBER, pl.lit('">'), *cells, pl.lit("</row>"), ignore_nulls=True
        )
        rows = texts.with_columns(number.alias(_ROW)).select(row.alias(_ROW))
        return "".join(rows[_ROW].to_list())

    def _write(self, text: str) -> None:
        content = text.encode()
        self._bytes += len(content)
        if self._bytes > _SHEET_BYTES:
            raise JornadaError("tables.too_large", count=self._rows)
        self._part.write(content)

    def end(self) -> None:
        """Close the sheet, with a filter over its columns."""
        last = f"{self._letters[-1]}{self._rows + 1}" if self._letters else "A1"
        self._write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>')


_ROW = "\0row"
_NUMBER = pl.col(_ROW)


def letters_of(place: int) -> str:
    """The letters of a column, the first being 0: A, …, Z, AA, …"""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _as_texts(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame with whatever Excel has no type for as text of a length that a cell holds, and how
    many were longer."""
    columns, cut = [], 0
    for series in frame.iter_columns():
        kind = series.dtype
        if not (kind.is_numeric() or kind in (pl.Boolean, pl.Date) or kind == pl.Datetime):
            series = text_of(series)
            longer = series.str.len_bytes() > MOST_CHARACTERS
            if longer.any():
                series, found = _shortened(series)
                cut += found
        columns.append(series)
    return pl.DataFrame(columns), cut


def text_of(series: pl.Series) -> pl.Series:
    """A column as text, lists joined with ``;``."""
    if isinstance(series.dtype, pl.List):
        return series.cast(pl.List(pl.String)).list.join("; ", ignore_nulls=True)
    return series.cast(pl.String)


def _shortened(series: pl.Series) -> tuple[pl.Series, int]:
    """Texts cut to what a cell holds, and how many were longer."""
    most = 2 * MOST_CHARACTERS
    texts: list[str | None] = series.to_list()
    cut = 0
    for place, text in enumerate(texts):
        if text is not None and len(text) > MOST_CHARACTERS // 2:
            content = text.encode("utf-16-le")
            if len(content) > most:
                texts[place] = content[:most].decode("utf-16-le", "ignore")
                cut += 1
    return pl.Series(series.name, texts, pl.String), cut


def _cell(name: str, kind: pl.DataType, letters: str) -> pl.Expr:
    """The cells of a column as XML; null where there is none."""
    column = pl.col(name)
    if kind == pl.Boolean:
        return _typed(letters, column.cast(pl.Int8).cast(pl.String), ' t="b"')
    if kind == pl.Date:
        days = (column.to_physical() + _EPOCH).cast(pl.String)
        return (
            pl.when(column >= _FIRST_DAY)
            .then(_typed(letters, days, f' s="{_DATE}"'))
            .otherwise(_text(letters, column.cast(pl.String)))
        )
    if isinstance(kind, pl.Datetime):
        style = _LOCAL_TIME if kind.time_zone is None else _TIME
        instant = column.dt.convert_time_zone("UTC") if kind.time_zone else column
        plain = instant.dt.replace_time_zone(None).cast(pl.Datetime("us"))
        days = (plain.to_physical() / _DAY + _EPOCH).cast(pl.String)
        return (
            pl.when(plain >= dt.datetime.combine(_FIRST_DAY, dt.time()))
            .then(_typed(letters, days, f' s="{style}"'))
            .otherwise(_text(letters, plain.dt.strftime("%Y-%m-%d %H:%M:%S")))
        )
    if kind.is_integer():
        exact = column.is_between(-_EXACT, _EXACT, closed="none")
        plain = column.cast(pl.String)
        return pl.when(exact).then(_typed(letters, plain)).otherwise(_text(letters, plain))
    if kind.is_numeric():
        finite = column.cast(pl.Float64)
        return pl.when(finite.is_finite()).then(_typed(letters, finite.cast(pl.String)))
    return pl.when(column != "").then(_text(letters, column))


def _typed(letters: str, value: pl.Expr, attributes: str = "") -> pl.Expr:
    return pl.concat_str(
        pl.lit(f'<c r="{letters}'), _NUMBER, pl.lit(f'"{attributes}><v>'), value, pl.lit("</v></c>")
    )


def _text(letters: str, value: pl.Expr) -> pl.Expr:
    return pl.concat_str(
        pl.lit(f'<c r="{letters}'),
        _NUMBER,
        pl.lit(f'" s="{_TEXT}" t="inlineStr"><is><t xml:space="preserve">'),
        _xml_of(value),
        pl.lit("</t></is></c>"),
    )


def _escaped(text: str) -> str:
    return str(pl.select(_xml_of(pl.lit(text))).item())


def _xml_of(text: pl.Expr) -> pl.Expr:
    """Texts as XML. One that looks like Excel's way to write a character is not taken for it."""
    return text.str.replace_all("_(x[0-9A-Fa-f]{4})", "_x005F_${1}").str.replace_many(_ESCAPES)


def _widths(frame: pl.DataFrame, titles: Sequence[str]) -> list[int]:
    """How wide columns are, by their titles and most of the first values."""
    widths = []
    for series, title in zip(frame.head(200).iter_columns(), titles, strict=True):
        fixed = {pl.Date: 12, pl.Datetime: 24}.get(series.dtype.base_type())
        lengths = text_of(series).str.len_chars().drop_nulls()
        usual = fixed or int(lengths.quantile(0.9) or 0) + 2
        widths.append(min(max(usual, len(title) + 4, _NARROW), _WIDE))
    return widths
