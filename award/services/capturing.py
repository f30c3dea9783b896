"""Capture: a document is kept, acknowledged, and becomes events in one transaction or none."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import fsspec

from award import clock
from award.config import current
from award.extensions import db
from award.models import CaptureJob, CaptureSource, Organisation, User
from award.policies import Refusal
from award.services import auditing, event_store, garbage, jobs, locking
from award.services.event_payloads import payloads
from award.services.event_rows import Captured, Objects, fault, objects
from award.words import _N
from traceability import epcis
from traceability.epcis_document import Document
from traceability.event_hash import event_hash
from traceability.events import Event
from traceability.findings import Finding

MOST_EVENTS = 20_000  # in one document; announced as GS1-EPCIS-Capture-Limit
MOST_BYTES = 24 * 1024 * 1024  # announced as GS1-EPCIS-Capture-File-Size-Limit
MOST_FINDINGS = 200  # kept with a job; the numbers count all

_FAULTS = {
    "id-too-long": _N("Mã định danh dài quá 1.000 byte nên không lưu được."),
    "quantity-range": _N("Số lượng từ 10^14 trở lên không lưu được."),
    "time-range": _N("Thời điểm sự kiện nằm ngoài các năm 1900–2199."),
    "too-many-events": _N("Tài liệu có {count} sự kiện; mỗi lần nhận tối đa {limit}."),
    "bytes-changed": _N("Nội dung đã lưu không khớp mã băm SHA-256 lúc nhận."),
    "event-id-reused": _N("Mã sự kiện {id} đã dùng cho một sự kiện khác nội dung."),
}


Good: TypeAlias = tuple[int, Event, Objects, str]


@dataclass(slots=True)
class Outcome:
    """What became of a document's events; `good` are those the store can hold, with places."""

    total: int = 0
    errors: int = 0
    duplicate: int = 0
    good: list[Good] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    format: str = "json"

    def add(self, level: Any, path: str, code: str, **params: object) -> None:
        """Put down a finding of the store's own."""
        self.errors += level == "error"
        self.findings.append(Finding(level, path, code, _FAULTS[code].format(**params)))


def accept(
    body: bytes,
    *,
    organisation: Organisation,
    source: CaptureSource,
    rollback: bool = True,
    name: str = "",
    actor: User | None = None,
) -> CaptureJob:
    """Keep a document and queue its capture; flushes. What the caller commits is acknowledged.

    Raises `Refusal` when the document is empty or larger than announced. Whatever else is wrong
    with it becomes a finding of the job.
    """
    job = keep(
        body, organisation=organisation, source=source, rollback=rollback, name=name, actor=actor
    )
    jobs.defer(db.session(), "capture", job_id=str(job.id))
    return job


def keep(
    body: bytes,
    *,
    organisation: Organisation,
    source: CaptureSource,
    rollback: bool = True,
    name: str = "",
    actor: User | None = None,
) -> CaptureJob:
    """Keep a document without queueing it, for a caller that runs the job at once; flushes.

    Raises `Refusal` as `accept` does.
    """
    if not body:
        raise Refusal(_N("Tài liệu rỗng. Hãy kiểm tra lại rồi gửi."))
    if len(body) > MOST_BYTES:
        limit = MOST_BYTES // 1024 // 1024
        raise Refusal(_N("Tài liệu lớn hơn {limit} MB. Hãy tách thành nhiều phần."), limit=limit)
    job = CaptureJob(
        id=uuid4(),
        organisation_id=organisation.id,
        source=source,
        rollback=rollback,
        name=name,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        created_at=clock.now(),
        created_by_id=None if actor is None else actor.id,
    )
    job.storage_key = f"capture/{str(job.id)[:2]}/{job.id}"
    with fsspec.open(_place(job), "wb", auto_mkdir=True) as stream:
        stream.write(body)
    db.session.add(job)
    db.session.flush()
    return job


def forget(job: CaptureJob) -> None:
    """Remove the bytes of a job that will not be committed."""
    files, path = fsspec.core.url_to_fs(_place(job))
    files.rm(path)


