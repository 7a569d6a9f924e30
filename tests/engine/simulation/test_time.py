"""Section 7 and rulings 1 to 7: the window, the daily cycle, start and end of a journey.

2024-03-01 is a Friday. Unless said otherwise everything is in UTC.
"""

from __future__ import annotations

import zoneinfo
from datetime import date, timedelta
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

from engine.accounts.audiences import Audience
from engine.accounts.zones import zone_info
from engine.conditions.model import Not
from engine.simulation.run import simulate
from tests.engine.simulation.build import (
    account,
    anyone,
    attribute,
    data,
    day,
    definitions,
    did,
    draw,
    event,
    listen,
    moment,
    person,
    split,
    update,
    wait,
    window,
)
from tests.engine.simulation.conftest import Tell

ONE = data([account("A")])
ALWAYS = {"delay": 0, "unit": "hours", "limit": 100}
"""Re-entry at every cycle: the entries of a journey without nodes show the cycles."""


def test_ruling_1_an_end_date_alone_is_over_with_that_day(tell: Tell) -> None:
    # 4 March is over in New York (UTC-5) at 5 March 00:00 local, 05:00 UTC.
    journey = draw("J", wait("w", 20), end=day("03-04"), time_zone="America/New_York")
    story = tell(data([account("A")]), journey)
    assert story.of("A") == ["w | 03-01 00:00 | 03-05 05:00 | journey_ended"]


def test_ruling_1_an_end_with_a_time_is_that_instant_in_the_journeys_zone(tell: Tell) -> None:
    journey = draw("J", wait("w", 20), end="2024-03-04T12:00", time_zone="America/New_York")
    story = tell(data([account("A")]), journey)
    assert story.of("A") == ["w | 03-01 00:00 | 03-04 17:00 | journey_ended"]


def test_ruling_1_the_end_comes_before_anything_else_due_then(tell: Tell) -> None:
    # The wait would end at the very instant of the journey's end; an hour earlier it would not.
    for hours, expected in (
        (60, ["w | 03-01 00:00 | 03-03 12:00 | journey_ended"]),
        (59, ["w | 03-01 00:00 | 03-03 11:00 | next, completed"]),
    ):
        journey = draw("J", wait("w", hours, "hours"), end="2024-03-03T12:00")
        assert tell(data([account("A")]), journey).of("A") == expected


def test_ruling_1_no_event_at_the_end_counts(tell: Tell) -> None:
    people = [person("a", "A"), person("b", "B")]
    events = [event("a", "03-03 12:00"), event("b", "03-03 11:59:59.999999")]
    journey = draw("J", listen("l"), end="2024-03-03T12:00")
    story = tell(data([account("A"), account("B")], people, events), journey)
    assert story.of("A") == ["l | 03-01 00:00 | 03-03 12:00 | journey_ended"]
    assert story.of("B") == [
        "l | 03-01 00:00 | 03-03 11:59:59.999999 | next, completed, trigger 0, b"
    ]


def test_ruling_1_a_start_date_is_its_local_midnight(tell: Tell) -> None:
    # Starts 2 March 05:00 UTC; the first cycle (UTC midnight) at or after that is on 3 March.
    journey = draw("J", start=day("03-02"), time_zone="America/New_York")
    assert tell(data([account("A")]), journey).entries("A") == ["03-03 00:00"]


def test_ruling_2_at_the_windows_end_entities_stay_also_when_the_journey_ends_then(
    tell: Tell,
) -> None:
    journey = draw("J", wait("w", 20), end="2024-03-05T00:00")
    story = tell(data([account("A")]), journey, end="03-05")
    assert story.of("A") == ["w | 03-01 00:00 | here"]


def test_section_7_the_window_excludes_its_end(tell: Tell) -> None:
    # Due at the window's end: not any more.
    journey = draw("J", wait("w", 4))
    assert tell(data([account("A")]), journey, end="03-05").of("A") == ["w | 03-01 00:00 | here"]
    story = tell(data([account("A")]), journey, end="2024-03-05T00:00:00.000001")
    assert story.of("A") == ["w | 03-01 00:00 | 03-05 00:00 | next, completed"]


def test_ruling_3_the_simulations_zone_sets_the_midnights(tell: Tell) -> None:
    # New York midnights: 05:00 UTC, from 10 March on (clocks go forward at 2:00 that day) 04:00.
    journey = draw("J", re_entry=ALWAYS)
    story = tell(
        data([account("A")]), journey, start="03-09 12:00", end="03-12", zone="America/New_York"
    )
    assert story.entries("A") == ["03-09 12:00", "03-10 05:00", "03-11 04:00"]


