"""What an import did with every row: how many of each file, and why rows were set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.widgets.basics import Scroll, button, row
from designer.widgets.look import label, look, spaced
from designer.widgets.numbers import whole
from designer.widgets.table import Column, table
from designer.widgets.themed import set_icon
from designer.widgets.words import words
from engine.accounts.importing.report import FileReport, ImportReport, Reason
from resources.catalogue import msg, say

COLUMNS = (
    Column("file", words("report.file")),
    Column("holds", words("report.holds"), width=120),
    Column("read", words("report.read"), number=True, width=96),
    Column("loaded", words("report.loaded"), number=True, width=96),
    Column("aside", words("report.aside"), number=True, width=96),
)
_SCHEMA = {"file": pl.String, "holds": pl.String}
_NUMBERS = dict.fromkeys(("read", "loaded", "aside"), pl.Int64)
EXPECTED = (Reason.LEFT_OUT, Reason.REPEATED, Reason.NO_COMPANY)
"""Reasons that the mapping wants."""
NOT_TAKING_PART = ("accounts_without_name", "people_without_email", "people_without_account")
ROW = 32
NAMED = 12
"""How many of the columns that were not imported are named; the hint has them all."""


def report_of(kept: dict[str, Any] | None) -> ImportReport | None:
    """The import report that a workspace keeps with a dataset; None where there was no import."""
    return None if not kept else ImportReport.model_validate(kept)


BAR = 10
"""How wide a scroll bar is."""


def files_frame(report: ImportReport) -> pl.DataFrame:
    """A row for each file as a table: ``file``, ``holds``, ``read``, ``loaded``, ``aside``."""
    rows = [
        {
            "file": file.file,
            "holds": say(msg(f"import.table.{file.table}")).capitalize(),
            "read": file.read,
            "loaded": file.loaded,
            "aside": sum(file.set_aside.values()),
        }
        for file in report.files
    ]
    return pl.DataFrame(rows, schema={**_SCHEMA, **_NUMBERS})


def asides(report: ImportReport) -> Iterator[tuple[str, str, str]]:
    """Why rows were set aside, file by file: an icon, a sentence, and an example."""
    for file in report.files:
        for reason, count in file.set_aside.items():
            why = msg(f"import.reason.{reason}")
            said = words("report.reason", file=file.file, count=count, why=why)
            icon = "info" if reason in EXPECTED else "warning"
            yield icon, said, _example(file, reason)


def columns_left(report: ImportReport) -> Iterator[tuple[str, str]]:
    """Which columns were not imported, file by file: a sentence with the first of them, and all
    of them where there are more."""
    for file in report.files:
        more = len(file.left) - NAMED
        if more > 1:
            first = file.left[:NAMED]
            said = words("report.left_more", file=file.file, columns=first, count=more)
            yield said, words("report.left", file=file.file, columns=file.left)
        elif file.left:
            yield words("report.left", file=file.file, columns=file.left), ""


def _example(file: FileReport, reason: Reason) -> str:
    found = next((item for item in file.examples if item.reason is reason), None)
    if found is None:
        return ""
    if found.column is None:
        return words("report.example_row", row=whole(found.row))
    if not found.value:
        return words("report.example_empty", row=whole(found.row), column=found.column)
    return words("report.example", row=whole(found.row), column=found.column, value=found.value)


def remarks(report: ImportReport) -> Iterator[str]:
    """What a person should know beside the rows: who takes no part, and warnings."""
    for name in NOT_TAKING_PART:
        if getattr(report, name):
            yield words(f"report.{name}", count=getattr(report, name))
    for warning in report.warnings:
        yield say(warning.message)


class ReportView(QWidget):
    """The report of an import. ``save`` writes the rows that were set aside to a file; None where
    they are not in memory any more."""

    def __init__(self, report: ImportReport, save: Callable[[], object] | None) -> None:
        super().__init__()
        content = QWidget()
        inner = QVBoxLayout(content)
        spaced(inner, 0, 2)
        self.files = table(COLUMNS, words("report.files"))
        self.files.frames.show_frame(files_frame(report))
        self.files.setFixedHeight(ROW * (len(report.files) + 1) + 8)
        inner.addWidget(self.files)
        for icon, said, example in asides(report):
            inner.addWidget(_note(icon, said, example))
        for said in remarks(report):
            inner.addWidget(_note("info", said, ""))
        if not report.set_aside:
            inner.addWidget(_note("ok", words("report.all_loaded"), ""))
        for said, all_of_them in columns_left(report):
            note = _note("info", said, "")
            note.setToolTip(all_of_them)
            inner.addWidget(note)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        spaced(column, 0, 2)
        about = words("report.summary", read=report.read, loaded=report.loaded)
        head = row(label(about, "secondary"), None)
        if report.set_aside and save is not None:
            self.save = button(words("report.save"), "plain", "save", save)
            head.addWidget(self.save)
        head.setContentsMargins(0, 0, BAR, 0)
        column.addLayout(head)
        scroll = Scroll(content)
        scroll.verticalScrollBar().rangeChanged.connect(
            lambda low, high: inner.setContentsMargins(0, 0, 0 if high > low else BAR, 0)
        )
        column.addWidget(scroll, 1)


def _note(icon: str, text: str, example: str) -> QFrame:
    made = look(QFrame(), "row")
    line = QHBoxLayout(made)
    spaced(line, (2, 2, 2, 2), 2)
    sign = QLabel()
    set_icon(sign, icon, {"info": "ink3"}.get(icon, icon), 16)
    line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    texts = QVBoxLayout()
    spaced(texts)
    texts.addWidget(label(text, "body", wrap=True))
    if example:
        texts.addWidget(label(example, "hint", wrap=True))
    line.addLayout(texts, 1)
    return made
