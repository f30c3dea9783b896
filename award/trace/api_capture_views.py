"""EPCIS 2.0 capture: documents as jobs, single events at once."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, request, url_for

from award.extensions import db
from award.models import ApiToken, CaptureJob, CaptureSource
from award.services import capture_jobs, capturing
from award.services.api_tokens import Scope
from award.trace.api import JSON_TYPES, XML_TYPES, answer, api, most_bytes, parameters
from award.trace.bearer import bearer
from award.trace.problems import problem

_BEHAVIOURS = {"rollback": True, "proceed": False}
_EVENT = re.compile(rb'"eventTime"\s*:|<eventTime>')


@api.post("/capture")
@bearer(Scope.CAPTURE)
def capture(token: ApiToken) -> Response:
    """Take a document: 202 and the address of its job."""
    behaviour = request.headers.get("GS1-Capture-Error-Behaviour", "rollback").strip().lower()
    if (refused := _refused(behaviour)) is not None:
        return refused
    job = capturing.accept(
        request.get_data(),
        organisation=token.organisation,
        source=CaptureSource.API,
        rollback=_BEHAVIOURS[behaviour],
        name=token.name,
    )
    db.session.commit()
    response = Response(status=202)
    response.headers["Location"] = url_for("epcis.capture_job", capture_job_id=job.id)
    response.headers["GS1-Capture-Error-Behaviour"] = behaviour
    return response


@api.get("/capture")
@bearer(Scope.CAPTURE)
def capture_list(token: ApiToken) -> Response:
    """The organisation's capture jobs, the newest first, in pages."""
    page = capture_jobs.find(token.organisation_id, parameters())
    return answer([_job(job) for job in page.jobs], next_token=page.next_token)


@api.get("/capture/<uuid:capture_job_id>")
@bearer(Scope.CAPTURE)
def capture_job(token: ApiToken, capture_job_id: UUID) -> Response:
    """What became of one document."""
    job = capture_jobs.one(token.organisation_id, capture_job_id)
    return problem(404) if job is None else answer(_job(job))


@api.post("/events")
@bearer(Scope.CAPTURE)
def capture_event(token: ApiToken) -> Response:
    """Take one event at once: 201 and its address, or what is wrong with it."""
    if (refused := _refused("rollback")) is not None:
        return refused
    job = capturing.keep(
        request.get_data(),
        organisation=token.organisation,
        source=CaptureSource.API,
        name=token.name,
    )
    capturing.run(job.id)
    if (error := _not_one(job)) is not None:
        capturing.forget(job)
        db.session.rollback()
        return error
    event_id = capture_jobs.event_id(job)
    db.session.commit()
    response = Response(status=201)
    response.headers["Location"] = f"{url_for('epcis.event_list')}/{quote(event_id, safe='')}"
    return response


def _refused(behaviour: str) -> Response | None:
    """Why the request cannot be taken, before its content is looked at."""
    if request.mimetype not in {*JSON_TYPES, *XML_TYPES}:
        return problem(415)
    if behaviour not in _BEHAVIOURS:
        return problem(400, "GS1-Capture-Error-Behaviour: rollback | proceed")
    if (request.content_length or 0) > most_bytes() or len(request.get_data()) > most_bytes():
        return problem(413)
    if sum(1 for _ in _EVENT.finditer(request.get_data())) > capturing.MOST_EVENTS:
        return problem(413)
    return None


def _not_one(job: CaptureJob) -> Response | None:
    """Why a job of one event is not one stored event."""
    if not job.success or job.total != 1:
        return problem(400, findings=job.findings["items"])
    return problem(409) if job.duplicate else None


def _job(job: CaptureJob) -> dict[str, Any]:
    """A job as EPCIS 2.0 shows it, and its five counts."""
    return {
        "captureID": str(job.id),
        "createdAt": _moment(job.created_at),
        "finishedAt": _moment(job.finished_at),
        "running": job.finished_at is None,
        "success": bool(job.success),
        "captureErrorBehaviour": "rollback" if job.rollback else "proceed",
        "errors": [_error(one) for one in job.findings.get("items", ()) if one["level"] == "error"],
        "total": job.total,
        "accepted": job.accepted,
        "rejected": job.rejected,
        "duplicate": job.duplicate,
        "warning": job.warning,
        "sha256": job.sha256,
        "findings": job.findings,
    }


def _error(finding: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "epcisException:ValidationException",
        "title": finding["message"],
        "status": 400,
        "instance": finding["path"],
    }


def _moment(instant: datetime | None) -> str | None:
    return (
        None
        if instant is None
        else instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
