"""Schedule a visit: who may be visited at which stage, and telling everybody concerned."""

from datetime import datetime

from award import clock
from award.models import Dossier, DossierState, SiteVisit, User
from award.policies import Refusal
from award.services import outbox, recipients, scoresheets, verdicts, visits
from award.words import _N


def schedule(
    dossier: Dossier,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    agenda: str = "",
    actor: User,
) -> SiteVisit:
    """Propose a visit to the organisation and its team, which keep the date free.

    Raises `Refusal`: a date that is past, the wrong step, a visit that is still open, and at the
    national stage a dossier whose points do not make it a candidate for the tier by decision.
    """
    if why := bar(dossier):
        raise why
    if starts_at <= clock.now():
        raise Refusal(_N("Thời gian bắt đầu phải sau lúc này."))
    visit = visits.plan(
        dossier, starts_at=starts_at, ends_at=ends_at, place=place, agenda=agenda, actor=actor
    )
    _tell(dossier, visit)
    return visit


def bar(dossier: Dossier) -> Refusal | None:
    """Why no visit can be planned now, if so."""
    if dossier.state is DossierState.SITE_VISIT:
        return None
    if dossier.state is not DossierState.NATIONAL_REVIEW:
        return Refusal(_N("Hồ sơ hiện không ở bước đánh giá (thẩm định) tại chỗ."), rule="R22")
    sheet = scoresheets.counting(dossier)
    if sheet is not None and verdicts.is_eligible(sheet.level):
        return None
    return Refusal(_N("Chỉ thẩm định tại chỗ hồ sơ đủ điểm xét Giải Vàng."), rule="R22")


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
