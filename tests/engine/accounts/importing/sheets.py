"""Workbooks whose XML is written by hand: what no library would write."""

from __future__ import annotations

import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def by_hand(
    folder: Path,
    cells: str,
    *,
    shared: str = "",
    prefix: str = "",
    before: str = "",
    sheets: int = 1,
    name: str = "hand.xlsx",
) -> Path:
    """A workbook with these rows of cells, and these shared texts. All names have the prefix;
    ``before`` stands in front of the root of each part; ``sheets`` have all the same cells."""
    path = folder / name
    p = f"{prefix}:" if prefix else ""
    space = f'xmlns{f":{prefix}" if prefix else ""}="{MAIN}" xmlns:r="{RELATIONS}"'
    listed = f'<{p}sheet name="Hand" sheetId="1" r:id="worksheet"/>' * sheets
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations(officeDocument="/xl/book.xml"),
        "xl/_rels/book.xml.rels": _relations(worksheet="sheet.xml", sharedStrings="texts.xml"),
        "xl/book.xml": f"<{p}workbook {space}><{p}sheets>{listed}</{p}sheets></{p}workbook>",
        "xl/sheet.xml": f"{before}<{p}worksheet {space}><{p}sheetData>{cells}</{p}sheetData>"
        f"</{p}worksheet>",
        "xl/texts.xml": f"{before}<{p}sst {space}>{shared}</{p}sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in parts.items():
            archive.writestr(member, text)
    return path


def _relations(**targets: str) -> str:
    found = "".join(
        f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'
