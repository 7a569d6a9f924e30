"""The text of a file as UTF-8: where it breaks, where it ends, and how little is held of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from engine.accounts import fields as f
from engine.accounts.importing import csv_text
from engine.accounts.importing.csv_text import Text
from engine.accounts.importing.importer import import_files
from engine.background import Work
from engine.errors import Cancelled, JornadaError
from tests.engine.accounts.importing.files import load

KEY, NAME = f.ACCOUNT_KEY, f.ACCOUNT_NAME


def text_of(content: bytes, encoding: str = "utf-8") -> Text:
    return Text(io.BytesIO(content), encoding)


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 1_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "shift_jis"])
def test_lines(monkeypatch: pytest.MonkeyPatch, chunk: int, encoding: str) -> None:
    monkeypatch.setattr(csv_text, "_CHUNK", chunk)
    content = "a,b\nc\r\nd\re\n\n\r\r\n東京"
    lines = list(text_of(content.encode(encoding), encoding).lines())
    assert lines == list(io.StringIO(content, newline=""))


def test_a_piece_ends_with_a_line_that_is_no_part_of_a_cell() -> None:
    content = b'a,"x\ny"\nb,"long\n'
    assert text_of(content + b"and longer" * 9).piece(len(content)) == b'a,"x\ny"\n'
    assert text_of(b'"' + b"x\n" * 99).piece(20) == b""
    text = text_of(b"a\nb\nc")
    assert text.piece(3) == b"a\n"
    text.take(2)
    assert text.piece(100) == b"b\nc\n"  # the last line gets its end
    text.take(4)
    assert text.piece(100) == b""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_a_broken_letter_is_told_with_its_row(tmp_path: Path, encoding: str) -> None:
    rows = "".join(f"A{number},x\n" for number in range(50_000))
    good = f"{KEY},{NAME}\n{rows}A,".encode(encoding)
    broken = b"\xff" if encoding == "utf-8-sig" else b"\x00\xd8\x41\x00"
    with pytest.raises(JornadaError, match=f"row 50,002 as {encoding}"):
        load(tmp_path, a=good + broken + "\nB,y\n".encode(encoding)[-12:])


def test_an_open_quote_is_told_even_after_a_quote_inside_a_word(tmp_path: Path) -> None:
    # Two marks, of which the first is a letter: the second swallows what follows.
    with pytest.raises(JornadaError, match="quotation mark in row 3 "):
        load(tmp_path, a=f'{KEY},{NAME}\nA1,5" pipe\nA2,"y\nA3,z\n')


def test_quotes_inside_words_before_a_last_cell_of_two_lines(tmp_path: Path) -> None:
    made = load(tmp_path, a=f'{KEY},{NAME}\nA1,5" pipe\nA2,"two\nlines"\n')
    assert made.dataset.accounts[NAME].to_list() == ['5" pipe', "two\nlines"]


def test_an_open_quote_in_the_last_line_swallows_nothing(tmp_path: Path) -> None:
    made = load(tmp_path, a=f'{KEY},{NAME}\nA1,x\nA2,"y')
    assert made.dataset.accounts[NAME].to_list() == ["x", "y"]


def test_odd_rows_in_a_long_file_keep_their_numbers(tmp_path: Path) -> None:
    # 12 MB, so three pieces; short, blank, crowded and quoted rows stand far from each other.
    rows = [f"A{number:06},{'x' * 50}" for number in range(200_000)]
    rows[10_000] = "B1"
    rows[90_000] = ""
    rows[150_000] = "B2,x,y"
    rows[150_001] = 'B3,5" pipe'
    made = load(tmp_path, a="\n".join((f"{KEY},{NAME}", *rows)))
    (file,) = made.report.files
    assert (file.read, file.loaded) == (199_999, 199_998)
    assert made.set_aside.select("row", "reason").rows() == [(150_002, "too_many_cells")]
    (short,) = (item for item in made.report.warnings if item.key == "short_rows")
    assert short.params == {"file": "a.csv", "count": 1, "row": "10002"}
    names = dict(made.dataset.accounts.select(KEY, NAME).rows())
    assert (names["B1"], names["B3"]) == (None, '5" pipe')


def test_the_import_of_a_long_file_can_be_stopped_all_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    row = f"A{{}},{'x' * 40}\n"
    path.write_text(f"{KEY},{NAME}\n" + "".join(row.format(number) for number in range(300_000)))
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    import_files("x", [path], work=Work(cancelled=count))
    assert asked >= path.stat().st_size // (4 * 1024**2)  # once for every 4 MB at least
    for stop in range(1, asked, 2):
        answers = iter([False] * stop)
        with pytest.raises(Cancelled):
            import_files("x", [path], work=Work(cancelled=lambda: next(answers, True)))  # noqa: B023
    assert [item.name for item in tmp_path.iterdir()] == ["a.csv"]