def test_ruling_3_the_journeys_zone_is_local_everywhere_else(tell: Tell) -> None:
    # One day from 9 March 12:00 UTC = 07:00 in New York to 07:00 on the 10th, by then UTC-4.
    journey = draw("J", wait("w", 1), time_zone="America/New_York")
    story = tell(data([account("A")]), journey, start="03-09 12:00")
    assert story.of("A") == ["w | 03-09 12:00 | 03-10 11:00 | next, completed"]


def test_ruling_4_a_midnight_that_does_not_exist_is_the_first_instant_after_the_gap(
    tell: Tell,
) -> None:
    # Sao Paulo, 4 November 2018: 00:00 (UTC-3) becomes 01:00 (UTC-2) at 03:00 UTC.
    journey = draw("J", re_entry=ALWAYS)
    story = tell(
        data([account("A")]),
        journey,
        start="2018-11-03T03:00Z",
        end="2018-11-05T12:00Z",
        zone="America/Sao_Paulo",
    )
    assert story.entries("A") == ["2018-11-03 03:00", "2018-11-04 03:00", "2018-11-05 02:00"]


def test_ruling_4_a_midnight_that_exists_twice_is_the_first(tell: Tell) -> None:
    # Havana, 3 November 2024: 01:00 (UTC-4) becomes 00:00 (UTC-5) at 05:00 UTC.
    journey = draw("J", re_entry=ALWAYS)
    story = tell(
        data([account("A")]), journey, start="11-02 04:00", end="11-05", zone="America/Havana"
    )
    assert story.entries("A") == ["11-02 04:00", "11-03 04:00", "11-04 05:00"]


def test_ruling_4_days_that_share_a_midnight_share_one_cycle(tell: Tell) -> None:
    # Apia skipped 30 December 2011: after the 29th (UTC-10) came the 31st (UTC+14).
    # Midnights: 29th 10:00 UTC; 30th and 31st both 30th 10:00 UTC; 1 January 31st 10:00 UTC.
    # Were there two cycles on the 30th, entry 2 and 3 would begin at the same instant.
    journey = draw("J", re_entry=ALWAYS)
    story = tell(
        data([account("A")]),
        journey,
        start="2011-12-29T10:00Z",
        end="2011-12-31T12:00Z",
        zone="Pacific/Apia",
    )
    assert story.entries("A") == ["2011-12-29 10:00", "2011-12-30 10:00", "2011-12-31 10:00"]


def test_ruling_5_the_whole_cycle_also_runs_at_the_windows_start(tell: Tell) -> None:
    # Entered and moved at 15:30, not only at the next midnight.
    journey = draw("J", wait("w", 1, "hours"))
    story = tell(data([account("A")]), journey, start="03-01 15:30")
    assert story.of("A") == ["w | 03-01 15:30 | 03-01 16:30 | next, completed"]


def test_ruling_5_entries_at_every_cycle_from_start_to_before_end(tell: Tell) -> None:
    journey = draw("J", start="2024-03-02T00:00", end="2024-03-05T00:00", re_entry=ALWAYS)
    story = tell(data([account("A")]), journey)
    assert story.entries("A") == ["03-02 00:00", "03-03 00:00", "03-04 00:00"]


def test_ruling_6_what_is_due_at_midnight_comes_after_that_midnights_entries(tell: Tell) -> None:
    # "1" makes A hot at 2 March 00:00, in (4). The audience of "2" is evaluated in (1) of that
    # midnight and does not see it; A enters "2" a day later.
    hot = Audience(id="hot", name="Hot", condition=attribute("stage", "hot"))
    first = draw("1", wait("w", 1), update("u", "stage", "hot"))
    second = draw("2", audience="hot")
    story = tell(data([account("A")]), first, second, audiences=(hot,))
    assert story.of("A", "1")[-1] == "u | 03-02 00:00 | 03-02 00:00 | next, completed"
    assert story.entries("A", "2") == ["03-03 00:00"]


def test_section_7_any_number_of_nodes_in_one_cycle(tell: Tell) -> None:
    # An hour, the update, a day less an hour: all of it inside one day, up to its last instant.
    nodes = (wait("w1", 1, "hours"), update("u", "stage", "x"), wait("w2", 22, "hours"))
    story = tell(data([account("A")]), draw("J", *nodes), end="03-02")
    assert story.of("A") == [
        "w1 | 03-01 00:00 | 03-01 01:00 | next",
        "u | 03-01 01:00 | 03-01 01:00 | next",
        "w2 | 03-01 01:00 | 03-01 23:00 | next, completed",
    ]


