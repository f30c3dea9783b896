"""M8, M10, M13: order of time, timely recording, retention."""

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest

from tests.traceability.chain_events import (
    SHOP,
    UNIT,
    at,
    born,
    good_chain,
    item,
    lot,
    made,
    packed,
    seen,
    sent,
    subject,
)
from traceability.events import Event
from traceability.metrics import Metric
from traceability.metrics_dates import expiries, last_seen, read_day, utc_day
from traceability.metrics_run import compute
from traceability.metrics_subject import Retention
from traceability.metrics_time import chronology, keep_until, retention, timeliness
from traceability.months import add_months

A, B, C = lot(1, "A"), lot(2, "B"), lot(1, "C")
KEPT = Retention(12, 60)


def told(found: Metric) -> list[tuple[str, tuple[int, ...]]]:
    return [(failure.code, failure.events) for failure in found.failures]


def test_a_good_chain_is_in_order() -> None:
    assert chronology(subject(good_chain())).value == 1


def test_use_before_creation_is_told_with_its_event() -> None:
    events = [born(A, day=5), made([A], [B], day=3), sent(B, day=2, to=SHOP)]

    found = chronology(subject(events))

    assert told(found) == [("before_creation", (1,)), ("before_creation", (2,))]
    assert found.value == Fraction(2, 4)


@pytest.mark.parametrize(
    "end", [{"biz_step": "destroying"}, {"action": "DELETE"}, {"biz_step": "decommissioning"}]
)
def test_nothing_befalls_an_item_after_its_end(end: dict[str, Any]) -> None:
    events = [born(item(1, 1)), seen(item(1, 1), day=1, **end), seen(item(1, 1), day=2)]

    assert told(chronology(subject(events))) == [("after_end", (2,))]


def test_a_lot_that_is_destroyed_in_part_goes_on() -> None:
    events = [born((A, 9)), seen((A, 1), day=1, biz_step="destroying"), seen((A, 8), day=2)]

    assert chronology(subject(events)).value == 1


def test_a_unit_may_be_loaded_anew_after_its_end() -> None:
    events = [
        packed(UNIT, A, day=0),
        seen(UNIT, day=1, action="DELETE"),
        packed(UNIT, B, day=2),
        seen(UNIT, day=3),
    ]

    assert chronology(subject(events)).value == 1


@pytest.mark.parametrize(("minutes", "wrong"), [(5, False), (6, True)])
def test_t14_recording_before_the_event_is_wrong_beyond_what_clocks_differ(
    minutes: int, wrong: bool
) -> None:
    event = seen(A, day=1, record_time=at(1) - timedelta(minutes=minutes))

    found = chronology(subject([event]))

    assert (told(found) == [("recorded_before", (0,))]) is wrong


def halves(used: int, made_on: int, *more: Event) -> list[Event]:
    process = {"transformation_id": "https://example.vn/me/1"}
    return [
        born((A, 5)),
        made([(A, 5)], [], day=used, **process),
        made([], [(B, 5)], day=made_on, **process),
        *more,
    ]


def test_a_process_told_in_halves_begins_before_it_ends() -> None:
    wrong_way = chronology(subject(halves(5, 3)))

    assert told(wrong_way) == [("used_after_made", (1,)), ("made_before_use", (2,))]
    assert chronology(subject(halves(3, 5))).value == 1
    assert chronology(subject(halves(3, 3))).value == 1


def test_what_is_added_between_two_outputs_is_in_order() -> None:
    process = {"transformation_id": "https://example.vn/me/1"}
    later = [
        born((C, 5)),
        made([(C, 5)], [], day=6, **process),
        made([], [(B, 5)], day=7, **process),
    ]

    assert chronology(subject(halves(3, 5, *later))).value == 1


def test_order_is_judged_within_the_window_only() -> None:
    events = [born(A, day=5), seen(A, day=3), seen(A, day=20)]

    found = chronology(subject(events, window=(at(10), at(30))))

    assert (found.ratio.numerator, found.ratio.denominator) == (1, 1)


