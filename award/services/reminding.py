"""Letters to provinces that have not reported."""

from sqlalchemy import select

from award.extensions import db
from award.models import Membership, ReportPeriod, Role, User
from award.policies import Refusal
from award.services import auditing, outbox, programme_reports
from award.services.report_rules import rules
from award.words import _N

_SUBJECT = _N("Nhắc gửi báo cáo {title}")
_TEXT = _N(
    "Kính gửi quý cơ quan,\n\nHệ thống chưa nhận được báo cáo {title} của {province}, "
    "hạn gửi {due}. Báo cáo được lập và gửi trong mục Chương trình.\n"
)


def remind(year: int, period: ReportPeriod, *, actor: User) -> int:
    """Queue a letter to the officers of each province without a sent report; say how many.

    Raises `Refusal` when all have reported, or none of the others has an officer here.
    """
    rule = rules().period(period)
    title = f"{rule.title} {year}"
    waiting = [one.province for one in programme_reports.standings(year, period) if not one.report]
    officers: dict[str, list[User]] = {}
    for code, user in db.session.execute(
        select(Membership.province_code, User)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.role == Role.PROVINCE,
            Membership.ended_at.is_(None),
            Membership.province_code.in_([one.code for one in waiting]),
        )
    ):
        officers.setdefault(f"{code}", []).append(user)
    if not officers:
        raise Refusal(_N("Không có địa phương nào cần nhắc mà có cán bộ trong hệ thống."))
    for province in waiting:
        text = _TEXT.format(
            title=title, province=province.name, due=f"{rule.due_on(year):%d/%m/%Y}"
        )
        outbox.email(officers.get(province.code, ()), _SUBJECT.format(title=title), text)
    data = {"year": year, "period": period.value, "provinces": sorted(officers)}
    auditing.record("remind_provinces", actor, actor=actor, data=data)
    return len(officers)