def run(job_id: str | UUID) -> None:
    """Capture one kept document; flushes. A second run of a finished job changes nothing.

    All of the document's new events are stored or none, also when the process dies: the rows, the
    counts and the audit event are one transaction of the caller.
    """
    job = db.session.get_one(CaptureJob, UUID(str(job_id)))
    locking.lock(job)
    if job.finished_at is not None:
        return
    with garbage.left_alone():
        outcome = _read(job)
        stored = 0 if job.rollback and outcome.errors else _store(job, outcome)
    _finish(job, outcome, stored)
    auditing.record(
        "capture",
        db.session.get_one(Organisation, job.organisation_id),
        actor=None if job.created_by_id is None else db.session.get(User, job.created_by_id),
        data={
            "job": str(job.id),
            "sha256": job.sha256,
            "total": job.total,
            "accepted": job.accepted,
            "rejected": job.rejected,
            "duplicate": job.duplicate,
        },
    )


def read_body(job: CaptureJob) -> bytes:
    """The bytes as they came in."""
    with fsspec.open(_place(job), "rb") as stream:
        body: bytes = stream.read()
    return body


def _read(job: CaptureJob) -> Outcome:
    """Read the kept document and sort its events into new, repeated and wrong ones."""
    outcome = Outcome()
    body = read_body(job)
    if hashlib.sha256(body).hexdigest() != job.sha256:
        outcome.add("error", "$", "bytes-changed")
        return outcome
    try:
        document = epcis.read(body, now=clock.now())
    except epcis.UnusableError as error:
        outcome.errors, outcome.findings = 1, [error.finding]
        return outcome
    outcome.total, outcome.errors = document.event_count, document.errors
    outcome.findings, outcome.format = list(document.findings), document.format
    if document.event_count > MOST_EVENTS:
        found = {"count": document.event_count, "limit": MOST_EVENTS}
        outcome.add("error", "$", "too-many-events", **found)
    elif not (job.rollback and outcome.errors):
        outcome.good = list(_good(document, body, outcome))
    return outcome


def _good(document: Document, body: bytes, outcome: Outcome) -> Iterator[Good]:
    """The events that the store can hold, with their places in the document and their text."""
    for place, (event, payload) in zip(document.positions, payloads(document, body), strict=True):
        lots = objects(event)
        code = fault(event, event.event_id or "", lots)
        if code is None:
            yield place, event, lots, payload
        else:
            outcome.add("error", _path(outcome, place), code)


def _store(job: CaptureJob, outcome: Outcome) -> int:
    """Write what is new, the next events being hashed while the server takes the last ones."""

    def repeated(place: int, one: Captured, other_content: bool) -> None:
        outcome.duplicate += 1
        if other_content:
            path = _path(outcome, place)
            outcome.add("warning", path, "event-id-reused", id=one.event_id[:80])

    if not outcome.good:
        return 0
    event_store.lock(job.organisation_id)  # only now: documents are read side by side
    with event_store.Writer(job, clock.now(), repeated) as writer:
        for start in range(0, len(outcome.good), event_store.CHUNK):
            writer.put([_hashed(*one) for one in outcome.good[start : start + event_store.CHUNK]])
        writer.wait()
    event_store.void(job)
    return writer.stored


def _hashed(place: int, event: Event, lots: Objects, payload: str) -> tuple[int, Captured]:
    identity = event_hash(event)
    digest = identity[len("ni:///sha-256;") : len("ni:///sha-256;") + 64]
    event_id = event.event_id or identity
    return place, Captured(
        event=event, event_id=event_id, hash=digest, objects=lots, payload=payload
    )


def _finish(job: CaptureJob, outcome: Outcome, accepted: int) -> None:
    """Write the five counts and the findings; a document rolled back has rejected all it had."""
    rolled_back = job.rollback and outcome.errors > 0
    job.total = outcome.total
    job.accepted = accepted
    job.duplicate = 0 if rolled_back else outcome.duplicate
    job.rejected = job.total - job.accepted - job.duplicate
    job.warning = sum(one.level == "warning" for one in outcome.findings)
    kept = sorted(outcome.findings, key=lambda one: one.level)[:MOST_FINDINGS]
    job.findings = {
        "errors": outcome.errors,
        "warnings": job.warning,
        "left_out": len(outcome.findings) - len(kept),
        "items": [one.as_json() for one in kept],
    }
    job.success = outcome.errors == 0
    job.finished_at = clock.now()
    db.session.flush()


def _path(outcome: Outcome, place: int) -> str:
    if outcome.format == "xml":
        return f"/EPCISDocument/EPCISBody/EventList/*[{place + 1}]"
    return f"$.epcisBody.eventList[{place}]"


def _place(job: CaptureJob) -> str:
    return f"{current().storage_url.rstrip('/')}/{job.storage_key}"
