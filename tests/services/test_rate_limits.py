"""Counters of tries: shared by every worker, right under load, forgotten in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from limits import parse
from limits.storage import storage_from_string
from sqlalchemy import func, select

from award import clock, create_app
from award.extensions import db
from award.models import RateLimit
from award.services import rate_limits
from award.services.rate_limits import TableStorage, TooOften

THREE = parse("3 per 10 minutes")


def tries(count, whose="x", limit=THREE):
    return [rate_limits.allows(limit, whose) for _ in range(count)]


def test_the_limit_is_the_last_try_that_passes(app):
    assert tries(5) == [True, True, True, False, False]


def test_everybody_has_a_counter_of_their_own(app):
    tries(4, "x")

    assert tries(1, "y") == [True]


def test_two_limits_of_one_person_are_counted_apart(app):
    tries(4)

    assert tries(1, limit=parse("3 per 20 minutes")) == [True]


def test_a_window_begins_with_its_first_try_and_ends_in_time(app):
    tries(4)

    with time_machine.travel(clock.now() + timedelta(minutes=9, seconds=58), tick=True):
        assert tries(1) == [False]
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1), tick=True):
        assert tries(4) == [True, True, True, False]


def test_beyond_the_limit_the_sentence_names_the_time(app):
    tries(3)

    with pytest.raises(TooOften) as caught:
        rate_limits.count(THREE, "x", too_often="Hãy thử lại sau {time}.")

    until = clock.local(clock.now() + timedelta(minutes=10))
    assert str(caught.value) in {
        f"Hãy thử lại sau {until:%H:%M}.",
        f"Hãy thử lại sau {until - timedelta(minutes=1):%H:%M}.",
    }


def test_a_try_can_be_given_back_but_no_credit_is_saved_up(app):
    tries(3)
    rate_limits.give_back(THREE, "x")
    assert tries(2) == [True, False]
    for _ in range(20):
        rate_limits.give_back(THREE, "x")

    assert tries(4) == [True, True, True, False]


def test_giving_back_before_the_first_try_leaves_zero(app):
    rate_limits.give_back(THREE, "x")

    assert db.session.scalar(select(RateLimit.count)) == 0


def test_forgetting_begins_anew(app):
    tries(4)

    rate_limits.forget(THREE, "x")

    assert tries(1) == [True]


def test_no_address_can_be_read_in_the_table(app):
    tries(1, "mot@example.vn")

    assert len(db.session.scalar(select(RateLimit.key))) == 64


def test_counters_whose_time_is_over_are_swept_away(app):
    for number in range(10):
        tries(1, f"x{number}")

    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        tries(1, "new")

    assert db.session.scalar(select(func.count()).select_from(RateLimit)) == 1


def test_the_library_finds_the_storage_by_its_name(app):
    storage = storage_from_string("postgresql-table://")

    assert isinstance(storage, TableStorage)
    assert storage.check()
    assert storage.incr("a", 60) == 1
    assert storage.get("a") == 1
    assert storage.get("b") == 0
    assert storage.get_expiry("a") > clock.now().timestamp() + 50
    assert storage.reset() == 1
    assert storage.get("a") == 0


def test_two_applications_share_every_counter(clone_database):
    one = clone_database()
    other = create_app(one.config["AWARD"])
    with one.app_context():
        tries(2)

    with other.app_context():
        seen_by_other = tries(2)
        db.engine.dispose()

    assert seen_by_other == [True, False]


def test_a_request_that_is_rolled_back_was_counted(clone_database):
    app = clone_database()
    with app.app_context():
        tries(1)
        db.session.rollback()

        assert tries(3) == [True, True, False]


def test_under_load_exactly_as_many_pass_as_may(clone_database):
    app = clone_database()

    def one_try(_number):
        with app.app_context():
            return rate_limits.allows(THREE, "x")

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(one_try, range(60)))

    assert passed == 3
