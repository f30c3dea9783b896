"""Two questions a supervisor asks: is the process alive, and may it be given work."""

import shutil
from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from award.config import ROOT, current
from award.extensions import db
from award.logs import log

bp = Blueprint("health", __name__, url_prefix="/healthz")

LEAST_FREE = 0.10  # of the disk that holds uploads
OLDEST_WAITING = "15 minutes"  # of a job that could have started


@bp.get("/live")
def live() -> ResponseReturnValue:
    """The process answers; asks nothing of anything else."""
    return {"status": "ok"}


@bp.get("/ready")
def ready() -> ResponseReturnValue:
    """Whether every part that a request may need works; names the parts that do not."""
    broken = [name for name, works in _CHECKS.items() if not _holds(name, works)]
    if broken:
        return {"status": "unavailable", "broken": broken}, 503
    return {"status": "ok"}


def _holds(name: str, works: Callable[[], bool]) -> bool:
    try:
        return works()
    except Exception as error:
        log.error("not ready", part=name, error=repr(error))
        db.session.rollback()
        return False


def _database() -> bool:
    return db.session.scalar(text("SELECT NOT pg_is_in_recovery()")) is True


def _migrations() -> bool:
    head = (ROOT / "migrations" / "HEAD").read_text().strip()
    return bool(db.session.scalar(text("SELECT version_num FROM alembic_version")) == head)


def _disk() -> bool:
    current().instance.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(current().instance)
    return usage.free / usage.total > LEAST_FREE


def _jobs() -> bool:
    waiting = text(
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' "
        "AND coalesce(scheduled_at, now()) <= now() AND id IN (SELECT job_id FROM "
        "procrastinate_events WHERE type = 'deferred' AND at < now() - CAST(:old AS interval))"
    )
    return bool(db.session.scalar(waiting, {"old": OLDEST_WAITING}) == 0)


_CHECKS = {"database": _database, "migrations": _migrations, "disk": _disk, "jobs": _jobs}
