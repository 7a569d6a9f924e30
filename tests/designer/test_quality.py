"""The quality view as people use it: by mouse and by keys, on data that were counted by hand."""

from __future__ import annotations

import threading
import time
from typing import Any

import polars as pl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from designer.background import Job
from designer.pages.project import Project
from designer.quality.cards import TIME, told
from designer.quality.fields import shape_text
from designer.quality.told import bin_text
from designer.quality.view import FIELDS, PROBLEMS, QualityView
from designer.widgets.progress import ProgressStrip
from engine.accounts import fields as f
from engine.accounts.dataset import Dataset, build_dataset
from engine.accounts.fields import Entity
from engine.accounts.quality.quality import quality
from engine.accounts.quality.values import Quality
from tests.designer.quality_view import can_undo, click, line, project, rows_after, view
from tests.engine.accounts.quality.data import (
    COUNTRY,
    MAILING,
    NOW,
    REVENUE,
    flawed,
)
from tests.samples import settle

__all__ = ["project", "view"]


def test_without_data_it_says_what_to_do(view: QualityView, qtbot: QtBot) -> None:
    view.show_dataset(None)
    assert view.place.currentWidget() is view.nothing
    assert not can_undo(view)


def test_cards_say_what_matters_and_open_their_rows(view: QualityView, qtbot: QtBot) -> None:
    card = view.cards.cards["people_reachable"]
    assert card.number.text() == "25.0 %"  # two of eight, counted by hand
    assert card.about.text() == "2 of 8 people"
    rows = rows_after(view, qtbot, lambda: click(qtbot, card))
    assert (rows.entity, rows.rows.tolist()) == (Entity.PERSON, [0, 1])
    shared = view.cards.cards["people_same_email"]
    assert (shared.number.text(), shared.about.text()) == ("4", "people share 2 addresses")
    shared.setFocus()
    rows = rows_after(view, qtbot, lambda: QTest.keyClick(shared, Qt.Key.Key_Return))
    assert rows.rows.tolist() == [0, 1, 2, 3]
    assert "4" in shared.accessibleName()


def test_the_card_of_time_turns_to_the_moments(view: QualityView, qtbot: QtBot) -> None:
    card = view.cards.cards[TIME]
    assert card.about.text() == "31 Dec 1999 – 1 Jun 2025"
    click(qtbot, card)
    assert view.parts.currentWidget() is view.fields
    found = view.fields.detail.found
    assert found is not None
    assert found.field.path == f.EVENT_TIMESTAMP


def test_cards_are_calm_where_nothing_is_wrong() -> None:
    data = build_dataset(
        "good",
        pl.DataFrame({f.ACCOUNT_KEY: ["a"], f.ACCOUNT_NAME: ["A"]}),
        pl.DataFrame({f.PERSON_KEY: ["p"], f.PERSON_ACCOUNT: ["a"], f.EMAIL: ["p@a.com"]}),
        {},
    )
    found = quality(data, NOW)
    assert [told(found, key).tone for key in ("people_reachable", "people_same_email")] == [
        "ok",
        "ok",
    ]
    assert found.problems == ()


def test_problems_stand_by_table_the_gravest_first(view: QualityView) -> None:
    keys = [each.check.key for each in view.problems.lines]
    assert keys[:3] == ["accounts_without_name", "accounts_same_domain", "accounts_same_name"]
    assert keys.index("accounts_country_unknown") < keys.index("accounts_without_people")
    assert "accounts_same" not in keys  # found nothing, and said so in one line
    assert view.summary.text() == "20 things had better be looked at."


def test_a_problem_opens_its_rows(view: QualityView, qtbot: QtBot) -> None:
    rows = rows_after(view, qtbot, lambda: click(qtbot, line(view, "people_email_malformed").rows))
    assert (rows.entity, rows.rows.tolist()) == (Entity.PERSON, [4])
    assert str(rows.title) == "People whose e-mail address can't be right"
    button = line(view, "events_out_of_order").rows
    rows = rows_after(view, qtbot, lambda: QTest.keyClick(button, Qt.Key.Key_Space))
    assert (rows.entity, rows.rows.tolist()) == (Entity.EVENT, [0, 1])


