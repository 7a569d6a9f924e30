"""Files appear whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from engine.errors import JornadaError
from engine.files import read_file, refuse_unwritable, replacing, write_file


def test_a_file_is_written_and_replaced_with_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_file(path, "olá")
    assert path.read_bytes() == "olá".encode()
    path.chmod(0o640)
    write_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match=r"“.*nowhere/a\.txt” can't be written: No such"):
        write_file(tmp_path / "nowhere" / "a.txt", "x")
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(JornadaError, match="can't be written"):
        write_file(folder, "x")
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]


def test_a_place_is_tried_before_work_is_done(tmp_path: Path) -> None:
    place, read = tmp_path / "a.csv", tmp_path / "read.csv"
    read.write_text("x")
    refuse_unwritable(place, (read, tmp_path / "missing.csv"))
    assert [item.name for item in tmp_path.iterdir()] == ["read.csv"]
    link = tmp_path / "link.csv"
    link.symlink_to(read)
    for same in (read, link, tmp_path / "." / "read.csv"):
        with pytest.raises(JornadaError, match="is one of the files that are read"):
            refuse_unwritable(same, (read,))
    with pytest.raises(JornadaError, match="is not a file"):
        refuse_unwritable(tmp_path)
    with pytest.raises(JornadaError, match="can't be written: No such"):
        refuse_unwritable(tmp_path / "nowhere" / "a.csv")


def test_names_that_no_system_knows(tmp_path: Path) -> None:
    with pytest.raises(JornadaError, match="can't be read"):
        read_file(tmp_path / ("x" * 5000), 10)
    with pytest.raises(JornadaError, match="can't be read"):
        read_file(Path("a\0b"), 10)
    with pytest.raises(JornadaError, match="can't be written"):
        write_file(Path("a\0b"), "x")
