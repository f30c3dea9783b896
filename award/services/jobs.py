"""Background jobs are put into the queue by the transaction that needs them, or not at all."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.sql import bindparam

QUEUE = "default"

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    ":queue, :task, 0, NULL, NULL, :arguments, NULL"
    ")]::procrastinate_job_to_defer_v1[])"
).bindparams(bindparam("arguments", type_=JSONB))


def defer(session: Session | scoped_session[Session], task: str, **arguments: Any) -> int:
    """Queue one run of a task of `award.worker` on the session's own connection; return its id.

    The job exists when the session commits and never did when it rolls back. `arguments` are
    anything JSON can hold; a task may run twice and has to bear it.
    """
    values = {"queue": QUEUE, "task": task, "arguments": arguments}
    (job,) = session.execute(_DEFER, values).scalar_one()
    return int(job)
