"""Time: UTC inside, Vietnam outside, working days with Tết and substituted days."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from award import clock


def test_now_is_in_utc():
    assert clock.now().tzinfo is UTC


def test_a_request_sees_one_instant():
    with time_machine.travel(datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC), tick=False) as moving:
        clock.hold()
        moving.shift(5)
        held = clock.now()
        clock.release()
        after = clock.now()

    assert held == datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC)
    assert after == datetime(2026, 5, 31, 17, 0, 4, tzinfo=UTC)


def test_two_requests_see_two_instants(client, app, monkeypatch):
    seen = []
    monkeypatch.setitem(
        app.view_functions, "health.live", lambda: {"seen": seen.append(clock.now())}
    )

    for day in (1, 2):
        with time_machine.travel(datetime(2026, 5, day, tzinfo=UTC), tick=False):
            client.get("/healthz/live")

    assert [instant.day for instant in seen] == [1, 2]


def test_demo_history_is_told_at_its_own_time():
    with clock.held_at(datetime(2025, 3, 1, 8, tzinfo=clock.VIETNAM)):
        told = clock.now()

    assert told == datetime(2025, 3, 1, 1, tzinfo=UTC)
    assert clock.now() > told


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC), date(2026, 5, 31)),
        (datetime(2026, 5, 31, 17, 0, 0, tzinfo=UTC), date(2026, 6, 1)),
    ],
)
def test_a_day_ends_at_midnight_in_vietnam(instant, day):
    with time_machine.travel(instant, tick=False):
        assert clock.today_local() == day


def test_a_term_ends_with_the_last_instant_of_its_day():
    end = clock.end_of_day(date(2026, 5, 31))

    assert end == datetime(2026, 5, 31, 16, 59, 59, 999999, tzinfo=UTC)
    assert clock.start_of_day(date(2026, 6, 1)) > end


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # over a weekend
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết Bính Ngọ, 16–20 February
        (date(2026, 4, 24), 1, date(2026, 4, 28)),  # Hùng Kings' day fell on a Sunday: Monday off
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # that Saturday is worked for 31 August
        (date(2026, 8, 28), 1, date(2026, 9, 3)),  # 31 August, National Day and the day before off
    ],
)
def test_working_days_follow_the_vietnamese_calendar(start, count, due):
    assert clock.add_working_days(start, count) == due


def test_a_term_cannot_run_backwards():
    with pytest.raises(ValueError, match="negative"):
        clock.add_working_days(date(2026, 3, 2), -1)


def test_counting_and_adding_working_days_agree():
    start = date(2026, 2, 10)

    counts = [
        clock.working_days_between(start, clock.add_working_days(start, count))
        for count in range(20)
    ]

    assert counts == list(range(20))
    assert clock.working_days_between(start, date(2026, 1, 1)) == 0
