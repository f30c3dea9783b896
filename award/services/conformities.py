"""Declarations and certificates that the organisation's system conforms, with their validity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select

from award import clock
from award.extensions import db
from award.models import ConformityKind, ConformityPaper, Organisation, User
from award.policies import Refusal, trace
from award.services import auditing, storage
from award.services.people import one_line
from award.words import _N

POINT = "R23"  # the control point on conformity in rules/tcvn_12850.toml (Điều 23.4b)
REMIND_DAYS = 30  # before the end of validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a declaration or certificate says."""

    kind: ConformityKind
    norm: str
    number: str
    issuer: str
    issued_on: date
    valid_to: date | None = None


def add(
    organisation: Organisation, facts: Facts, upload: storage.Upload | None, *, actor: User
) -> ConformityPaper:
    """Put a declaration or certificate on record (T34); flushes.

    Raises `Refusal` for a person who may not, a paper without norm, number or issuer, a
    certificate without an end, days in the wrong order or in the future, or without its file.
    """
    if why := trace.edit(actor, organisation):
        raise why
    norm, number, issuer = one_line(facts.norm), one_line(facts.number), one_line(facts.issuer)
    if not norm:
        raise Refusal(_N("Hãy ghi tiêu chuẩn hoặc quy chuẩn."), at="norm")
    if not number:
        raise Refusal(_N("Hãy ghi số văn bản."), at="number")
    if not issuer:
        raise Refusal(_N("Hãy ghi nơi cấp hoặc tiếp nhận."), at="issuer")
    if facts.issued_on > clock.today_local():
        raise Refusal(_N("Ngày ban hành ở tương lai."), at="issued_on")
    if facts.valid_to is None and facts.kind is ConformityKind.CERTIFICATE:
        raise Refusal(_N("Giấy chứng nhận phải có ngày hết hiệu lực."), at="valid_to")
    if facts.valid_to is not None and facts.valid_to < facts.issued_on:
        raise Refusal(_N("Ngày hết hiệu lực phải sau ngày ban hành."), at="valid_to")
    row = ConformityPaper(
        organisation_id=organisation.id,
        kind=facts.kind,
        norm=norm,
        number=number,
        issuer=issuer,
        issued_on=facts.issued_on,
        valid_to=facts.valid_to,
        file_id=storage.store(upload, actor=actor).id,
        added_at=clock.now(),
        added_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    data = {"kind": row.kind.value, "number": row.number}
    auditing.record("add_conformity_paper", row, actor=actor, data=data)
    return row


def remove(paper: ConformityPaper, *, actor: User) -> None:
    """Take a paper back: it stays on record and no longer counts. Flushes."""
    if why := trace.edit_conformity(actor, paper):
        raise why
    if paper.removed_at is None:
        paper.removed_at = clock.now()
        db.session.flush()
        auditing.record("remove_conformity_paper", paper, actor=actor)


def of(organisation_id: int, *, known_until: datetime | None = None) -> Sequence[ConformityPaper]:
    """The papers that stand, or that stood at a moment, the newest first; ended ones included."""
    stands: ColumnElement[bool] = ConformityPaper.removed_at.is_(None)
    query = select(ConformityPaper).where(ConformityPaper.organisation_id == organisation_id)
    if known_until is not None:
        stands |= ConformityPaper.removed_at > known_until
        query = query.where(ConformityPaper.added_at <= known_until)
    query = query.where(stands)
    order = (ConformityPaper.issued_on.desc(), ConformityPaper.id.desc())
    return db.session.scalars(query.order_by(*order)).all()


def standing(paper: ConformityPaper, on: date) -> str:
    """`valid`, `ending` within the days of the reminder, or `ended`."""
    if paper.valid_to is None:
        return "valid"
    if paper.valid_to < on:
        return "ended"
    return "ending" if paper.valid_to <= on + timedelta(days=REMIND_DAYS) else "valid"
