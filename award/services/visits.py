"""Site visits: plan one with the matters to verify, note what was found, write the record."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from award.extensions import db
from award.models import (
    Dossier,
    DossierState,
    SiteVisit,
    Stage,
    User,
    VisitIssue,
    VisitState,
)
from award.policies import Refusal
from award.services import auditing, ratings, rulebooks
from award.services.locking import lock
from award.words import _N

STAGE_OF_STATE = {
    DossierState.SITE_VISIT: Stage.DESK_REVIEW,
    DossierState.NATIONAL_REVIEW: Stage.NATIONAL,
}
UNSIGNED = frozenset({VisitState.PROPOSED, VisitState.CONFIRMED})


def stage_of(dossier: Dossier) -> Stage:
    """Whose visit may be planned now; raises `Refusal` outside the two stages that visit."""
    stage = STAGE_OF_STATE.get(dossier.state)
    if stage is None:
        raise Refusal(_N("Hồ sơ này hiện không ở bước đánh giá (thẩm định) tại chỗ."))
    return stage


def plan(
    dossier: Dossier,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    agenda: str = "",
    actor: User,
) -> SiteVisit:
    """Propose a visit to the organisation, with the matters the assessors want verified.

    Raises `Refusal`: wrong step, an end before the start, or a visit that is still open.
    """
    stage = stage_of(dossier)
    lock(dossier)
    if ends_at <= starts_at:
        raise Refusal(_N("Giờ kết thúc phải sau giờ bắt đầu."), at="ends_at")
    if open_visit(dossier, stage) is not None:
        raise Refusal(_N("Hồ sơ đã có lịch đánh giá tại chỗ; hủy lịch đó trước khi lập lịch mới."))
    visit = SiteVisit(
        dossier=dossier,
        stage=stage,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        agenda=agenda,
        planned_by_id=actor.id,
    )
    visit.issues.extend(_wanted(dossier))
    db.session.add(visit)
    db.session.flush()
    auditing.record("plan_visit", visit, actor=actor, data={"starts_at": starts_at.isoformat()})
    return visit


def _wanted(dossier: Dossier) -> Iterable[VisitIssue]:
    """What the assessors noted to verify, item by item in the rulebook's order, each once."""
    order = list(rulebooks.items_by_part(dossier))
    noted = [one for one in ratings.of_dossier(dossier) if one.to_verify.strip()]
    noted.sort(key=lambda one: (order.index(one.item), one.id))
    seen: set[tuple[str, str]] = set()
    for rating in noted:
        question = rating.to_verify.strip()
        if (rating.item, question) not in seen:
            seen.add((rating.item, question))
            yield VisitIssue(item=rating.item, question=question, added_by_id=rating.user_id)


def open_visit(dossier: Dossier, stage: Stage) -> SiteVisit | None:
    """The visit of a stage that was not cancelled; there is at most one."""
    return db.session.scalar(
        select(SiteVisit).where(
            SiteVisit.dossier_id == dossier.id,
            SiteVisit.stage == stage,
            SiteVisit.state != VisitState.CANCELLED,
        )
    )


def of_dossier(dossier: Dossier) -> list[SiteVisit]:
    """Every visit of a dossier, the newest first."""
    query = select(SiteVisit).where(SiteVisit.dossier_id == dossier.id)
    return list(db.session.scalars(query.order_by(SiteVisit.id.desc())))


def add_issue(visit: SiteVisit, question: str, *, item: str | None, actor: User) -> VisitIssue:
    """Name a further matter to verify; raises `Refusal` once the team has signed the record."""
    _unsigned(visit)
    if not question.strip():
        raise Refusal(_N("Hãy ghi vấn đề cần xác minh."))
    if item is not None and item not in rulebooks.items_by_part(visit.dossier):
        raise Refusal(_N("Không có hạng mục này trong bộ tiêu chí của năm."), at="item")
    issue = VisitIssue(visit=visit, item=item, question=question.strip(), added_by_id=actor.id)
    db.session.add(issue)
    db.session.flush()
    return issue


def answer(issue: VisitIssue, finding: str, *, actor: User) -> None:
    """Write what was found on a matter."""
    _unsigned(issue.visit)
    if issue.finding == finding.strip():
        return
    before = issue.finding
    issue.finding = finding.strip()
    db.session.flush()
    auditing.record(
        "answer_issue",
        issue.visit,
        actor=actor,
        data={"issue": issue.id, "before": before, "after": issue.finding},
    )


def write_record(visit: SiteVisit, record: str, *, actor: User) -> None:
    """Write the text of the record, until the team signs it."""
    _unsigned(visit)
    if visit.record == record.strip():
        return
    visit.record = record.strip()
    db.session.flush()
    auditing.record("write_record", visit, actor=actor)


def write(visit: SiteVisit, *, record: str, findings: dict[int, str], actor: User) -> None:
    """Write findings (by issue) and the record together, as one new version of the visit."""
    before = visit.record, [issue.finding for issue in visit.issues]
    for issue in visit.issues:
        answer(issue, findings.get(issue.id, issue.finding), actor=actor)
    write_record(visit, record, actor=actor)
    if (visit.record, [issue.finding for issue in visit.issues]) != before:
        flag_modified(visit, "record")
        db.session.flush()


def _unsigned(visit: SiteVisit) -> None:
    if visit.state not in UNSIGNED:
        raise Refusal(_N("Biên bản đã được đoàn ký (hoặc lịch đã hủy) nên không sửa được nữa."))
