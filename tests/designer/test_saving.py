"""Asking where to save a file, and as what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from designer.widgets.saving import ask_save_as, file_name
from tests.samples import when_asked

CSV, EXCEL = "CSV (*.csv)", "Excel workbook (*.xlsx)"


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def answer(monkeypatch: pytest.MonkeyPatch, name: str, kind: str) -> list[Any]:
    """What the dialog will answer; what it was asked with is in the list."""
    asked: list[Any] = []

    def save(*arguments: Any) -> tuple[str, str]:
        asked.extend(arguments[1:])
        return name, kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    return asked


@pytest.mark.parametrize(
    ("typed", "kind", "found"),
    [
        ("list.csv", CSV, "list.csv"),
        ("list", CSV, "list.csv"),
        ("list", EXCEL, "list.xlsx"),
        ("Q1.2025", EXCEL, "Q1.2025.xlsx"),
        # The name as it was offered, and another kind chosen.
        ("list.csv", EXCEL, "list.xlsx"),
        # The kind as it was offered, and another ending typed.
        ("list.parquet", CSV, "list.parquet"),
        ("list.XLSX", EXCEL, "list.XLSX"),
        ("list", "", "list.csv"),
    ],
)
def test_the_kind_or_the_ending_says_the_format(
    parent: QWidget,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    typed: str,
    kind: str,
    found: str,
) -> None:
    asked = answer(monkeypatch, str(tmp_path / typed), kind)
    assert ask_save_as(parent, "Where", "My/list: a") == tmp_path / found
    title, offered, kinds = asked
    assert (title, offered) == ("Where", "My list a.csv")
    assert kinds == f"{CSV};;{EXCEL};;Parquet (*.parquet)"


def test_what_the_dialog_did_not_ask_about_is_asked(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("precious")
    answer(monkeypatch, str(tmp_path / "list"), CSV)
    titles = when_asked(lambda dialog: dialog.reject())
    assert ask_save_as(parent, "Where", "list") is None
    assert titles == ["Replace list.csv?"]
    when_asked(lambda dialog: dialog.accept())
    assert ask_save_as(parent, "Where", "list") == tmp_path / "list.csv"
    # The dialog itself asked about the name that was typed.
    answer(monkeypatch, str(tmp_path / "list.csv"), CSV)
    assert ask_save_as(parent, "Where", "list") == tmp_path / "list.csv"
    answer(monkeypatch, "", "")
    assert ask_save_as(parent, "Where", "list") is None


def test_names_are_names_of_files() -> None:
    assert file_name('a/b\\c: "d"  <e>') == "a b c d e"
    assert file_name("Ärzte (Süd) – 1") == "Ärzte (Süd) – 1"