def test_events_are_to_be_recorded_within_a_day() -> None:
    events = [
        seen(A, day=1, record_time=at(2)),
        seen(A, day=2, record_time=at(4, 9)),
        seen(A, day=3),
    ]

    found = timeliness(subject(events))

    assert found.value == Fraction(1, 2)
    assert found.failures[0].params == {"hours": "49"}
    assert timeliness(subject([events[2]])).value is None


def test_t20_data_are_kept_twelve_months_after_expiry_and_sixty_without() -> None:
    assert keep_until(date(2026, 2, 28), date(2026, 1, 1)) == date(2027, 2, 28)
    assert keep_until(None, date(2026, 1, 31)) == date(2031, 1, 31)


@pytest.mark.parametrize(
    ("kept", "wrong"),
    [
        (KEPT, []),
        (Retention(11, 60), ["A"]),
        (Retention(12, 59), ["B"]),
        (Retention(12, 60, {"A": date(2027, 6, 30)}), ["A"]),
        (Retention(12, 60, {"A": date(2027, 7, 1)}), []),
        (Retention(12, 60, {"B": date(2031, 5, 31)}), ["B"]),
    ],
)
def test_t20_terms_and_deletions_are_judged_by_lot(kept: Retention, wrong: list[str]) -> None:
    dated = born(A, ilmd={"x:itemExpirationDate": "2026-07-01"})
    one = subject([dated, born(B), seen("urn:epc:id:grai:8938501.00001.5", day=1)])
    ids = {chain_lot.lot: chain_lot.id for chain_lot in one.chain.lots()}
    deleted = {ids[name]: day for name, day in kept.deleted.items()}
    terms = Retention(kept.months_after_expiry, kept.months_without_expiry, deleted)

    found = retention(subject(one.chain.events, retention=terms))

    assert [failure.id[-1] for failure in found.failures] == wrong
    assert found.ratio.denominator == 2


def test_t20_without_terms_nothing_can_be_said() -> None:
    assert retention(subject([born(A)])).value is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("2026-11-21T08:00:00+07:00", date(2026, 11, 21)),
        ("20261121", date(2026, 11, 21)),
        ("261121", date(2026, 11, 21)),
        ("260200", date(2026, 2, 28)),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("0000-01-01", None),
        ("mai", None),
        (7, None),
    ],
)
def test_days_are_read_in_the_forms_of_events_and_labels(text: Any, day: date | None) -> None:
    assert read_day(text) == day


def test_expiry_belongs_to_what_the_event_makes() -> None:
    ilmd: dict[str, Any] = {"x:bestBeforeDate": {"#text": "2026-07-01"}, "x:other": "1"}
    events: list[Event] = [
        made([A], [B], day=1, ilmd=ilmd),
        made([A], [lot(3, "C")], day=1, ilmd={"x:bestBeforeDate": "sau"}),
        packed(UNIT, B, day=2),
    ]
    chain = subject(events).chain

    assert expiries(chain) == {chain.find(B): date(2026, 7, 1)}
    assert last_seen(chain)[chain.find(B)] == date(2026, 6, 3)


def test_months_end_where_a_month_has_no_such_day() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(9999, 12, 1), 1) == date.max


def test_an_expiry_date_that_means_never_keeps_data_to_the_last_day_there_is() -> None:
    assert keep_until(date(9999, 12, 31), date(2026, 6, 1)) == date.max


def test_moments_at_the_ends_of_time_are_judged_like_others() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    last = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-14)))
    events = [
        born(A, event_time=first),
        seen(UNIT, day=0, event_time=first, biz_step="shipping"),
        packed(UNIT, A, day=0, event_time=last, record_time=last),
    ]

    metrics = compute(subject(events))

    assert [metric.ratio.denominator for metric in (metrics[7], metrics[11])] == [4, 1]
    assert utc_day(first) == date.min
    assert utc_day(last) == date.max
