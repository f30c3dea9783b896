"""How the application reaches its database: a given PostgreSQL, or the embedded one at need."""

from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect

from award.config import Settings
from award.postgres import Cluster

OLDEST = 150000  # PostgreSQL 15, as psycopg writes server versions

# Nothing waits for ever: not for a lock, not for an answer, not with a transaction left open.
# Nor for a compiler: recursive queries look dear to the planner and take milliseconds.
_LIMITS = (
    "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s "
    "-c idle_in_transaction_session_timeout=60s -c jit=off"
)


class OldDatabaseError(RuntimeError):
    """The server at DATABASE_URL is older than PostgreSQL 15."""


def cluster(settings: Settings) -> Cluster:
    """The embedded server of this instance; nothing is started by asking for it."""
    return Cluster(settings.instance / "postgres")


def for_flask(settings: Settings) -> dict[str, Any]:
    """Flask-SQLAlchemy's settings: connections are tested before use and limited in patience."""
    return {
        "SQLALCHEMY_DATABASE_URI": settings.database_url or cluster(settings).url(),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "connect_args": {"options": _LIMITS, "connect_timeout": 10},
        },
    }


def watch(engine: Engine, settings: Settings) -> None:
    """Refuse an old server; start the embedded one whenever a connection finds it missing."""
    event.listen(engine, "connect", _refuse_old_server)
    if settings.database_url is not None:
        return
    own = cluster(settings)

    def connect(dialect: Dialect, _record: object, arguments: Any, named: Any) -> DBAPIConnection:
        try:
            return dialect.connect(*arguments, **{**named, "host": own.host()})
        except psycopg.OperationalError:
            own.ensure()
            return dialect.connect(*arguments, **{**named, "host": own.host()})

    event.listen(engine, "do_connect", connect)


def _refuse_old_server(connection: psycopg.Connection, _record: object) -> None:
    if connection.info.server_version < OLDEST:
        found = connection.info.server_version // 10000
        raise OldDatabaseError(
            f"Máy chủ ở DATABASE_URL là PostgreSQL {found}; cần PostgreSQL 15 trở lên."
        )