def test_a_type_opens_its_events(view: QualityView, qtbot: QtBot) -> None:
    link = view.problems.types["directMarketing.emailSent"]
    assert link.text() == "Email sent"
    rows = rows_after(view, qtbot, lambda: click(qtbot, link))
    assert (rows.entity, rows.rows.tolist()) == (Entity.EVENT, [6, 7, 8])
    assert list(view.problems.types) == [
        *("directMarketing.emailOpened", "directMarketing.emailSent"),
        *("directMarketing.emailBounced", "web.visit"),
    ]


def test_fields_are_searched_and_narrowed(view: QualityView, qtbot: QtBot) -> None:
    click(qtbot, view.sides.buttons[FIELDS])
    frames = view.fields.table.frames
    assert view.quality is not None
    assert frames.rowCount() == len(view.quality.fields)
    view.fields.search.setFocus()
    QTest.keyClicks(view.fields.search, "revenue")
    assert frames.rowCount() == 1
    assert view.fields.detail.title.text() == "Annual revenue"
    view.fields.search.clear()
    QTest.keyClicks(view.fields.search, "no such field")
    assert frames.rowCount() == 0
    assert view.fields.detail.nothing.isVisible()
    view.fields.search.clear()
    place = view.fields.entity.findData(Entity.OPPORTUNITY)
    view.fields.entity.setCurrentIndex(place)
    view.fields.entity.activated.emit(place)
    # The key, the account, the name and the custom rank.
    assert frames.rowCount() == 4


def test_a_field_opens_the_rows_of_its_values(view: QualityView, qtbot: QtBot) -> None:
    click(qtbot, view.sides.buttons[FIELDS])
    view.fields.show_field(Entity.ACCOUNT, REVENUE)
    detail = view.fields.detail
    assert detail.filled.text() == "66.7 % filled"  # four of six; "not a number" is missing
    rows = rows_after(view, qtbot, lambda: click(qtbot, detail.missing))
    assert rows.rows.tolist() == [3, 4]
    assert str(rows.title) == "Annual revenue is missing"
    # The last bar holds the two of 300.
    bars = detail.found.spread.bins  # type: ignore[union-attr]
    at = detail.chart.bar(len(bars) - 1).center().toPoint()
    rows = rows_after(view, qtbot, lambda: click(qtbot, detail.chart, at))
    assert rows.rows.tolist() == [2, 5]
    detail.chart.setFocus()
    QTest.keyClick(detail.chart, Qt.Key.Key_Home)
    assert "(1)" in detail.chart.accessibleName()
    rows = rows_after(view, qtbot, lambda: QTest.keyClick(detail.chart, Qt.Key.Key_Return))
    assert rows.rows.tolist() == [0]  # 100
    click(qtbot, detail.sides.buttons[1])
    detail.table.selectRow(0)
    rows = rows_after(view, qtbot, lambda: QTest.keyClick(detail.table, Qt.Key.Key_Return))
    assert rows.rows.tolist() == [2, 5]
    assert str(rows.title) == "Annual revenue is 300"


def test_values_of_events_open_their_rows(view: QualityView, qtbot: QtBot) -> None:
    view.show_side(FIELDS)
    view.fields.show_field(Entity.EVENT, MAILING)
    table = view.fields.detail.table
    assert table.frames.row(1)["value"] == "Autumn "
    at = table.visualRect(table.frames.index(1, 0)).center()
    rows = rows_after(
        view,
        qtbot,
        lambda: QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at),
    )
    assert (rows.entity, rows.rows.tolist()) == (Entity.EVENT, [5])


