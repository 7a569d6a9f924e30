"""Files made to do harm: each is refused in words, quickly, and with little memory.

They are opened by a process of its own, whose memory may grow by ``ROOM`` and no more: a file
that takes more ends it with an error that no sentence is.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.accounts.importing.sheets import by_hand

ROOM = 400 * 1024**2
MOST_SECONDS = 30
MIB = 1024**2

if sys.platform != "linux":
    pytest.skip("limits the memory of a process as Linux does", allow_module_level=True)

CHILD = """
import resource, sys
from pathlib import Path
from engine.accounts.importing.tabular import opened_tables
from engine.background import Work
from engine.errors import JornadaError

warm = Path(sys.argv[2])
with opened_tables([warm]) as tables:
    pass
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    with opened_tables([Path(sys.argv[3])]) as tables:
        rows = sum(
            len(block.rows)
            for table in tables
            for block in table.reader.blocks(table.columns, 100_000, Work())
        )
    print(f"{len(tables)} tables, {rows} rows")
except JornadaError as error:
    print(error)
"""


def told(folder: Path, path: Path) -> str:
    """What becomes of a file, as a process with little memory says."""
    warm = folder / "warm.json"
    warm.write_text('[{"a":1}]')
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(ROOM), str(warm), str(path)],
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
        env={"TMPDIR": str(folder), "PATH": "", "POLARS_MAX_THREADS": "2"},
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert not [left for left in folder.iterdir() if left.name.startswith("jornada-")]
    return done.stdout.strip()


def archive(folder: Path, name: str, content: bytes, times: int) -> Path:
    path = folder / name
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open("a.csv", "w") as member,
    ):
        for _ in range(times):
            member.write(content)
    return path


def zip_bomb(folder: Path) -> Path:
    return archive(folder, "a.zip", b"\0" * MIB, 300)


def gzip_bomb(folder: Path) -> Path:
    path = folder / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(300):
            file.write(b"x,y\n" * (MIB // 4))
    return path


def sheet_bomb(folder: Path) -> Path:
    path = by_hand(folder, "")
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, part in parts.items():
            with made.open(name, "w") as member:
                for _ in range(300 if name == "xl/sheet.xml" else 0):
                    member.write(b" " * MIB)
                member.write(part)
    return path


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
CELL = '<row><c t="inlineStr"><is><t>&a11;</t></is></c></row>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'


def laughs(folder: Path) -> Path:
    return by_hand(folder, CELL, before=LAUGHS)


def laughs_in_shared_texts(folder: Path) -> Path:
    return by_hand(folder, "", shared="<si><t>&a11;</t></si>", before=LAUGHS)


def entity_of_a_file(folder: Path) -> Path:
    return by_hand(folder, CELL, before=OUTSIDE)


def entity_of_the_net(folder: Path) -> Path:
    return by_hand(folder, "", before=PARAMETER)


def far_cell(folder: Path) -> Path:
    """A table from the first to the last cell of a sheet has 17,179,869,184 cells."""
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    return by_hand(folder, first + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def million_cells_in_a_row(folder: Path) -> Path:
    return by_hand(folder, "<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>")


def million_columns(folder: Path) -> Path:
    path = folder / "a.csv"
    path.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n")
    return path


def nested_elements(folder: Path) -> Path:
    return by_hand(folder, "<a>" * 5_000_000)


def nested_elements_in_shared_texts(folder: Path) -> Path:
    return by_hand(folder, "", shared="<si>" * 5_000_000)


def endless_comment(folder: Path) -> Path:
    return by_hand(folder, "<!--" + "x" * (200 * MIB) + "-->")


def endless_attribute(folder: Path) -> Path:
    return by_hand(folder, '<row r="' + "1" * (200 * MIB) + '"/>')


def endless_cell(folder: Path) -> Path:
    return by_hand(folder, '<row><c t="str"><v>' + "x" * (200 * MIB) + "</v></c></row>")


def text_in_every_cell(folder: Path) -> Path:
    """A text that is stored once: as a column they would be 20 GB."""
    cells = '<row><c t="s"><v>0</v></c></row>' * 200_000
    return by_hand(folder, cells, shared="<si><t>" + "x" * 100_000 + "</t></si>")


def one_sheet_many_times(folder: Path) -> Path:
    return by_hand(folder, '<row><c t="n"><v>1</v></c></row>' * 200_000, sheets=200)


def thousands_of_sheets(folder: Path) -> Path:
    return by_hand(folder, "", sheets=20_000)


def long_json_text(folder: Path) -> Path:
    path = folder / "a.json"
    with path.open("wb") as file:
        file.write(b'[{"a":"')
        for _ in range(300):
            file.write(b"x" * MIB)
        file.write(b'"}]')
    return path


def nested_json(folder: Path) -> Path:
    path = folder / "a.json"
    path.write_text('[{"a":' + "[" * 10_000_000)
    return path


def nested_json_objects(folder: Path) -> Path:
    path = folder / "a.json"
    path.write_text('{"a":' * 5_000_000)
    return path


def json_of_a_million_names(folder: Path) -> Path:
    path = folder / "a.json"
    path.write_text(json.dumps([{f"c{n}": 1 for n in range(1_000_000)}]))
    return path


def json_lines_of_new_names(folder: Path) -> Path:
    path = folder / "a.ndjson"
    path.write_text("\n".join(f'{{"c{n}":1}}' for n in range(1_000_000)))
    return path


def json_of_spaces(folder: Path) -> Path:
    path = folder / "a.json"
    path.write_bytes(b"[" + b" " * (200 * MIB) + b"1]")
    return path


BOMB = "claims to hold far more data than it can"
DOCUMENT_TYPE = "holds a document type, which no Excel workbook has"
DAMAGED = "is no sound Excel workbook"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (zip_bomb, BOMB),
        (gzip_bomb, BOMB),
        (sheet_bomb, BOMB),
        (laughs, DOCUMENT_TYPE),
        (laughs_in_shared_texts, DOCUMENT_TYPE),
        (entity_of_a_file, DOCUMENT_TYPE),
        (entity_of_the_net, DOCUMENT_TYPE),
        (far_cell, "1 tables, 1 rows"),
        (million_cells_in_a_row, DAMAGED),
        (million_columns, "columns; at most 2,000 can be read"),
        (nested_elements, DAMAGED),
        (nested_elements_in_shared_texts, DAMAGED),
        (endless_comment, DAMAGED),
        (endless_attribute, DAMAGED),
        (endless_cell, "cell of more than 131,072 characters in row 1, column A"),
        (text_in_every_cell, "claims more data than a file can sensibly hold"),
        (one_sheet_many_times, BOMB),
        (thousands_of_sheets, "more than 250 sheets"),
        (long_json_text, "more than 16 million characters at line 1"),
        (nested_json, "nested too deeply"),
        (nested_json_objects, "nested too deeply"),
        (json_of_a_million_names, "columns; at most 2,000 can be read"),
        (json_lines_of_new_names, "columns; at most 2,000 can be read"),
        (json_of_spaces, "something else than a record at row 1"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_is_refused(tmp_path: Path, make: Callable[[Path], Path], sentence: str) -> None:
    said = told(tmp_path, make(tmp_path))
    assert sentence in said
