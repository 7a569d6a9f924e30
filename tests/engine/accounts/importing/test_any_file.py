"""Any bytes at all: a result or one clear error, and every row is accounted for."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.accounts import fields as f
from engine.accounts.importing.importer import Imported, import_files
from engine.accounts.importing.mapping import LookUp, Mapping, Rule, Source, Split, Table
from engine.accounts.importing.preview import preview
from engine.errors import JornadaError

HEADERS = [
    f"{f.ACCOUNT_KEY},{f.ACCOUNT_NAME},accountOrganization.annualRevenue.amount,custom",
    f"{f.PERSON_KEY};{f.PERSON_ACCOUNT};{f.EMAIL};{f.PERSON_ROLES};person.birthDate",
    f"eventType,timestamp,{f.PERSON_KEY},device.isMobileDevice,extra",
    f"{f.PERSON_KEY},{f.ACCOUNT_KEY},{f.PERSON_ROLES}",
    f"{f.OPPORTUNITY_KEY}\t{f.OPPORTUNITY_ACCOUNT}\tisWon",
]
CELLS = st.one_of(
    st.sampled_from(["", "A1", "P1", " A1", "x", "true", "2025-01-01", "1735689600", "1,5", '"']),
    st.sampled_from(["2025-13-01", "9" * 30, "1e999", "-0", "\0", "\ufeff", "=1+1", "0012", "∞"]),
    st.sampled_from(["2025-06-01T00:00:00+99:99", "1900-01-01T00:00:00-24:00", "99:99", "NaN"]),
    st.text(max_size=12),
)


def outcome(contents: dict[str, bytes], mapping: Mapping | None = None) -> Imported | None:
    """What an import of files makes; None where it says why not. Nothing else may come out."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, content in contents.items():
            paths.append(Path(folder, name))
            paths[-1].write_bytes(content)
        imported, refused = None, None
        try:
            preview(paths, mapping)
            imported = import_files("any", paths, mapping, time_zone="Europe/Berlin")
        except JornadaError as error:
            refused = error
    if refused is not None:
        assert "import." not in str(refused), "a key without words"
        # This one is for what nobody foresaw.
        assert refused.message.key != "import.unreadable", refused.__cause__
    if imported is None:
        return None
    for file in imported.report.files:
        assert file.read == file.loaded + sum(file.set_aside.values())
    assert imported.set_aside.height == imported.report.set_aside
    assert imported.dataset.content_hash
    return imported


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.parquet", "a", "a.xlsx"]))
def test_any_bytes(content: bytes, name: str) -> None:
    outcome({name: content})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(HEADERS), st.binary(max_size=300))
def test_any_bytes_below_a_header(header: str, content: bytes) -> None:
    outcome({"a.csv": header.encode() + b"\n" + content})


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, max_size=6), max_size=8)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_cells(tables: list[tuple[str, list[list[str]]]], encoding: str) -> None:
    contents, rows = {}, 0
    for number, (header, cells) in enumerate(tables):
        text = io.StringIO()
        delimiter = next(letter for letter in ",;\t" if letter in header)
        csv.writer(text, delimiter=delimiter).writerows(cells)
        whole = f"{header}\r\n{text.getvalue()}"
        contents[f"{number}.csv"] = whole.encode(encoding, "ignore")
        again = csv.reader(
            io.StringIO(contents[f"{number}.csv"].decode(encoding), newline=""),
            delimiter=delimiter,
        )
        rows += sum(1 for record in again if record) - 1
    imported = outcome(contents)
    if imported is not None and encoding == "utf-8-sig":
        # With a mark the encoding is no guess, so the rows are those that Python counts.
        assert imported.report.read == rows


def changed(content: bytes, places: list[tuple[int, int]]) -> bytes:
    found = bytearray(content)
    for place, byte in places:
        found[place % len(found)] = byte
    return bytes(found)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_good_files_with_bytes_changed(data: st.DataObject) -> None:
    good = _good()
    name = data.draw(st.sampled_from(sorted(good)))
    change: st.SearchStrategy[list[tuple[int, int]]] = st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5
    )
    cut = data.draw(st.integers(0, 60))
    content = changed(good[name], data.draw(change))
    outcome({**good, name: content[: len(content) - cut]})


def _parquet(folder: Path) -> bytes:
    import polars as pl

    path = folder / "e.parquet"
    pl.DataFrame(
        {
            "eventType": ["x", "y"] * 20,
            "timestamp": list(range(1_735_689_600, 1_735_689_640)),
            "person": [{"key": "P1"}] * 40,
            f.EVENT_PERSON: ["P1", "P2"] * 20,
            "note": [None, "n"] * 20,
        }
    ).write_parquet(path)
    return path.read_bytes()


def _good() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        events = _parquet(Path(folder))
    return {
        "a.csv": f"{HEADERS[0]}\nA1,Acme,1,x\nA2,Bolt,2,y\n".encode(),
        "p.csv": f"{HEADERS[1]}\nP1;A1;a@b.c;Champion;1980-01-01\nP2;A2;;;\n".encode(),
        "e.parquet": events,
    }


NAMES = st.sampled_from(["id", "name", "x", "y"])
LOOK_UPS = st.builds(LookUp, file=st.sampled_from(["a.csv", "*.csv"]), key=NAMES, value=NAMES)
RULES: Callable[..., st.SearchStrategy[Rule]] = st.builds
RULE = RULES(
    Rule,
    column=NAMES,
    optional=st.booleans(),
    split=st.none()
    | st.builds(Split, at=st.sampled_from([",", "::"]), part=st.sampled_from([-3, -1, 1, 2])),
    look_up=st.none() | LOOK_UPS,
    translate=st.dictionaries(st.text(max_size=3), st.none() | st.text(max_size=3), max_size=2),
    others=st.sampled_from(["keep", "empty", "leave_out"]),
    prefix=st.sampled_from(["", "k:"]),
    date_format=st.none() | st.sampled_from(["%Y", "%d.%m.%Y %H:%M", "%", "%z", "%Q", "%s"]),
    epoch=st.none() | st.sampled_from(["seconds", "milliseconds"]),
    day_first=st.booleans(),
    decimal_comma=st.booleans(),
    separator=st.sampled_from([";", "", "::"]),
)
PATHS = st.sampled_from(
    [
        *(f.ACCOUNT_KEY, f.ACCOUNT_NAME, f.PERSON_KEY, f.EMAIL, f.PERSON_ROLES, "own"),
        *("eventType", "timestamp", "personKey", "person.birthDate"),
        "accountOrganization.annualRevenue.amount",
    ]
)
SOURCES = st.builds(
    Source,
    file=st.sampled_from(["a.csv", "*.csv"]),
    table=st.sampled_from(Table),
    fields=st.dictionaries(PATHS, NAMES | RULE, min_size=1, max_size=6),
    keep_other_columns=st.booleans(),
    repeated=st.sampled_from(["set_aside", "first"]),
)


@settings(max_examples=250, deadline=None)
@given(
    st.lists(SOURCES, min_size=1, max_size=3),
    st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=6),
)
def test_any_mapping(sources: list[Source], cells: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["id", "name", "x", "y"], *cells])
    mapping = Mapping(format_version=1, name="any", sources=tuple(sources))
    outcome({"a.csv": text.getvalue().encode("utf-8", "ignore")}, mapping)