def test_the_field_that_is_shown_stays_when_sorted(view: QualityView, qtbot: QtBot) -> None:
    view.show_side(FIELDS)
    view.fields.show_field(Entity.ACCOUNT, COUNTRY)
    view.fields.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert view.fields.detail.title.text() == "Country"
    row = view.fields.table.currentIndex().row()
    assert view.fields.table.frames.row(row)["path"] == COUNTRY


def test_shapes_and_bins_in_words() -> None:
    by = {(each.entity, each.field.path): each for each in quality(flawed(), NOW).fields}
    assert shape_text(by[Entity.ACCOUNT, f.ACCOUNT_KEY]) == "Every value is different"
    assert shape_text(by[Entity.ACCOUNT, REVENUE]) == "100 – 300"
    assert shape_text(by[Entity.PERSON, f.MARKETING_SUSPENDED]) == "No (2), Yes (1)"
    types = shape_text(by[Entity.EVENT, f.EVENT_TYPE])
    assert types == "Email opened (5), Email sent (3), Email bounced (1)"
    rank = by[Entity.OPPORTUNITY, "rank"]
    assert rank.spread is not None
    assert [bin_text(rank, bar) for bar in rank.spread.bins] == ["1", "2"]
    born = by[Entity.PERSON, "person.birthDate"]
    assert born.spread is not None
    assert bin_text(born, born.spread.bins[0]) == "1980"


def test_looking_can_be_stopped_and_begun_again(
    project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = QualityView(project)
    qtbot.addWidget(view)
    view.show()

    def slow(dataset: Dataset, work: Any) -> None:
        for _ in range(2_000):
            work.at(0.1)
            time.sleep(0.005)

    with monkeypatch.context() as patched:
        patched.setattr("designer.quality.view._quality", slow)
        view.show_dataset(project.dataset)
        assert view.place.currentWidget() is view.waiting
        click(qtbot, view.strips[0].cancel)
        settle(qtbot)
    assert view.place.currentWidget() is view.stopped
    again = view.stopped.findChild(QPushButton)
    assert again is not None
    click(qtbot, again)
    settle(qtbot)
    assert view.quality is not None
    assert view.quality.check("people_email_malformed").count == 1


def test_progress_of_what_followed_stays_in_sight(qtbot: QtBot, styled: QApplication) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    go = threading.Event()
    first, second = Job(lambda _work: None), Job(lambda _work: go.wait(10))
    strip.watch(first, "the first")

    def follow(_: object) -> None:
        strip.watch(second, "the second")
        second.start()

    first.done.connect(follow)
    with qtbot.waitSignal(first.ended, timeout=10_000):
        first.start()
    assert not strip.isHidden()
    assert strip.doing.text() == "the second"
    go.set()
    settle(qtbot)
    assert strip.isHidden()


def test_data_shown_again_meanwhile_are_looked_at_once(
    project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Dataset] = []

    def slow(dataset: Dataset, work: Any) -> Quality:
        looks.append(dataset)
        time.sleep(0.1)
        return quality(dataset, NOW, work)

    monkeypatch.setattr("designer.quality.view._quality", slow)
    view = QualityView(project)
    qtbot.addWidget(view)
    view.show_dataset(project.dataset)
    view.show_dataset(project.dataset)
    settle(qtbot)
    assert looks == [project.dataset]
    assert view.quality is not None


def test_the_same_data_are_looked_at_once(
    view: QualityView, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(dataset: Dataset, work: Any) -> None:
        raise AssertionError("looked again")

    monkeypatch.setattr("designer.quality.view._quality", never)
    first = view.quality
    view.show_dataset(project.dataset)
    settle(qtbot)
    assert view.quality is first


def test_everything_has_a_name_for_screen_readers(view: QualityView) -> None:
    for card in view.cards.cards.values():
        assert card.accessibleName()
    for each in view.problems.lines:
        assert str(each.check.title) in each.rows.accessibleName()
    assert view.fields.detail.chart.accessibleName()
    assert view.fields.entity.accessibleName()
    assert view.sides.currentIndex() == PROBLEMS
