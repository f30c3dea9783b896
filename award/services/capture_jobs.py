"""Reads capture jobs: one, a page of them, the event of a job that took one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, tuple_

from award.extensions import db
from award.models import CaptureJob, EventKey
from award.services.event_queries import QueryError, page_size
from award.words import _N


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs of one page, and the token of the next, if there is one."""

    jobs: list[CaptureJob]
    next_token: str | None


def one(organisation_id: int, job_id: UUID) -> CaptureJob | None:
    """The organisation's job of this id."""
    return db.session.scalar(
        select(CaptureJob).where(
            CaptureJob.organisation_id == organisation_id, CaptureJob.id == job_id
        )
    )


def find(organisation_id: int, given: Mapping[str, Sequence[str]]) -> JobPage:
    """A page of the organisation's jobs, the newest first; `perPage` and `nextPageToken` count.

    Raises QueryError for a malformed parameter.
    """
    query = select(CaptureJob).where(CaptureJob.organisation_id == organisation_id)
    place = tuple_(CaptureJob.created_at, CaptureJob.id)
    if "nextPageToken" in given:
        last = _last(organisation_id, given["nextPageToken"][0])
        query = query.where(place < (last.created_at, last.id))
    size = page_size(given)
    query = query.order_by(CaptureJob.created_at.desc(), CaptureJob.id.desc()).limit(size + 1)
    jobs = list(db.session.scalars(query))
    return JobPage(jobs[:size], str(jobs[size - 1].id) if len(jobs) > size else None)


def event_id(job: CaptureJob) -> str:
    """The id of the only event that a job stored."""
    return db.session.scalars(
        select(EventKey.event_id).where(
            EventKey.organisation_id == job.organisation_id, EventKey.job_id == job.id
        )
    ).one()


def _last(organisation_id: int, token: str) -> CaptureJob:
    """The job a page token names: the last one of the page before."""
    try:
        job = one(organisation_id, UUID(token))
    except ValueError:
        job = None
    if job is None:
        raise QueryError(_N("nextPageToken không hợp lệ hoặc đã hết hiệu lực."))
    return job