@pytest.mark.parametrize(
    ("when", "days", "seen"),
    [
        ("03-05 00:00", None, True),  # timestamp = t
        ("03-05 00:00:00.000001", None, False),  # after t
        ("03-04 00:00", 1, False),  # t - 24 h is not in (t - 24 h, t]
        ("03-04 00:00:00.000001", 1, True),
        ("03-05 00:00", 1, True),
    ],
)
def test_ruling_7_events_up_to_the_instant_and_look_back(
    tell: Tell, when: str, days: int | None, seen: bool
) -> None:
    journey = draw("J", split("s", {"Yes": anyone(did(days=days))}))
    dataset = data([account("A")], [person("a", "A")], [event("a", when)])
    path = "Yes" if seen else "Other"
    assert tell(dataset, journey, start="03-05").of("A") == [
        f"s | 03-05 00:00 | 03-05 00:00 | {path}, completed"
    ]


def test_ruling_7_a_look_back_is_in_hours_of_24_not_in_local_days(tell: Tell) -> None:
    # 11 March 00:00 in New York is 04:00 UTC; 24 hours before is 10 March 04:00 UTC, although the
    # local day before began at 05:00 UTC. An event at 04:30 UTC counts.
    journey = draw("J", split("s", {"Yes": anyone(did(days=1))}), time_zone="America/New_York")
    dataset = data([account("A")], [person("a", "A")], [event("a", "03-10 04:30")])
    story = tell(dataset, journey, start="03-11 04:00", zone="America/New_York")
    assert story.of("A") == ["s | 03-11 04:00 | 03-11 04:00 | Yes, completed"]


def test_ruling_10_zone_data_come_from_the_package_and_a_run_records_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The system says that New York has Tokyo's clocks.
    tokyo = files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (tmp_path / "America").mkdir()
    (tmp_path / "America" / "New_York").write_bytes(tokyo)
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path])
    try:
        of_system = zoneinfo.ZoneInfo.no_cache("America/New_York")
        of_package = zone_info.__wrapped__("America/New_York")
        noon = moment("03-01 12:00")
        assert noon.astimezone(of_system).utcoffset() == timedelta(hours=9)
        assert noon.astimezone(of_package).utcoffset() == timedelta(hours=-5)
    finally:
        zoneinfo.reset_tzpath(before)
    journey = draw("J")
    result = simulate([journey], definitions(journey), ONE, window("03-01", "03-02"))
    assert result.info["tzdata"] == version("tzdata")


FAR, LONG_AGO = date(9999, 12, 31), date(1, 1, 1)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_farthest_dates_are_dates_too(tell: Tell, zone: str) -> None:
    far, long_ago = f"{FAR}T10:00", f"{LONG_AGO}T00:00:00"
    stays, waits = wait("w", 2), ["w | 03-01 00:00 | 03-03 00:00 | next, completed"]
    for end in (far, FAR):
        assert tell(ONE, draw("J", stays, end=end, time_zone=zone)).of("A") == waits
    for start in (long_ago, LONG_AGO):
        assert tell(ONE, draw("J", stays, start=start, time_zone=zone)).of("A") == waits
    for never in ({"start": far}, {"start": FAR}, {"end": long_ago}, {"end": LONG_AGO}):
        assert tell(ONE, draw("J", stays, time_zone=zone, **never)).of("A") == []
    past = tell(ONE, draw("J", wait("w", until=long_ago), time_zone=zone))
    assert past.of("A") == ["w | 03-01 00:00 | 03-01 00:00 | next, completed"]
    future = tell(ONE, draw("J", wait("w", until=far), time_zone=zone))
    assert future.of("A") == ["w | 03-01 00:00 | here"]


def test_section_7_an_entity_that_no_longer_qualifies_is_not_removed(tell: Tell) -> None:
    calm = Audience(id="calm", name="Calm", condition=Not(condition=attribute("stage", "hot")))
    first = draw("1", update("u", "stage", "hot"))
    second = draw("2", wait("w", 2), audience="calm")
    story = tell(data([account("A")]), first, second, audiences=(calm,))
    assert story.of("A", "2") == ["w | 03-01 00:00 | 03-03 00:00 | next, completed"]
