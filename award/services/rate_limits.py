"""How often something may be tried: counters in PostgreSQL, shared by all workers."""

import hashlib
from datetime import datetime, timedelta

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from award import clock
from award.extensions import db
from award.models import RateLimit
from award.policies import Refusal
from award.services.own_transaction import own_transaction

SIGN_IN_ACCOUNT = parse("5 per 15 minutes")
SIGN_IN_ADDRESS = parse("30 per 15 minutes")
LETTERS = parse("3 per hour")

_SWEPT_AT_ONCE = 50  # counters whose window is over, removed when a new one begins


class TooOften(Refusal):
    """Tried too often; `until` says from when on it may be tried again."""

    def __init__(self, text: str, until: datetime) -> None:
        super().__init__(text, time=f"{clock.local(until):%H:%M}")
        self.until = until


class TableStorage(Storage):
    """Counters of the library `limits` in a table; a window begins with its first hit.

    Each call is a transaction of its own, so that a request that fails is counted all the same.
    """

    STORAGE_SCHEME = ["postgresql-table"]  # noqa: RUF012 - the library's own attribute

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """None: a database that is away is answered for by the application, not by the library."""
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more; return the sum in this window of `expiry` seconds, never below 0."""
        now = clock.now()
        fresh = insert(RateLimit).values(
            key=_hidden(key), count=max(amount, 0), expires_at=now + timedelta(seconds=expiry)
        )
        over = RateLimit.expires_at <= now
        counted = fresh.on_conflict_do_update(
            index_elements=[RateLimit.key],
            set_={
                "count": case(
                    (over, fresh.excluded.count),
                    else_=func.greatest(RateLimit.count + amount, 0),
                ),
                "expires_at": case((over, fresh.excluded.expires_at), else_=RateLimit.expires_at),
            },
        ).returning(RateLimit.count)
        with own_transaction() as session:
            count = int(session.execute(counted).scalar_one())
        if count == amount:
            _sweep(now)
        return count

    def get(self, key: str) -> int:
        """The sum in the present window; 0 when there is none."""
        row = _row(key)
        return row.count if row is not None else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970; now when there is none."""
        row = _row(key)
        return (row.expires_at if row is not None else clock.now()).timestamp()

    def check(self) -> bool:
        """Whether the table can be read."""
        db.session.execute(select(RateLimit.key).limit(1))
        return True

    def reset(self) -> int:
        """Forget every counter; return how many there were."""
        with own_transaction() as session:
            return len(session.scalars(delete(RateLimit).returning(RateLimit.key)).all())

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with own_transaction() as session:
            session.execute(delete(RateLimit).where(RateLimit.key == _hidden(key)))


_storage = TableStorage()
_limiter = FixedWindowRateLimiter(_storage)


def count(limit: RateLimitItem, whose: str, *, too_often: str) -> None:
    """Count one try. Raises `TooOften` with the sentence `too_often` ({time}) beyond the limit."""
    if not _limiter.hit(limit, whose):
        until = _storage.get_expiry(limit.key_for(whose))
        raise TooOften(too_often, datetime.fromtimestamp(until, clock.VIETNAM))


def allows(limit: RateLimitItem, whose: str) -> bool:
    """Count one try and say whether it was still within the limit."""
    return _limiter.hit(limit, whose)


def give_back(limit: RateLimitItem, whose: str) -> None:
    """Take one try back, because it turned out well."""
    _storage.incr(limit.key_for(whose), limit.get_expiry(), -1)


def forget(limit: RateLimitItem, whose: str) -> None:
    """Begin anew for one account or address."""
    _storage.clear(limit.key_for(whose))


def _hidden(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _row(key: str) -> RateLimit | None:
    with own_transaction() as session:
        row = session.scalar(
            select(RateLimit).where(
                RateLimit.key == _hidden(key), RateLimit.expires_at > clock.now()
            )
        )
        session.expunge_all()
        return row


def _sweep(now: datetime) -> None:
    """Remove some counters whose window is over; never waits for another worker."""
    over = select(RateLimit.key).where(RateLimit.expires_at <= now).limit(_SWEPT_AT_ONCE)
    with own_transaction() as session:
        session.execute(
            delete(RateLimit).where(RateLimit.key.in_(over.with_for_update(skip_locked=True)))
        )
