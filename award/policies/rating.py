"""Who may score, agree scores, and see what others scored, and from when (procedure §3, §4)."""

from collections.abc import Iterable

from sqlalchemy import Select, exists, func, select

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    Assignment,
    AssignmentState,
    Conflict,
    Dossier,
    DossierState,
    EvaluationReport,
    Phase,
    ScoreSheetRecord,
    SiteVisit,
    Stage,
    User,
)
from award.policies import Hidden, Policy, Refusal, facts
from award.policies import dossier as dossiers
from award.words import _N
from scoring import rulebook

A = AssignmentState
AGREEING = frozenset(
    {DossierState.IN_CONSENSUS, DossierState.SITE_VISIT, DossierState.NATIONAL_REVIEW}
)


def view_assignment(actor: User, assignment: Assignment) -> Refusal | None:
    """An assignment is its assessor's and the secretary's; a recused one is nobody's page."""
    if assignment.user_id == actor.id and assignment.state is not A.CANCELLED:
        return None
    if dossiers.take_in(actor, assignment.dossier) is None:
        return None
    return Hidden()


def hold(actor: User, assignment: Assignment) -> Refusal | None:
    """One's own assignment while it lasts; after a recusal it is nobody's page."""
    if assignment.user_id != actor.id or assignment.state not in ACTIVE_ASSIGNMENT:
        return Hidden()
    return Hidden() if facts.has_conflict(actor, assignment.dossier) else None


def read(actor: User, assignment: Assignment) -> Refusal | None:
    """The dossier's content through one's assignment: after undertaking and acceptance (R24)."""
    if why := hold(actor, assignment):
        return why
    if assignment.state is A.OFFERED:
        return Refusal(_N("Cần nhận phân công trước khi xem hồ sơ."), rule="R24")
    return dossiers.view(actor, assignment.dossier)


def through(policy: Policy) -> Policy:
    """A policy on dossiers, asked about the dossier of one's own assignment."""

    def asked(actor: User, assignment: Assignment) -> Refusal | None:
        return read(actor, assignment) or policy(actor, assignment.dossier)

    return asked


def own(actor: User, assignment: Assignment) -> Refusal | None:
    """Accept, decline, submit: the assessor alone."""
    if assignment.user_id == actor.id:
        return None
    return Refusal(_N("Chỉ chuyên gia được phân công thực hiện bước này."))


def lead_team(actor: User, assignment: Assignment) -> Refusal | None:
    """Form, reopen or cancel an assignment: the secretary of the council in charge."""
    return dossiers.take_in(actor, assignment.dossier)


def rate(actor: User, assignment: Assignment) -> Refusal | None:
    """Give a percent: the assessor, after acceptance, before submission, while review is open."""
    if why := own(actor, assignment):
        return why
    if facts.has_conflict(actor, assignment.dossier):
        return Hidden()
    if assignment.state is A.SUBMITTED:
        return Refusal(_N("Phiếu chấm đã nộp nên không sửa được; đề nghị thư ký mở lại nếu cần."))
    if assignment.state is not A.ACCEPTED:
        return Refusal(_N("Cần nhận phân công trước khi chấm điểm."))
    if assignment.dossier.state is not DossierState.UNDER_REVIEW:
        return Refusal(_N("Hồ sơ này hiện không ở bước đánh giá hồ sơ độc lập."))
    return None


def all_submitted(dossier: Dossier) -> bool:
    """Whether every active assignment of the dossier is in; who has a conflict is not waited for.

    A shared management part needs no word of its own: whoever has submitted one dossier can no
    longer change it through another.
    """
    waiting = _assessors(dossier, {A.OFFERED, A.ACCEPTED})
    return waiting == 0 and _assessors(dossier, {A.SUBMITTED}) > 0


def short_of(dossier: Dossier) -> int:
    """How many people the team has too few: active assessors against the edition's team size."""
    edition = rulebook.load(dossier.cycle.rulebook_id)
    needed = edition.assignment_for(Stage.DESK_REVIEW.value).team_size
    return max(0, needed - _assessors(dossier, ACTIVE_ASSIGNMENT))


def _assessors(dossier: Dossier, states: Iterable[AssignmentState]) -> int:
    """How many assessors without a conflict have an assignment in one of these states."""
    query = select(func.count(Assignment.id)).where(
        Assignment.dossier_id == dossier.id,
        Assignment.stage == Stage.DESK_REVIEW,
        Assignment.state.in_(states),
        Assignment.user_id.not_in(_conflicted(dossier)),
    )
    return db.session.scalar(query) or 0


def _conflicted(dossier: Dossier) -> Select[int]:
    """Persons with a declared conflict with the organisation of the dossier."""
    return (
        select(Conflict.user_id)
        .join(Dossier, Dossier.id == Conflict.dossier_id)
        .where(Dossier.organisation_id == dossier.organisation_id)
    )


