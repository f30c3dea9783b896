"""Plan a visit: when, where, with which agenda, and for which stage of the dossier."""

from datetime import datetime

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Dossier, DossierState, SiteVisit, Stage, User, VisitState
from award.policies import Refusal
from award.services import auditing, outbox, recipients, scoresheets, verdicts
from award.words import _N


def stage_of(dossier: Dossier) -> Stage:
    """The stage a visit planned now belongs to.

    Raises `Refusal` outside the visiting steps, and at the national stage for a dossier whose
    points do not make it a candidate for the tier that is given by decision.
    """
    if dossier.state is DossierState.SITE_VISIT:
        return Stage.DESK_REVIEW
    if dossier.state is not DossierState.NATIONAL_REVIEW:
        raise Refusal(_N("Hồ sơ hiện không ở bước đánh giá tại chỗ."), rule="R22")
    sheet = scoresheets.counting(dossier)
    if sheet is None or not verdicts.is_eligible(sheet.level):
        raise Refusal(_N("Chỉ thẩm định tại chỗ hồ sơ đủ điểm xét Giải Vàng."), rule="R22")
    return Stage.NATIONAL


def of_dossier(dossier: Dossier) -> list[SiteVisit]:
    """The visits of a dossier, newest first, cancelled ones included."""
    query = select(SiteVisit).where(SiteVisit.dossier_id == dossier.id)
    return list(db.session.scalars(query.order_by(SiteVisit.id.desc())))


def plan(
    dossier: Dossier,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    agenda: str = "",
    actor: User,
) -> SiteVisit:
    """Propose a visit to the organisation, which then confirms it; raises `Refusal` otherwise."""
    stage = stage_of(dossier)
    if starts_at <= clock.now():
        raise Refusal(_N("Thời gian bắt đầu phải sau lúc này."))
    if ends_at <= starts_at:
        raise Refusal(_N("Thời gian kết thúc phải sau thời gian bắt đầu."))
    if any(
        visit.stage is stage and visit.state is not VisitState.CANCELLED
        for visit in of_dossier(dossier)
    ):
        raise Refusal(_N("Hồ sơ đã có lịch ở bước này; hãy hủy lịch cũ trước."))
    visit = SiteVisit(
        dossier_id=dossier.id,
        stage=stage,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        agenda=agenda,
        planned_by_id=actor.id,
    )
    db.session.add(visit)
    db.session.flush()
    auditing.record("plan", visit, actor=actor, data={"starts_at": starts_at.isoformat()})
    _tell(dossier, visit)
    return visit


def _tell(dossier: Dossier, visit: SiteVisit) -> None:
    """The organisation confirms the date, the team keeps it free."""
    subject = _N("Hồ sơ {number}: lịch làm việc tại chỗ").format(number=dossier.number or "")
    text = _N(
        "Hội đồng dự kiến làm việc tại {place} từ {start} đến {end}. "
        "Tổ chức xác nhận lịch ở trang hồ sơ.\n"
    ).format(place=visit.place, start=_at(visit.starts_at), end=_at(visit.ends_at))
    outbox.email([*recipients.owners(dossier), *recipients.team(dossier)], subject, text)


def _at(instant: datetime) -> str:
    return f"{clock.local(instant):%d/%m/%Y, %H:%M}"
