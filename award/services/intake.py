"""Intake: the checklist of a dossier's parts, terms in working days, notes on violations (R13)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import ComplianceRecord, Dossier, DossierState, IntakeCheck, User
from award.policies import Refusal
from award.services import auditing
from award.words import _N

LONGEST_TERM = 60  # working days; a longer term is a slip of the keyboard

Check = tuple[bool, str]
"""Whether a part is good, and the note on it."""


def checks(dossier: Dossier) -> dict[str, IntakeCheck]:
    """The checklist as it was last saved, by part."""
    rows = db.session.scalars(select(IntakeCheck).where(IntakeCheck.dossier_id == dossier.id))
    return {row.part: row for row in rows}


def save_checks(dossier: Dossier, found: Mapping[str, Check], *, actor: User) -> None:
    """Save what was found on each part; parts that were not looked at are not in `found`.

    Raises `Refusal` once intake is over, and for a bad part without a note.
    """
    if dossier.state is not DossierState.SUBMITTED:
        raise Refusal(_N("Danh mục kiểm tra chỉ ghi được khi hồ sơ đang chờ tiếp nhận."))
    if any(not good and not note.strip() for good, note in found.values()):
        raise Refusal(_N("Phần chưa đạt cần ghi rõ thiếu gì để tổ chức bổ sung."), rule="R17")
    saved = checks(dossier)
    for part, (good, note) in found.items():
        row = saved.get(part) or IntakeCheck(dossier_id=dossier.id, part=part)
        row.good, row.note = good, note.strip()
        row.checked_by_id, row.checked_at = actor.id, clock.now()
        db.session.add(row)
    db.session.flush()
    auditing.record(
        "check_intake",
        dossier,
        actor=actor,
        data={part: {"good": good, "note": note} for part, (good, note) in found.items()},
    )


def due_date(working_days: int) -> date:
    """The last day of a term that starts today; raises `Refusal` for a term out of reason."""
    if not 1 <= working_days <= LONGEST_TERM:
        raise Refusal(
            _N("Thời hạn phải từ 1 đến {most} ngày làm việc."), at="days", most=LONGEST_TERM
        )
    return clock.add_working_days(clock.today_local(), working_days)


def violations(dossier: Dossier) -> list[ComplianceRecord]:
    """The recorded violations of the dossier's organisation, newest first (R13)."""
    return list(
        db.session.scalars(
            select(ComplianceRecord)
            .where(ComplianceRecord.organisation_id == dossier.organisation_id)
            .order_by(ComplianceRecord.happened_on.desc(), ComplianceRecord.id.desc())
        )
    )


def violation_of(dossier: Dossier, record_id: int) -> ComplianceRecord | None:
    """A record of this dossier's organisation, and of no other."""
    return db.session.scalar(
        select(ComplianceRecord).where(
            ComplianceRecord.id == record_id,
            ComplianceRecord.organisation_id == dossier.organisation_id,
        )
    )


def note_violation(record: ComplianceRecord, note: str, *, actor: User) -> None:
    """The council's note on a violation, which lets the proposal go on or not (R13)."""
    if not note.strip():
        raise Refusal(_N("Cần ghi ý kiến của hội đồng về vi phạm."), rule="R13")
    before, record.council_note = record.council_note, note.strip()
    db.session.flush()
    auditing.record(
        "note_violation", record, actor=actor, note=record.council_note, data={"before": before}
    )