def view_peers(actor: User, dossier: Dossier) -> Refusal | None:
    """Others' percents, comments, spread and totals: the team, once every active sheet is in."""
    if dossiers.view(actor, dossier) is not None:
        return Hidden()
    if not facts.has_accepted(actor, dossier):
        return Hidden()
    if not all_submitted(dossier):
        return Refusal(_N("Điểm của các chuyên gia khác hiện ra khi mọi phiếu chấm đã nộp."))
    return None


def view_consensus(actor: User, dossier: Dossier) -> Refusal | None:
    """Agreed percents: the team as they are made; council and secretary once desk is closed."""
    if view_peers(actor, dossier) is None:
        return None
    return view_scoreboard(actor, dossier)


def view_scoreboard(actor: User, dossier: Dossier) -> Refusal | None:
    """Frozen scores: the council in charge and its secretary, from the closing of consensus."""
    if dossiers.view(actor, dossier) is not None or dossiers.belongs(actor, dossier) is None:
        return Hidden()
    closed = exists().where(
        ScoreSheetRecord.dossier_id == dossier.id, ScoreSheetRecord.phase == Phase.DESK
    )
    if db.session.scalar(select(closed)):
        return None
    return Refusal(_N("Điểm hiện ra sau khi thống nhất điểm được đóng."))


def team_stage(dossier: Dossier, stage: Stage) -> Stage:
    """Whose team does the work of a stage: its own, or the first where the edition has only one."""
    edition = rulebook.load(dossier.cycle.rulebook_id)
    known = {rule.stage for rule in edition.assignment}
    return stage if stage.value in known else Stage.DESK_REVIEW


def leads_now(actor: User, dossier: Dossier) -> bool:
    """Whether the person leads the team whose stage is running."""
    national = dossier.state is DossierState.NATIONAL_REVIEW
    stage = Stage.NATIONAL if national else Stage.DESK_REVIEW
    return facts.leads(actor, dossier, team_stage(dossier, stage))


def agree(actor: User, dossier: Dossier) -> Refusal | None:
    """Enter an agreed percent: the lead of the team of the stage that is running."""
    if why := view_peers(actor, dossier):
        return why
    if not leads_now(actor, dossier):
        return Refusal(_N("Chỉ trưởng nhóm của hồ sơ nhập điểm thống nhất."))
    if dossier.state not in AGREEING:
        return Refusal(_N("Hồ sơ này hiện không ở bước thống nhất điểm."))
    return None


def take_stance(actor: User, dossier: Dossier) -> Refusal | None:
    """Agree or disagree with an agreed percent: members of the team."""
    if why := view_peers(actor, dossier):
        return why
    if dossier.state not in AGREEING:
        return Refusal(_N("Hồ sơ này hiện không ở bước thống nhất điểm."))
    return None


def view_visit(actor: User, visit: SiteVisit) -> Refusal | None:
    """A visit is seen by whoever sees the dossier; council members included."""
    return dossiers.view(actor, visit.dossier)


def plan_visit(actor: User, visit: SiteVisit) -> Refusal | None:
    """Plan or cancel: the secretary of the council in charge."""
    return dossiers.take_in(actor, visit.dossier)


def record_visit(actor: User, visit: SiteVisit) -> Refusal | None:
    """Write and sign the record for the team: its lead."""
    if dossiers.view(actor, visit.dossier) is not None:
        return Hidden()
    if facts.leads(actor, visit.dossier, team_stage(visit.dossier, visit.stage)):
        return None
    return Refusal(_N("Chỉ trưởng nhóm của hồ sơ ghi và ký biên bản đánh giá tại chỗ."))


def add_issue(actor: User, visit: SiteVisit) -> Refusal | None:
    """Name a matter to verify: any accepted member of the team."""
    if dossiers.view(actor, visit.dossier) is not None:
        return Hidden()
    if facts.has_accepted(actor, visit.dossier):
        return None
    return Refusal(_N("Chỉ thành viên nhóm chuyên gia của hồ sơ nêu vấn đề cần xác minh."))


def answer_visit(actor: User, visit: SiteVisit) -> Refusal | None:
    """Confirm the date and countersign the record: the organisation."""
    return dossiers.sign(actor, visit.dossier)


def write_report(actor: User, dossier: Dossier) -> Refusal | None:
    """The team's evaluation report: its lead, from the agreement of scores on."""
    if why := view_peers(actor, dossier):
        return why
    if not leads_now(actor, dossier):
        return Refusal(_N("Chỉ trưởng nhóm của hồ sơ viết báo cáo đánh giá."))
    if dossier.state not in AGREEING:
        return Refusal(_N("Báo cáo đánh giá được viết từ bước thống nhất điểm trở đi."))
    return None


def view_report(actor: User, report: EvaluationReport) -> Refusal | None:
    """The team's report: the team, then council and secretary as the scoreboard."""
    return view_consensus(actor, report.dossier)
